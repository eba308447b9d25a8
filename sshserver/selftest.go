package sshserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// errDoorsOpen says that somebody would be let in without saying who they are.
var errDoorsOpen = errors.New("ssh server: an ordinary name is let in without a credential; not serving")

// selfTest comes to the doors from outside, as nobody, before anybody else can:
// the library lets everybody in when no way to authenticate is set.
func (s *Server) selfTest() error {
	ctx, cancel := context.WithTimeout(s.life, selfTestBudget)
	defer cancel()
	ln, err := loopback(ctx)
	if err != nil {
		return fmt.Errorf("ssh server: self-test: %w", err)
	}
	defer func() { _ = ln.Close() }()
	go func() {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		s.ssh.HandleConn(newLink(c, sourceOf(c.RemoteAddr())))
	}()
	var d net.Dialer
	c, err := d.DialContext(ctx, ln.Addr().Network(), ln.Addr().String())
	if err != nil {
		return fmt.Errorf("ssh server: self-test: %w", err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(selfTestBudget))
	asked := false
	_, _, _, err = gossh.NewClientConn(c, ln.Addr().String(), &gossh.ClientConfig{
		User:            "nobody-" + strings.ToLower(rand.Text()[:8]),
		HostKeyCallback: gossh.FixedHostKey(s.ssh.HostSigners[0].PublicKey()),
		BannerCallback:  func(string) error { asked = true; return nil },
	})
	switch {
	case err == nil:
		return errDoorsOpen
	case !asked: // the refusal came from somewhere before the doors
		return fmt.Errorf("ssh server: self-test: %w", err)
	}
	return nil
}

func loopback(ctx context.Context) (net.Listener, error) {
	var c net.ListenConfig
	ln, err := c.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		ln, err = c.Listen(ctx, "tcp", "[::1]:0")
	}
	return ln, err
}
