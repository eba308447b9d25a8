// Package lock is the door between the house and the sealed rooms: it asks for
// the password after a key login, and after a while without a key press.
package lock

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen asks for the password.
type Screen struct {
	env  *kit.Env
	form *kit.Form
	busy bool
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env}
	s.build()
	return s
}

// answered says how unlocking went.
type answered struct {
	by  *Screen
	err error
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("lock.title") }

// Typing tells that letters belong to the password.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Update takes the password.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case answered:
		if msg.by != s {
			return s, nil
		}
		s.busy = false
		if msg.err != nil {
			s.form.SetText("password", "")
			s.form.Wrong("password", s.env.Sentence(msg.err))
			return s, nil
		}
		return s, kit.Send(kit.Unlocked{})
	case kit.Changed:
		s.build()
	case tea.KeyPressMsg:
		if msg.String() == "enter" && s.form.Text("password") != "" && s.form.Typing() {
			return s, s.open()
		}
		return s, s.form.Update(msg)
	case tea.PasteMsg:
		return s, s.form.Update(msg)
	}
	return s, nil
}

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

func (s *Screen) build() {
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("lock.why", "Name", s.env.Who().Name)},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("lock.password")},
		kit.Field{Kind: kit.Button, Label: t("lock.open"), Do: s.open},
		kit.Field{Kind: kit.Button, Label: t("lock.without"), Do: request(kit.StaySealed{})},
		kit.Field{Kind: kit.Button, Label: t("emergency.title"), Do: request(kit.GoEmergency{})},
		kit.Field{Kind: kit.Button, Label: t("common.quit"), Do: request(kit.Leave{})},
	)
}

func request(msg tea.Msg) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(msg) }
}

// unlockWithin is longer than other commands: deriving the key takes a core for
// a while, and others may wait before us.
const unlockWithin = 30 * time.Second

func (s *Screen) open() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	password := s.form.Text("password")
	return s.env.DoWithin(unlockWithin, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return answered{s, h.Unlock(ctx, a, password)}
	})
}
