package sshserver

import (
	"net"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// pulse asks a quiet client whether it is still there. Between two questions it
// costs a timer and no goroutine.
type pulse struct {
	conn gossh.Conn
	link *link

	mu      sync.Mutex
	timer   *time.Timer
	asking  bool
	misses  int
	stopped bool
}

// watch begins to look after the connection with its first session.
func (l *link) watch(conn gossh.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.alive != nil || l.closed {
		return
	}
	p := &pulse{conn: conn, link: l}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timer = time.AfterFunc(aliveEvery, p.beat)
	l.alive = p
}

func (p *pulse) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stopped:
		return
	case !p.asking:
		p.asking = true
		go p.ask()
	case p.misses+1 >= aliveMisses:
		go func() { _ = p.link.Close() }()
		return
	default:
		p.misses++
	}
	p.timer.Reset(aliveEvery)
}

// ask waits for any answer, also a refusal: both come from somebody alive.
func (p *pulse) ask() {
	_, _, err := p.conn.SendRequest("keepalive@openssh.com", true, nil)
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asking, p.misses = false, 0
}

func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.timer.Stop()
}

// answers asks the client whether it is still there, and waits for any answer.
func (l *link) answers() error {
	l.mu.Lock()
	p := l.alive
	l.mu.Unlock()
	if p == nil {
		return net.ErrClosed
	}
	_, _, err := p.conn.SendRequest("keepalive@openssh.com", true, nil)
	return err
}
