package contract_test

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
	"stockwerk/tui/screens/contract"
)

// practice is a room of a counselling.
type practice struct {
	*fakeroom.House
	all  []house.Contract
	fail error // refuses the next deed
}

func (p *practice) did(format string, args ...any) (house.Contract, error) {
	err := p.fail
	p.fail = nil
	if err == nil {
		p.Calls = append(p.Calls, fmt.Sprintf(format, args...))
	}
	return house.Contract{Version: 2}, err
}

func (p *practice) Contracts(context.Context, house.Actor, string) ([]house.Contract, error) {
	return append([]house.Contract{}, p.all...), p.Fail["Contracts"]
}

func (p *practice) ProposeContract(_ context.Context, _ house.Actor, _ string, e house.ContractEdit) (house.Contract, error) {
	return p.did("propose on %d: %q %q letters %d length %d until %q answer %d delete %d %q review %v substitute %v",
		e.Base, *e.Goal, *e.Form, *e.Letters, *e.Length, e.Until, *e.Answer, *e.DeleteDays, e.DeleteOn, *e.Review, *e.Substitute)
}

func (p *practice) AcceptContract(_ context.Context, _ house.Actor, _ string, version int) (house.Contract, error) {
	return p.did("accept %d", version)
}

func (p *practice) RefuseContract(_ context.Context, _ house.Actor, _ string, version int, reason string) (house.Contract, error) {
	return p.did("refuse %d %q", version, reason)
}

func counselled() *practice {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolContract)
	f.Detail.Levels = map[string]house.Level{house.ToolContract: house.LevelWrite}
	f.Detail.Seq = 9
	f.Marks[""] = 3
	terms := house.ContractTerms{
		Goal: "Wieder schlafen können 睡眠", Form: "Briefe", Letters: 8, Answer: 48, Fee: "30 Euro je Brief",
		Secrecy: "Was hier geschrieben wird, bleibt unter uns.", DeleteDays: 30,
	}
	next := terms
	next.Letters, next.Fee, next.Review, next.Sessions = 12, "", true, 2
	return &practice{House: f, all: []house.Contract{
		{
			ID: "c2", Version: 2, Author: "ben.oduya " + fakeroom.Nasty, At: fakeroom.At(-20), ContractTerms: next, State: house.ContractProposed,
			Answers: []house.ContractAnswer{{Name: "ben.oduya", Accepted: true, At: fakeroom.At(-20)}}, Waiting: []string{"mara"}, Mine: true, Newest: true, Holds: 1,
		},
		{
			ID: "c1", Version: 1, Author: "ben.oduya", At: fakeroom.At(-90), ContractTerms: terms, State: house.ContractAgreed, Holds: 1,
			Answers: []house.ContractAnswer{{Name: "ben.oduya", Accepted: true, At: fakeroom.At(-90)}, {Name: "mara", Accepted: true, At: fakeroom.At(-80), Client: true}},
		},
	}}
}

func open(t *testing.T, p *practice, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, contract.New(kittest.Env(p), fakeroom.Place, entry))
}

func TestTheContractAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(counselled())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], contract.New(env, fakeroom.Place, ""))
			d.WantNoEscape()
			d.Golden("proposed-" + string(lang))
			d.Press("V")
			d.Golden("versions-" + string(lang))
			d.Press("2")
			d.Golden("agreed-" + string(lang))
			d.Press("c")
			d.Golden("form-" + string(lang))
		}
	}
}

func TestAnEmptyContractSaysWhatItIsFor(t *testing.T) {
	p := counselled()
	p.all = nil
	d := open(t, p, "")
	d.Wants("There is no contract yet", "Enter proposes one")
	p.Detail.Levels[house.ToolContract] = house.LevelRead
	d = open(t, p, "")
	d.Lacks("Enter proposes one")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestWhatChangedIsSaidInWords(t *testing.T) {
	d := kittest.New(t, 80, 60, contract.New(kittest.Env(counselled()), fakeroom.Place, ""))
	d.Wants(
		"waits for your yes", "Until then version 1 holds", "Letters (changed)", "12 letters", "before: 8 letters", "What it costs (no longer agreed)",
		"before: 30 Euro", "Sessions (new)", "Advice of colleagues (changed)", "Still missing is the yes of: mara",
	)
	d.Press("o")
	d.Wants("Version 1 is agreed", "8 letters", "mara said yes")
	d.Lacks("(changed)")
	d.Press("o")
	d.Wants("waits for your yes")
}

func TestYesAndNoAreAskedForAndNameTheVersion(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Press("a")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(p.Calls) != 0 {
		t.Fatalf("got %#v and %q, want to be asked", d.Asked, p.Calls)
	}
	d.Send(ask.Options[1].Do("")())
	d.Press("x")
	d.Send(d.Asked[len(d.Asked)-1].(kit.Ask).Options[0].Do("zu teuer")())
	p.WantCalls(t, "accept 2", `refuse 2 "zu teuer"`)
	p.fail = house.Errorf(house.Conflict, "error.contract_newer", "N", 3)
	d.Press("a")
	d.Send(d.Asked[len(d.Asked)-1].(kit.Ask).Options[1].Do("")())
	if failed, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || !house.IsKey(failed.Err, "error.contract_newer") {
		t.Errorf("got %#v, want it said", d.Asked)
	}
	p.all[0].Mine, p.all[0].State = false, house.ContractAgreed
	d.Send(house.Event{Kind: house.EventResync})
	d.Press("a", "x")
	d.WantAsked(kit.Toast{Key: "contract.key.refuse.off"})
}

func TestAProposalBeginsWithTheNewestVersionAndIsCheckedAtItsFields(t *testing.T) {
	p := counselled()
	d := open(t, p, "c1")
	d.Wants("Version 1 is agreed")
	d.Press("c")
	d.Wants("Wieder schlafen")
	d.Press("tab", "tab", "tab")
	d.Type("x")
	for range 11 {
		d.Press("tab")
	}
	d.Press("enter")
	d.Wants("That is no number")
	d.Press("backspace", "backspace", "backspace")
	d.Type("9")
	d.Press("tab", "tab")
	d.Type("5.3.2090")
	for range 9 {
		d.Press("tab")
	}
	d.Press("enter")
	p.WantCalls(t, `propose on 2: "Wieder schlafen können 睡眠" "Briefe" letters 9 length 0 until "2090-03-05" answer 48 delete 30 "" review true substitute false`)
	d.WantAsked(kit.Toast{Key: "contract.proposed", Args: []any{"N", 2}})
}

func TestTheContractCountsAsReadAfterAMoment(t *testing.T) {
	p := counselled()
	d := open(t, p, "")
	d.Pass(2 * time.Second)
	if p.Marks[""] != 9 {
		t.Errorf("got the mark %d, want 9", p.Marks[""])
	}
	p.Fail["Contracts"] = house.Errorf(house.Forbidden, "error.tool_none")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("You have no right to this tool")
	d.Lacks("Wieder schlafen")
}
