// Package cards is the directory of counsellors, of a floor or of the house: the
// cards beside the chosen one, a form that narrows the list, one that makes one's
// own card, and what a floor's admins do with cards. It shows what the house gives:
// to guests public cards only.
package cards

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the list or of the card that is open, or of a form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "cards.key.cancel", s.askCancel).InFooter()}
	}
	c, chosen := s.selected()
	member := s.env.Who().Member()
	keeps := len(s.places(c, func(p house.CardPlace) bool { return p.Keeps })) > 0
	own := kit.Bind("M", "cards.key.new", s.edit)
	if s.self != nil {
		own.Help = "cards.key.edit"
	}
	of := func(k kit.Key) kit.Key {
		return k.Unless(!chosen, "cards.key.chosen.off").Unless(!member, "key.for_members")
	}
	write := "c"
	if s.reading && !c.Mine {
		write = "c enter"
	}
	keys := []kit.Key{
		kit.Bind(write, "cards.key.contact", s.contact).Unless(!chosen, "cards.key.chosen.off").Unless(c.Mine, "cards.key.contact.off").InFooter(),
		kit.Bind("t", "cards.key.team", s.contactTeam).Unless(len(s.teams) == 0, "cards.key.team.off"),
		kit.Bind("f", "cards.key.filter", s.narrow).InFooter(),
		kit.Bind("a", "cards.key.all", s.showAll).Unless(!s.filtered(), "cards.key.all.off"),
		own.Unless(!s.known, "common.loading").Unless(!member, "key.for_members"),
		of(kit.Bind("y", "cards.key.agree", s.agree).Unless(len(s.places(c, c.Waits)) == 0, "cards.key.agree.off")),
		of(kit.Bind("o", "cards.key.offer", s.offer).Unless(len(s.offers(c)) == 0, "cards.key.offer.off")),
		of(kit.Bind("E", "cards.key.end", s.end).Unless(len(s.places(c, ends(c))) == 0, "cards.key.end.off")),
		of(kit.Bind("H", "cards.key.hide", s.hide).Unless(!keeps, "cards.key.hide.off")),
		of(kit.Bind("d", "cards.key.delete", s.askDelete).Unless(!c.Mine, "cards.key.delete.off")),
	}
	if s.reading {
		keys = append(keys, kit.Bind("esc left", "cards.key.close", s.closePage).InFooter())
	}
	return keys
}

// Screen is the directory.
type Screen struct {
	env   *kit.Env
	floor string // code, "" = of the house
	list  *kit.List
	page  *kit.Scroll // the card that is open
	form  *kit.Form   // nil unless one is filled in

	known   bool
	wrong   string // sentence, when the directory cannot be shown
	busy    bool   // the form is on its way
	own     bool   // open the form of one's own card as soon as it is known
	all     []house.Card
	self    *house.Card
	teams   []house.Team
	floors  []house.Floor // of members
	query   house.CardQuery
	reading bool // the chosen one is open
}

// New makes the directory of a floor, of the house with ""; with own it begins
// with the form of one's own card.
func New(env *kit.Env, floor string, own bool) *Screen {
	s := &Screen{env: env, floor: floor, own: own, list: kit.NewList(env), page: kit.NewScroll(env)}
	s.query.Floor = floor
	s.list.Open = func(kit.Row) tea.Cmd {
		s.reading = true
		s.showPage()
		return nil
	}
	return s
}

type (
	loaded struct {
		by     *Screen
		all    []house.Card
		self   *house.Card
		teams  []house.Team
		floors []house.Floor
		err    error
	}
	// did is the answer to a deed; key says what happened.
	did struct {
		by   *Screen
		key  string
		form bool // the form of one's own card sent it
		err  error
	}
)

// Init reads the directory.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("card.title") }

// Place is the floor, where it is one's directory.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return !s.reading && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && !s.reading && s.list.Wants(k)
}

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.page.Redraw()
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s, s.press(msg)
	}
	return s, nil
}

func (s *Screen) press(msg tea.Msg) tea.Cmd {
	switch {
	case s.form != nil:
		return s.form.Update(msg)
	case s.reading:
		s.page.Update(msg)
		return nil
	}
	return s.list.Update(msg)
}

// load reads the cards that are asked for, one's own, and the floors it could hang on.
func (s *Screen) load() tea.Cmd {
	q, member := s.query, s.env.Who().Member()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.all, l.err = h.Cards(ctx, a, q); l.err != nil {
			return l
		}
		if l.teams, l.err = h.Teams(ctx, a); l.err != nil || !member {
			return l
		}
		every, err := h.Cards(ctx, a, house.CardQuery{})
		if err != nil {
			l.err = err
			return l
		}
		if i := slices.IndexFunc(every, func(c house.Card) bool { return c.Mine }); i >= 0 {
			l.self = &every[i]
		}
		l.floors, l.err = h.Floors(ctx, a)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form = s.env.Sentence(l.err), nil
		return nil
	}
	s.known, s.wrong = true, ""
	s.all, s.self, s.teams, s.floors = l.all, l.self, l.teams, l.floors
	s.show()
	if s.own {
		s.own = false
		return s.edit()
	}
	return nil
}

func (s *Screen) did(d did) tea.Cmd {
	if d.form {
		s.busy = false
		if d.err != nil {
			return s.refused(d.err)
		}
		s.form = nil
	}
	if d.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err}))
	}
	return tea.Batch(s.load(), kit.Say(d.key))
}

func (s *Screen) selected() (house.Card, bool) {
	id := house.CardID(s.list.Selected().ID)
	for _, c := range s.all {
		if c.ID == id {
			return c, true
		}
	}
	return house.Card{}, false
}

func (s *Screen) closePage() tea.Cmd {
	s.reading = false
	return nil
}
