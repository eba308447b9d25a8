package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"
)

const (
	columns, rows = 80, 24
	// patience is how long anything may take before the measurement is given up.
	patience = 60 * time.Second
)

// terminal is one client: an SSH session and the screen that its bytes draw. The
// goroutine that reads also parses and looks for what is awaited, in the changed
// lines only, since clients and server share the machine.
type terminal struct {
	conn net.Conn
	ssh  ssh.Conn
	ch   ssh.Channel

	mu   sync.Mutex
	emu  *vt.Emulator
	want []byte // nil: nothing is awaited
	seen chan time.Time
	row  []byte // scratch
	err  error
}

// errGone says that the server ended the session.
var errGone = errors.New("the server closed the session")

// login opens a connection without a session.
func login(addr, user string, auth ...ssh.AuthMethod) (net.Conn, ssh.Conn, error) {
	c, err := (&net.Dialer{Timeout: patience}).DialContext(context.Background(), "tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	config := &ssh.ClientConfig{
		User: user, Auth: auth,
		HostKeyCallback: ssh.InsecureIgnoreHostKey(), //nolint:gosec // the server is our own child
	}
	conn, channels, requests, err := ssh.NewClientConn(c, addr, config)
	if err != nil {
		return nil, nil, errors.Join(err, c.Close())
	}
	go ssh.DiscardRequests(requests)
	go func() {
		for asked := range channels {
			_ = asked.Reject(ssh.Prohibited, "no")
		}
	}()
	return c, conn, nil
}

// shell opens a session; with a terminal the server shows screens.
func shell(conn ssh.Conn, pty bool) (ssh.Channel, error) {
	ch, requests, err := conn.OpenChannel("session", nil)
	if err != nil {
		return nil, err
	}
	go ssh.DiscardRequests(requests)
	if pty {
		ask := struct {
			Term                         string
			Columns, Rows, Width, Height uint32
			Modes                        string
		}{"xterm-256color", columns, rows, 0, 0, "\x00"}
		env := struct{ Name, Value string }{"LANG", "en_US.UTF-8"}
		if _, err := ch.SendRequest("env", false, ssh.Marshal(env)); err != nil {
			return nil, err
		}
		if _, err := ch.SendRequest("pty-req", false, ssh.Marshal(ask)); err != nil {
			return nil, err
		}
	}
	ok, err := ch.SendRequest("shell", true, nil)
	if err == nil && !ok {
		err = errors.New("no shell")
	}
	return ch, err
}

// open connects and waits until first stands on the screen, and tells how long
// that took. As in life, the terminal is there before anybody dials: the memory
// of an emulated one can take longer than the connection.
func open(addr, user string, key ssh.Signer, first string) (t *terminal, took time.Duration, err error) {
	t = &terminal{emu: vt.NewEmulator(columns, rows), seen: make(chan time.Time, 1)}
	t.emu.SetScrollbackSize(1)
	t.await(first)
	begun := time.Now()
	if err := t.dial(addr, user, key); err != nil {
		return nil, 0, err
	}
	at, err := t.wait()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("first screen: %w", err), t.conn.Close())
	}
	return t, at.Sub(begun), nil
}

// dial logs in and has the session's bytes drawn.
func (t *terminal) dial(addr, user string, key ssh.Signer) (err error) {
	if t.conn, t.ssh, err = login(addr, user, ssh.PublicKeys(key)); err != nil {
		return err
	}
	if t.ch, err = shell(t.ssh, true); err != nil {
		return errors.Join(err, t.conn.Close())
	}
	go t.read()
	go func() { _, _ = io.Copy(t.ch, t.emu) }() // a terminal's answers
	return nil
}

// hangUp ends the connection without a word, as a pulled cable does.
func (t *terminal) hangUp() {
	if c, ok := t.conn.(*net.TCPConn); ok {
		_ = c.SetLinger(0)
	}
	_ = t.conn.Close()
}

func (t *terminal) read() {
	defer func() { _ = t.emu.InputPipe().(io.Closer).Close() }()
	buf := make([]byte, 16<<10)
	for {
		n, err := t.ch.Read(buf)
		t.mu.Lock()
		_, _ = t.emu.Write(buf[:n])
		t.look(false)
		if err != nil {
			t.err = errGone
			close(t.seen)
		}
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// look searches the changed lines, or all. It is called with mu held.
func (t *terminal) look(all bool) {
	touched := t.emu.Touched()
	for y, line := range touched {
		if line == nil && !all {
			continue
		}
		touched[y] = nil
		if t.want != nil && bytes.Contains(t.line(y), t.want) {
			t.want = nil
			t.seen <- time.Now()
		}
	}
}

func (t *terminal) line(y int) []byte {
	t.row = t.row[:0]
	for x := range columns {
		if c := t.emu.CellAt(x, y); c != nil {
			t.row = append(t.row, c.Content...)
		}
	}
	return t.row
}

// await says what is waited for from now on; it may stand there already.
func (t *terminal) await(words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.seen:
	default:
	}
	t.want = []byte(words)
	t.look(true)
}

// wait gives the time at which the awaited words stood on the screen.
func (t *terminal) wait() (time.Time, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case at, ok := <-t.seen:
		if !ok {
			return at, t.err
		}
		return at, nil
	case <-timer.C:
		return time.Time{}, fmt.Errorf("no %q within %v on\n%s", t.want, patience, t.String())
	}
}

// String is the screen as text.
func (t *terminal) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emu.String()
}

// press sends keys.
func (t *terminal) press(keys string) error {
	_, err := io.WriteString(t.ch, keys)
	return err
}

// answer sends keys and waits for what they bring.
func (t *terminal) answer(keys, words string) (time.Duration, error) {
	t.await(words)
	start := time.Now()
	if err := t.press(keys); err != nil {
		return 0, err
	}
	at, err := t.wait()
	return at.Sub(start), err
}
