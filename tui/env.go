package tui

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/command"
	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/run"
)

// Env is what a session brings along. House, Actor and SetActor must be set; the
// rest has a default.
type Env struct {
	House *house.Service
	// Actor and SetActor keep who this session is. Both are called from several
	// goroutines.
	Actor    func() house.Actor
	SetActor func(house.Actor)

	// Session ends with the connection; nil: context.Background. end ends it too.
	Session context.Context //nolint:containedctx // the session is a thing here, not a call
	// Lang is the language for somebody who has not chosen one: that of the
	// client's locale, else the house's.
	Lang     text.Lang
	UTF8     bool // the client's locale says so
	Location *time.Location
	Now      func() time.Time

	HouseName   string // first word of the header; "": Stockwerk
	Host        string // how the client called us, for slips
	Port        int
	Fingerprint string // of the host key, "SHA256:…"
	Key         []byte // public key that the client proved, SSH wire format
	KeyName     string
	Misses      int // wrong passwords and codes at the door since the last visit
	// Fault is told of failures that are our fault, with the id that is shown.
	Fault func(id string, err error)

	// The rest is for tests: it stands in for what the fields above give.
	Stand   kit.House
	Who     func() kit.Who
	After   func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	Command func(ctx context.Context, line string) (out string, code int)
}

// kit makes the screens' view of the session.
func (e Env) kit(session context.Context) *kit.Env {
	k := &kit.Env{
		House: e.Stand, Actor: e.Actor, SetActor: e.SetActor, Who: e.Who, Session: session,
		Styles: kit.NewStyles(true), UTF8: e.UTF8, Location: e.Location, Now: e.Now, After: e.After,
		HouseName: e.HouseName, Host: e.Host, Port: e.Port, Fingerprint: e.Fingerprint, Key: e.Key, KeyName: e.KeyName,
	}
	if k.House == nil {
		k.House = e.House
	}
	if e.House != nil {
		k.Own = func(name string, lang text.Lang) string { return e.House.HouseText(name, string(lang)) }
		k.Closing, k.Announced = e.House.Closing, e.House.Announced
	}
	if k.Who == nil {
		k.Who = func() kit.Who { return kit.WhoIs(e.Actor()) }
	}
	if k.Location == nil {
		k.Location = time.Local
	}
	if k.Now == nil {
		k.Now = time.Now
		if e.House != nil {
			k.Now = e.House.Now
		}
	}
	if k.After == nil {
		k.After = run.After
	}
	k.Slip = func(i house.Issued) string {
		say := k.Text
		if lang, ok := text.Parse(i.Lang); ok {
			say = text.For(lang)
		}
		return command.Slip(say, command.SlipData{
			Code: i.Code, Room: i.Room, Host: e.Host, Port: e.Port, Fingerprint: e.Fingerprint,
			Expires: i.Expires.In(k.Location), Wait: i.Wait, Membership: i.Place == "",
		})
	}
	if e.Fault != nil {
		k.Fault = func(err error) string {
			id := strings.ToLower(rand.Text()[:8])
			e.Fault(id, err)
			return id
		}
	}
	if k.HouseName == "" {
		k.HouseName = "Stockwerk"
	}
	k.Text = text.For(e.language())
	return k
}

// language is the one the person chose, else that of the session.
func (e Env) language() text.Lang {
	if lang, ok := text.Parse(e.Actor().Lang()); ok {
		return lang
	}
	if e.Lang != "" {
		return e.Lang
	}
	return text.German
}

// runLine is the command table behind the ":" line.
func (e Env) runLine(ctx context.Context, lang text.Lang, line string) (string, int) {
	if e.Command != nil {
		return e.Command(ctx, line)
	}
	var out bytes.Buffer
	code := command.Run(ctx, e.command(lang, &out), line)
	return strings.TrimRight(out.String(), "\n"), code
}

// complete gives what a begun line may be going to be.
func (e Env) complete(ctx context.Context, lang text.Lang, line string) []string {
	if e.Command != nil {
		return nil
	}
	return command.Complete(ctx, e.command(lang, io.Discard), line)
}

func (e Env) command(lang text.Lang, out io.Writer) *command.Env {
	return &command.Env{
		House: e.House, Actor: e.Actor(), SetActor: e.SetActor, Lang: lang, Out: out, Err: out,
		Host: e.Host, Port: e.Port, Fingerprint: e.Fingerprint, Key: e.Key, KeyName: e.KeyName, Fault: e.Fault,
	}
}
