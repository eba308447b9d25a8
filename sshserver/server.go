package sshserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/text"
)

// Config is what New needs. House, HostKey and Log must be given.
type Config struct {
	House   *house.Service
	HostKey string       // file with the host key, made on the first start
	Log     *slog.Logger // given constant messages, ids of connections and figures only
	Name    string       // of the house, in the banner; "" is Stockwerk
	Lang    text.Lang    // of people who have not said theirs; "" is German
	Host    string       // under which people reach the house, for ticket slips
	Port    int
	Limits  Limits
	Fronts  Fronts // what is nil is the house's own
}

// Server is the house's SSH server. It is made by New and serves once.
type Server struct {
	house    *house.Service
	log      *slog.Logger
	lang     text.Lang
	name     string
	host     string
	port     int
	banner   string
	limits   Limits
	fronts   Fronts
	throttle *throttle
	shares   *shares
	ssh      *ssh.Server

	life    context.Context // of all sessions
	endAll  context.CancelFunc
	closing atomic.Bool

	counts counts

	mu        sync.Mutex
	listening *listener
}

// New makes a server, and its host key where there is none yet.
func New(c Config) (*Server, error) {
	if c.Name == "" {
		c.Name = "Stockwerk"
	}
	if c.Lang == "" {
		c.Lang = text.German
	}
	s := &Server{
		house: c.House, log: c.Log, lang: c.Lang, name: c.Name, host: c.Host, port: c.Port,
		banner: text.For(c.Lang).T("banner", "House", c.Name),
		limits: c.Limits.withDefaults(), fronts: c.Fronts.withDefaults(),
		throttle: newThrottle(time.Now),
	}
	s.shares = newShares(s.limits)
	s.life, s.endAll = context.WithCancel(context.Background())
	var err error
	s.ssh, err = wish.NewServer(
		wish.WithHostKeyPath(c.HostKey),
		wish.WithMiddleware(s.serve, s.counted, s.contained), // the last is the outermost
		s.open,
	)
	if err != nil {
		return nil, fmt.Errorf("ssh server: %w", err)
	}
	return s, nil
}

// open sets what wish has no options for. It is an ssh.Option.
func (s *Server) open(srv *ssh.Server) error {
	srv.HandshakeTimeout = handshakeTimeout
	srv.ConnCallback = func(ctx ssh.Context, c net.Conn) net.Conn {
		l, ok := c.(*link)
		if !ok {
			return nil // did not come through the listener
		}
		ctx.SetValue(linkKey{}, l)
		return l
	}
	srv.ServerConfigCallback = func(ctx ssh.Context) *gossh.ServerConfig {
		return (&entrance{s: s, l: linkOf(ctx), ctx: ctx}).config()
	}
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.handleChannel, "default": s.refuseChannel}
	srv.RequestHandlers = map[string]ssh.RequestHandler{"default": s.refuseRequest}
	files := s.contained(s.counted(s.serve(nil))) // subsystems bypass the middleware
	srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{subsystemSFTP: ssh.SubsystemHandler(files)}
	return nil
}

// linkKey is where a connection stands in its context.
type linkKey struct{}

func linkOf(ctx ssh.Context) *link {
	l, _ := ctx.Value(linkKey{}).(*link)
	return l
}

// Fingerprint is the host key's, as ssh shows it: SHA256:…
func (s *Server) Fingerprint() string {
	return gossh.FingerprintSHA256(s.ssh.HostSigners[0].PublicKey())
}

// Serve tests that the doors are shut, then lets people in from l until Drain or
// Close. It returns nil after these.
func (s *Server) Serve(l net.Listener) error {
	if err := s.selfTest(); err != nil {
		_ = l.Close()
		return err
	}
	in := newListener(l, s.limits, func() { s.counts.turned.Add(1); s.log.Info("connection turned away") })
	s.mu.Lock()
	s.listening = in
	s.mu.Unlock()
	if s.draining() {
		_ = l.Close()
		return nil
	}
	err := s.ssh.Serve(in)
	if errors.Is(err, ssh.ErrServerClosed) || s.draining() {
		return nil
	}
	return fmt.Errorf("ssh server: %w", err)
}

func (s *Server) draining() bool { return s.closing.Load() }

func (s *Server) links() []*link {
	s.mu.Lock()
	in := s.listening
	s.mu.Unlock()
	if in == nil {
		return nil
	}
	return in.all()
}

// Shares of the time that Drain has: sessions are told to be gone by the first,
// and ended at it; what is left is for their last words.
const (
	drainShare    = 2 // of drainOf parts
	drainOf       = 3
	drainNotice   = 20 * time.Second // if there is no deadline
	lastWordsTime = 300 * time.Millisecond
)

// Drain stops accepting, tells all sessions, waits for them to save and leave,
// and closes what remains when ctx ends. Its error says that it had to.
func (s *Server) Drain(ctx context.Context) error {
	s.closing.Store(true)
	notice := drainNotice
	if deadline, ok := ctx.Deadline(); ok {
		notice = time.Until(deadline) * drainShare / drainOf
	}
	waited := make(chan error, 1)
	go func() { waited <- s.ssh.Shutdown(ctx) }()
	s.house.Drain(time.Now().Add(notice))
	for _, l := range s.links() {
		l.whenEmpty(func() { time.AfterFunc(lastWordsTime, func() { _ = l.Close() }) })
	}
	end := time.AfterFunc(notice, s.endAll)
	defer end.Stop()
	err := <-waited
	s.Close()
	return err
}

// Close ends everything at once.
func (s *Server) Close() {
	s.closing.Store(true)
	s.endAll()
	_ = s.ssh.Close()
	for _, l := range s.links() {
		_ = l.Close()
	}
}
