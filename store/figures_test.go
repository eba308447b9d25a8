package store_test

import (
	"context"
	"errors"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestFiguresCountWhatWasCommitted(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		s := storetest.Open(t, target)
		ctx := t.Context()
		before := s.Figures()
		if err := s.InTx(ctx, func(tx house.Tx) error { return tx.PutSetting(ctx, "a", []byte("b")) }); err != nil {
			t.Fatal(err)
		}
		refusal := errors.New("refused")
		if err := s.InTx(ctx, func(house.Tx) error { return refusal }); !errors.Is(err, refusal) {
			t.Fatalf("got %v, want the refusal", err)
		}
		got := s.Figures()
		if got.Commits.Count != before.Commits.Count+1 || got.Failed != 0 || got.Broken {
			t.Errorf("got %+v after %+v, want one commit more and no failure", got, before)
		}
		if err := s.Ping(ctx); err != nil {
			t.Errorf("ping: %v", err)
		}
		if size, err := s.Size(ctx); err != nil || size < 10_000 {
			t.Errorf("size: %d, %v", size, err)
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.Ping(gone); err == nil {
			t.Error("a ping whose time is over was answered")
		}
	})
}
