package house_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
)

func TestPlanLimitsRoomsAndOfTwoAtOnceOneComesIn(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	l.floor(admin, "work", house.FloorOpen)
	l.room(admin, "work/one", house.RoomConference)
	l.room(admin, "work/two", house.RoomConference)
	rooms := 1
	toll, err := l.PlanToll(ctx, admin, house.PlanBasic, house.PlanEdit{Rooms: &rooms})
	if err != nil || toll.People != 1 {
		t.Errorf("got %+v, %v, want one person who has enough", toll, err)
	}
	_, err = l.EditPlan(ctx, admin, house.PlanBasic, house.PlanEdit{Rooms: &rooms})
	l.must(err)
	_, err = l.NewRoom(ctx, admin, house.RoomSpec{Place: "work/three", Name: "x", Kind: house.RoomConference})
	wantKey(t, "third room", err, "error.plan_rooms")
	_, err = l.CloneRoom(ctx, admin, "work/one", house.CloneSpec{Place: "work/three", Name: "x"}, nil)
	wantKey(t, "clone", err, "error.plan_rooms")
	if _, err := l.Room(ctx, admin, "work/two"); err != nil {
		t.Errorf("a lower limit took a room away: %v", err)
	}
	_, err = l.SetFloorPlan(ctx, admin, "work", house.PlanPlus)
	l.must(err)
	l.room(admin, "work/three", house.RoomConference)
	rooms = 4
	_, err = l.EditPlan(ctx, admin, house.PlanPlus, house.PlanEdit{Rooms: &rooms})
	l.must(err)
	var made atomic.Int32
	var done sync.WaitGroup
	for _, slug := range []string{"a", "b", "c", "d"} {
		done.Go(func() {
			_, err := l.NewRoom(ctx, admin, house.RoomSpec{Place: "work/race-" + slug, Name: slug, Kind: house.RoomConference})
			switch {
			case err == nil:
				made.Add(1)
			case !house.IsKey(err, "error.plan_rooms"):
				t.Errorf("got %v", err)
			}
		})
	}
	done.Wait()
	if made.Load() != 1 {
		t.Errorf("got %d rooms made at once, want the one that fits", made.Load())
	}
}

func TestPlanLimitsToolsTicketsAndFiles(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	l.floor(admin, "work", house.FloorOpen)
	l.room(admin, "work/old", house.RoomConference)
	tools, tickets := []string{house.ToolBoard, house.ToolChat, house.ToolFiles}, 1
	storage, room := int64(3<<20), int64(2<<20)
	_, err := l.EditPlan(ctx, admin, house.PlanBasic, house.PlanEdit{Tools: &tools, Tickets: &tickets, Storage: &storage, RoomStorage: &room})
	l.must(err)
	d, err := l.Room(ctx, admin, "work/old")
	l.must(err)
	if !strings.Contains(strings.Join(d.Tools, " "), house.ToolWiki) {
		t.Errorf("got %q, want that what was on stays", d.Tools)
	}
	l.room(admin, "work/new", house.RoomConference)
	d, err = l.Room(ctx, admin, "work/new")
	l.must(err)
	if strings.Contains(strings.Join(d.Tools, " "), house.ToolWiki) || !strings.Contains(strings.Join(d.Tools, " "), house.ToolMembers) {
		t.Errorf("got %q, want what the plan allows and the members", d.Tools)
	}
	more := append(d.Tools, house.ToolWiki)
	_, err = l.EditRoom(ctx, admin, "work/new", house.RoomEdit{Tools: &more})
	wantKey(t, "tool", err, "error.plan_tool")

	_, err = l.NewTicket(ctx, admin, "work/new", house.TicketSpec{})
	l.must(err)
	_, err = l.NewTicket(ctx, admin, "work/old", house.TicketSpec{})
	wantKey(t, "second ticket", err, "error.plan_tickets")

	put := func(place string, size int) error {
		w, err := l.CreateFile(ctx, admin, place, "f.txt", house.FileOptions{})
		if err != nil {
			return err
		}
		if _, err := w.WriteAt(make([]byte, size), 0); err != nil {
			w.Abort(err)
			return err
		}
		return w.Close()
	}
	wantKey(t, "too much for the room", put("work/new", 2<<20+1), "error.plan_room_storage")
	l.must(put("work/new", 1<<20+1<<19))
	l.must(put("work/old", 1<<20))
	l.room(admin, "work/more", house.RoomConference)
	wantKey(t, "too much for the floor", put("work/more", 1<<20-1<<17), "error.plan_storage")
	use, err := l.FloorPlan(ctx, admin, "work")
	if err != nil || use.Storage < 2<<20 || use.Storage > storage {
		t.Errorf("got %+v, %v", use, err)
	}
}

