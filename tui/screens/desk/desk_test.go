package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/desk"
)

// stand is a house with floors and people on them.
type stand struct {
	kittest.House
	floor  house.Floor
	people []house.FloorMember
	calls  []string
	err    error // refuses the next deed
}

func (s *stand) call(what ...any) error {
	s.calls = append(s.calls, strings.TrimSpace(fmt.Sprintln(what...)))
	err := s.err
	s.err = nil
	return err
}

func (s *stand) Floors(context.Context, house.Actor) ([]house.Floor, error) {
	return []house.Floor{
		{Code: "eg", Name: "Erdgeschoss", Kind: house.FloorGround, State: house.FloorOpen, Members: 31},
		s.floor,
		{Code: "alt", Number: 9, Name: "Alt", Kind: house.FloorPractice, State: house.FloorSuspended, Members: 1},
	}, nil
}

func (s *stand) Floor(context.Context, house.Actor, string) (house.Floor, error) { return s.floor, nil }

func (s *stand) FloorMembers(context.Context, house.Actor, string) ([]house.FloorMember, error) {
	return slices.Clone(s.people), nil
}

func (s *stand) NewFloor(_ context.Context, _ house.Actor, f house.FloorSpec) (house.Floor, error) {
	return house.Floor{Code: f.Code, Name: f.Name}, s.call("new", f.Code, f.Name, f.Kind, f.State)
}

func (s *stand) EditFloor(_ context.Context, _ house.Actor, _ string, e house.FloorEdit) (house.Floor, error) {
	what := []any{"edit"}
	for _, v := range []*string{e.Name, e.Description, e.Banner, e.Accent, e.Contact, e.Imprint, e.Privacy, e.Language} {
		if v != nil {
			what = append(what, *v)
		}
	}
	if e.State != nil {
		what = append(what, *e.State)
	}
	return s.floor, s.call(what...)
}

func (s *stand) AdmitToFloor(_ context.Context, _ house.Actor, _, name string) (house.Floor, error) {
	return s.floor, s.call("admit", name)
}

func (s *stand) RemoveFromFloor(_ context.Context, _ house.Actor, _, name string) (house.Floor, error) {
	return s.floor, s.call("remove", name)
}

func (s *stand) SetFloorAdmin(_ context.Context, _ house.Actor, _, name string, on bool) (house.Floor, error) {
	return s.floor, s.call("admin", name, on)
}

func (s *stand) SetFloorCreator(_ context.Context, _ house.Actor, _, name string, on bool) (house.Floor, error) {
	return s.floor, s.call("creator", name, on)
}

func (s *stand) NewMembershipTicket(_ context.Context, _ house.Actor, label string) (house.Issued, error) {
	return house.Issued{Code: "AAAA-BBBB"}, s.call("ticket", label)
}

func (s *stand) ActivationTicket(_ context.Context, _ house.Actor, name string) (house.Issued, error) {
	return house.Issued{Code: "CCCC-DDDD"}, s.call("activate", name)
}

func (s *stand) EditFloorToll(context.Context, house.Actor, string, house.FloorEdit) (house.Toll, error) {
	return house.Toll{People: 4, Rooms: 3}, nil
}

func (s *stand) RemoveFromFloorToll(context.Context, house.Actor, string, string) (house.Toll, error) {
	return house.Toll{People: 1, Rooms: 2}, nil
}

func (s *stand) SetFloorAdminToll(context.Context, house.Actor, string, string, bool) (house.Toll, error) {
	return house.Toll{}, nil
}

func (s *stand) SetFloorCreatorToll(context.Context, house.Actor, string, string, bool) (house.Toll, error) {
	return house.Toll{}, nil
}

func (s *stand) FloorTickets(context.Context, house.Actor, string) (house.FloorTickets, error) {
	small := house.SheetCount{Hidden: true}
	return house.FloorTickets{Issued: small, Redeemed: house.SheetCount{N: 15}, Expired: small, Revoked: small}, nil
}

