package session_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/session"
)

// practice is a room with a session.
type practice struct {
	*fakeroom.House
	now  house.Session
	fail error
}

func (p *practice) did(format string, args ...any) (house.Session, error) {
	p.Calls = append(p.Calls, fmt.Sprintf(format, args...))
	return p.now, p.fail
}

func (p *practice) Session(context.Context, house.Actor, string) (house.Session, error) {
	return p.now, nil
}

func (p *practice) PlanSession(_ context.Context, _ house.Actor, _ string, s house.SessionSpec) (house.Session, error) {
	return p.did("plan %s %d %q %v %q %q %d", s.At.Format("2006-01-02 15:04"), s.Minutes, s.Topic, s.Group, s.Rules, s.Chat, s.Silence)
}

func (p *practice) UnplanSession(context.Context, house.Actor, string) (house.Session, error) {
	return p.did("unplan")
}

func (p *practice) ArriveSession(context.Context, house.Actor, string) (house.Session, error) {
	return p.did("arrive")
}

func (p *practice) BeginSession(_ context.Context, _ house.Actor, _ string, s house.SessionSpec) (house.Session, error) {
	return p.did("begin %d", s.Minutes)
}

func (p *practice) ExtendSession(_ context.Context, _ house.Actor, _ string, minutes int) (house.Session, error) {
	return p.did("extend %d", minutes)
}

func (p *practice) CheckSession(_ context.Context, _ house.Actor, _, text string) (house.Session, error) {
	return p.did("check %s", text)
}

func (p *practice) HereSession(_ context.Context, _ house.Actor, _, text string) (house.Session, error) {
	return p.did("here %s", text)
}

func (p *practice) AcceptSessionRules(_ context.Context, _ house.Actor, _ string, version int) (house.Session, error) {
	return p.did("accept %d", version)
}

func (p *practice) EndSession(_ context.Context, _ house.Actor, _, agreed string) (house.Session, error) {
	return p.did("end %q", agreed)
}

func (p *practice) BanSession(_ context.Context, _ house.Actor, _, name, reason string, off bool) (house.Session, error) {
	return p.did("ban %s %q %v", name, reason, off)
}

func (p *practice) LetIn(_ context.Context, _ house.Actor, _ string, who house.PersonID) error {
	_, err := p.did("let in %s", who)
	return err
}

func room(now house.Session) *practice {
	f := fakeroom.New()
	f.Detail.Kind, f.Detail.Transcript = house.RoomPractice, 90
	now.Place, now.Keeps, now.Silence, now.Zone = fakeroom.Place, 90, 5, "Europe/Berlin"
	return &practice{House: f, now: now}
}

// running is a live session of which 25 minutes are left.
func running() house.Session {
	return house.Session{
		State: house.SessionRunning, Topic: "Wie es weitergeht " + fakeroom.WideOf, Minutes: 50, Holds: true, Accepted: true, Silent: 7,
		Began: kittest.Clock.Add(-25 * time.Minute), Until: kittest.Clock.Add(25 * time.Minute), Asked: kittest.Clock.Add(-time.Minute),
		People: []house.SessionPerson{
			{Person: "1", Name: fakeroom.Nasty, Here: true, Accepted: true, Wrote: kittest.Clock.Add(-7 * time.Minute)},
			{Person: "2", Name: "Sonne", Accepted: true, Gone: kittest.Clock.Add(-4 * time.Minute)},
		},
	}
}

// waiting is a group before its session, as a client sees it.
func waiting() house.Session {
	return house.Session{
		State: house.SessionWaiting, Group: true, Shut: true, Attends: true, Arrived: true, Minutes: 60, At: kittest.Clock.Add(10 * time.Minute),
		Rules: "Wir hören einander zu. " + fakeroom.Nasty, Version: 1, Waiting: []string{"Sonne"},
		People: []house.SessionPerson{{Person: "2", Name: "Sonne", Waits: true, Here: true, Me: true}},
	}
}

func TestTheSessionAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			p := room(running())
			env := kittest.Env(p)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], session.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("running-" + string(lang))
			p.now = waiting()
			d.Send(fakeroom.Changed())
			d.WantNoEscape()
			d.Golden("waiting-" + string(lang))
			p.now = house.Session{State: house.SessionNone, Holds: true, Minutes: 50, Silence: 5, Keeps: 0, Accepted: true}
			d.Send(fakeroom.Changed())
			d.Golden("none-" + string(lang))
			d.Press("p")
			d.Golden("plan-" + string(lang))
		}
	}
}

