package settings_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/settings"
	"stockwerk/vault"
)

func TestOnesOwnNameIsChangedInARealHouse(t *testing.T) {
	h, err := house.Open(t.Context(), house.Config{
		Store: storetest.Open(t, storetest.SQLitePath(t)), HouseKey: vault.NewHouseKey(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, a, err := h.Register(t.Context(), h.Newcomer(), house.Registration{Name: "mara", Password: password, Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	e := kittest.Env(h)
	e.Text = text.For(text.English)
	e.Actor, e.Session = func() house.Actor { return a }, t.Context()
	e.Who = func() kit.Who { return kit.WhoIs(a) }
	d := kittest.New(t, 80, 24, settings.New(e))
	d.Press("N")
	answer(t, d, 0, "mara.k")
	if me, err := h.WhoAmI(t.Context(), a); err != nil || me.Name != "mara" {
		t.Errorf("before the question was answered: got %q, %v, want mara", me.Name, err)
	}
	answer(t, d, 1, "")
	if me, err := h.WhoAmI(t.Context(), a); err != nil || me.Name != "mara.k" {
		t.Errorf("got %q, %v, want mara.k", me.Name, err)
	}
}