func hagen() *stand {
	since := kittest.Clock.Add(-40 * 24 * time.Hour)
	return &stand{
		floor: house.Floor{
			Code: "hagen", Number: 3, Name: "Stadt Hagen 東京", Kind: house.FloorOrganisation, State: house.FloorOpen, Accent: "green",
			Description: "Räume der Stadt.", Banner: "  /\\\n /  \\\n/____\\", Member: true, Admin: true, Creator: true, Members: 4, Waiting: 2,
		},
		people: []house.FloorMember{
			{Name: "mara", Admin: true, Creator: true, Since: since},
			{Name: "yuki", Creator: true, Since: since},
			{Name: "ben.oduya", Since: since},
			{Name: "Ölfass_mit_sehr_langem_Namen_32", Since: since},
			{Name: "neu.hier", Applied: true, Since: kittest.Clock.Add(-2 * time.Hour)},
			{Name: "zora", Applied: true, Since: kittest.Clock.Add(-3 * time.Hour)},
		},
	}
}

func env(s *stand, lang text.Lang) *kit.Env {
	e := kittest.Env(s)
	e.Text = text.For(lang)
	e.Who = func() kit.Who { return kit.Who{Role: house.RoleHouseAdmin, Name: "mara"} }
	return e
}

func open(t *testing.T, s *stand, of string) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, desk.New(env(s, text.English), of))
}

func people(t *testing.T, s *stand) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, desk.NewPeople(env(s, text.English), "hagen"))
}

// answer gives an answer to the last question.
func answer(t *testing.T, d *kittest.Driver, option int, input string) {
	t.Helper()
	if len(d.Asked) > 0 {
		if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); ok {
			if cmd := ask.Options[option].Do(input); cmd != nil {
				deliver(d, cmd())
			}
			return
		}
	}
	t.Fatalf("got %#v, want a question last", d.Asked)
}

// deliver keeps requests to the shell, as the driver does.
func deliver(d *kittest.Driver, msg tea.Msg) {
	switch msg.(type) {
	case kit.Ask, kit.Failed, kit.GoText:
		d.Asked = append(d.Asked, msg)
	}
	d.Send(msg)
}

func (s *stand) wants(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.calls, want) {
		t.Errorf("got the deeds %q, want %q", s.calls, want)
	}
}

func TestDesksAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			at := func(name string, s kit.Screen, keys ...string) {
				d := kittest.New(t, size[0], size[1], s)
				d.Press(keys...)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
			at("house", desk.New(env(hagen(), lang), "house"))
			at("new", desk.New(env(hagen(), lang), "house"), "c")
			at("floor", desk.New(env(hagen(), lang), "hagen"))
			at("edit", desk.New(env(hagen(), lang), "hagen"), "e")
			at("texts", desk.New(env(hagen(), lang), "hagen"), "t")
			at("look", desk.New(env(hagen(), lang), "hagen"), "b")
			at("people", desk.NewPeople(env(hagen(), lang), "hagen"))
		}
	}
}

func TestFloorIsMadeByArrowsAndEnterAlone(t *testing.T) {
	s := hagen()
	d := open(t, s, "house")
	d.Press("1", "4")
	d.Type("Neue 0Etage?")
	d.Press("enter")
	d.Type("Neu-1")
	d.Press("down", "right", "down", "left", "down", "down", "enter")
	s.wants(t, "new neu-1 Neue 0Etage? network open")
	d.Wants("Make a new floor")
}

func TestRefusedFloorKeepsWhatWasTyped(t *testing.T) {
	s := hagen()
	s.err = house.Errorf(house.Conflict, "error.place_taken")
	d := open(t, s, "house")
	d.Press("c")
	d.Type("Neue Etage")
	d.Press("tab")
	d.Type("hagen")
	d.Press("ctrl+s")
	d.Wants("Neue Etage", "! ")
	d.Type("-2")
	d.Press("ctrl+s")
	s.wants(t, "new hagen Neue Etage organisation application", "new hagen-2 Neue Etage organisation application")
}

