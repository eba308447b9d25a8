package house

import (
	"context"
	"slices"
)

// floorMember reads a person's row on a floor; none gives the zero row.
func (s *Service) floorMember(ctx context.Context, r Reader, floor FloorID, person PersonID) (FloorMemberRow, error) {
	if person == "" {
		return FloorMemberRow{}, nil
	}
	row, err := r.FloorMember(ctx, floor, person)
	if err != nil {
		if KindOf(err) == NotFound {
			return FloorMemberRow{}, nil
		}
		return FloorMemberRow{}, err
	}
	return row, s.verify(&row)
}

// floorsOf is the actor's rows on all floors.
func (s *Service) floorsOf(ctx context.Context, a Actor) (map[FloorID]FloorMemberRow, error) {
	mine := map[FloorID]FloorMemberRow{}
	if !a.member() {
		return mine, nil
	}
	rows, err := s.store.FloorsOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		mine[row.Floor] = row
	}
	return mine, nil
}

// JoinFloor makes the actor a member of an open floor, or applies to one that
// takes applications. Who may: members; hidden and suspended floors are no
// such floor to others than their members.
func (s *Service) JoinFloor(ctx context.Context, a Actor, code string) (Floor, error) {
	f, err := s.floorFor(ctx, a, code, DoJoinFloor)
	if err != nil {
		return Floor{}, err
	}
	if f.row.Kind == FloorGround {
		return Floor{}, Errorf(Conflict, "error.already_member", "Name", a.Name())
	}
	err = s.changeMember(ctx, f, a.person, act{}, func(now floorState, row *FloorMemberRow) error {
		switch {
		case row.State == floorJoined:
			return Errorf(Conflict, "error.already_member", "Name", a.Name())
		case now.row.State == FloorOpen:
			row.State = floorJoined
		case row.State == floorApplied:
			return Errorf(Conflict, "error.already_applied")
		case now.row.State == FloorApplication:
			row.State = floorApplied
		default:
			return errNoFloor()
		}
		row.Since = s.clock()
		return nil
	})
	if err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// LeaveFloor takes the actor off a floor, or an application back. The last
// admin appoints another one first. Who may: those on it.
func (s *Service) LeaveFloor(ctx context.Context, a Actor, code string) (Floor, error) {
	f, err := s.floorFor(ctx, a, code, DoJoinFloor)
	if err != nil {
		return Floor{}, err
	}
	if f.row.Kind == FloorGround {
		return Floor{}, Errorf(Forbidden, "error.ground_floor")
	}
	if err := s.takeOffFloor(ctx, f, a.person, act{}); err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// AdmitToFloor makes somebody a member of the floor, whether they applied or
// not. Who may: the floor's admins.
func (s *Service) AdmitToFloor(ctx context.Context, a Actor, code, name string) (Floor, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoAdmitFloor)
	if err != nil {
		return Floor{}, err
	}
	err = s.changeMember(ctx, f, p.ID, actOn(a, "floor.admit", f, p), func(now floorState, row *FloorMemberRow) error {
		if row.State == floorJoined || now.row.Kind == FloorGround {
			return Errorf(Conflict, "error.already_member", "Name", p.Name)
		}
		row.State, row.Since = floorJoined, s.clock()
		return nil
	})
	if err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// RemoveFromFloor takes somebody off the floor, or refuses an application. It
// takes nobody out of a room with a key. Who may: the floor's admins.
func (s *Service) RemoveFromFloor(ctx context.Context, a Actor, code, name string) (Floor, error) {
	f, p, err := s.floorAndPerson(ctx, a, code, name, DoAdmitFloor)
	if err != nil {
		return Floor{}, err
	}
	if err := s.takeOffFloor(ctx, f, p.ID, actOn(a, "floor.remove", f, p)); err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// FloorMembers lists who is on a floor, admins first; admins see applications
// too. On the ground floor, where everybody is, those with a right. Who may:
// those on the floor.
func (s *Service) FloorMembers(ctx context.Context, a Actor, code string) ([]FloorMember, error) {
	f, err := s.floorFor(ctx, a, code, DoSeeFloorFolk)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.FloorMembers(ctx, f.row.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]PersonID, len(rows))
	for i, row := range rows {
		ids[i] = row.Person
	}
	names, err := s.names(ctx, access{actor: a}, ids)
	if err != nil {
		return nil, err
	}
	out := make([]FloorMember, 0, len(rows))
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		if row.State != floorJoined && !f.admins[a.person] {
			continue
		}
		out = append(out, FloorMember{
			Name: names[row.Person], Admin: row.Admin, Creator: row.Admin || row.Creator,
			Applied: row.State == floorApplied, Since: row.Since,
		})
	}
	slices.SortStableFunc(out, func(x, y FloorMember) int {
		switch {
		case x.Admin == y.Admin:
			return 0
		case x.Admin:
			return -1
		default:
			return 1
		}
	})
	return out, nil
}

// changeMember changes one row of a floor, one change of floors after the
// other, and tells the person and the floor's admins.
func (s *Service) changeMember(ctx context.Context, f floorState, person PersonID, done act, change func(now floorState, row *FloorMemberRow) error) error {
	came := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		now, err := s.floorByID(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		row, err := s.floorMember(ctx, tx, f.row.ID, person)
		if err != nil {
			return err
		}
		came = row.State != floorJoined
		row.Floor, row.Person = f.row.ID, person
		if err := change(now, &row); err != nil {
			return err
		}
		came = came && row.State == floorJoined
		s.stamp(&row)
		if err := tx.PutFloorMember(ctx, row); err != nil {
			return err
		}
		if row.State == floorJoined {
			if err := s.joinBoard(ctx, tx, f.row.ID, person); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, done)
	})
	if err == nil {
		if came {
			s.tally(f.row.ID, StatJoined)
		}
		s.floorChanged(f.concerned(person)...)
	}
	return err
}

