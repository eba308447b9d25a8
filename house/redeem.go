package house

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"stockwerk/vault"
)

// TicketDoor takes a ticket's code and gives an actor who may look at what it
// leads to (Doorway) and redeem it or register with it. It claims nothing. A
// typing error is told apart (error.ticket_typo); unknown, used, expired and
// revoked are all NotFound error.ticket_unknown, after the same work.
func (s *Service) TicketDoor(ctx context.Context, code string) (Actor, error) {
	c, err := vault.ParseCode(code)
	if err != nil {
		return Actor{}, Errorf(Invalid, "error.ticket_typo")
	}
	who, err := s.vault.TicketIdentity(c)
	if err != nil {
		return Actor{}, Errorf(Internal, "error.internal", err)
	}
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(c))
	if err != nil {
		who.Zero()
		return Actor{}, err
	}
	return Actor{role: RoleBearer, ticket: row.ID, code: c, ring: newRing(who)}, nil
}

// openTicket finds an issued, unexpired, untampered ticket.
func (s *Service) openTicket(ctx context.Context, r Reader, lookup []byte) (TicketRow, error) {
	row, err := r.TicketByLookup(ctx, lookup)
	if KindOf(err) == NotFound && err != nil {
		return row, errTicket()
	}
	if err != nil {
		return row, err
	}
	if err := s.verify(&row); err != nil {
		return row, err
	}
	now, err := r.Now(ctx)
	if err != nil {
		return row, err
	}
	if row.State != ticketIssued || now.After(row.Expires) {
		return row, errTicket()
	}
	return row, nil
}

func errTicket() error { return Errorf(NotFound, "error.ticket_unknown") }

// Doorway shows what the bearer's ticket leads to. Who may: the bearer.
func (s *Service) Doorway(ctx context.Context, a Actor) (Doorway, error) {
	if a.role != RoleBearer {
		return Doorway{}, errForbidden()
	}
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
	if err != nil {
		return Doorway{}, err
	}
	d := Doorway{Kind: row.Kind, Wait: row.Wait, Return: row.Return, Expires: row.Expires, Free: true}
	if row.Room == "" {
		return d, nil
	}
	in, text, err := s.throughTicket(ctx, a, row)
	if err != nil {
		return d, err
	}
	d.Pseudonym, d.Free = text.Pseudonym, text.Pseudonym == ""
	inner, err := s.inner(ctx, in)
	d.RoomName = in.state.text.Name + inner.Name
	return d, err
}

// throughTicket looks into the room with the ticket's keys: what stands on the
// ticket and, for a return ticket, the visitor's pseudonym.
func (s *Service) throughTicket(ctx context.Context, a Actor, row TicketRow) (access, ticketText, error) {
	st, err := s.state(ctx, row.Room)
	if err != nil {
		return access{}, ticketText{}, err
	}
	recipientID := PersonID(row.ID)
	ring := a.ring
	if row.Kind == TicketReturn {
		who, err := s.returnIdentity(ctx, a, row)
		if err != nil {
			return access{}, ticketText{}, err
		}
		recipientID, ring = row.Person, newRing(who)
	}
	as := a
	as.person, as.ring = recipientID, ring
	in := access{room: st.room, actor: as, state: st, place: st.place()}
	if row.Kind != TicketReturn {
		text, err := s.openTicketText(ctx, in, row)
		return in, text, err
	}
	label, err := s.openAt(ctx, in, "visitor", string(row.Person), st.roster[row.Person].Label)
	return in, ticketText{Pseudonym: string(label)}, err
}

// returnIdentity opens the visitor's key pair with the return code.
func (s *Service) returnIdentity(ctx context.Context, a Actor, row TicketRow) (*vault.Identity, error) {
	p, err := s.store.Person(ctx, row.Person)
	if err != nil {
		return nil, errTicket()
	}
	if err := s.verify(&p); err != nil {
		return nil, err
	}
	slots, err := s.store.Slots(ctx, row.Person)
	if err != nil {
		return nil, err
	}
	for _, slot := range slots {
		if slot.Kind != vault.SlotReturn {
			continue
		}
		if err := s.verify(&slot); err != nil {
			return nil, err
		}
		who, err := s.vault.OpenSlot(slot.Slot, []byte(a.code), p.Public)
		if err != nil {
			return nil, errTicket()
		}
		return who, nil
	}
	return nil, errTicket()
}

