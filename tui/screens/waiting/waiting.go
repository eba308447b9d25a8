// Package waiting is the waiting room: a visitor whom somebody has to let in sees
// that they wait and for what, and goes on by itself when the door opens. Outside the
// hours they are told so, and they may leave one message.
package waiting

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are few: one waits.
func (s *Screen) Keys() []kit.Key {
	if s.word != nil {
		return s.word.Keys()
	}
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
	stay   house.Stay
	word   *kit.Composer // nil unless a message is being written
}

// New makes the waiting room of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env), since: env.Now()}
	s.list.Open = func(row kit.Row) tea.Cmd {
		if row.ID == "word" {
			return s.write()
		}
		return s.look()
	}
	s.show()
	return s
}

type (
	looked struct {
		by   *Screen
		room house.RoomDetail
		err  error
		stay house.Stay // zero where it could not be read
	}
	due struct{ by *Screen }
)

// Init tries the door.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.look(), s.later()) }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("waiting.title") }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.word == nil && s.list.Wants(k) }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.word != nil || s.list.Typing() }

// Update takes keys and tries the door when something happened.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.word != nil {
			return s, s.word.Update(msg)
		}
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
	default:
		if s.word != nil {
			return s, s.word.Update(msg)
		}
	}
	return s, nil
}

// View says that one waits, and what can be done meanwhile.
func (s *Screen) View(w, h int) kit.View {
	if s.word != nil {
		return s.word.View(w, h)
	}
	w = min(w, 76)
	said := append([]string{s.env.T("waiting.text")}, s.hours()...)
	if h > 14 || len(said) == 1 {
		said = append(said, s.env.T("waiting.since", "When", s.env.Ago(s.since)), s.env.T("waiting.self"))
	}
	if word := s.stay.Lobby.Word; word != "" {
		said = append(said, s.env.T("visit.word.left", "Time", s.env.Ago(s.stay.Lobby.WordAt), "Text", kit.CleanText(word)))
	}
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
	if most := h - len(s.list.Rows()); len(lines) > most {
		lines = lines[:max(most, 0)] // what one can do stays in sight
	}
	v := s.list.View(w, max(h-len(lines), 1))
	v.Lines = append(lines, v.Lines...)
	return v
}

// hours says when whoever gave the ticket is there, where that is known.
func (s *Screen) hours() []string {
	t, l := s.env.T, s.stay.Lobby
	by := kit.Clean(s.stay.By)
	var said []string
	switch {
	case l.Away && !l.Back.IsZero():
		said = append(said, t("visit.away.until", "Name", by, "Date", s.env.Text.Date(l.Back.In(s.env.Location))))
	case l.Away:
		said = append(said, t("visit.away", "Name", by))
	case len(l.Hours) > 0 && !l.Open:
		said = append(said, t("visit.outside", "Name", by))
	}
	if l.Away && l.AwayText != "" {
		said = append(said, kit.CleanText(l.AwayText))
	}
	if len(l.Hours) > 0 && !l.Open {
		var hours []text.Opening
		for _, h := range l.Hours {
			hours = append(hours, text.Opening{Day: h.Day, Span: h.Span()})
		}
		said = append(said, t("visit.hours", "Hours", s.env.Text.Openings(hours, l.Zone)))
	}
	if !l.Next.IsZero() && !l.Open && !l.Away {
		said = append(said, t("visit.next", "Time", s.env.Text.DateTime(l.Next)))
	}
	return said
}

// write opens the field of the one message.
func (s *Screen) write() tea.Cmd {
	c := kit.NewComposer(s.env, "")
	c.To = s.env.T("visit.word.to", "Room", kit.Clean(s.stay.Room))
	c.Readers = s.env.T("visit.word.more")
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.LeaveWord(ctx, a, w.Text)
		return err
	}
	c.Done = func() tea.Cmd {
		s.word = nil
		return tea.Batch(s.look(), kit.Say("visit.word.done"))
	}
	c.Close = func() tea.Cmd {
		s.word = nil
		return nil
	}
	s.word = c
	return nil
}

func (s *Screen) show() {
	rows := []kit.Row{{ID: "look", Label: s.env.T("waiting.look")}}
	if l := s.stay.Lobby; l.Waiting && l.May && l.Word == "" {
		rows = append(rows, kit.Row{ID: "word", Label: s.env.T("visit.word.write")})
	}
	s.list.SetRows(append(
		rows,
		kit.Row{ID: "emergency", Label: s.env.T("waiting.emergency"), Go: kit.GoEmergency{}},
		kit.Row{ID: "leave", Label: s.env.T("waiting.leave"), Go: kit.Leave{}},
	))
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
		l := looked{by: s}
		l.room, l.err = h.Room(ctx, a, place)
		if l.err != nil || !l.room.Can(house.DoRead) {
			l.stay, _ = h.Stay(ctx, a) // without it one waits all the same
		}
		return l
	})
}

func (s *Screen) looked(l looked) tea.Cmd {
	again := s.asking.End()
	s.stay = l.stay
	s.show()
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
