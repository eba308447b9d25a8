package lift_test

import (
	"context"
	"testing"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/lift"
)

// stand is a house with floors to come onto.
type stand struct {
	kittest.House
	floors []house.Floor
	joined string
	left   string
}

func (s *stand) Floors(context.Context, house.Actor) ([]house.Floor, error) { return s.floors, nil }

func (s *stand) JoinFloor(_ context.Context, _ house.Actor, code string) (house.Floor, error) {
	s.joined = code
	for _, f := range s.floors {
		if f.Code == code {
			f.Member = f.State == house.FloorOpen
			f.Applied = !f.Member
			return f, nil
		}
	}
	return house.Floor{}, house.Errorf(house.NotFound, "error.no_such_floor")
}

func (s *stand) LeaveFloor(_ context.Context, _ house.Actor, code string) (house.Floor, error) {
	s.left = code
	return house.Floor{Code: code, Name: "Stadt Hagen"}, nil
}

func house3() *stand {
	return &stand{floors: []house.Floor{
		{Code: "eg", Name: "Erdgeschoss", Kind: house.FloorGround, State: house.FloorOpen, Member: true},
		{Code: "hagen", Number: 3, Name: "Stadt Hagen", State: house.FloorOpen, Member: true, Members: 42, Description: "Für alle."},
		{Code: "dojo", Number: 7, Name: "道場 Netzwerk", State: house.FloorApplication},
		{Code: "offen", Number: 8, Name: "Offene Etage", State: house.FloorOpen},
	}}
}

func TestLiftLooks(t *testing.T) {
	for _, size := range kittest.Sizes() {
		d := kittest.New(t, size[0], size[1], lift.New(kittest.Env(house3())))
		d.Press("down")
		d.Golden("lift")
	}
}

func TestJoiningAndApplyingAreSaidApart(t *testing.T) {
	s := house3()
	d := kittest.New(t, 80, 24, lift.New(kittest.Env(s)))
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "lift.off.member"})
	d.Press("down", "down", "a")
	d.WantAsked(kit.Toast{Key: "lift.has_applied", Args: []any{"Floor", "道場 Netzwerk"}})
	d.Press("down", "a")
	d.WantAsked(kit.Toast{Key: "lift.joined", Args: []any{"Floor", "Offene Etage"}})
	if s.joined != "offen" {
		t.Errorf("got %q joined, want offen", s.joined)
	}
}

func TestLeavingAFloorAsksFirst(t *testing.T) {
	s := house3()
	d := kittest.New(t, 80, 24, lift.New(kittest.Env(s)))
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "lift.off.leave"})
	d.Press("down", "x")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || s.left != "" {
		t.Fatalf("got %#v and %q left, want a question", d.Asked, s.left)
	}
	if ask.Options[0].Do != nil {
		t.Error("got a deed chosen at first, want none")
	}
	d.Send(ask.Options[1].Do("")())
	if s.left != "hagen" {
		t.Errorf("got %q left, want hagen", s.left)
	}
}

func TestEnterOpensTheFloor(t *testing.T) {
	d := kittest.New(t, 80, 24, lift.New(kittest.Env(house3())))
	d.Press("2")
	d.WantAsked(kit.GoFloor{Code: "hagen"})
}

func TestEmptyLiftSaysWhatItIsFor(t *testing.T) {
	d := kittest.New(t, 80, 24, lift.New(kittest.Env(&stand{})))
	d.Wants("Floors belong to organisations", "You see no floor so far")
}
