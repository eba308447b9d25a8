package house

import (
	"context"
	"strings"
)

// mayHouse is the rule for a deed in the house or, with f, on a floor. It looks
// the standing up anew, so that an office that was withdrawn ends at once, and
// refuses the zero Actor without touching the store. A floor that is not the
// actor's to know is refused like one that does not exist.
func (s *Service) mayHouse(ctx context.Context, a Actor, do HouseAction, f *floorState) error {
	least, known := housePolicy[do]
	if !known || a.role == RoleNobody {
		return errForbidden()
	}
	if a.ring.over() {
		return errGone(a)
	}
	if do != DoRegister { // which says more about it
		if err := s.takesGuests(ctx, a); err != nil {
			return err
		}
	}
	if err := s.mayStand(ctx, a, do); err != nil {
		return err
	}
	if f != nil {
		if err := s.mayKnowFloor(ctx, a, *f); err != nil {
			return err
		}
	}
	switch least {
	case anybody:
		return nil
	case bearer:
		if a.role == RoleBearer || a.role == RoleGuest && a.newcomer {
			return nil
		}
		return errForbidden()
	case visitorHere:
		if a.role == RoleGuestOf {
			return nil
		}
		_, err := s.self(ctx, a)
		return err
	case insideHouse:
		_, err := s.self(ctx, a)
		return err
	case evenShutOut:
		if a.role == RoleShutOut {
			a.role = RoleInside // for this question alone
		}
		_, err := s.self(ctx, a)
		return err
	case onFloor, creatorHere, floorAdmin:
		return s.mayOnFloor(ctx, a, least, f)
	case houseAdmin:
		return s.mayRun(ctx, a)
	default:
		return errForbidden()
	}
}

// mayRun asks the store whether the actor has the house desk.
func (s *Service) mayRun(ctx context.Context, a Actor) error {
	me, err := s.self(ctx, a)
	if err != nil {
		return err
	}
	if !me.HouseAdmin {
		return errForbidden()
	}
	return nil
}

// mayOnFloor compares the actor's standing on the floor with the least one.
// Having the house desk is no standing on any floor.
func (s *Service) mayOnFloor(ctx context.Context, a Actor, least standing, f *floorState) error {
	if f == nil {
		return errForbidden()
	}
	if _, err := s.self(ctx, a); err != nil {
		return err
	}
	m, err := s.floorMember(ctx, s.store, f.row.ID, a.person)
	if err != nil {
		return err
	}
	if f.standing(m) < least {
		return errForbidden()
	}
	return nil
}

// standing is what a member with that row is towards the floor. Everybody is
// on the ground floor.
func (f *floorState) standing(m FloorMemberRow) standing {
	switch {
	case m.State != floorJoined && f.row.Kind != FloorGround:
		return insideHouse
	case m.State == floorJoined && m.Admin:
		return floorAdmin
	case m.State == floorJoined && m.Creator:
		return creatorHere
	default:
		return onFloor
	}
}

// mayKnowFloor lets people know that a floor exists: the ground floor
// everybody, open ones and those by application every member, hidden and
// suspended ones their members.
func (s *Service) mayKnowFloor(ctx context.Context, a Actor, f floorState) error {
	switch {
	case a.role == RoleNobody:
		return errForbidden()
	case f.row.Kind == FloorGround:
		return nil
	case !a.member():
		return errNoFloor()
	}
	if err := s.mayPass(ctx, a); err != nil {
		return err
	}
	if err := s.bannedFrom(ctx, a, f); err != nil {
		return err
	}
	if f.row.State == FloorOpen || f.row.State == FloorApplication {
		return nil
	}
	m, err := s.floorMember(ctx, s.store, f.row.ID, a.person)
	if err != nil {
		return err
	}
	if m.State != floorJoined {
		return errNoFloor()
	}
	return nil
}