func TestFloorsAreNumberedWithoutGaps(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	ctx := t.Context()
	for _, code := range []string{"aa", "bb", "cc"} {
		l.floor(admin, code, house.FloorOpen)
	}
	l.must(l.OrderFloors(ctx, admin, []string{"cc", "aa"}))
	order := func() string {
		floors, err := l.HouseFloors(ctx, admin)
		l.must(err)
		var codes []string
		for i, f := range floors {
			if f.Number != i {
				t.Errorf("%s: got number %d at place %d", f.Code, f.Number, i)
			}
			codes = append(codes, f.Code)
		}
		return strings.Join(codes, " ")
	}
	if got := order(); got != "eg cc aa bb" {
		t.Errorf("got %q", got)
	}
	l.must(l.NumberFloor(ctx, admin, "bb", 1))
	if got := order(); got != "eg bb cc aa" {
		t.Errorf("got %q", got)
	}
	wantKey(t, "unknown", l.OrderFloors(ctx, admin, []string{"zz"}), "error.floors_order")
	wantKey(t, "ground", l.OrderFloors(ctx, admin, []string{"eg"}), "error.floors_order")
	wantKey(t, "number", l.NumberFloor(ctx, admin, "bb", 9), "error.floor_number")
}

func TestSuspendedFloorShutsItsRoomsAndLosesNothing(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara, karl := l.member("mara"), l.member("karl")
	l.founder(mara)
	_, err := l.JoinFloor(ctx, karl, "work")
	l.must(err)
	l.room(mara, "work/desk", house.RoomConference, karl)
	sent, err := l.Say(ctx, karl, "work/desk", "bleibt", "")
	l.must(err)
	admin := l.in("admin")
	toll, err := l.SuspendToll(ctx, admin, "work")
	if err != nil || toll.People < 2 || toll.Rooms < 1 {
		t.Errorf("got %+v, %v", toll, err)
	}
	l.must(l.SuspendFloor(ctx, admin, "work", true))
	_, err = l.Read(ctx, karl, "work/desk", house.ReadQuery{})
	wantKey(t, "read", err, "error.floor_suspended_room")
	_, err = l.Say(ctx, mara, "work/desk", "nein", "")
	wantKey(t, "say", err, "error.floor_suspended_room")
	state := house.FloorOpen
	_, err = l.EditFloor(ctx, mara, "work", house.FloorEdit{State: &state})
	wantKey(t, "the floor's own admin", err, "error.floor_by_house")
	// The rest of the house goes on for them, and what they wrote can be taken along.
	for name, look := range map[string]func() error{
		"news":  func() error { return only(l.News(ctx, karl)) },
		"dates": func() error { return only(l.Upcoming(ctx, karl)) },
		"search": func() error {
			return l.Search(ctx, karl, house.SearchQuery{Words: "bleibt"}, func(house.Post) bool { return true })
		},
		"remains": func() error { return only(l.Remains(ctx, karl)) },
		"drafts":  func() error { return only(l.Drafts(ctx, karl)) },
	} {
		if err := look(); err != nil {
			t.Errorf("%s with a room on a suspended floor: %v", name, err)
		}
	}
	var taken []string
	err = l.ExportAccount(ctx, karl, house.Taking{Post: func(p house.Post) error { taken = append(taken, p.Text); return nil }})
	if err != nil || len(taken) != 1 || taken[0] != "bleibt" {
		t.Errorf("took along %q, %v, want what he wrote", taken, err)
	}
	l.must(l.SuspendFloor(ctx, admin, "work", false))
	posts, err := l.Read(ctx, karl, "work/desk", house.ReadQuery{Kind: house.KindChat})
	if err != nil || len(posts) != 1 || posts[0].ID != sent.ID {
		t.Errorf("got %d posts, %v, want every word", len(posts), err)
	}
	wantKey(t, "resume twice", l.SuspendFloor(ctx, admin, "work", false), "error.floor_is_so")
}

