package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func contains(text, part string) bool { return strings.Contains(text, part) }

func TestWhatWasStoredStandsAfterReopening(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		s, err := store.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		addRoom(t, s, "r1")
		m := write(t, s, newMessage("r1", "p1", house.KindChat, ""))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := storetest.Open(t, target)
		same(t, "messages", all(t, again, "r1"), nil, []house.MessageRow{m})
		if next := write(t, again, newMessage("r1", "p1", house.KindChat, "")); next.Seq != 2 {
			t.Errorf("got seq %d, want 2", next.Seq)
		}
	})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		s := storetest.Open(t, target)
		do(t, s, func(tx house.Tx) error {
			return store.Raw(t.Context(), tx, `INSERT INTO migrations (version_id, is_applied) VALUES (9999, TRUE)`)
		})
		newer, err := store.Open(t.Context(), target)
		if !errors.Is(err, store.ErrNewer) || newer != nil {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
}

func TestTwoNodesMayStartAtOnce(t *testing.T) {
	target := storetest.PostgresURL(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			s, err := store.Open(t.Context(), target)
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	group.Wait()
	s := storetest.Open(t, target)
	n, err := store.RawValue[int64](t.Context(), s, `SELECT COUNT(*) FROM migrations WHERE version_id = 1`)
	if err != nil || n != 1 {
		t.Errorf("got the first migration %d times, %v, want once", n, err)
	}
}

// Without the lock the test above passes by luck more often than not.
func TestANodeWaitsWhileAnotherChangesTheTables(t *testing.T) {
	target := storetest.PostgresURL(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	other, err := pgx.Connect(ctx, target)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(ctx)
	ask := func(query string) (n int) {
		if err := other.QueryRow(ctx, query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	const key = `hashtext('stockwerk ' || current_schema())`
	ask(`SELECT 1 FROM (SELECT pg_advisory_lock(` + key + `)) AS l`)
	opened := make(chan error)
	go func() {
		s, err := store.Open(ctx, target)
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	for waiting := 0; waiting == 0; {
		waiting = ask(`SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND objid = (` + key + `::bigint & 4294967295)::oid`)
		select {
		case err := <-opened:
			t.Fatalf("opened while another node changes the tables: %v", err)
		default:
		}
	}
	if n := ask(`SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()`); n != 0 {
		t.Errorf("got %d tables made without the lock", n)
	}
	ask(`SELECT pg_advisory_unlock(` + key + `)::int`)
	if err := <-opened; err != nil {
		t.Errorf("open: %v", err)
	}
}

func TestTheFileIsNobodyElsesToRead(t *testing.T) {
	path := storetest.SQLitePath(t)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t, path)
	do(t, s, set(t, "a"))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v, want 0600", suffix, info.Mode(), err)
		}
	}
}

// Each promise must be noticed when it is broken, or the assertion is worth
// nothing.
func TestABrokenPromiseOfSQLiteIsNoticed(t *testing.T) {
	for name, set := range map[string]string{
		"": "", "journal_mode": "DELETE", "synchronous": "NORMAL", "foreign_keys": "OFF", "secure_delete": "OFF",
		"trusted_schema": "ON", "temp_store": "FILE", "busy_timeout": "0",
	} {
		db, err := store.OpenWith(t.Context(), storetest.SQLitePath(t), name, set)
		if err == nil {
			err = errors.Join(err, db.Close())
		}
		if (err != nil) != (name != "") || err != nil && !contains(err.Error(), name) {
			t.Errorf("%q set to %q: got %v", name, set, err)
		}
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	path := storetest.SQLitePath(t)
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(raw) / 3; i < len(raw); i++ {
		raw[i] ^= 0x5a
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), path); err == nil {
		t.Error("got nil, want a refusal")
	}
}

// Deleted words must be gone from the file and its log soon, whichever way
// they were deleted.
func TestDeletedWordsLeaveTheDisk(t *testing.T) {
	words := []byte("eisvogel-am-wehr-4711")
	for name, remove := range map[string]func(tx house.Tx, m house.MessageRow) error{
		"room": func(tx house.Tx, m house.MessageRow) error { return tx.DeleteRoom(t.Context(), m.Room) },
		"tombstone": func(tx house.Tx, m house.MessageRow) error {
			m.Deleted, m.Body = true, nil
			return tx.PutMessage(t.Context(), &m)
		},
		"retention": func(tx house.Tx, m house.MessageRow) error {
			_, err := tx.DeleteMessages(t.Context(), m.Room, at(1), m.Kind)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := storetest.SQLitePath(t)
			s := storetest.Open(t, path)
			addRoom(t, s, "r1")
			m := newMessage("r1", "p1", house.KindChat, "")
			m.Body = bytes.Repeat(words, 200)
			m = write(t, s, m)
			if onDisk(t, path, words) == "" {
				t.Fatal("the words were never on the disk: this test sees nothing")
			}
			do(t, s, func(tx house.Tx) error { return remove(tx, m) })
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for onDisk(t, path, words) != "" {
				select {
				case <-tick.C:
				case <-ctx.Done():
					t.Fatalf("the words still stand in %s", onDisk(t, path, words))
				}
			}
		})
	}
}

func onDisk(t *testing.T, path string, words []byte) string {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, words) {
			return path + suffix
		}
	}
	return ""
}
