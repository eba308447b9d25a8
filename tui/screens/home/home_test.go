package home_test

import (
	"context"
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
	err    error
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
		},
		rooms: []house.Room{
			{Place: "hagen/steuerkreis", Name: "Steuerkreis", Member: true, Unread: 12},
			{Place: "hagen/cafe", Name: "Café Größenwahn 👩‍👩‍👧", Member: true},
			{Place: "hagen/fremd", Name: "Not mine"},
		},
		drafts: []house.Draft{{Place: "hagen/steuerkreis/board", Text: "Vorschlag: wir treffen uns", Saved: kittest.Clock.Add(-3 * time.Hour)}},
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
	d.Press("5")
	d.WantAsked(kit.GoRoom{Place: "hagen/steuerkreis"})
	d.Press("down", "down", "enter")
	d.WantAsked(kit.GoLift{})
	d.Press("1")
	d.WantAsked(kit.GoLift{}) // 10 may be meant
	d.Press("0")
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
	d.Lacks("Protokoll", "jonas", "12")
}
