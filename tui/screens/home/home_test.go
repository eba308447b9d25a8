package home_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/home"
)

// stand is a house in which something waits.
type stand struct {
	kittest.House
	news   []house.NewsItem
	rooms  []house.Room
	drafts []house.Draft
	coming []house.Upcoming
	cases  []house.Case
	asked  int // how often what comes up was asked for
	err    error
}

func (s *stand) Cases(context.Context, house.Actor, bool) ([]house.Case, error) {
	return s.cases, s.err
}

func (s *stand) Upcoming(context.Context, house.Actor) ([]house.Upcoming, error) {
	s.asked++
	return s.coming, s.err
}

func (s *stand) News(context.Context, house.Actor) ([]house.NewsItem, error) { return s.news, s.err }

func (s *stand) Rooms(context.Context, house.Actor, string) ([]house.Room, error) {
	return s.rooms, s.err
}

func (s *stand) Drafts(context.Context, house.Actor) ([]house.Draft, error) { return s.drafts, s.err }

func busy() *stand {
	return &stand{
		news: []house.NewsItem{
			{Place: "@jonas", Kind: "direct", Name: "jonas", Unread: 1, ForMe: true},
			{Place: "hagen/steuerkreis/board", Kind: "board", Name: "Steuerkreis", Thread: "t1", Title: "Protokoll 東京 vom März", Unread: 12, FirstSeq: 40},
			{Place: "hagen/neue", Kind: "invitation", Name: "Neue Räume", ForMe: true},
			{Place: "hagen/steuerkreis/calendar", Kind: "date", Name: "Steuerkreis", Unread: 2},
		},
		rooms: []house.Room{
			{Place: "hagen/steuerkreis", Name: "Steuerkreis", Member: true, Unread: 12},
			{Place: "hagen/cafe", Name: "Café Größenwahn 👩‍👩‍👧", Member: true},
			{Place: "hagen/fremd", Name: "Not mine"},
		},
		drafts: []house.Draft{{Place: "hagen/steuerkreis/board", Text: "Vorschlag: wir treffen uns", Saved: kittest.Clock.Add(-3 * time.Hour)}},
	}
}

// tasks are n tasks of one's own, the first of them overdue, and a date.
func tasks(n int) []house.Upcoming {
	day := kittest.Clock.Truncate(24 * time.Hour)
	all := []house.Upcoming{{
		Place: "hagen/steuerkreis/calendar", Entry: "d1", Kind: house.KindDate, Room: "Steuerkreis", Title: "Sitzung im 会議室",
		At: kittest.Clock.Add(20 * time.Hour), Reminder: true,
	}}
	for i := range n {
		u := house.Upcoming{
			Place: "hagen/cafe/tasks", Entry: house.MessageID(fmt.Sprint("t", i)), Kind: house.KindTask, Room: "Café Größenwahn",
			Title: fmt.Sprintf("Aufgabe %d: die Stühle für alle stellen", i), At: day.AddDate(0, 0, 3*i-1), Day: true, Overdue: i == 0,
		}
		if i == n-1 {
			u.At, u.Day = time.Time{}, false
		}
		all = append(all, u)
	}
	return all
}

func TestHomeShowsWhatComesUp(t *testing.T) {
	for _, size := range kittest.Sizes() {
		for _, lang := range []text.Lang{text.English, text.German} {
			s := busy()
			s.news, s.coming = s.news[:1], tasks(9)
			env := kittest.Env(s)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], home.New(env))
			d.Press("down")
			d.WantNoEscape()
			d.Golden("coming-" + string(lang))
		}
	}
	s := &stand{coming: tasks(9)}
	d := kittest.New(t, 80, 24, home.New(kittest.Env(s)))
	d.Wants("Coming up", "overdue", "3 more")
	d.Lacks("Aufgabe 7")
	d.Press("2", "enter")
	d.WantAsked(kit.GoTool{Place: "hagen/cafe", Tool: house.ToolTasks, Entry: "t0"})
	d.Press("8")
	d.WantAsked(kit.GoUpcoming{})
	s.coming = s.coming[:7]
	d = kittest.New(t, 80, 24, home.New(kittest.Env(s)))
	d.Lacks("more")
}

