package house

import (
	"context"
	"encoding/json"
	"slices"
)

// floorText is what a floor is called and how it looks; the house's key opens
// it, the database alone does not.
type floorText struct {
	Code        string `json:"code"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Banner      string `json:"banner,omitempty"`
	Accent      string `json:"accent,omitempty"`
}

// floorState is a floor, checked and opened, with its admins.
type floorState struct {
	row    FloorRow
	text   floorText
	admins map[PersonID]bool
}

// settingFloors is written first by transactions that count floors or admins,
// so that on every database they run one after the other.
const settingFloors = "lock.floors"

// accents are the colours a floor may have.
var accents = []string{"", "red", "green", "yellow", "blue", "magenta", "cyan"}

func (s *Service) sealFloor(row *FloorRow, t floorText) {
	b, _ := json.Marshal(t) // strings cannot fail
	row.Text = s.vault.SealText("floor", string(row.ID), 0, b)
	s.stamp(row)
}

// openFloor checks and opens a row; the admins are not loaded.
func (s *Service) openFloor(row FloorRow) (floorState, error) {
	f := floorState{row: row}
	if err := s.verify(&f.row); err != nil {
		return floorState{}, err
	}
	b, err := s.vault.OpenText("floor", string(row.ID), 0, row.Text)
	if err != nil {
		return floorState{}, errTampered(err)
	}
	if err := json.Unmarshal(b, &f.text); err != nil {
		return floorState{}, errTampered(err)
	}
	return f, nil
}

func (s *Service) floorLookup(code string) []byte { return s.vault.Lookup("floor", []byte(code)) }

// floorByCode reads a floor by its code; it authorizes nothing.
func (s *Service) floorByCode(ctx context.Context, r Reader, code string) (floorState, error) {
	row, err := r.FloorByCode(ctx, s.floorLookup(code))
	return s.loadFloor(ctx, r, row, err)
}

// floorByID reads a floor by its id; it authorizes nothing.
func (s *Service) floorByID(ctx context.Context, r Reader, id FloorID) (floorState, error) {
	row, err := r.Floor(ctx, id)
	return s.loadFloor(ctx, r, row, err)
}

func (s *Service) loadFloor(ctx context.Context, r Reader, row FloorRow, err error) (floorState, error) {
	if err != nil {
		if KindOf(err) == NotFound {
			return floorState{}, errNoFloor()
		}
		return floorState{}, err
	}
	f, err := s.openFloor(row)
	if err != nil {
		return floorState{}, err
	}
	members, err := r.FloorMembers(ctx, row.ID)
	if err != nil {
		return floorState{}, err
	}
	f.admins = map[PersonID]bool{}
	for _, m := range members {
		if !m.Admin || m.State != floorJoined {
			continue
		}
		if err := s.verify(&m); err != nil {
			return floorState{}, err
		}
		f.admins[m.Person] = true
	}
	return f, nil
}

// Floors lists the floors the actor may know, by number. Who may: everybody;
// without an account only the ground floor.
func (s *Service) Floors(ctx context.Context, a Actor) ([]Floor, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return nil, err
	}
	look := a
	if !a.member() {
		look = Actor{role: RoleGuest}
	}
	floors, err := s.floorsToLook(ctx, look, "")
	if err != nil {
		return nil, err
	}
	mine, err := s.floorsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]Floor, 0, len(floors))
	for _, f := range floors {
		v, err := s.floorView(ctx, a, f, mine[f.row.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Floor shows one floor. Who may: whoever may know it.
func (s *Service) Floor(ctx context.Context, a Actor, code string) (Floor, error) {
	f, err := s.floorFor(ctx, a, code, DoReadGround)
	if err != nil {
		return Floor{}, err
	}
	return s.floorNow(ctx, a, f.row.ID)
}

// floorFor finds a floor for a deed of the actor on it.
func (s *Service) floorFor(ctx context.Context, a Actor, code string, do HouseAction) (floorState, error) {
	if a.role == RoleNobody {
		return floorState{}, errForbidden()
	}
	floor, _, _, err := SplitPlace(code)
	if err != nil {
		return floorState{}, err
	}
	f, err := s.floorByCode(ctx, s.store, floor)
	if err != nil {
		return floorState{}, err
	}
	return f, s.mayHouse(ctx, a, do, &f)
}

// floorNow reads a floor anew and shows it to somebody who was allowed to
// change it a moment ago.
func (s *Service) floorNow(ctx context.Context, a Actor, id FloorID) (Floor, error) {
	f, err := s.floorByID(ctx, s.store, id)
	if err != nil {
		return Floor{}, err
	}
	var m FloorMemberRow
	if a.person != "" {
		if m, err = s.floorMember(ctx, s.store, id, a.person); err != nil {
			return Floor{}, err
		}
	}
	return s.floorView(ctx, a, f, m)
}

func (s *Service) floorView(ctx context.Context, a Actor, f floorState, m FloorMemberRow) (Floor, error) {
	at := anybody
	if a.member() {
		at = f.standing(m)
	}
	v := Floor{
		ID: f.row.ID, Code: f.text.Code, Number: f.row.Number, Name: f.text.Name, Description: f.text.Description,
		Banner: f.text.Banner, Accent: f.text.Accent, Kind: f.row.Kind, State: f.row.State,
		Member: at >= onFloor, Applied: m.State == floorApplied, Admin: at >= floorAdmin, Creator: at >= creatorHere,
	}
	if !a.member() {
		return v, nil
	}
	members, err := s.store.FloorMembers(ctx, f.row.ID)
	if err != nil {
		return v, err
	}
	for _, row := range members {
		if row.State == floorJoined {
			v.Members++
		} else if v.Admin {
			v.Waiting++
		}
	}
	return v, nil
}

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
		return tx.PutFloorMember(ctx, first)
	})
	if err != nil {
		return Floor{}, err
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
