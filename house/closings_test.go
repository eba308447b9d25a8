package house_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

const aDay = 24 * time.Hour

// TestARoomIsClosedByOrderUnread is the way of a room that a floor's admin orders
// closed: told, exportable, read-only, gone.
func TestARoomIsClosedByOrderUnread(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		admin, mara, jonas := l.admin(), l.member("mara"), l.member("jonas")
		l.floor(admin, "work", house.FloorOpen)
		for _, a := range []house.Actor{mara, jonas} {
			_, err := l.JoinFloor(t.Context(), a, "work")
			l.must(err)
		}
		_, err := l.SetFloorCreator(t.Context(), admin, "work", "mara", true)
		l.must(err)
		l.room(mara, "work/kreis", house.RoomConference, jonas)
		_, err = l.Say(t.Context(), jonas, "work/kreis", "Das Geheimnis", "")
		l.must(err)

		toll, err := l.ClosingToll(t.Context(), admin, "work/kreis", house.ClosingOrder{})
		if err != nil || toll != (house.Toll{People: 2, Rooms: 1}) {
			t.Errorf("toll: got %+v, %v, want two people and a room", toll, err)
		}
		_, err = l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{Days: 6})
		wantKey(t, "six days", err, "error.closing_days")
		c, err := l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{Notice: "Das Projekt endet."})
		if err != nil || c.CloseAt.Sub(l.now()) < 13*aDay || c.DeleteAt.Sub(c.CloseAt) < 13*aDay || c.Closed {
			t.Fatalf("got %+v, %v, want two weeks and two more", c, err)
		}
		_, err = l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{})
		wantKey(t, "twice", err, "error.closing_there")
		l.cannotRead(admin, "work/kreis")

		for _, a := range []house.Actor{mara, jonas} {
			d, err := l.Room(t.Context(), a, "work/kreis")
			if err != nil || d.Closing == nil || d.Closing.Notice != "Das Projekt endet." || d.Closed {
				t.Fatalf("%s: got %+v, %v, want the order", a.Name(), d.Closing, err)
			}
			if got := l.coming(a, house.KindClosing); len(got) != 1 || !got[0].Reminder || got[0].Title != "Das Projekt endet." {
				t.Errorf("%s: got %+v, want what comes up", a.Name(), got)
			}
		}
		if n := l.events(jonas, "work/kreis", "event.closing"); n != 1 {
			t.Errorf("got %d lines in the room, want one, whoever came first", n)
		}
		_, err = l.Say(t.Context(), jonas, "work/kreis", "noch offen", "")
		l.must(err)

		l.pass(15 * aDay)
		d, err := l.Room(t.Context(), jonas, "work/kreis")
		if err != nil || !d.Closed || d.DeleteAt.Sub(l.now()) < 12*aDay || d.Closing == nil || !d.Closing.Closed {
			t.Fatalf("got %+v, %v, want it closed, with the day of its deletion", d, err)
		}
		_, err = l.Say(t.Context(), jonas, "work/kreis", "zu spät", "")
		wantKey(t, "say", err, "error.room_closed")
		if said, err := l.said(jonas, "work/kreis"); err != nil || !slices.Contains(said, "Das Geheimnis") {
			t.Errorf("got %q, %v, want it to be read still", said, err)
		}
		if got := l.coming(jonas, house.KindDeletion); len(got) != 1 {
			t.Errorf("got %+v, want the deletion to come up", got)
		}
		_, err = l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{})
		wantKey(t, "closed", err, "error.closing_there")
		wantKey(t, "withdraw", l.WithdrawClosing(t.Context(), admin, "work/kreis"), "error.closing_done")
		l.cannotRead(admin, "work/kreis")

		l.pass(15 * aDay)
		_, err = l.Room(t.Context(), jonas, "work/kreis")
		wantKey(t, "gone", err, "error.no_such_room")
		if rows, err := l.store.RoomsOn(t.Context(), floorID(t, l, admin, "work")); err != nil || len(rows) != 1 {
			t.Errorf("got %d rooms, %v, want the board alone", len(rows), err)
		}
		l.pass(aDay) // and nothing is left to do
	})
}

// cannotRead checks that somebody finds no room there and reads nothing of it.
func (l *lodge) cannotRead(a house.Actor, place string) {
	l.t.Helper()
	if said, err := l.said(a, place); err == nil || len(said) > 0 {
		l.t.Errorf("read: got %q, %v, want nothing", said, err)
	}
	if _, err := l.Join(l.t.Context(), a, place); err == nil {
		l.t.Error("join: got in, want a refusal")
	}
}

