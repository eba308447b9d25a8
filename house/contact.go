package house

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// contact is everything that a first contact writes: a room for the client and those
// who may accept, the first letter in it, the case and, for guests, the visit.
type contact struct {
	to     asked
	now    time.Time // of the database
	room   RoomRow
	key    *vault.RoomKey
	epoch  EpochRow
	wraps  []WrapRow
	roster []RosterRow
	letter MessageRow
	row    CaseRow
	client PersonID
	place  string

	visit  *visit // of guests
	ticket TicketRow
}

// Contact opens a room for the client and a counsellor, or a team, with the first letter
// in it. A guest becomes the visitor of that room: the answer holds the ticket of the
// next visit, and the actor that the connection is from now on. A repeat under the same
// key by a member gives the room of the first. Who may: guests, who agree to the privacy
// text and the rules, and members.
func (s *Service) Contact(ctx context.Context, a Actor, spec ContactSpec) (Contacted, Actor, error) {
	if err := s.maySeeCards(ctx, a); err != nil {
		return Contacted{}, a, err
	}
	if err := s.takesEnquiries(ctx, s.store, a); err != nil {
		return Contacted{}, a, err
	}
	to, err := s.whomToAsk(ctx, a, spec.To)
	if err != nil {
		return Contacted{}, a, err
	}
	if spec.Readers != nil && !slices.Equal(spec.Readers, to.names()) {
		return Contacted{}, a, Errorf(Conflict, "error.contact_readers", "Names", strings.Join(to.names(), ", "))
	}
	if !to.free && to.words.Capacity == CapacityNone {
		return Contacted{}, a, Errorf(Conflict, "error.contact_full", "Name", to.readers[0].Name)
	}
	w := words{}
	if w.Title, err = CleanLine(spec.Subject, MaxTitle); err != nil {
		return Contacted{}, a, err
	}
	if w.Text, err = CleanText(spec.Text, maxEnquiry); err != nil {
		return Contacted{}, a, err
	}
	switch {
	case !a.member() && !spec.Accept:
		return Contacted{}, a, Errorf(Invalid, "error.must_accept")
	case a.member() && a.Sealed():
		return Contacted{}, a, errLocked()
	}
	if out, known, err := s.contactedBefore(ctx, a, spec.Key); known || err != nil {
		return out, a, err
	}
	c, err := s.newContact(ctx, a, to, w, spec)
	if err != nil {
		return Contacted{}, a, err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return s.putContact(ctx, tx, &c) }); err != nil {
		c.key.Zero()
		return Contacted{}, a, err
	}
	s.tally(c.room.Floor, StatAsked)
	who := s.contacted(a, c)
	return c.out(w.Title, who), who, nil
}

// contactKey is the repeat key of an enquiry; it becomes the room's slug.
func (s *Service) contactSlug(a Actor, key string) string {
	const letters = "abcdefghjkmnpqrstvwxyz23456789"
	var b []byte
	if key = strings.TrimSpace(key); key != "" && a.member() {
		b = s.vault.Lookup("contact", []byte(a.person), []byte(key))[:caseSlugLetters]
	} else {
		b = make([]byte, caseSlugLetters)
		_, _ = rand.Read(b) // never fails
	}
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return "b-" + string(b)
}

// contactedBefore finds what a repeat would do again.
func (s *Service) contactedBefore(ctx context.Context, a Actor, key string) (Contacted, bool, error) {
	if strings.TrimSpace(key) == "" || !a.member() {
		return Contacted{}, false, nil
	}
	slug := s.contactSlug(a, key)
	rosters, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return Contacted{}, false, err
	}
	for _, row := range rosters {
		st, err := s.state(ctx, row.Room)
		if err != nil || st.text.Slug != slug {
			continue
		}
		c, err := s.Case(ctx, a, st.place())
		return Contacted{Place: c.Place, Readers: c.Readers, AnswerBy: c.AnswerBy, Room: c.Name}, err == nil, err
	}
	return Contacted{}, false, nil
}

