package house_test

import (
	"slices"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// codes lists the floors that a may see.
func (l *lodge) codes(a house.Actor) []string {
	l.t.Helper()
	floors, err := l.Floors(l.t.Context(), a)
	l.must(err)
	out := make([]string, len(floors))
	for i, f := range floors {
		out[i] = f.Code
	}
	return out
}

func TestTheGroundFloorStandsOnceAndForAll(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		var wg sync.WaitGroup
		for range 4 { // nodes that start at once
			wg.Go(func() {
				_, err := house.Open(t.Context(), house.Config{Store: l.store, HouseKey: l.key, WeakKDF: true})
				if err != nil {
					t.Errorf("open again: %v", err)
				}
			})
		}
		wg.Wait()
		mara := l.member("mara")
		for what, a := range map[string]house.Actor{"guest": l.Guest(), "member": mara} {
			floors, err := l.Floors(t.Context(), a)
			if err != nil || len(floors) != 1 || floors[0].Code != house.GroundFloor || floors[0].Number != 0 || floors[0].Member != (what == "member") {
				t.Errorf("%s: got %+v, %v, want the ground floor alone", what, floors, err)
			}
		}
		rooms, err := l.Rooms(t.Context(), mara, "eg")
		if err != nil || len(rooms) != 2 {
			t.Errorf("got %+v, %v, want café and notice board", rooms, err)
		}
		if _, err := l.LeaveFloor(t.Context(), mara, "eg"); !house.IsKey(err, "error.ground_floor") {
			t.Errorf("leave: got %v, want error.ground_floor", err)
		}
	})
}

func TestNodesThatStartAtOnceBuildOneGroundFloor(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		st := storetest.Open(t, target)
		key := newHouseKey()
		services := make([]*house.Service, 4)
		var wg sync.WaitGroup
		for i := range services {
			wg.Go(func() {
				s, err := house.Open(t.Context(), house.Config{Store: st, HouseKey: key, WeakKDF: true})
				if err != nil {
					t.Errorf("node %d: %v", i, err)
					return
				}
				services[i] = s
			})
		}
		wg.Wait()
		floors, err := st.Floors(t.Context())
		if err != nil || len(floors) != 1 {
			t.Fatalf("got %d floors, %v, want one", len(floors), err)
		}
		if rooms, err := st.RoomsOn(t.Context(), floors[0].ID); err != nil || len(rooms) != 2 {
			t.Errorf("got %d rooms, %v, want two", len(rooms), err)
		}
	})
}

func TestWhoSeesWhichFloors(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "open", house.FloorOpen)
	l.floor(admin, "ask", house.FloorApplication)
	l.floor(admin, "secret", house.FloorHidden)
	l.floor(admin, "rest", house.FloorOpen)
	suspended := house.FloorSuspended
	_, err := l.EditFloor(t.Context(), admin, "rest", house.FloorEdit{State: &suspended})
	l.must(err)
	for what, c := range map[string]struct {
		a    house.Actor
		want []string
	}{
		"founder": {admin, []string{"eg", "open", "ask", "secret", "rest"}},
		"member":  {mara, []string{"eg", "open", "ask"}},
		"guest":   {l.Guest(), []string{"eg"}},
	} {
		if got := l.codes(c.a); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", what, got, c.want)
		}
	}
	// A floor that is not mara's to know answers like one that does not exist.
	for _, code := range []string{"secret", "rest", "none"} {
		_, err := l.Floor(t.Context(), mara, code)
		wantKey(t, "floor "+code, err, "error.no_such_floor")
		_, err = l.JoinFloor(t.Context(), mara, code)
		wantKey(t, "join "+code, err, "error.no_such_floor")
		_, err = l.Rooms(t.Context(), mara, code)
		wantKey(t, "rooms "+code, err, "error.no_such_floor")
		_, err = l.NewRoom(t.Context(), mara, house.RoomSpec{Place: code + "/x", Name: "x"})
		wantKey(t, "room "+code, err, "error.no_such_floor")
	}
	_, err = l.NewRoom(t.Context(), admin, house.RoomSpec{Place: "rest/x", Name: "x"})
	wantKey(t, "suspended", err, "error.floor_suspended")
	_, err = l.AdmitToFloor(t.Context(), admin, "secret", "mara")
	l.must(err)
	if got, want := l.codes(mara), []string{"eg", "open", "ask", "secret"}; !slices.Equal(got, want) {
		t.Errorf("admitted: got %q, want %q", got, want)
	}
}

