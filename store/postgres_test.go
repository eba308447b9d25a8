package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// Two nodes that take two rooms in opposite order lock each other out; the one
// that PostgreSQL sends away must try again by itself.
func TestADeadlockIsTriedAgain(t *testing.T) {
	target := storetest.PostgresURL(t)
	rooms := []house.RoomID{"r1", "r2"}
	s := storetest.Open(t, target)
	for _, room := range rooms {
		addRoom(t, s, room)
	}
	var group, both sync.WaitGroup
	both.Add(2)
	runs := make([]int, 2)
	for i, node := range []house.Store{s, storetest.Open(t, target)} {
		group.Go(func() {
			first := newMessage(rooms[i], "p1", house.KindChat, "")
			second := newMessage(rooms[1-i], "p1", house.KindChat, "")
			err := node.InTx(t.Context(), func(tx house.Tx) error {
				if err := tx.AddMessage(t.Context(), &first); err != nil {
					return err
				}
				if runs[i]++; runs[i] == 1 {
					both.Done()
					both.Wait()
				}
				return tx.AddMessage(t.Context(), &second)
			})
			if err != nil {
				t.Errorf("node %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if runs[0]+runs[1] < 3 {
		t.Errorf("got %v runs: the two never met", runs)
	}
	for _, room := range rooms {
		if n := len(all(t, s, room)); n != 2 {
			t.Errorf("%s: got %d messages, want 2", room, n)
		}
	}
}

func TestALostConnectionIsReplaced(t *testing.T) {
	target := storetest.PostgresURL(t)
	s := storetest.Open(t, target)
	do(t, s, set(t, "before"))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	other, err := pgx.Connect(ctx, target)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(ctx)
	tries := 0
	do(t, s, func(tx house.Tx) error {
		if err := set(t, "after")(tx); err != nil {
			return err
		}
		if tries++; tries > 1 {
			return nil
		}
		_, err := other.Exec(ctx, `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a
			JOIN pg_locks AS l ON l.pid = a.pid WHERE l.relation = 'settings'::regclass AND a.pid <> pg_backend_pid()`)
		if err != nil {
			return err
		}
		return set(t, "more")(tx)
	})
	if tries != 2 || !stands(t, s, "after") {
		t.Errorf("got %d tries, stored %v, want 2, true", tries, stands(t, s, "after"))
	}
}
