package house_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// surgery is a house where anna counsels bert in f/r and the visitor in f/v; carl is
// a member without a room.
type surgery struct {
	*lodge
	anna, bert, carl, guest house.Actor
}

func newSurgery(t *testing.T, target string) *surgery {
	t.Helper()
	c := &surgery{}
	c.lodge, c.anna, c.bert, c.carl = pairAt(t, target, house.RoomPractice)
	c.room(c.anna, "f/v", house.RoomPractice)
	c.guest = c.visit(c.anna, "f/v", house.TicketSpec{})
	floor, offer, zone := "f", "Beratung", "Europe/Berlin"
	hours, err := house.ParseHours("mon 09:00-12:00, tue 09:00-12:00, wed 09:00-12:00, thu 09:00-12:00, fri 09:00-12:00, sat 09:00-12:00, sun 09:00-12:00")
	c.must(err)
	_, err = c.PutCard(t.Context(), c.anna, house.CardEdit{Floor: &floor, Offer: &offer, Hours: &hours, Zone: &zone})
	c.must(err)
	return c
}

// free is one of the next free times as somebody finds it.
func (c *surgery) free(a house.Actor, place string, i int) time.Time {
	c.t.Helper()
	slots, err := c.FreeSlots(c.t.Context(), a, place, "", time.Time{}, 14)
	c.must(err)
	if len(slots) <= i {
		c.t.Fatalf("got %d free slots, want more than %d", len(slots), i)
	}
	return slots[i].At
}

func (c *surgery) book(a house.Actor, place string, at time.Time) house.Appointment {
	c.t.Helper()
	p, err := c.BookSlot(c.t.Context(), a, place, house.SlotSpec{At: at, Note: "Worum es geht"})
	c.must(err)
	return p
}

// seen is an appointment as somebody finds it: state and whose yes it waits for.
func (c *surgery) seen(a house.Actor, id house.AppointmentID) string {
	c.t.Helper()
	p, err := c.Slot(c.t.Context(), a, id)
	c.must(err)
	return strings.TrimSpace(string(p.State) + " " + p.Waits)
}

func (c *surgery) sees(a house.Actor, id house.AppointmentID, want string) {
	c.t.Helper()
	if got := c.seen(a, id); got != want {
		c.t.Errorf("%s: got %q, want %q", a.Name(), got, want)
	}
}

func TestAnAppointmentIsAskedForAndConfirmed(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		c := newSurgery(t, target)
		at := c.free(c.guest, "f/v", 3)
		p := c.book(c.guest, "f/v", at)
		c.sees(c.guest, p.ID, "asked them")
		c.sees(c.anna, p.ID, "asked me")
		if p.With != "anna" || p.Note != "Worum es geht" || p.Minutes != 50 || !p.At.Equal(at) {
			t.Errorf("got %+v, want what was booked", p)
		}
		if slices.ContainsFunc(must(c.FreeSlots(t.Context(), c.bert, "f/r", "", time.Time{}, 14)), func(f house.FreeSlot) bool { return f.At.Equal(at) }) {
			t.Error("the time is still offered in another room")
		}
		_, err := c.ConfirmSlot(t.Context(), c.guest, p.ID)
		wantKey(t, "the one who asked", err, "error.slot_waits")
		if _, err := c.ConfirmSlot(t.Context(), c.anna, p.ID); err != nil {
			t.Fatal(err)
		}
		c.sees(c.guest, p.ID, "confirmed")
		_, err = c.ConfirmSlot(t.Context(), c.anna, p.ID)
		wantKey(t, "twice", err, "error.slot_confirmed")
		if q, err := c.Slot(t.Context(), c.anna, p.ID); err != nil || q.With != c.guest.Name() {
			t.Errorf("got %+v, %v, want the visitor's name", q, err)
		}
		for _, a := range []house.Actor{c.bert, c.carl} {
			_, err := c.Slot(t.Context(), a, p.ID)
			wantKey(t, a.Name(), err, "error.slot_none")
			_, err = c.CancelSlot(t.Context(), a, p.ID, "")
			wantKey(t, a.Name(), err, "error.slot_none")
		}
		c.pass(15 * 24 * time.Hour)
		c.sees(c.guest, p.ID, "done")
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestOneOfManyGetsATime is the race: sixteen clients in rooms of their own book one
// time at once, half of them by another node.
func TestOneOfManyGetsATime(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		c := newSurgery(t, target)
		far, err := house.Open(t.Context(), house.Config{Store: c.store, HouseKey: c.key, WeakKDF: true, Clock: c.now})
		c.must(err)
		const racers = 16
		clients := make([]house.Actor, racers)
		for i := range clients {
			clients[i] = c.member(fmt.Sprintf("client%d", i))
			_, err := c.JoinFloor(t.Context(), clients[i], "f")
			c.must(err)
			c.room(c.anna, fmt.Sprintf("f/c%d", i), house.RoomPractice, clients[i])
		}
		at := c.free(clients[0], "f/c0", 2)
		won := racing(t, racers, func(i int) error {
			s := c.Service
			if i%2 == 1 {
				s = far
			}
			_, err := s.BookSlot(t.Context(), clients[i], fmt.Sprintf("f/c%d", i), house.SlotSpec{At: at})
			return err
		})
		if won != 1 {
			t.Errorf("%d booked one time, want 1", won)
		}
		mine, err := c.MySlots(t.Context(), c.anna)
		if err != nil || len(mine) != 1 {
			t.Errorf("got %d appointments, %v, want 1", len(mine), err)
		}
	})
}

