package house

import (
	"context"
	"slices"
	"time"

	"stockwerk/vault"
)

// AcceptContact makes the actor the counsellor of an enquiry, and the owner of its room:
// the others who could have accepted leave it, and a new key begins. Of several who
// accept at once one does; the others get Conflict error.contact_taken. Who may: those
// for whom the enquiry is sealed, with open rooms.
func (s *Service) AcceptContact(ctx context.Context, a Actor, place string) (Case, error) {
	in, err := s.enter(ctx, a, place, DoAccept)
	if err != nil {
		return Case{}, s.perhapsTaken(ctx, a, place, err)
	}
	if _, err := s.openCase(ctx, s.store, in.room.ID); err != nil {
		return Case{}, err
	}
	r := rekeying{reason: "accept"}
	for id, row := range in.state.roster {
		if row.counsels() && id != a.person {
			r.drop = append(r.drop, string(id))
		}
	}
	r.change = func(tx Tx, _ *vault.RoomKey) error { return s.putAccepted(ctx, tx, in.room.ID, a.person) }
	if err := s.rekey(ctx, &in, r); err != nil {
		return Case{}, s.perhapsTaken(ctx, a, place, err)
	}
	for _, id := range r.drop {
		s.publishPerson(PersonID(id))
	}
	s.tell(ctx, in, "event.contact_accepted", map[string]string{"Name": a.Name()})
	c, err := s.Case(ctx, a, place)
	if err == nil {
		s.countAccepted(in.room.Floor, c.Accepted.Sub(c.Asked))
	}
	return c, err
}

// openCase is a case that waits for somebody to accept it.
func (s *Service) openCase(ctx context.Context, r Reader, room RoomID) (CaseRow, error) {
	c, ok, err := s.caseIn(ctx, r, room)
	switch {
	case err != nil:
		return c, err
	case !ok:
		return c, Errorf(Invalid, "error.no_case")
	case c.State == CaseAccepted:
		return c, Errorf(Conflict, "error.contact_taken")
	case c.State != CaseNew:
		return c, Errorf(Conflict, "error.contact_over")
	}
	return c, nil
}

// putAccepted writes who counsels. What it is decided by is read here, in the
// transaction that holds the room.
func (s *Service) putAccepted(ctx context.Context, tx Tx, room RoomID, by PersonID) error {
	c, err := s.openCase(ctx, tx, room)
	if err != nil {
		return err
	}
	if err := s.stillOnFloor(ctx, tx, c.Floor, by); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	roster, err := tx.Roster(ctx, room)
	if err != nil {
		return err
	}
	for _, row := range roster {
		if err := s.verify(&row); err != nil {
			return err
		}
		switch {
		case row.Person == by:
			row.Role, row.Write = RoleOwner, true
			s.stamp(&row)
			err = tx.PutRoster(ctx, row)
		case row.counsels():
			err = tx.DeleteRoster(ctx, room, row.Person)
		}
		if err != nil {
			return err
		}
	}
	c.State, c.Counsellor, c.Accepted, c.DeleteAt = CaseAccepted, by, now, time.Time{}
	s.stamp(&c)
	return tx.PutCase(ctx, c)
}

// stillOnFloor refuses those who were taken off a floor since an enquiry to it came.
func (s *Service) stillOnFloor(ctx context.Context, r Reader, floor FloorID, p PersonID) error {
	f, err := s.floorByID(ctx, r, floor)
	if err != nil {
		return err
	}
	m, err := s.floorMember(ctx, r, floor, p)
	if err == nil && f.standing(m) < onFloor {
		err = Errorf(Forbidden, "error.contact_off_floor")
	}
	return err
}

// perhapsTaken tells those who could have accepted that a colleague was quicker, which
// takes them out of the room; to others the room stays unknown.
func (s *Service) perhapsTaken(ctx context.Context, a Actor, place string, err error) error {
	if KindOf(err) != NotFound || !a.member() {
		return err
	}
	id, lost := s.resolve(ctx, place)
	if lost != nil {
		return err
	}
	c, ok, lost := s.caseIn(ctx, s.store, id)
	if lost != nil || !ok || c.Card != "" || c.State != CaseAccepted {
		return err
	}
	f, lost := s.floorByID(ctx, s.store, c.Floor)
	if lost != nil {
		return err
	}
	d, lost := s.teamData(ctx, s.store, f.row.ID)
	if lost != nil {
		return err
	}
	team, lost := s.teamPeople(ctx, s.store, f, d)
	if lost == nil && slices.ContainsFunc(team, func(p PersonRow) bool { return p.ID == a.person }) {
		return Errorf(Conflict, "error.contact_taken")
	}
	return err
}

