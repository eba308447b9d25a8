package house

import (
	"context"
	"encoding/json"
)

// floorText is what a floor is called and how it looks; the house's key opens
// it, the database alone does not.
type floorText struct {
	Code        string `json:"code"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Banner      string `json:"banner,omitempty"`
	Accent      string `json:"accent,omitempty"`
	Contact     string `json:"contact,omitempty"`
	Imprint     string `json:"imprint,omitempty"`
	Privacy     string `json:"privacy,omitempty"`
	Language    string `json:"language,omitempty"`

	Keep map[RoomKind]keepRule `json:"keep,omitempty"` // how long rooms of a kind keep words (keepdays.go)

	Plan    string       `json:"plan,omitempty"`     // plans.go
	Lease   Lease        `json:"lease,omitzero"`     // floorlease.go
	ByHouse bool         `json:"by_house,omitempty"` // the house suspended it (floorrun.go)
	Before  FloorState   `json:"before,omitempty"`   // its state before that
	Closing FloorClosing `json:"closing,omitzero"`   // floorend.go
	Closer  PersonID     `json:"closer,omitempty"`   // who ordered that
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
	if err := s.mayPass(ctx, a); err != nil { // before anything is looked for
		return floorState{}, err
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
		Banner: f.text.Banner, Accent: f.text.Accent, Contact: f.text.Contact, Imprint: f.text.Imprint, Privacy: f.text.Privacy,
		Language: f.text.Language, Kind: f.row.Kind, State: f.row.State,
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
