// Package steps is the course of a peer consultation: which step, what it asks for,
// whose turn it is and how long still; who takes part and what is known of them; the
// chapters. Those who lead it have their keys here, everybody else passes with one.
package steps

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the consultation, or of the form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil || s.courses != nil {
		return []kit.Key{kit.Bind("esc", "steps.key.cancel", s.askCancel).InFooter()}
	}
	c := s.now
	lead := func(k kit.Key) kit.Key { return k.Unless(!c.Leads, "steps.key.lead.off") }
	turn := false
	for _, p := range c.Roster {
		turn = turn || p.Me && p.Turn
	}
	return []kit.Key{
		kit.Bind("s", "steps.key.start", s.begin).Unless(!c.MayStart, "steps.key.start.off"),
		kit.Bind("p", "steps.key.pass", s.pass(false)).Unless(!turn, "steps.key.pass.off").InFooter(),
		kit.Bind("d", "steps.key.done", s.pass(true)).Unless(!turn, "steps.key.pass.off").InFooter(),
		lead(kit.Bind("n", "steps.key.next", s.askNext)).InFooter(),
		lead(kit.Bind("z", "steps.key.back", s.askBack)),
		lead(kit.Bind("v", "steps.key.extend", s.askExtend)),
		lead(kit.Bind("r", "steps.key.nudge", s.nudge)),
		lead(kit.Bind("H", "steps.key.hand", s.askHand(false))),
		lead(kit.Bind("V", "steps.key.deputy", s.askHand(true))),
		lead(kit.Bind("E", "steps.key.end", s.end)),
		kit.Bind("t", "steps.key.takeover", s.askTakeOver).Unless(!c.MayTakeOver, "steps.key.takeover.off"),
		kit.Bind("a", "steps.key.away", s.askAway).Unless(!c.Going, "error.steps_none"),
		kit.Bind("T", "steps.key.templates", s.templates).Unless(!s.env.Who().Member(), "key.for_members"),
	}
}

// Screen is the consultation of one room.
type Screen struct {
	env     *kit.Env
	place   string
	list    *kit.List
	form    *kit.Form
	courses *kit.List // of the floor, nil unless they are shown

	known  bool
	wrong  string
	room   house.RoomDetail
	now    house.Consultation
	all    []house.StepTemplate
	busy   bool
	timer  bool
	asking posts.Once
}

// New makes the course of a room's consultation.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		now  house.Consultation
		err  error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
	read struct {
		by    *Screen
		title string
		posts []house.Post
		err   error
	}
	found struct {
		by    *Screen
		all   []house.StepTemplate
		start bool
		err   error
	}
	rang struct{ by *Screen }
)

// Init reads where the consultation stands.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("steps.title") }

// Place is the consultation of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/steps"}
	}
	return s.env.RoomPlace(s.room, "steps")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.courses != nil:
		return s.courses.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	if s.courses != nil && s.form == nil {
		return s.courses.Wants(k)
	}
	return s.form == nil && s.list.Wants(k)
}

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		switch {
		case s.form != nil:
			return s, s.form.Update(msg)
		case s.courses != nil:
			return s, s.courses.Update(msg)
		}
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventResync || msg.Room == s.room.ID && (msg.Kind == house.EventRoster || msg.Kind == house.EventRoom) {
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
	case read:
		if msg.by == s {
			return s, s.read(msg)
		}
	case found:
		if msg.by == s {
			return s, s.found(msg)
		}
	case rang:
		if msg.by == s {
			s.timer = false
			return s, s.load()
		}
	}
	return s, nil
}

// tick has the countdown of a live form go on.
func (s *Screen) tick() tea.Cmd {
	if s.timer || !s.now.Live || !s.now.Going {
		return nil
	}
	s.timer = true
	return s.env.After(15*time.Second, func(time.Time) tea.Msg { return rang{s} })
}