// coming is what of a kind comes up for somebody.
func (l *lodge) coming(a house.Actor, kind house.MessageKind) []house.Upcoming {
	l.t.Helper()
	all, err := l.Upcoming(l.t.Context(), a)
	l.must(err)
	return slices.DeleteFunc(all, func(u house.Upcoming) bool { return u.Kind != kind })
}

// events counts the lines of the house's own in a room.
func (l *lodge) events(a house.Actor, place, key string) int {
	l.t.Helper()
	posts, err := l.Read(l.t.Context(), a, place, house.ReadQuery{})
	l.must(err)
	n := 0
	for _, p := range posts {
		if p.Event.Key == key {
			n++
		}
	}
	return n
}

func TestAnOrderOfClosingIsTakenBack(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.SetFloorCreator(t.Context(), admin, "work", "mara", true)
	l.must(err)
	l.room(mara, "work/kreis", house.RoomConference)
	wantKey(t, "none", l.WithdrawClosing(t.Context(), admin, "work/kreis"), "error.closing_none")
	for _, told := range []bool{false, true} {
		_, err = l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{Days: 7})
		l.must(err)
		if told {
			_, err = l.Room(t.Context(), mara, "work/kreis")
			l.must(err)
		}
		l.must(l.WithdrawClosing(t.Context(), admin, "work/kreis"))
	}
	l.pass(30 * aDay)
	d, err := l.Room(t.Context(), mara, "work/kreis")
	if err != nil || d.Closed || d.Closing != nil {
		t.Errorf("got %+v, %v, want the room as it was", d, err)
	}
	if x, y := l.events(mara, "work/kreis", "event.closing"), l.events(mara, "work/kreis", "event.closing_withdrawn"); x != 1 || y != 1 {
		t.Errorf("got %d and %d lines, want one that says it and one that takes it back", x, y)
	}
}

func TestWhatAFloorAdminSeesOfRooms(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.SetFloorCreator(t.Context(), admin, "work", "mara", true)
	l.must(err)
	l.room(mara, "work/kreis", house.RoomConference)
	_, err = l.NewRoom(t.Context(), mara, house.RoomSpec{Place: "work/leise", Name: "Leiser Raum", Unlisted: true})
	l.must(err)
	rooms, err := l.FloorRooms(t.Context(), admin, "work")
	if err != nil || rooms.Unlisted != 1 || len(rooms.Rooms) != 2 {
		t.Fatalf("got %+v, %v, want the listed room, the board, and one more as a number", rooms, err)
	}
	if r := rooms.Rooms[0]; r.Name != "Room work/kreis" || r.Owner != "mara" || r.Members != 1 || r.Own || !rooms.Rooms[1].Own {
		t.Errorf("got %+v, want whose it is", rooms.Rooms)
	}
	for place, key := range map[string]string{
		"work/leise": "error.no_such_room", "work/none": "error.no_such_room", "work": "error.no_such_room", "work/notices": "error.closing_own",
	} {
		_, err := l.OrderClosing(t.Context(), admin, place, house.ClosingOrder{})
		wantKey(t, place, err, key)
		_, err = l.ClosingToll(t.Context(), admin, place, house.ClosingOrder{})
		wantKey(t, place, err, key)
	}
	_, err = l.OrderClosing(t.Context(), mara, "work/kreis", house.ClosingOrder{})
	wantKey(t, "the owner", err, "error.forbidden")
	tickets, err := l.FloorTickets(t.Context(), admin, "work")
	if err != nil || !tickets.Issued.Hidden {
		t.Errorf("got %+v, %v, want nothing shown of few", tickets, err)
	}
	for range 7 {
		_, err := l.NewTicket(t.Context(), mara, "work/leise", house.TicketSpec{})
		l.must(err)
	}
	tickets, err = l.FloorTickets(t.Context(), admin, "work")
	if err != nil || tickets.Issued != (house.SheetCount{N: 5}) || !tickets.Redeemed.Hidden || tickets.Issued.Steps() != "5+" {
		t.Errorf("got %+v, %v, want five or more issued", tickets, err)
	}
	l.pass(365 * aDay)
	if tickets, err = l.FloorTickets(t.Context(), admin, "work"); err != nil || tickets.Expired.N != 5 || !tickets.Issued.Hidden {
		t.Errorf("got %+v, %v, want them run out", tickets, err)
	}
}

