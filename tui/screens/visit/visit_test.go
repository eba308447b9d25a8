package visit_test

import (
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/visit"
)

func staying() *fakeroom.House {
	f := fakeroom.New()
	f.Visit = house.Stay{
		Name: "Igel", Place: fakeroom.Place, Room: "Beratung " + fakeroom.WideOf, By: "mara" + fakeroom.Nasty,
		Until: fakeroom.At(30 * 24 * 60), Gone: fakeroom.At(32 * 24 * 60), Write: true, Returns: true, Ticket: true, Join: house.JoinFree,
	}
	f.Issue = house.Issued{Code: "ABCDE-FGHJK-MNPQR-STVWX", Expires: fakeroom.At(32 * 24 * 60)}
	return f
}

func envOf(f *fakeroom.House) *kit.Env {
	env := kittest.Env(f)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuestOf, Name: "Igel"} }
	env.SetActor = func(house.Actor) {}
	return env
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	env := envOf(f)
	env.Key = []byte("key")
	return kittest.New(t, 80, 24, visit.New(env))
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	a, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return a
}

func TestVisitAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.GermanDu, text.English} {
		for _, size := range kittest.Sizes() {
			env := envOf(staying())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], visit.New(env))
			d.WantNoEscape()
			d.Golden("stay-" + string(lang))
			d.Press("down", "down")
			d.Golden("key-" + string(lang))
		}
	}
}

func TestEndedVisitSaysUntilWhenOneReads(t *testing.T) {
	f := staying()
	f.Visit.Ended, f.Visit.Write, f.Visit.Until, f.Visit.Join = true, false, fakeroom.At(2000), house.JoinAsk
	f.Visit.Gone = fakeroom.At(2000)
	d := open(t, f)
	d.Wants("Your visit has ended")
	d.Lacks("End my visits", "Come in with my SSH key")
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "error.visit_over"})
	d.Press("m")
	if a := ask(t, d); !strings.Contains(a.Text, "whoever leads this room") {
		t.Errorf("got %q, want to hear whom to ask", a.Text)
	}
}

func TestTicketForTheNextVisitIsShownAgain(t *testing.T) {
	f := staying()
	d := open(t, f)
	d.Press("2")
	f.WantCalls(t, "NextTicket "+fakeroom.Place)
	a := ask(t, d)
	if !strings.Contains(a.Text, f.Issue.Code) || strings.Contains(a.Text, "opens nothing") {
		t.Errorf("got %q, want the same ticket", a.Text)
	}
	f.Visit.Ticket = false
	d.Press("t")
	if a := ask(t, d); !strings.Contains(a.Text, "the ticket you had before opens nothing") {
		t.Errorf("got %q, want to hear that the old one is void", a.Text)
	}
}

func TestKeyIsBoundOnlyAfterOneWasToldWhatItMeans(t *testing.T) {
	f := staying()
	d := open(t, f)
	d.Press("3")
	a := ask(t, d)
	if !strings.Contains(a.Text, "could read along") {
		t.Errorf("got %q, want to hear what is weaker", a.Text)
	}
	f.WantCalls(t)
	d.Send(a.Options[1].Do("")())
	f.WantCalls(t, "BindKey key")
	d.Wants("Take my SSH key away")
	d.Press("3")
	f.WantCalls(t, "BindKey key", "UnbindKey "+fakeroom.Place)
	d.Wants("Come in with my SSH key")
	without := kittest.New(t, 80, 24, visit.New(envOf(staying())))
	without.Press("y")
	if a := ask(t, without); !strings.Contains(a.Text, "option -i") {
		t.Errorf("got %q, want to hear how to come with a key", a.Text)
	}
}

func TestWaysOutOfAVisit(t *testing.T) {
	f := staying()
	d := open(t, f)
	d.Press("m")
	d.WantAsked(kit.GoRegister{})
	d.Press("E")
	if a := ask(t, d); !strings.Contains(a.Text, "room export "+fakeroom.Place) || strings.Contains(a.Text, "PubkeyAuthentication") {
		t.Errorf("got %q, want a line that works by key", a.Text)
	}
	d.Press("x")
	a := ask(t, d)
	if !strings.Contains(a.Text, "48 hours") {
		t.Errorf("got %q, want to hear how long one may read", a.Text)
	}
	d.Send(a.Options[1].Do("")())
	f.WantCalls(t, "EndVisit "+fakeroom.Place+" true")
}
