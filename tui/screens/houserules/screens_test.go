package houserules_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/houserules"
)

// stand is a house with something in each list.
type stand struct {
	kittest.House
	now     house.Closing
	said    []string
	reasons []string
	lease   house.Lease
}

func (s *stand) HouseTexts(context.Context, house.Actor) ([]house.HousePage, error) {
	var all []house.HousePage
	for _, name := range house.HouseTextNames() {
		for _, lang := range []string{"de", "de-du", "en"} {
			all = append(all, house.HousePage{Name: name, Lang: lang})
		}
	}
	all[0].Text = "144  Rettung\n142  Telefonseelsorge für alle in Österreich"
	return all, nil
}

func (s *stand) SetHouseText(_ context.Context, _ house.Actor, name, lang, words string) error {
	s.said = append(s.said, name+"/"+lang+": "+words)
	return nil
}

func (s *stand) Lockdown(context.Context, house.Actor) (house.Lockdown, error) {
	return house.Lockdown{Level: s.now.Level}, nil
}

func (s *stand) LockdownToll(context.Context, house.Actor, int) (house.Toll, error) {
	return house.Toll{People: 12, Rooms: 3}, nil
}

func (s *stand) SetLockdown(_ context.Context, _ house.Actor, level int, reason string) error {
	s.now.Level = level
	s.reasons = append(s.reasons, reason)
	return nil
}

func (s *stand) MaintenanceToll(context.Context, house.Actor) (house.Toll, error) {
	return house.Toll{People: 12, Rooms: 3}, nil
}

func (s *stand) StartMaintenance(_ context.Context, _ house.Actor, in time.Duration, reason string) (house.Closing, error) {
	s.now = house.Closing{Maintenance: true, Out: kittest.Clock.Add(in), Reason: reason}
	return s.now, nil
}

func (s *stand) EndMaintenance(context.Context, house.Actor) error {
	s.now = house.Closing{}
	return nil
}

func (s *stand) Plans(context.Context, house.Actor) ([]house.Plan, error) {
	return []house.Plan{{Name: "basic", Rooms: 5, Storage: 2 << 30, Tools: []string{"board", "chat"}}, {Name: "plus"}}, nil
}

func (s *stand) HouseFloors(context.Context, house.Actor) ([]house.HouseFloor, error) {
	return []house.HouseFloor{
		{Code: "eg", Name: "Erdgeschoss", Kind: house.FloorGround, State: house.FloorOpen, Members: 40, Rooms: 2, Plan: "basic"},
		{
			Code: "hagen", Number: 1, Name: "Stadt Hagen 職場", Kind: house.FloorOrganisation, State: house.FloorOpen, Members: 12, Rooms: 3, Plan: "plus",
			Lease: house.Lease{Agreed: true, From: "2025-01-01", Paid: "2026-01-31", Price: "90 € im Monat"},
		},
		{Code: "alt", Number: 2, Name: "Alt", Kind: house.FloorPractice, State: house.FloorSuspended, ByHouse: true, Members: 1, Plan: "basic"},
	}, nil
}

func (s *stand) Announcements(context.Context, house.Actor) ([]house.Announcement, error) {
	return []house.Announcement{
		{ID: "a", Warning: true, Words: map[string]string{"de": "Am Montag ist das Haus eine Stunde zu.", "en": "The house is closed for an hour on Monday."}},
		{ID: "b", Words: map[string]string{"": "Neue Hausordnung"}, Until: kittest.Clock.Add(time.Hour)},
	}, nil
}

func (s *stand) ReadAnnouncements(context.Context, house.Actor) error { return nil }

func env(s *stand, lang text.Lang) *kit.Env {
	e := kittest.Env(s)
	e.Text = text.For(lang)
	e.Who = func() kit.Who { return kit.Who{Role: house.RoleHouseAdmin, Name: "mara"} }
	e.Closing = func() house.Closing { return s.now }
	return e
}

func TestPagesAtEverySize(t *testing.T) {
	for name, page := range map[string]func(*kit.Env) *houserules.Screen{
		"texts": houserules.NewTexts, "closing": houserules.NewClosing, "plans": houserules.NewPlans,
		"floors": houserules.NewFloors, "leases": houserules.NewLeases, "announcements": houserules.NewAnnouncements, "announced": houserules.NewAnnounced,
	} {
		for _, lang := range []text.Lang{text.German, text.English} {
			for _, size := range kittest.Sizes() {
				d := kittest.New(t, size[0], size[1], page(env(&stand{}, lang)))
				d.Golden(name + "-" + string(lang) + "-" + strconv.Itoa(size[0]))
			}
		}
	}
}

func TestATextIsSeenBeforeItIsSaved(t *testing.T) {
	s := &stand{}
	d := kittest.New(t, 80, 24, houserules.NewTexts(env(s, text.English)))
	d.Press("enter")
	d.Type("!")
	d.Press("ctrl+s")
	if len(s.said) != 0 {
		t.Fatalf("got %q, want nothing saved before the preview", s.said)
	}
	d.Wants("Krisendienst")
	d.Press("ctrl+s")
	if len(s.said) != 1 {
		t.Errorf("got %q, want one text saved", s.said)
	}
}

func TestALockdownIsAskedAboutWithItsToll(t *testing.T) {
	s := &stand{}
	d := kittest.New(t, 80, 24, houserules.NewClosing(env(s, text.English)))
	d.Press("4")
	d.Type("attack")
	d.Press("ctrl+s")
	if s.now.Level != 0 || len(d.Asked) == 0 {
		t.Fatalf("got level %d and %d questions, want a question first", s.now.Level, len(d.Asked))
	}
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) != 2 {
		t.Fatalf("got %#v, want a question with two answers", d.Asked[len(d.Asked)-1])
	}
}
