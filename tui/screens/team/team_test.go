package team_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/team"
)

type floor struct {
	kittest.House
	edit house.TeamEdit
	fail error
}

func (f *floor) Team(context.Context, house.Actor, string) (house.Team, error) {
	return house.Team{Floor: "rat", Who: house.TeamNamed, Names: []string{"anna"}, Named: []string{"anna", "berta"}, Answer: 48 * time.Hour, Note: "Wir lesen täglich."}, nil
}

func (f *floor) SetTeam(_ context.Context, _ house.Actor, _ string, e house.TeamEdit) (house.Team, error) {
	f.edit = e
	return house.Team{Floor: "rat", Who: *e.Who}, f.fail
}

func TestTheTeamAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(&floor{})
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], team.New(env, "rat"))
			d.WantNoEscape()
			d.Golden("team-" + string(lang))
		}
	}
}

func TestOnlyWhatDiffersIsAskedFor(t *testing.T) {
	f := &floor{fail: house.Errorf(house.Conflict, "error.team_not_on_floor", "Name", "carla")}
	d := kittest.New(t, 80, 24, team.New(kittest.Env(f), "rat"))
	d.Press("tab")
	for range len("berta") {
		d.Press("backspace")
	}
	d.Type("carla")
	d.Press("tab")
	d.Type("h")
	d.Press("tab", "tab", "enter")
	if f.edit.Who != nil {
		t.Fatalf("got %+v sent with an answer that is no number", f.edit)
	}
	d.Press("backspace", "tab", "tab", "enter")
	if got := fmt.Sprintf("%v %v %v %v", f.edit.Add, f.edit.Remove, *f.edit.Answer, *f.edit.Who); got != "[carla] [berta] 48h0m0s named" {
		t.Errorf("got %q", got)
	}
	d.Wants("carla is not a member")
	f.fail = nil
	d.Press("tab", "tab", "tab", "enter")
	d.WantAsked(kit.Toast{Key: "team.saved"})
}