// Redeem turns a visitor or return ticket into a visit: exactly one of any
// number of racing bearers succeeds, the others get error.ticket_unknown. The
// answer holds the next one-time code where the ticket allows returning. Who
// may: the bearer, after agreeing to the privacy text and the room's rules.
func (s *Service) Redeem(ctx context.Context, a Actor, r Redemption) (Redeemed, Actor, error) {
	if a.role != RoleBearer {
		return Redeemed{}, Actor{}, errForbidden()
	}
	if !r.Accept {
		return Redeemed{}, Actor{}, Errorf(Invalid, "error.must_accept")
	}
	for range maxRaces {
		out, visitor, err := s.redeemOnce(ctx, a, r)
		if !errors.Is(err, errRace) {
			return out, visitor, err
		}
	}
	return Redeemed{}, Actor{}, Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) redeemOnce(ctx context.Context, a Actor, r Redemption) (Redeemed, Actor, error) {
	row, err := s.openTicket(ctx, s.store, s.vault.TicketLookup(a.code))
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if row.Kind != TicketVisitor && row.Kind != TicketReturn {
		return Redeemed{}, Actor{}, Errorf(Invalid, "error.register_instead")
	}
	s.cache.drop(row.Room) // the epoch must be today's
	in, text, err := s.throughTicket(ctx, a, row)
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if in.room.State != roomOpen {
		return Redeemed{}, Actor{}, Errorf(Forbidden, "error.room_closed")
	}
	v, err := s.newVisit(ctx, in, row, text, r)
	if err != nil {
		return Redeemed{}, Actor{}, err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return s.putVisit(ctx, tx, row, &v) }); err != nil {
		return Redeemed{}, Actor{}, err
	}
	a.ring.lock()
	if !v.fresh {
		s.publishRevoked(v.person.ID) // an earlier visit that is still open
	}
	ring := s.cameIn(v.person.ID, v.who.Public(), newRing(v.who))
	visitor := Actor{role: RoleGuestOf, person: v.roster.Person, name: v.name, room: in.room.ID, ring: ring}
	s.rosterChanged(in.room.ID, row.IssuedBy)
	s.tellVisit(ctx, in, visitor, row, v)
	out := Redeemed{Place: in.place, Name: v.name, Until: v.roster.Until, Waiting: v.roster.State == stateWaiting}
	if row.Return {
		visitor.code = v.code
	}
	out.Return = visitor.ReturnTicket()
	return out, visitor, nil
}

// visit is everything that redeeming writes.
type visit struct {
	name   string
	who    *vault.Identity
	key    *vault.RoomKey
	fresh  bool // first visit: the person is new
	person PersonRow
	roster RosterRow
	wrap   WrapRow
	slot   SlotRow
	code   vault.Code // of the next visit
	next   TicketRow
}

// newVisit makes keys, slot, return ticket and roster row before the
// transaction, since a writer must not wait for key generation.
func (s *Service) newVisit(ctx context.Context, in access, row TicketRow, text ticketText, r Redemption) (visit, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return visit{}, err
	}
	v := visit{code: vault.NewCode(), fresh: row.Kind == TicketVisitor}
	if v.key, err = s.key(ctx, in, in.room.Epoch); err != nil {
		if KindOf(err) == NotFound {
			err = errTicket() // redeemed meanwhile, and its wrap with it
		}
		return v, err
	}
	if v.fresh {
		err = s.firstVisit(ctx, in, row, text, r, &v)
	} else {
		v.who, v.name = in.actor.ring.identity(), text.Pseudonym
		v.roster = in.state.roster[row.Person]
		v.person.ID = row.Person
	}
	if err != nil {
		return v, err
	}
	v.roster.Until = now.Add(visitLife).Truncate(time.Millisecond)
	if row.Return {
		v.roster.Until = now.Add(stayLife).Truncate(time.Millisecond)
	}
	if row.Wait {
		v.roster.State = stateWaiting
	}
	slot, err := s.vault.NewCodeSlot(vault.SlotReturn, string(v.person.ID), "return", string(v.code), v.who)
	if err != nil {
		return v, Errorf(Internal, "error.internal", err)
	}
	v.slot = s.slotRow(slot)
	v.next = TicketRow{
		ID: TicketID(newID()), Lookup: s.vault.TicketLookup(v.code), Kind: TicketReturn, Room: row.Room,
		Person: v.person.ID, State: ticketIssued, Expires: v.roster.Until, IssuedBy: row.IssuedBy, IssuedAt: now,
		Write: row.Write, Return: true, Wait: row.Wait,
	}
	s.stamp(&v.next)
	return v, nil
}

