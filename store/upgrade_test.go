package store_test

import (
	"errors"
	"slices"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
	"stockwerk/vault"
)

// Every program that was ever released left tables at one of these steps.
func TestTablesOfEveryOlderProgramAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for _, m := range known(t) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			storetest.EachTarget(t, func(t *testing.T, target string) {
				old := storetest.Old(t, target, m.Version)
				if len(old) == 0 || len(old["people"]) != 2 {
					t.Fatalf("got %v, want rows to keep", old)
				}
				s := storetest.Open(t, target)
				today := storetest.Rows(t, target)
				if lost := storetest.Lost(old, today); len(lost) > 0 {
					t.Errorf("of these rows something is gone: %q", lost)
				}
				serves(t, s, old)
			})
		})
	}
}

func known(t *testing.T) []store.Migration {
	t.Helper()
	list, err := store.Migrations(false)
	if err != nil || len(list) < 17 {
		t.Fatalf("got %d steps, %v", len(list), err)
	}
	return list
}

// serves takes the made up rows out, which no house would believe, and opens it.
func serves(t *testing.T, s *store.Store, old map[string][]string) {
	t.Helper()
	_ = s.InTx(t.Context(), func(tx house.Tx) error { // the log is only cut
		return store.Raw(t.Context(), tx, `UPDATE audit_cut SET upto = 9`)
	})
	for range old { // until nothing is in another's way
		for table := range old {
			_ = s.InTx(t.Context(), func(tx house.Tx) error {
				return store.Raw(t.Context(), tx, `DELETE FROM "`+table+`"`)
			})
		}
	}
	h, err := house.Open(t.Context(), house.Config{Store: s, HouseKey: vault.NewHouseKey(), WeakKDF: true})
	if err != nil {
		t.Fatalf("open the house: %v", err)
	}
	if _, needed, err := h.SetupTicket(t.Context()); err != nil || !needed {
		t.Errorf("got %v, %v, want a setup ticket", needed, err)
	}
}

func TestALostRowIsNoticed(t *testing.T) {
	old := map[string][]string{"people": {"id=row0 name=a ", "id=row1 name=b "}}
	today := map[string][]string{"people": {"id=row0 name=a more=1 ", "id=row1 more=1 name=c "}}
	if lost := storetest.Lost(old, today); len(lost) != 1 || !slices.Contains(lost, "people: id=row1 name=b ") {
		t.Errorf("got %q, want the second row", lost)
	}
}

func TestPeekRefusesWhatIsNoHouseOrANewerOne(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		s := storetest.Open(t, target)
		peek, err := store.OpenPeek(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		defer peek.Close()
		done, missing, err := peek.Schema(t.Context())
		if err != nil || len(missing) > 0 || len(done) != len(known(t)) {
			t.Errorf("got %v, %v, %v, want all steps done", done, missing, err)
		}
		do(t, s, func(tx house.Tx) error {
			return store.Raw(t.Context(), tx, `INSERT INTO migrations (version_id, is_applied) VALUES (9999, TRUE)`)
		})
		if _, _, err := peek.Schema(t.Context()); !errors.Is(err, store.ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
		do(t, s, func(tx house.Tx) error { return store.Raw(t.Context(), tx, `DROP TABLE migrations`) })
		if _, _, err := peek.Schema(t.Context()); !errors.Is(err, store.ErrNoHouse) {
			t.Errorf("got %v, want ErrNoHouse", err)
		}
	})
}

// A row that hangs on a room must be found by its column, or backups would hold it
// outside the room's key.
func TestEveryTableSaysOnWhichRoomsItsRowsHang(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		storetest.Open(t, target)
		peek, err := store.OpenPeek(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		defer peek.Close()
		at, err := peek.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = at.End() }()
		tables, err := at.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		hangs := map[string]int{}
		for _, table := range tables {
			hangs[table.Name] = len(table.Rooms)
		}
		for name, want := range map[string]int{
			"rooms": 1, "roster": 1, "epochs": 1, "wraps": 1, "messages": 1, "drafts": 1, "tickets": 1, "notes": 1, "records": 1,
			"cases": 1, "blobs": 1, "visit_keys": 1, "handovers": 1, "sides": 2, "people": 0, "floors": 0, "settings": 0,
		} {
			if got, there := hangs[name]; !there || got != want {
				t.Errorf("%s: got %d columns with rooms, %v, want %d", name, got, there, want)
			}
		}
		for _, never := range []string{"backup_keys", "chunks", "migrations"} {
			if _, there := hangs[never]; there {
				t.Errorf("%s is read as rows", never)
			}
		}
	})
}
