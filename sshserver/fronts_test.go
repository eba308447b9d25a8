package sshserver_test

import (
	"bufio"
	"io"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/sshserver"
)

// real is a house with its own fronts.
func real(t *testing.T) *fixture {
	t.Helper()
	return open(t, func(c *sshserver.Config) { c.Fronts = sshserver.Fronts{} })
}

// sayWith runs a command with input.
func sayWith(t *testing.T, c *gossh.Client, input, line string) (string, int) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	defer func() { _ = s.Close() }()
	s.Stdin = strings.NewReader(input)
	return sayIn(t, s, line)
}

func TestWhoRegistersIsInForAllSessionsOfTheConnection(t *testing.T) {
	f := real(t)
	signer := newSigner(t)
	c := f.in("ticket", gossh.PublicKeys(signer), gossh.Password(f.membershipTicket()))
	if got, code := sayWith(t, c, adminPass+"\n", "register berta --accept-terms --keep-key --json"); code != 0 {
		t.Fatalf("register: %d %s", code, got)
	}
	if got, _ := sayWith(t, c, "", "whoami --json"); !strings.Contains(got, `"member"`) {
		t.Errorf("the connection is %s", got)
	}
	if got, _ := sayWith(t, f.in("berta", gossh.PublicKeys(signer)), "", "whoami --json"); !strings.Contains(got, `"sealed":true`) {
		t.Errorf("the kept key came in as %s", got)
	}
}

func TestSessionsFollowOneAnotherOnAConnection(t *testing.T) {
	f := real(t)
	c := f.in("guest")
	for range 200 { // the input is one that nobody wants
		if got, code := sayWith(t, c, "never read\n", "whoami --json"); code != 0 {
			t.Fatalf("got code %d: %s", code, got)
		}
	}
	if _, code := sayWith(t, c, "", "fly"); code != 2 {
		t.Errorf("an unknown command: got code %d, want 2", code)
	}
}

func TestACommandAtATerminalTakesAPasswordUnseen(t *testing.T) {
	f := real(t)
	kept := newSigner(t)
	f.keep(kept)
	s, err := f.in(adminName, gossh.PublicKeys(kept)).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("unlock"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(in, adminPass+"x\x7f\r")
	seen, _ := io.ReadAll(out)
	if err := s.Wait(); err != nil {
		t.Errorf("unlock: %v: %s", err, seen)
	}
	if strings.Contains(string(seen), "kettle") {
		t.Errorf("the password was shown: %q", seen)
	}
}

func TestCtrlCEndsACommandAtATerminal(t *testing.T) {
	f := real(t)
	s, err := f.in(adminName, gossh.Password(adminPass)).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("follow eg/cafe"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(in, "\x03")
	_ = s.Wait() // comes back at all
}

func TestALineAtATimeWithoutATerminal(t *testing.T) {
	f := real(t)
	s, err := f.in("guest").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s.Stdin = strings.NewReader("whoami\nquit\n")
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	seen, _ := io.ReadAll(out)
	if err := s.Wait(); err != nil || strings.Contains(string(seen), "\x1b") || len(seen) < 100 {
		t.Errorf("got %v and %q, want plain lines", err, seen)
	}
}

func TestTheScreenComesAndGivesTheTerminalBack(t *testing.T) {
	f := real(t)
	s, err := f.in("guest").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StdinPipe(); err != nil { // else the end of input would end the session
		t.Fatal(err)
	}
	stdout, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(stdout)
	if first, err := out.Peek(8); err != nil || !strings.HasPrefix(string(first), "\x1b[?1049h") {
		t.Fatalf("got %q and %v, want the alternate screen", first, err)
	}
	if err := s.WindowChange(10, 40); err != nil {
		t.Fatal(err)
	}
	go f.server.Close()
	rest, _ := io.ReadAll(out)
	if len(rest) == 0 {
		t.Error("nothing was drawn")
	}
}