// racing runs tries at once and counts those that succeeded; the others must have
// been told that the time is not free.
func racing(t *testing.T, racers int, try func(i int) error) int {
	t.Helper()
	var all sync.WaitGroup
	errs := make([]error, racers)
	start := make(chan struct{})
	for i := range racers {
		all.Go(func() {
			<-start
			errs[i] = try(i)
		})
	}
	close(start)
	all.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantKey(t, "a loser", err, "error.slot_not_free")
		if house.KindOf(err) != house.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
	}
	return won
}

// bookless is a store in which holding a counsellor's book holds nothing: the
// negative control of the race.
type bookless struct {
	house.Store
	meet func() // called where a transaction has looked, before it writes
}

type booklessTx struct {
	house.Tx
	meet func()
}

func (b bookless) InTx(ctx context.Context, do func(house.Tx) error) error {
	return b.Store.InTx(ctx, func(tx house.Tx) error { return do(booklessTx{tx, b.meet}) })
}

func (t booklessTx) HoldBook(context.Context, house.PersonID) error { return nil }

func (t booklessTx) OpenAppointments(ctx context.Context, p house.PersonID) ([]house.AppointmentRow, error) {
	rows, err := t.Tx.OpenAppointments(ctx, p)
	t.meet()
	return rows, err
}

// TestWithoutTheBookTwoWouldGetATime shows that the race test can fail: on
// PostgreSQL, where transactions run side by side, two that have both looked before
// either writes get the same time once nothing holds the book.
func TestWithoutTheBookTwoWouldGetATime(t *testing.T) {
	c := newSurgery(t, storetest.PostgresURL(t))
	at := c.free(c.bert, "f/r", 2)
	var both sync.WaitGroup
	both.Add(2)
	meet := func() { both.Done(); both.Wait() }
	s, err := house.Open(t.Context(), house.Config{Store: bookless{c.store, meet}, HouseKey: c.key, WeakKDF: true, Clock: c.now})
	c.must(err)
	won := racing(t, 2, func(i int) error {
		_, err := s.BookSlot(t.Context(), []house.Actor{c.bert, c.guest}[i], []string{"f/r", "f/v"}[i], house.SlotSpec{At: at})
		return err
	})
	if won != 2 {
		t.Errorf("%d booked one time without the book, want 2: this control shows nothing", won)
	}
}

