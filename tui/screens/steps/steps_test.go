package steps_test

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
	"stockwerk/tui/screens/steps"
)

// circle is a room with a consultation.
type circle struct {
	*fakeroom.House
	now house.Consultation
}

func (c *circle) did(format string, args ...any) (house.Consultation, error) {
	c.Calls = append(c.Calls, fmt.Sprintf(format, args...))
	return c.now, nil
}

func (c *circle) Steps(context.Context, house.Actor, string) (house.Consultation, error) {
	return c.now, nil
}

func (c *circle) StepPosts(_ context.Context, _ house.Actor, _ string, step int) ([]house.Post, error) {
	if step > 2 {
		return nil, nil
	}
	return []house.Post{{Author: fakeroom.Nasty, At: fakeroom.At(-60), Title: "Der Fall", Text: "Worum es geht " + fakeroom.Nasty}}, nil
}

func (c *circle) StartSteps(_ context.Context, _ house.Actor, _ string, s house.StepsStart) (house.Consultation, error) {
	return c.did("start %s %v", s.Template, s.Live)
}

func (c *circle) Advance(_ context.Context, _ house.Actor, _ string, from int) (house.Consultation, error) {
	return c.did("next %d", from)
}

func (c *circle) Nudge(_ context.Context, _ house.Actor, _, text string) (house.Consultation, error) {
	return c.did("nudge %s", text[strings.Index(text, "@"):strings.Index(text, ":")])
}

func (c *circle) Pass(_ context.Context, _ house.Actor, _ string, done bool) (house.Consultation, error) {
	return c.did("pass %v", done)
}

func (c *circle) EndSteps(_ context.Context, _ house.Actor, _ string, e house.StepsEnd) (house.Consultation, error) {
	return c.did("end %q", e.Text)
}

func (c *circle) StepTemplates(context.Context, house.Actor, string) ([]house.StepTemplate, error) {
	return []house.StepTemplate{
		{ID: "ten", Name: house.Wording{De: "Zehn Schritte", En: "Ten steps"}, Takeover: 2, Steps: []house.Step{step()}},
		{ID: "six", Name: house.Wording{De: "Sechs Schritte", En: "Six steps"}, Own: true},
	}, nil
}

func step() house.Step {
	return house.Step{
		Name:   house.Wording{De: "Ideen und Vermutungen", En: "Ideas and hypotheses"},
		Prompt: house.Wording{De: "Wie lässt sich verstehen, was da geschieht? Verschiedene Sichtweisen dürfen nebeneinander stehen.", En: "How can one understand what goes on there? Different views may stand side by side."},
		Writes: house.WritesCounsellors, Days: 2, Minutes: 10,
	}
}

func going() *circle {
	f := fakeroom.New()
	f.Detail.Kind = house.RoomConsultation
	c := house.Consultation{
		Place: fakeroom.Place, Going: true, Step: 5, Of: 10, Now: step(), Since: fakeroom.At(-60), Until: kittest.Env(f).Now().Add(26 * time.Hour),
		Giver: fakeroom.Nasty, Moderator: "mara", Leads: true, MayEnd: true, Writes: true, Left: 8, Day: 6, Limit: fakeroom.At(14 * 24 * 60), Missing: []string{"yuki"},
		Roster: []house.StepPerson{
			{Person: "1", Name: fakeroom.Nasty, Role: "giver", ReadToday: true},
			{Person: "2", Name: "mara", Role: "moderator", Turn: true, Wrote: 1, Me: true, ReadToday: true},
			{Person: "3", Name: "ben.oduya", Role: "counsellor", Turn: true, Passed: true},
			{Person: "4", Name: "yuki", Role: "counsellor", Turn: true, Missing: true},
			{Person: "5", Name: fakeroom.WideOf, Role: "counsellor", Turn: true, Away: fakeroom.At(3 * 24 * 60)},
		},
	}
	for i := range 10 {
		c.Chapters = append(c.Chapters, house.StepChapter{Step: i + 1, Name: step().Name, Posts: 9 - i, Now: i == 4})
	}
	return &circle{f, c}
}

func TestTheCourseAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			c := going()
			env := kittest.Env(c)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], steps.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Golden("going-" + string(lang))
			c.now = house.Consultation{MayStart: true}
			d.Send(fakeroom.Changed())
			d.Golden("none-" + string(lang))
			d.Press("s")
			d.Golden("start-" + string(lang))
			d.Press("esc")
			c.now = going().now
			c.now.Missing, c.now.Suggest, c.now.Roster[3].Missing = nil, "all", false
			d.Send(fakeroom.Changed())
			d.Golden("onward-" + string(lang))
			d.Press("E")
			d.Golden("end-" + string(lang))
		}
	}
}

func open(t *testing.T, c *circle) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, steps.New(kittest.Env(c), fakeroom.Place))
}

func TestPassingIsOneKeyAndGoingOnAsksFirst(t *testing.T) {
	c := going()
	d := open(t, c)
	d.Wants("Step 5 of 10", "To do now: wait", "2 days left", "yuki")
	d.Press("p")
	d.Press("d")
	d.Press("n")
	c.WantCalls(t, "pass false", "pass true")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	d.Send(ask.Options[1].Do("")())
	c.WantCalls(t, "pass false", "pass true", "next 5")
	d.Press("E")
	d.Type("Was wir mitnehmen")
	d.Press("tab", "tab", "tab", "enter")
	c.WantCalls(t, "pass false", "pass true", "next 5", `end "Was wir mitnehmen"`)
}

func TestWhoDoesNotLeadIsToldSo(t *testing.T) {
	c := going()
	c.now.Leads, c.now.MayEnd, c.now.Writes, c.now.WhyNot = false, false, false, "error.step_counsellors"
	c.now.Roster[1].Turn = false
	d := open(t, c)
	d.Wants("To do now: read")
	d.Press("n")
	d.WantAsked(kit.Toast{Key: "steps.key.lead.off"})
	d.Press("p")
	d.WantAsked(kit.Toast{Key: "steps.key.pass.off"})
	if len(c.Calls) != 0 {
		t.Errorf("got %q, want nothing done", c.Calls)
	}
}

func TestAChapterIsRead(t *testing.T) {
	c := going()
	d := open(t, c)
	d.Press("1", "2")
	got, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || got.Text == "" {
		t.Fatalf("got %#v, want the chapter as a text", d.Asked)
	}
}

func TestTheModeratorGoesOnByNumbers(t *testing.T) {
	c := going()
	d := open(t, c)
	d.Press("3") // remind who is missing
	c.WantCalls(t, "nudge @yuki")
	c.now.Suggest, c.now.Missing, c.now.Roster[3].Missing = "all", nil, false
	d.Send(fakeroom.Changed())
	d.Wants("Go on to step 6")
	d.Press("home", "enter")
	if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok || len(ask.Options) != 2 {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	d.Press("H")
	if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok || len(ask.Options) != 4 {
		t.Errorf("got %#v, want the counsellors to choose from", d.Asked)
	}
}

func TestALiveFormCountsDown(t *testing.T) {
	c := going()
	env := kittest.Env(c)
	now := env.Now()
	env.Now = func() time.Time { return now }
	c.now.Live, c.now.Until = true, now.Add(10*time.Minute)
	d := kittest.New(t, 80, 24, steps.New(env, fakeroom.Place))
	pass := func(seconds int) {
		for range seconds {
			now = now.Add(time.Second)
			d.Pass(time.Second)
		}
	}
	d.Wants("Left: 10:00")
	pass(2)
	d.Wants("Left: 9:58")
	c.now.Until = c.now.Until.Add(5 * time.Minute)
	pass(15)
	d.Wants("Left: 14:43")
}