func TestLeavingAFormAsksOnlyWhenSomethingWasTyped(t *testing.T) {
	d := open(t, hagen(), "house")
	d.Press("c", "esc")
	d.Wants("Ticket for a new member")
	d.Press("c")
	d.Type("x")
	d.Press("esc")
	d.Lacks("Ticket for a new member")
	answer(t, d, 1, "")
	d.Wants("Ticket for a new member")
}

func TestMembershipTicketIsShownAsASlip(t *testing.T) {
	s := hagen()
	d := open(t, s, "house")
	d.Press("t")
	answer(t, d, 0, " für Zora ")
	s.wants(t, "ticket für Zora")
	if got, ok := d.Asked[len(d.Asked)-1].(kit.GoText); !ok || got.Text != "slip AAAA-BBBB" {
		t.Errorf("got %#v, want the slip", d.Asked)
	}
}

func TestActivationTicketSaysWhatItMeansFirst(t *testing.T) {
	s := hagen()
	d := open(t, s, "house")
	d.Press("T")
	answer(t, d, 0, "@yuki")
	s.wants(t)
	answer(t, d, 1, "")
	s.wants(t, "activate yuki")
}

func TestHouseDeskIsForHouseAdmins(t *testing.T) {
	e := kittest.Env(hagen())
	d := kittest.New(t, 80, 24, desk.New(e, "house"))
	d.Wants("This desk is for those who run the house.")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "home.key.desk.off"})
}

func TestApplicationsAreAnswered(t *testing.T) {
	s := hagen()
	d := open(t, s, "hagen")
	d.Press("1", "enter")
	answer(t, d, 0, "")
	d.Press("2", "enter")
	answer(t, d, 1, "")
	s.wants(t, "admit neu.hier", "remove zora")
}

func TestOnlyWhatWasChangedIsStored(t *testing.T) {
	s := hagen()
	d := open(t, s, "hagen")
	d.Press("e")
	d.Type("!")
	d.Press("ctrl+s")
	s.wants(t, "edit Stadt Hagen 東京!")
	d.Press("e", "ctrl+s")
	s.wants(t, "edit Stadt Hagen 東京!")
}

func TestSuspendingAndHidingAskFirst(t *testing.T) {
	s := hagen()
	d := open(t, s, "hagen")
	d.Press("e", "tab", "tab", "left", "ctrl+s") // the state before the first is the last
	s.wants(t)
	ask, _ := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !strings.Contains(ask.Text, "4 members enter its rooms no more") || !strings.Contains(ask.Text, "3 rooms are concerned") {
		t.Errorf("got the question %#v, want what it takes away", ask)
	}
	answer(t, d, 1, "")
	s.wants(t, "edit suspended")
	d.Press("e", "tab", "tab", "right", "right", "ctrl+s")
	answer(t, d, 1, "")
	s.wants(t, "edit suspended", "edit hidden")
}

func TestTextsOfAFloorAreStored(t *testing.T) {
	s := hagen()
	s.floor.Imprint = "Verein"
	d := open(t, s, "hagen")
	d.Press("t")
	d.Type("büro")
	d.Press("ctrl+s")
	s.wants(t, "edit büro")
	d.Press("e", "tab", "tab", "tab", "tab", "right", "right", "ctrl+s")
	s.wants(t, "edit büro", "edit de-du")
}

func TestBannerThatDoesNotFitIsSaid(t *testing.T) {
	for banner, want := range map[string]string{
		strings.Repeat("x", 41):        "41 characters wide; small",
		strings.Repeat("x", 77):        "77 characters wide; most",
		strings.Repeat("x\n", 8) + "x": "has 9 lines",
		"東京":                           "wide characters",
	} {
		s := hagen()
		s.floor.Banner = banner
		d := open(t, s, "hagen")
		d.Press("b")
		d.Wants(want)
	}
}

func TestTicketsOfAFloorAreCounts(t *testing.T) {
	d := open(t, hagen(), "hagen")
	d.Press("/")
	d.Type("visitor")
	d.Press("enter", "enter")
	got, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || !strings.Contains(got.Text, "redeemed: 15+") || !strings.Contains(got.Text, "revoked: <5") {
		t.Errorf("got %#v, want the counts", d.Asked)
	}
}

