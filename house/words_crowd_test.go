package house_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stockwerk/house"
)

// What each of a thousand would hear of the others would be a million events.
func TestComingAndGoingInACrowdIsToldOnceInAWhile(t *testing.T) {
	for people, want := range map[int]int64{10: 100, 1000: 1} {
		synctest.Test(t, func(t *testing.T) {
			p := house.NewPresence()
			for i := range people {
				p.EnterAs("r", house.PersonID(fmt.Sprint("p", i)))
			}
			var told atomic.Int64
			tell := func() { told.Add(1) }
			for range 100 {
				p.Crowd("r", tell)
			}
			p.Crowd("other", tell)
			if got := told.Load(); people == 1000 && got != 1 {
				t.Errorf("%d people: told %d times at once, want the other room alone", people, got)
			}
			<-time.After(10 * time.Second) // of the bubble
			synctest.Wait()
			if got := told.Load() - 1; got != want {
				t.Errorf("%d people: told %d times, want %d", people, got, want)
			}
			p.Crowd("r", tell)
			<-time.After(10 * time.Second) // of the bubble
			synctest.Wait()
			if got := told.Load() - 1; got != want+1 {
				t.Errorf("%d people: told %d times after the next, want %d", people, got, want+1)
			}
		})
	}
}

func TestWhoIsHereIsNeverOutOfDate(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	annas, berts := l.subscribe(anna), l.subscribe(bert)
	here := func(want int, what string) {
		t.Helper()
		for range 2 { // the second answer is a kept one
			list, err := l.Present(t.Context(), anna, "f/r")
			l.must(err)
			if len(list) != want {
				t.Errorf("%s: got %d people, want %d", what, len(list), want)
			}
		}
	}
	here(0, "nobody")
	l.must(l.Enter(t.Context(), anna, annas, "f/r"))
	here(1, "anna came")
	l.must(l.Enter(t.Context(), bert, berts, "f/r"))
	here(2, "bert came")
	l.must(l.Typing(t.Context(), bert, "f/r"))
	list, err := l.Present(t.Context(), anna, "f/r")
	l.must(err)
	if len(list) != 2 || list[0].Typing || !list[1].Typing {
		t.Errorf("got %+v, want bert typing", list)
	}
	l.Exit(t.Context(), bert, berts, "f/r")
	here(1, "bert went")
	annas.Close()
	here(0, "anna's session ended")
}
