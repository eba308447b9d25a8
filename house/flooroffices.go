package house

import "context"

// SetFloorAdmin appoints an admin of the floor, who thereby is on it, or takes
// the office back. Who may: the floor's admins; a house admin only where the
// floor has none.
func (s *Service) SetFloorAdmin(ctx context.Context, a Actor, code, name string, on bool) (Floor, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoAppointFloor)
	if err != nil {
		return Floor{}, err
	}
	err = s.changeMember(ctx, f, p.ID, actOn(a, office("floor.admin", on), f, p), func(now floorState, row *FloorMemberRow) error {
		if !now.admins[a.person] && (len(now.admins) > 0 || !on) {
			return errForbidden() // withdrawn meanwhile, or no longer without an admin
		}
		if !on && now.lastAdmin(p.ID) {
			return Errorf(Conflict, "error.last_admin")
		}
		return s.appoint(row, on, &row.Admin)
	})
	if err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// SetFloorCreator lets somebody open rooms on the floor, or takes it back. Who
// may: the floor's admins.
func (s *Service) SetFloorCreator(ctx context.Context, a Actor, code, name string, on bool) (Floor, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoGrantCreator)
	if err != nil {
		return Floor{}, err
	}
	err = s.changeMember(ctx, f, p.ID, actOn(a, office("floor.creator", on), f, p), func(_ floorState, row *FloorMemberRow) error {
		return s.appoint(row, on, &row.Creator)
	})
	if err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// office names an appointment, or its end, in the audit log.
func office(act string, on bool) string {
	if on {
		return act
	}
	return act + "_end"
}

// appoint sets one of the two rights of a row. Whoever gets one is on the
// floor from then on; it is taken only from somebody who is.
func (s *Service) appoint(row *FloorMemberRow, on bool, right *bool) error {
	if row.State != floorJoined {
		if !on {
			return errNoPerson()
		}
		row.State, row.Since = floorJoined, s.clock()
	}
	*right = on
	return nil
}

// floorAndPerson authorizes a deed of the actor towards a member. A house admin
// may appoint on a floor that has no admin, and needs not know it otherwise.
func (s *Service) floorAndPerson(ctx context.Context, a Actor, code, name string, do HouseAction) (floorState, PersonRow, error) {
	f, err := s.floorFor(ctx, a, code, do)
	if err != nil && do == DoAppointFloor && f.row.ID != "" && len(f.admins) == 0 && s.mayHouse(ctx, a, DoRunHouse, nil) == nil {
		err = nil
	}
	if err != nil {
		return f, PersonRow{}, err
	}
	p, err := s.memberByName(ctx, s.store, name)
	return f, p, err
}
