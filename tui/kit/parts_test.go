package kit_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

func rows(n int) []kit.Row {
	out := []kit.Row{{Head: true, Label: "Heading"}}
	for i := 1; i <= n; i++ {
		out = append(out, kit.Row{ID: strconv.Itoa(i), Label: "row " + strconv.Itoa(i)})
	}
	return out
}

func listOf(n int) (*kit.List, *[]string) {
	l := kit.NewList(kittest.Env(nil))
	var opened []string
	l.Open = func(r kit.Row) tea.Cmd { opened = append(opened, r.ID); return nil }
	l.SetRows(rows(n))
	l.View(40, 10)
	return l, &opened
}

func TestListOpensByNumber(t *testing.T) {
	for _, c := range []struct {
		count int
		keys  string
		want  []string
	}{
		{5, "3", []string{"3"}},
		{5, "7", nil},
		{25, "3", []string{"3"}}, // no entry is 30
		{25, "1", nil},           // 10 to 19 may be meant
		{25, "1 2", []string{"12"}},
		{25, "2 enter", []string{"2"}},
		{120, "1 1 9", []string{"119"}},
	} {
		l, opened := listOf(c.count)
		for _, k := range strings.Fields(c.keys) {
			l.Update(kittest.Key(k))
		}
		if !slices.Equal(*opened, c.want) {
			t.Errorf("%d rows, %q: got %v, want %v", c.count, c.keys, *opened, c.want)
		}
	}
}

func TestListSkipsHeadingsAndKeepsItsRow(t *testing.T) {
	l, _ := listOf(30)
	l.Update(kittest.Key("up"))
	if got := l.Selected().ID; got != "1" {
		t.Errorf("got %q above the first row, want the first", got)
	}
	l.Update(kittest.Key("end"))
	if got := l.Selected().ID; got != "30" {
		t.Errorf("end: got %q", got)
	}
	l.SetRows(append([]kit.Row{{ID: "new", Label: "new"}}, rows(30)...))
	if got := l.Selected().ID; got != "30" {
		t.Errorf("got %q after new rows, want the same row", got)
	}
	l.SetRows(rows(2))
	if got := l.Selected().ID; got != "2" {
		t.Errorf("got %q when the row is gone, want the nearest", got)
	}
	l.SetRows(nil)
	if got := l.Selected(); got.ID != "" {
		t.Errorf("got %v in an empty list", got)
	}
}

func TestUnreadIsASignBeforeItIsAColour(t *testing.T) {
	l := kit.NewList(kittest.Env(nil))
	l.SetRows([]kit.Row{{ID: "a", Label: "read"}, {ID: "b", Label: "unread", Unread: 3}, {ID: "c", Label: "mine", ForMe: true}})
	lines := l.View(70, 5).Lines
	for i, want := range []string{"› ", "• unread", "* mine"} {
		if !strings.Contains(kit.Bare(lines[i]), want) {
			t.Errorf("line %d: got %q, want %q in it", i, kit.Bare(lines[i]), want)
		}
	}
}

func form() (*kit.Form, *int) {
	sent := 0
	return kit.NewForm(
		kittest.Env(nil),
		kit.Field{Kind: kit.Note, Label: "About you"},
		kit.Field{Name: "name", Kind: kit.Line, Label: "Name"},
		kit.Field{Name: "pass", Kind: kit.Secret, Label: "Password"},
		kit.Field{Name: "ok", Kind: kit.Check, Label: "I agree"},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: "Kind", Value: "a", Options: []kit.Choose{{ID: "a", Label: "First"}, {ID: "b", Label: "Second"}}},
		kit.Field{Kind: kit.Button, Label: "Go", Do: func() tea.Cmd { sent++; return nil }},
	), &sent
}

func TestFormIsFilledWithEnterAndArrowsAlone(t *testing.T) {
	f, sent := form()
	for _, r := range "mara" {
		f.Update(kittest.Key(string(r)))
	}
	f.Update(kittest.Key("enter"))
	for _, r := range "qjk:l" {
		f.Update(kittest.Key(string(r)))
	}
	for _, k := range []string{"enter", "enter", "down", "right", "down", "enter"} {
		f.Update(kittest.Key(k))
	}
	if f.Text("name") != "mara" || f.Text("pass") != "qjk:l" || !f.On("ok") || f.Text("kind") != "b" || *sent != 1 {
		t.Errorf("got %q %q %v %q sent %d", f.Text("name"), f.Text("pass"), f.On("ok"), f.Text("kind"), *sent)
	}
}

