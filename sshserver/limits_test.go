package sshserver_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/sshserver"
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
	c := f.in("guest")
	for term, want := range map[string]string{
		"xterm": "screen xterm 80x24\r\n",
		"dumb":  "prompt \"dumb\"\r\n",
		"":      "prompt \"\"\n",
	} {
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
		{"PATH", "/tmp"}, {"LD_PRELOAD", "x"}, {"LC_" + strings.Repeat("A", 99), "x"}, {"LC_lower", "x"},
		{"LANG", strings.Repeat("x", 129)}, {"LANG", "a\x1b[31m"}, {"LANG", "ä"},
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
		t.Error("sftp was opened")
	}
	until(t, "the reason is told", func() bool { return strings.Contains(told.String(), "Dateien") })
	if got, code := say(t, c, "exit 0"); code != 0 {
		t.Errorf("the connection suffered: %q", got)
	}
}

func TestAFloodOfRequestsClosesTheChannel(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	answered := 0
	for range 3_000 {
		if _, err := ch.SendRequest("env", true, nil); err != nil {
			break
		}
		answered++
	}
	if answered < 1_900 || answered > 2_100 {
		t.Errorf("%d requests were answered, want about 2,000", answered)
	}
	if _, code := say(t, c, "exit 0"); code != 0 {
		t.Error("the other sessions suffered")
	}
}

func TestAFloodOfForwardingsClosesTheConnection(t *testing.T) {
	f := open(t, nil)
	c := f.in("guest")
	for i := range 3_000 {
		if _, _, err := c.SendRequest("tcpip-forward", true, nil); err != nil {
			if i < 1_900 {
				t.Errorf("closed after %d requests", i)
			}
			return
		}
	}
	t.Error("3,000 requests were answered")
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

func TestTheConnectionsLimits(t *testing.T) {
	stall := func(f *fixture) net.Conn {
		c, err := net.Dial("tcp", f.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	// greeted tells a connection that was let in from one that was turned away.
	greeted := func(c net.Conn) bool {
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		_, err := io.ReadFull(c, make([]byte, 8))
		return err == nil
	}
	t.Run("a source", func(t *testing.T) {
		f := open(t, func(c *sshserver.Config) {
			c.Limits.PerSource, c.Limits.LoopbackFactor = 3, 1
			c.Limits.PerSecond = 100
		})
		for range 3 {
			if !greeted(stall(f)) {
				t.Fatal("turned away too early")
			}
		}
		if greeted(stall(f)) {
			t.Error("a fourth stranger was let in")
		}
	})
	t.Run("in all, and those who are known do not count", func(t *testing.T) {
		f := open(t, func(c *sshserver.Config) { c.Limits.Unauthenticated = 2 })
		f.in("guest")
		f.in("guest")
		first := stall(f)
		if !greeted(first) || !greeted(stall(f)) || greeted(stall(f)) {
			t.Error("want two strangers beside two guests")
		}
		_ = first.Close()
		until(t, "a place becomes free", func() bool { return greeted(stall(f)) })
	})
	t.Run("all connections", func(t *testing.T) {
		f := open(t, func(c *sshserver.Config) { c.Limits.Connections = 2 })
		f.in("guest")
		last := f.in("guest")
		if greeted(stall(f)) {
			t.Error("a third connection was let in")
		}
		_ = last.Close()
		until(t, "a place becomes free", func() bool { return greeted(stall(f)) })
	})
	t.Run("a second", func(t *testing.T) {
		f := open(t, func(c *sshserver.Config) { c.Limits.PerSecond, c.Limits.LoopbackFactor = 5, 1 })
		in := 0
		for range 50 {
			if c := stall(f); greeted(c) {
				in++
			}
		}
		if in < 5 || in > 15 {
			t.Errorf("%d of 50 were let in, want about 5", in)
		}
	})
}

func TestGuessesAreThrottled(t *testing.T) {
	f := open(t, func(c *sshserver.Config) { c.Limits.RefusalTime = time.Millisecond })
	var banners []string
	guess := func(user, password string) error {
		_, err := f.dialAs(&gossh.ClientConfig{
			User: user, Auth: []gossh.AuthMethod{gossh.Password(password)},
			BannerCallback: func(s string) error { banners = append(banners, s); return nil },
		})
		return err
	}
	if err := guess(adminName, adminPass); err != nil {
		t.Fatalf("before the guesses: %v", err)
	}
	for i := range 40 {
		if guess(fmt.Sprintf("name%d", i), "wrong password") == nil {
			t.Fatal("came in")
		}
	}
	banners = nil
	if guess(adminName, adminPass) == nil {
		t.Error("the right password still came in from a source that guesses")
	}
	if told := strings.Join(banners, ""); !strings.Contains(told, "too many failed attempts") {
		t.Errorf("told %q, want the reason", told)
	}
	// Others are not locked out: keys, guests, and other sources.
	f.in("guest")
	kept := newSigner(t)
	f.keep(kept)
	f.in(adminName, gossh.PublicKeys(kept))
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	c, err := d.DialContext(t.Context(), "tcp", f.addr)
	if err != nil {
		t.Fatal(err)
	}
	conn, _, _, err := gossh.NewClientConn(c, f.addr, &gossh.ClientConfig{
		User: adminName, Auth: []gossh.AuthMethod{gossh.Password(adminPass)},
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // the test's own server
	})
	if err != nil {
		t.Fatalf("another source: %v", err)
	}
	_ = conn.Close()
}

func TestAConnectionHasThreePasswords(t *testing.T) {
	f := open(t, nil)
	tries := 0
	_, err := f.dial(adminName, gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
		if tries++; tries == 5 {
			return adminPass, nil
		}
		return "wrong password", nil
	}), 8))
	if err == nil {
		t.Error("came in with the fifth password")
	}
	if tries > 4 {
		t.Errorf("%d passwords were asked, want the connection closed at the fourth", tries)
	}
}

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
		User: "guest", HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // the test's own server
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

func TestEveryRefusalTakesTheSameTime(t *testing.T) {
	const grain = 100 * time.Millisecond
	f := open(t, func(c *sshserver.Config) { c.Limits.RefusalTime = grain })
	for _, c := range []struct{ name, user, password string }{
		{"a member", adminName, "wrong password"},
		{"nobody", "nobody", "wrong password"},
		{"a long name", strings.Repeat("n", 200), "wrong password"},
		{"a used ticket", "ticket", f.setup},
		{"a ticket that never was", "ticket", "00000-00000-00000-00000"},
	} {
		start := time.Now()
		if _, err := f.dial(c.user, gossh.Password(c.password)); err == nil {
			t.Errorf("%s came in", c.name)
		}
		if took := time.Since(start); took < grain {
			t.Errorf("%s: refused after %v, want at least %v", c.name, took, grain)
		}
	}
}