// firstVisit makes the visitor: a new key pair, a pseudonym, the room's key.
func (s *Service) firstVisit(ctx context.Context, in access, row TicketRow, text ticketText, r Redemption, v *visit) error {
	var err error
	if v.name, err = s.visitorName(ctx, in, text.Pseudonym, r.As); err != nil {
		return err
	}
	if v.who, err = vault.NewIdentity(); err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	id := newID()
	v.person = PersonRow{
		ID: PersonID(id), Kind: personVisitor, NameKey: id, Skeleton: id, Public: v.who.Public(), State: stateActive,
		Created: s.month(), LastMonth: s.month(),
	}
	s.stamp(&v.person)
	wrap, err := v.key.Wrap(s.vault.ID(), v.who.Public(), id)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	v.wrap = WrapRow{Room: row.Room, Epoch: v.key.Epoch(), Recipient: id, Wrap: wrap}
	s.stamp(&v.wrap)
	label, err := sealAt(v.key, "visitor", id, []byte(v.name))
	if err != nil {
		return err
	}
	v.roster = RosterRow{
		Room: row.Room, Person: v.person.ID, State: stateJoined, Role: RoleVisitor, Write: row.Write,
		Since: s.clock(), Label: label, By: row.IssuedBy, Ticket: row.ID,
	}
	return nil
}

// putVisit claims the ticket and writes the visit; losing the race undoes it.
func (s *Service) putVisit(ctx context.Context, tx Tx, row TicketRow, v *visit) error {
	room, err := tx.Room(ctx, row.Room) // holds it: nobody revokes or removes meanwhile
	if err != nil {
		return notRoom(err)
	}
	if room.Epoch != v.key.Epoch() {
		return errRace
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	won, err := tx.ClaimTicket(ctx, row.ID, now)
	if err != nil {
		return err
	}
	if !won {
		return errTicket()
	}
	claimed, err := tx.Ticket(ctx, row.ID)
	if err != nil {
		return err
	}
	s.stamp(&claimed)
	if err := tx.PutTicket(ctx, claimed); err != nil {
		return err
	}
	if err := s.putVisitor(ctx, tx, row, room, v); err != nil {
		return err
	}
	if !row.Return {
		return nil
	}
	if err := tx.PutSlot(ctx, v.slot); err != nil {
		return err
	}
	return tx.AddTicket(ctx, v.next)
}

func (s *Service) putVisitor(ctx context.Context, tx Tx, row TicketRow, room RoomRow, v *visit) error {
	roster := &v.roster
	if v.fresh {
		if err := tx.AddPerson(ctx, v.person); err != nil {
			return err
		}
		if err := tx.DeleteWraps(ctx, row.Room, string(row.ID)); err != nil {
			return err
		}
		if err := tx.PutWrap(ctx, v.wrap); err != nil {
			return err
		}
		if roster.SinceSeq = room.Seq; row.Wait {
			roster.SinceSeq = fromLetIn
		}
	} else if err := s.returnVisitor(ctx, tx, v); err != nil {
		return err
	}
	s.stamp(roster)
	return tx.PutRoster(ctx, *roster)
}

// returnVisitor takes a returning visitor's row as it stands in the room that
// is held, and shuts the way they came by.
func (s *Service) returnVisitor(ctx context.Context, tx Tx, v *visit) error {
	now, err := s.rosterRow(ctx, tx, v.roster.Room, v.person.ID)
	if err != nil {
		if KindOf(err) == NotFound {
			return errTicket()
		}
		return err
	}
	now.Until = v.roster.Until
	if v.roster.State == stateWaiting {
		now.State = stateWaiting
	}
	v.roster = now
	return tx.DeleteSlots(ctx, v.person.ID, vault.SlotReturn)
}

// tellVisit writes into the room that the visitor came.
func (s *Service) tellVisit(ctx context.Context, in access, visitor Actor, row TicketRow, v visit) {
	key := "event.visitor_returned"
	if v.fresh {
		key = "event.visitor_joined"
	}
	if v.roster.State == stateWaiting {
		key = "event.visitor_waits"
	}
	issuer, err := s.store.Person(ctx, row.IssuedBy)
	if err != nil {
		return
	}
	in.actor, in.me = visitor, v.roster
	s.tell(ctx, in, key, map[string]string{"Name": v.name, "By": issuer.Name})
}

// visitorName settles the pseudonym: the preset one, the chosen one, or a
// number; never the name of a member of the house or of somebody in the room.
func (s *Service) visitorName(ctx context.Context, in access, preset, chosen string) (string, error) {
	taken := map[string]bool{}
	ids := make([]PersonID, 0, len(in.state.roster))
	for id := range in.state.roster {
		ids = append(ids, id)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return "", err
	}
	for _, n := range names {
		taken[strings.ToLower(n)] = true
	}
	want := chosen
	if preset != "" {
		want = preset
	}
	if want == "" {
		return freeNumber(taken), nil
	}
	name, err := s.pseudonym(ctx, want)
	if err != nil {
		return "", err
	}
	if preset == "" && taken[strings.ToLower(name)] {
		return "", Errorf(Conflict, "error.name_taken")
	}
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = want + " " + strconv.Itoa(n)
	}
	return name, nil
}