// newContact makes keys and rows before the transaction, since a writer must not wait
// for key generation.
func (s *Service) newContact(ctx context.Context, a Actor, to asked, w words, spec ContactSpec) (contact, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return contact{}, err
	}
	slug := s.contactSlug(a, spec.Key)
	c := contact{to: to, now: now, client: a.person, place: to.floor.text.Code + "/" + slug}
	c.room = s.newRoomRow(to.floor.row.ID, slug, RoomPractice)
	if err := s.keepFrom(ctx, &c.room); err != nil {
		return c, err
	}
	c.room.Listed, c.room.Tools = false, caseTools
	c.room.Text = s.sealRoomText(c.room.ID, roomText{Slug: slug})
	people := make([]recipient, 0, len(to.readers)+1)
	for _, p := range to.readers {
		people = append(people, recipient{string(p.ID), p.Public})
	}
	if a.member() {
		me, err := s.self(ctx, a)
		if err != nil {
			return c, err
		}
		people = append(people, recipient{string(me.ID), me.Public})
		c.roster = append(c.roster, RosterRow{Person: me.ID, Role: RoleMember, Write: true, By: me.ID})
	} else if err := s.visitOfGuest(ctx, to, spec.As, &c); err != nil {
		return c, err
	}
	if c.visit != nil {
		c.client = c.visit.person.ID
		people = append(people, recipient{string(c.client), c.visit.who.Public()})
	}
	if c.key, c.epoch, c.wraps, err = s.firstEpoch(c.room, c.client, people); err != nil {
		return c, err
	}
	if c.room.Topic, err = sealInner(c.key, roomInner{Name: w.Title}); err != nil {
		return c, err
	}
	return c, s.sealContact(&c, w)
}

// visitOfGuest makes the visitor: a new key pair, a name, the ticket of the next visit.
func (s *Service) visitOfGuest(ctx context.Context, to asked, as string, c *contact) error {
	nobody := access{room: c.room, state: &roomState{room: c.room, roster: map[PersonID]RosterRow{}}}
	name, err := s.visitorName(ctx, nobody, "", as)
	if err != nil {
		return err
	}
	who, err := vault.NewIdentity()
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	id, until := PersonID(newID()), c.now.Add(stayLife).Truncate(time.Millisecond)
	v := &visit{name: name, who: who, fresh: true, code: vault.NewCode()}
	v.person = s.visitorRow(id, who.Public())
	slot, err := s.vault.NewCodeSlot(vault.SlotReturn, string(id), "return", string(v.code), who)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	v.slot = s.slotRow(slot)
	issuer := to.readers[0].ID
	c.ticket = TicketRow{
		ID: TicketID(newID()), Lookup: s.vault.TicketLookup(vault.NewCode()), Kind: TicketVisitor, Room: c.room.ID, State: ticketRedeemed,
		Expires: until, IssuedBy: issuer, IssuedAt: c.now, Write: true, Return: true,
	}
	v.next = TicketRow{
		ID: TicketID(newID()), Lookup: s.vault.TicketLookup(v.code), Kind: TicketReturn, Room: c.room.ID, Person: id, State: ticketIssued,
		Expires: until, IssuedBy: issuer, IssuedAt: c.now, Write: true, Return: true,
	}
	c.roster = append(c.roster, RosterRow{Person: id, Role: RoleVisitor, Write: true, By: issuer, Until: until, Ticket: c.ticket.ID})
	c.visit = v
	return nil
}

// sealContact seals and stamps what the transaction writes.
func (s *Service) sealContact(c *contact, w words) error {
	at := s.clock().UTC().Truncate(time.Millisecond)
	c.row = CaseRow{
		Room: c.room.ID, Floor: c.room.Floor, Card: c.to.card, Client: c.client, State: CaseNew, Answer: c.to.hours(at), Asked: c.now,
		DeleteAt: c.now.Add(enquiryLife).Truncate(time.Millisecond),
	}
	for _, p := range c.to.readers {
		c.roster = append(c.roster, RosterRow{Person: p.ID, Role: RoleModerator, By: c.client})
	}
	for i := range c.roster {
		row := &c.roster[i]
		row.Room, row.State, row.Since = c.room.ID, stateJoined, at
		if row.Role != RoleVisitor {
			continue
		}
		w.By = c.visit.name
		label, err := sealAt(c.key, "visitor", string(row.Person), []byte(c.visit.name))
		if err != nil {
			return err
		}
		row.Label = label
		text, _ := json.Marshal(ticketText{}) // strings cannot fail
		if c.ticket.Text, err = sealAt(c.key, "label", string(c.ticket.ID), text); err != nil {
			return err
		}
		c.ticket.Epoch = c.key.Epoch()
	}
	c.letter = MessageRow{Room: c.room.ID, ID: MessageID(newID()), Kind: KindLetter, Author: c.client, Created: at}
	return s.sealWords(c.key, &c.letter, w)
}

