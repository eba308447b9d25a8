package house_test

import (
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// month puts the clock to the middle of the next month.
func (l *lodge) nextMonth() {
	now := l.now().UTC()
	l.pass(time.Date(now.Year(), now.Month()+1, 15, 12, 0, 0, 0, time.UTC).Sub(now))
}

// figures are the latest month's, by name; hidden ones are -1.
func figures(t *testing.T, st house.Stats) map[house.Stat]int {
	t.Helper()
	if len(st.Months) == 0 {
		t.Fatal("no month is shown")
	}
	out := map[house.Stat]int{}
	for _, c := range st.Months[len(st.Months)-1].Cells {
		out[c.What] = c.Count.N
		if c.Count.Hidden {
			out[c.What] = -1
		}
	}
	return out
}

func TestStatisticsAreCountsOfMonthsThatAreOver(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.nextMonth()
	l.floor(admin, "stadt", house.FloorOpen)
	for i := range 6 {
		place := fmt.Sprintf("stadt/raum%d", i)
		l.room(admin, place, house.RoomConference)
		for range 2 {
			_, err := l.Say(t.Context(), admin, place, "Worte", "")
			l.must(err)
		}
	}
	for i := range 5 {
		a := l.member(fmt.Sprintf("mitglied%d", i))
		_, err := l.JoinFloor(t.Context(), a, "stadt")
		l.must(err)
	}
	l.Sweep(t.Context())
	st, err := l.Stats(t.Context(), admin, "stadt", "", "")
	l.must(err)
	if got := figures(t, st); got[house.StatLines] != -1 {
		t.Errorf("while the month runs its lines are shown: %d", got[house.StatLines])
	}
	l.nextMonth()
	st, err = l.Stats(t.Context(), admin, "stadt", "", "")
	l.must(err)
	got := figures(t, st)
	for what, want := range map[house.Stat]int{
		house.StatRooms: 6, house.StatRoomsNew: 6, house.StatLines: 12, house.StatJoined: 5, house.StatPosts: -1, house.StatTickets: -1,
	} {
		if got[what] != want {
			t.Errorf("%s: got %d, want %d (-1 = hidden)", what, got[what], want)
		}
	}
	l.Sweep(t.Context()) // closing a month twice must not double it
	if st, err = l.Stats(t.Context(), admin, "stadt", "", ""); err != nil || figures(t, st)[house.StatRooms] != 6 {
		t.Errorf("after another sweep: got %+v, %v, want 6 rooms", st, err)
	}
}

func TestTheHouseDoesNotLeadToWhatAFloorHides(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.nextMonth()
	for floor, lines := range map[string]int{"gross": 20, "klein": 3} {
		l.floor(admin, floor, house.FloorOpen)
		l.room(admin, floor+"/raum", house.RoomConference)
		for range lines {
			_, err := l.Say(t.Context(), admin, floor+"/raum", "Worte", "")
			l.must(err)
		}
	}
	l.nextMonth()
	shown := func(floor string) int {
		st, err := l.Stats(t.Context(), admin, floor, "", "")
		l.must(err)
		return figures(t, st)[house.StatLines]
	}
	if shown("gross") != 20 || shown("klein") != -1 || shown("") != 20 {
		t.Errorf("got %d, %d and in the house %d, want 20, hidden and 20: the rest must not be 3", shown("gross"), shown("klein"), shown(""))
	}
}

func TestTwoNodesCountEachThingOnce(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		admin := l.admin()
		l.nextMonth()
		l.floor(admin, "stadt", house.FloorOpen)
		other, err := house.Open(t.Context(), house.Config{Store: l.store, HouseKey: l.key, WeakKDF: true, Clock: l.now})
		l.must(err)
		here, err := other.Login(t.Context(), "admin", phrase)
		l.must(err)
		for i := range 5 {
			place := fmt.Sprintf("stadt/raum%d", i)
			l.room(admin, place, house.RoomConference)
			_, err := l.Say(t.Context(), admin, place, "hier", "")
			l.must(err)
			_, err = other.Say(t.Context(), here, place, "dort", "")
			l.must(err)
		}
		other.Sweep(t.Context())
		l.nextMonth()
		other.Sweep(t.Context())
		st, err := l.Stats(t.Context(), admin, "stadt", "", "")
		l.must(err)
		if got := figures(t, st); got[house.StatLines] != 10 || got[house.StatRooms] != 5 {
			t.Errorf("got %d lines in %d rooms, want 10 in 5", got[house.StatLines], got[house.StatRooms])
		}
	})
}

func TestSmallNumbersCannotBeWorkedOut(t *testing.T) {
	base := map[house.Stat]int{house.StatCases: 30, house.StatAsked: 40, house.StatAccepted: 30}
	waits := []house.Stat{house.StatWait1, house.StatWait3, house.StatWait7, house.StatWaitMore}
	for _, split := range [][4]int{{30, 0, 0, 0}, {29, 1, 0, 0}, {14, 14, 2, 0}, {10, 10, 8, 2}, {8, 8, 8, 6}, {20, 6, 2, 2}, {26, 2, 1, 1}} {
		n := map[house.Stat]int{}
		for k, v := range base {
			n[k] = v
		}
		for i, w := range waits {
			n[w] = split[i]
		}
		cells := house.FloorCells(n)
		hidden, rest := 0, n[house.StatAccepted]
		for i, w := range waits {
			if cells[w].Hidden {
				if split[i] > 0 {
					hidden++
				}
				continue
			}
			if split[i] < house.SmallCell {
				t.Errorf("%v: %d is shown", split, split[i])
			}
			rest -= split[i]
		}
		if hidden == 1 || hidden > 1 && rest < house.SmallCell {
			t.Errorf("%v: %d hidden that make %d can be worked out", split, hidden, rest)
		}
	}
	few := house.FloorCells(map[house.Stat]int{house.StatCases: 4, house.StatLetters: 90, house.StatAsked: 20})
	if !few[house.StatLetters].Hidden || !few[house.StatAsked].Hidden {
		t.Errorf("letters of four counsellings are shown: %+v", few)
	}
	near := house.FloorCells(map[house.Stat]int{house.StatTickets: 20, house.StatRedeemed: 18})
	if near[house.StatTickets].Hidden || !near[house.StatRedeemed].Hidden {
		t.Errorf("that two tickets were not redeemed can be worked out: %+v", near)
	}
}