func TestFormShowsWhatIsWrongWhereItIs(t *testing.T) {
	f, _ := form()
	f.Wrong("pass", "Too short.")
	v := f.View(60, 30)
	screen := kit.Bare(strings.Join(v.Lines, "\n"))
	if !strings.Contains(screen, "! Too short.") || v.Cursor == nil || !strings.Contains(kit.Bare(v.Lines[v.Cursor.Y-1]), "Password") {
		t.Errorf("got cursor %v in\n%s", v.Cursor, screen)
	}
	for h := 1; h < 12; h++ {
		if v := f.View(30, h); len(v.Lines) > h || v.Cursor != nil && (v.Cursor.Y < 0 || v.Cursor.Y >= h) {
			t.Errorf("height %d: got %d lines, cursor %v", h, len(v.Lines), v.Cursor)
		}
	}
}

func items(from, to int, drawn *int) []kit.Item {
	var out []kit.Item
	for i := from; i < to; i++ {
		out = append(out, kit.Item{ID: strconv.Itoa(i), Draw: func(w int) []string {
			*drawn++
			return kit.Wrap("item "+strconv.Itoa(i)+" "+strings.Repeat("word ", i%4*5), w)
		}})
	}
	return out
}

func TestScrollWrapsOncePerWidth(t *testing.T) {
	drawn := 0
	s := kit.NewScroll(kittest.Env(nil))
	s.SetItems(items(0, 50, &drawn))
	for range 5 {
		s.View(40, 10)
		s.Update(kittest.Key("pgdown"))
	}
	s.SetItems(items(0, 52, &drawn))
	s.View(40, 10)
	if drawn != 52 {
		t.Errorf("got %d drawings of 52 items at one width", drawn)
	}
	s.View(60, 10)
	if drawn != 104 {
		t.Errorf("got %d drawings at two widths, want 104", drawn)
	}
}

func TestScrollFollowsTheEndOnlyFromThere(t *testing.T) {
	drawn := 0
	s := kit.NewScroll(kittest.Env(nil))
	s.Follow = true
	s.SetItems(items(0, 20, &drawn))
	s.End()
	s.View(40, 5)
	s.SetItems(items(0, 30, &drawn))
	if lines := s.View(40, 5).Lines; !s.AtEnd() || s.Seen() != "29" {
		t.Errorf("got %q, want the last item", lines)
	}
	s.Update(kittest.Key("home"))
	s.SetItems(items(0, 40, &drawn))
	if lines := s.View(40, 5).Lines; !strings.HasPrefix(lines[0], "item 0") {
		t.Errorf("got %q after reading above, want to stay", lines)
	}
}

func TestOlderItemsDoNotMoveWhatIsRead(t *testing.T) {
	drawn := 0
	s := kit.NewScroll(kittest.Env(nil))
	s.Pick = true
	s.SetItems(items(20, 60, &drawn))
	s.View(40, 8)
	s.Update(kittest.Key("pgdown"))
	before := s.View(40, 8).Lines
	s.SetItems(items(0, 60, &drawn))
	if after := s.View(40, 8).Lines; !slices.Equal(before, after) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
}

func TestReadersAreNamed(t *testing.T) {
	env := kittest.Env(nil)
	for want, d := range map[string]house.RoomDetail{
		"Can read: everybody in the house.":           {Everyone: true, CanRead: []string{"a", "b"}},
		"Can read: you, jonas. Not: admins.":          {Me: "mara", CanRead: []string{"jonas", "mara"}},
		"Can read: you, a, b, one more. Not: admins.": {Me: "mara", CanRead: []string{"a", "b", "c", "mara"}},
		"Can read: you, a, b, 3 more. Not: admins.":   {Me: "mara", CanRead: []string{"a", "b", "c", "d", "e", "mara"}},
	} {
		if got := env.Readers(d); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
