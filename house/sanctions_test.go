package house_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

func (c *court) sanction(a house.Actor, of string, kind house.SanctionKind, name string, d time.Duration) house.Sanction {
	c.t.Helper()
	v, err := c.Sanction(c.t.Context(), a, of, house.SanctionSpec{Kind: kind, Name: name, For: d, Text: "weil du drohst"})
	c.must(err)
	return v
}

func TestMuteHoldsWhereEverybodyMayWriteAndNowhereElse(t *testing.T) {
	c := newCourt(t)
	c.sanction(c.root, "house", house.SanctionMute, "carl", time.Hour)
	_, err := c.Say(t.Context(), c.carl, "eg/cafe", "laut", "")
	wantKey(t, "chat", err, "error.muted")
	var refusal *house.Error
	if !errors.As(err, &refusal) || !strings.Contains(everything(refusal.Args), "weil du drohst") {
		t.Errorf("got %v, want the reason", err)
	}
	_, err = c.Post(t.Context(), c.carl, "eg/cafe", house.PostSpec{Title: "x", Text: "y"})
	wantKey(t, "board", err, "error.muted")
	if _, err = c.Read(t.Context(), c.carl, "eg/cafe", house.ReadQuery{}); err != nil {
		t.Errorf("got %v, want it readable", err)
	}
	if _, err = c.Say(t.Context(), c.carl, kammer, "hier schon", ""); err != nil {
		t.Errorf("got %v, want closed rooms to be their owners'", err)
	}
	if _, err = c.Say(t.Context(), c.ben, "eg/cafe", "ich darf", ""); err != nil {
		t.Errorf("got %v, want others to write", err)
	}
	c.pass(2 * time.Hour)
	if _, err = c.Say(t.Context(), c.carl, "eg/cafe", "wieder da", ""); err != nil {
		t.Errorf("got %v, want it over by itself", err)
	}
}

func TestFloorBanShutsTheFloorAndDestroysNothing(t *testing.T) {
	c := newCourt(t)
	c.room(c.anna, "hof/saal", house.RoomConference)
	if _, err := c.Room(t.Context(), c.carl, "hof/saal"); err != nil {
		t.Fatalf("a listed room: %v", err)
	}
	spec := house.SanctionSpec{Kind: house.SanctionBan, Name: "carl", For: 24 * time.Hour, Text: "weil"}
	toll, err := c.SanctionToll(t.Context(), c.mod, "hof", spec)
	c.must(err)
	if toll != (house.Toll{People: 1, Untold: true}) { // their number would say where carl is
		t.Errorf("got %+v, want one person and no count of rooms", toll)
	}
	if _, err = c.Read(t.Context(), c.carl, kammer, house.ReadQuery{}); err != nil {
		t.Fatalf("a dry run changed something: %v", err)
	}
	v := c.sanction(c.mod, "hof", house.SanctionBan, "carl", 24*time.Hour)
	for name, do := range map[string]func() error{
		"read":  func() error { return only(c.Read(t.Context(), c.carl, kammer, house.ReadQuery{})) },
		"say":   func() error { return only(c.Say(t.Context(), c.carl, kammer, "x", "")) },
		"room":  func() error { return only(c.Room(t.Context(), c.carl, kammer)) },
		"floor": func() error { return only(c.Floor(t.Context(), c.carl, "hof")) },
		"join":  func() error { return only(c.JoinFloor(t.Context(), c.carl, "hof")) },
	} {
		wantKey(t, name, do(), "error.floor_banned")
	}
	if _, err = c.News(t.Context(), c.carl); err != nil {
		t.Errorf("got %v, want the rest of the house", err)
	}
	if _, err = c.Say(t.Context(), c.carl, "eg/cafe", "hier darf ich", ""); err != nil {
		t.Errorf("got %v, want other floors open", err)
	}
	floors, err := c.Floors(t.Context(), c.carl)
	c.must(err)
	rooms, err := c.Rooms(t.Context(), c.carl, "")
	c.must(err)
	if _, err = c.Room(t.Context(), c.carl, "hof/saal"); house.KindOf(err) != house.NotFound {
		t.Errorf("a listed room: got %v, want it not theirs to know", err)
	}
	for _, f := range floors {
		if f.Code == "hof" {
			t.Error("the floor stands in the list of floors")
		}
	}
	for _, r := range rooms {
		if strings.HasPrefix(r.Place, "hof/") {
			t.Errorf("%s stands in the list of rooms", r.Place)
		}
	}
	x := c.along(c.carl)
	if !strings.Contains(everything(x), "du Wicht") {
		t.Error("want one's own words of the floor in the export")
	}
	mine, err := c.MySanctions(t.Context(), c.carl)
	c.must(err)
	if len(mine) != 1 || mine[0].Why != "weil du drohst" || strings.Join(mine[0].Turn, " ") != "admin" {
		t.Errorf("got %+v", mine)
	}
	_, err = c.LiftSanction(t.Context(), c.root, v.ID)
	wantKey(t, "the house, unasked", err, "error.no_such_sanction")
	_, err = c.AppealSanction(t.Context(), c.carl, v.ID, "tut mir leid")
	c.must(err)
	list, err := c.Sanctions(t.Context(), c.root, "house")
	c.must(err)
	if len(list) != 1 || len(list[0].Words) != 1 || list[0].Words[0].Text != "tut mir leid" {
		t.Errorf("got %+v, want the appeal", list)
	}
	_, err = c.LiftSanction(t.Context(), c.root, v.ID)
	c.must(err)
	if _, err = c.Read(t.Context(), c.carl, kammer, house.ReadQuery{}); err != nil {
		t.Errorf("got %v, want all of it back", err)
	}
}

