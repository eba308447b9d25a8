package waiting_test

import (
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/waiting"
)

func outside() *fakeroom.House {
	f := fakeroom.New()
	f.As("")
	f.Detail.Member = false
	return f
}

func letIn(f *fakeroom.House) { f.As(house.RoleVisitor, house.DoRead, house.DoSay) }

func TestWaitingAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(outside())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], waiting.New(env, fakeroom.Place))
			d.Golden("waiting-" + string(lang))
		}
	}
}

func wantIn(t *testing.T, d *kittest.Driver) {
	t.Helper()
	for _, msg := range d.Asked {
		if msg == (kit.Instead{Go: kit.GoRoom{Place: fakeroom.Place}}) {
			return
		}
	}
	t.Errorf("got %#v, want to go into the room", d.Asked)
}

func TestOpenDoorIsSeenByEvent(t *testing.T) {
	f := outside()
	d := kittest.New(t, 80, 24, waiting.New(kittest.Env(f), fakeroom.Place))
	d.Send(house.Event{Kind: house.EventPerson})
	if len(d.Asked) != 0 {
		t.Fatalf("got %#v before the door was opened", d.Asked)
	}
	letIn(f)
	d.Send(house.Event{Kind: house.EventPerson})
	wantIn(t, d)
}

func TestOpenDoorIsSeenWithoutAnEvent(t *testing.T) {
	f := outside()
	f.Fail["Room"] = house.Errorf(house.Forbidden, "error.waiting")
	d := kittest.New(t, 80, 24, waiting.New(kittest.Env(f), fakeroom.Place))
	d.Wants("You are in the waiting room.")
	letIn(f)
	d.Pass(time.Minute)
	wantIn(t, d)
}

func TestEndedVisitIsSaid(t *testing.T) {
	f := outside()
	d := kittest.New(t, 80, 24, waiting.New(kittest.Env(f), fakeroom.Place))
	f.Fail["Room"] = house.Errorf(house.NotFound, "error.no_such_room")
	d.Press("1")
	d.Wants("There is no such room.")
	d.Press("3")
	d.WantAsked(kit.Leave{})
}

func TestOutsideTheHoursOneIsToldAndLeavesAMessage(t *testing.T) {
	f := outside()
	f.Visit = house.Stay{By: "mara", Room: "Beratung", Lobby: house.Lobby{
		Waiting: true, May: true, Zone: "Europe/Berlin", Next: fakeroom.At(600), Away: true, AwayText: "Im Urlaub " + fakeroom.Nasty,
		Hours: []house.ConsultingHour{{Day: time.Monday, From: 540, To: 720}},
	}}
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(f)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], waiting.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("away-" + string(lang))
		}
	}
	d := kittest.New(t, 80, 24, waiting.New(kittest.Env(f), fakeroom.Place))
	d.Wants("mara is away", "Mon", "Leave a message")
	f.Visit.Lobby.Away = false
	d.Press("1")
	d.Wants("mara is not there at this hour", "Next:")
	d.Press("2")
	d.Golden("writing")
	d.Type("Ich brauche einen Termin.")
	d.Press("ctrl+s")
	f.WantCalls(t, "LeaveWord Ich brauche einen Termin.")
	d.Wants("Your message", "einen Termin")
	d.Lacks("Leave a message")
}
