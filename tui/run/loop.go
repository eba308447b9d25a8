package run

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	// frameGap is the least time between two frames.
	frameGap = 8 * time.Millisecond
	// loadGap is the same while changes come faster than frames, or frames are
	// expensive. The echo of a single key does not wait for it.
	loadGap = 33 * time.Millisecond
	// loadFrames is how many frames in a row had to wait before it is load.
	loadFrames = 8
	// dearFrame is the cost of an expensive frame.
	dearFrame = 4 * time.Millisecond

	// newsGap is how long a frame waits for more after a message that is no key.
	// News come in company: an event, and the answers to what the model asks then.
	// Drawn at once, the first would make the others wait for the next frame.
	newsGap = 2 * time.Millisecond

	// keyPatience is how long the next key waits for what the last one set off:
	// whoever types on behind an Enter means the screen that Enter opens.
	keyPatience = 50 * time.Millisecond

	maxRaw     = 256 << 10 // bytes for the terminal beside the frames
	keptBuffer = 4 << 10   // bytes kept for the next frame
)

// loop is one session. All fields belong to the goroutine that called Run,
// except done and msgs.
type loop struct {
	model tea.Model
	o     Options
	in    *reader
	out   *writer
	done  chan struct{} // closed with the session
	msgs  chan tea.Msg  // from commands

	keys   decoder
	key    tea.Msg       // decoded, its Update is due
	ready  chan struct{} // closed: stands for a key that is there
	size   Size          // what the model was told
	window Size          // what the client has
	notify <-chan tea.Msg
	sizes  <-chan Size
	timers map[*time.Timer]struct{}

	screen     screen
	view       viewState
	extra      []byte // raw bytes that go before the next frame
	dirty      bool   // the model may differ from the screen
	typed      bool   // a single key changed it: somebody waits for the echo
	drawn      time.Time
	gap        time.Duration // to the next frame
	waited     int           // frames in a row that had to wait
	frameTimer *time.Timer
	keyTimer   *time.Timer

	effects effects // of the last key

	where string // what runs, should it panic
	quit  bool
	err   error
}

// viewState is what of the last view matters to input.
type viewState struct {
	onMouse func(tea.MouseMsg) tea.Cmd
	mouse   tea.MouseMode
	focus   bool
}

