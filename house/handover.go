package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Colleagues shows who counsels in a room and what is asked about it. The one who
// offered a handover has seen by this what came of it. Who may: those in the room.
func (s *Service) Colleagues(ctx context.Context, a Actor, place string) (Colleagues, error) {
	in, err := s.enterCounsel(ctx, a, place, DoRead)
	if err != nil {
		return Colleagues{}, err
	}
	c, err := s.colleagues(ctx, in)
	if err == nil && c.Offer != nil && c.Offer.Mine {
		err = s.sawEnd(ctx, in, c.Offer.ID)
	}
	return c, err
}

// colleaguesNow shows it after a deed that gave err.
func (s *Service) colleaguesNow(ctx context.Context, a Actor, place string, err error) (Colleagues, error) {
	if err != nil {
		return Colleagues{}, err
	}
	in, err := s.enterCounsel(ctx, a, place, DoRead)
	if err != nil {
		return Colleagues{}, err
	}
	return s.colleagues(ctx, in)
}

func (s *Service) colleagues(ctx context.Context, in access) (Colleagues, error) {
	c := Colleagues{Place: in.place, Me: "client"}
	switch {
	case in.me.Role == RoleOwner:
		c.Me = "counsellor"
	case in.me.counsels():
		c.Me = "colleague"
	}
	rows, err := s.handoversIn(ctx, s.store, in.room.ID)
	if err != nil {
		return c, err
	}
	if c.Alone, err = s.alone(ctx, in); err != nil {
		return c, err
	}
	if c.People, err = s.counsellors(ctx, in, rows); err != nil {
		return c, err
	}
	for _, p := range c.People {
		if p.Kind == "" {
			c.Counsellor = p.Name
		}
	}
	if c.Counsellor == "" && !c.Alone {
		c.People = nil // of an enquiry: who might take it on, not who counsels
	}
	if c.Offer, err = s.offerFor(ctx, in, rows); err != nil {
		return c, err
	}
	open := in.room.State == roomOpen
	asked := c.Offer != nil && (c.Offer.State == HandoverAsked || c.Offer.State == HandoverTaken)
	c.MayCall = open && c.Me == "counsellor"
	c.MayOffer = open && !asked && (c.Me == "counsellor" || c.Me == "client" && c.Alone)
	terms, err := s.terms(ctx, in)
	if err != nil {
		return c, err
	}
	c.Contract, c.Review, c.Substitute = terms.version, terms.review, terms.substitute
	if c.Sides, err = s.sidesSeen(ctx, in); err != nil {
		return c, err
	}
	if c.MayCall || c.MayOffer || c.Alone {
		c.Others, err = s.others(ctx, in)
	}
	return c, err
}

// others are the colleagues whom the actor could name.
func (s *Service) others(ctx context.Context, in access) ([]string, error) {
	people, err := s.counsellorsOn(ctx, in.room.Floor, !in.actor.member())
	var out []string
	for _, p := range people {
		if _, there := in.state.roster[p.ID]; !there {
			out = append(out, p.Name)
		}
	}
	return out, err
}

// counsellors are those on the counsellors' side, also who was asked in and has not
// come yet, the counsellor first.
func (s *Service) counsellors(ctx context.Context, in access, rows []HandoverRow) ([]Colleague, error) {
	var ids []PersonID
	for id, row := range in.state.roster {
		if rank[row.Role] >= rank[RoleModerator] {
			ids = append(ids, id)
		}
	}
	names, err := s.knownNames(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Colleague, 0, len(ids))
	for _, id := range ids {
		row := in.state.roster[id]
		p := Colleague{Name: names[id], Invited: row.State == stateInvited, Since: row.Since, Until: row.Until, Me: id == in.actor.person}
		if row.Role == RoleModerator {
			p.Kind = CalledIn
			for _, h := range rows {
				if h.Person == id && h.State == HandoverIn {
					p.Kind = h.Kind
				}
			}
		}
		out = append(out, p)
	}
	order := []HandoverKind{"", Substitutes, CalledIn}
	slices.SortFunc(out, func(x, y Colleague) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Kind), slices.Index(order, y.Kind)), strings.Compare(x.Name, y.Name))
	})
	return out, nil
}

// offerFor is the open question of the room, else the newest that ended without its
// author having seen it; nil where there is none for the actor.
func (s *Service) offerFor(ctx context.Context, in access, rows []HandoverRow) (*HandoverOffer, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	for i := len(rows) - 1; i >= 0; i-- {
		row := rows[i]
		if row.open() && !now.Before(row.Expires) {
			row.State = HandoverExpired // the house has not come round yet
		}
		over := row.State == HandoverDeclined || row.State == HandoverRefused || row.State == HandoverExpired
		if row.open() || over && !row.Seen && row.By == in.actor.person {
			o, err := s.offerView(ctx, in, row)
			return &o, err
		}
	}
	return nil, nil
}