func TestNewFloorIsCheckedAndNumbered(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	f, err := l.NewFloor(t.Context(), admin, house.FloorSpec{Code: "nord", Name: " Verein\tNord ", Description: "a\nb", Kind: house.FloorNetwork})
	if err != nil {
		t.Fatal(err)
	}
	if f.Number != 1 || f.Name != "Verein    Nord" || f.Kind != house.FloorNetwork || f.State != house.FloorOpen || !f.Admin || !f.Creator || !f.Member || f.Members != 1 {
		t.Errorf("got %+v, want floor 1 with its founder as admin", f)
	}
	for key, spec := range map[string]house.FloorSpec{
		"error.place_taken":   {Code: "nord", Name: "x"},
		"error.place_invalid": {Code: "Nord Ost", Name: "x"},
		"error.empty":         {Code: "ost", Name: " "},
		"error.floor_kind":    {Code: "ost", Name: "x", Kind: house.FloorGround},
		"error.floor_state":   {Code: "ost", Name: "x", State: house.FloorSuspended},
	} {
		_, err := l.NewFloor(t.Context(), admin, spec)
		wantKey(t, key, err, key)
	}
	_, err = l.NewFloor(t.Context(), admin, house.FloorSpec{Code: house.GroundFloor, Name: "x"})
	wantKey(t, "ground floor", err, "error.place_taken")
	next, err := l.NewFloor(t.Context(), admin, house.FloorSpec{Code: "ost", Name: "x"})
	if err != nil || next.Number != 2 {
		t.Errorf("got %+v, %v, want floor 2", next, err)
	}
}

func TestEditFloorChangesWhatIsGiven(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.floor(admin, "work", house.FloorOpen)
	name, accent, banner, state := "New name", "cyan", "line one\n  line two", house.FloorApplication
	f, err := l.EditFloor(t.Context(), admin, "work", house.FloorEdit{Name: &name, Accent: &accent, Banner: &banner, State: &state})
	if err != nil || f.Name != name || f.Accent != accent || f.Banner != banner || f.State != state {
		t.Errorf("got %+v, %v, want everything changed", f, err)
	}
	pink := "pink"
	_, err = l.EditFloor(t.Context(), admin, "work", house.FloorEdit{Accent: &pink})
	wantKey(t, "accent", err, "error.accent")
	ground := l.member("keeper")
	_, err = l.SetFloorAdmin(t.Context(), admin, "eg", "keeper", true)
	l.must(err)
	_, err = l.EditFloor(t.Context(), ground, "eg", house.FloorEdit{State: &state})
	wantKey(t, "ground floor", err, "error.floor_state")
	if f, err := l.EditFloor(t.Context(), ground, "eg", house.FloorEdit{Name: &name}); err != nil || f.Name != name {
		t.Errorf("got %+v, %v, want the ground floor named anew", f, err)
	}
}

func TestJoiningAndApplying(t *testing.T) {
	l := newLodge(t)
	admin, mara, vera := l.admin(), l.member("mara"), l.member("vera")
	l.floor(admin, "open", house.FloorOpen)
	l.floor(admin, "ask", house.FloorApplication)
	if f, err := l.JoinFloor(t.Context(), mara, "open"); err != nil || !f.Member || f.Members != 2 {
		t.Errorf("got %+v, %v, want a member at once", f, err)
	}
	_, err := l.JoinFloor(t.Context(), mara, "open")
	wantKey(t, "twice", err, "error.already_member")
	f, err := l.JoinFloor(t.Context(), mara, "ask")
	if err != nil || f.Member || !f.Applied {
		t.Errorf("got %+v, %v, want an application", f, err)
	}
	_, err = l.JoinFloor(t.Context(), mara, "ask")
	wantKey(t, "apply twice", err, "error.already_applied")
	_, err = l.FloorMembers(t.Context(), mara, "ask")
	wantKey(t, "applicant", err, "error.forbidden")
	if f, err := l.Floor(t.Context(), admin, "ask"); err != nil || f.Waiting != 1 {
		t.Errorf("got %+v, %v, want one who waits", f, err)
	}
	f, err = l.AdmitToFloor(t.Context(), admin, "ask", "mara")
	if err != nil || f.Waiting != 0 || f.Members != 2 {
		t.Errorf("got %+v, %v, want mara admitted", f, err)
	}
	_, err = l.JoinFloor(t.Context(), vera, "ask")
	l.must(err)
	for who, want := range map[string]int{"admin": 3, "mara": 2} {
		if folk, err := l.FloorMembers(t.Context(), l.in(who), "ask"); err != nil || len(folk) != want || folk[0].Name != "admin" {
			t.Errorf("%s: got %+v, %v, want %d with the admin first", who, folk, err, want)
		}
	}
	_, err = l.RemoveFromFloor(t.Context(), admin, "ask", "vera")
	l.must(err)
	_, err = l.LeaveFloor(t.Context(), vera, "ask")
	wantKey(t, "not on it", err, "error.not_on_floor")
}

