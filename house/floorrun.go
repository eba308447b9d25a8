package house

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// House admins run floors without being on them: their order, plan and lease, whether
// they are suspended or closed. They see name and counts of them and nothing else.

// floorToRun finds a floor for a deed of the house, whatever the actor is on it; own
// lets the floor's admins as well.
func (s *Service) floorToRun(ctx context.Context, a Actor, code string, own bool) (floorState, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		if !own || KindOf(err) != Forbidden || !a.member() {
			return floorState{}, err
		}
		return s.floorFor(ctx, a, code, DoShapeFloor)
	}
	floor, _, _, err := SplitPlace(code)
	if err != nil {
		return floorState{}, err
	}
	return s.floorByCode(ctx, s.store, floor)
}

// runFloor changes a floor for the house and notes it on the floor. It authorizes
// nothing; the actor's office is asked again in the transaction.
func (s *Service) runFloor(ctx context.Context, a Actor, id FloorID, act string, args map[string]string, edit func(Tx, *floorState) error) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		f, err := s.floorByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.stillRuns(ctx, tx, a); err != nil {
			return err
		}
		if err := edit(tx, &f); err != nil {
			return err
		}
		s.sealFloor(&f.row, f.text)
		if err := tx.PutFloor(ctx, f.row); err != nil {
			return err
		}
		args["Code"] = f.text.Code
		return s.audit(ctx, tx, a.person, id, act, args)
	})
	if err != nil {
		return err
	}
	s.floorChanged(s.peopleOn(ctx, id)...)
	return nil
}

// peopleOn are a floor's members, to be told.
func (s *Service) peopleOn(ctx context.Context, id FloorID) []PersonID {
	members, err := s.store.FloorMembers(ctx, id)
	if err != nil {
		return nil // they find it when they look
	}
	var people []PersonID
	for _, m := range members {
		if m.State == floorJoined {
			people = append(people, m.Person)
		}
	}
	return people
}

// HouseFloor is a floor as the house desk sees it.
type HouseFloor struct {
	Code    string
	Name    string
	Number  int
	Kind    FloorKind
	State   FloorState
	ByHouse bool // it was suspended by the house
	Members int
	Rooms   int
	Storage int64
	Plan    string
	Lease   Lease
	Closing FloorClosing
}

// FloorClosing says that a floor is being closed: from At on its rooms are read-only,
// and when the last of them is gone, the floor is. The zero one says that it stays.
type FloorClosing struct {
	Ordered time.Time `json:"ordered,omitzero"`
	At      time.Time `json:"at,omitzero"`
}

// HouseFloors lists all floors, by number. Who may: house admins.
func (s *Service) HouseFloors(ctx context.Context, a Actor) ([]HouseFloor, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return nil, err
	}
	all := make([]HouseFloor, 0, len(rows))
	for _, row := range rows {
		f, err := s.openFloor(row)
		if err != nil {
			return nil, err
		}
		h := HouseFloor{
			Code: f.text.Code, Name: f.text.Name, Number: row.Number, Kind: row.Kind, State: row.State, ByHouse: f.text.ByHouse,
			Members: len(s.peopleOn(ctx, row.ID)), Plan: rules.plan(f.text.Plan).Name, Lease: f.text.Lease, Closing: f.text.Closing,
		}
		rooms, err := s.store.RoomsOn(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		for _, room := range rooms {
			if !room.hidden() {
				h.Rooms++
			}
		}
		if h.Storage, err = s.store.FloorBlobUse(ctx, row.ID); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// OrderFloors numbers the floors anew: those that are named come first, in that order,
// the others after them as they were. The ground floor stays below. Who may: house
// admins.
func (s *Service) OrderFloors(ctx context.Context, a Actor, codes []string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	return s.renumber(ctx, a, func(all []floorState) ([]floorState, error) {
		var first []floorState
		for _, code := range codes {
			i := slices.IndexFunc(all, func(f floorState) bool { return f.text.Code == code })
			if i < 0 || slices.ContainsFunc(first, func(f floorState) bool { return f.text.Code == code }) {
				return nil, Errorf(Invalid, "error.floors_order", "Code", CleanName(code))
			}
			first = append(first, all[i])
		}
		for _, f := range all {
			if !slices.Contains(codes, f.text.Code) {
				first = append(first, f)
			}
		}
		return first, nil
	})
}

// NumberFloor moves a floor to a number; the others make room. Who may: house admins.
func (s *Service) NumberFloor(ctx context.Context, a Actor, code string, number int) error {
	f, err := s.floorToRun(ctx, a, code, false)
	if err != nil {
		return err
	}
	if f.row.Kind == FloorGround {
		return Errorf(Invalid, "error.ground_floor")
	}
	return s.renumber(ctx, a, func(all []floorState) ([]floorState, error) {
		i := slices.IndexFunc(all, func(other floorState) bool { return other.row.ID == f.row.ID })
		if i < 0 {
			return nil, errNoFloor()
		}
		if number < 1 || number > len(all) {
			return nil, Errorf(Invalid, "error.floor_number", "Max", len(all))
		}
		one := all[i]
		return slices.Insert(slices.Delete(slices.Clone(all), i, i+1), number-1, one), nil
	})
}

// renumber gives all floors but the ground floor the numbers 1, 2, … in an order.
func (s *Service) renumber(ctx context.Context, a Actor, order func([]floorState) ([]floorState, error)) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		if err := s.stillRuns(ctx, tx, a); err != nil {
			return err
		}
		rows, err := tx.Floors(ctx)
		if err != nil {
			return err
		}
		var all []floorState
		for _, row := range rows {
			f, err := s.openFloor(row)
			if err != nil {
				return err
			}
			if row.Kind != FloorGround {
				all = append(all, f)
			}
		}
		fresh, err := order(all)
		if err != nil {
			return err
		}
		for i, f := range fresh {
			if f.row.Number == i+1 {
				continue
			}
			f.row.Number = i + 1
			s.sealFloor(&f.row, f.text)
			if err := tx.PutFloor(ctx, f.row); err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, a.person, "", "floors.order", map[string]string{"N": strconv.Itoa(len(fresh))})
	})
	if err == nil {
		s.floorChanged(s.hub.livingPeople()...)
	}
	return err
}

