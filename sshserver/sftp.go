package sshserver

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/pkg/sftp"

	"stockwerk/house"
	"stockwerk/text"
)

// filing is one session with the file store: by sftp, or by the scp of old. It
// knows the house only through the person's own eyes and asks it for everything;
// what it decides itself is how rooms look as folders.
type filing struct {
	s      *Session
	life   context.Context //nolint:containedctx // of the session: transfers end with it
	say    *text.Printer
	sub    *house.Subscription // nil before begin
	since  time.Time           // stands for the time of what has none
	client string              // its version, where sentences are shown by it

	heeding sync.Mutex // held while what happened is taken in

	mu        sync.Mutex
	end       func() // closes the session
	closing   bool   // the house closes: nothing new begins
	open      map[*transfer]struct{}
	places    *places // nil = to be read
	folders   map[string]folder
	eras      int // how often something was forgotten
	said      string
	sentences int
}

func newFiling(ctx context.Context, s *Session) *filing {
	return &filing{
		s: s, life: ctx, say: text.For(s.Lang), since: time.Now(), client: s.client, end: func() {},
		open: map[*transfer]struct{}{}, folders: map[string]folder{},
	}
}

// files serves the subsystem sftp until the client or the session ends.
func files(ctx context.Context, s *Session) int {
	f := newFiling(ctx, s)
	w := newWire(s.seat.channel)
	done, err := f.begin(w.end)
	if err != nil {
		_ = f.refuse(err)
		return 1
	}
	defer done()
	h := handlers{f}
	server := sftp.NewRequestServer(w, sftp.Handlers{FileGet: h, FilePut: h, FileCmd: h, FileList: h},
		sftp.WithRSMaxTxPacket(sftpRead))
	if err := server.Serve(); !errors.Is(err, io.EOF) {
		return 1
	}
	return 0
}

// begin listens to what happens in the house; end is called when the session is to
// be over. The function that it returns ends the listening.
func (f *filing) begin(end func()) (done func(), err error) {
	if f.sub, err = f.s.House.Subscribe(f.life, f.s.Actor()); err != nil {
		return nil, err
	}
	f.end = sync.OnceFunc(end)
	unhook := context.AfterFunc(f.life, f.end)
	over := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-f.sub.C():
				f.heed()
			case <-over:
				return
			}
		}
	}()
	return func() {
		close(over)
		<-ended
		unhook()
		f.sub.Close()
	}, nil
}

// heed takes in what happened since it was last called. Whoever uses what is
// remembered calls it first, so that nobody sees less than was done before.
func (f *filing) heed() {
	f.heeding.Lock()
	defer f.heeding.Unlock()
	for _, e := range f.sub.Take() {
		f.mu.Lock()
		switch e.Kind {
		case house.EventRoom:
			f.forget(e.Room)
		case house.EventRoster, house.EventPerson, house.EventResync:
			f.places = nil
			f.eras++
			clear(f.folders)
		case house.EventDrain:
			f.closing = true
		}
		over := e.Kind == house.EventRevoked || f.closing && len(f.open) == 0
		f.mu.Unlock()
		if over {
			f.end()
		}
	}
}

// actor is who asks, or the refusal of somebody whose rooms are sealed.
func (f *filing) actor() (house.Actor, error) {
	f.heed()
	a := f.s.Actor()
	if key := noFiles(a); key != "" {
		return a, f.no(sftp.ErrSSHFxPermissionDenied, key)
	}
	ctx, done := f.ask()
	defer done()
	switch err := f.s.House.Passes(ctx, a); {
	case house.IsKey(err, "error.terms_due"):
		return a, f.no(sftp.ErrSSHFxPermissionDenied, "door.files_terms")
	case house.IsKey(err, "error.approval_waits"):
		return a, f.no(sftp.ErrSSHFxPermissionDenied, "error.approval_waits")
	}
	if a.Sealed() {
		return a, f.no(sftp.ErrSSHFxPermissionDenied, "door.files_sealed")
	}
	return a, nil
}

// ask gives a question to the house time, but not for ever.
func (f *filing) ask() (context.Context, context.CancelFunc) {
	return context.WithTimeout(f.life, sftpPatience)
}

const (
	sftpPatience = time.Minute
	sftpKeep     = 3 * time.Second // how long a list is taken for true without being told
)

// contained turns a panic into a refusal: the library's goroutines have nobody
// else to catch one. Call it deferred.
func (f *filing) contained(err *error) {
	if v := recover(); v != nil {
		f.s.seat.server.log.Error("file transfer panicked", "conn", f.s.seat.link.id, "where", thrower(v))
		*err = sftp.ErrSSHFxFailure
	}
}
