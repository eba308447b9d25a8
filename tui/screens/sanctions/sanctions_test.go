package sanctions_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/sanctions"
)

// ward is a house in which some are kept from something.
type ward struct {
	kittest.House
	calls []string
	lock  bool
}

func (w *ward) Sanctions(_ context.Context, _ house.Actor, of string) ([]house.Sanction, error) {
	at := kittest.Clock
	return []house.Sanction{
		{
			ID: "aa11", Kind: house.SanctionBan, Floor: of, Name: "carl", By: "mara", At: at.Add(-time.Hour), Until: at.Add(30 * 24 * time.Hour), Why: "Drohungen 東京 " + fakeroom.Nasty, Appealed: true,
			Words: []house.ReportWord{{Kind: "appeal", By: "carl", At: at.Add(-time.Minute), Text: "Es tut mir leid."}},
		},
		{ID: "bb22", Kind: house.SanctionMute, Floor: of, Name: "Ölfass_mit_sehr_langem_Namen_32", By: "mara", At: at.Add(-48 * time.Hour), Until: at.Add(-time.Hour), Why: "Werbung", Over: true},
	}, nil
}

func (w *ward) SanctionToll(_ context.Context, _ house.Actor, of string, spec house.SanctionSpec) (house.Toll, error) {
	w.calls = append(w.calls, "toll "+of+" "+string(spec.Kind)+" "+spec.Name+" "+spec.For.String())
	return house.Toll{People: 1, Rooms: 4}, nil
}

func (w *ward) Sanction(_ context.Context, _ house.Actor, of string, spec house.SanctionSpec) (house.Sanction, error) {
	w.calls = append(w.calls, "set "+of+" "+spec.Text)
	return house.Sanction{}, nil
}

func (w *ward) LiftSanction(_ context.Context, _ house.Actor, id house.SanctionID) (house.Sanction, error) {
	w.calls = append(w.calls, "lift "+string(id))
	return house.Sanction{}, nil
}

func (w *ward) MySanctions(context.Context, house.Actor) ([]house.Sanction, error) {
	v := house.Sanction{ID: "cc33", Kind: house.SanctionBan, Name: "carl", By: "admin", Until: kittest.Clock.Add(72 * time.Hour), Why: "Drohungen gegen andere.", Turn: []string{"chief", "admin"}}
	if w.lock {
		v.Kind, v.Until = house.SanctionLock, time.Time{}
	}
	return []house.Sanction{v}, nil
}

func TestSanctionsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			at := func(name string, of func(*kit.Env) kit.Screen, w *ward, keys ...string) {
				env := kittest.Env(w)
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], of(env))
				d.Press(keys...)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
			desk := func(env *kit.Env) kit.Screen { return sanctions.NewDesk(env, "hagen") }
			at("desk", desk, &ward{})
			at("form", desk, &ward{}, "c")
			at("mine", func(env *kit.Env) kit.Screen { return sanctions.NewMine(env) }, &ward{})
			at("door", func(env *kit.Env) kit.Screen { return sanctions.NewDoor(env) }, &ward{})
			at("locked", func(env *kit.Env) kit.Screen { return sanctions.NewDoor(env) }, &ward{lock: true})
		}
	}
}

func TestBanSaysWhatItTakesFirst(t *testing.T) {
	w := &ward{}
	d := kittest.New(t, 80, 24, sanctions.NewDesk(kittest.Env(w), "hagen"))
	d.Press("c")
	d.Type("@carl")
	d.Press("down", "right", "down", "down")
	d.Type("Drohungen")
	d.Press("ctrl+s")
	if len(w.calls) != 1 || w.calls[0] != "toll hagen ban carl 168h0m0s" {
		t.Fatalf("got %q, want it asked first", w.calls)
	}
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Text, "4") {
		t.Fatalf("got %#v, want the toll", d.Asked)
	}
	if cmd := ask.Options[1].Do(""); cmd != nil {
		d.Send(cmd())
	}
	if len(w.calls) != 2 || w.calls[1] != "set hagen Drohungen" {
		t.Errorf("got %q", w.calls)
	}
}
