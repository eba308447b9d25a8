// Package slots is appointments with counsellors: those of a room with the times that
// are free there, or those of all one's rooms day by day, with what a counsellor
// opens and blocks. Enter on a free time asks for it, Enter on an appointment offers
// what can be done with it.
package slots

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list, or of the form.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "slots.key.back", s.askCancelForm).InFooter()}
	case s.moving != nil:
		return []kit.Key{kit.Bind("esc", "slots.key.back", s.stay).InFooter()}
	}
	p, chosen := s.selected()
	of := func(k kit.Key, may bool) kit.Key {
		return k.Unless(!chosen, "slots.key.chosen.off").Unless(!may, "slots.key.may.off")
	}
	keys := []kit.Key{
		of(kit.Bind("y", "slots.key.confirm", s.confirm), p.MayConfirm).InFooter(),
		of(kit.Bind("v", "slots.key.move", s.move), p.MayMove).InFooter(),
		of(kit.Bind("x", "slots.key.cancel", s.askCancel), p.MayCancel).InFooter(),
		kit.Bind("a", "slots.key.all", s.toggleAll),
	}
	if s.place != "" && s.counsels() {
		keys = append(keys, kit.Bind("n", "slots.key.propose", s.propose).InFooter())
	}
	if s.manages() {
		keys = append(
			keys,
			kit.Bind("o", "slots.key.open", s.openTime),
			kit.Bind("b", "slots.key.block", s.block),
			kit.Bind("e", "slots.key.settings", s.settings).Unless(!s.hours.Card, "slots.key.settings.off").InFooter(),
		)
	}
	return append(keys, kit.Bind("E", "slots.export", s.export))
}

// Screen is the appointments of a room, or of all of one's rooms.
type Screen struct {
	env   *kit.Env
	place string // "" = all
	entry house.MessageID
	list  *kit.List
	form  *kit.Form

	known  bool
	wrong  string
	busy   bool
	armed  bool // a timer runs
	past   bool // what is over is shown, too
	room   house.RoomDetail
	mine   []house.Appointment
	free   []house.FreeSlot
	hint   string // sentence: why no time is free
	hours  house.SlotHours
	moving *house.Appointment // another time is being chosen for it
	asking posts.Once
}

// New makes the appointments of a room, of all one's rooms with ""; entry is the one
// to begin with.
func New(env *kit.Env, place string, entry house.MessageID) *Screen {
	s := &Screen{env: env, place: place, entry: entry, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by    *Screen
		room  house.RoomDetail
		mine  []house.Appointment
		free  []house.FreeSlot
		hours house.SlotHours
		hint  error // why no time is free
		err   error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
	rang struct{ by *Screen }
)

// Init reads the appointments.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.place == "" {
		return s.env.T("slots.mine")
	}
	return s.env.T("slots.title")
}

// Place is the appointments of the room.
func (s *Screen) Place() kit.Place {
	switch {
	case s.place == "":
		return kit.Place{}
	case s.room.Place == "":
		return kit.Place{Address: s.place + "/slots"}
	}
	return s.env.RoomPlace(s.room, "slots")
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
		if msg.Kind == house.EventResync || msg.Kind == house.EventPerson ||
			(msg.Kind == house.EventRoom || msg.Kind == house.EventRoster) && msg.Room == s.room.ID {
			return s, s.load()
		}
		if s.place == "" && (msg.Kind == house.EventRoom || msg.Kind == house.EventRoster) {
			return s, s.soon()
		}
	case rang:
		if msg.by == s {
			s.armed = false
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
	}
	return s, nil
}

// counsels tells whether one is on the counsellors' side of the room.
func (s *Screen) counsels() bool {
	return s.room.Role == house.RoleOwner || s.room.Role == house.RoleModerator
}

// manages tells whether one has hours of one's own to look after here.
func (s *Screen) manages() bool {
	return s.env.Who().Member() && (s.place == "" || s.counsels())
}

// selected is the appointment under the cursor.
func (s *Screen) selected() (house.Appointment, bool) {
	id, ok := strings.CutPrefix(s.list.Selected().ID, "a ")
	for _, p := range s.mine {
		if ok && string(p.ID) == id {
			return p, true
		}
	}
	return house.Appointment{}, false
}