// SuspendFloor shuts a floor, or opens it again as it was: while it is suspended nobody
// enters its rooms, and nobody loses a word. What one wrote can be exported, and rooms
// can be left. What the house suspended its own admins cannot open. Who may: house
// admins.
func (s *Service) SuspendFloor(ctx context.Context, a Actor, code string, on bool) error {
	f, err := s.floorToRun(ctx, a, code, false)
	if err != nil {
		return err
	}
	if f.row.Kind == FloorGround {
		return Errorf(Invalid, "error.ground_floor")
	}
	act := "floor.resume"
	if on {
		act = "floor.suspend"
	}
	return s.runFloor(ctx, a, f.row.ID, act, map[string]string{}, func(_ Tx, f *floorState) error {
		switch {
		case on && f.row.State == FloorSuspended && f.text.ByHouse, !on && f.row.State != FloorSuspended:
			return Errorf(Conflict, "error.floor_is_so")
		case on:
			if f.row.State != FloorSuspended {
				f.text.Before = f.row.State
			}
			f.row.State, f.text.ByHouse = FloorSuspended, true
		default:
			f.row.State, f.text.ByHouse = f.text.Before, false
			if f.row.State == "" {
				f.row.State = FloorApplication
			}
			f.text.Before = ""
		}
		return nil
	})
}

// SuspendToll tells who could not enter how many rooms by SuspendFloor. Who may: house
// admins.
func (s *Service) SuspendToll(ctx context.Context, a Actor, code string) (Toll, error) {
	f, err := s.floorToRun(ctx, a, code, false)
	if err != nil {
		return Toll{}, err
	}
	return s.floorToll(ctx, f, true)
}

// floorToll counts who is in a floor's rooms or on it, and its rooms; without those for
// counselling where they go on. Visitors are counted in steps, so that two looks do not
// tell of one who came.
func (s *Service) floorToll(ctx context.Context, f floorState, counsellingGoesOn bool) (Toll, error) {
	rooms, err := s.store.RoomsOn(ctx, f.row.ID)
	if err != nil {
		return Toll{}, err
	}
	people := map[PersonID]bool{}
	for _, p := range s.peopleOn(ctx, f.row.ID) {
		people[p] = true
	}
	var t Toll
	visitors := 0
	for _, room := range rooms {
		if room.hidden() || counsellingGoesOn && (room.Kind == RoomPractice || room.Kind == RoomSide) {
			continue
		}
		t.Rooms++
		roster, err := s.store.Roster(ctx, room.ID)
		if err != nil {
			return Toll{}, err
		}
		for _, r := range roster {
			switch {
			case r.State != stateJoined && r.State != stateWaiting:
			case r.Role == RoleVisitor:
				visitors++
			default:
				people[r.Person] = true
			}
		}
	}
	t.People = len(people) + visitors - visitors%SmallCell
	return t, nil
}

// suspended refuses to enter a room of a suspended floor, but for taking one's words
// along and for leaving; counsellings that are going on go on, with their side threads. It is NotFound, so that what goes through all rooms of a person
// (news, search, dates) leaves these out and finds the others.
func (st *roomState) suspended(do RoomAction) error {
	going := st.room.Kind == RoomPractice || st.room.Kind == RoomSide
	if st.floor.row.State != FloorSuspended || st.room.Class == ClassDirect || going || do == DoExportRoom || do == DoLeave {
		return nil
	}
	return Errorf(NotFound, "error.floor_suspended_room")
}