func TestClosedFloorGoesWithItsLastRoom(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara := l.member("mara")
	l.founder(mara)
	l.room(mara, "work/desk", house.RoomConference)
	admin := l.in("admin")
	_, err := l.CloseFloor(ctx, admin, "work", 2, "")
	wantKey(t, "too soon", err, "error.closing_days")
	closing, err := l.CloseFloor(ctx, admin, "work", 10, "Die Miete endet.")
	l.must(err)
	_, err = l.CloseFloor(ctx, admin, "work", 10, "")
	wantKey(t, "twice", err, "error.floor_closing")
	_, err = l.NewRoom(ctx, mara, house.RoomSpec{Place: "work/x", Name: "x", Kind: house.RoomConference})
	wantKey(t, "new room", err, "error.floor_closing")
	l.must(l.KeepFloor(ctx, admin, "work"))
	l.room(mara, "work/x", house.RoomConference)
	_, err = l.CloseFloor(ctx, admin, "work", 10, "")
	l.must(err)
	l.pass(11 * 24 * time.Hour)
	if _, err := l.Say(ctx, mara, "work/desk", "zu spät", ""); err == nil {
		t.Errorf("a room was written into after %v", closing.At)
	}
	if _, err := l.Read(ctx, mara, "work/desk", house.ReadQuery{}); err != nil {
		t.Errorf("got %v, want that it can be read a while", err)
	}
	for range 20 {
		l.pass(24 * time.Hour)
	}
	if _, err := l.Floor(ctx, mara, "work"); !house.IsKey(err, "error.no_such_floor") {
		t.Errorf("got %v, want that the floor is gone", err)
	}
	l.floor(l.in("admin"), "work", house.FloorOpen) // its code is free
	l.Sweep(ctx)
}

func TestLeaseSaysWhatIsOverdueAndDoesNothing(t *testing.T) {
	l := newLodge(t)
	ctx := t.Context()
	mara := l.member("mara")
	l.founder(mara)
	admin := l.in("admin")
	from, paid, price := "2026-01-01", "2026-01-31", "90 € im Monat"
	lease, err := l.SetLease(ctx, admin, "work", house.LeaseEdit{From: &from, Paid: &paid, Price: &price})
	l.must(err)
	if !lease.Overdue(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) || lease.Overdue(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", lease)
	}
	seen, err := l.FloorLease(ctx, mara, "work")
	if err != nil || seen != lease {
		t.Errorf("the floor's admin: got %+v, %v", seen, err)
	}
	bad := "31.01.2026"
	_, err = l.SetLease(ctx, admin, "work", house.LeaseEdit{Paid: &bad})
	wantKey(t, "day", err, "error.lease_day")
	empty := ""
	lease, err = l.SetLease(ctx, admin, "work", house.LeaseEdit{From: &empty, Paid: &empty, Price: &empty})
	if err != nil || lease.Agreed {
		t.Errorf("got %+v, %v, want none", lease, err)
	}
}