func (s *Service) offerView(ctx context.Context, in access, row HandoverRow) (HandoverOffer, error) {
	o := HandoverOffer{
		ID: row.ID, Place: in.place, Floor: in.state.floor.text.Name, Kind: row.Kind, State: row.State, At: row.At, Expires: row.Expires, Until: row.Until,
		Mine: row.By == in.actor.person,
	}
	ids := []PersonID{row.Person, row.By}
	for _, c := range in.asked() {
		ids = append(ids, c.Person)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return o, err
	}
	o.Name, o.By = names[row.Person], names[row.By]
	yes := row.agreed()
	for _, c := range in.asked() {
		_, agreed := yes[c.Person]
		if agreed {
			o.Yes = append(o.Yes, names[c.Person])
		} else {
			o.Waiting = append(o.Waiting, names[c.Person])
		}
		if c.Person == in.actor.person {
			o.Agreed, o.ForMe = agreed, !agreed && row.State == HandoverTaken
		}
	}
	slices.Sort(o.Yes)
	slices.Sort(o.Waiting)
	var words offerWords
	answer, err := s.store.Answer(ctx, in.room.ID, handoverEntry, offerSlot)
	if err == nil {
		err = s.openAnswer(ctx, in, answer, &words)
	}
	if err != nil && KindOf(err) != NotFound && !IsKey(err, "error.locked") { // under a key from before the reader's time
		return o, err
	}
	if words.ID == row.ID {
		o.Message = words.Message
	}
	return o, nil
}

// sawEnd notes that who offered something has seen what came of it.
func (s *Service) sawEnd(ctx context.Context, in access, id HandoverID) error {
	changed := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		row, err := tx.Handover(ctx, id)
		if err != nil || row.open() || row.Seen || row.By != in.actor.person {
			return err
		}
		if err := s.verify(&row); err != nil {
			return err
		}
		row.Seen, changed = true, true
		s.stamp(&row)
		return tx.PutHandover(ctx, row)
	})
	if err == nil && changed {
		s.tellCounts(in.actor.person)
	}
	return err
}

// HandoversAsked lists what colleagues ask the actor and asked them lately, and what
// the actor offered, the newest first. Of the counselling it says nothing but on which
// floor it is. Who may: members.
func (s *Service) HandoversAsked(ctx context.Context, a Actor) ([]HandoverOffer, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.HandoversOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	var out []HandoverOffer
	for _, row := range slices.Backward(rows) {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if row.State == HandoverIn || row.Kind != HandsOver {
			continue // that is an invitation, and stands there
		}
		st, err := s.state(ctx, row.Room)
		if KindOf(err) == NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		people, err := s.store.People(ctx, []PersonID{row.Person, row.By})
		if err != nil {
			return nil, err
		}
		if row.open() && !now.Before(row.Expires) {
			row.State = HandoverExpired
		}
		o := HandoverOffer{
			ID: row.ID, Floor: st.floor.text.Name, Kind: row.Kind, State: row.State, At: row.At, Expires: row.Expires, Until: row.Until,
			Mine: row.By == a.person, ForMe: row.Person == a.person && row.State == HandoverAsked,
		}
		asClient, err := s.offeredAsClient(ctx, st, row.By)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if err := s.verify(&p); err != nil {
				return nil, err
			}
			if p.ID == row.Person {
				o.Name = p.Name
			}
			if p.ID == row.By && (o.Mine || !asClient) { // clients have no name outside their room
				o.By = p.Name
			}
		}
		if me, in := st.roster[a.person]; in && me.State == stateJoined {
			o.Place = st.place()
		}
		out = append(out, o)
	}
	return out, nil
}

// offeredAsClient tells whether who offered a handover is counselled in the room.
func (s *Service) offeredAsClient(ctx context.Context, st *roomState, by PersonID) (bool, error) {
	if row, here := st.roster[by]; here {
		return !row.counsels(), nil
	}
	c, _, err := s.caseIn(ctx, s.store, st.room.ID)
	return c.Client == by, err
}

// handoverNews tells a colleague that they are asked.
func (s *Service) handoverNews(ctx context.Context, a Actor) ([]newsItem, error) {
	if !a.member() {
		return nil, nil
	}
	rows, err := s.store.HandoversOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	var out []newsItem
	for _, row := range rows {
		if row.Person != a.person || row.State != HandoverAsked || !now.Before(row.Expires) {
			continue
		}
		st, err := s.state(ctx, row.Room)
		if KindOf(err) == NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		item := NewsItem{Place: st.floor.text.Code, Kind: "handover", Name: st.floor.text.Name, Unread: 1, ForMe: true}
		out = append(out, newsItem{NewsItem: item, class: walkWaiting, floor: st.floor.row.Number})
	}
	return out, nil
}

// handoverWaits tells those in a room that something about its colleagues waits for
// them: a question to the client, what came of one's own, that nobody counsels any more.
func (s *Service) handoverWaits(ctx context.Context, in access) (bool, error) {
	if in.room.Kind != RoomPractice {
		return false, nil
	}
	rows, err := s.handoversIn(ctx, s.store, in.room.ID)
	if err != nil {
		return false, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return false, err
	}
	asked := false
	for _, row := range rows {
		over := row.State == HandoverDeclined || row.State == HandoverRefused || row.State == HandoverExpired
		if over && !row.Seen && row.By == in.actor.person {
			return true, nil
		}
		if !row.open() || !now.Before(row.Expires) {
			continue
		}
		_, here := in.state.roster[row.By]
		asked = asked || here
		if _, agreed := row.agreed()[in.actor.person]; row.State == HandoverTaken && !agreed && !in.me.counsels() {
			return true, nil
		}
	}
	if asked || in.me.counsels() {
		return false, nil
	}
	return s.alone(ctx, in)
}

// HasColleagues tells whether the room is one for counselling, for one who is in it.
func (d RoomDetail) HasColleagues() bool {
	return d.Kind == RoomPractice && d.Can(DoRead) && d.Me != ""
}
