package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

func TestTheLogNamesNobody(t *testing.T) {
	var out bytes.Buffer
	l := newLog(&out)
	l.Info("login refused", "conn", "ABC123", "count", 3, "name", "anna", "remote", "10.1.2.3:4567",
		"id", "somebody said so", "where", "192.0.2.7:22")
	l.WithGroup("g").Info("grouped", "conn", "secret")
	l.ErrorContext(context.Background(), "fault", "err", errors.New("words of people"), "code", errors.New("words"))
	got := out.String()
	for _, want := range []string{`"event":"login refused"`, `"conn":"ABC123"`, `"count":3`} {
		if !strings.Contains(got, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, never := range []string{"anna", "10.1", "192.0", "somebody", "secret", "words"} {
		if strings.Contains(got, never) {
			t.Errorf("the log has %q: %s", never, got)
		}
	}
}
