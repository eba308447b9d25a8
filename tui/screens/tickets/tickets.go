// Package tickets is the list of a room's visitor tickets with their states in
// words, the form for a new one, and once, right after issuing, its code with the
// slip to hand over.
package tickets

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the list, of the form, or of the fresh ticket.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.slip != nil:
		return []kit.Key{
			kit.Bind("y", "tickets.key.copy", s.copyCode).InFooter(),
			kit.Bind("Y", "tickets.key.slip", s.copySlip).InFooter(),
			kit.Bind("esc q enter", "tickets.key.done", s.askDone).InFooter(),
		}
	case s.form != nil:
		return []kit.Key{kit.Bind("esc", "tickets.key.cancel", s.askCancel).InFooter()}
	}
	t, chosen := s.selected()
	return []kit.Key{
		kit.Bind("c", "tickets.key.new", s.begin).Unless(!s.known, "common.loading").InFooter(),
		kit.Bind("d", "tickets.key.revoke", s.askRevoke).Unless(!chosen || !living(t), "tickets.key.revoke.off").InFooter(),
	}
}

// living tells whether there is something to revoke.
func living(t house.Ticket) bool { return t.State == "open" || t.State == "redeemed" }

// Screen is the tickets of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form    // nil unless a ticket is being written
	slip  *kit.Scroll  // nil unless one was just issued
	fresh house.Issued // that one; nothing else keeps its code
	taken bool         // its code or slip was copied

	known   bool
	wrong   string
	busy    bool // a ticket is being issued
	room    house.RoomDetail
	tickets []house.Ticket
}

// New makes the ticket list of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.detail() }
	return s
}

type (
	loaded struct {
		by      *Screen
		room    house.RoomDetail
		tickets []house.Ticket
		err     error
	}
	issued struct {
		by     *Screen
		ticket house.Issued
		err    error
	}
	revoked struct {
		by  *Screen
		err error
	}
)

// Init reads the tickets.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("tickets.title") }

// Place is the tickets of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/tickets"}
	}
	return s.env.RoomPlace(s.room, "tickets")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil && s.slip == nil {
		return s.form.Typing()
	}
	return s.slip == nil && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && s.slip == nil && s.list.Wants(k)
}

// Dirty tells whether there is something that would be lost: a form, or a code
// that was not copied.
func (s *Screen) Dirty() bool {
	return s.slip != nil && !s.taken || s.slip == nil && s.form != nil && s.form.Dirty()
}

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		switch {
		case s.slip != nil:
			s.slip.Update(msg)
			return s, nil
		case s.form != nil:
			return s, s.form.Update(msg)
		}
		return s, s.list.Update(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case issued:
		if msg.by == s {
			return s, s.issued(msg)
		}
	case revoked:
		if msg.by == s {
			return s, s.revoked(msg)
		}
	case house.Event:
		if msg.Kind == house.EventResync || msg.Kind == house.EventRoster && msg.Room == s.room.ID {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

// detail says what stands on the chosen ticket and offers to revoke it.
func (s *Screen) detail() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	ask := kit.Ask{Title: s.list.Selected().Label, Text: s.about(t), Options: []kit.Option{{Label: s.env.T("common.back")}}}
	if living(t) {
		ask.Options = append(ask.Options, kit.Option{
			Label: s.env.T("tickets.key.revoke"), Do: func(string) tea.Cmd { return s.askRevoke() },
		})
	}
	return kit.Send(ask)
}

func (s *Screen) askRevoke() tea.Cmd {
	t, ok := s.selected()
	if !ok || !living(t) {
		return nil
	}
	text := s.env.T("tickets.revoke.text")
	if t.Visitor != "" {
		text = s.env.T("tickets.revoke.visit", "Name", kit.Clean(t.Visitor))
	}
	return s.env.Confirm(s.env.T("tickets.revoke.title"), text, s.env.T("tickets.revoke.yes"),
		func() tea.Cmd { return s.revoke(t.ID) })
}