func TestHouseBanShutsAllDoorsAndLetsPeopleTakeTheirThings(t *testing.T) {
	c := newCourt(t)
	key := []byte("not a real key")
	_ = key
	v := c.sanction(c.root, "house", house.SanctionBan, "carl", 30*24*time.Hour)
	_, err := c.Say(t.Context(), c.carl, "eg/cafe", "x", "")
	wantKey(t, "the session that was", err, "error.session_over")
	_, err = c.Login(t.Context(), "carl", "wrong horse battery")
	wantKey(t, "wrong password", err, "error.login")
	out := c.in("carl")
	if out.Role() != house.RoleShutOut {
		t.Fatalf("got the role %q", out.Role())
	}
	for name, do := range map[string]func() error{
		"read":   func() error { return only(c.Read(t.Context(), out, kammer, house.ReadQuery{})) },
		"cafe":   func() error { return only(c.Read(t.Context(), out, "eg/cafe", house.ReadQuery{})) },
		"say":    func() error { return only(c.Say(t.Context(), out, kammer, "x", "")) },
		"room":   func() error { return only(c.Room(t.Context(), out, kammer)) },
		"edit":   func() error { return only(c.Edit(t.Context(), out, c.post, "x")) },
		"direct": func() error { return only(c.Send(t.Context(), out, "anna", "x", "")) },
		"inbox":  func() error { return only(c.Inbox(t.Context(), out)) },
		"news":   func() error { return only(c.News(t.Context(), out)) },
		"floor":  func() error { return only(c.Floor(t.Context(), out, "hof")) },
		"search": func() error {
			return c.Search(t.Context(), out, house.SearchQuery{Words: "x"}, func(house.Post) bool { return true })
		},
		"keys":    func() error { return only(c.SSHKeys(t.Context(), out)) },
		"members": func() error { return only(c.Members(t.Context(), out, kammer)) },
		"report": func() error {
			return only(c.Report(t.Context(), out, kammer, house.ReportSpec{Posts: []house.MessageID{c.post}}))
		},
	} {
		if kind := house.KindOf(do()); kind != house.Forbidden && kind != house.NotFound {
			t.Errorf("%s: got %v, want it refused", name, do())
		}
	}
	x := c.along(out)
	if !strings.Contains(everything(x), "du Wicht") {
		t.Error("want one's own words in the export")
	}
	mine, err := c.MySanctions(t.Context(), out)
	c.must(err)
	if len(mine) != 1 || mine[0].Why != "weil du drohst" {
		t.Errorf("got %+v", mine)
	}
	_, err = c.AppealSanction(t.Context(), out, v.ID, "bitte")
	c.must(err)
	if _, err = c.DeleteAccount(t.Context(), out, phrase); err != nil {
		t.Errorf("got %v, want the account to be deleted", err)
	}
	c.must(c.KeepAccount(t.Context(), out))
	// The control: whoever is not banned, and the same one after it, comes in.
	if a := c.in("benno"); a.Role() != house.RoleInside {
		t.Errorf("got %q for somebody else", a.Role())
	}
	c.pass(31 * 24 * time.Hour)
	if a := c.in("carl"); a.Role() != house.RoleInside {
		t.Errorf("got %q after the time", a.Role())
	}
}

