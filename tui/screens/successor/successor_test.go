package successor_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/successor"
)

func going() *fakeroom.House {
	f := fakeroom.New()
	f.Others = []house.Room{
		{Place: "3/team", Name: "Team " + fakeroom.Nasty, Class: house.ClassClosed, Member: true, Role: house.RoleMember},
		{Place: "3/cafe", Name: "Café", Class: house.ClassOpen, Member: true, Role: house.RoleMember},
		{Place: "3/frei", Name: "Ohne Nachfolge", Class: house.ClassClosed, Member: true, Role: house.RoleModerator},
	}
	f.Going = []house.Succession{
		{Place: fakeroom.Place, Room: "Steuerkreis", Leaver: "mara", Heir: "yuki", Owner: "mara", Role: house.RoleOwner, Mine: true, Confirm: true},
		{Place: "3/team", Room: "Team", Leaver: "mara", Heir: "yuki", Owner: "ben.oduya", Role: house.RoleMember, Mine: true},
	}
	return f
}

func TestSuccessorsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(going())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], successor.New(env))
			d.WantNoEscape()
			d.Lacks("Café")
			d.Golden("successor-" + string(lang))
		}
	}
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	a, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return a
}

func TestASuccessorIsNamedForAllRoomsOrForOne(t *testing.T) {
	f := going()
	d := kittest.New(t, 80, 24, successor.New(kittest.Env(f)))
	d.Press("c")
	d.Send(ask(t, d).Options[0].Do(" @lena ")())
	d.Press("down", "down", "o")
	d.Send(ask(t, d).Options[0].Do("lena")())
	f.WantCalls(t, "NameSuccessor lena", "NameSuccessor lena 3/frei")
}

func TestOwnRoomsAreHandedOverAfterAsking(t *testing.T) {
	f := going()
	d := kittest.New(t, 40, 16, successor.New(kittest.Env(f)))
	d.Press("a")
	f.WantCalls(t)
	d.Send(ask(t, d).Options[1].Do("")())
	d.Press("down", "a") // somebody else's room waits for them
	f.WantCalls(t, "Succeed "+fakeroom.Place+" mara")
}

func TestANameIsTakenBack(t *testing.T) {
	f := going()
	d := kittest.New(t, 80, 24, successor.New(kittest.Env(f)))
	d.Press("down", "x", "down", "x") // for the last room nobody was named
	f.WantCalls(t, "WithdrawSuccessor 3/team")
}
