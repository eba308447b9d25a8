package cases_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/cases"
)

type desk struct {
	kittest.House
	all bool
}

func (d *desk) Cases(_ context.Context, _ house.Actor, all bool) ([]house.Case, error) {
	d.all = all
	day := 24 * time.Hour
	now := kittest.Clock
	list := []house.Case{
		{
			Place: "rat/b-1", Name: "Sorgen um die Schule", State: house.CaseNew, Stage: house.StageOverdue, Client: "Gast-1", Mine: true, Team: true,
			Readers: []string{"Gast-1", "anna", "mara"}, MayAccept: true, Answer: day, AnswerBy: now.Add(-day), Overdue: true, Since: now.Add(-2 * day), Unread: 1,
		},
		{
			Place: "rat/b-2", Name: fakeroom.Nasty, State: house.CaseAccepted, Stage: house.StageWaitingMe, Client: fakeroom.Nasty, Counsellor: "mara", Mine: true,
			Readers: []string{"mara", fakeroom.Nasty}, AnswerBy: now.Add(day), Since: now.Add(-day),
		},
		{
			Place: "rat/b-3", Name: "Bewerbung", State: house.CaseAccepted, Stage: house.StageWaitingThem, Client: "mara", Counsellor: "anna",
			Readers: []string{"anna", "mara"}, Since: now.Add(-3 * day), Overdue: true, AnswerBy: now.Add(-day),
		},
	}
	if all {
		list = append(list, house.Case{
			Place: "rat/b-4", Name: "Umzug", State: house.CaseClosed, Stage: house.StageArchived, Client: "Gast-2", Counsellor: "mara", Mine: true,
			Since: now.Add(-9 * day), DeleteAt: now.Add(20 * day), FollowUp: now.Add(10 * day),
			Feedback: []house.Feedback{{Name: "Gast-2", Heard: 5, Text: "Danke."}},
		})
	}
	return list, nil
}

func TestTheDeskAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(&desk{})
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], cases.New(env))
			d.WantNoEscape()
			d.Golden("desk-" + string(lang))
			d.Press("a", "end")
			d.WantNoEscape()
			d.Golden("all-" + string(lang))
		}
	}
}

func TestACounsellingIsOpened(t *testing.T) {
	f := &desk{}
	d := kittest.New(t, 80, 24, cases.New(kittest.Env(f)))
	d.Press("1")
	d.WantAsked(kit.GoTool{Place: "rat/b-1", Tool: "case"})
	d.Press("a")
	if !f.all {
		t.Error("a does not ask for those that are over")
	}
}
