package house_test

import (
	"database/sql"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestTheLedgerNamesWhatWasDestroyed(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	l.must(only(l.Say(t.Context(), anna, "f/r", "Wort", "")))
	l.must(only(l.DeleteAccount(t.Context(), bert, phrase)))
	l.must(l.DeleteRoom(t.Context(), anna, "f/r"))
	l.pass(49 * time.Hour)
	rows, err := l.Ledger(t.Context())
	l.must(err)
	var got []string
	for _, r := range rows {
		got = append(got, string(r.What)+" "+string(r.Why))
	}
	if len(got) != 2 || got[0] != "room owner" || got[1] != "account account" || rows[0].Rows == 0 || len(rows[0].Lookup) == 0 {
		t.Errorf("got %q (%d entries), want the room and the account", got, rows[0].Rows)
	}
}

// TestALedgerThatWasChangedShows: each edit of the table breaks the chain.
func TestALedgerThatWasChangedShows(t *testing.T) {
	path := storetest.SQLitePath(t)
	l := lodgeAt(t, path)
	admin := l.admin()
	l.floor(admin, "f", house.FloorOpen)
	for _, place := range []string{"f/a", "f/b", "f/c"} {
		l.room(admin, place, house.RoomConference)
		l.must(l.DeleteRoom(t.Context(), admin, place))
	}
	if _, err := l.Ledger(t.Context()); err != nil {
		t.Fatalf("control: %v", err)
	}
	db, err := sql.Open("sqlite", path)
	l.must(err)
	t.Cleanup(func() { _ = db.Close() })
	for _, edit := range []string{
		`UPDATE ledger SET why = 'rule' WHERE seq = 2`,
		`DELETE FROM ledger WHERE seq = 3`,
		`DELETE FROM ledger WHERE seq = 1`,
	} {
		if _, err := db.ExecContext(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
		_, err := l.Ledger(t.Context())
		wantKey(t, edit, err, "error.tampered")
	}
}

// TestAJobIsDoneByOneNodeAndGoesOnAfterItDied: while somebody has the job nobody else
// does it; when the lease has run out another one does.
func TestAJobIsDoneByOneNodeAndGoesOnAfterItDied(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	week := 7
	l.must(only(l.EditRoom(t.Context(), anna, "f/r", house.RoomEdit{Retention: &week})))
	l.must(only(l.Say(t.Context(), anna, "f/r", "Wort", "")))
	l.by.Add(int64(8 * 24 * time.Hour))
	mine, err := l.store.ClaimJob(t.Context(), "sweep", "a node that dies", l.now(), l.now().Add(5*time.Minute))
	l.must(err)
	if !mine {
		t.Fatal("the job is not free")
	}
	l.Sweep(t.Context())
	said, err := l.said(anna, "f/r")
	l.must(err)
	if len(said) != 1 {
		t.Fatalf("got %q while another node has the job, want the word still", said)
	}
	l.pass(6 * time.Minute)
	said, err = l.said(anna, "f/r")
	l.must(err)
	if len(said) != 0 {
		t.Errorf("got %q after the lease ran out, want nothing", said)
	}
	jobs, err := l.JobsState(t.Context())
	l.must(err)
	if len(jobs) == 0 || jobs[0].Done.IsZero() || jobs[0].Busy {
		t.Errorf("got %+v, want the job done", jobs)
	}
}