func open(t *testing.T, p *practice) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, session.New(kittest.Env(p), fakeroom.Place))
}

func (p *practice) answers(t *testing.T, d *kittest.Driver, option int, input string) {
	t.Helper()
	for i := len(d.Asked) - 1; i >= 0; i-- {
		if ask, ok := d.Asked[i].(kit.Ask); ok {
			d.Send(ask.Options[option].Do(input)())
			return
		}
	}
	t.Fatalf("got %#v, want to be asked", d.Asked)
}

func TestTheCounsellorLeadsByKeys(t *testing.T) {
	p := room(running())
	d := open(t, p)
	d.Wants("25 minutes left", "has not written for 7 minutes", "has not been here since 14:01", "kept for 90 days")
	d.Press("f")
	d.Press("m")
	p.answers(t, d, 0, "15")
	d.Press("x")
	p.answers(t, d, 0, "Tagebuch")
	p.WantCalls(t, "check Are you still there?", "extend 15", `end "Tagebuch"`)
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "session.key.attends.off"})
	d.Press("b")
	d.WantAsked(kit.Toast{Key: "error.session_running"})
}

func TestTheCounsellorBeginsWithWhoWaits(t *testing.T) {
	now := waiting()
	now.Attends, now.Arrived, now.Holds, now.Accepted = false, false, true, true
	p := room(now)
	d := open(t, p)
	d.Wants("Waiting: Sonne")
	d.Press("1")
	p.answers(t, d, 0, "60")
	p.WantCalls(t, "begin 60")
	d.Press("down", "down", "down", "down", "B")
	p.answers(t, d, 1, "laut")
	p.WantCalls(t, "begin 60", `ban 2 "laut" false`)
}

func TestWhoComesLateIsLetIn(t *testing.T) {
	now := running()
	now.Silent = 0
	now.People = append(now.People, house.SessionPerson{Person: "3", Name: "Mond", Door: true})
	now.Waiting = []string{"Mond"}
	p := room(now)
	d := open(t, p)
	d.Wants("Waiting: Mond")
	d.Press("1")
	p.WantCalls(t, "let in 3")
}

func TestAClientAnswersWithOneKey(t *testing.T) {
	now := running()
	now.Holds, now.Attends, now.Arrived, now.Here = false, true, true, true
	p := room(now)
	d := open(t, p)
	d.Wants("asks whether you are still")
	d.Press("1")
	d.Press("h")
	p.WantCalls(t, "here I am here.", "here I am here.")
	d.Press("f")
	d.WantAsked(kit.Toast{Key: "session.key.holds.off"})
	d.Press("x")
	p.answers(t, d, 1, "")
	p.WantCalls(t, "here I am here.", "here I am here.", `end ""`)
}

func TestRulesAreReadBeforeTheYes(t *testing.T) {
	p := room(waiting())
	d := open(t, p)
	d.Wants("accepts the rules", "Wir hören einander zu.")
	d.Press("1")
	p.answers(t, d, 0, "")
	p.WantCalls(t, "accept 1")
}

func TestWhoPausesSeesWhyAndUntilWhen(t *testing.T) {
	now := waiting()
	now.Banned, now.Why = kittest.Clock.Add(10*time.Hour), "zu laut"
	p := room(now)
	d := open(t, p)
	d.Wants("asked to pause here until", "zu laut")
	d.Lacks("Read and accept")
}

func TestAPlanIsTypedInAForm(t *testing.T) {
	p := room(house.Session{State: house.SessionNone, Holds: true, Minutes: 50, Accepted: true})
	d := open(t, p)
	d.Press("p")
	d.Type("2026-03-05 16:00")
	d.Press("tab", "tab")
	d.Type("Erstes")
	d.Press("tab", "tab", "tab", "tab", "tab", "enter")
	p.WantCalls(t, `plan 2026-03-05 16:00 50 "Erstes" false "" "" 5`)
}

func TestTheTimeGoesOnByItself(t *testing.T) {
	p := room(running())
	d := open(t, p)
	p.now.Until = kittest.Clock.Add(8*time.Minute + 10*time.Second)
	d.Pass(time.Minute + time.Second)
	d.Wants("The last ten minutes: 9 left")
	p.now.Until, p.now.Over = kittest.Clock.Add(-time.Minute), true
	d.Pass(time.Minute + time.Second)
	d.Wants("The time was over at", "stays open")
}
