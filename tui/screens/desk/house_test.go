package desk_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/desk"
	"stockwerk/vault"
)

// session is a member of a real house at a screen.
func session(t *testing.T, h *house.Service, a house.Actor, screen func(*kit.Env) kit.Screen) *kittest.Driver {
	t.Helper()
	e := kittest.Env(h)
	e.Text = text.For(text.English)
	e.Actor, e.Session = func() house.Actor { return a }, t.Context()
	e.Who = func() kit.Who { return kit.WhoIs(a) }
	return kittest.New(t, 80, 24, screen(e))
}

func moveIn(t *testing.T, h *house.Service, door house.Actor, name string) house.Actor {
	t.Helper()
	_, a, err := h.Register(t.Context(), door, house.Registration{Name: name, Password: "four words in a row", Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAFloorIsMadeAndRunInARealHouse(t *testing.T) {
	h, err := house.Open(t.Context(), house.Config{
		Store: storetest.Open(t, storetest.SQLitePath(t)), HouseKey: vault.NewHouseKey(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := h.SetupTicket(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	door, err := h.TicketDoor(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	mara := moveIn(t, h, door, "mara")
	jonas, yuki := moveIn(t, h, h.Newcomer(), "jonas"), moveIn(t, h, h.Newcomer(), "yuki")

	d := session(t, h, mara, func(e *kit.Env) kit.Screen { return desk.New(e, "house") })
	d.Press("c")
	d.Type("Town Hall")
	d.Press("tab")
	d.Type("town")
	d.Press("ctrl+s")
	d.Wants("Floor 1: Town Hall")

	for _, a := range []house.Actor{jonas, yuki} {
		if _, err := h.JoinFloor(t.Context(), a, "town"); err != nil {
			t.Fatal(err)
		}
	}
	d = session(t, h, mara, func(e *kit.Env) kit.Screen { return desk.New(e, "town") })
	d.Press("1", "enter")
	answer(t, d, 0, "") // whoever applied first
	d.Lacks("jonas")
	d.Press("1", "enter")
	answer(t, d, 1, "")
	d.Lacks("yuki", "Applications")
	d.Press("e", "down", "down", "right", "right", "ctrl+s") // from by application to suspended
	answer(t, d, 1, "")

	d = session(t, h, mara, func(e *kit.Env) kit.Screen { return desk.NewPeople(e, "town") })
	d.Press("end", "C")
	d.Wants("opens rooms")
	d.Press("home", "o")
	if last, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || !house.IsKey(last.Err, "error.last_admin") {
		t.Errorf("got %#v, want the last admin kept", d.Asked)
	}
	if f, err := h.Floor(t.Context(), mara, "town"); err != nil || !f.Admin || f.State != house.FloorSuspended {
		t.Errorf("got %+v, %v, want a suspended floor with its last admin", f, err)
	}
}
