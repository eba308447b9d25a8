package house

import (
	"context"

	"stockwerk/vault"
)

// Remove takes a member or visitor out (@NAME, or a visitor's pseudonym); the
// rest get a new key. Who may: the owner.
func (s *Service) Remove(ctx context.Context, a Actor, place, name string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoRemove)
	if err != nil {
		return Room{}, err
	}
	gone, err := s.inRoster(ctx, in, name)
	if err != nil {
		return Room{}, err
	}
	if gone.Person == a.person {
		return Room{}, Errorf(Conflict, "error.owner_leaves")
	}
	names, err := s.names(ctx, in, []PersonID{gone.Person})
	if err != nil {
		return Room{}, err
	}
	if err := s.takeOut(ctx, &in, gone, "remove"); err != nil {
		return Room{}, err
	}
	s.tell(ctx, in, "event.removed", map[string]string{"Name": names[gone.Person], "By": a.Name()})
	return s.roomView(ctx, a, in.room.ID)
}

// takeOut removes a roster row, its wraps, and for visitors their tickets.
func (s *Service) takeOut(ctx context.Context, in *access, gone RosterRow, reason string) error {
	err := s.rekeyOrMark(ctx, in, rekeying{
		reason: reason, drop: []string{string(gone.Person)},
		change: func(tx Tx, _ *vault.RoomKey) error { return s.dropRoster(ctx, tx, gone) },
	})
	if err != nil {
		return err
	}
	s.publishPerson(gone.Person)
	if gone.Role == RoleVisitor {
		s.publishRevoked(gone.Person)
	}
	return nil
}

func (s *Service) dropRoster(ctx context.Context, tx Tx, gone RosterRow) error {
	if err := s.keepRights(ctx, tx, gone); err != nil {
		return err
	}
	if err := tx.DeleteRoster(ctx, gone.Room, gone.Person); err != nil {
		return err
	}
	if gone.Role != RoleVisitor {
		return nil
	}
	return s.endVisitor(ctx, tx, gone)
}

// Leave takes the actor out. The others' next session begins a new epoch,
// since the leaver must not know its key. The owner hands over or deletes first.
func (s *Service) Leave(ctx context.Context, a Actor, place string) error {
	if a.person == "" {
		return errForbidden()
	}
	if done, err := s.decline(ctx, a, place); done || err != nil {
		return err
	}
	in, err := s.enter(ctx, a, place, DoLeave)
	if err != nil {
		return err
	}
	if in.me.Role == RoleOwner {
		return Errorf(Conflict, "error.owner_leaves")
	}
	s.tell(ctx, in, "event.left", map[string]string{"Name": a.Name()})
	r := rekeying{reason: "leave", drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return s.dropRoster(ctx, tx, in.me)
	}}
	if err := s.changeAndMark(ctx, &in, r, in.room.Class != ClassOpen); err != nil {
		return err
	}
	a.ring.forget(in.room.ID)
	s.publishPerson(a.person)
	return nil
}

// decline gives an invitation back without entering, so that the room sees
// neither coming nor going; done tells whether there was one.
func (s *Service) decline(ctx context.Context, a Actor, place string) (done bool, err error) {
	id, err := s.resolveFor(ctx, a, place)
	if err != nil {
		return false, err
	}
	st, err := s.state(ctx, id)
	if err != nil {
		return false, err
	}
	row, on := st.roster[a.person]
	if !on || row.State != stateInvited {
		return false, nil
	}
	in := access{room: st.room, me: row, actor: a, state: st}
	err = s.changeAndMark(ctx, &in, rekeying{drop: []string{string(a.person)}, change: func(tx Tx, _ *vault.RoomKey) error {
		return tx.DeleteRoster(ctx, id, a.person)
	}}, st.room.Class != ClassOpen)
	if err == nil {
		s.publishPerson(a.person)
	}
	return true, err
}
