package house_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// atOnce runs n deeds beside each other and gives their errors.
func atOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// won counts who got through; everybody else must have got the refusal.
func won(t *testing.T, errs []error, refusal string) int {
	t.Helper()
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
		} else {
			wantKey(t, "the slower one", err, refusal)
		}
	}
	return n
}

func TestOfTwoSaversOneIsTold(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		who := []house.Actor{anna, bert, anna, bert}
		l.save(anna, house.WikiSpec{Page: "P", Text: "0"})
		for round := 1; round <= 8; round++ {
			errs := atOnce(len(who), func(i int) error {
				_, err := l.SaveWiki(t.Context(), who[i], "f/r", house.WikiSpec{Page: "P", Text: fmt.Sprint(round, "-", i), Base: round})
				return err
			})
			if n := won(t, errs, "error.wiki_newer"); n != 1 {
				t.Fatalf("round %d: %d saved, want one", round, n)
			}
			for i, err := range errs {
				if p := l.page(anna, "P", 0); err == nil && (p.Text != fmt.Sprint(round, "-", i) || p.Version != round+1) {
					t.Fatalf("got %+v, want what %d saved", p, i)
				}
			}
		}
		// Different pages do not stand in each other's way.
		for i := range 6 {
			l.save(anna, house.WikiSpec{Page: fmt.Sprint("Q", i), Text: "0"})
		}
		errs := atOnce(6, func(i int) error {
			_, err := l.SaveWiki(t.Context(), who[i%4], "f/r", house.WikiSpec{Page: fmt.Sprint("Q", i), Text: "1", Base: 1})
			return err
		})
		if n := won(t, errs, ""); n != 6 {
			t.Errorf("%d saved, want all", n)
		}
	})
}

func TestOfTwoCreatorsOneGetsTheName(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		who := []house.Actor{anna, bert, anna, bert}
		spelled := []string{"Seite", "SEITE", "seite", "sEite"}
		for round := range 5 {
			errs := atOnce(4, func(i int) error {
				_, err := l.SaveWiki(t.Context(), who[i], "f/r", house.WikiSpec{Page: fmt.Sprint(spelled[i], " ", round), Text: "x"})
				return err
			})
			if n := won(t, errs, "error.wiki_exists"); n != 1 {
				t.Fatalf("round %d: %d pages of one name, want one", round, n)
			}
		}
		// Renaming races with creating.
		for i := range 3 {
			l.save(anna, house.WikiSpec{Page: fmt.Sprint("alt ", i), Text: "x"})
		}
		errs := atOnce(4, func(i int) error {
			if i == 3 {
				_, err := l.SaveWiki(t.Context(), bert, "f/r", house.WikiSpec{Page: "Ziel", Text: "x"})
				return err
			}
			_, err := l.RenameWiki(t.Context(), who[i], "f/r", fmt.Sprint("alt ", i), "ziel")
			return err
		})
		if n := won(t, errs, "error.wiki_exists"); n != 1 {
			t.Errorf("%d pages of one name, want one", n)
		}
		if got := l.pages(bert); len(got) != 5+3+1-boolInt(errs[3] != nil) {
			t.Errorf("got %v", got)
		}
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestSavingWhileAPageIsDeleted(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		for round := range 5 {
			name := fmt.Sprint("P", round)
			l.save(bert, house.WikiSpec{Page: name, Text: "1"})
			errs := atOnce(2, func(i int) error {
				if i == 0 {
					_, err := l.DeleteWiki(t.Context(), anna, "f/r", name)
					return err
				}
				_, err := l.SaveWiki(t.Context(), bert, "f/r", house.WikiSpec{Page: name, Text: "2", Base: 1})
				return err
			})
			p, err := l.WikiPage(t.Context(), anna, "f/r", name, 0)
			switch {
			case errs[0] == nil && errs[1] == nil: // saved, and deleted after it
				wantKey(t, "both done", err, "error.wiki_no_page")
			case errs[0] == nil:
				wantKey(t, "deleted", errs[1], "error.wiki_gone")
				wantKey(t, "deleted", err, "error.wiki_no_page")
			default:
				wantKey(t, "saved", errs[0], "error.wiki_changed")
				if errs[1] != nil || p.Text != "2" {
					t.Errorf("got %+v, %v, want what was saved", p, errs[1])
				}
			}
		}
	})
}

