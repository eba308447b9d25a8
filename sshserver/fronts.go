package sshserver

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"stockwerk/command"
	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui"
	"stockwerk/tui/run"
)

// withDefaults fills in the house's own fronts: its screens and its commands.
func (f Fronts) withDefaults() Fronts {
	if f.Screen == nil {
		f.Screen = screen
	}
	if f.Prompt == nil {
		f.Prompt = prompt
	}
	if f.Line == nil {
		f.Line = line
	}
	if f.Files == nil {
		f.Files = files
	}
	if f.Copy == nil {
		f.Copy = copyFiles
	}
	return f
}

// prompt is the linear mode. On a terminal it does the echo, since the client
// does not.
func prompt(ctx context.Context, s *Session) int {
	if s.Term != "" {
		return command.PromptPTY(ctx, s.lines(), s.seat.channel)
	}
	return command.Prompt(ctx, s.lines())
}

// line runs one command, also one that was given a terminal.
func line(ctx context.Context, s *Session, words string) int {
	e := s.lines()
	if s.Term != "" {
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		defer stop()
		k := newKeyboard(ctx, stop, s.In, s.Out)
		e.In, e.Password = k, k.password
	}
	return command.Run(ctx, e, words)
}

// screen shows the house's screens until the person leaves.
func screen(ctx context.Context, s *Session) int {
	key, keyName := s.Key()
	model, notify, end := tui.New(tui.Env{
		House: s.House, Actor: s.Actor, SetActor: s.SetActor, Session: ctx, Lang: s.Lang, UTF8: s.UTF8,
		HouseName: s.Name, Host: s.Host, Port: s.Port, Fingerprint: s.Fingerprint,
		Key: key, KeyName: keyName, Misses: s.misses(ctx), Fault: s.fault,
	})
	defer end()
	input := newHandoff(s.seat.channel)
	last, err := run.Run(ctx, model, terminal{input, s.seat.channel, s.seat.channel}, run.Options{
		Size: s.Size, Sizes: s.Sizes, Profile: colorprofile.Env(s.Environ), UTF8: s.UTF8,
		WriteTimeout: writePatience, Notify: notify,
	})
	var thrown *run.PanicError
	switch {
	case errors.As(err, &thrown):
		id := faultID()
		s.seat.server.log.Error("screen panicked", "conn", s.seat.link.id, "id", id, "kind", thrown.Type, "where", thrown.Line)
		fmt.Fprintln(s.Err, text.For(s.Lang).T("error.internal", "Id", id))
		return 1
	case errors.Is(err, run.ErrSlowClient):
		_ = s.seat.link.Close()
		return 1
	}
	if l, ok := last.(interface{ Linear() bool }); ok && err == nil && l.Linear() {
		return command.PromptPTY(ctx, s.lines(), terminal{input.rest(), s.seat.channel, s.seat.channel})
	}
	return 0
}

// misses counts wrong passwords at a member's door since somebody last looked.
func (s *Session) misses(ctx context.Context) int {
	n, err := s.House.Misses(ctx, s.Actor())
	if err != nil {
		return 0 // nobody's, or not to be known now: they come in all the same
	}
	return n
}

// terminal is a channel whose input may be somebody else's.
type terminal struct {
	io.Reader
	io.Writer
	io.Closer
}

// lines is what commands run in.
func (s *Session) lines() *command.Env {
	key, keyName := s.Key()
	return &command.Env{
		House: s.House, Actor: s.Actor(), SetActor: s.SetActor, Lang: s.Lang,
		In: s.In, Out: s.Out, Err: s.Err,
		Host: s.Host, Port: s.Port, Fingerprint: s.Fingerprint, Key: key, KeyName: keyName, Fault: s.fault,
		HouseName: s.Name, Width: s.Size.Width, UTF8: s.UTF8,
		Alive: s.seat.link.answers,
	}
}

// fault logs what is the house's own fault under the id that the person was
// shown. Of the cause it names the types: its words may hold people's.
func (s *Session) fault(id string, err error) {
	s.seat.server.log.Error("fault", "conn", s.seat.link.id, "id", id, "kind", string(house.KindOf(err)), "where", types(err))
}

// types names the chain of an error's types, the innermost last.
func types(err error) string {
	var names []string
	for ; err != nil && len(names) < 4; err = errors.Unwrap(err) {
		names = append(names, fmt.Sprintf("%T", err))
	}
	chain := strings.Join(names, "/")
	return chain[:min(len(chain), 80)]
}

func faultID() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails; see crypto/rand
	return hex.EncodeToString(b)
}
