package board

import (
	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows the threads and the beginning of the chosen one.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.write != nil:
		return s.write.View(w, h)
	case kit.LayoutOf(w) != kit.Wide || len(s.threads) == 0:
		s.tell(true)
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	s.tell(lw >= 50)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, s.preview(pw), h)
	return v
}

// tell puts the times into the list, or leaves them to the preview, where the
// titles need the room.
func (s *Screen) tell(times bool) {
	if s.times != times {
		s.times = times
		s.show()
	}
}

func (s *Screen) preview(w int) []string {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	lines := kit.Wrap(kit.Clean(t.Root.Title), w)
	for i := range lines {
		lines[i] = s.env.Styles.Strong.Of(lines[i])
	}
	lines = append(lines, kit.Wrap(s.state(t), w)...)
	lines = append(lines, "")
	return append(lines, s.of.entry(s, t.Root, w)...)
}

// state says in words how the thread stands.
func (s *Screen) state(t house.Thread) string {
	name, when := kit.Clean(t.LastBy), s.env.Ago(t.LastAt)
	words := s.t("unanswered", "Name", name, "When", when)
	if t.Posts > 0 {
		words = s.env.N(s.of.says+".answers", t.Posts, "Name", name, "When", when)
	}
	if t.Root.Locked {
		words = s.t("state.locked", "State", words)
	}
	return words
}

// show makes the rows.
func (s *Screen) show() {
	s.list.Empty = []string{s.t("empty"), s.t("empty.how")}
	if s.known && !s.of.writes(s.room) {
		s.list.Empty[1] = s.env.T(s.of.whyNot(s.room))
	}
	var rows []kit.Row
	for i, t := range s.threads {
		if i == 0 && t.Root.Pinned {
			rows = append(rows, kit.Row{Head: true, Label: s.t("pinned")})
		}
		if !t.Root.Pinned && i > 0 && s.threads[i-1].Root.Pinned {
			rows = append(rows, kit.Row{Head: true, Label: s.t("threads")})
		}
		rows = append(rows, s.row(t))
	}
	if s.older {
		rows = append(rows, kit.Row{ID: "older", Label: s.t("older")})
	}
	s.list.SetRows(rows)
}

func (s *Screen) row(t house.Thread) kit.Row {
	title := t.Root.Title
	switch {
	case title == "" && t.Root.Deleted:
		title = s.env.T("posts.deleted")
	case title == "":
		title = s.t("untitled")
	}
	if t.Root.Locked {
		title = s.t("locked", "Title", title)
	}
	row := kit.Row{
		ID: string(t.Root.ID), Label: title, Unread: t.Unread,
		Go: s.of.open(s.place, t.Root.ID),
	}
	switch {
	case s.times && s.of.newest:
		row.Note = s.env.Ago(t.Root.At)
	case s.times:
		row.Note = s.env.Ago(t.LastAt)
	}
	return row
}

func (s *Screen) selected() (house.Thread, bool) {
	id := house.MessageID(s.list.Selected().ID)
	for _, t := range s.threads {
		if t.Root.ID == id {
			return t, true
		}
	}
	return house.Thread{}, false
}

func (s *Screen) unread() int {
	n := 0
	for _, t := range s.threads {
		n += t.Unread
	}
	return n
}
