// Package cases is the desk of counsellings: enquiries to oneself or one's team, one's
// counsellings and those in which one is the client, what waits longest first.
package cases

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what can be done beside opening a counselling.
func (s *Screen) Keys() []kit.Key {
	all := kit.Bind("a", "cases.key.all", s.turn)
	if s.all {
		all.Help = "cases.key.running"
	}
	return []kit.Key{
		all.InFooter(),
		kit.Bind("f", "cases.key.cards", func() tea.Cmd { return kit.Send(kit.GoCards{}) }).Unless(!s.env.Who().Member(), "key.for_members").InFooter(),
	}
}

// calm is how long the list stays as it is while people write.
const calm = 10 * time.Second

// Screen is the desk.
type Screen struct {
	env     *kit.Env
	list    *kit.List
	loading posts.Once
	all     bool
	cases   []house.Case
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
		by    *Screen
		cases []house.Case
		err   error
	}
	rang struct{ by *Screen }
)

// Init reads the counsellings.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("contact.desk") }

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
		case house.EventPerson, house.EventResync, house.EventRoster:
			return s, s.load()
		case house.EventRoom:
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

// View shows the list, and beside it where the chosen one stands.
func (s *Screen) View(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide || len(s.cases) == 0 {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
	return v
}

func (s *Screen) turn() tea.Cmd {
	s.all = !s.all
	return s.load()
}

func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	all := s.all
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		cases, err := h.Cases(ctx, a, all)
		return loaded{s, cases, err}
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		return kit.Send(kit.Failed{Err: l.err})
	}
	s.cases = l.cases
	s.show()
	if again {
		return s.load()
	}
	return nil
}

func (s *Screen) soon() tea.Cmd {
	if s.armed {
		return nil
	}
	s.armed = true
	return s.env.After(calm, func(time.Time) tea.Msg { return rang{s} })
}

func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("cases.empty"), s.env.T("cases.empty.how")}
	rows := make([]kit.Row, 0, len(s.cases))
	stage := ""
	for _, c := range s.cases {
		who := c.Counsellor
		if c.Mine {
			who = c.Client
		}
		label := c.Name
		if who != "" {
			label = s.env.T("cases.label", "Name", c.Name, "Who", who)
		}
		if says := s.env.T(c.StageKey()); says != stage { // they come in this order; a note would give way on a small screen
			stage = says
			rows = append(rows, kit.Row{Head: true, Label: stage})
		}
		rows = append(rows, kit.Row{
			ID: c.Place, Label: label, Unread: c.Unread,
			ForMe: c.Stage == house.StageOverdue || c.Stage == house.StageNew && c.Mine,
			More:  strings.Join(s.env.CaseLines(c), "\n"), Go: kit.GoTool{Place: c.Place, Tool: "case"},
		})
	}
	s.list.SetRows(rows)
}