func TestAFloorKeepsAnAdmin(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.LeaveFloor(t.Context(), admin, "work")
	wantKey(t, "leave", err, "error.last_admin")
	_, err = l.SetFloorAdmin(t.Context(), admin, "work", "admin", false)
	wantKey(t, "step down", err, "error.last_admin")
	_, err = l.SetFloorAdmin(t.Context(), admin, "work", "mara", true)
	l.must(err)
	_, err = l.LeaveFloor(t.Context(), admin, "work")
	l.must(err)
	// Having the house desk is no office on a floor that has its own admin.
	_, err = l.SetFloorAdmin(t.Context(), admin, "work", "admin", true)
	wantKey(t, "house admin", err, "error.forbidden")
	_, err = l.RemoveFromFloor(t.Context(), mara, "work", "mara")
	wantKey(t, "remove oneself", err, "error.last_admin")
}

func TestAdminsWhoLeaveAtOnceLeaveOneBehind(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		admin := l.admin()
		l.floor(admin, "work", house.FloorOpen)
		actors := []house.Actor{admin}
		for _, name := range []string{"mara", "vera", "nora"} {
			actors = append(actors, l.member(name))
			_, err := l.SetFloorAdmin(t.Context(), admin, "work", name, true)
			l.must(err)
		}
		var wg sync.WaitGroup
		for _, a := range actors {
			wg.Go(func() {
				if _, err := l.LeaveFloor(t.Context(), a, "work"); err != nil && !house.IsKey(err, "error.last_admin") {
					t.Errorf("leave: got %v", err)
				}
			})
		}
		wg.Wait()
		rows, err := l.store.FloorMembers(t.Context(), floorID(t, l, admin, "work"))
		if err != nil || len(rows) != 1 || !rows[0].Admin {
			t.Errorf("got %+v, %v, want one admin left", rows, err)
		}
	})
}

func TestAHouseAdminAppointsOnlyWhereNobodyIs(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "secret", house.FloorHidden)
	_, err := l.SetFloorAdmin(t.Context(), admin, "secret", "mara", true)
	l.must(err)
	_, err = l.LeaveFloor(t.Context(), admin, "secret")
	l.must(err)
	_, err = l.SetFloorAdmin(t.Context(), admin, "secret", "admin", true)
	wantKey(t, "with an admin", err, "error.no_such_floor")
	_, err = l.DeleteAccount(t.Context(), mara, phrase)
	l.must(err)
	l.pass(49 * 3600 * 1e9)
	if _, err := l.SetFloorAdmin(t.Context(), admin, "secret", "admin", true); err != nil {
		t.Errorf("without an admin: got %v, want it taken over", err)
	}
}

func TestCreatorsOpenRoomsAndLeaversLoseOpenOnes(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.JoinFloor(t.Context(), mara, "work")
	l.must(err)
	_, err = l.NewRoom(t.Context(), mara, house.RoomSpec{Place: "work/hers", Name: "Hers"})
	wantKey(t, "no creator", err, "error.forbidden")
	_, err = l.SetFloorCreator(t.Context(), admin, "work", "mara", true)
	l.must(err)
	l.room(mara, "work/hers", house.RoomConference)
	_, err = l.SetFloorCreator(t.Context(), admin, "work", "mara", false)
	l.must(err)
	_, err = l.NewRoom(t.Context(), mara, house.RoomSpec{Place: "work/more", Name: "More"})
	wantKey(t, "withdrawn", err, "error.forbidden")
	l.room(admin, "work/cafe", house.RoomCafe)
	_, err = l.Say(t.Context(), mara, "work/cafe", "hello", "")
	l.must(err)
	_, err = l.LeaveFloor(t.Context(), mara, "work")
	l.must(err)
	_, err = l.Say(t.Context(), mara, "work/cafe", "still", "")
	wantKey(t, "open room", err, "error.no_such_room")
	if _, err := l.Say(t.Context(), mara, "work/hers", "still", ""); err != nil {
		t.Errorf("own closed room: got %v, want to be in", err)
	}
}

// TestEditedFloorRowsAreRefused is about somebody who writes to the database
// without the house's key.
func TestEditedFloorRowsAreRefused(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.JoinFloor(t.Context(), mara, "work")
	l.must(err)
	id := floorID(t, l, admin, "work")
	row, err := l.store.FloorMember(t.Context(), id, mara.Person())
	l.must(err)
	row.Admin = true
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutFloorMember(t.Context(), row) }))
	name := "Taken over"
	_, err = l.EditFloor(t.Context(), mara, "work", house.FloorEdit{Name: &name})
	wantKey(t, "made floor admin", err, "error.tampered")
	row.Admin = false
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutFloorMember(t.Context(), row) }))
	_, err = l.EditFloor(t.Context(), mara, "work", house.FloorEdit{Name: &name})
	wantKey(t, "as it was", err, "error.forbidden")
	f, err := l.store.Floor(t.Context(), id)
	l.must(err)
	f.State = house.FloorHidden
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutFloor(t.Context(), f) }))
	_, err = l.Floors(t.Context(), mara)
	wantKey(t, "made hidden", err, "error.tampered")
}
