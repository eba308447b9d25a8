package house_test

import (
	"fmt"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestRightsAtTheWiki(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	l.save(anna, house.WikiSpec{Page: "P", Text: "1"})
	l.save(anna, house.WikiSpec{Page: "P", Text: "2", Base: 1})
	reads := map[string]func() error{
		"list":     func() error { return only(l.WikiPages(ctx, bert, "f/r")) },
		"page":     func() error { return only(l.WikiPage(ctx, bert, "f/r", "P", 0)) },
		"versions": func() error { return only(l.WikiVersions(ctx, bert, "f/r", "P", 0, 0)) },
		"diff":     func() error { return only(l.WikiDiff(ctx, bert, "f/r", "P", 1, 2)) },
		"unlock":   func() error { return l.UnlockWiki(ctx, bert, "f/r", "P") },
	}
	writes := map[string]func() error{
		"new":     func() error { return only(l.SaveWiki(ctx, bert, "f/r", house.WikiSpec{Page: "N", Text: "x"})) },
		"save":    func() error { return only(l.SaveWiki(ctx, bert, "f/r", house.WikiSpec{Page: "P", Text: "x", Base: 2})) },
		"restore": func() error { return only(l.RestoreWiki(ctx, bert, "f/r", "P", 1, 0)) },
		"rename":  func() error { return only(l.RenameWiki(ctx, bert, "f/r", "P", "Q")) },
		"lock":    func() error { return only(l.LockWiki(ctx, bert, "f/r", "P", true)) },
		"delete":  func() error { return only(l.DeleteWiki(ctx, bert, "f/r", "P")) },
	}
	for _, c := range []struct {
		level        house.Level
		reads, write string
	}{{house.LevelNone, "error.tool_none", "error.tool_none"}, {house.LevelRead, "", "error.tool_read_only"}} {
		l.must(l.SetRights(ctx, anna, "f/r", "bert", house.ToolWiki, c.level))
		for name, do := range reads {
			if err := do(); c.reads == "" && err != nil || c.reads != "" && !house.IsKey(err, c.reads) {
				t.Errorf("%s at %s: got %v, want %q", name, c.level, err, c.reads)
			}
		}
		for name, do := range writes {
			wantKey(t, name+" at "+c.level.String(), do(), c.write)
		}
	}
	if got := l.pages(anna); fmt.Sprint(got) != "[P 2]" {
		t.Errorf("got %v, want nothing changed", got)
	}
	// the test can tell: with the right all of it goes
	l.must(l.ResetRights(ctx, anna, "f/r", "bert"))
	for _, name := range []string{"new", "lock", "save", "restore", "rename"} {
		if err := writes[name](); err != nil {
			t.Errorf("%s with the right: %v", name, err)
		}
	}
}

func TestReadingThePagesBeginsAtTheJoiningDate(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, _, carl := pairAt(t, target, house.RoomPractice)
		ctx := t.Context()
		tools := []string{house.ToolWiki, house.ToolBoard}
		_, err := l.EditRoom(ctx, anna, "f/r", house.RoomEdit{Tools: &tools})
		l.must(err)
		l.save(anna, house.WikiSpec{Page: "Old", Text: "before"})
		l.save(anna, house.WikiSpec{Page: "Kept", Text: "before"})
		_, err = l.Invite(ctx, anna, "f/r", "carl")
		l.must(err)
		_, err = l.Join(ctx, carl, "f/r")
		l.must(err)
		l.save(anna, house.WikiSpec{Page: "Kept", Text: "after", Base: 1})
		if got := l.pages(carl); fmt.Sprint(got) != "[Kept 2]" {
			t.Errorf("got %v, want only what was written since", got)
		}
		for what, do := range map[string]func() error{
			"old page":    func() error { return only(l.WikiPage(ctx, carl, "f/r", "Old", 0)) },
			"old version": func() error { return only(l.WikiPage(ctx, carl, "f/r", "Kept", 1)) },
			"diff":        func() error { return only(l.WikiDiff(ctx, carl, "f/r", "Kept", 1, 2)) },
			"lock":        func() error { return only(l.LockWiki(ctx, carl, "f/r", "Old", false)) },
		} {
			if err := do(); house.KindOf(err) != house.NotFound {
				t.Errorf("%s: got %v, want not found", what, err)
			}
		}
		if v, err := l.WikiVersions(ctx, carl, "f/r", "Kept", 0, 0); err != nil || len(v) != 1 || v[0].Version != 2 {
			t.Errorf("got %+v, %v, want the one version since", v, err)
		}
		// the negative control: who was there reads it
		if got := l.pages(anna); fmt.Sprint(got) != "[Kept 2 Old 1]" || l.page(anna, "Kept", 1).Text != "before" {
			t.Errorf("got %v", got)
		}
		l.save(carl, house.WikiSpec{Page: "Kept", Text: "by the newcomer", Base: 2})
	})
}
