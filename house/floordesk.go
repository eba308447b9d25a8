package house

import (
	"context"
	"slices"
)

// NewFloor makes a floor; the actor becomes its first admin. Who may: house
// admins. Conflict when the code is taken.
func (s *Service) NewFloor(ctx context.Context, a Actor, spec FloorSpec) (Floor, error) {
	if err := s.mayHouse(ctx, a, DoMakeFloor, nil); err != nil {
		return Floor{}, err
	}
	row, text, err := newFloorRow(spec)
	if err != nil {
		return Floor{}, err
	}
	row.Lookup = s.floorLookup(text.Code)
	first := FloorMemberRow{Floor: row.ID, Person: a.person, State: floorJoined, Admin: true, Creator: true, Since: s.clock()}
	s.stamp(&first)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		floors, err := tx.Floors(ctx)
		if err != nil {
			return err
		}
		row.Number = 1
		for _, f := range floors {
			row.Number = max(row.Number, f.Number+1)
		}
		s.sealFloor(&row, text)
		if err := tx.AddFloor(ctx, row); err != nil {
			if KindOf(err) == Conflict {
				return Errorf(Conflict, "error.place_taken")
			}
			return err
		}
		if err := tx.PutFloorMember(ctx, first); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, row.ID, "floor.new", map[string]string{"Code": text.Code})
	})
	if err != nil {
		return Floor{}, err
	}
	if err := s.openFloorBoard(ctx, row.ID, a.person); err != nil {
		s.log.Error("a new floor has no notice board until the next start", "error", err)
	}
	s.floorChanged(a.person)
	return s.floorNow(ctx, a, row.ID)
}

// newFloorRow checks what a house admin asks for.
func newFloorRow(spec FloorSpec) (FloorRow, floorText, error) {
	row := FloorRow{ID: FloorID(newID()), Kind: spec.Kind, State: spec.State}
	if row.Kind == "" {
		row.Kind = FloorOrganisation
	}
	if row.State == "" {
		row.State = FloorOpen
	}
	if !slices.Contains([]FloorKind{FloorOrganisation, FloorNetwork, FloorPractice}, row.Kind) {
		return row, floorText{}, Errorf(Invalid, "error.floor_kind")
	}
	if !slices.Contains([]FloorState{FloorOpen, FloorApplication, FloorHidden}, row.State) {
		return row, floorText{}, Errorf(Invalid, "error.floor_state")
	}
	if !validCode(spec.Code) {
		return row, floorText{}, Errorf(Invalid, "error.place_invalid")
	}
	text := floorText{Code: spec.Code}
	var err error
	if text.Name, err = CleanLine(spec.Name, maxName); err != nil {
		return row, text, err
	}
	text.Description, err = optionalText(spec.Description, maxDescription)
	return row, text, err
}

// EditFloor changes what is not nil. Who may: the floor's admins.
func (s *Service) EditFloor(ctx context.Context, a Actor, code string, e FloorEdit) (Floor, error) {
	f, err := s.floorFor(ctx, a, code, DoShapeFloor)
	if err != nil {
		return Floor{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		now, err := s.floorByID(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		if err := now.edit(e); err != nil {
			return err
		}
		s.sealFloor(&now.row, now.text)
		return tx.PutFloor(ctx, now.row)
	})
	if err != nil {
		return Floor{}, err
	}
	s.floorChanged(a.person)
	return s.floorNow(ctx, a, f.row.ID)
}

func (f *floorState) edit(e FloorEdit) (err error) {
	if e.Name != nil {
		if f.text.Name, err = CleanLine(*e.Name, maxName); err != nil {
			return err
		}
	}
	if e.Description != nil {
		if f.text.Description, err = optionalText(*e.Description, maxDescription); err != nil {
			return err
		}
	}
	if e.Banner != nil {
		if f.text.Banner, err = optionalText(*e.Banner, maxDescription); err != nil {
			return err
		}
	}
	if e.Accent != nil {
		if !slices.Contains(accents, *e.Accent) {
			return Errorf(Invalid, "error.accent")
		}
		f.text.Accent = *e.Accent
	}
	if e.State == nil {
		return nil
	}
	states := []FloorState{FloorOpen, FloorApplication, FloorHidden, FloorSuspended}
	if f.row.Kind == FloorGround {
		states = []FloorState{FloorOpen}
	}
	if !slices.Contains(states, *e.State) {
		return Errorf(Invalid, "error.floor_state")
	}
	f.row.State = *e.State
	return nil
}

// floorChanged drops what was cached of floors and tells the people concerned.
// Call it after commit.
func (s *Service) floorChanged(people ...PersonID) {
	s.cache.dropAll()
	for _, p := range people {
		s.publishPerson(p)
	}
}
