package sshserver_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestATerminalIsClamped(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	for _, p := range []struct {
		term       string
		rows, cols int
		want       string
	}{
		{"xterm-256color", 24, 80, "xterm-256color 80x24"},
		{"xterm", 1 << 30, 1 << 30, "xterm 500x200"},
		{"xterm", 1, 1, "xterm 20x5"},
		{"xterm", 0, 0, "xterm 80x24"},
		{"\x1b]0;x\a", 24, 80, "dumb 80x24"},
		{strings.Repeat("x", 65), 24, 80, "dumb 80x24"},
	} {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RequestPty(p.term, p.rows, p.cols, gossh.TerminalModes{gossh.ECHO: 1}); err != nil {
			t.Fatal(err)
		}
		if got, _ := sayIn(t, s, "size"); got != p.want {
			t.Errorf("%q %dx%d: got %q, want %q", p.term, p.cols, p.rows, got, p.want)
		}
		_ = s.Close()
	}
}

func TestSessionsGoToTheirFront(t *testing.T) {
	f := open(t, nil)
	for term, want := range map[string]string{
		"xterm": "screen xterm 80x24\r\n",
		"dumb":  "prompt \"dumb\"\r\n",
		"":      "prompt \"\"\n",
	} {
		c := f.in("guest") // of its own: a connection has one terminal at a time
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if term != "" {
			if err := s.RequestPty(term, 24, 80, nil); err != nil {
				t.Fatal(err)
			}
		}
		out, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Shell(); err != nil {
			t.Fatal(err)
		}
		if got, _ := bufio.NewReader(out).ReadString('\n'); got != want {
			t.Errorf("%q: got %q, want %q", term, got, want)
		}
		_ = s.Close()
	}
}

func TestTheEnvironmentIsBounded(t *testing.T) {
	f := open(t, nil)
	s, err := f.in("guest").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, refused := range [][2]string{
		{"PATH", "/tmp"},
		{"LD_PRELOAD", "x"},
		{"LC_" + strings.Repeat("A", 99), "x"},
		{"LC_lower", "x"},
		{"LANG", strings.Repeat("x", 129)},
		{"LANG", "a\x1b[31m"},
		{"LANG", "ä"},
	} {
		if err := s.Setenv(refused[0], refused[1]); err == nil {
			t.Errorf("%s was taken", refused[0])
		}
	}
	if err := s.Setenv("LANG", "en_GB.ISO-8859-1"); err != nil {
		t.Error("LANG was refused")
	}
	taken := 1
	for i := range 300 {
		if s.Setenv(fmt.Sprintf("LC_%c", 'A'+i%26), "x") == nil {
			taken++
		}
	}
	if taken != 8 {
		t.Errorf("%d variables were taken, want 8", taken)
	}
	got, _ := sayIn(t, s, "env")
	if !strings.HasPrefix(got, "[LANG=en_GB.ISO-8859-1 LC_A=x") || !strings.HasSuffix(got, "en utf8=false") {
		t.Errorf("got %q", got)
	}
}

func TestSessionsOfOneConnectionAreCounted(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	begin := func(terminal bool) error {
		s, err := c.NewSession()
		if err != nil {
			return err
		}
		if terminal {
			if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
				return err
			}
		}
		if err := s.Start("wait"); err != nil {
			_ = s.Close()
			return err
		}
		return nil
	}
	for i := range 4 {
		if err := begin(false); err != nil {
			t.Fatalf("session %d: %v", i, err)
		}
	}
	if begin(false) == nil {
		t.Error("a fifth session without a terminal was let in")
	}
	until(t, "the refused session leaves its place", func() bool { return begin(true) == nil })
	for range 100 {
		if begin(true) == nil || begin(false) == nil {
			t.Fatal("a sixth session was let in")
		}
	}
}

func TestEverythingButSessionsIsRefused(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	if conn, err := c.Dial("tcp", f.addr); err == nil {
		_ = conn.Close()
		t.Error("a local forwarding was opened")
	}
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
		t.Error("a remote forwarding was opened")
	}
	for _, kind := range []string{"x11", "auth-agent@openssh.com", "direct-streamlocal@openssh.com", "tun@openssh.com"} {
		if _, _, err := c.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel %s was opened", kind)
		}
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []string{"auth-agent-req@openssh.com", "x11-req", "signal", "break", "eow@openssh.com"} {
		if ok, err := s.SendRequest(request, true, nil); ok || err != nil {
			t.Errorf("%s: got %v and %v, want a refusal", request, ok, err)
		}
	}
	told := &safeBuffer{}
	stderr, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(told, stderr) }()
	if s.RequestSubsystem("sftp") == nil {
		t.Error("sftp was opened for a guest")
	}
	until(t, "the reason is told", func() bool { return strings.Contains(told.String(), "Dateien") })
	if got, code := say(t, c, "exit 0"); code != 0 {
		t.Errorf("the connection suffered: %q", got)
	}
}

func TestExitCodesComeThrough(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	for _, want := range []int{0, 1, 2, 3, 4, 5} {
		if _, got := say(t, c, fmt.Sprintf("exit %d", want)); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func TestAPanicEndsItsSessionOnly(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	if _, code := say(t, c, "panic"); code != 1 {
		t.Errorf("got code %d, want 1", code)
	}
	if _, code := say(t, c, "exit 0"); code != 0 {
		t.Error("the connection suffered")
	}
	if log := f.log.String(); !strings.Contains(log, "fixture_test.go:") || strings.Contains(log, "secret words") {
		t.Errorf("the log has %s", log)
	}
}

func TestLogsNameNobody(t *testing.T) {
	f := open(t, nil)
	_, _ = f.dial("nobodyinparticular", gossh.Password("wrong password"))
	_, _ = f.dial(adminName, gossh.PublicKeys(newSigner(t)), gossh.Password(adminPass))
	say(t, f.in("guest"), "exit 3")
	until(t, "the session is logged", func() bool { return strings.Contains(f.log.String(), "session ended") })
	for _, name := range []string{"nobodyinparticular", adminName, "127.0.0.1", "password", "exit 3"} {
		if strings.Contains(f.log.String(), name) {
			t.Errorf("the log has %q:\n%s", name, f.log)
		}
	}
}

func TestSessionsOfOneConnectionShareTheActor(t *testing.T) {
	f := open(t, nil)
	kept := newSigner(t)
	f.keep(kept)
	c, other := f.in(adminName, gossh.PublicKeys(kept)), f.in(adminName, gossh.PublicKeys(kept))
	if _, code := say(t, c, "become"); code != 0 {
		t.Fatal("could not open the rooms")
	}
	if got, _ := say(t, c, "whoami"); !strings.HasSuffix(got, "sealed=false") {
		t.Errorf("got %q, want the rooms open for the connection", got)
	}
	if got, _ := say(t, other, "whoami"); !strings.HasSuffix(got, "sealed=true") {
		t.Errorf("got %q, want the rooms closed on another connection", got)
	}
}
