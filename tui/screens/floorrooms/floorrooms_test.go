package floorrooms_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/floorrooms"
)

type stand struct {
	kittest.House
	rooms house.FloorRooms
	calls []string
}

func (s *stand) FloorRooms(context.Context, house.Actor, string) (house.FloorRooms, error) {
	return s.rooms, nil
}

func (s *stand) ClosingToll(context.Context, house.Actor, string, house.ClosingOrder) (house.Toll, error) {
	return house.Toll{People: 5, Rooms: 1}, nil
}

func (s *stand) OrderClosing(_ context.Context, _ house.Actor, place string, o house.ClosingOrder) (house.RoomClosing, error) {
	s.calls = append(s.calls, fmt.Sprint("order ", place, " ", o.Days, " ", o.Notice))
	return house.RoomClosing{Place: place, CloseAt: kittest.Clock.AddDate(0, 0, o.Days), DeleteAt: kittest.Clock.AddDate(0, 0, o.Days+14)}, nil
}

func (s *stand) WithdrawClosing(_ context.Context, _ house.Actor, place string) error {
	s.calls = append(s.calls, "withdraw "+place)
	return nil
}

func hagen() *stand {
	at := kittest.Clock.Add(10 * 24 * time.Hour)
	return &stand{rooms: house.FloorRooms{Unlisted: 3, Rooms: []house.FloorRoom{
		{Place: "hagen/kreis", Name: "Steuerkreis 東京", Kind: house.RoomConference, Owner: "mara", Members: 5},
		{
			Place: "hagen/alt", Name: "Altes Projekt mit einem sehr langen Namen", Kind: house.RoomConference, Owner: "yuki", Members: 2,
			Closing: &house.RoomClosing{Place: "hagen/alt", Notice: "Das Projekt ist zu Ende.", CloseAt: at, DeleteAt: at.AddDate(0, 0, 14)},
		},
		{Place: "hagen/zu", Name: "Zu", Kind: house.RoomCafe, Closed: true},
		{Place: "hagen/notices", Name: "Schwarzes Brett", Kind: house.RoomNotices, Own: true, Members: 9},
	}}}
}

func env(s *stand, lang text.Lang) *kit.Env {
	e := kittest.Env(s)
	e.Text = text.For(lang)
	return e
}

func TestRoomsOfAFloorAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			at := func(name string, keys ...string) {
				d := kittest.New(t, size[0], size[1], floorrooms.New(env(hagen(), lang), "hagen"))
				d.Press(keys...)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
			at("rooms", "down")
			at("order", "c")
		}
	}
}

// asked is the last question.
func asked(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	if len(d.Asked) > 0 {
		if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); ok {
			return ask
		}
	}
	t.Fatalf("got %#v, want a question last", d.Asked)
	return kit.Ask{}
}

func TestClosingIsOrderedAfterAQuestion(t *testing.T) {
	s := hagen()
	d := kittest.New(t, 80, 24, floorrooms.New(env(s, text.English), "hagen"))
	d.Press("1")
	d.Press("backspace", "backspace")
	d.Type("3")
	d.Press("ctrl+s")
	d.Wants("At least 7")
	d.Type("0")
	d.Press("tab")
	d.Type("Danke!")
	d.Press("ctrl+s")
	ask := asked(t, d)
	if !strings.Contains(ask.Text, "5 people lose access") || len(s.calls) > 0 {
		t.Errorf("got %+v after %q, want the question first", ask, s.calls)
	}
	d.Send(ask.Options[1].Do("")())
	if !slices.Equal(s.calls, []string{"order hagen/kreis 30 Danke!"}) {
		t.Errorf("got %q, want the order", s.calls)
	}
	d.Wants("Schwarzes Brett")
}

func TestAnOrderIsTakenBackAndTheFloorsOwnStays(t *testing.T) {
	s := hagen()
	d := kittest.New(t, 80, 24, floorrooms.New(env(s, text.English), "hagen"))
	d.Press("2")
	d.Send(asked(t, d).Options[1].Do("")())
	if !slices.Equal(s.calls, []string{"withdraw hagen/alt"}) {
		t.Errorf("got %q, want it taken back", s.calls)
	}
	d.Press("4")
	d.WantAsked(kit.Toast{Key: "floordesk.close.off"})
}
