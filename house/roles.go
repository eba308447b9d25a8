package house

import (
	"context"
	"errors"
)

// HandOver makes another member the owner; the old one stays a member. It
// moves no key of the room; the record of a counselling goes along and is sealed
// anew. Who may: the owner, with open rooms (keys) where there is a record.
func (s *Service) HandOver(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoHandOver)
	if err != nil {
		return Room{}, err
	}
	heir, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if heir.State != stateJoined || heir.Role == RoleVisitor || heir.Person == a.person {
		return Room{}, Errorf(Conflict, "error.not_heir")
	}
	if in.room.Kind == RoomPractice && (len(in.asked()) > 0 || !heir.counsels()) {
		return Room{}, Errorf(Conflict, "error.handover_consent", "Name", CleanName(name), "Place", in.place)
	}
	record, err := s.recordFor(ctx, in, heir.Person)
	if err != nil {
		return Room{}, err
	}
	roles := map[PersonID]RoomRole{heir.Person: RoleOwner, a.person: RoleMember}
	err = s.setRoles(ctx, in, roles, func(tx Tx) error { return s.putRecord(ctx, tx, in.room.ID, record) })
	if err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.handover", map[string]string{"Name": a.Name(), "To": CleanName(name)})
	return s.roomView(ctx, a, in.room.ID)
}

// Appoint makes a member moderator, or takes it back. Who may: the owner.
func (s *Service) Appoint(ctx context.Context, a Actor, place, name string, moderator bool) (Room, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Room{}, err
	}
	who, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if who.Role == RoleOwner || who.Role == RoleVisitor || who.State != stateJoined {
		return Room{}, Errorf(Conflict, "error.not_heir")
	}
	role := RoleMember
	c, counselled, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil {
		return Room{}, err
	}
	if moderator && counselled && who.Person == c.Client { // or the client would be asked nothing any more
		return Room{}, Errorf(Conflict, "error.counsel_appoint", "Name", CleanName(name), "Place", in.place)
	}
	if moderator {
		role = RoleModerator
	}
	if err := s.setRoles(ctx, in, map[PersonID]RoomRole{who.Person: role}, func(Tx) error { return nil }); err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, in.room.ID)
}

// setRoles changes the roles of people who are in the room still, while the
// actor may do so still: the room is held, and the roster asked again. also is done
// in the same transaction.
func (s *Service) setRoles(ctx context.Context, in access, roles map[PersonID]RoomRole, also func(Tx) error) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil {
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		for p, role := range roles {
			row, err := s.rosterRow(ctx, tx, in.room.ID, p)
			if KindOf(err) == NotFound && err != nil {
				return errNoPerson()
			}
			if err != nil {
				return err
			}
			if row.State != stateJoined || p != in.actor.person && row.Role == RoleOwner {
				return errRace
			}
			if row.Role = role; role == RoleOwner {
				row.Rights = "" // owners manage; nothing of before comes back when they hand over
			}
			s.stamp(&row)
			if err := tx.PutRoster(ctx, row); err != nil {
				return err
			}
		}
		return also(tx)
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil {
		s.rosterChanged(in.room.ID)
	}
	return err
}
