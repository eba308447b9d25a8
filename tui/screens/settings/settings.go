// Package settings is one's own account: how the house speaks, the bell, SSH keys,
// password and recovery code, whom one blocks, what the house knows about one, and
// the end of the account. What is changed works at once.
//
// The list of it all is here; what needs more than a choice opens as a pane over it
// (pane.go). Start reading at rows.go.
package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the pane, or of the list.
func (s *Screen) Keys() []kit.Key {
	if s.pane != nil {
		return s.pane.keys()
	}
	return []kit.Key{
		kit.Bind("L", "settings.lang", s.askLang).InFooter(),
		kit.Bind("K", "settings.ssh", s.openKeys).Unless(!s.member(), "key.for_members"),
		kit.Bind("N", "settings.rename", s.askName).Unless(!s.member(), "key.for_members"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the settings of one person.
type Screen struct {
	env  *kit.Env
	list *kit.List
	pane pane // nil = the list is seen

	known   bool
	set     house.Settings
	self    house.Self
	keys    []house.SSHKey
	blocked []string
	mail    house.Mail
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Open = func(r kit.Row) tea.Cmd { return s.open(r.ID) }
	s.show()
	return s
}

// loaded is the answer to load.
type loaded struct {
	by      *Screen
	set     house.Settings
	self    house.Self
	keys    []house.SSHKey
	blocked []string
	mail    house.Mail
}

// Init reads the account.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.pane != nil {
		return s.pane.title()
	}
	return s.env.T("settings.title")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.pane != nil {
		return s.pane.typing()
	}
	return s.list.Typing()
}

// Wants takes the keys that close a pane and not the screen, and what belongs to
// a list.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	if s.pane != nil {
		return s.pane.wants(k) || closes(s.pane, k)
	}
	return s.list.Wants(k)
}

func closes(p pane, k tea.KeyPressMsg) bool { return kit.Is(k, "esc") || !p.typing() && kit.Is(k, "q") }

// Dirty tells whether something typed would be lost.
func (s *Screen) Dirty() bool { return s.pane != nil && s.pane.dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.known = true
			s.set, s.self, s.keys, s.blocked, s.mail = msg.set, msg.self, msg.keys, msg.blocked, msg.mail
			s.show()
		}
		return s, nil
	case closed:
		if msg.by == s {
			s.closePane()
		}
		return s, nil
	case mailed:
		return s, s.mailed(msg)
	case stored:
		return s, s.stored(msg)
	case done:
		return s, s.done(msg)
	case devicesRead:
		return s, s.devicesRead(msg)
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
		return s, nil
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
		return s, nil
	case tea.KeyPressMsg:
		if s.pane != nil && !s.pane.wants(msg) && closes(s.pane, msg) {
			return s, s.leave()
		}
	}
	return s, s.below(msg)
}

// below gives a message to the pane, or a key to the list.
func (s *Screen) below(msg tea.Msg) tea.Cmd {
	if s.pane != nil {
		return s.pane.update(msg)
	}
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.list.Update(msg)
	}
	return nil
}

// leave closes the pane, after a question where something would be lost.
func (s *Screen) leave() tea.Cmd {
	if !s.pane.dirty() {
		s.closePane()
		return nil
	}
	title, text, yes := s.pane.question()
	return s.env.Confirm(title, text, yes, func() tea.Cmd { return kit.Send(closed{s}) })
}

// View shows the pane, or the list with what its chosen row is about.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.pane != nil:
		return s.pane.view(w, h)
	case s.member() && !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	return beside(s.env, s.list, w, h)
}

// beside draws a list, and what its chosen row is about: at the right, or below
// it where the screen is narrow.
func beside(env *kit.Env, list *kit.List, w, h int) kit.View {
	more := kit.CleanText(list.Selected().More)
	if kit.LayoutOf(w) == kit.Wide {
		lw, pw := kit.Split(w)
		v := list.View(lw, h)
		v.Lines = env.Beside(v.Lines, lw, kit.Wrap(more, pw), h)
		return v
	}
	about := kit.Wrap(more, w)
	if more == "" || h < 12 {
		return list.View(w, h)
	}
	about = about[:min(len(about), h/3)]
	v := list.View(w, h-len(about)-1)
	v.Lines = append(kit.Fill(v.Lines, h-len(about)-1), env.Styles.Dim.Of(kit.Rule(w)))
	for _, line := range about {
		v.Lines = append(v.Lines, env.Styles.Dim.Of(line))
	}
	return v
}

func (s *Screen) member() bool { return s.env.Who().Member() }

// load reads the account.
func (s *Screen) load() tea.Cmd {
	if !s.member() {
		return nil // only the language of this visit can be chosen
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l, err := loaded{by: s}, error(nil)
		if l.set, err = h.Settings(ctx, a); err != nil {
			return kit.Fail(err)
		}
		if l.self, err = h.WhoAmI(ctx, a); err != nil {
			return kit.Fail(err)
		}
		if l.keys, err = h.SSHKeys(ctx, a); err != nil {
			return kit.Fail(err)
		}
		if l.blocked, err = h.Blocked(ctx, a); err != nil {
			return kit.Fail(err)
		}
		if l.mail, err = h.Mail(ctx, a); err != nil {
			return kit.Fail(err)
		}
		return l
	})
}