func TestLockedAccountGivesNothingOut(t *testing.T) {
	c := newCourt(t)
	v := c.sanction(c.root, "house", house.SanctionLock, "carl", 0)
	out := c.in("carl")
	err := c.ExportAccount(t.Context(), out, house.Taking{})
	wantKey(t, "export", err, "error.account_locked")
	_, err = c.DeleteAccount(t.Context(), out, phrase)
	wantKey(t, "delete", err, "error.account_locked")
	if mine, err := c.MySanctions(t.Context(), out); err != nil || len(mine) != 1 {
		t.Errorf("got %+v, %v, want to see why", mine, err)
	}
	c.pass(400 * 24 * time.Hour)
	if a := c.in("carl"); a.Role() != house.RoleShutOut {
		t.Errorf("got %q, want it to last", a.Role())
	}
	_, err = c.LiftSanction(t.Context(), c.root, v.ID)
	c.must(err)
	if a := c.in("carl"); a.Role() != house.RoleInside {
		t.Errorf("got %q, want it over", a.Role())
	}
}

// Whoever got into somebody's account may have had it deleted: while it is locked its
// owner could not take that back.
func TestALockedAccountDoesNotGo(t *testing.T) {
	c := newCourt(t)
	_, err := c.DeleteAccount(t.Context(), c.carl, phrase)
	c.must(err)
	v := c.sanction(c.root, "house", house.SanctionLock, "carl", 0)
	c.pass(49 * time.Hour)
	c.pass(49 * time.Hour)
	_, err = c.LiftSanction(t.Context(), c.root, v.ID)
	c.must(err)
	back := c.in("carl")
	c.must(c.KeepAccount(t.Context(), back))
	c.pass(100 * time.Hour)
	if _, err := c.WhoAmI(t.Context(), back); err != nil {
		t.Errorf("got %v, want the account kept", err)
	}
	_, err = c.DeleteAccount(t.Context(), back, phrase)
	c.must(err)
	c.sanction(c.root, "house", house.SanctionLock, "carl", 0)
	for range 60 {
		c.pass(48 * time.Hour)
	}
	if _, err := c.Login(t.Context(), "carl", phrase); err == nil {
		t.Error("the account stays for ever")
	}
}

func TestOfficesAreNotSanctioned(t *testing.T) {
	c := newCourt(t)
	for of, name := range map[string]string{"hof": "mate"} {
		_, err := c.Sanction(t.Context(), c.mod, of, house.SanctionSpec{Kind: house.SanctionBan, Name: name, For: time.Hour, Text: "x"})
		wantKey(t, of, err, "error.sanction_office")
	}
	_, err := c.Sanction(t.Context(), c.root, "house", house.SanctionSpec{Kind: house.SanctionBan, Name: "carl", For: time.Hour})
	wantKey(t, "no reason", err, "error.sanction_why")
	_, err = c.Sanction(t.Context(), c.root, "house", house.SanctionSpec{Kind: house.SanctionBan, Name: "carl", Text: "x"})
	wantKey(t, "no time", err, "error.sanction_time")
	v := c.sanction(c.mod, "hof", house.SanctionMute, "carl", time.Hour)
	row, err := c.store.SanctionRow(t.Context(), v.ID)
	c.must(err)
	row.Until = row.Until.Add(time.Hour)
	c.must(c.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutSanction(t.Context(), row) }))
	_, err = c.Sanctions(t.Context(), c.mod, "hof")
	wantKey(t, "edited", err, "error.tampered")
}

// along is what somebody takes along of their words.
func (c *court) along(a house.Actor) []house.Post {
	c.t.Helper()
	var out []house.Post
	c.must(c.ExportAccount(c.t.Context(), a, house.Taking{Post: func(p house.Post) error {
		out = append(out, p)
		return nil
	}}))
	return out
}
