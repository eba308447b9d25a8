package counselling_test

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
	"stockwerk/tui/screens/counselling"
)

// one is a house with one counselling.
type one struct {
	kittest.House
	now   house.Case
	calls []string
	end   house.CaseEnd
	said  house.Feedback
	fail  error
}

func (o *one) Room(context.Context, house.Actor, string) (house.RoomDetail, error) {
	levels := map[string]house.Level{}
	tools := []string{house.ToolLetters, house.ToolContract, house.ToolChat}
	for _, tool := range tools {
		levels[tool] = house.LevelWrite
	}
	return house.RoomDetail{
		Room: house.Room{ID: "r1", Place: "rat/b-1", Name: "Sorgen", Kind: house.RoomPractice, Member: true}, FloorName: "Beratungsstelle",
		Tools: tools, Levels: levels, CanRead: []string{"anna", "mara"}, Me: "mara", Counselling: true,
	}, nil
}

func (o *one) Case(context.Context, house.Actor, string) (house.Case, error) { return o.now, nil }

func (o *one) News(context.Context, house.Actor) ([]house.NewsItem, error) {
	return []house.NewsItem{{Place: "rat/b-1/letters", Kind: string(house.KindLetter), Unread: 2}}, nil
}

func (o *one) did(format string, args ...any) error {
	err := o.fail
	o.fail = nil
	if err == nil {
		o.calls = append(o.calls, fmt.Sprintf(format, args...))
	}
	return err
}

func (o *one) AcceptContact(context.Context, house.Actor, string) (house.Case, error) {
	return o.now, o.did("accept")
}

func (o *one) DeclineContact(_ context.Context, _ house.Actor, _, text string) error {
	return o.did("decline %s", text)
}

func (o *one) WithdrawContact(context.Context, house.Actor, string) error { return o.did("withdraw") }

func (o *one) CloseCase(_ context.Context, _ house.Actor, _ string, end house.CaseEnd) (house.Case, error) {
	o.end = end
	return o.now, o.did("close %s", end.Summary)
}

func (o *one) GiveFeedback(_ context.Context, _ house.Actor, _ string, f house.Feedback) (house.Case, error) {
	o.said = f
	return o.now, o.did("feedback")
}

func enquiry() *one {
	now := kittest.Clock
	return &one{now: house.Case{
		Place: "rat/b-1", Name: "Sorgen", State: house.CaseNew, Stage: house.StageNew, Client: "Gast-1", Mine: true, MayAccept: true, Team: true,
		Readers: []string{"Gast-1", "anna", "mara"}, AnswerBy: now.Add(24 * time.Hour), Since: now, Asked: now, DeleteAt: now.AddDate(0, 0, 90),
	}}
}

func running() *one {
	o := enquiry()
	o.now.State, o.now.Stage, o.now.Counsellor = house.CaseAccepted, house.StageWaitingMe, "mara"
	o.now.MayAccept, o.now.MayClose, o.now.DeleteAt = false, true, time.Time{}
	return o
}

func closed() *one {
	o := running()
	o.now.State, o.now.Stage, o.now.Mine, o.now.MayClose, o.now.MayAnswer = house.CaseClosed, house.StageArchived, false, false, true
	o.now.AnswerBy, o.now.DeleteAt = time.Time{}, kittest.Clock.AddDate(0, 0, 30)
	return o
}

func TestACounsellingAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for name, make := range map[string]func() *one{"enquiry": enquiry, "running": running, "closed": closed} {
			for _, size := range kittest.Sizes() {
				env := kittest.Env(make())
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], counselling.New(env, "rat/b-1"))
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
		}
	}
}

// choose opens the entry with that label.
func choose(d *kittest.Driver, label string) {
	for range 12 {
		if chosen(d.Screen(), label) {
			break
		}
		d.Press("down")
	}
	d.Press("enter")
}

// chosen tells whether the cursor is on the row with that label.
func chosen(screen, label string) bool {
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(line, "›") && strings.Contains(line, label) {
			return true
		}
	}
	return false
}

func TestAnEnquiryIsAcceptedOrDeclined(t *testing.T) {
	o := enquiry()
	d := kittest.New(t, 80, 24, counselling.New(kittest.Env(o), "rat/b-1"))
	choose(d, "Decline")
	d.Type("Leider nicht.")
	o.fail = house.Errorf(house.Invalid, "error.contact_decline_text")
	d.Press("tab", "enter")
	d.Wants("Leider nicht.", "Nobody else can take this enquiry")
	d.Press("tab", "enter")
	d.WantAsked(kit.GoBack{})
	d = kittest.New(t, 80, 24, counselling.New(kittest.Env(o), "rat/b-1"))
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "counselling.accepted"})
	if fmt.Sprint(o.calls) != "[decline Leider nicht. accept]" {
		t.Errorf("got %q", o.calls)
	}
}

func TestACounsellingIsClosedByItsForm(t *testing.T) {
	o := running()
	d := kittest.New(t, 80, 24, counselling.New(kittest.Env(o), "rat/b-1"))
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "counselling.key.accept.off"})
	choose(d, "Close")
	d.Type("Gut geschafft")
	d.Press("tab")
	d.Type("irgendwann")
	d.Press("tab", "tab", "enter")
	d.Wants("That is no date")
	for range len("irgendwann") {
		d.Press("backspace")
	}
	d.Type("14d")
	d.Press("tab", "tab", "enter")
	if o.end.Summary != "Gut geschafft" || !o.end.FollowUp.Equal(kittest.Clock.AddDate(0, 0, 14)) || !o.end.Delete.IsZero() {
		t.Errorf("got %+v", o.end)
	}
}

func TestTheClientSaysHowItWas(t *testing.T) {
	o := closed()
	d := kittest.New(t, 40, 16, counselling.New(kittest.Env(o), "rat/b-1"))
	choose(d, "Say how it was")
	d.Press("left", "tab", "tab", "tab")
	d.Type("Danke")
	d.Press("tab", "enter")
	if o.said.Heard != 5 || o.said.Helped != 0 || o.said.Text != "Danke" {
		t.Errorf("got %+v", o.said)
	}
}
