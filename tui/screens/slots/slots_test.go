package slots_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/slots"
)

const zone = "UTC" // of the reader and, but where it is said otherwise, of the counsellor

// practice is a room for counselling with appointments.
type practice struct {
	*fakeroom.House
	mine  []house.Appointment
	free  []house.FreeSlot
	hours house.SlotHours
	fail  error
}

func (p *practice) did(format string, args ...any) (house.Appointment, error) {
	p.Calls = append(p.Calls, fmt.Sprintf(format, args...))
	return house.Appointment{}, p.fail
}

func (p *practice) SlotsIn(context.Context, house.Actor, string) ([]house.Appointment, error) {
	return p.mine, nil
}

func (p *practice) MySlots(context.Context, house.Actor) ([]house.Appointment, error) {
	return p.mine, nil
}

func (p *practice) FreeSlots(context.Context, house.Actor, string, string, time.Time, int) ([]house.FreeSlot, error) {
	return p.free, nil
}

func (p *practice) SlotHours(context.Context, house.Actor) (house.SlotHours, error) {
	return p.hours, nil
}

func clock(at time.Time) string { return at.UTC().Format("02.01. 15:04") }

func (p *practice) BookSlot(_ context.Context, _ house.Actor, place string, s house.SlotSpec) (house.Appointment, error) {
	return p.did("book %s %s %d %q", place, clock(s.At), s.Minutes, s.Note)
}

func (p *practice) ConfirmSlot(_ context.Context, _ house.Actor, id house.AppointmentID) (house.Appointment, error) {
	return p.did("confirm %s", id)
}

func (p *practice) MoveSlot(_ context.Context, _ house.Actor, id house.AppointmentID, at time.Time) (house.Appointment, error) {
	return p.did("move %s %s", id, clock(at))
}

func (p *practice) CancelSlot(_ context.Context, _ house.Actor, id house.AppointmentID, reason string) (house.Appointment, error) {
	return p.did("cancel %s %q", id, reason)
}

func (p *practice) SetSlotHours(_ context.Context, _ house.Actor, e house.SlotEdit) (house.SlotHours, error) {
	_, err := p.did("set %d %d %d %d %v %v", *e.Length, *e.Gap, *e.Ahead, *e.Notice, *e.Auto, *e.Remind)
	return p.hours, err
}

func (p *practice) OpenSlot(_ context.Context, _ house.Actor, at time.Time, minutes int) (house.SlotSpan, error) {
	_, err := p.did("open %s %d", clock(at), minutes)
	return house.SlotSpan{}, err
}

func (p *practice) BlockSlots(_ context.Context, _ house.Actor, from, until time.Time) (house.SlotSpan, error) {
	_, err := p.did("block %s %s", clock(from), clock(until))
	return house.SlotSpan{}, err
}

func (p *practice) UnblockSlots(_ context.Context, _ house.Actor, id string) error {
	_, err := p.did("unblock %s", id)
	return err
}

func at(hours int) time.Time {
	return kittest.Clock.Truncate(time.Hour).Add(time.Duration(hours) * time.Hour)
}

// counselling is the room as the client finds it, or the counsellor.
func counselling(counsels bool) *practice {
	f := fakeroom.New()
	f.Detail.Kind = house.RoomPractice
	p := &practice{House: f}
	one := func(id house.AppointmentID, in int, state house.AppointmentState, waits string) house.Appointment {
		return house.Appointment{
			ID: id, Place: fakeroom.Place, Room: "Steuerkreis", With: fakeroom.Nasty, Counsellor: "mara", Counsels: counsels, At: at(in), Minutes: 50,
			Zone: zone, State: state, Waits: waits, Note: "Worum es geht " + fakeroom.Nasty,
			MayConfirm: waits == "me", MayMove: state == house.SlotAsked || state == house.SlotConfirmed, MayCancel: waits != "" || state == house.SlotConfirmed,
		}
	}
	p.mine = []house.Appointment{one("a1", 26, house.SlotConfirmed, ""), one("a2", 50, house.SlotAsked, "me"), one("a3", 74, house.SlotAsked, "them")}
	p.mine[1].MovesAt = at(26)
	off := one("a4", 98, house.SlotCancelled, "")
	off.Reason, off.MayMove, off.MayCancel = "Krank", false, false
	p.mine = append(p.mine, off)
	for _, in := range []int{28, 29, 52} {
		p.free = append(p.free, house.FreeSlot{At: at(in), Minutes: 50, Zone: "UTC", With: "mara"})
	}
	p.hours = house.SlotHours{
		SlotRules: house.SlotRules{Length: 50, Gap: 10, Ahead: 28, Notice: 120, Remind: []int{1440, 60}}, Card: true, Zone: "Europe/Berlin",
		Spans: []house.SlotSpan{{ID: "s1", From: at(48), Until: at(60), Inside: 1}},
	}
	if !counsels {
		f.Detail.Role = house.RoleVisitor
		p.hours = house.SlotHours{}
	}
	return p
}

