package run

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// ErrSlowClient says that a write was pending longer than
// Options.WriteTimeout. The channel has been told to close; the caller closes
// the connection, since a connection that is stuck itself cannot be told.
var ErrSlowClient = errors.New("run: client does not read")

// ErrClosed says that the client's side of the channel is gone. The cause is
// left out on purpose: errors of the network carry addresses.
var ErrClosed = errors.New("run: channel closed")

// Options describe one session. The zero value is an 80×24 terminal with 16
// colours that shows ASCII only.
type Options struct {
	// Size is the window at the start, see Size.Clamped.
	Size Size
	// Sizes brings later windows; the latest wins. May be nil or closed.
	Sizes <-chan Size
	// Profile is what the terminal can colour; Unknown counts as 16 colours.
	Profile colorprofile.Profile
	// UTF8 says that the client shows UTF-8. Otherwise box drawing and other
	// signs become their ASCII likeness, accented Latin letters their base
	// letter, and everything else "?", in the same number of cells.
	UTF8 bool
	// PasteLimit is the most bytes of one paste; 0 means 64 KiB. The rest is
	// dropped and the model gets a PasteCut after the PasteMsg.
	PasteLimit int
	// BytesPerSecond bounds the input; 0 means 64 KiB. A burst of one second is
	// taken at once, beyond it reading slows down.
	BytesPerSecond int
	// WriteTimeout is how long one write may be pending; 0 means 15 s.
	WriteTimeout time.Duration
	// Notify brings messages from outside. Senders own its capacity: the loop
	// takes a message whenever it is not in Update or View, also while a frame
	// is still being written. May be nil or closed.
	Notify <-chan tea.Msg

	drawFirst bool // the wrong order of marking and drawing, for the tests
}

// PasteCut follows the PasteMsg of a paste that was longer than
// Options.PasteLimit.
type PasteCut struct {
	Limit   int // bytes kept at most
	Dropped int // bytes that did not fit
}

const (
	defaultPasteLimit     = 64 << 10
	defaultBytesPerSecond = 64 << 10
	defaultWriteTimeout   = 15 * time.Second
)

func (o Options) withDefaults() Options {
	o.Size = o.Size.Clamped()
	if o.Profile == colorprofile.Unknown {
		o.Profile = colorprofile.ANSI
	}
	if o.PasteLimit <= 0 {
		o.PasteLimit = defaultPasteLimit
	}
	if o.BytesPerSecond <= 0 {
		o.BytesPerSecond = defaultBytesPerSecond
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = defaultWriteTimeout
	}
	return o
}
