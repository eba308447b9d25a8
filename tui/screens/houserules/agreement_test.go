package houserules_test

import (
	"context"
	"strconv"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/houserules"
)

func (s *stand) FloorPlan(context.Context, house.Actor, string) (house.FloorUse, error) {
	return house.FloorUse{
		Floor: "hagen", Plan: house.Plan{Name: "basic", Rooms: 5, Storage: 2 << 30, Tickets: 20, Tools: []string{"board", "chat"}},
		Rooms: 7, Storage: 2<<30 + 1, Tickets: 10,
	}, nil
}

func (s *stand) FloorLease(context.Context, house.Actor, string) (house.Lease, error) {
	return s.lease, nil
}

// floorAdmin is the view of somebody who runs a floor and not the house.
func floorAdmin(s *stand, lang text.Lang) *kit.Env {
	e := env(s, lang)
	e.Who = func() kit.Who { return kit.Who{Role: house.RoleInside, Name: "mara"} }
	return e
}

func TestAFloorReadsItsPlanAndItsOverdueLeaseAtEverySize(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			s := &stand{lease: house.Lease{Agreed: true, From: "2025-01-01", Until: "2099-12-31", Paid: "2026-01-31", Price: "90 € im Monat", Note: "職場 zahlt\x1b[31m"}}
			d := kittest.New(t, size[0], size[1], houserules.NewAgreement(floorAdmin(s, lang), "hagen"))
			d.Golden("agreement-" + string(lang) + "-" + strconv.Itoa(size[0]))
		}
	}
}

func TestAFloorWithoutALeaseIsNotOverdue(t *testing.T) {
	s := &stand{}
	d := kittest.New(t, 80, 24, houserules.NewAgreement(floorAdmin(s, text.English), "hagen"))
	d.Wants("no lease")
	d.Lacks("overdue")
	d.Press("enter")
	if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok || len(ask.Options) != 1 {
		t.Errorf("got %#v, want the row whole and nothing to change", d.Asked)
	}
}