func visitor(env *kit.Env) *kit.Env {
	env.Who = func() kit.Who { return kit.Who{Name: "gast", Role: house.RoleGuestOf} }
	return env
}

func TestAppointmentsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(counselling(false))
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], slots.New(visitor(env), fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("client-" + string(lang))
			env = kittest.Env(counselling(true))
			env.Text = text.For(lang)
			d = kittest.New(t, size[0], size[1], slots.New(env, fakeroom.Place, ""))
			d.Golden("counsellor-" + string(lang))
			d.Press("e")
			d.Golden("settings-" + string(lang))
			d = kittest.New(t, size[0], size[1], slots.New(env, "", ""))
			d.WantNoEscape()
			d.Golden("all-" + string(lang))
		}
	}
}

// asked is the last dialog.
func asked(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	return ask
}

func TestAClientBooksAFreeTimeAfterOneQuestion(t *testing.T) {
	p := counselling(false)
	d := kittest.New(t, 80, 24, slots.New(visitor(kittest.Env(p)), fakeroom.Place, ""))
	d.Press("5") // the first free one, after four appointments
	p.WantCalls(t)
	ask := asked(t, d)
	d.Send(ask.Options[0].Do("Es eilt")())
	p.WantCalls(t, fmt.Sprintf("book %s %s 0 %q", fakeroom.Place, clock(at(28)), "Es eilt"))
}

func TestAClientMovesToAFreeTime(t *testing.T) {
	p := counselling(false)
	d := kittest.New(t, 80, 24, slots.New(visitor(kittest.Env(p)), fakeroom.Place, "a1"))
	d.Press("v")
	d.Wants("Choose another time for")
	d.Press("2")
	d.Send(asked(t, d).Options[1].Do("")())
	p.WantCalls(t, "move a1 "+clock(at(29)))
	d.Lacks("Choose another time for")
}

func TestAnAppointmentIsConfirmedAndCancelled(t *testing.T) {
	p := counselling(true)
	d := kittest.New(t, 80, 24, slots.New(kittest.Env(p), fakeroom.Place, "a2"))
	d.Press("enter")
	ask := asked(t, d)
	if ask.Options[0].Label != "Confirm" || len(ask.Options) != 4 {
		t.Errorf("got %+v, want confirm, move, cancel and back", ask.Options)
	}
	d.Press("y")
	d.Press("x")
	d.Send(asked(t, d).Options[1].Do("Krank")())
	p.WantCalls(t, "confirm a2", `cancel a2 "Krank"`)
	d.Press("v")
	d.Send(asked(t, d).Options[0].Do("2026-12-24 10:00")())
	p.WantCalls(t, "confirm a2", `cancel a2 "Krank"`, "move a2 "+clock(must(house.ReadTime("2026-12-24 10:00", kittest.Env(p).Location))))
}

func must(at time.Time, _ bool, err error) time.Time {
	if err != nil {
		panic(err)
	}
	return at
}

func TestACounsellorLooksAfterTheHours(t *testing.T) {
	p := counselling(true)
	d := kittest.New(t, 80, 24, slots.New(kittest.Env(p), "", ""))
	d.Press("e")
	d.Press("tab", "tab", "tab", "tab", "tab", "tab", "enter")
	d.Press("5")
	d.Send(asked(t, d).Options[1].Do("")())
	p.WantCalls(t, "set 50 10 28 120 false [1440 60]", "unblock s1")
	d.Press("o")
	d.Press("tab", "tab", "enter")
	d.Press("b")
	d.Press("tab", "tab", "enter")
	if len(p.Calls) != 4 {
		t.Errorf("got %q, want an opening and a block", p.Calls)
	}
}

func TestTimesOfAnotherClockAreNamed(t *testing.T) {
	p := counselling(false)
	p.free[0].Zone, p.free[0].At = "Asia/Tokyo", time.Date(2026, 3, 4, 18, 0, 0, 0, time.UTC)
	d := kittest.New(t, 80, 24, slots.New(visitor(kittest.Env(p)), fakeroom.Place, ""))
	d.Wants("18:00–18:50", "not of Asia/Tokyo")
	d.Press("5")
	if ask := asked(t, d); !strings.Contains(ask.Text, "03:00 in Asia/Tokyo") {
		t.Errorf("got %q, want the counsellor's time, too", ask.Text)
	}
}

func TestWhatWasTakenMeanwhileIsSaid(t *testing.T) {
	p := counselling(false)
	p.fail = house.Errorf(house.Conflict, "error.slot_not_free")
	d := kittest.New(t, 80, 24, slots.New(visitor(kittest.Env(p)), fakeroom.Place, ""))
	d.Press("5")
	d.Send(asked(t, d).Options[0].Do("")())
	d.WantAsked(kit.Failed{Err: p.fail})
}
