package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

// heard returns the next payload, or fails.
func heard(t *testing.T, rings <-chan string) string {
	t.Helper()
	select {
	case p, ok := <-rings:
		if !ok {
			t.Fatal("the channel is closed")
		}
		return p
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was heard")
		return ""
	}
}

func ring(t *testing.T, s *store.Store, payload string) {
	t.Helper()
	if err := s.Bell().Ring(t.Context(), payload); err != nil {
		t.Fatalf("ring: %v", err)
	}
}

func TestSQLiteHasNoBell(t *testing.T) {
	var s house.Store = storetest.Open(t, storetest.SQLitePath(t))
	if s.Bell() != nil {
		t.Error("got a bell, want nil")
	}
}

func TestTheBellIsHeardByOtherNodesOnly(t *testing.T) {
	target := storetest.PostgresURL(t)
	a, b := storetest.Open(t, target), storetest.Open(t, target)
	stranger := storetest.Open(t, storetest.PostgresURL(t))
	atA, atB, atB2 := a.Bell().Rings(t.Context()), b.Bell().Rings(t.Context()), b.Bell().Rings(t.Context())
	atStranger := stranger.Bell().Rings(t.Context())

	long := strings.Repeat("ü:", 2333) // 6,999 bytes
	for _, payload := range []string{"r1 4", "12:x", long} {
		ring(t, a, payload)
		for _, rings := range []<-chan string{atB, atB2} {
			if got := heard(t, rings); got != payload {
				t.Errorf("got %.20q, want %.20q", got, payload)
			}
		}
	}
	ring(t, b, "to a")
	if got := heard(t, atA); got != "to a" {
		t.Errorf("got %.20q, want only what the other node rang", got)
	}
	select {
	case got := <-atStranger:
		t.Errorf("another house in the same database heard %.20q", got)
	default:
	}
	refused(t, "a payload too long", a.Bell().Ring(t.Context(), strings.Repeat("x", 7001)), house.Invalid)
}

func TestManyRingsTravelTogether(t *testing.T) {
	target := storetest.PostgresURL(t)
	a, b := storetest.Open(t, target), storetest.Open(t, target)
	rings := b.Bell().Rings(t.Context())
	for i := range 900 {
		ring(t, a, fmt.Sprintf("room %d", i%300))
	}
	seen := map[string]bool{}
	for len(seen) < 300 {
		seen[heard(t, rings)] = true
	}
	if seen["resync"] {
		t.Error("got a resync, want every ring")
	}
}

func TestTheBellSaysResyncAfterItsConnectionWasLost(t *testing.T) {
	target := storetest.PostgresURL(t)
	a, b := storetest.Open(t, target), storetest.Open(t, target)
	rings := b.Bell().Rings(t.Context())
	schema, err := store.RawValue[string](t.Context(), a, `SELECT current_schema()::text`)
	if err != nil {
		t.Fatal(err)
	}
	n, err := store.RawValue[int64](t.Context(), a, `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE query = ? AND pid <> pg_backend_pid()`, fmt.Sprintf(`LISTEN "stockwerk %s"`, schema))
	if err != nil || n != 2 {
		t.Fatalf("got %d listeners terminated, %v, want both nodes'", n, err)
	}
	if got := heard(t, rings); got != "resync" {
		t.Errorf("got %q, want resync", got)
	}
	ring(t, a, "after")
	if got := heard(t, rings); got != "after" {
		t.Errorf("got %q, want what was rung after", got)
	}
}

func TestRingsEndWithTheirContextAndWithTheStore(t *testing.T) {
	s := storetest.Open(t, storetest.PostgresURL(t))
	ctx, cancel := context.WithCancel(t.Context())
	one, two := s.Bell().Rings(ctx), s.Bell().Rings(t.Context())
	cancel()
	if _, open := <-one; open {
		t.Error("got a ring, want the end")
	}
	go s.Close()
	if _, open := <-two; open {
		t.Error("got a ring, want the end")
	}
}
