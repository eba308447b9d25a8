package notices

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
)

// View shows the field, the open notice, or the list with the chosen one beside it.
func (s *Screen) View(w, h int) kit.View {
	if layout := kit.LayoutOf(w); layout != s.layout {
		s.layout = layout
		s.rows()
	}
	switch {
	case s.write != nil:
		return s.write.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.page != nil:
		return s.page.Page(w, h)
	case kit.LayoutOf(w) != kit.Wide || len(s.notices) == 0:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	var right []string
	if n, ok := s.selected(); ok {
		right = s.head(n, pw)
		s.text.Set(n.Text)
		right = append(right, s.text.Lines(pw)...)
		if len(right) > h {
			right = append(right[:h-1], s.env.Styles.Dim.Of(kit.Fit(s.env.T("notices.goes_on"), pw)))
		}
	}
	v.Lines = s.env.Beside(v.Lines, lw, right, h)
	return v
}

// head is the title and what is to be known of a notice.
func (s *Screen) head(n house.Notice, w int) []string {
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(n.Title), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	for _, line := range kit.Wrap(s.about(n), w) {
		lines = append(lines, s.env.Styles.Dim.Of(line))
	}
	return append(lines, "")
}

// about is who put it up, when, until when, and what was done to it.
func (s *Screen) about(n house.Notice) string {
	t := s.env.T
	parts := []string{kit.Clean(n.Author), s.env.Text.DateTime(n.At.In(s.env.Location))}
	if n.Pinned {
		parts = append(parts, t("notices.is_pinned"))
	}
	switch {
	case n.Expired:
		parts = append(parts, t("notices.expired"))
	case !n.Expires.IsZero():
		parts = append(parts, t("notices.until", "Time", s.env.Text.DateTime(n.Expires.In(s.env.Location))))
	}
	if n.Edited {
		parts = append(parts, t("notices.edited"))
	}
	return strings.Join(parts, " · ")
}

// show opens a notice on a page of its own.
func (s *Screen) show(id house.MessageID) tea.Cmd {
	if _, ok := s.find(id); !ok {
		return nil
	}
	s.open, s.page = id, kit.NewScroll(s.env)
	s.page.SetItems([]kit.Item{{ID: string(id), Draw: s.draw(id)}})
	return nil
}

func (s *Screen) draw(id house.MessageID) func(w int) []string {
	return func(w int) []string {
		n, _ := s.find(id)
		w = min(w, 76)
		return append(s.head(n, w), markdown.Render(s.env, n.Text, w)...)
	}
}

func (s *Screen) close() tea.Cmd {
	s.page = nil
	return nil
}

// boardName is the room's name, or the floor's where the board is its own.
func (s *Screen) boardName() string {
	if s.room.Kind == house.RoomNotices {
		return s.room.FloorName
	}
	return s.room.Name
}

// rows makes the list.
func (s *Screen) rows() {
	s.list.Empty = []string{s.env.T("notices.empty")}
	if s.room.Writes(house.ToolNotices) {
		s.list.Empty = append(s.list.Empty, s.env.T("notices.empty.how"))
	}
	rows := make([]kit.Row, 0, len(s.notices))
	for _, n := range s.notices {
		rows = append(rows, kit.Row{ID: string(n.ID), Label: n.Title, Note: s.note(n), Off: n.Expired})
	}
	s.list.SetRows(rows)
	if s.page != nil {
		s.page.Redraw()
	}
}

// note is what matters most about a notice: new, pinned, run out, or its day.
func (s *Screen) note(n house.Notice) string {
	t := s.env.T
	switch {
	case n.Expired:
		return t("notices.expired")
	case n.Seq > s.mark && !n.Mine && s.room.Member:
		return t("notices.new")
	case n.Pinned:
		return t("notices.is_pinned")
	case s.layout == kit.Middle: // elsewhere there is no room, or it stands beside the list
		return s.env.Text.Date(n.At.In(s.env.Location))
	}
	return ""
}
