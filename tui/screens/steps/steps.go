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
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "steps.key.cancel", s.askCancel).InFooter()}
	}
	c := s.now
	lead := func(k kit.Key) kit.Key { return k.Unless(!c.Leads, "steps.key.lead.off") }
	me, takesPart := c.Me()
	return []kit.Key{
		kit.Bind("s", "steps.key.start", s.begin).Unless(!c.MayStart, "steps.key.start.off"),
		kit.Bind("b", "steps.key.board", s.board),
		kit.Bind("c", "steps.side", s.side).InFooter(),
		kit.Bind("p", "steps.key.pass", s.pass(false)).Unless(!me.Turn, "steps.key.pass.off").InFooter(),
		kit.Bind("d", "steps.key.done", s.pass(true)).Unless(!me.Turn, "steps.key.pass.off").InFooter(),
		lead(kit.Bind("n", "steps.key.next", s.askNext).Unless(c.Going && c.Last(), "error.step_last")).InFooter(),
		lead(kit.Bind("z", "steps.key.back", s.askBack).Unless(c.Going && c.Step == 1, "error.step_first")),
		lead(kit.Bind("v", "steps.key.extend", s.askExtend).Unless(c.Going && c.Left == 0, "steps.key.extend.off")),
		lead(kit.Bind("r", "steps.key.nudge", s.nudge).Unless(len(s.others()) == 0, "error.step_nobody")),
		lead(kit.Bind("H", "steps.key.hand", s.askHand(false))),
		lead(kit.Bind("V", "steps.key.deputy", s.askHand(true))),
		kit.Bind("E", "steps.key.end", s.end).Unless(!c.MayEnd, "steps.key.lead.off"),
		kit.Bind("t", "steps.key.takeover", s.askTakeOver).Unless(!c.MayTakeOver, "steps.key.takeover.off"),
		kit.Bind("a", "steps.key.away", s.askAway).Unless(!c.Going || !takesPart, "error.steps_none"),
		kit.Bind("i", "steps.task", s.task).Unless(c.Step == 0, "error.steps_none"),
		kit.Bind("T", "steps.key.templates", s.templates).Unless(!s.env.Who().Member(), "key.for_members"),
	}
}

// Screen is the consultation of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form

	known  bool
	wrong  string
	room   house.RoomDetail
	now    house.Consultation
	busy   bool
	timer  bool
	ticks  int // seconds since it was read
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
		by  *Screen
		all []house.StepTemplate
		err error
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
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.form == nil && s.list.Wants(k) }

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
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
			return s, s.rang()
		}
	}
	return s, nil
}

// readAgain is after how many seconds of a live form the screen asks again, lest an
// event was missed.
const readAgain = 15

// tick has the countdown of a live form go on, a second at a time.
func (s *Screen) tick() tea.Cmd {
	if s.timer || !s.now.Live || !s.now.Going {
		return nil
	}
	s.timer = true
	return s.env.After(time.Second, func(time.Time) tea.Msg { return rang{s} })
}

// rang draws the countdown anew; when the time of the step has just run out, what is
// to be done is another thing.
func (s *Screen) rang() tea.Cmd {
	s.timer = false
	s.ticks++
	if out := !s.now.Over && !s.env.Now().Before(s.now.Until); out || s.ticks >= readAgain {
		s.ticks = 0
		return tea.Batch(s.load(), s.tick())
	}
	return s.tick()
}