// takeOffFloor deletes a row, and with it the places in rooms that were open to
// the floor; rooms with a key are left by leaving them.
func (s *Service) takeOffFloor(ctx context.Context, f floorState, person PersonID, done act) error {
	var left []RoomID
	was := ""
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		now, err := s.floorByID(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		row, err := s.floorMember(ctx, tx, f.row.ID, person)
		if err != nil {
			return err
		}
		if was = row.State; was == "" {
			return Errorf(Conflict, "error.not_on_floor")
		}
		if now.lastAdmin(person) {
			return Errorf(Conflict, "error.last_admin")
		}
		if err := s.outOfOpenRooms(ctx, tx, f.row.ID, person); err != nil {
			return err
		}
		if left, err = s.outOfEnquiries(ctx, tx, f.row.ID, person); err != nil {
			return err
		}
		if err := tx.DeleteFloorMember(ctx, f.row.ID, person); err != nil {
			return err
		}
		return s.note(ctx, tx, done)
	})
	if err != nil {
		return err
	}
	for _, room := range left {
		s.rosterChanged(room, person)
	}
	if was == floorJoined {
		s.tally(f.row.ID, StatLeft)
	}
	s.floorChanged(f.concerned(person)...)
	return nil
}

// outOfOpenRooms deletes a person's places in a floor's open rooms. Owners
// stay: what they own is theirs wherever they are.
func (s *Service) outOfOpenRooms(ctx context.Context, tx Tx, floor FloorID, person PersonID) error {
	rooms, err := tx.RoomsOn(ctx, floor)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		if room.Access == AccessInvite {
			continue
		}
		row, err := s.rosterRow(ctx, tx, room.ID, person)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err != nil || row.Role == RoleOwner {
			continue
		}
		if err := s.keepRights(ctx, tx, row); err != nil {
			return err
		}
		if err := tx.DeleteRoster(ctx, room.ID, person); err != nil {
			return err
		}
	}
	return nil
}

// act is what an admin of a floor did, for the audit log; the zero act is none of an
// admin's.
type act struct {
	by    PersonID
	floor FloorID
	name  string
	args  map[string]string
}

// actOn is an act towards somebody.
func actOn(a Actor, name string, f floorState, p PersonRow) act {
	return act{a.person, f.row.ID, name, map[string]string{"Code": f.text.Code, "@Name": string(p.ID)}}
}

// note writes an act down, last in the transaction that does it.
func (s *Service) note(ctx context.Context, tx Tx, done act) error {
	if done.name == "" {
		return nil
	}
	return s.audit(ctx, tx, done.by, done.floor, done.name, done.args)
}

// lastAdmin tells whether the floor would be without an admin.
func (f *floorState) lastAdmin(p PersonID) bool { return len(f.admins) == 1 && f.admins[p] }

// concerned is who learns of a change: the person and the floor's admins.
func (f *floorState) concerned(person PersonID) []PersonID {
	out := []PersonID{person}
	for id := range f.admins {
		if id != person {
			out = append(out, id)
		}
	}
	return out
}
