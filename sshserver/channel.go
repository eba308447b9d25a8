package sshserver

import (
	"context"
	"io"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/text"
	"stockwerk/tui/run"
)

// handleChannel serves one session channel. The library's own handler sees only
// the requests that the seat lets through.
func (s *Server) handleChannel(srv *ssh.Server, conn *gossh.ServerConn, newChan gossh.NewChannel, ctx ssh.Context) {
	l, v := linkOf(ctx), visitOf(conn.Permissions)
	if l == nil || v == nil {
		_ = newChan.Reject(gossh.Prohibited, "not let in")
		return
	}
	if s.draining() {
		_ = newChan.Reject(gossh.ResourceShortage, "the house is closing")
		return
	}
	if !l.sit() {
		_ = newChan.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	t := newSeat(s, l, v, newChan, ctx)
	defer func() {
		t.leave()
		l.stand(t.started())
	}()
	l.watch(conn)
	ssh.DefaultSessionHandler(srv, conn, t, t)
	if t.started() {
		<-t.over
	}
}

// refuseChannel answers what is no session: forwarding of ports and sockets.
func (s *Server) refuseChannel(_ *ssh.Server, _ *gossh.ServerConn, newChan gossh.NewChannel, ctx ssh.Context) {
	l := linkOf(ctx)
	_ = newChan.Reject(gossh.Prohibited, "no forwarding here")
	if l != nil && !l.spend() {
		_ = l.Close()
	}
}

// refuseRequest answers requests to the whole connection, such as forwarding.
func (s *Server) refuseRequest(ctx ssh.Context, _ *ssh.Server, _ *gossh.Request) (bool, []byte) {
	if l := linkOf(ctx); l != nil && !l.spend() {
		_ = l.Close()
	}
	return false, nil
}

// seat is one session's place on its connection: the channel as the library
// sees it, and a context of its own, since the connection's is shared.
type seat struct {
	gossh.NewChannel
	ssh.Context // the connection's, for everything but its end and its values
	server      *Server
	link        *link
	visit       *visit
	channel     gossh.Channel // raw: no line ends are translated

	life  context.Context
	leave context.CancelFunc

	mu     sync.Mutex
	values map[any]any
	begun  bool
	over   chan struct{} // closed at the end of a session that had begun
	finish func()        // frees the place of a session that had begun, once

	terminal bool
	sizes    chan run.Size // the latest wins
	env      []string
}

func newSeat(s *Server, l *link, v *visit, newChan gossh.NewChannel, ctx ssh.Context) *seat {
	life, leave := context.WithCancel(ctx)
	stop := context.AfterFunc(s.life, leave)
	t := &seat{
		NewChannel: newChan, Context: ctx, server: s, link: l, visit: v,
		life: life, leave: func() { stop(); leave() },
		values: map[any]any{}, over: make(chan struct{}), sizes: make(chan run.Size, 1),
	}
	t.finish = sync.OnceFunc(func() { l.finish(t.terminal) })
	return t
}

// Accept gives the library a channel whose writes end, and only those requests
// that the house answers.
func (t *seat) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, reqs, err := t.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	t.channel = patient{Channel: ch, link: t.link, reading: make(chan struct{}, 1)}
	through := make(chan *gossh.Request)
	go func() {
		defer t.leave()
		defer close(through)
		t.sift(reqs, through)
	}()
	return t.channel, through, nil
}

// sift answers requests or passes them on until the channel ends.
func (t *seat) sift(reqs <-chan *gossh.Request, through chan<- *gossh.Request) {
	left := newAllowance(maxRequests, requestGain, time.Now())
	for req := range reqs {
		switch {
		case !left.take(time.Now()):
			_ = t.channel.Close()
			t.leave()
			for range reqs { // the channel closes when the client has seen it
			}
			return
		case t.passes(req):
			through <- req
		case req.Type == "window-change":
			_ = req.Reply(t.resize(req.Payload), nil)
		default:
			_ = req.Reply(false, nil)
		}
	}
}

// passes says whether the library gets to see a request, and makes it harmless.
func (t *seat) passes(req *gossh.Request) bool {
	if t.started() {
		return false
	}
	switch req.Type {
	case "pty-req":
		return !t.terminal && t.allowTerminal(req)
	case "env":
		return t.allowEnv(req)
	case "shell":
		return t.start()
	case "exec":
		return len(req.Payload) <= maxCommand && t.start()
	case "subsystem":
		why := t.noSubsystem(req.Payload)
		if why == "" {
			return t.start()
		}
		t.explain(why)
	}
	return false
}

// explain says why there is no such subsystem, and gives the client a moment to
// show it: after the refusal it leaves with whatever it has not printed yet.
func (t *seat) explain(why string) {
	_, _ = io.WriteString(t.channel.Stderr(), text.For(t.server.langOf(t)).T(why)+"\r\n")
	shown := time.NewTimer(explainTime)
	defer shown.Stop()
	select {
	case <-shown.C:
	case <-t.life.Done():
	}
}

func (t *seat) started() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.begun
}

// start counts the session among its connection's.
func (t *seat) start() bool {
	if !t.link.begin(t.terminal) {
		return false
	}
	t.mu.Lock()
	t.begun = true
	t.mu.Unlock()
	return true
}

// Deadline, Done and Err are those of the session: it ends with its channel,
// with its connection, and when the house closes.
func (t *seat) Deadline() (time.Time, bool) { return t.life.Deadline() }

// Done is closed when the session ends.
func (t *seat) Done() <-chan struct{} { return t.life.Done() }

// Err says why Done is closed.
func (t *seat) Err() error { return t.life.Err() }

// Value looks at the session first and then at its connection.
func (t *seat) Value(key any) any {
	t.mu.Lock()
	v, ok := t.values[key]
	t.mu.Unlock()
	if ok {
		return v
	}
	return t.Context.Value(key)
}

// SetValue keeps what the library remembers of a session from the others.
func (t *seat) SetValue(key, value any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.values[key] = value
}

// patient closes the connection of a client that does not take what is written.
type patient struct {
	gossh.Channel
	link    *link
	reading chan struct{} // holds the one reader
}

// Read lets one reader in at a time: the end of a channel wakes one only, and
// another that waits there would wait for ever.
func (p patient) Read(b []byte) (int, error) {
	p.reading <- struct{}{}
	defer func() { <-p.reading }()
	return p.Channel.Read(b)
}

func (p patient) Write(b []byte) (int, error) {
	t := time.AfterFunc(writePatience, func() { _ = p.link.Close() })
	defer t.Stop()
	return p.Channel.Write(b)
}

// Stderr is as patient as the channel itself.
func (p patient) Stderr() io.ReadWriter { return patientErr{p.Channel.Stderr(), p.link} }

type patientErr struct {
	io.ReadWriter
	link *link
}

func (p patientErr) Write(b []byte) (int, error) {
	t := time.AfterFunc(writePatience, func() { _ = p.link.Close() })
	defer t.Stop()
	return p.ReadWriter.Write(b)
}
