package members_test

import (
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/members"
)

func circle() *fakeroom.House {
	f := fakeroom.New()
	f.People = []house.Member{
		{Person: "p1", Name: "mara", Role: house.RoleOwner, State: "joined", Since: fakeroom.At(-99999), Here: true},
		{Person: "p2", Name: "ben.oduya", Role: house.RoleModerator, State: "joined", Since: fakeroom.At(-9999)},
		{Person: "p3", Name: "yuki", Role: house.RoleMember, State: "joined", Since: fakeroom.At(-9999), Here: true},
		{Person: "p4", Name: "mara [owner] 会議" + fakeroom.Nasty, Role: house.RoleVisitor, State: "joined", Since: fakeroom.At(-9), Until: fakeroom.At(900), By: "mara", Visitor: true},
		{Person: "p5", Name: "Igel", Role: house.RoleVisitor, State: "waiting", Since: fakeroom.At(-1), By: "mara", Visitor: true},
		{Person: "p6", Name: "tomasz", Role: house.RoleMember, State: "invited", Since: fakeroom.At(-99)},
	}
	f.Wishes = []house.Application{{Name: "lena", Text: "Ich möchte mitdenken 👩‍👩‍👧.\nGruß\x1b[31m", At: fakeroom.At(-30)}}
	return f
}

func open(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, members.New(kittest.Env(f), fakeroom.Place))
}

func TestMembersAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(circle())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], members.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Press("down")
			d.Golden("members-" + string(lang))
		}
	}
}

func TestVisitorIsLetInAndApplicantAdmitted(t *testing.T) {
	f := circle()
	d := open(t, f)
	d.Press("a", "down", "a")
	f.WantCalls(t, "LetIn p5", "Admit lena")
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	a, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return a
}

func TestEnterOffersWhatCanBeDone(t *testing.T) {
	f := circle()
	d := open(t, f)
	for number, want := range map[string]string{
		"1": "let in|take out of the room|Back",
		"2": "let in|write a private message|Back",
		"3": "Back",
		"4": "write a private message|no longer moderator|hand the room over|take out of the room|Back",
		"6": "take out of the room|Back",
		"7": "write a private message|take out of the room|Back",
	} {
		d.Press(number)
		var labels []string
		for _, o := range ask(t, d).Options {
			labels = append(labels, o.Label)
		}
		if got := strings.Join(labels, "|"); got != want {
			t.Errorf("%s: got %q, want %q", number, got, want)
		}
	}
}

// leaving is the circle where ben goes, in a room of a network.
func leaving() *fakeroom.House {
	f := circle()
	f.People[1].From = []string{"Stadt Hagen", "Praxis Dorn" + fakeroom.Nasty}
	f.Going = []house.Succession{
		{Place: fakeroom.Place, Leaver: "ben.oduya", Heir: "yuki", Role: house.RoleModerator, Confirm: true},
		{Place: fakeroom.Place, Leaver: "yuki", Heir: "lena", Role: house.RoleMember, Off: "error.heir_new_key"},
	}
	return f
}

func TestWhoGoesAndWhereFromAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(leaving())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], members.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Press("down")
			d.Golden("going-" + string(lang))
		}
	}
}

func TestAHandoverIsConfirmedAfterAsking(t *testing.T) {
	f := leaving()
	d := open(t, f)
	d.Press("down", "a")
	f.WantCalls(t)
	d.Send(ask(t, d).Options[1].Do("")())
	d.Press("down", "a") // the successor has a new key
	d.Press("enter")
	q := ask(t, d)
	if q.Options[0].Label != "decline; they stay" {
		t.Fatalf("got %+v, want only to decline", q.Options)
	}
	d.Send(q.Options[0].Do("")())
	f.WantCalls(t, "Succeed "+fakeroom.Place+" ben.oduya", "DeclineSuccession "+fakeroom.Place+" yuki")
}

func TestRemovingAsksAndNamesVisitorsById(t *testing.T) {
	f := circle()
	d := open(t, f)
	d.Press("down", "down", "down", "down", "down", "x")
	f.WantCalls(t)
	q := ask(t, d)
	if strings.Contains(q.Title, "\x1b") {
		t.Errorf("got the title %q with an escape", q.Title)
	}
	d.Send(q.Options[1].Do("")())
	f.WantCalls(t, "Remove p4")
}

func TestInviteModeratorAndHandOver(t *testing.T) {
	f := circle()
	d := open(t, f)
	d.Press("c")
	d.Send(ask(t, d).Options[0].Do(" @sam ")())
	d.Press("down", "down", "down", "o", "H")
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "Invite sam", "Appoint ben.oduya false", "HandOver ben.oduya")
}

func TestMembersDoNotSeeWhatOwnersDo(t *testing.T) {
	f := circle()
	f.As(house.RoleMember, house.DoRead, house.DoSeeMembers)
	d := open(t, f)
	d.Lacks("Asking to be admitted")
	for _, key := range []string{"c", "a", "x", "o", "H"} {
		d.Press(key)
		if _, ok := d.Asked[len(d.Asked)-1].(kit.Toast); !ok {
			t.Errorf("%s: got %#v, want to be told why not", key, d.Asked)
		}
	}
	f.WantCalls(t)
}

func TestRefusalIsSaidAndListStays(t *testing.T) {
	f := circle()
	d := open(t, f)
	f.Fail["LetIn"] = fakeroom.Down()
	d.Press("a")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the failure said", d.Asked)
	}
	d.Wants("Igel")
}

func TestPresenceShowsByEvent(t *testing.T) {
	f := circle()
	d := open(t, f)
	f.People[1].Here = true
	d.Send(house.Event{Kind: house.EventPresence, Room: fakeroom.ID})
	if n := strings.Count(d.Screen(), "here now"); n != 3 {
		t.Errorf("got %d here, want 3:\n%s", n, d.Screen())
	}
}
