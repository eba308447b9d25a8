// Package upcoming is everything that comes up for a person in all their rooms:
// dates of which they want to be reminded and tasks that are theirs, the next first.
package upcoming

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what can be done here beside moving and opening.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{kit.Bind("r", "home.key.again", s.load).InFooter()}
}

// calm is how long the list stays as it is while others write.
const calm = 30 * time.Second

// Screen is what comes up for one person.
type Screen struct {
	env     *kit.Env
	list    *kit.List
	loading posts.Once
	all     []house.Upcoming
	armed   bool // a timer runs
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Empty = []string{env.T("common.loading")}
	return s
}

type (
	loaded struct {
		by  *Screen
		all []house.Upcoming
		err error
	}
	rang struct{ by *Screen }
)

// Init reads what comes up.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("upcoming.title") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys for the list, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case rang:
		if msg.by == s {
			s.armed = false
			return s, s.load()
		}
	case house.Event:
		switch msg.Kind {
		case house.EventRoom, house.EventRoster, house.EventPerson, house.EventResync:
			return s, s.soon()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows the list, and beside it what the chosen row is about.
func (s *Screen) View(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide || len(s.all) == 0 {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("upcoming.empty")}
	rows := make([]kit.Row, len(s.all))
	for i, u := range s.all {
		rows[i] = s.env.UpcomingRow(u)
	}
	s.list.SetRows(rows)
}

func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Upcoming(ctx, a)
		return loaded{s, all, err}
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	s.loading.End()
	if l.err != nil {
		return kit.Send(kit.Failed{Err: l.err})
	}
	s.all = l.all
	s.show()
	return nil
}

// soon reads again after a while, once for all that happens until then.
func (s *Screen) soon() tea.Cmd {
	if s.armed {
		return nil
	}
	s.armed = true
	return s.env.After(calm, func(time.Time) tea.Msg { return rang{s} })
}
