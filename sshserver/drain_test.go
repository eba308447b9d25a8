package sshserver_test

import (
	"bufio"
	"context"
	"net"
	"runtime"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/sshserver"
)

func TestDrainTellsAndWaits(t *testing.T) {
	f := open(t, nil)
	idle, busy := f.in("guest"), f.in("guest")
	s, err := busy.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("wait"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := f.server.Drain(ctx); err != nil {
		t.Errorf("drain: %v", err)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("the session was cut off: %v", err)
	}
	if err := <-f.served; err != nil {
		t.Errorf("serve: %v", err)
	}
	if err := idle.Wait(); err == nil {
		t.Error("an idle connection ended without its end being noticed")
	}
	if _, err := f.dial("guest"); err == nil {
		t.Error("a closed house let somebody in")
	}
}

func TestDrainGivesUpOnTime(t *testing.T) {
	stuck := make(chan struct{})
	f := open(t, func(c *sshserver.Config) {
		c.Fronts.Line = func(context.Context, *sshserver.Session, string) int { <-stuck; return 0 }
	})
	defer close(stuck)
	s, err := f.in("guest").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("x"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if f.server.Drain(ctx) == nil {
		t.Error("drain says that everybody left")
	}
}

func TestAbruptClosesLeaveNothingBehind(t *testing.T) {
	for name, fronts := range map[string]sshserver.Fronts{"flooding": fakes(), "drawing": {}} {
		t.Run(name, func(t *testing.T) {
			f := open(t, func(c *sshserver.Config) { c.Fronts = fronts })
			before := runtime.NumGoroutine()
			for i := range 100 {
				f.cutOff(i%2 == 0)
			}
			until(t, "the goroutines of 100 connections end", func() bool { return runtime.NumGoroutine() <= before+2 })
		})
	}
}

// cutOff opens a session and tears the connection down in its middle.
func (f *fixture) cutOff(shell bool) {
	f.t.Helper()
	c, err := net.Dial("tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	conn, chans, reqs, err := gossh.NewClientConn(c, f.addr, &gossh.ClientConfig{
		User: "guest", HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	s, err := gossh.NewClient(conn, chans, reqs).NewSession()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		f.t.Fatal(err)
	}
	if shell {
		_ = s.Shell()
	} else {
		_ = s.Start("flood")
	}
	_ = c.(*net.TCPConn).SetLinger(0)
	_ = c.Close()
}