func TestALockIsTakenKeptLostAndRunsOut(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		page := l.save(anna, house.WikiSpec{Page: "P", Text: "1"})
		first, err := l.LockWiki(t.Context(), anna, "f/r", "P", false)
		if err != nil || !first.Mine || first.By != "anna" || first.Held() {
			t.Fatalf("got %+v, %v, want it mine", first, err)
		}
		held, err := l.LockWiki(t.Context(), bert, "f/r", string(page.Page), false)
		wantKey(t, "a page that is locked", err, "error.wiki_locked")
		if held.By != "anna" || !held.Held() || !held.Since.Equal(first.Since) {
			t.Errorf("got %+v, want to be told who writes and since when", held)
		}
		if p := l.page(bert, "P", 0); p.Lock.By != "anna" || p.Lock.Mine {
			t.Errorf("got %+v, want the lock with the page", p.Lock)
		}
		if pages, err := l.WikiPages(t.Context(), anna, "f/r"); err != nil || !pages[0].Lock.Mine {
			t.Errorf("got %+v, %v, want the lock in the list", pages, err)
		}
		l.by.Add(int64(9 * time.Minute))
		renewed, err := l.LockWiki(t.Context(), anna, "f/r", "P", false)
		if err != nil || !renewed.Since.Equal(first.Since) || !renewed.Until.After(first.Until) {
			t.Errorf("got %+v, %v, want it to last longer", renewed, err)
		}
		l.by.Add(int64(9 * time.Minute))
		_, err = l.LockWiki(t.Context(), bert, "f/r", "P", false)
		wantKey(t, "a lock that was renewed", err, "error.wiki_locked")
		if taken, err := l.LockWiki(t.Context(), bert, "f/r", "P", true); err != nil || !taken.Mine {
			t.Fatalf("got %+v, %v, want to take over", taken, err)
		}
		lost, err := l.LockWiki(t.Context(), anna, "f/r", "P", false)
		wantKey(t, "who lost it", err, "error.wiki_locked")
		if lost.By != "bert" {
			t.Errorf("got %+v, want to be told who took over", lost)
		}
		// A lock is advice: who lost it can save, and loses nothing.
		l.save(anna, house.WikiSpec{Page: "P", Text: "2", Base: 1})
		l.by.Add(int64(11 * time.Minute))
		if p := l.page(anna, "P", 0); p.Lock.By != "" {
			t.Errorf("got %+v, want it run out", p.Lock)
		}
		if _, err := l.LockWiki(t.Context(), anna, "f/r", "P", false); err != nil {
			t.Errorf("after it ran out: %v", err)
		}
		l.save(anna, house.WikiSpec{Page: "P", Text: "3", Base: 2})
		if p := l.page(bert, "P", 0); p.Lock.By != "" {
			t.Errorf("got %+v, want it given back by the save", p.Lock)
		}
		_, err = l.LockWiki(t.Context(), bert, "f/r", "P", false)
		l.must(err)
		l.must(l.UnlockWiki(t.Context(), anna, "f/r", "P")) // not hers: nothing happens
		if p := l.page(anna, "P", 0); p.Lock.By != "bert" {
			t.Errorf("got %+v, want bert's lock untouched", p.Lock)
		}
		l.must(l.UnlockWiki(t.Context(), bert, "f/r", "P"))
		if p := l.page(anna, "P", 0); p.Lock.By != "" {
			t.Errorf("got %+v, want none", p.Lock)
		}
		_, err = l.LockWiki(t.Context(), bert, "f/r", "P", false)
		l.must(err)
		room, err := l.Room(t.Context(), anna, "f/r")
		l.must(err)
		l.must(l.DeleteRoom(t.Context(), anna, "f/r"))
		if locks, err := l.store.EditLocks(t.Context(), room.ID, time.Time{}); err != nil || len(locks) != 0 {
			t.Errorf("got %v, %v, want no lock of a room that is gone", locks, err)
		}
	})
}

func TestOfTwoWritersOneGetsTheLock(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		for round := range 5 {
			name := fmt.Sprint("P", round)
			l.save(anna, house.WikiSpec{Page: name, Text: "1"})
			errs := atOnce(2, func(i int) error {
				_, err := l.LockWiki(t.Context(), []house.Actor{anna, bert}[i], "f/r", name, false)
				return err
			})
			if n := won(t, errs, "error.wiki_locked"); n != 1 {
				t.Errorf("round %d: %d have the lock, want one", round, n)
			}
		}
	})
}
