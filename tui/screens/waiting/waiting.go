// Package waiting is the waiting room: a visitor whom somebody has to let in sees
// that they wait and for what, and goes on by itself when the door opens.
package waiting

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are few: one waits.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{kit.Bind("r", "waiting.key.look", s.look).InFooter()}
}

// lookEvery is how often the door is tried where no event said that it opened.
const lookEvery = 30 * time.Second

// Screen is the waiting room before one room.
type Screen struct {
	env    *kit.Env
	place  string
	list   *kit.List
	since  time.Time
	wrong  string
	asking posts.Once
}

// New makes the waiting room of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env), since: env.Now()}
	s.list.Open = func(kit.Row) tea.Cmd { return s.look() }
	s.show()
	return s
}

type (
	looked struct {
		by   *Screen
		room house.RoomDetail
		err  error
	}
	due struct{ by *Screen }
)

// Init tries the door.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.look(), s.later()) }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("waiting.title") }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Update takes keys and tries the door when something happened.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case looked:
		if msg.by == s {
			return s, s.looked(msg)
		}
	case due:
		if msg.by == s {
			return s, tea.Batch(s.look(), s.later())
		}
	case house.Event:
		switch msg.Kind {
		case house.EventPerson, house.EventRoster, house.EventResync:
			return s, s.look()
		}
	case kit.Resumed:
		return s, s.look()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

// View says that one waits, and what can be done meanwhile.
func (s *Screen) View(w, h int) kit.View {
	w = min(w, 76)
	said := []string{s.env.T("waiting.text"), s.env.T("waiting.since", "When", s.env.Ago(s.since)), s.env.T("waiting.self")}
	if s.wrong != "" {
		said = []string{s.wrong}
	}
	var lines []string
	for _, sentence := range said {
		lines = append(lines, kit.Wrap(sentence, w)...)
		if h > 14 {
			lines = append(lines, "")
		}
	}
	v := s.list.View(w, max(h-len(lines), 1))
	v.Lines = append(lines, v.Lines...)
	return v
}

func (s *Screen) show() {
	s.list.SetRows([]kit.Row{
		{ID: "look", Label: s.env.T("waiting.look")},
		{ID: "emergency", Label: s.env.T("waiting.emergency"), Go: kit.GoEmergency{}},
		{ID: "leave", Label: s.env.T("waiting.leave"), Go: kit.Leave{}},
	})
}

func (s *Screen) later() tea.Cmd {
	return s.env.After(lookEvery, func(time.Time) tea.Msg { return due{s} })
}

// look tries the door.
func (s *Screen) look() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		return looked{s, room, err}
	})
}

func (s *Screen) looked(l looked) tea.Cmd {
	again := s.asking.End()
	switch {
	case l.err == nil && l.room.Can(house.DoRead):
		return tea.Sequence(kit.Send(kit.Instead{Go: kit.GoRoom{Place: s.place}}), kit.Say("waiting.open"))
	case l.err == nil, house.IsKey(l.err, "error.waiting"), house.KindOf(l.err) == house.Unavailable:
		s.wrong = ""
	default:
		s.wrong = s.env.Sentence(l.err)
	}
	if again {
		return s.look()
	}
	return nil
}
