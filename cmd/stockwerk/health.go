package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// health asks the house that serves on this machine how it is, for images and watchers
// that have no other program to ask with.
type health struct {
	Metrics loopback `help:"Where the house answers, as serve was told." default:"127.0.0.1:9100" placeholder:"ADDR"`
}

// Run prints the one word and fails where it is not "ok".
func (c health) Run(ctx context.Context, to streams) error {
	ctx, cancel := context.WithTimeout(ctx, healthPatience+2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+string(c.Metrics)+"/healthz", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return errors.New("no answer: is the house open, with --metrics " + string(c.Metrics) + "?")
	}
	defer answer.Body.Close()
	word, err := io.ReadAll(io.LimitReader(answer.Body, 64))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the house is not well: %s", strings.TrimSpace(string(word)))
	}
	_, err = fmt.Fprintln(to.out, strings.TrimSpace(string(word)))
	return err
}