// putContact writes an enquiry. The wait of many unanswered ones is bounded, so that
// nobody floods a counsellor.
func (s *Service) putContact(ctx context.Context, tx Tx, c *contact) error {
	if err := s.stillAsked(ctx, tx, c); err != nil {
		return err
	}
	s.stamp(&c.room)
	if err := s.putNewRoom(ctx, tx, Actor{}, c.room, c.epoch, c.wraps); err != nil {
		return err
	}
	if c.visit != nil {
		if err := s.putGuest(ctx, tx, c); err != nil {
			return err
		}
	}
	for _, row := range c.roster {
		s.stamp(&row)
		if err := tx.PutRoster(ctx, row); err != nil {
			return err
		}
	}
	s.stamp(&c.row)
	if err := tx.PutCase(ctx, c.row); err != nil {
		return err
	}
	letter := c.letter // this function may run again
	return tx.AddMessage(ctx, &letter)
}

// stillAsked checks that those for whom the enquiry is sealed have the keys they had,
// and that not too many wait for them.
func (s *Service) stillAsked(ctx context.Context, tx Tx, c *contact) error {
	for _, p := range c.to.readers {
		if err := s.sameKey(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := s.stillReaders(ctx, tx, c.to); err != nil {
		return err
	}
	cases, err := tx.CasesOn(ctx, c.row.Floor)
	if err != nil {
		return err
	}
	waiting := 0
	for _, other := range cases {
		if other.State == CaseNew && other.Card == c.row.Card {
			waiting++
		}
	}
	if waiting >= maxEnquiries {
		return Errorf(Unavailable, "error.contact_many")
	}
	return nil
}

// stillReaders checks that all of them may still see enquiries to that card or team.
func (s *Service) stillReaders(ctx context.Context, tx Tx, to asked) error {
	f, err := s.floorByID(ctx, tx, to.floor.row.ID)
	if err != nil {
		return err
	}
	d := teamData{Who: TeamNamed}
	for _, p := range to.readers {
		d.People = append(d.People, p.ID)
	}
	if to.card == "" {
		if d, err = s.teamData(ctx, tx, f.row.ID); err != nil {
			return err
		}
	}
	now, err := s.teamPeople(ctx, tx, f, d)
	if err != nil {
		return err
	}
	for _, p := range to.readers {
		if !slices.ContainsFunc(now, func(o PersonRow) bool { return o.ID == p.ID }) {
			return Errorf(Conflict, "error.conflict")
		}
	}
	return nil
}

func (s *Service) putGuest(ctx context.Context, tx Tx, c *contact) error {
	if err := tx.AddPerson(ctx, c.visit.person); err != nil {
		return err
	}
	if err := tx.PutSlot(ctx, c.visit.slot); err != nil {
		return err
	}
	s.stamp(&c.ticket)
	if err := tx.AddTicket(ctx, c.ticket); err != nil {
		return err
	}
	s.stamp(&c.visit.next)
	return tx.AddTicket(ctx, c.visit.next)
}

// contacted gives the actor after an enquiry, and tells those who may accept it.
func (s *Service) contacted(a Actor, c contact) Actor {
	if c.visit != nil {
		ring := s.cameIn(c.client, c.visit.who.Public(), newRing(c.visit.who))
		a = Actor{role: RoleGuestOf, person: c.client, name: c.visit.name, room: c.room.ID, code: c.visit.code, lang: a.lang, ring: ring}
	}
	a.ring.keep(c.room.ID, c.key)
	people := []PersonID{c.client}
	for _, p := range c.to.readers {
		people = append(people, p.ID)
	}
	s.rosterChanged(c.room.ID, people...)
	return a
}

func (c contact) out(name string, who Actor) Contacted {
	o := Contacted{Place: c.place, Room: name, Readers: c.to.names(), AnswerBy: c.to.answerBy(c.now), Return: who.ReturnTicket()}
	if c.visit != nil {
		o.Name, o.Until = c.visit.name, c.visit.next.Expires
	}
	return o
}
