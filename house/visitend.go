package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// A visit ends when the stay runs out, or when the visitor ends it for good. From
// then on the visitor only reads and exports, and after the hours that the room
// has for it everything of them goes: keys, slots, tickets, pseudonym and row. Words
// stay as long as the room keeps words. That a room is closed ends no visit: who
// may come back reads in it like its members, until the stay is over or the room is
// deleted. Revoking a ticket, or taking a visitor out, does all of that at once.
const (
	defaultLinger = 48      // hours
	maxLinger     = 30 * 24 // hours
	lingerNone    = -1      // as RoomRow.Linger
)

// lingers is how long a visitor's data stay after the end of the visit.
func (r RoomRow) lingers() time.Duration {
	switch {
	case r.Linger == 0:
		return defaultLinger * time.Hour
	case r.Linger < 0:
		return 0
	}
	return time.Duration(r.Linger) * time.Hour
}

// gone is when the data of a visitor with that row go; zero for others.
func (r RosterRow) gone(room RoomRow) time.Time {
	switch {
	case r.Until.IsZero():
		return time.Time{}
	case r.Role != RoleVisitor, r.State == stateEnded, r.SinceSeq == fromLetIn: // nobody ever let them in: there is nothing to read
		return r.Until
	}
	return r.Until.Add(room.lingers())
}

// over tells whether the visit with that row has ended.
func (r RosterRow) over(now time.Time) bool {
	return r.State == stateEnded || !r.Until.IsZero() && now.After(r.Until)
}

// afterwards is the row of a visitor whose visit has ended: it reads.
func (s *Service) afterwards(st *roomState, row RosterRow) (RosterRow, error) {
	if !s.clock().Before(row.gone(st.room)) {
		return row, errNoRoom()
	}
	row.State, row.Write = stateJoined, false
	return row, nil
}

// enterVisit enters a visitor's room for what concerns their stay alone, also
// while they wait and after the end.
func (s *Service) enterVisit(ctx context.Context, a Actor) (access, error) {
	if a.role != RoleGuestOf {
		return access{}, errForbidden()
	}
	if a.ring.over() {
		return access{}, errGone(a)
	}
	st, err := s.state(ctx, a.room)
	if err != nil {
		return access{}, err
	}
	row, on := st.roster[a.person]
	if !on || row.Role != RoleVisitor || !s.clock().Before(row.gone(st.room)) {
		return access{}, errNoRoom()
	}
	return access{room: st.room, me: row, actor: a, state: st, place: st.place(), lobby: true}, nil
}

// mayReturn tells whether the ticket that a visitor first came by lets them come
// back.
func (s *Service) mayReturn(ctx context.Context, r Reader, row RosterRow) (TicketRow, bool, error) {
	t, err := r.Ticket(ctx, row.Ticket)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return t, false, err
	}
	return t, t.Return, s.verify(&t)
}

// EndVisit ends a visit on the visitor's own wish. Who may come back keeps
// pseudonym and keys and is given the ticket for it, unless the end is for good;
// then, and where there is no coming back, the visit is over. Who may: visitors.
func (s *Service) EndVisit(ctx context.Context, a Actor, forGood bool) (Farewell, error) {
	in, err := s.enterVisit(ctx, a)
	if err != nil {
		return Farewell{}, err
	}
	bye := Farewell{Return: a.ReturnTicket(), Until: in.me.Until, Gone: in.me.gone(in.room), Ended: in.me.over(s.clock())}
	if bye.Ended {
		return bye, nil
	}
	_, returns, err := s.mayReturn(ctx, s.store, in.me)
	if err != nil {
		return Farewell{}, err
	}
	if returns && !forGood {
		s.tell(ctx, in, "event.visitor_left", map[string]string{"Name": a.Name()})
		return bye, nil
	}
	s.tell(ctx, in, "event.visitor_ended", map[string]string{"Name": a.Name()})
	if in.me.gone(in.room).Equal(in.me.Until) {
		r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
			return s.dropRoster(ctx, tx, in.me)
		}}
		return Farewell{Ended: true}, s.changeAndMark(ctx, &in, r, true)
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		bye.Gone, err = s.endStay(ctx, tx, in.room.ID, a.person, now)
		return err
	})
	if err != nil {
		return Farewell{}, err
	}
	s.rosterChanged(in.room.ID, a.person)
	bye.Until, bye.Ended = time.Time{}, true
	return bye, nil
}

