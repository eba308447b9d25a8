package run

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

// lastWords is how long the restoring of the terminal may take.
const lastWords = time.Second

// Run drives model until it quits, ctx ends, the channel closes or something
// panics. It returns the model as the last Update left it and
//
//   - nil after tea.Quit, tea.ErrInterrupted after tea.Interrupt,
//   - the cause of ctx,
//   - ErrClosed when the client is gone, ErrSlowClient when it does not read,
//   - a *PanicError; all of these are fit for a log.
//
// On every way out it first gives the terminal back as it was, as far as the
// client still reads, for at most a second.
//
// Update and View are called from the calling goroutine only; Update sees a
// tea.ColorProfileMsg and a tea.WindowSizeMsg before the first View. Commands
// run in goroutines of their own, which end with the command: a command that
// outlives the session should end with ctx.
//
// A read that is under way cannot be taken back from every channel. Where rw
// has SetReadDeadline it is, elsewhere the reading goroutine ends when the
// caller closes rw, as it does after a session.
func Run(ctx context.Context, model tea.Model, rw io.ReadWriter, o Options) (tea.Model, error) {
	l := newLoop(model, rw, o.withDefaults())
	go l.in.read()
	err := l.drive(ctx)
	l.close(err)
	return l.model, err
}

// drive is the session between the first frame and the last.
func (l *loop) drive(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = newPanicError(l.where, v)
		}
	}()
	l.begin()
	for !l.quit {
		l.turn(ctx)
	}
	if l.err == nil && !l.screen.modes.alt {
		l.lastFrame() // it stays to be read
	}
	return l.err
}

// close restores the terminal and ends what the session started.
func (l *loop) close(err error) {
	close(l.done)
	for t := range l.timers {
		t.Stop()
	}
	l.frameTimer.Stop()
	l.keyTimer.Stop()
	if !errors.Is(err, ErrSlowClient) && l.out.settle(lastWords) {
		if last := l.screen.restore(); len(last) > 0 {
			l.out.write(last, lastWords)
			l.out.settle(lastWords)
		}
	}
	if l.out.busy {
		l.out.hangUp(lastWords)
	}
	l.in.stop(lastWords)
}
