package store_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

// inOneBatch hands calls over while the writer is busy, so that they share a
// commit, and returns their outcomes in order.
func inOneBatch(t *testing.T, s *store.Store, calls ...func(tx house.Tx) error) []error {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	outcomes := make([]error, len(calls))
	var group sync.WaitGroup
	group.Go(func() {
		if err := store.Hold(t.Context(), s, held, release); err != nil {
			t.Errorf("hold the writer: %v", err)
		}
	})
	<-held
	for i, call := range calls {
		group.Go(func() { outcomes[i] = s.InTx(t.Context(), call) })
		for store.Waiting(s) <= i {
			runtime.Gosched()
		}
	}
	close(release)
	group.Wait()
	return outcomes
}

func set(t testing.TB, name string) func(tx house.Tx) error {
	return func(tx house.Tx) error { return tx.PutSetting(t.Context(), name, []byte(name)) }
}

// stands tells whether set was kept.
func stands(t testing.TB, s house.Store, name string) bool {
	t.Helper()
	_, err := s.Setting(t.Context(), name)
	if err != nil && house.KindOf(err) != house.NotFound {
		t.Errorf("read %s: %v", name, err)
	}
	return err == nil
}

func TestAFailedCallLeavesTheOthersOfItsBatch(t *testing.T) {
	s := storetest.Open(t, storetest.SQLitePath(t))
	got := inOneBatch(
		t, s, set(t, "a"),
		func(tx house.Tx) error { return errors.Join(set(t, "b")(tx), errChanged) },
		set(t, "c"),
		func(tx house.Tx) error {
			if err := set(t, "d")(tx); err != nil {
				return err
			}
			var none []int
			_ = none[len(none)] // a fault of ours
			return nil
		},
		set(t, "e"))
	for i, want := range []string{"a", "", "c", "", "e"} {
		if (got[i] == nil) != (want != "") {
			t.Errorf("call %d: got %v", i, got[i])
		}
	}
	if !errors.Is(got[1], errChanged) || house.KindOf(got[3]) != house.Internal {
		t.Errorf("got %v and %v, want the caller's own error and Internal", got[1], got[3])
	}
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "d": false, "e": true} {
		if stands(t, s, name) != want {
			t.Errorf("%s: got %v, want %v", name, !want, want)
		}
	}
}

func TestAPanicAloneIsAnErrorOnBothDatabases(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		err := s.InTx(t.Context(), func(tx house.Tx) error {
			if err := set(t, "a")(tx); err != nil {
				return err
			}
			panic("words of people")
		})
		refused(t, "a panic", err, house.Internal)
		if err != nil && contains(err.Error(), "words of people") {
			t.Error("the error repeats what the panic said")
		}
		if stands(t, s, "a") {
			t.Error("what was written before the panic stands")
		}
		do(t, s, set(t, "b"))
	})
}

func TestACancelledCallThatWaitsIsNotRun(t *testing.T) {
	s := storetest.Open(t, storetest.SQLitePath(t))
	held, release := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { _ = store.Hold(t.Context(), s, held, release) })
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	var err error
	group.Go(func() { err = s.InTx(ctx, set(t, "a")) })
	for store.Waiting(s) == 0 {
		runtime.Gosched()
	}
	cancel()
	close(release)
	group.Wait()
	refused(t, "a call cancelled while it waits", err, house.Unavailable)
	if !errors.Is(err, context.Canceled) || stands(t, s, "a") {
		t.Errorf("got %v, and it ran: %v", err, stands(t, s, "a"))
	}
}

// Once it runs, a call must not be told that it failed when it was stored.
func TestACallCancelledWhileItRunsIsToldTheTruth(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.InTx(ctx, func(tx house.Tx) error {
			cancel()
			return tx.PutSetting(ctx, "a", []byte("a"))
		})
		if err != nil || !stands(t, s, "a") {
			t.Errorf("got %v, stored %v, want nil, true", err, stands(t, s, "a"))
		}
	})
}

// full makes the file as large as it may become, and lifts that again.
func full(t *testing.T, s *store.Store, on bool) {
	t.Helper()
	pages, err := store.RawValue[int64](t.Context(), s, `PRAGMA page_count`)
	if err != nil {
		t.Fatal(err)
	}
	limit := "PRAGMA max_page_count = 1000000"
	if on {
		limit = "PRAGMA max_page_count = " + itoa(pages)
	}
	do(t, s, func(tx house.Tx) error { return store.Raw(t.Context(), tx, limit) })
}

func big(t testing.TB, name string) func(tx house.Tx) error {
	return func(tx house.Tx) error { return tx.PutSetting(t.Context(), name, make([]byte, 1<<20)) }
}

func TestAFullDiskIsSaidAndForgotten(t *testing.T) {
	s := storetest.Open(t, storetest.SQLitePath(t))
	do(t, s, set(t, "before"))
	full(t, s, true)
	got := inOneBatch(t, s, set(t, "small"), big(t, "big"), func(tx house.Tx) error {
		_ = big(t, "swallowed")(tx) // a call that goes on after the disk said no
		return set(t, "behind")(tx)
	})
	if got[0] != nil || !stands(t, s, "small") {
		t.Errorf("what still fits: got %v", got[0])
	}
	for _, err := range got[1:] {
		if house.KindOf(err) != house.Unavailable || !house.IsKey(err, "error.full_disk") {
			t.Errorf("got %v, want error.full_disk", err)
		}
	}
	for _, name := range []string{"big", "swallowed", "behind"} {
		if stands(t, s, name) {
			t.Errorf("%s stands", name)
		}
	}
	if !stands(t, s, "before") {
		t.Error("what was stored cannot be read")
	}
	full(t, s, false)
	do(t, s, big(t, "big"))
}

func TestAClosedStoreRefuses(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		s, err := store.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.InTx(t.Context(), set(t, "a")); err == nil {
			t.Error("got nil, want an error")
		}
	})
}
