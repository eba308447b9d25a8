package sshserver

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"charm.land/ssh"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/run"
)

// Fronts are what a session can be shown by. Each ends with its context, and its
// code becomes the exit code.
type Fronts struct {
	Screen func(ctx context.Context, s *Session) int              // a capable terminal
	Prompt func(ctx context.Context, s *Session) int              // lines, one after the other
	Line   func(ctx context.Context, s *Session, line string) int // one command
	Files  func(ctx context.Context, s *Session) int              // the subsystem sftp
	Copy   func(ctx context.Context, s *Session, line string) int // the command scp, of older clients
}

// Session is one session as the fronts see it.
type Session struct {
	House       *house.Service
	Lang        text.Lang // the member's, else the client's, else the house's
	Term        string    // "" without a terminal
	Environ     []string  // TERM and what the client said of colours and locale
	UTF8        bool
	Name        string // of the house
	Host        string // under which people reach the house
	Port        int
	Fingerprint string          // of its host key
	Size        run.Size        // of the terminal when the session began
	Sizes       <-chan run.Size // later ones, the latest at least
	In          io.Reader
	Out, Err    io.Writer // with a terminal both translate line ends

	seat   *seat
	client string // the version that the client claims; told to nobody
}

// Actor is who the session is now; another session of the same connection may
// have changed it.
func (s *Session) Actor() house.Actor { return s.seat.visit.Actor() }

// SetActor makes a the actor of all sessions of this connection.
func (s *Session) SetActor(a house.Actor) { s.seat.visit.SetActor(a) }

// Key is a public key in SSH wire format that the client proved on this
// connection without its opening anything, with a name for it: it may be offered
// for keeping. Nil when there is none.
func (s *Session) Key() (key []byte, name string) { return s.seat.visit.offered() }

// serve is the innermost middleware: it finds the front for a session.
func (s *Server) serve(ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		t := sess.Context().(*seat) //nolint:forcetypeassert // handleChannel gave it
		in := s.newSession(t, sess)
		code := 0
		switch line := sess.RawCommand(); {
		case sess.Subsystem() == subsystemSFTP:
			defer t.visit.runs("files")()
			code = s.counts.during(&s.counts.files, func() int { return s.fronts.Files(t.life, in) })
		case isCopy(line):
			defer t.visit.runs("files")()
			code = s.counts.during(&s.counts.files, func() int { return s.fronts.Copy(t.life, in, line) })
		case line != "":
			defer t.visit.runs("command")()
			code = s.counts.during(&s.counts.lines, func() int { return s.fronts.Line(t.life, in, line) })
		case in.Term != "" && in.Term != "dumb" && !s.linear(t):
			defer t.visit.runs("screen")()
			code = s.counts.during(&s.counts.screens, func() int { return s.fronts.Screen(t.life, in) })
		default:
			defer t.visit.runs("lines")()
			code = s.counts.during(&s.counts.prompts, func() int { return s.fronts.Prompt(t.life, in) })
		}
		t.SetValue(codeKey{}, code)
		t.finish()
		if in.Term == "" {
			t.hearOut(sess)
		}
		_ = sess.Exit(code)
	}
}

// hearOut gives a client whose command did not want its input a moment to send
// the end of it: some take a channel that closes before for an error.
func (t *seat) hearOut(input io.Reader) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, input)
	}()
	most := time.NewTimer(hearOutTime)
	defer most.Stop()
	select {
	case <-done:
	case <-most.C:
	case <-t.life.Done():
	}
}

func (s *Server) newSession(t *seat, sess ssh.Session) *Session {
	in := &Session{
		House: s.house, Lang: s.langOf(t), UTF8: t.utf8(), Environ: t.env,
		Name: s.name, Host: s.host, Port: s.port, Fingerprint: s.Fingerprint(),
		Sizes: t.sizes, In: sess, Out: sess, Err: sess.Stderr(), seat: t, client: t.ClientVersion(),
	}
	if pty, _, ok := sess.Pty(); ok {
		in.Term = pty.Term
		in.Size = run.Size{Width: pty.Window.Width, Height: pty.Window.Height}
		in.Environ = append([]string{"TERM=" + pty.Term}, t.env...)
	}
	return in
}

// langOf is the member's language, else the client's, else the house's.
func (s *Server) langOf(t *seat) text.Lang {
	if l, ok := text.Parse(t.visit.Actor().Lang()); ok {
		return l
	}
	if l, ok := text.FromLocale(t.getenv("LC_ALL", "LC_MESSAGES", "LANG")); ok {
		return l
	}
	return s.lang
}

// linear says whether the member wants lines also on a capable terminal.
func (s *Server) linear(t *seat) bool {
	a := t.visit.Actor()
	if a.Role() != house.RoleInside && a.Role() != house.RoleHouseAdmin && a.Role() != house.RoleShutOut {
		return false
	}
	set, err := s.house.Settings(t.life, a)
	return err == nil && set.Linear
}

// codeKey is where a session's exit code stands for the log.
type codeKey struct{}

// counted logs that a session was, without saying whose or what.
func (s *Server) counted(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		start := time.Now()
		next(sess)
		code, _ := sess.Context().Value(codeKey{}).(int)
		s.log.Info("session ended", "conn", linkOf(sess.Context()).id, "duration", time.Since(start), "code", code)
	}
}

// contained keeps a panic to its session and frees the session's seat.
func (s *Server) contained(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		t := sess.Context().(*seat) //nolint:forcetypeassert // handleChannel gave it
		defer close(t.over)
		defer t.finish()
		defer func() {
			if v := recover(); v != nil {
				s.log.Error("session panicked", "conn", t.link.id, "where", thrower(v))
				_ = sess.Exit(1)
			}
		}()
		next(sess)
	}
}

// thrower names the type of a panic's value and the line it came from: never the
// value, which may hold words of people. Call it in the deferred function.
func thrower(v any) string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	thrown := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			thrown = true
		case thrown && !strings.HasPrefix(f.Function, "runtime."):
			return fmt.Sprintf("%T %s:%d", v, filepath.Base(f.File), f.Line)
		}
		if !more {
			return fmt.Sprintf("%T", v)
		}
	}
}
