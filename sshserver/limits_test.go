package sshserver_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/sshserver"
)

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
		HostKeyCallback: gossh.InsecureIgnoreHostKey(),
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