// DeclineContact says that the actor does not take an enquiry. Where others could still
// accept it, the actor leaves the room and nothing is said; the last one must say
// something to the client, and the room becomes read-only. Who may: as AcceptContact.
func (s *Service) DeclineContact(ctx context.Context, a Actor, place, text string) error {
	in, err := s.enter(ctx, a, place, DoAccept)
	if err != nil {
		return s.perhapsTaken(ctx, a, place, err)
	}
	if _, err := s.openCase(ctx, s.store, in.room.ID); err != nil {
		return err
	}
	others := 0
	for id, row := range in.state.roster {
		if row.counsels() && id != a.person {
			others++
		}
	}
	if others > 0 {
		return s.standBack(ctx, a, &in)
	}
	if text, err = CleanText(text, maxEnquiry); err != nil {
		return Errorf(Invalid, "error.contact_decline_text")
	}
	m := outgoing{kind: KindLetter, do: DoAccept, words: words{Title: s.declineTitle(ctx, in), Text: text}}
	m.within = func(ctx context.Context, tx Tx) error { return s.putDeclined(ctx, tx, in.room.ID) }
	if _, err := s.insert(ctx, in, m); err != nil {
		return err
	}
	s.rosterChanged(in.room.ID)
	return nil
}

// declineTitle is the subject of the enquiry that is answered.
func (s *Service) declineTitle(ctx context.Context, in access) string {
	inner, err := s.inner(ctx, in)
	if err != nil || inner.Name == "" {
		return "–"
	}
	return inner.Name
}

// standBack takes the actor out of an enquiry that others can still accept.
func (s *Service) standBack(ctx context.Context, a Actor, in *access) error {
	r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		if _, err := s.openCase(ctx, tx, in.room.ID); err != nil {
			return err
		}
		rows, err := tx.Roster(ctx, in.room.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(rows, func(r RosterRow) bool { return r.counsels() && r.Person != a.person }) {
			return errRace // now the actor is the last one
		}
		return tx.DeleteRoster(ctx, in.room.ID, a.person)
	}}
	if err := s.changeAndMark(ctx, in, r, true); err != nil {
		if IsKey(err, "error.slow_down") {
			return Errorf(Conflict, "error.contact_decline_text")
		}
		return err
	}
	a.ring.forget(in.room.ID)
	s.publishPerson(a.person)
	return nil
}

// putDeclined closes the room of an enquiry that nobody takes.
func (s *Service) putDeclined(ctx context.Context, tx Tx, id RoomID) error {
	c, err := s.openCase(ctx, tx, id)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	room, err := s.heldRoom(ctx, tx, id)
	if err != nil {
		return err
	}
	room.State = roomClosed
	s.stamp(&room)
	if err := tx.PutRoom(ctx, room); err != nil {
		return err
	}
	c.State, c.Closed, c.DeleteAt = CaseDeclined, now, now.Add(declinedLife)
	s.stamp(&c)
	return tx.PutCase(ctx, c)
}

// WithdrawContact takes an enquiry back that nobody accepted, or that was declined: its
// room is deleted with all that was said. Who may: the client.
func (s *Service) WithdrawContact(ctx context.Context, a Actor, place string) error {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return err
	}
	c, ok, err := s.caseIn(ctx, s.store, in.room.ID)
	switch {
	case err != nil:
		return err
	case !ok:
		return Errorf(Invalid, "error.no_case")
	case c.Client != a.person || a.person == "":
		return errForbidden()
	}
	gone, err := s.destroyCase(ctx, in.room.ID, func(now CaseRow) error {
		if now.State != CaseNew && now.State != CaseDeclined {
			return Errorf(Conflict, "error.contact_running")
		}
		return nil
	})
	if err == nil && gone {
		a.ring.forget(in.room.ID)
	}
	return err
}
