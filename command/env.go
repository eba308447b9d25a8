package command

import (
	"bufio"
	"io"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// Env is what a line is run in: one connection's house, person, language and
// streams. It is not safe for concurrent use; every session has its own.
type Env struct {
	House *house.Service
	Actor house.Actor
	// SetActor is told when register, redeem, recover or leave change who the
	// connection is; may be nil.
	SetActor func(house.Actor)
	Lang     text.Lang
	// In may be nil where nothing can be typed, as for the ":" line.
	In       io.Reader
	Out, Err io.Writer

	// Host, Port and Fingerprint stand on ticket slips: the exact ssh line and
	// the host key ("SHA256:…").
	Host        string
	Port        int
	Fingerprint string

	// HouseName is what phones call the house; Width in columns, 0 without a terminal, and
	// UTF8 say how a picture can be drawn.
	HouseName string
	Width     int
	UTF8      bool

	// Key is the public key in SSH wire format that the client proved, nil when
	// there is none, and KeyName what to call it.
	Key     []byte
	KeyName string

	// Interactive says that questions may be asked; Prompt sets it.
	Interactive bool
	// Password asks without echo; nil takes the next line of In.
	Password func(prompt string) (string, error)
	// Alive asks the client whether it is still there, for when the end of its input
	// could be the end of the connection; nil where that cannot be.
	Alive func() error
	// Fault is told of failures that are our fault, with the id that the person
	// was shown; may be nil.
	Fault func(id string, err error)

	lines     *bufio.Reader       // over In, made at the first reading
	console   console             // the linear mode's, nil elsewhere
	heard     *house.Subscription // what the house says to all, in the linear mode
	announced map[string]bool     // what it has said in this talk
}

// say gives the printer of the person's language.
func (e *Env) say() *text.Printer { return text.For(e.Lang) }

// now is the time on the house's clock.
func (e *Env) now() time.Time { return e.House.Now() }

// become changes who the connection is.
func (e *Env) become(a house.Actor) {
	e.Actor = a
	if lang, ok := text.Parse(a.Lang()); ok {
		e.Lang = lang
	}
	if e.SetActor != nil {
		e.SetActor(a)
	}
}
