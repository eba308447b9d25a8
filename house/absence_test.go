package house_test

import (
	"testing"

	"stockwerk/house"
)

func TestAbsenceIsToldToThoseWhoMayWrite(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	away := func(what string, want bool) {
		t.Helper()
		got, err := l.Away(t.Context(), bert, "anna")
		l.must(err)
		if got != want {
			t.Errorf("%s: got away %v, want %v", what, got, want)
		}
	}
	away("at first", false)
	l.must(l.SetSettings(t.Context(), anna, house.Settings{Absence: true}))
	away("after leaving", true)
	l.must(l.Block(t.Context(), anna, "bert"))
	away("to somebody blocked", false)
	l.must(l.Unblock(t.Context(), anna, "bert"))
	l.must(l.SetSettings(t.Context(), anna, house.Settings{}))
	away("back again", false)
	_, err := l.Away(t.Context(), bert, "nobody-of-that-name")
	wantKey(t, "nobody", err, "error.no_such_person")
}
