// Package session is the session of a counselling room: planned, waiting, running with
// the time that is left, ended; who is there and since when somebody is not; the rules
// of a group. What one's own side can do now stands as a list, the most likely first.
package session

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the session, or of the form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "session.key.cancel", s.askCancel).InFooter()}
	}
	v := s.now
	running := v.State == house.SessionRunning
	side := func(k kit.Key, on bool, off string) kit.Key {
		if on {
			return k.InFooter()
		}
		return k.Unless(true, off)
	}
	holds := func(k kit.Key, on bool, off string) kit.Key {
		if !v.Holds {
			return k.Unless(true, "session.key.holds.off")
		}
		return side(k, on, off)
	}
	attends := func(k kit.Key, on bool, off string) kit.Key {
		if !v.Attends {
			return k.Unless(true, "session.key.attends.off")
		}
		return side(k, on, off)
	}
	leave := v.Attends && v.Arrived
	end := "session.key.end"
	if v.Attends {
		end = "session.key.leave"
	}
	return []kit.Key{
		holds(kit.Bind("b", "session.key.begin", s.begin), !running, "error.session_running"),
		attends(kit.Bind("a", "session.key.arrive", s.arrive), !v.Arrived && v.Banned.IsZero(), "session.key.arrive.off"),
		attends(kit.Bind("h", "session.key.here", s.here), running && v.Accepted && v.Banned.IsZero(), "error.session_none"),
		attends(kit.Bind("r", "session.key.rules", s.askRules), v.Version > 0 && !v.Accepted, "session.key.rules.off"),
		holds(kit.Bind("f", "session.key.check", s.check), running, "error.session_none"),
		holds(kit.Bind("m", "session.key.extend", s.askExtend), running, "error.session_none"),
		kit.Bind("x", end, s.askEnd).Unless((!v.Holds || !running) && !leave, "error.session_none"),
		holds(kit.Bind("p", "session.key.plan", s.plan), !running, "error.session_running"),
		kit.Bind("c", "session.key.chat", s.chat).Unless(!s.known, "common.loading"),
		kit.Bind("B", "session.key.ban", s.askBan).Unless(!v.Holds || !s.person().Banned.IsZero() || s.person().Name == "", "session.key.ban.off"),
		kit.Bind("L", "session.key.unban", s.unban).Unless(!v.Holds || s.person().Banned.IsZero(), "session.key.unban.off"),
	}
}

// Screen is the session of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form

	known   bool
	wrong   string
	room    house.RoomDetail
	now     house.Session
	busy    bool
	timer   bool
	entered bool
	asking  posts.Once
}

// New makes the panel of a room's session.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		now  house.Session
		err  error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
	rang struct{ by *Screen }
)

// Init reads where the session stands.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("session.title") }

// Place is the session of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/session"}
	}
	return s.env.RoomPlace(s.room, "session")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.form == nil && s.list.Wants(k) }

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Close ends the presence.
func (s *Screen) Close() tea.Cmd { return s.goOut() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventResync || msg.Room == s.room.ID && msg.Kind != house.EventPerson {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case rang:
		if msg.by == s {
			s.timer = false
			return s, s.load()
		}
	}
	return s, nil
}

// tick has the clock of a session go on.
func (s *Screen) tick() tea.Cmd {
	after := s.env.SessionTick(s.now)
	if s.timer || after == 0 {
		return nil
	}
	s.timer = true
	return s.env.After(after, func(time.Time) tea.Msg { return rang{s} })
}