func freeNumber(taken map[string]bool) string {
	for n := 1; ; n++ {
		name := "Gast-" + strconv.Itoa(n)
		if !taken[strings.ToLower(name)] {
			return name
		}
	}
}

// maxPseudonym is the longest pseudonym, in characters.
const maxPseudonym = 32

// pseudonym cleans a visitor's name and refuses one that looks like a
// member's or an office's.
func (s *Service) pseudonym(ctx context.Context, want string) (string, error) {
	name, err := CleanLine(want, maxPseudonym)
	if err != nil {
		return "", Errorf(Invalid, "error.pseudonym_invalid")
	}
	skeleton := skeletonOf(name)
	if reservedName(skeleton) {
		return "", Errorf(Invalid, "error.name_reserved")
	}
	_, err = s.store.PersonBySkeleton(ctx, skeleton)
	if err == nil {
		return "", Errorf(Conflict, "error.name_taken")
	}
	if KindOf(err) != NotFound {
		return "", err
	}
	return name, nil
}

// fromLetIn is the SinceSeq of visitors who wait for the first time: what is
// written while they wait is not theirs to read where history begins at joining.
const fromLetIn = -1

// LetIn lets a waiting visitor in. Who may: owner and moderators.
func (s *Service) LetIn(ctx context.Context, a Actor, place string, visitor PersonID) error {
	in, err := s.enter(ctx, a, place, DoLetIn)
	if err != nil {
		return err
	}
	row, ok := in.state.roster[visitor]
	if !ok || row.State != stateWaiting {
		return errNoPerson()
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID) // holds it, so that nobody removes them meanwhile
		if err != nil {
			return notRoom(err)
		}
		row, err := s.rosterRow(ctx, tx, in.room.ID, visitor)
		if KindOf(err) == NotFound && err != nil {
			return errNoPerson()
		}
		if err != nil || row.State != stateWaiting {
			return err
		}
		if row.SinceSeq == fromLetIn {
			row.SinceSeq = room.Seq
		}
		row.State = stateJoined
		s.stamp(&row)
		return tx.PutRoster(ctx, row)
	})
	if err != nil {
		return err
	}
	s.rosterChanged(in.room.ID, visitor)
	names, err := s.names(ctx, in, []PersonID{visitor})
	if err == nil {
		s.tell(ctx, in, "event.let_in", map[string]string{"Name": names[visitor], "By": a.name})
	}
	return nil
}

// EndVisit ends a visit on the visitor's own wish and gives the ticket for the
// next one. With it they come back and keep pseudonym and keys; a visit that
// has none takes everything of the visitor but their words with it.
func (s *Service) EndVisit(ctx context.Context, a Actor) (returnTicket string, err error) {
	if a.role != RoleGuestOf {
		return "", errForbidden()
	}
	in, err := s.enterRoom(ctx, a, a.room, DoLeave)
	if err != nil {
		return "", err
	}
	s.tell(ctx, in, "event.visitor_left", map[string]string{"Name": a.name})
	if a.code != "" {
		return a.ReturnTicket(), nil
	}
	r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return s.dropRoster(ctx, tx, in.me)
	}}
	return "", s.changeAndMark(ctx, &in, r, true)
}

// month is today's month, the finest time kept about a person.
func (s *Service) month() string { return s.clock().UTC().Format("2006-01") }
