package rights_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/rights"
)

func all() []string {
	return []string{
		house.ToolBoard, house.ToolNotices, house.ToolChat, house.ToolWiki, house.ToolFiles, house.ToolCalendar, house.ToolPolls,
		house.ToolTasks, house.ToolBlog, house.ToolBookmarks,
	}
}

func levels(level house.Level) map[string]house.Level {
	out := map[string]house.Level{}
	for _, tool := range all() {
		out[tool] = level
	}
	return out
}

func circle() *fakeroom.House {
	f := fakeroom.New()
	f.Detail.Tools = append(all(), house.ToolMembers, house.ToolTickets)
	f.Levels = []house.MemberRights{
		{Person: "p1", Name: "mara", Role: house.RoleOwner, Levels: levels(house.LevelManage)},
		{Person: "p2", Name: "ben.oduya", Role: house.RoleModerator, Levels: levels(house.LevelManage)},
		{Person: "p3", Name: "yuki " + fakeroom.WideOf, Role: house.RoleMember, Levels: levels(house.LevelWrite), Own: []string{house.ToolChat}},
		{Person: "p4", Name: "Igel" + fakeroom.Nasty, Role: house.RoleVisitor, Levels: levels(house.LevelRead)},
	}
	f.Levels[2].Levels[house.ToolChat] = house.LevelNone
	return f
}

func TestRightsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(circle())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], rights.New(env, fakeroom.Place))
			d.WantNoEscape()
			d.Press("down", "down")
			if size[0] < 80 {
				d.Press("enter")
			} else {
				d.Press("right", "right")
			}
			d.Golden("rights-" + string(lang))
		}
	}
}

func TestDigitsSetTheChosenRight(t *testing.T) {
	f := circle()
	d := kittest.New(t, 80, 24, rights.New(kittest.Env(f), fakeroom.Place))
	d.Press("down", "1", "right", "2", "down", "down", "left", "3", "right", "right", "right", "4")
	f.WantCalls(t, "SetRights p2 board none", "SetRights p2 notices read", "SetRights p4 board write", "SetRights p4 wiki manage")
}

func TestResetAsksAndNamesThePerson(t *testing.T) {
	f := circle()
	d := kittest.New(t, 80, 24, rights.New(kittest.Env(f), fakeroom.Place))
	d.Press("down", "z") // nothing was set for ben
	f.WantCalls(t)
	d.Press("down", "z")
	d.Send(ask(t, d).Options[1].Do("")())
	f.WantCalls(t, "ResetRights p3")
}

func ask(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	a, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want a question", d.Asked)
	}
	return a
}

func TestNobodyChangesTheOwner(t *testing.T) {
	f := circle()
	d := kittest.New(t, 80, 24, rights.New(kittest.Env(f), fakeroom.Place))
	d.Press("1", "enter", "z")
	f.WantCalls(t)
}

func TestSmallScreensGoPersonByPerson(t *testing.T) {
	f := circle()
	d := kittest.New(t, 40, 16, rights.New(kittest.Env(f), fakeroom.Place))
	d.Wants("mara")
	d.Press("3")     // yuki's tools
	d.Wants("Board") // the tools
	d.Press("4")     // wiki
	q := ask(t, d)
	d.Send(q.Options[1].Do("")())
	f.WantCalls(t, "SetRights p3 wiki read")
	d.Press("esc")
	d.Wants("[moderator]")
}

func TestOthersSeeTheRightsAndChangeNothing(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 16}} {
		f := circle()
		f.As(house.RoleMember, house.DoRead, house.DoSeeMembers)
		d := kittest.New(t, size[0], size[1], rights.New(kittest.Env(f), fakeroom.Place))
		d.Wants("mara")
		d.Press("down", "down", "1", "enter", "1", "z", "t")
		f.WantCalls(t)
	}
}

func TestToolsAndPresetAreChangedTogether(t *testing.T) {
	f := circle()
	d := kittest.New(t, 80, 40, rights.New(kittest.Env(f), fakeroom.Place))
	d.Press("t")
	d.Wants("Which tools this room has")
	d.Press("space") // the board
	for range 10 {
		d.Press("down")
	}
	d.Press("right", "down", "enter")
	f.WantCalls(t, "EditRoom preset=graded;tools=notices,chat,wiki,files,calendar,polls,tasks,blog,bookmarks")
}
