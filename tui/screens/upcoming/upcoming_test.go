package upcoming_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/upcoming"
)

type stand struct {
	kittest.House
	all   []house.Upcoming
	asked int
	err   error
}

func (s *stand) Upcoming(context.Context, house.Actor) ([]house.Upcoming, error) {
	s.asked++
	return s.all, s.err
}

func many() *stand {
	s := &stand{}
	for i := range 12 {
		s.all = append(s.all, house.Upcoming{
			Place: "hagen/kreis/tasks", Entry: house.MessageID(fmt.Sprint("t", i)), Kind: house.KindTask, Room: "Steuerkreis 会議",
			Title: fmt.Sprintf("Aufgabe %d", i), At: kittest.Clock.AddDate(0, 0, i-2), Day: i%2 == 0, Overdue: i < 2,
		})
	}
	s.all = append(s.all, house.Upcoming{Place: "a/b/tasks", Kind: house.KindTask, Title: "ohne\x1b[2J Datum\u202e", Room: "b"})
	return s
}

func TestAllThatComesUp(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(many())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], upcoming.New(env))
			d.WantNoEscape()
			d.Golden("upcoming-" + string(lang))
		}
	}
	d := kittest.New(t, 80, 24, upcoming.New(kittest.Env(many())))
	d.Press("2")
	d.WantAsked(kit.GoTool{Place: "hagen/kreis", Tool: house.ToolTasks, Entry: "t1"})
}

func TestNothingComesUp(t *testing.T) {
	kittest.New(t, 80, 24, upcoming.New(kittest.Env(&stand{}))).Wants("Nothing comes up")
}

func TestItIsReadAgainOnceForMuchThatHappens(t *testing.T) {
	s := many()
	d := kittest.New(t, 80, 24, upcoming.New(kittest.Env(s)))
	for range 50 {
		d.Send(house.Event{Kind: house.EventRoom, Room: "r"})
	}
	if s.asked != 1 {
		t.Errorf("asked %d times, want once", s.asked)
	}
	s.all = s.all[:1]
	d.Pass(30 * time.Second)
	if s.asked != 2 {
		t.Errorf("asked %d times, want twice", s.asked)
	}
	d.Lacks("Aufgabe 1")
	s.err = house.Errorf(house.Unavailable, "error.unavailable")
	d.Press("r")
	d.Wants("Aufgabe 0") // what was known stays
}
