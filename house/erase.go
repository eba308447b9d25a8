package house

import "context"

// leaveFor takes a leaver out of one room.
func (s *Service) leaveFor(ctx context.Context, tx Tx, row RosterRow) error {
	room, err := tx.Room(ctx, row.Room)
	if err != nil {
		return err
	}
	if room.Class != ClassOpen {
		_, err := s.takeFromRoom(ctx, tx, room, row)
		return err
	}
	if err := tx.DeleteRoster(ctx, row.Room, row.Person); err != nil || row.Role != RoleOwner {
		return err
	}
	rest, err := tx.Roster(ctx, row.Room)
	if err != nil {
		return err
	}
	_, err = s.inherit(ctx, tx, rest)
	return err
}

// eraseMember deletes everything else of an account but its name's trace,
// which keeps the name from being given again.
func (s *Service) eraseMember(ctx context.Context, tx Tx, p PersonRow) error {
	if err := tx.DeletePersonRows(ctx, p.ID); err != nil {
		return err
	}
	floors, err := tx.FloorsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, m := range floors {
		if err := tx.DeleteFloorMember(ctx, m.Floor, p.ID); err != nil {
			return err
		}
	}
	if err := s.withdrawAll(ctx, tx, p.ID); err != nil {
		return err
	}
	if err := s.noteLeaver(ctx, tx, p.ID, 0); err != nil {
		return err
	}
	gone := PersonRow{
		ID: p.ID, Kind: p.Kind, NameKey: p.NameKey, Skeleton: p.Skeleton, State: stateDeleted, Created: p.Created, LastMonth: s.month(),
	}
	s.stamp(&gone)
	return tx.PutPerson(ctx, gone)
}

// withdrawAll takes a person's applications to rooms back.
func (s *Service) withdrawAll(ctx context.Context, tx Tx, person PersonID) error {
	floors, err := tx.Floors(ctx)
	if err != nil {
		return err
	}
	for _, f := range floors {
		rooms, err := tx.RoomsOn(ctx, f.ID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if err := tx.DeleteApplication(ctx, room.ID, person); err != nil {
				return err
			}
		}
	}
	return nil
}
