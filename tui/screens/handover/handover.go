// Package handover is the colleagues of a counselling: who counsels, who stands in or was
// called in, what the client is asked about it, and the side threads; what the counsellor
// can do about it are rows and keys. A second screen has the counsellings that colleagues
// offer to a member.
package handover

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the one who counsels, of the client who is asked, or of the form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "handover.key.cancel", s.askCancel).InFooter()}
	}
	c := s.now
	asked, open, substitute := c.Offer != nil && c.Offer.ForMe, s.open(), false
	for _, p := range c.People {
		substitute = substitute || p.Kind == house.Substitutes
	}
	review := s.selectedReview()
	client := func(k kit.Key) kit.Key { return k.Unless(!asked, "handover.key.not_asked") }
	counsel := func(k kit.Key) kit.Key { return k.Unless(!c.MayCall, "handover.key.counsellor") }
	keys := []kit.Key{
		client(kit.Bind("y", "handover.key.yes", s.askYes(false))),
		client(kit.Bind("b", "handover.key.yes_all", s.askYes(true))).Unless(asked && c.Offer.Kind == house.Substitutes, "handover.key.from_then"),
		client(kit.Bind("n", "handover.key.no", s.askNo)),
		kit.Bind("c", "handover.key.offer", s.fill("offer")).Unless(!c.MayOffer, "handover.key.offer.off"),
		counsel(kit.Bind("v", "handover.key.substitute", s.fill("substitute"))).Unless(open, "handover.key.open"),
		counsel(kit.Bind("a", "handover.key.call", s.fill("call"))),
		counsel(kit.Bind("s", "handover.key.side", s.fill("side"))).Unless(!c.Review, "handover.review.not"),
		counsel(kit.Bind("E", "handover.key.review", s.fill("review"))).Unless(!c.Review, "handover.review.not"),
		kit.Bind("t", "handover.key.use", func() tea.Cmd { return s.use(review) }).Unless(review.ID == "", "handover.key.use.off"),
		kit.Bind("x", "handover.key.withdraw", s.askWithdraw).Unless(!open || !s.offers(), "handover.key.withdraw.off"),
		counsel(kit.Bind("e", "handover.key.end", s.askEnd("", ""))).Unless(!substitute, "error.no_substitute"),
	}
	switch {
	case asked:
		keys[0], keys[2] = keys[0].InFooter(), keys[2].InFooter()
	case c.MayCall:
		keys[3], keys[5] = keys[3].InFooter(), keys[5].InFooter()
	case c.MayOffer:
		keys[3] = keys[3].InFooter()
	}
	return keys
}

// open tells whether a question waits for an answer.
func (s *Screen) open() bool {
	o := s.now.Offer
	return o != nil && (o.State == house.HandoverAsked || o.State == house.HandoverTaken)
}

// offers tells whether the one who looks may take the question back.
func (s *Screen) offers() bool {
	return s.now.Me == "counsellor" || s.now.Alone && s.now.Me == "client"
}

// Screen is the colleagues of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form
	kind  string // of the form

	known   bool
	wrong   string
	room    house.RoomDetail
	now     house.Colleagues
	reviews []house.Review
	busy    bool
	asking  posts.Once
}

// New makes the colleagues of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.choose
	return s
}

type (
	loaded struct {
		by      *Screen
		room    house.RoomDetail
		now     house.Colleagues
		reviews []house.Review
		err     error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
)

// Init reads who counsels.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("handover.title") }

// Place is the colleagues of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/colleagues"}
	}
	return s.env.RoomPlace(s.room, "colleagues")
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
		if msg.Kind == house.EventResync || msg.Kind == house.EventPerson || msg.Room == s.room.ID && (msg.Kind == house.EventRoster || msg.Kind == house.EventRoom) {
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
