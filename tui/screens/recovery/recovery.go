// Package recovery is for somebody who forgot the password: name, recovery code
// and a new password, then the next recovery code.
package recovery

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the way back into an account.
type Screen struct {
	env  *kit.Env
	form *kit.Form
	busy bool
	code string // the new recovery code, once there is one
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env}
	t := env.T
	s.form = kit.NewForm(env,
		kit.Field{Kind: kit.Note, Label: t("recovery.intro")},
		kit.Field{Kind: kit.Line, Name: "name", Label: t("register.name")},
		kit.Field{Kind: kit.Line, Name: "code", Label: t("recovery.code"), Hint: t("recovery.code.hint")},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("recovery.password"), Hint: t("register.password.hint")},
		kit.Field{Kind: kit.Secret, Name: "again", Label: t("register.again")},
		kit.Field{Kind: kit.Button, Label: t("recovery.do"), Do: s.recover},
	)
	return s
}

// recovered is the house's answer.
type recovered struct {
	by    *Screen
	out   house.Registered
	actor house.Actor
	err   error
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("recovery.title") }

// Typing tells that letters belong to a field.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Dirty asks before what was typed is thrown away.
func (s *Screen) Dirty() bool { return s.code != "" || s.form.Dirty() }

// Update takes keys for the form and the house's answer.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case recovered:
		if msg.by == s {
			s.answer(msg)
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.form.Update(msg)
	}
	return s, nil
}

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

func (s *Screen) answer(msg recovered) {
	s.busy = false
	if msg.err != nil {
		field := "name"
		if house.KindOf(msg.err) == house.Invalid {
			field = "password"
		}
		s.form.Wrong(field, s.env.Sentence(msg.err))
		return
	}
	s.code = msg.out.Recovery
	s.env.SetActor(msg.actor)
	s.form = kit.CodeForm(s.env, s.code, func() tea.Cmd {
		if !kit.TypedBack(s.env, s.form, s.code) {
			return nil
		}
		return kit.Send(kit.Restart{})
	})
}

// within is longer than other commands: a key is derived from the password.
const within = 30 * time.Second

func (s *Screen) recover() tea.Cmd {
	if s.busy {
		return nil
	}
	password := s.form.Text("password")
	if password != s.form.Text("again") {
		s.form.Wrong("again", s.env.T("register.differ"))
		return nil
	}
	s.busy = true
	name, code := s.form.Text("name"), s.form.Text("code")
	return s.env.DoWithin(within, func(ctx context.Context, h kit.House, _ house.Actor) tea.Msg {
		out, actor, err := h.Recover(ctx, name, code, password)
		return recovered{s, out, actor, err}
	})
}