func TestWhatComesUpIsNotAskedForWithEachEvent(t *testing.T) {
	s := &stand{coming: tasks(1)}
	d := kittest.New(t, 80, 24, home.New(kittest.Env(s)))
	for range 100 {
		d.Send(house.Event{Kind: house.EventRoom, Room: "r"})
		d.Send(house.Event{Kind: house.EventRoster, Room: "r"})
	}
	if s.asked != 1 {
		t.Errorf("asked %d times at once, want once, when the screen opened", s.asked)
	}
	s.coming = tasks(2)
	d.Pass(30 * time.Second)
	if s.asked != 2 {
		t.Errorf("asked %d times after half a minute, want twice", s.asked)
	}
	d.Wants("Aufgabe 1")
	d.Send(kit.Resumed{})
	if s.asked != 3 {
		t.Errorf("asked %d times after coming back, want at once", s.asked)
	}
}

func TestHomeShowsWhatWaits(t *testing.T) {
	for _, size := range kittest.Sizes() {
		for _, lang := range []text.Lang{text.English, text.German} {
			env := kittest.Env(busy())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], home.New(env))
			d.Golden("busy-" + string(lang))
		}
	}
}

func TestQuietHomeShowsTheWays(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(&stand{})))
	d.Wants("Floors", "Private messages", "Ground floor", "Settings")
	d.Press("g")
	d.WantAsked(kit.Toast{Key: "home.key.next.off"})
}

func TestDigitsAndEnterOpen(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(busy())))
	d.Press("2")
	d.WantAsked(kit.GoThread{Place: "hagen/steuerkreis", Thread: "t1", At: 40})
	d.Press("6")
	d.WantAsked(kit.GoRoom{Place: "hagen/steuerkreis"})
	d.Press("down", "down", "enter")
	d.WantAsked(kit.GoLift{})
	d.Press("1")
	d.WantAsked(kit.GoLift{}) // 13 may be meant
	d.Press("3")
	d.WantAsked(kit.GoSettings{})
}

func TestFindNarrowsAndEscShowsAll(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(busy())))
	d.Press("/")
	d.Type("grö") // the find field folds case, letters start nothing
	d.Wants("Café Größenwahn")
	d.Lacks("Steuerkreis")
	d.Press("esc")
	d.Wants("Steuerkreis", "Floors")
}

func TestNotMyRoomsAreNotListed(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(busy())))
	d.Lacks("Not mine")
}

func TestFailureIsSaidAndTheWaysStay(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(&stand{err: house.Errorf(house.Unavailable, "error.database")})))
	if len(d.Asked) != 1 {
		t.Fatalf("got %#v, want one failure", d.Asked)
	}
	d.Wants("Floors")
}

func TestHostileNamesShowNoEscape(t *testing.T) {
	evil := "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b31m\r\n"
	s := &stand{
		news:   []house.NewsItem{{Place: "f/r/board", Kind: "board", Name: evil, Title: evil, Unread: 1}},
		rooms:  []house.Room{{Place: "f/" + evil, Name: evil, Member: true}},
		drafts: []house.Draft{{Place: "@" + evil, Text: evil}},
		coming: []house.Upcoming{{Place: "f/r/tasks", Kind: house.KindTask, Title: evil, Room: evil, At: kittest.Clock}},
	}
	for _, w := range []int{40, 120} {
		d := kittest.New(t, w, 24, home.New(kittest.Env(s)))
		for range 8 {
			d.WantNoEscape()
			d.Press("down")
		}
	}
}

func TestHomeFollowsTheHeadersCount(t *testing.T) {
	d := kittest.New(t, 80, 24, home.New(kittest.Env(busy())))
	d.Send(kit.Counted{News: []house.NewsItem{
		{Place: "hagen/cafe/chat", Kind: "chat", Name: "Café", Unread: 7},
		{Place: "hagen/cafe/board", Kind: "board", Name: "Café", Thread: "t9", Title: "Kuchen", Unread: 4},
	}})
	d.Wants("Kuchen", "11")
	d.Lacks("Protokoll", "jonas", "12 │")
}
