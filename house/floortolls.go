package house

import (
	"context"
)

// What the deeds on a floor would take away, asked before they are done.

// RemoveFromFloorToll says in how many rooms somebody would lose a place by
// RemoveFromFloor: those open to the floor, and enquiries that nobody took yet. Rooms
// with a key stay theirs. Who may: the floor's admins.
func (s *Service) RemoveFromFloorToll(ctx context.Context, a Actor, code, name string) (Toll, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoAdmitFloor)
	if err != nil {
		return Toll{}, err
	}
	row, err := s.floorMember(ctx, s.store, f.row.ID, p.ID)
	switch {
	case err != nil:
		return Toll{}, err
	case row.State == "":
		return Toll{}, Errorf(Conflict, "error.not_on_floor")
	case f.lastAdmin(p.ID):
		return Toll{}, Errorf(Conflict, "error.last_admin")
	case row.State != floorJoined:
		return Toll{}, nil // an application
	}
	rooms, err := s.store.RoomsOn(ctx, f.row.ID)
	if err != nil {
		return Toll{}, err
	}
	t := Toll{People: 1}
	for _, room := range rooms {
		if room.hidden() || room.Access == AccessInvite {
			continue
		}
		row, err := s.rosterRow(ctx, s.store, room.ID, p.ID)
		if err != nil && KindOf(err) != NotFound {
			return Toll{}, err
		}
		if err == nil && row.Role == RoleOwner {
			continue
		}
		t.Rooms++ // they could enter it, whether they did or not
	}
	cases, err := s.store.CasesOn(ctx, f.row.ID)
	if err != nil {
		return Toll{}, err
	}
	for _, c := range cases {
		if c.State != CaseNew || c.Card != "" || c.Client == p.ID {
			continue
		}
		if _, err := s.store.RosterOf(ctx, c.Room, p.ID); err == nil {
			t.Rooms++
		} else if KindOf(err) != NotFound {
			return Toll{}, err
		}
	}
	return t, nil
}

// EditFloorToll says who would lose access by EditFloor: where the floor is suspended,
// everybody on it and in its rooms; nobody by anything else, since hiding leaves its
// members what they have. Who may: the floor's admins.
func (s *Service) EditFloorToll(ctx context.Context, a Actor, code string, e FloorEdit) (Toll, error) {
	f, err := s.floorFor(ctx, a, code, DoShapeFloor)
	if err != nil {
		return Toll{}, err
	}
	before := f.row.State
	if err := f.edit(e); err != nil || before == f.row.State || f.row.State != FloorSuspended {
		return Toll{}, err
	}
	return s.floorToll(ctx, f, true)
}

// SetFloorAdminToll says that nobody loses access to a room by SetFloorAdmin: an office
// opens none. It refuses what SetFloorAdmin refuses. Who may: as SetFloorAdmin.
func (s *Service) SetFloorAdminToll(ctx context.Context, a Actor, code, name string, on bool) (Toll, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoAppointFloor)
	if err == nil && !on && f.lastAdmin(p.ID) {
		err = Errorf(Conflict, "error.last_admin")
	}
	if err == nil && !on {
		err = s.isOnFloor(ctx, f, p.ID)
	}
	return Toll{}, err
}

// SetFloorCreatorToll says that nobody loses access by SetFloorCreator: rooms stay
// whose they are. Who may: as SetFloorCreator.
func (s *Service) SetFloorCreatorToll(ctx context.Context, a Actor, code, name string, on bool) (Toll, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoGrantCreator)
	if err == nil && !on {
		err = s.isOnFloor(ctx, f, p.ID)
	}
	return Toll{}, err
}

func (s *Service) isOnFloor(ctx context.Context, f floorState, p PersonID) error {
	row, err := s.floorMember(ctx, s.store, f.row.ID, p)
	if err == nil && row.State != floorJoined {
		err = errNoPerson()
	}
	return err
}
