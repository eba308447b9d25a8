package newroom_test

import (
	"context"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/newroom"
)

func TestNewRoomAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(fakeroom.New())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], newroom.New(env, "3", ""))
			d.Type("Größe 会議")
			d.Golden("newroom-" + string(lang))
		}
	}
}

func TestAddressFollowsTheNameUntilItIsWritten(t *testing.T) {
	f := fakeroom.New()
	d := kittest.New(t, 80, 24, newroom.New(kittest.Env(f), "3", ""))
	d.Type("Café Süd q0")
	d.Wants("│ cafe-sued-q0")
	d.Press("down")
	d.Type("x")
	d.Press("up")
	d.Type(" neu")
	d.Wants("│ cafe-sued-q0x")
	d.Press("down", "down", "right", "down", "enter", "enter", "down")
	d.Type("Alles")
	d.Press("down", "enter")
	f.WantCalls(t, "NewRoom 3/cafe-sued-q0x Café Süd q0 neu practice false Alles")
	if d.Asked[0] != (kit.Instead{Go: kit.GoRoom{Place: "3/cafe-sued-q0x"}}) {
		t.Errorf("got %#v, want to be led into the new room", d.Asked)
	}
}

func TestRefusalStandsAtItsField(t *testing.T) {
	f := fakeroom.New()
	d := kittest.New(t, 80, 24, newroom.New(kittest.Env(f), "3", ""))
	d.Press("down", "down", "down", "down", "down", "enter")
	d.Wants("! The room needs a name.")
	f.WantCalls(t)
	d.Type("Kreis")
	f.Fail["NewRoom"] = house.Errorf(house.Conflict, "error.place_taken")
	d.Press("down", "down", "down", "down", "down", "enter")
	d.Wants("! This address is taken already.", "│ kreis")
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Steuerkreis":         "steuerkreis",
		"  Übung: für Alle! ": "uebung-fuer-alle",
		"Straße":              "strasse",
		"Čtvrtek é":           "ctvrtek-e",
		"会議":                  "",
		"../../etc/passwd":    "etc-passwd",
		"a--b":                "a-b",
		"0123456789012345678901234567890123456789x": "0123456789012345678901234567890123456789",
	} {
		if got := kit.Slug(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestARoomIsMadeOfATemplate(t *testing.T) {
	f := fakeroom.New()
	f.Samples = []house.Template{{Name: "Kreis", Kind: house.RoomConference}, {Name: "Praxis", Kind: house.RoomPractice}}
	d := kittest.New(t, 80, 24, newroom.New(kittest.Env(f), "3", "Praxis"))
	d.Golden("template")
	d.Wants("‹ Praxis (Practice room: counselling or coaching) ›")
	d.Type("Neu")
	f.Cloning = func(_ context.Context, progress func(done, total int)) error {
		progress(1, 4)
		d.Wants("1 of 4 entries, 25 %")
		return nil
	}
	d.Press("down", "down", "down", "down", "down", "down", "enter")
	f.WantCalls(t, "NewFromTemplate 3/neu Neu Praxis")
	if d.Asked[0] != (kit.Instead{Go: kit.GoRoom{Place: "3/neu"}}) {
		t.Errorf("got %#v, want to be led into the new room", d.Asked)
	}
	f.Cloning = nil
	d = kittest.New(t, 80, 24, newroom.New(kittest.Env(f), "3", "Praxis"))
	d.Type("Neu")
	d.Press("down", "down", "left", "left", "down", "down", "down", "down", "enter")
	f.WantCalls(t, "NewFromTemplate 3/neu Neu Praxis", "NewRoom 3/neu Neu conference false")
}