func TestMovingHoldsTheOldTimeUntilTheOtherSideAgrees(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	ctx := t.Context()
	first, second, third := c.free(c.guest, "f/v", 2), c.free(c.guest, "f/v", 4), c.free(c.guest, "f/v", 6)
	old := c.book(c.guest, "f/v", first)
	_, err := c.ConfirmSlot(ctx, c.anna, old.ID)
	c.must(err)
	moved, err := c.MoveSlot(ctx, c.guest, old.ID, second)
	c.must(err)
	c.sees(c.anna, old.ID, "confirmed")
	c.sees(c.anna, moved.ID, "asked me")
	for _, at := range []time.Time{first, second} {
		_, err := c.BookSlot(ctx, c.bert, "f/r", house.SlotSpec{At: at})
		wantKey(t, "both times are held", err, "error.slot_not_free")
	}
	counter, err := c.MoveSlot(ctx, c.anna, moved.ID, third)
	c.must(err)
	c.sees(c.guest, moved.ID, "cancelled")
	c.sees(c.guest, counter.ID, "asked me")
	c.sees(c.guest, old.ID, "confirmed")
	if _, err := c.ConfirmSlot(ctx, c.guest, counter.ID); err != nil {
		t.Fatal(err)
	}
	c.sees(c.guest, counter.ID, "confirmed")
	c.sees(c.guest, old.ID, "moved")
	c.book(c.bert, "f/r", first)
	_, err = c.CancelSlot(ctx, c.guest, old.ID, "")
	wantKey(t, "what was moved", err, "error.slot_moved")
	if _, err := c.CancelSlot(ctx, c.anna, counter.ID, "Ich bin krank."); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Slot(ctx, c.guest, counter.ID); err != nil || p.Reason != "Ich bin krank." || p.State != house.SlotCancelled {
		t.Errorf("got %+v, %v, want the reason", p, err)
	}
}

func TestCancellingTakesItsProposalAlong(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	old := c.book(c.guest, "f/v", c.free(c.guest, "f/v", 2))
	moved, err := c.MoveSlot(t.Context(), c.guest, old.ID, c.free(c.guest, "f/v", 5))
	c.must(err)
	_, err = c.CancelSlot(t.Context(), c.guest, old.ID, "")
	c.must(err)
	c.sees(c.anna, moved.ID, "cancelled")
}

func TestACounsellorBooksAnyTimeAndTheClientConfirms(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	at := c.now().Add(50 * time.Hour).Truncate(time.Second)
	p, err := c.BookSlot(t.Context(), c.anna, "f/v", house.SlotSpec{At: at, Minutes: 30})
	c.must(err)
	c.sees(c.guest, p.ID, "asked me")
	_, err = c.BookSlot(t.Context(), c.anna, "f/r", house.SlotSpec{At: at.Add(20 * time.Minute)})
	wantKey(t, "over another one", err, "error.slot_clash")
	_, err = c.ConfirmSlot(t.Context(), c.guest, p.ID)
	c.must(err)
	c.sees(c.anna, p.ID, "confirmed")
}

func TestWhatIsConfirmedByItself(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	yes := true
	_, err := c.SetSlotHours(t.Context(), c.anna, house.SlotEdit{Auto: &yes})
	c.must(err)
	p := c.book(c.guest, "f/v", c.free(c.guest, "f/v", 1))
	c.sees(c.guest, p.ID, "confirmed")
	q, err := c.MoveSlot(t.Context(), c.guest, p.ID, c.free(c.guest, "f/v", 1))
	c.must(err)
	c.sees(c.anna, q.ID, "confirmed")
	c.sees(c.anna, p.ID, "moved")
}