func newLoop(model tea.Model, rw io.ReadWriter, o Options) *loop {
	l := &loop{
		model:      model,
		o:          o,
		done:       make(chan struct{}),
		msgs:       make(chan tea.Msg),
		ready:      make(chan struct{}),
		keys:       decoder{utf8: o.UTF8, limit: o.PasteLimit},
		size:       o.Size,
		window:     o.Size,
		notify:     o.Notify,
		sizes:      o.Sizes,
		timers:     make(map[*time.Timer]struct{}),
		screen:     screen{brush: brush{o.Profile, o.UTF8}, size: o.Size},
		frameTimer: stoppedTimer(),
		keyTimer:   stoppedTimer(),
		effects:    effects{timer: stoppedTimer(), ended: make(chan int)},
	}
	l.in = newReader(rw, o.BytesPerSecond, l.done)
	l.out = newWriter(rw)
	close(l.ready)
	return l
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// begin brings the model up and draws the first frame.
func (l *loop) begin() {
	l.where = "Init"
	l.start(l.model.Init())
	l.apply(tea.ColorProfileMsg{Profile: l.o.Profile})
	l.apply(tea.WindowSizeMsg{Width: l.size.Width, Height: l.size.Height})
	l.changed()
}

// turn waits for the next thing to happen and does it. Keys are taken one a
// turn, so that whatever else is due gets its turn between them.
func (l *loop) turn(ctx context.Context) {
	bytes, ready := l.in.chunks, l.ready
	if l.key == nil || l.effects.open > 0 {
		ready = nil
	}
	if l.key != nil {
		bytes = nil
	}
	select {
	case <-ctx.Done():
		l.end(context.Cause(ctx))
	case <-ready:
		msg := l.key
		l.key = nil
		l.nextKey(false)
		l.typed = l.typed || l.key == nil
		l.effects.begin()
		l.input(msg)
		l.effects.settle()
	case chunk, ok := <-bytes:
		if !ok {
			l.drain()
			return
		}
		l.keys.feed(chunk)
		l.nextKey(false)
	case <-l.keyTimer.C:
		l.nextKey(true)
	case of := <-l.effects.ended:
		l.effects.end(of)
	case <-l.effects.timer.C:
		l.effects.expire()
	case msg := <-l.msgs:
		l.handle(msg)
	case msg, ok := <-l.notify:
		if !ok {
			l.notify = nil
		}
		l.handle(msg)
	case size, ok := <-l.sizes:
		l.resize(size, ok)
	case <-l.frameTimer.C:
		l.draw()
	case err := <-l.out.written:
		l.wrote(err)
	case <-l.out.timer.C:
		l.end(ErrSlowClient)
	}
}

// end stops the session with a reason; the first one counts.
func (l *loop) end(err error) {
	if !l.quit {
		l.err, l.quit = err, true
	}
}

// drain takes the keys that came before the channel's end, and ends.
func (l *loop) drain() {
	for msg := l.keys.next(true); msg != nil && !l.quit; msg = l.keys.next(true) {
		l.input(msg)
	}
	l.end(ErrClosed)
}

// nextKey looks for the next key among the bytes that are there. A sequence
// that is not complete gets some time to become so.
func (l *loop) nextKey(force bool) {
	l.keyTimer.Stop()
	if l.key != nil {
		return
	}
	l.key = l.keys.next(force)
	if l.key == nil {
		if wait := l.keys.patience(); wait > 0 {
			l.keyTimer.Reset(wait)
		}
	}
}

// input hands on what the client sent, as far as the view asked for it.
func (l *loop) input(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.MouseMsg:
		at := msg.Mouse()
		if l.view.mouse == tea.MouseModeNone || at.X < 0 || at.Y < 0 ||
			at.X >= l.size.Width || at.Y >= l.size.Height {
			return
		}
		if l.view.onMouse != nil {
			l.where = "OnMouse"
			l.start(l.view.onMouse(msg))
		}
	case tea.FocusMsg, tea.BlurMsg:
		if !l.view.focus {
			return
		}
	}
	l.update(msg)
}

// resize notes the client's window; the model hears of it with the next frame,
// so that a thousand windows a second cost no more than frames do.
func (l *loop) resize(size Size, ok bool) {
	for more := true; ok && more; {
		l.window = size.Clamped()
		select {
		case size, ok = <-l.sizes:
		default:
			more = false
		}
	}
	if !ok {
		l.sizes = nil
	}
	if l.window != l.size {
		l.changed()
	}
}

// handle takes a message from a command or from outside. It marks the screen as
// stale, but leaves drawing to a timer; where the screen was stale before, a timer
// or the end of a write is on its way already.
func (l *loop) handle(msg tea.Msg) {
	if msg == nil || l.internal(msg) {
		return
	}
	if l.o.drawFirst {
		l.update(msg)
		return
	}
	l.apply(msg)
	if !l.dirty {
		l.dirty = true
		l.frameTimer.Reset(newsGap)
	}
}

// update gives the model a message and shows what became of it.
func (l *loop) update(msg tea.Msg) {
	if l.o.drawFirst {
		l.draw()
		l.apply(msg)
		l.dirty = true
		return
	}
	l.apply(msg)
	l.changed()
}

func (l *loop) apply(msg tea.Msg) {
	l.where = "Update"
	model, cmd := l.model.Update(msg)
	l.model = model
	l.start(cmd)
}

// changed marks the screen as stale, *then* tries to draw: whatever keeps the
// attempt from succeeding finds the mark when it is over.
func (l *loop) changed() {
	l.dirty = true
	l.draw()
}
