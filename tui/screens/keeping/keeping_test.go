package keeping_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/keeping"
)

// cellar is a house with rules, a room with a hold, and a ledger.
type cellar struct {
	kittest.House
	owner bool
	hold  house.Hold
	toll  house.Toll
	calls []string
}

func (c *cellar) call(what ...any) { c.calls = append(c.calls, fmt.Sprintln(what...)) }

func (c *cellar) RoomKeeping(_ context.Context, _ house.Actor, place string) (house.Keeping, error) {
	return house.Keeping{
		Place: place, Days: 365, Begins: 365, Max: 730, Owner: c.owner, Hold: c.hold, Until: kittest.Clock.Add(240 * time.Hour),
		Tools: []house.ToolKeeping{
			{Tool: house.ToolBoard, Days: 365},
			{Tool: house.ToolChat, Not: true, Own: true},
			{Tool: house.ToolFiles, Days: 90, Own: true},
		},
		Going: []house.Going{{Tool: house.ToolBoard, N: 12, Days: 365, At: kittest.Clock.Add(100 * time.Hour)}},
	}, nil
}

func (c *cellar) SetRoomKeeping(ctx context.Context, a house.Actor, place, tool string, days int) (house.Keeping, error) {
	c.call("room", tool, days)
	return c.RoomKeeping(ctx, a, place)
}

func (c *cellar) AskHold(_ context.Context, _ house.Actor, _ string, spec house.HoldSpec) (house.Hold, error) {
	c.call("ask", spec.Why, spec.With)
	return c.hold, nil
}

func (c *cellar) AgreeHold(context.Context, house.Actor, string) (house.Hold, error) {
	c.call("agree")
	return c.hold, nil
}

func (c *cellar) EndHold(context.Context, house.Actor, string) (house.Hold, error) {
	c.call("end")
	return c.hold, nil
}

func (c *cellar) KeepRules(_ context.Context, _ house.Actor, floor string) ([]house.KindKeeping, error) {
	rules := []house.KindKeeping{
		{Kind: house.RoomConference},
		{Kind: house.RoomPractice, Days: 365, Max: 730, MaxNext: 365, MaxFrom: kittest.Clock.Add(240 * time.Hour)},
		{Kind: house.RoomConsultation, Days: 90, Own: true, Max: 365},
		{Kind: house.RoomLearning},
		{Kind: house.RoomCafe},
	}
	if floor != "" {
		rules[1].House = 1095
	}
	return rules, nil
}

func (c *cellar) SetKeepRule(ctx context.Context, a house.Actor, floor string, kind house.RoomKind, e house.KeepEdit) ([]house.KindKeeping, error) {
	if e.Max != nil {
		c.call("max", kind, *e.Max)
	}
	if e.Days != nil {
		c.call("begins", kind, *e.Days)
	}
	return c.KeepRules(ctx, a, floor)
}

func (c *cellar) SetKeepRuleToll(context.Context, house.Actor, string, house.RoomKind, house.KeepEdit) (house.Toll, error) {
	return c.toll, nil
}

func (c *cellar) UnusedAccounts(context.Context, house.Actor) (bool, error) { return false, nil }

func (c *cellar) SetUnusedAccounts(_ context.Context, _ house.Actor, on bool) error {
	c.call("unused", on)
	return nil
}

func (c *cellar) LedgerOf(context.Context, house.Actor, string, int) (house.LedgerView, error) {
	return house.LedgerView{Whole: c.owner, Lines: []house.LedgerLine{
		{ID: "0193-a", At: kittest.Clock, What: house.DestroyedRoom, Why: house.ByOwner, Rows: 34},
		{ID: "0193-b", At: kittest.Clock.Add(-48 * time.Hour), What: house.DestroyedVisitor, Why: house.ByVisit},
		{ID: "0193-c", At: kittest.Clock.Add(-72 * time.Hour), What: house.DestroyedEntries, Why: house.ByRule, Rows: 12},
	}}, nil
}

func env(c *cellar, lang text.Lang) *kit.Env {
	e := kittest.Env(c)
	e.Text = text.For(lang)
	return e
}

func TestPagesAtAllSizes(t *testing.T) {
	asked := house.Hold{By: "Bert 東京", Why: "Wir klären etwas.", Asked: kittest.Clock, Until: kittest.Clock.Add(1000 * time.Hour), May: house.HoldDeeds{Agree: true, End: true}}
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for name, s := range map[string]kit.Screen{
				"room":   keeping.NewRoom(env(&cellar{owner: true, hold: asked}, lang), "hagen/kreis"),
				"floor":  keeping.New(env(&cellar{}, lang), "hagen"),
				"house":  keeping.New(env(&cellar{}, lang), ""),
				"ledger": keeping.NewLedger(env(&cellar{owner: true}, lang), "hagen"),
				"broken": keeping.NewLedger(env(&cellar{}, lang), ""),
			} {
				d := kittest.New(t, size[0], size[1], s)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
		}
	}
}

// choose takes an option of the last question.
func choose(t *testing.T, d *kittest.Driver, option int) {
	t.Helper()
	for i := len(d.Asked) - 1; i >= 0; i-- {
		if ask, ok := d.Asked[i].(kit.Ask); ok {
			if cmd := ask.Options[option].Do(""); cmd != nil {
				d.Send(cmd())
			}
			return
		}
	}
	t.Fatalf("got %#v, want a question", d.Asked)
}

func (c *cellar) wants(t *testing.T, want ...string) {
	t.Helper()
	got := slices.Clone(c.calls)
	for i := range want {
		want[i] += "\n"
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheOwnerSetsADayByEnter(t *testing.T) {
	c := &cellar{owner: true}
	d := kittest.New(t, 80, 24, keeping.NewRoom(env(c, text.English), "hagen/kreis"))
	d.Press("down", "enter")
	choose(t, d, 1)
	c.wants(t, "room board 90")
}

func TestAHoldIsAskedAndAgreedTo(t *testing.T) {
	c := &cellar{hold: house.Hold{May: house.HoldDeeds{Ask: true}}}
	d := kittest.New(t, 80, 24, keeping.NewRoom(env(c, text.English), "hagen/kreis"))
	d.Press("end", "enter")
	d.Type("We clear something up")
	d.Press("tab", "tab", "tab", "enter")
	c.wants(t, "ask We clear something up ")

	c = &cellar{hold: house.Hold{By: "bert", Asked: kittest.Clock, Until: kittest.Clock.Add(time.Hour), May: house.HoldDeeds{Agree: true, End: true}}}
	d = kittest.New(t, 80, 24, keeping.NewRoom(env(c, text.English), "hagen/kreis"))
	d.Press("end", "up", "enter")
	choose(t, d, 1)
	c.wants(t, "agree")
}

func TestABoundSaysWhatItTakesBeforeItIsSet(t *testing.T) {
	c := &cellar{toll: house.Toll{People: 12, Rooms: 3}}
	d := kittest.New(t, 80, 24, keeping.New(env(c, text.English), "hagen"))
	d.Press("end", "enter")
	choose(t, d, 0)
	c.wants(t)
	choose(t, d, 1)
	c.wants(t, "max cafe 30")
}
