package sshserver_test

import (
	"errors"
	"io"
	"testing"

	"stockwerk/sshserver"
)

// TestNothingTypedIsLostBetweenFronts types while the first front's read is
// still under way when the second front takes over.
func TestNothingTypedIsLostBetweenFronts(t *testing.T) {
	in, client := io.Pipe()
	first, rest := sshserver.NewHandoff(in)
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		buf := make([]byte, 8)
		_, _ = first.Read(buf) // "a", while still in charge
		close(begun)
		n, err := first.Read(buf)
		if n > 0 {
			err = nil
		}
		ended <- err
	}()
	if _, err := client.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	<-begun
	second := rest()
	got := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(second)
		got <- string(b)
	}()
	for _, part := range []string{"hello ", "again"} {
		if _, err := client.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	_ = client.Close()
	if s := <-got; s != "hello again" {
		t.Errorf("second front got %q, want %q", s, "hello again")
	}
	if err := <-ended; !errors.Is(err, io.EOF) {
		t.Errorf("first front: got %v, want the end of its input", err)
	}
}
