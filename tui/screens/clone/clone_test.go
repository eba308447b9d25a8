package clone_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/clone"
)

func workshop() *fakeroom.House {
	f := fakeroom.New()
	f.Storeys = []house.Floor{
		{Code: "2", Name: "Fremde Etage"}, {Code: "3", Name: "Stadt Hagen", Creator: true}, {Code: "4", Name: "Verein " + fakeroom.WideOf, Creator: true},
	}
	return f
}

func open(t *testing.T, f *fakeroom.House, template bool) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, clone.New(kittest.Env(f), fakeroom.Place, template))
}

func TestFormsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for name, template := range map[string]bool{"clone": false, "template": true} {
				env := kittest.Env(workshop())
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], clone.New(env, fakeroom.Place, template))
				d.Type("Größe 会議")
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
		}
	}
}

func TestProgressAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(workshop())
			env.Text = text.For(lang)
			s := clone.New(env, fakeroom.Place, false)
			d := kittest.New(t, size[0], size[1], s)
			workshopOf(env).Cloning = func(_ context.Context, progress func(done, total int)) error {
				progress(0, 1000)
				progress(120, 1000)
				d.Golden("running-" + string(lang))
				return nil
			}
			d.Type("Kreis " + fakeroom.WideOf)
			d.Press("down", "down", "down", "down", "enter")
			workshopOf(env).WantCalls(t, "CloneRoom 3/kreis 3/kreis-oelfaesser Kreis "+fakeroom.WideOf+" false")
		}
	}
}

func workshopOf(env *kit.Env) *fakeroom.House { return env.House.(*fakeroom.House) }

func TestACloneLeadsIntoTheNewRoom(t *testing.T) {
	f := workshop()
	f.Detail.Listed = false
	d := open(t, f, false)
	d.Wants("Stays behind: board, chat")
	d.Type("Neuer Kreis")
	d.Press("down", "down", "right", "down", "down", "enter")
	f.WantCalls(t, "CloneRoom 3/kreis 4/neuer-kreis Neuer Kreis true")
	if n := len(d.Asked); n < 2 || d.Asked[n-2] != (kit.Instead{Go: kit.GoRoom{Place: "4/neuer-kreis"}}) {
		t.Errorf("got %#v, want to be led into the new room", d.Asked)
	}
}

func TestEscEndsACloneThatRuns(t *testing.T) {
	f := workshop()
	d := open(t, f, false)
	f.Cloning = func(ctx context.Context, progress func(done, total int)) error {
		progress(10, 20)
		d.Pass(time.Second)
		d.Wants("10 of 20 entries, 50 %", "[####################....................]")
		d.Press("x", "esc")
		if ctx.Err() == nil {
			t.Error("esc did not end it")
		}
		return house.Errorf(house.Unavailable, "error.clone_cancelled")
	}
	d.Type("Kreis")
	d.Press("down", "down", "down", "down", "enter")
	if _, failed := d.Asked[len(d.Asked)-1].(kit.Failed); !failed {
		t.Errorf("got %#v, want to be told", d.Asked)
	}
	d.Wants("│ Kreis")
}

func TestLeavingTheScreenEndsACloneThatRuns(t *testing.T) {
	f := workshop()
	s := clone.New(kittest.Env(f), fakeroom.Place, false)
	d := kittest.New(t, 80, 24, s)
	f.Cloning = func(ctx context.Context, _ func(done, total int)) error {
		s.Close()
		if ctx.Err() == nil {
			t.Error("leaving did not end it")
		}
		return ctx.Err()
	}
	d.Type("Kreis")
	d.Press("down", "down", "down", "down", "enter")
}

func TestRefusalsStandAtTheirFields(t *testing.T) {
	f := workshop()
	d := open(t, f, false)
	d.Press("down", "down", "down", "down", "enter")
	d.Wants("! A name is needed.")
	f.WantCalls(t)
	d.Type("Kreis")
	f.Fail["CloneRoom"] = house.Errorf(house.Conflict, "error.place_taken")
	d.Press("down", "down", "down", "down", "enter")
	d.Wants("! This address is taken already.", "│ kreis")
}

func TestWhoMayNotIsTold(t *testing.T) {
	f := workshop()
	f.Storeys = f.Storeys[:1]
	open(t, f, false).Wants("one must be allowed to open rooms")
	f.As(house.RoleMember, house.DoRead)
	open(t, f, true).Lacks("Save for the floor")
}

func TestATemplateIsSavedAfterSayingWhoReadsIt(t *testing.T) {
	f := workshop()
	s := clone.New(kittest.Env(f), fakeroom.Place, true)
	d := kittest.New(t, 80, 24, s)
	d.Wants("everybody who may open rooms on this floor can", "house's key")
	d.Type("Muster")
	if !s.Dirty() {
		t.Error("the form does not know that something was typed")
	}
	d.Press("down", "enter")
	f.WantCalls(t, "SaveTemplate 3/kreis Muster")
	if s.Dirty() {
		t.Error("what was saved would be asked about")
	}
	d.WantAsked(kit.Toast{Key: "clone.template.saved", Args: []any{"Name", "Muster"}})
}

func TestTemplatesAreListedUsedAndDeleted(t *testing.T) {
	f := workshop()
	f.Samples = []house.Template{
		{Name: "Kreis " + fakeroom.WideOf, Kind: house.RoomConference, By: "mara", Saved: fakeroom.At(0), Mine: true, Delete: true},
		{Name: "Praxis", Kind: house.RoomPractice, By: "yuki", Saved: fakeroom.At(1)},
	}
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(f)
			env.Text = text.For(lang)
			kittest.New(t, size[0], size[1], clone.NewTemplates(env, "3")).Golden("templates-" + string(lang))
		}
	}
	d := kittest.New(t, 80, 24, clone.NewTemplates(kittest.Env(f), "3"))
	d.Press("2")
	d.WantAsked(kit.GoNewRoom{Floor: "3", Template: "Praxis"})
	d.Press("down", "d")
	d.WantAsked(kit.Toast{Key: "clone.key.delete.off"})
	d.Press("up", "d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, "DeleteTemplate 3 Kreis "+fakeroom.WideOf)
	d.Lacks("Kreis ")
	f.Fail["Templates"] = house.Errorf(house.Forbidden, "error.forbidden")
	d.Press("r")
	d.Wants("You may not do that here.")
}
