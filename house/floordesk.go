package house

import (
	"context"
	"slices"
	"strings"
)

// maxFloorPage bounds the longer texts of a floor, in characters.
const maxFloorPage = 20_000

// floorKinds are those that a floor can be made of; the ground floor stays what it is.
var floorKinds = []FloorKind{FloorOrganisation, FloorNetwork, FloorPractice}

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
	if !slices.Contains(floorKinds, row.Kind) {
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
		if err := tx.PutFloor(ctx, now.row); err != nil {
			return err
		}
		args := map[string]string{"Code": now.text.Code, "Fields": e.fields()}
		if e.State != nil {
			args["State"] = string(*e.State)
			return s.audit(ctx, tx, a.person, now.row.ID, "floor.state", args)
		}
		return s.audit(ctx, tx, a.person, now.row.ID, "floor.edit", args)
	})
	if err != nil {
		return Floor{}, err
	}
	s.floorChanged(a.person)
	return s.floorNow(ctx, a, f.row.ID)
}

// floorLanguages are those in which a floor can speak, "" = as the house does.
var floorLanguages = []string{"", "de", "de-du", "en"}

func (f *floorState) edit(e FloorEdit) (err error) {
	if e.Name != nil {
		if f.text.Name, err = CleanLine(*e.Name, maxName); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		from *string
		to   *string
		max  int
	}{
		{e.Description, &f.text.Description, maxDescription},
		{e.Banner, &f.text.Banner, maxDescription},
		{e.Contact, &f.text.Contact, maxDescription},
		{e.Imprint, &f.text.Imprint, maxFloorPage},
		{e.Privacy, &f.text.Privacy, maxFloorPage},
	} {
		if t.from == nil {
			continue
		}
		if *t.to, err = optionalText(*t.from, t.max); err != nil {
			return err
		}
	}
	if e.Accent != nil {
		if !slices.Contains(accents, *e.Accent) {
			return Errorf(Invalid, "error.accent")
		}
		f.text.Accent = *e.Accent
	}
	if e.Language != nil {
		if !slices.Contains(floorLanguages, *e.Language) {
			return Errorf(Invalid, "error.floor_language")
		}
		f.text.Language = *e.Language
	}
	return f.editStanding(e)
}

// editStanding changes what the floor is and who can know of it.
func (f *floorState) editStanding(e FloorEdit) error {
	if e.Kind != nil && *e.Kind != f.row.Kind {
		if f.row.Kind == FloorGround || !slices.Contains(floorKinds, *e.Kind) {
			return Errorf(Invalid, "error.floor_kind")
		}
		f.row.Kind = *e.Kind
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
	if f.text.ByHouse && *e.State != FloorSuspended {
		return Errorf(Forbidden, "error.floor_by_house")
	}
	f.row.State = *e.State
	return nil
}

// fields names what an edit changes, for the audit log.
func (e FloorEdit) fields() string {
	var out []string
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"name", e.Name != nil},
		{"description", e.Description != nil},
		{"banner", e.Banner != nil},
		{"accent", e.Accent != nil},
		{"contact", e.Contact != nil},
		{"imprint", e.Imprint != nil},
		{"privacy", e.Privacy != nil},
		{"language", e.Language != nil},
		{"kind", e.Kind != nil},
		{"state", e.State != nil},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, ", ")
}

// floorChanged drops what was cached of floors and tells the people concerned.
// Call it after commit.
func (s *Service) floorChanged(people ...PersonID) {
	s.cache.dropAll()
	for _, p := range people {
		s.publishPerson(p)
	}
}
