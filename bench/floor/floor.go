// Package floor is the least that an SSH server can do: it lets everybody in,
// shows a screen, echoes each key, and gives each line to all sessions. No
// server of the same protocol library can be faster on the same machine, so the
// house's figures are told as ratios to this one's. It imports x/crypto/ssh only.
package floor

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"net"
	"slices"
	"sync"

	"golang.org/x/crypto/ssh"
)

// Greeting is the first screen.
const Greeting = "floor ready"

const screen = "\x1b[?1049h\x1b[2J\x1b[H" + Greeting + "\r\n"

// Server is the floor. It is made by New and serves once.
type Server struct {
	config *ssh.ServerConfig

	mu       sync.Mutex
	sessions map[*session]struct{}
}

// session is one terminal. What is for it waits in out, so that one who reads
// slowly holds nobody up.
type session struct {
	ssh.Channel
	mu   sync.Mutex
	out  []byte
	ring chan struct{}
}

// New makes a floor with a host key of its own.
func New() (*Server, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, err
	}
	in := func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return &ssh.Permissions{}, nil }
	s := &Server{config: &ssh.ServerConfig{PublicKeyCallback: in}, sessions: map[*session]struct{}{}}
	s.config.AddHostKey(key)
	return s, nil
}

// Serve lets people in until l is closed; then it returns nil.
func (s *Server) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		go s.connection(c)
	}
}

func (s *Server) connection(c net.Conn) {
	defer c.Close()
	conn, channels, requests, err := ssh.NewServerConn(c, s.config)
	if err != nil {
		return
	}
	defer conn.Close()
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		ch, reqs, err := asked.Accept()
		if err != nil {
			return
		}
		go s.channel(ch, reqs)
	}
}

// channel waits for the shell, then echoes until the client goes.
func (s *Server) channel(ch ssh.Channel, reqs <-chan *ssh.Request) {
	defer ch.Close()
	for req := range reqs {
		_ = req.Reply(true, nil)
		if req.Type == "shell" {
			break
		}
	}
	go ssh.DiscardRequests(reqs)
	t := &session{Channel: ch, ring: make(chan struct{}, 1)}
	s.mu.Lock()
	s.sessions[t] = struct{}{}
	s.mu.Unlock()
	defer s.leave(t)
	go t.write()
	t.put([]byte(screen))
	s.echo(t)
}

func (s *Server) leave(t *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, t)
	close(t.ring)
}

// echo gives each key back and, at the end of a line, the line to all.
func (s *Server) echo(t *session) {
	var line []byte
	keys := make([]byte, 2<<10)
	for {
		n, err := t.Read(keys)
		if err != nil {
			return
		}
		for _, key := range bytes.SplitAfter(keys[:n], []byte("\r")) {
			line = s.take(t, line, key)
		}
	}
}

// take takes keys up to a line's end; Ctrl-U, which stands alone, empties the line.
func (s *Server) take(t *session, line, keys []byte) []byte {
	if string(keys) == "\x15" {
		t.put([]byte("\r\x1b[K"))
		return line[:0]
	}
	words, whole := bytes.CutSuffix(keys, []byte("\r"))
	line = append(line, words...)
	if !whole {
		t.put(words)
		return line
	}
	s.tell(slices.Concat([]byte("\r\n"), line, []byte("\r\n")))
	return line[:0]
}

func (s *Server) tell(line []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.sessions {
		t.put(line)
	}
}

// put never blocks.
func (t *session) put(p []byte) {
	t.mu.Lock()
	t.out = append(t.out, p...)
	t.mu.Unlock()
	select {
	case t.ring <- struct{}{}:
	default:
	}
}

func (t *session) write() {
	for range t.ring {
		t.mu.Lock()
		p := t.out
		t.out = nil
		t.mu.Unlock()
		if _, err := t.Write(p); err != nil {
			return
		}
	}
}