func TestOnlyOfferedTimesCanBeBookedByClients(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	ctx := t.Context()
	at := c.free(c.bert, "f/r", 2)
	for name, when := range map[string]time.Time{"beside the grid": at.Add(7 * time.Minute), "too far ahead": at.AddDate(0, 0, 60)} {
		_, err := c.BookSlot(ctx, c.bert, "f/r", house.SlotSpec{At: when, Minutes: 10})
		wantKey(t, name, err, "error.slot_not_free")
	}
	_, err := c.BookSlot(ctx, c.bert, "f/r", house.SlotSpec{At: c.now().Add(-time.Hour)})
	wantKey(t, "the past", err, "error.slot_past")
	block, err := c.BlockSlots(ctx, c.anna, at.Add(-time.Hour), at.Add(time.Hour))
	c.must(err)
	_, err = c.BookSlot(ctx, c.bert, "f/r", house.SlotSpec{At: at})
	wantKey(t, "blocked", err, "error.slot_not_free")
	wantKey(t, "of somebody else", c.UnblockSlots(ctx, c.bert, block.ID), "error.slot_no_span")
	c.must(c.UnblockSlots(ctx, c.anna, block.ID))
	away := house.CardAway{On: true, Until: at.Add(time.Minute)}
	_, err = c.PutCard(ctx, c.anna, house.CardEdit{Away: &away})
	c.must(err)
	_, err = c.BookSlot(ctx, c.bert, "f/r", house.SlotSpec{At: at})
	wantKey(t, "away", err, "error.slot_not_free")
	night := at.Truncate(24*time.Hour).AddDate(0, 0, 1).Add(20*time.Hour + 15*time.Minute)
	if _, err := c.OpenSlot(ctx, c.anna, night, 30); err != nil {
		t.Fatal(err)
	}
	if p := c.book(c.bert, "f/r", night); p.Minutes != 30 {
		t.Errorf("got %d minutes, want the opening's 30", p.Minutes)
	}
}

func TestAppointmentsFallWithTheirRoom(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	p := c.book(c.bert, "f/r", c.free(c.bert, "f/r", 2))
	q := c.book(c.guest, "f/v", c.free(c.guest, "f/v", 2))
	_, err := c.CloseRoom(t.Context(), c.anna, "f/r")
	c.must(err)
	c.sees(c.bert, p.ID, "cancelled")
	c.pass(time.Minute)
	c.sees(c.anna, p.ID, "cancelled")
	c.book(c.guest, "f/v", p.At)
	c.sees(c.guest, q.ID, "asked them")
	_, err = c.Remove(t.Context(), c.anna, "f/v", c.guest.Name())
	c.must(err)
	c.pass(time.Minute)
	c.sees(c.anna, q.ID, "cancelled")
}

func TestSlotsKeepTheirHourWhenTheClocksChange(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	berlin := must(house.ZoneNamed("Europe/Berlin"))
	length, gap, ahead, notice := 60, 0, 30, 0
	_, err := c.SetSlotHours(t.Context(), c.anna, house.SlotEdit{Length: &length, Gap: &gap, Ahead: &ahead, Notice: &notice})
	c.must(err)
	hours, err := house.ParseHours("sat 10:00-11:00, sun 01:00-05:00 10:00-11:00")
	c.must(err)
	_, err = c.PutCard(t.Context(), c.anna, house.CardEdit{Hours: &hours})
	c.must(err)
	for _, tt := range []struct {
		now  time.Time
		want string
	}{
		{ // put forward: the hour from 2 to 3 does not exist
			time.Date(2027, 3, 26, 12, 0, 0, 0, berlin),
			"27.03. 10:00 +0100, 28.03. 01:00 +0100, 28.03. 03:00 +0200, 28.03. 04:00 +0200, 28.03. 10:00 +0200",
		},
		{ // put back: the hour from 2 to 3 comes twice
			time.Date(2027, 10, 29, 12, 0, 0, 0, berlin),
			"30.10. 10:00 +0200, 31.10. 01:00 +0200, 31.10. 02:00 +0200, 31.10. 03:00 +0100, 31.10. 04:00 +0100, 31.10. 10:00 +0100",
		},
	} {
		c.by.Store(int64(time.Until(tt.now)))
		slots, err := c.FreeSlots(t.Context(), c.anna, "f/r", "", time.Time{}, 3)
		c.must(err)
		var got []string
		for _, s := range slots {
			got = append(got, s.At.Format("02.01. 15:04 -0700"))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("got %s, want %s", strings.Join(got, ", "), tt.want)
		}
	}
}

