package kit

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
)

// Deadline is how long a command may take unless it says otherwise.
const Deadline = 10 * time.Second

// Env is one session as its screens see it. The shell owns it and changes it in
// Update only; commands must not touch it.
type Env struct {
	House    House
	Actor    func() house.Actor  // who this session is now; safe to call anywhere
	SetActor func(house.Actor)   // after registering, redeeming, recovering; then send Restart
	Who      func() Who          // what screens may ask about the actor
	Sub      *house.Subscription // for House.Enter; set before the first screen opens
	Session  context.Context     //nolint:containedctx // ends with the session; commands derive theirs from it

	Text          *text.Printer
	Styles        *Styles
	Width, Height int // of the terminal
	UTF8          bool
	Colours       bool // the terminal shows more than black and white
	Location      *time.Location
	Now           func() time.Time
	// After is a message to oneself later, without a goroutine that waits.
	After func(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd

	// Fault logs a failure that is our fault and gives the id to be shown; may be nil.
	Fault func(error) string
	// Slip is the paper that goes with a ticket, in the person's language.
	Slip func(house.Issued) string

	// Own is the house's own text in the stead of the catalogue's, "" where there is
	// none, and Closing what closes the house; both ask no database and may be nil.
	Own     func(name string, lang text.Lang) string
	Closing func() house.Closing
	// Announced is what the house says to everybody; it asks no database and may be nil.
	Announced func(member bool) []house.Announcement

	HouseName   string // first word of the header
	Host        string // for slips: how the client called us
	Port        int
	Fingerprint string // of the host key
	Key         []byte // public key the client proved it holds, nil = none
	KeyName     string
}

// Who is what a screen may know of the actor. It decides nothing: the house does.
type Who struct {
	Role     house.Role
	Name     string
	Newcomer bool
	Sealed   bool
}

// Member tells whether there is an account behind.
func (w Who) Member() bool { return w.Role == house.RoleInside || w.Role == house.RoleHouseAdmin }

// WhoIs reads an actor.
func WhoIs(a house.Actor) Who {
	return Who{Role: a.Role(), Name: a.Name(), Newcomer: a.Newcomer(), Sealed: a.Sealed()}
}

// T says a sentence in the person's language.
func (e *Env) T(key string, args ...any) string { return e.Text.T(key, args...) }

// Page is a text of the house: its own or, where it has none, the catalogue's.
func (e *Env) Page(name, key string) string {
	if e.Own != nil {
		if own := e.Own(name, e.Text.Lang()); own != "" {
			return CleanText(strings.ReplaceAll(own, "{{.House}}", e.HouseName))
		}
	}
	return e.T(key, "House", e.HouseName)
}

// N says a sentence that counts.
func (e *Env) N(key string, n int, args ...any) string { return e.Text.N(key, n, args...) }

// Ago says how long ago t was, in the person's place.
func (e *Env) Ago(t time.Time) string { return e.Text.Ago(t, e.Now().In(e.Location)) }

// Do runs fn beside the session with a deadline and the actor of this moment.
func (e *Env) Do(fn func(ctx context.Context, h House, a house.Actor) tea.Msg) tea.Cmd {
	return e.DoWithin(Deadline, fn)
}

// DoWithin is Do with another deadline.
func (e *Env) DoWithin(d time.Duration, fn func(ctx context.Context, h House, a house.Actor) tea.Msg) tea.Cmd {
	h, a, session := e.House, e.Actor(), e.Session
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(session, d)
		defer cancel()
		return fn(ctx, h, a)
	}
}

// Copy puts text into the person's clipboard (OSC 52) and says so.
func (e *Env) Copy(text string) tea.Cmd {
	return tea.Batch(tea.SetClipboard(text), Say("kit.copied"))
}

// Sentence says an error: what happened, what was kept, what to do.
func (e *Env) Sentence(err error) string {
	var he *house.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return e.T("error.unavailable")
	case errors.As(err, &he) && he.Kind != house.Internal && text.Has(he.Key):
		return Clean(e.T(he.Key, he.Args...))
	case e.Fault == nil:
		return e.T("kit.failed")
	}
	return e.T("error.internal", "Id", e.Fault(err))
}
