package house_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func dayspan(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// left counts the posts on a board.
func (l *lodge) left(a house.Actor, place string) int {
	l.t.Helper()
	list, err := l.Threads(l.t.Context(), a, place, 100, 0)
	l.must(err)
	return len(list)
}

func (l *lodge) posts(a house.Actor, place string) {
	l.t.Helper()
	l.must(only(l.Post(l.t.Context(), a, place, house.PostSpec{Title: "x", Text: "Wort"})))
}

// TestAShorterRuleTakesOlderEntriesOnlyAfterItsNotice: what is older than the new rule
// stays 14 days, comes up for the members, and then goes.
func TestAShorterRuleTakesOlderEntriesOnlyAfterItsNotice(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	l.posts(anna, "f/r")
	l.pass(dayspan(60))
	k, err := l.SetRoomKeeping(t.Context(), anna, "f/r", "", 30)
	l.must(err)
	if k.Until.IsZero() || len(k.Going) != 1 || k.Going[0].N != 1 {
		t.Errorf("got %+v, want a notice for one entry", k)
	}
	up, err := l.Upcoming(t.Context(), bert)
	l.must(err)
	if len(up) != 1 || up[0].Says != "upcoming.keeping_one" || up[0].Reminder {
		t.Errorf("got %+v, want one quiet line", up)
	}
	l.pass(dayspan(13))
	if got := l.left(bert, "f/r"); got != 1 {
		t.Fatalf("%d posts before the notice ends, want 1", got)
	}
	if up, _ = l.Upcoming(t.Context(), bert); len(up) != 1 || !up[0].Reminder {
		t.Errorf("got %+v, want the second notice", up)
	}
	l.pass(dayspan(2))
	if got := l.left(bert, "f/r"); got != 0 {
		t.Errorf("%d posts after the notice, want none", got)
	}
}

// TestARuleThatIsRaisedInTheLastMomentKeepsEverything: raised between what the sweep
// read and what it deletes. The control: without it everything goes.
func TestARuleThatIsRaisedInTheLastMomentKeepsEverything(t *testing.T) {
	for _, raised := range []bool{true, false} {
		l, anna, _, _ := pair(t, house.RoomConference)
		l.must(only(l.SetRoomKeeping(t.Context(), anna, "f/r", "", 30)))
		l.posts(anna, "f/r")
		l.by.Add(int64(dayspan(31)))
		if raised {
			l.before(func() { l.must(only(l.SetRoomKeeping(t.Context(), anna, "f/r", "", 0))) })
		}
		l.Sweep(t.Context())
		l.pass(dayspan(1))
		if got := l.left(anna, "f/r"); got != map[bool]int{true: 1, false: 0}[raised] {
			t.Errorf("raised %v: %d posts are left", raised, got)
		}
	}
}

// TestAToolHasARuleOfItsOwn goes by it, shorter or longer.
func TestAToolHasARuleOfItsOwn(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	l.must(only(l.SetRoomKeeping(t.Context(), anna, "f/r", "", 30)))
	l.must(only(l.SetRoomKeeping(t.Context(), anna, "f/r", house.ToolBoard, 60)))
	l.must(only(l.SetRoomKeeping(t.Context(), anna, "f/r", house.ToolTasks, 5)))
	l.posts(anna, "f/r")
	l.must(only(l.NewTask(t.Context(), anna, "f/r", house.TaskSpec{Title: "x"})))
	l.pass(dayspan(6))
	if list, err := l.Tasks(t.Context(), anna, "f/r"); err != nil || len(list) != 0 {
		t.Errorf("got %d tasks, %v, want none", len(list), err)
	}
	l.pass(dayspan(40))
	if got := l.left(anna, "f/r"); got != 1 {
		t.Errorf("%d posts after 46 days, want 1", got)
	}
	l.pass(dayspan(20))
	if got := l.left(anna, "f/r"); got != 0 {
		t.Errorf("%d posts after 66 days, want none", got)
	}
}

// TestAFloorsBoundHoldsForItsRooms: after its notice, whatever the owner set; its dry
// run counts, and owners cannot go beyond it.
func TestAFloorsBoundHoldsForItsRooms(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	root := l.in("admin")
	l.posts(anna, "f/r")
	l.pass(dayspan(60))
	limit := 30
	edit := house.KeepEdit{Max: &limit}
	toll, err := l.SetKeepRuleToll(t.Context(), root, "f", house.RoomConference, edit)
	l.must(err)
	if toll != (house.Toll{People: 2, Rooms: 1}) {
		t.Errorf("got %+v, want one room with two people", toll)
	}
	rules, err := l.SetKeepRule(t.Context(), root, "f", house.RoomConference, edit)
	l.must(err)
	if rules[0].Max != 0 || rules[0].MaxNext != 30 || rules[0].MaxFrom.IsZero() {
		t.Errorf("got %+v, want the bound later", rules[0])
	}
	_, err = l.SetRoomKeeping(t.Context(), anna, "f/r", "", 90)
	wantKey(t, "beyond the bound", err, "error.keep_max")
	l.pass(dayspan(13))
	if got := l.left(anna, "f/r"); got != 1 {
		t.Fatalf("%d posts before the bound holds, want 1", got)
	}
	l.pass(dayspan(2))
	if got := l.left(anna, "f/r"); got != 0 {
		t.Errorf("%d posts under the bound, want none", got)
	}
	d, err := l.Room(t.Context(), anna, "f/r")
	l.must(err)
	if d.KeptDays("") != 30 {
		t.Errorf("the header says %d days, want 30", d.KeptDays(""))
	}
	acts, err := l.Audit(t.Context(), root, "f", 0, 5)
	if err != nil || len(acts) == 0 || acts[0].Act != "keep.max" {
		t.Errorf("got %+v, %v, want the act", acts, err)
	}
}

// TestAHoldKeepsARoomUntilItEnds: asked by one side, in force after the other agreed.
func TestAHoldKeepsARoomUntilItEnds(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	ctx := t.Context()
	l.must(only(l.SetRoomKeeping(ctx, anna, "f/r", "", 30)))
	l.posts(anna, "f/r")
	h, err := l.AskHold(ctx, bert, "f/r", house.HoldSpec{Why: "Streit", Until: l.now().Add(dayspan(100))})
	l.must(err)
	if h.Running || h.By != "bert" || h.Why != "Streit" || h.May.Agree {
		t.Errorf("got %+v, want a wish of bert's", h)
	}
	_, err = l.AgreeHold(ctx, bert, "f/r")
	wantKey(t, "agreeing with oneself", err, "error.hold_other_side")
	h, err = l.RoomHold(ctx, anna, "f/r")
	if err != nil || !h.May.Agree || h.Why != "Streit" {
		t.Errorf("got %+v, %v, want anna to be asked", h, err)
	}
	if h, err = l.AgreeHold(ctx, anna, "f/r"); err != nil || !h.Running {
		t.Fatalf("got %+v, %v, want it running", h, err)
	}
	l.pass(dayspan(60))
	if got := l.left(anna, "f/r"); got != 1 {
		t.Errorf("%d posts under a hold, want 1", got)
	}
	wantKey(t, "deleting", l.DeleteRoom(ctx, anna, "f/r"), "error.held")
	d, err := l.Room(ctx, bert, "f/r")
	if err != nil || d.HoldUntil.IsZero() {
		t.Errorf("got %+v, %v, want the header to say it", d.HoldUntil, err)
	}
	l.must(only(l.EndHold(ctx, bert, "f/r")))
	l.pass(time.Minute)
	if got := l.left(anna, "f/r"); got != 0 {
		t.Errorf("%d posts after the hold, want none", got)
	}
	l.must(l.DeleteRoom(ctx, anna, "f/r"))
}

// TestAHoldInTheLastSecondKeepsTheCounselling: agreed between what the sweep read and
// what it destroys. The control: only asked for, it keeps nothing.
func TestAHoldInTheLastSecondKeepsTheCounselling(t *testing.T) {
	for _, agreed := range []bool{true, false} {
		c := newCentre(t)
		ctx, anna := t.Context(), c.team["anna"]
		out, guest := c.asks("rat", "Sorgen", "Ich weiß nicht weiter.")
		c.must(only(c.AcceptContact(ctx, anna, out.Place)))
		c.must(only(c.CloseCase(ctx, anna, out.Place, house.CaseEnd{Delete: c.now().AddDate(0, 0, 1)})))
		c.must(only(c.AskHold(ctx, guest, out.Place, house.HoldSpec{Why: "Ich klage", Until: c.now().AddDate(0, 2, 0)})))
		c.by.Add(int64(dayspan(1) + time.Hour))
		if agreed {
			c.before(func() { c.must(only(c.AgreeHold(ctx, anna, out.Place))) })
		}
		c.Sweep(ctx)
		c.pass(time.Minute)
		_, err := c.Room(ctx, anna, out.Place)
		if agreed && err != nil || !agreed && !house.IsKey(err, "error.no_such_room") {
			t.Errorf("agreed %v: got %v", agreed, err)
		}
		if agreed {
			c.pass(dayspan(70))
			if _, err := c.Room(ctx, anna, out.Place); !house.IsKey(err, "error.no_such_room") {
				t.Errorf("after the hold: got %v, want it gone", err)
			}
		}
	}
}

// TestAccountsThatNobodyUsesEndAfterANotice: unless somebody logs in, owns a room with
// others in it, or is the only house admin. The control: where the rules say so they stay.
func TestAccountsThatNobodyUsesEndAfterANotice(t *testing.T) {
	for _, on := range []bool{true, false} {
		m, _, _, _ := pair(t, house.RoomConference)
		m.must(m.SetUnusedAccounts(t.Context(), m.in("admin"), on))
		m.member("dora")
		m.pass(dayspan(400))
		m.in("carl") // comes back in time
		m.pass(dayspan(29))
		m.pass(time.Minute)
		m.in("dora") // at the last moment
		m.pass(dayspan(2))
		m.pass(time.Minute)
		for name, gone := range map[string]bool{"admin": false, "anna": false, "bert": on, "carl": false, "dora": false} {
			if _, err := m.Login(t.Context(), name, phrase); (err != nil) != gone {
				t.Errorf("on %v, %s: got %v, want gone %v", on, name, err, gone)
			}
		}
	}
}

// TestTwoNodesDestroyEachThingOnce: two services over one database sweep at the same
// time, again and again; each room stands in the ledger once, and one that a node died
// over goes on.
func TestTwoNodesDestroyEachThingOnce(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		admin := l.admin()
		l.floor(admin, "f", house.FloorOpen)
		places := []string{"f/a", "f/b", "f/c", "f/d", "f/e"}
		for _, place := range places {
			l.room(admin, place, house.RoomConference)
			l.must(only(l.SetRoomKeeping(t.Context(), admin, place, "", 30)))
			for range 3 {
				l.posts(admin, place)
			}
		}
		far, err := house.Open(t.Context(), house.Config{Store: l.store, HouseKey: l.key, WeakKDF: true, Clock: l.now})
		l.must(err)
		l.by.Add(int64(dayspan(31)))
		dying, die := context.WithCancel(t.Context())
		l.before(die) // with the first room, before anything of it is written
		l.Sweep(dying)
		l.by.Add(int64(6 * time.Minute)) // its lease runs out
		var both sync.WaitGroup
		for _, node := range []*house.Service{l.Service, far} {
			both.Go(func() {
				for range 5 {
					node.Sweep(t.Context())
				}
			})
		}
		both.Wait()
		for _, place := range places {
			if got := l.left(admin, place); got != 0 {
				t.Errorf("%s: %d posts are left", place, got)
			}
		}
		l.pass(dayspan(1))
		rows, err := l.Ledger(t.Context())
		l.must(err)
		n := 0
		for _, r := range rows {
			if r.What == house.DestroyedEntries {
				n += r.Rows
			}
		}
		if n < 15 || n > 15+10 { // the posts, and the house's own lines in these rooms
			t.Errorf("the ledger counts %d entries in %d rows, want the 15 posts once", n, len(rows))
		}
	})
}
