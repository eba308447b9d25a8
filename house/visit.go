package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

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
	if row.Wait && in.room.State == roomOpen && s.letsIn(in) {
		v.roster.State = stateWaiting
	}
	slot, err := s.vault.NewCodeSlot(vault.SlotReturn, string(v.person.ID), "return", string(v.code), v.who)
	if err != nil {
		return v, Errorf(Internal, "error.internal", err)
	}
	v.slot = s.slotRow(slot)
	v.next = TicketRow{
		ID: TicketID(newID()), Lookup: s.vault.TicketLookup(v.code), Kind: TicketReturn, Room: row.Room,
		Person: v.person.ID, State: ticketIssued, Expires: v.roster.Until.Add(in.room.lingers()), IssuedBy: row.IssuedBy, IssuedAt: now,
		Write: row.Write, Return: true, Wait: row.Wait,
	}
	s.stamp(&v.next)
	return v, nil
}

// letsIn tells whether there is somebody to let visitors in: a client whose counsellor
// has left does not stand before the door for ever.
func (s *Service) letsIn(in access) bool { return in.room.Kind != RoomPractice || in.ownerID() != "" }

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
	v.person = s.visitorRow(PersonID(id), v.who.Public())
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

// visitorRow is a new visitor, whose pseudonym stands in the roster alone.
func (s *Service) visitorRow(id PersonID, public vault.Public) PersonRow {
	p := PersonRow{
		ID: id, Kind: personVisitor, NameKey: string(id), Skeleton: string(id), Public: public, State: stateActive,
		Created: s.month(), LastMonth: s.month(),
	}
	s.stamp(&p)
	return p
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
	v.next.Expires = v.roster.gone(room)
	s.stamp(&v.next)
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
		if roster.SinceSeq = room.Seq; roster.State == stateWaiting {
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
	now, err := s.comeBack(ctx, tx, v.roster.Room, v.person.ID, v.roster.State == stateWaiting)
	if err != nil {
		if KindOf(err) == NotFound {
			return errTicket()
		}
		return err
	}
	v.roster = now
	return tx.DeleteSlots(ctx, v.person.ID, vault.SlotReturn)
}

// comeBack gives the row of a visitor who comes back to the room that is held: the
// stay begins anew, unless it is over.
func (s *Service) comeBack(ctx context.Context, tx Tx, room RoomID, visitor PersonID, wait bool) (RosterRow, error) {
	row, err := s.rosterRow(ctx, tx, room, visitor)
	if err != nil {
		return row, err
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return row, err
	}
	if row.over(at) {
		if _, err := s.endStay(ctx, tx, room, visitor, row.Until); err != nil {
			return row, err
		}
		return s.rosterRow(ctx, tx, room, visitor)
	}
	if until := at.Add(stayLife).Truncate(time.Millisecond); until.After(row.Until) { // a closed room has moved it on, perhaps
		row.Until = until
	}
	if wait {
		row.State = stateWaiting
	}
	s.stamp(&row)
	return row, nil
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
