package house_test

import (
	"fmt"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestDeletedWordsNeverComeBack(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		for n := range 10 {
			post := l.post(anna, house.PostSpec{Title: "t", Text: "words"})
			start := make(chan struct{})
			var wg sync.WaitGroup
			for i := range 3 {
				wg.Go(func() {
					<-start
					_, _ = l.Edit(t.Context(), anna, post.ID, fmt.Sprint("edit ", i))
					_ = l.Pin(t.Context(), anna, post.ID, i%2 == 0)
				})
			}
			wg.Go(func() {
				<-start
				if _, err := l.Delete(t.Context(), anna, post.ID); err != nil {
					t.Errorf("delete: %v", err)
				}
			})
			close(start)
			wg.Wait()
			posts, err := l.Read(t.Context(), bert, "f/r/board", house.ReadQuery{Thread: post.ID})
			if err != nil || len(posts) != 1 || !posts[0].Deleted || posts[0].Text != "" {
				t.Fatalf("round %d: got %+v, %v, want a tombstone", n, posts, err)
			}
		}
	})
}

// TestNothingIsWrittenForTheRemoved removes a member while others write: what
// has a higher sequence than the removal must be sealed with a later key than
// the removed one's.
func TestNothingIsWrittenForTheRemoved(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, carl := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		for n := range 5 {
			_, err := l.Invite(ctx, anna, "f/r", "carl")
			l.must(err)
			_, err = l.Join(ctx, carl, "f/r")
			l.must(err)
			room, err := l.Room(ctx, anna, "f/r")
			l.must(err)
			before, err := l.store.Room(ctx, room.ID)
			l.must(err)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for range 5 {
						if _, err := l.Say(ctx, bert, "f/r", "x", ""); err != nil {
							t.Errorf("say: %v", err)
						}
					}
				})
			}
			wg.Go(func() {
				if _, err := l.Remove(ctx, anna, "f/r", "carl"); err != nil {
					t.Errorf("remove: %v", err)
				}
			})
			wg.Wait()
			rows, err := l.store.Messages(ctx, house.MessageQuery{Room: room.ID})
			l.must(err)
			turned := false
			for _, row := range rows {
				if turned && row.Epoch <= before.Epoch {
					t.Fatalf("round %d: seq %d is sealed for the removed", n, row.Seq)
				}
				turned = turned || row.Epoch > before.Epoch
			}
			_, err = l.Read(ctx, carl, "f/r", house.ReadQuery{})
			wantKey(t, "read by the removed", err, "error.no_such_room")
			if _, err := l.store.Wrap(ctx, room.ID, before.Epoch+1, string(carl.Person())); house.KindOf(err) != house.NotFound {
				t.Errorf("round %d: got %v, want no key for the removed", n, err)
			}
		}
		if got, err := l.said(bert, "f/r"); err != nil || len(got) != 100 {
			t.Errorf("got %d lines, %v, want all 100", len(got), err)
		}
	})
}