func TestBannerIsPreviewed(t *testing.T) {
	s := hagen()
	d := open(t, s, "hagen")
	d.Press("b")
	d.Paste("\n=== 東京 ===")
	d.Wants("So it looks:")
	if n := strings.Count(d.Screen(), "=== 東京 ==="); n != 2 {
		t.Errorf("got the line %d times, want it in the field and in the preview:\n%s", n, d.Screen())
	}
	d.Press("tab", "right", "ctrl+s")
	if len(s.calls) != 1 || !strings.HasSuffix(s.calls[0], "=== 東京 === yellow") {
		t.Errorf("got %q, want banner and colour stored", s.calls)
	}
}

func TestGroundFloorStaysOpen(t *testing.T) {
	s := hagen()
	s.floor.Kind = house.FloorGround
	d := open(t, s, "eg")
	d.Press("e")
	d.Lacks("How people come here")
}

func TestDeskIsClosedToOthers(t *testing.T) {
	s := hagen()
	s.floor.Admin = false
	d := open(t, s, "hagen")
	d.Wants("This is for the admins of the floor.")
	s.floor.Admin = true
	d.Send(house.Event{Kind: house.EventPerson})
	d.Wants("Banner and colour")
}

func TestPeopleAreAdmittedAppointedAndRemoved(t *testing.T) {
	s := hagen()
	d := people(t, s)
	d.Press("c")
	answer(t, d, 0, "@karl")
	d.Press("down", "down", "down") // over applications and mara to yuki
	d.Press("o")
	answer(t, d, 1, "")
	d.Press("C")
	answer(t, d, 1, "")
	d.Press("down", "C", "x")
	answer(t, d, 1, "")
	s.wants(t, "admit karl", "admin yuki true", "creator yuki false", "creator ben.oduya true", "remove ben.oduya")
}

func TestEveryWithdrawalAsks(t *testing.T) {
	s := hagen()
	d := people(t, s)
	for _, key := range []string{"x", "o"} {
		d.Press("home", "down", "down", key) // mara, an admin
		if _, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok {
			t.Errorf("%s: got %#v, want a question", key, d.Asked)
		}
	}
	s.wants(t)
	answer(t, d, 1, "")
	s.wants(t, "admin mara false")
	d.Press("C")
	d.WantAsked(kit.Toast{Key: "desk.key.creator.off"})
}

func TestMembersOnlyLookAndWrite(t *testing.T) {
	s := hagen()
	s.floor.Admin = false
	s.people = s.people[:4]
	d := people(t, s)
	for _, key := range []string{"a", "c", "o", "C", "x"} {
		d.Press(key)
		d.WantAsked(kit.Toast{Key: "lift.off.desk"})
	}
	s.wants(t)
	d.Press("2")
	d.WantAsked(kit.GoConversation{Name: "yuki"})
	d.Press("1")
	d.WantAsked(kit.Toast{Key: "desk.key.self"})
}

func TestRefusalIsSaidAndNothingChanges(t *testing.T) {
	s := hagen()
	s.err = house.Errorf(house.Conflict, "error.last_admin")
	d := people(t, s)
	d.Press("down", "down", "o")
	answer(t, d, 1, "")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the refusal said", d.Asked)
	}
}

func TestHostileTextShowsNoEscape(t *testing.T) {
	evil := "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b31m\r"
	s := hagen()
	s.floor.Name, s.floor.Description, s.floor.Banner, s.floor.Code = evil, evil, evil, evil
	for i := range s.people {
		s.people[i].Name = evil + s.people[i].Name
	}
	for _, w := range []int{40, 120} {
		for _, screen := range []kit.Screen{desk.New(env(s, text.German), "house"), desk.New(env(s, text.German), "hagen"), desk.NewPeople(env(s, text.German), "hagen")} {
			d := kittest.New(t, w, 24, screen)
			for range 8 {
				d.WantNoEscape()
				d.Press("down")
			}
			d.Press("b")
			d.WantNoEscape()
		}
	}
}