func TestAChangedOrderOfClosingIsRefused(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.floor(admin, "work", house.FloorOpen)
	l.room(admin, "work/kreis", house.RoomConference)
	_, err := l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{Days: 30})
	l.must(err)
	rows, err := l.store.ClosingsOn(t.Context(), floorID(t, l, admin, "work"))
	l.must(err)
	rows[0].CloseAt = l.now().Add(-aDay)
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutClosing(t.Context(), rows[0]) }))
	l.pass(time.Hour)
	if d, err := l.store.Room(t.Context(), rows[0].Room); err != nil || d.State != "open" {
		t.Errorf("got %q, %v, want the room open", d.State, err)
	}
	_, err = l.Room(t.Context(), admin, "work/kreis")
	wantKey(t, "read", err, "error.tampered")
}

func TestAFloorSaysWhatItIs(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	contact, imprint, privacy, lang, kind := "büro@example.org", "Verein\nOrt", "Wir speichern\n\nwenig.", "de-du", house.FloorNetwork
	_, err := l.EditFloor(t.Context(), admin, "work", house.FloorEdit{Contact: &contact, Imprint: &imprint, Privacy: &privacy, Language: &lang, Kind: &kind})
	l.must(err)
	f, err := l.Floor(t.Context(), mara, "work") // before joining
	if err != nil || f.Contact != contact || f.Imprint != imprint || f.Privacy != privacy || f.Language != lang || f.Kind != kind {
		t.Errorf("got %+v, %v, want all texts", f, err)
	}
	for key, e := range map[string]house.FloorEdit{
		"error.floor_language": {Language: new("fr")},
		"error.too_long":       {Privacy: new(strings.Repeat("x", 30_000))},
		"error.floor_kind":     {Kind: new(house.FloorGround)},
	} {
		_, err := l.EditFloor(t.Context(), admin, "work", e)
		wantKey(t, key, err, key)
	}
	state := house.FloorSuspended
	toll, err := l.EditFloorToll(t.Context(), admin, "work", house.FloorEdit{State: &state})
	if err != nil || toll != (house.Toll{People: 1, Rooms: 1}) {
		t.Errorf("got %+v, %v, want the admin and the board", toll, err)
	}
}

// TestNoOrderBreaksWhatAContractPromises is about counsellings: the house cannot read a
// contract, so the room stays as long as it can say, unless somebody in it has looked.
func TestNoOrderBreaksWhatAContractPromises(t *testing.T) {
	for _, looked := range []bool{true, false} {
		c := newCounselling(t)
		made := c.propose(c.counsellor, house.ContractEdit{Goal: new("Reden"), DeleteDays: number(60)})
		c.accept(c.client, made.Version)
		_, err := c.CloseFloor(t.Context(), c.counsellor, "praxis", 10, "")
		c.must(err)
		if looked {
			d, err := c.Room(t.Context(), c.counsellor, quiet)
			if err != nil || d.Closing == nil || d.Closing.DeleteAt.Sub(d.Closing.CloseAt) < 59*aDay {
				t.Errorf("got %+v, %v, want the sixty days that were promised", d.Closing, err)
			}
		}
		c.pass(11 * aDay)
		c.pass(40 * aDay)
		if d, err := c.Room(t.Context(), c.counsellor, quiet); err != nil || !d.Closed || d.DeleteAt.Before(c.now()) {
			t.Errorf("looked %v: got %+v, %v, want it to be read still", looked, d, err)
		}
		c.pass(30 * aDay)
		_, err = c.Room(t.Context(), c.counsellor, quiet)
		if gone := house.IsKey(err, "error.no_such_room"); gone != looked {
			t.Errorf("looked %v: got %v", looked, err)
		}
	}
}

func TestAFloorsAdminCannotKeepARoomFromAHouseThatClosesTheFloor(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.SetFloorAdmin(t.Context(), admin, "work", "mara", true)
	l.must(err)
	l.room(mara, "work/kreis", house.RoomConference)
	_, err = l.CloseFloor(t.Context(), admin, "work", 10, "")
	l.must(err)
	wantKey(t, "withdraw", l.WithdrawClosing(t.Context(), mara, "work/kreis"), "error.closing_floor")
}