// endStay notes that a visit ended then and gives when its data go. What brings the
// visitor back does so until that time.
func (s *Service) endStay(ctx context.Context, tx Tx, id RoomID, visitor PersonID, ended time.Time) (time.Time, error) {
	room, err := tx.Room(ctx, id) // holds it
	if err != nil {
		return time.Time{}, notRoom(err)
	}
	row, err := s.rosterRow(ctx, tx, id, visitor)
	if err != nil {
		return time.Time{}, notRoom(err)
	}
	if row.State == stateEnded {
		return row.Until, nil
	}
	if row.SinceSeq == fromLetIn {
		return time.Time{}, errNoRoom()
	}
	row.State, row.Until = stateEnded, ended.Add(room.lingers()).Truncate(time.Millisecond)
	s.stamp(&row)
	if err := tx.PutRoster(ctx, row); err != nil {
		return time.Time{}, err
	}
	return row.Until, s.expireReturns(ctx, tx, visitor, row.Until)
}

// expireReturns has a visitor's way back end then.
func (s *Service) expireReturns(ctx context.Context, tx Tx, visitor PersonID, at time.Time) error {
	back, err := tx.TicketsOf(ctx, visitor, TicketReturn)
	if err != nil {
		return err
	}
	for _, t := range back {
		if t.State != ticketIssued {
			continue
		}
		if err := s.verify(&t); err != nil {
			return err
		}
		t.Expires = at
		s.stamp(&t)
		if err := tx.PutTicket(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// sweepVisits ends visits whose time is over, the stays of colleagues in counsellings
// among them, and takes away what is left of those
// that ended long enough ago: keys, tickets, pseudonym and row go, and the room's
// next session begins a new epoch.
func (s *Service) sweepVisits(ctx context.Context, now time.Time) error {
	over, err := s.store.VisitsOver(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not end must not keep the others
	for _, row := range over {
		if err := s.sweepVisit(ctx, row, now); err != nil {
			failed = err
		}
	}
	return failed
}

// sweepVisit does it for one, unless the visitor has come back meanwhile.
func (s *Service) sweepVisit(ctx context.Context, row RosterRow, at time.Time) error {
	if err := s.verify(&row); err != nil {
		return err
	}
	changed, gone := false, false
	err := s.store.InTx(ctx, func(tx Tx) error {
		changed, gone = false, false
		room, err := tx.Room(ctx, row.Room) // holds it
		if err != nil {
			return notRoom(err)
		}
		now, err := s.rosterRow(ctx, tx, row.Room, row.Person)
		missing := err != nil && KindOf(err) == NotFound
		if err != nil && !missing {
			return err
		}
		if missing || !now.Until.Equal(row.Until) {
			return nil // somebody else was quicker
		}
		changed = true
		if at.Before(now.gone(room)) {
			_, err := s.endStay(ctx, tx, row.Room, row.Person, now.Until)
			return err
		}
		gone = true
		if err := tx.DeleteWraps(ctx, row.Room, string(row.Person)); err != nil {
			return err
		}
		if err := s.dropRoster(ctx, tx, now); err != nil {
			return err
		}
		return s.markRotate(ctx, tx, row.Room)
	})
	if err == nil && changed {
		s.rosterChanged(row.Room, row.Person)
	}
	if err == nil && gone && row.Role == RoleVisitor { // a colleague's other rooms stay
		s.publishRevoked(row.Person)
	}
	return err
}

// endVisitor removes everything of a visitor but what they wrote.
func (s *Service) endVisitor(ctx context.Context, tx Tx, gone RosterRow) error {
	if err := s.forgetVisitor(ctx, tx, gone.Person); err != nil {
		return err
	}
	room, err := tx.Room(ctx, gone.Room)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	return s.entryLedger(ctx, tx, room.Floor, DestroyedVisitor, ByVisit, string(gone.Person), 0)
}

func (s *Service) forgetVisitor(ctx context.Context, tx Tx, visitor PersonID) error {
	for _, kind := range []TicketKind{TicketReturn, TicketJoin} {
		if err := tx.DeleteTicketsOf(ctx, visitor, kind); err != nil {
			return err
		}
	}
	if err := tx.DeletePersonRows(ctx, visitor); err != nil {
		return err
	}
	return tx.DeleteVisitor(ctx, visitor)
}

// prolongVisits lets the visitors of a room that is being closed read until the day
// of its deletion, with the tickets that they have. Called with the room held.
func (s *Service) prolongVisits(ctx context.Context, tx Tx, room RoomRow, until time.Time) error {
	roster, err := tx.Roster(ctx, room.ID)
	if err != nil {
		return err
	}
	until = until.UTC().Truncate(time.Millisecond)
	for _, row := range roster {
		if row.Until.IsZero() || row.over(s.clock()) || !row.Until.Before(until) {
			continue
		}
		if err := s.verify(&row); err != nil {
			return err
		}
		row.Until = until
		s.stamp(&row)
		if err := tx.PutRoster(ctx, row); err != nil {
			return err
		}
		if err := s.expireReturns(ctx, tx, row.Person, row.gone(room)); err != nil {
			return err
		}
	}
	return nil
}