func TestRemindersComeADayAndAnHourBefore(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	p := c.book(c.bert, "f/r", c.free(c.bert, "f/r", 8))
	_, err := c.ConfirmSlot(t.Context(), c.anna, p.ID)
	c.must(err)
	due := func(a house.Actor) (reminds []time.Duration) {
		all, err := c.Upcoming(t.Context(), a)
		c.must(err)
		for _, u := range all {
			if u.Kind == house.KindSlot && u.Reminder {
				reminds = append(reminds, u.At.Sub(u.Remind))
			}
		}
		return reminds
	}
	for _, tt := range []struct {
		before time.Duration
		want   string
	}{{25 * time.Hour, "[]"}, {23 * time.Hour, "[24h0m0s]"}, {30 * time.Minute, "[1h0m0s]"}} {
		c.by.Store(int64(time.Until(p.At.Add(-tt.before))))
		for _, a := range []house.Actor{c.anna, c.bert} {
			if got := fmt.Sprint(due(a)); got != tt.want {
				t.Errorf("%s, %v before: got %s, want %s", a.Name(), tt.before, got, tt.want)
			}
		}
	}
}

func TestAnExportNamesNobodyUnlessAsked(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	p := c.book(c.bert, "f/r", c.free(c.bert, "f/r", 2))
	_, err := c.ConfirmSlot(t.Context(), c.anna, p.ID)
	c.must(err)
	moved, err := c.MoveSlot(t.Context(), c.bert, p.ID, c.free(c.bert, "f/r", 4))
	c.must(err)
	plain := string(must(c.SlotsICS(t.Context(), c.anna, house.SlotFile{Title: "Termin"})))
	for _, want := range []string{"UID:" + string(p.ID) + "@stockwerk", "STATUS:CONFIRMED", "STATUS:TENTATIVE", "DTSTART;TZID=Europe/Berlin", "SUMMARY:Termin\r\n", "BEGIN:VTIMEZONE"} {
		if !strings.Contains(plain, want) {
			t.Errorf("want %q in\n%s", want, plain)
		}
	}
	if strings.Contains(plain, "bert") || strings.Contains(plain, "Worum") {
		t.Errorf("got a name or a note in\n%s", plain)
	}
	_, err = c.ConfirmSlot(t.Context(), c.anna, moved.ID)
	c.must(err)
	named := string(must(c.SlotsICS(t.Context(), c.anna, house.SlotFile{Title: "Termin", Names: true, Place: "f/r"})))
	if !strings.Contains(named, "bert") || strings.Count(named, "UID:"+string(p.ID)) != 1 || !strings.Contains(named, "SEQUENCE:3") {
		t.Errorf("got\n%s\nwant one event with the old UID, a higher sequence and the name", named)
	}
}

func TestARoomIsTakenAlongWithItsAppointments(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	p := c.book(c.bert, "f/r", c.free(c.bert, "f/r", 2))
	var out bytes.Buffer
	c.must(c.ExportRoom(t.Context(), c.bert, "f/r", &out, nil))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	c.must(err)
	f, err := z.Open("appointments.json")
	c.must(err)
	got, err := io.ReadAll(f)
	c.must(err)
	for _, want := range []string{string(p.ID), "Worum es geht", `"asked"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("got %s, want %s in it", got, want)
		}
	}
}

func TestAChangedRowIsRefused(t *testing.T) {
	c := newSurgery(t, storetest.SQLitePath(t))
	p := c.book(c.bert, "f/r", c.free(c.bert, "f/r", 2))
	row, err := c.store.Appointment(t.Context(), p.ID)
	c.must(err)
	row.State, row.Waits = house.SlotConfirmed, ""
	c.must(c.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutAppointment(t.Context(), row) }))
	_, err = c.Slot(t.Context(), c.bert, p.ID)
	wantKey(t, "an edited row", err, "error.tampered")
	_, err = c.BookSlot(t.Context(), c.guest, "f/v", house.SlotSpec{At: p.At.Add(time.Hour)})
	if house.KindOf(err) != house.Internal {
		t.Errorf("got %v, want a book with an edited row refused", err)
	}
}