// mayPlace splits a place and applies mayHouse on its floor.
func (s *Service) mayPlace(ctx context.Context, a Actor, place string, do HouseAction) (code, slug, tool string, err error) {
	if a.role == RoleNobody {
		return "", "", "", errForbidden()
	}
	if err := s.mayPass(ctx, a); err != nil {
		return "", "", "", err
	}
	if code, slug, tool, err = SplitPlace(place); err != nil {
		return "", "", "", err
	}
	f, err := s.floorByCode(ctx, s.store, code)
	if err != nil {
		return "", "", "", err
	}
	if err := s.mayHouse(ctx, a, do, &f); err != nil {
		return "", "", "", err
	}
	if do == DoMakeRoom && tool != "" { // rooms stand at FLOOR/SLUG
		return "", "", "", Errorf(Invalid, "error.place_invalid")
	}
	if do == DoMakeRoom && f.row.State == FloorSuspended {
		return "", "", "", Errorf(Forbidden, "error.floor_suspended")
	}
	if do == DoMakeRoom && !f.text.Closing.At.IsZero() {
		return "", "", "", Errorf(Forbidden, "error.floor_closing")
	}
	return code, slug, tool, nil
}

// floorsToLook gives the floors whose rooms the actor may be shown: the named
// one, or all they may know, by number. Their admins are not loaded.
func (s *Service) floorsToLook(ctx context.Context, a Actor, floor string) ([]floorState, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut {
		return nil, errForbidden()
	}
	if err := s.mayPass(ctx, a); err != nil {
		return nil, err
	}
	if floor != "" {
		f, err := s.floorByCode(ctx, s.store, strings.ToLower(strings.Trim(floor, "/ ")))
		if err != nil {
			return nil, err
		}
		if err := s.mayKnowFloor(ctx, a, f); err != nil {
			return nil, err
		}
		return []floorState{f}, nil
	}
	mine, err := s.floorsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return nil, err
	}
	var out []floorState
	for _, row := range rows {
		f, err := s.openFloor(row)
		if err != nil {
			return nil, err
		}
		known := row.Kind == FloorGround ||
			a.member() && (row.State == FloorOpen || row.State == FloorApplication || mine[row.ID].State == floorJoined)
		if !known {
			continue
		}
		switch err := s.bannedFrom(ctx, a, f); {
		case err == nil:
			out = append(out, f)
		case KindOf(err) != NotFound:
			return nil, err
		}
	}
	return out, nil
}

// seesRoomsOf tells whether the actor sees the listed rooms of a floor that
// they are not in. On a suspended floor everybody sees only their own.
func (s *Service) seesRoomsOf(ctx context.Context, a Actor, f floorState) (bool, error) {
	switch {
	case !a.member():
		return false, nil
	case f.row.Kind == FloorGround:
		return true, nil
	case f.row.State == FloorSuspended:
		return false, nil
	}
	if err := s.bannedFrom(ctx, a, f); err != nil {
		return false, notAbout(err)
	}
	m, err := s.floorMember(ctx, s.store, f.row.ID, a.person)
	return m.State == floorJoined, err
}

// resolveFor is resolve for an actor: nobody and bearers find nothing,
// visitors their own room, and @NAME is one's own conversation. It says
// nothing about what else the actor may do there.
func (s *Service) resolveFor(ctx context.Context, a Actor, place string) (RoomID, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut {
		return "", errNoRoom()
	}
	if a.ring.over() {
		return "", errGone(a)
	}
	if err := s.mayPass(ctx, a); err != nil {
		return "", err
	}
	if name, direct := strings.CutPrefix(place, "@"); direct {
		if !a.member() {
			return "", errNoRoom()
		}
		in, err := s.enterDirect(ctx, a, name, DoRead)
		return in.room.ID, err
	}
	id, err := s.resolve(ctx, place)
	if err != nil {
		return "", err
	}
	if a.room != "" && a.room != id {
		return "", errNoRoom()
	}
	return id, nil
}
