package house

import (
	"context"
	"slices"

	"stockwerk/vault"
)

// activate puts a member's new key pair in place of the lost one. What the old
// one opened stays shut: its slots, SSH keys and wraps go, and in each closed
// room the membership becomes an application that the owner decides anew.
func (s *Service) activate(ctx context.Context, n *newcomer) error {
	var moved []RoomID
	err := s.store.InTx(ctx, func(tx Tx) error {
		moved = moved[:0]
		if err := s.claim(ctx, tx, n.ticket); err != nil {
			return err
		}
		// Offices are held, so that nobody is appointed meanwhile.
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		now, err := s.ownRow(ctx, tx, n.person.ID)
		if err != nil {
			return err
		}
		if by := n.ticket.IssuedBy; now.HouseAdmin && by != "" && by != now.ID { // appointed since
			return errTicket()
		}
		now.Public, now.LastMonth = n.person.Public, s.month()
		s.stamp(&now)
		n.person = now
		if err := s.dropKeys(ctx, tx, now.ID); err != nil {
			return err
		}
		if err := tx.PutPerson(ctx, now); err != nil {
			return err
		}
		if err := n.putKeys(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.RostersOf(ctx, now.ID)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := s.reapply(ctx, tx, row); err != nil {
				return err
			}
			moved = append(moved, row.Room)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, room := range moved {
		s.rosterChanged(room, n.person.ID)
	}
	s.publishRevoked(n.person.ID) // sessions that hold the old keys
	return nil
}

// dropKeys deletes every way to a person's old key pair.
func (s *Service) dropKeys(ctx context.Context, tx Tx, person PersonID) error {
	for _, kind := range []vault.SlotKind{vault.SlotPassword, vault.SlotRecovery} {
		if err := tx.DeleteSlots(ctx, person, kind); err != nil {
			return err
		}
	}
	drafts, err := tx.Drafts(ctx, person) // the old key pair sealed them
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if err := tx.DeleteDraft(ctx, person, d.Place); err != nil {
			return err
		}
	}
	if err := tx.DeleteNotesOf(ctx, person); err != nil {
		return err
	}
	if err := tx.DeleteRecordsOf(ctx, person); err != nil {
		return err
	}
	if err := tx.DeleteFactor(ctx, person); err != nil {
		return err
	}
	// Whoever has the ticket may be another one: the address was given for its owner.
	if err := tx.DeleteMail(ctx, person); err != nil {
		return err
	}
	keys, err := tx.SSHKeys(ctx, person)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := tx.DeleteSSHKey(ctx, person, k.Fingerprint); err != nil {
			return err
		}
	}
	return nil
}

// reapply shuts one room to a person whose keys were lost.
func (s *Service) reapply(ctx context.Context, tx Tx, row RosterRow) error {
	room, err := tx.Room(ctx, row.Room)
	if err != nil {
		return err
	}
	switch room.Class {
	case ClassOpen:
		return nil // the house opens it, no key of the person does
	case ClassDirect:
		return s.restartDirect(ctx, tx, room, row)
	}
	heir, err := s.takeFromRoom(ctx, tx, room, row)
	if err != nil || heir == "" {
		return err
	}
	owner, err := s.ownRow(ctx, tx, heir)
	if err != nil {
		return err
	}
	// What others wrote to the old key as the owner's nobody can read any more.
	asking, err := tx.Applications(ctx, room.ID)
	if err != nil {
		return err
	}
	for _, app := range asking {
		if app.Owner != row.Person {
			continue
		}
		if err := s.applyEmpty(ctx, tx, room.ID, app.Person, owner); err != nil {
			return err
		}
	}
	return s.applyEmpty(ctx, tx, room.ID, row.Person, owner)
}

// applyEmpty makes an application without words.
func (s *Service) applyEmpty(ctx context.Context, tx Tx, room RoomID, person PersonID, owner PersonRow) error {
	app, err := s.newApplication(room, person, owner, "")
	if err != nil {
		return err
	}
	return tx.PutApplication(ctx, app)
}

// restartDirect shuts what was said in a private conversation to somebody whose
// keys were lost, and lets it go on from here: no key of before is linked to
// those that come. When nobody holds a key any more it is deleted.
func (s *Service) restartDirect(ctx context.Context, tx Tx, room RoomRow, row RosterRow) error {
	if err := tx.DeleteWraps(ctx, room.ID, string(row.Person)); err != nil {
		return err
	}
	held, err := s.holdsKey(ctx, tx, room)
	if err != nil {
		return err
	}
	if !held {
		return s.dropRoom(ctx, tx, room.ID, ByNobody)
	}
	room.History, room.Rotate = HistoryJoining, true
	s.stamp(&room)
	if err := tx.PutRoom(ctx, room); err != nil {
		return err
	}
	row.SinceSeq = room.Seq
	s.stamp(&row)
	return tx.PutRoster(ctx, row)
}

// holdsKey tells whether somebody on the roster can open the present epoch.
func (s *Service) holdsKey(ctx context.Context, r Reader, room RoomRow) (bool, error) {
	roster, err := r.Roster(ctx, room.ID)
	if err != nil {
		return false, err
	}
	for _, other := range roster {
		_, err := r.Wrap(ctx, room.ID, room.Epoch, string(other.Person))
		if err == nil {
			return true, nil
		}
		if KindOf(err) != NotFound {
			return false, err
		}
	}
	return false, nil
}

// takeFromRoom takes somebody out of a closed room without a key at hand:
// their wraps and roster row go, the room is marked so that its next session
// rotates, and what they owned goes to the member who has been there longest.
// It gives the owner afterwards. Where nobody is left the room is deleted;
// where only visitors are it is closed, and nobody owns it. Rooms for counselling
// nobody inherits.
func (s *Service) takeFromRoom(ctx context.Context, tx Tx, room RoomRow, row RosterRow) (PersonID, error) {
	if err := tx.DeleteWraps(ctx, room.ID, string(row.Person)); err != nil {
		return "", err
	}
	if err := tx.DeleteRoster(ctx, room.ID, row.Person); err != nil {
		return "", err
	}
	rest, err := tx.Roster(ctx, room.ID)
	if err != nil {
		return "", err
	}
	if len(rest) == 0 {
		return "", s.destroyFor(ctx, tx, room.ID, ByNobody)
	}
	if err := s.markRotate(ctx, tx, room.ID); err != nil || room.Class == ClassDirect {
		return "", err
	}
	if room.Kind == RoomPractice {
		return s.leaveCounsel(ctx, tx, room, row, rest)
	}
	if room.Kind == RoomSide && row.Role == RoleOwner { // its counselling goes on without it
		return "", s.dropRoom(ctx, tx, room.ID, ByAccount)
	}
	owner, err := s.inherit(ctx, tx, rest)
	if err != nil || owner != "" {
		return owner, err
	}
	room.State, room.Rotate = roomClosed, true
	s.stamp(&room)
	return "", tx.PutRoom(ctx, room)
}

// inherit gives a room's owner, making the member who has been there longest
// the owner where there is none; "" when only visitors are there. It moves no
// key. rows are in the order in which people came.
func (s *Service) inherit(ctx context.Context, tx Tx, rows []RosterRow) (PersonID, error) {
	for i := range rows {
		if err := s.verify(&rows[i]); err != nil {
			return "", err
		}
	}
	if owner := slices.IndexFunc(rows, func(r RosterRow) bool { return r.Role == RoleOwner }); owner >= 0 {
		return rows[owner].Person, nil
	}
	i := longestThere(rows)
	if i < 0 {
		return "", nil
	}
	heir := rows[i]
	heir.Role, heir.Rights = RoleOwner, ""
	s.stamp(&heir)
	return heir.Person, tx.PutRoster(ctx, heir)
}

// longestThere is the index of the member who has been in longest, those who
// were invited and have not come yet after all others; -1 when only visitors
// are there.
func longestThere(rows []RosterRow) int {
	for _, state := range []string{stateJoined, stateInvited} {
		for i, row := range rows {
			if row.State == state && row.Role != RoleVisitor {
				return i
			}
		}
	}
	return -1
}

// ActivationTicket issues a ticket with which a member who lost password and
// recovery code gets a new key pair: an empty account under the old name. None is
// issued for another house admin: whoever had it would be that admin, and the second
// word to every appointment. Their office ends first, or the operator issues it
// (OperatorActivation). Who may: house admins.
func (s *Service) ActivationTicket(ctx context.Context, a Actor, name string) (Issued, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Issued{}, err
	}
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return Issued{}, err
	}
	code, row, err := s.activationFor(ctx, p, a.person, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		if err := s.stillRuns(ctx, tx, a); err != nil {
			return err
		}
		now, err := s.ownRow(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if now.HouseAdmin && now.ID != a.person {
			return Errorf(Forbidden, "error.activation_admin", "Name", now.Name)
		}
		return nil
	})
	return Issued{ID: row.ID, Code: code.String(), Label: p.Name, Expires: row.Expires, Issuer: a.Name()}, err
}

// OperatorActivation issues an activation ticket for a house admin who lost password and
// recovery code. It is the operator's deed, at the machine; for everybody else house
// admins issue one.
func (s *Service) OperatorActivation(ctx context.Context, name string) (string, error) {
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return "", err
	}
	if !p.HouseAdmin {
		return "", errForbidden()
	}
	code, _, err := s.activationFor(ctx, p, "", func(Tx) error { return nil })
	return code.String(), err
}

// activationFor issues an activation ticket in place of all before; may is asked in the
// transaction.
func (s *Service) activationFor(ctx context.Context, p PersonRow, by PersonID, may func(Tx) error) (vault.Code, TicketRow, error) {
	return s.plainTicket(ctx, TicketRow{Kind: TicketActivation, Person: p.ID, IssuedBy: by}, "", func(tx Tx) error {
		if err := may(tx); err != nil {
			return err
		}
		if err := s.revokeAll(ctx, tx, TicketActivation, func(t TicketRow) bool { return t.Person == p.ID }); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "", "activation.issued", map[string]string{"@Name": string(p.ID)})
	})
}
