package letters

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// View shows the letters and the chosen one beside them, or what stands in their
// stead: one that is open, the field with the letter that it answers.
func (s *Screen) View(w, h int) kit.View {
	s.width = w
	switch {
	case s.write != nil: // stays, whatever happened to the rest
		return s.viewWrite(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.reading:
		return s.page.Page(min(w, 90), h)
	}
	head := s.left(w)
	v := s.viewList(w, h-len(head))
	v.Lines = append(head, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	return v
}

func (s *Screen) viewList(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide || len(s.list.Rows()) == 0 {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, s.chosen(pw), h)
	return v
}

// roomy is how many lines make a screen that is not small.
const roomy = 18

// left says how many letters are left, where that is limited.
func (s *Screen) left(w int) []string {
	if !s.rules.Limited {
		return nil
	}
	var lines []string
	for _, line := range kit.Wrap(s.env.N("letters.left", s.rules.Left, "Most", s.rules.Most), w) {
		lines = append(lines, s.env.Styles.Dim.Of(line))
	}
	return lines
}

// limits says before and while one writes what is agreed; on a small screen what the
// list said before is not said again.
func (s *Screen) limits(w, h int) []string {
	var lines []string
	if h >= roomy {
		lines = s.left(w)
	}
	if s.rules.Length > 0 && s.rules.Length < house.MaxLetter {
		n := utf8.RuneCountInString(s.write.Text())
		style := s.env.Styles.Dim
		if n > s.rules.Length {
			style = s.env.Styles.Warn
		}
		for _, line := range kit.Wrap(s.env.T("letters.so_far", "N", n, "Max", s.rules.Length), w) {
			lines = append(lines, style.Of(line))
		}
	}
	return lines
}

// viewWrite is the field; the letter that is answered stands beside it, or above it
// where there is no room beside.
func (s *Screen) viewWrite(w, h int) kit.View {
	if s.about.ID == "" {
		return s.viewField(w, h)
	}
	if kit.LayoutOf(w) == kit.Wide {
		_, pw := kit.Split(w)
		lw := w - pw - 3
		if lw < pw { // who writes has the wider part
			lw, pw = pw, lw
		}
		v := s.viewField(lw, h)
		v.Lines = s.env.Beside(kit.Fill(v.Lines, h), lw, s.above.View(pw, h).Lines, h)
		return v
	}
	up := max(h/4, 3)
	lines := kit.Fill(s.above.View(w, up).Lines, up)
	lines = append(lines, s.env.Styles.Dim.Of(kit.Rule(w)))
	v := s.viewField(w, h-len(lines))
	if v.Cursor != nil {
		v.Cursor.Y += len(lines)
	}
	v.Lines = append(lines, v.Lines...)
	return v
}

func (s *Screen) viewField(w, h int) kit.View {
	head := s.limits(w, h)
	if len(head) > max(h-7, 0) {
		head = head[:max(h-7, 0)]
	}
	v := s.write.View(w, min(s.write.Height(w, h-len(head)), h-len(head)))
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	v.Lines = append(head, v.Lines...)
	return v
}

// show makes the rows: what waits to be sent, then the letters, the newest first.
func (s *Screen) show() {
	t := s.env.T
	s.list.Empty = []string{t("letters.empty")}
	if s.known && s.room.Writes(house.ToolLetters) {
		s.list.Empty = append(s.list.Empty, t("letters.empty.how"))
	}
	var rows []kit.Row
	if len(s.later) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("letters.later")})
		for _, l := range s.later {
			note := s.env.Due(l.Due, false)
			if l.Held != "" {
				note = t("letters.held")
			}
			rows = append(rows, kit.Row{ID: string(l.ID), Label: kit.Clean(l.Subject), Note: note, ForMe: l.Held != ""})
		}
		rows = append(rows, kit.Row{Head: true, Label: t("letters.sent_ones")})
	}
	for i := len(s.all) - 1; i >= 0; i-- {
		l := s.all[i]
		name := kit.Clean(l.Author)
		if l.Own {
			name = t("common.you")
		}
		rows = append(rows, kit.Row{
			ID: string(l.ID), Label: t("letters.row", "Subject", kit.Clean(l.Subject), "Name", name), Note: s.env.Ago(l.At),
			ForMe: l.Seq > s.mark && !l.Own,
		})
	}
	if len(s.all) == 0 && len(s.later) > 0 {
		rows = rows[:len(rows)-1]
	}
	if len(rows) > 0 && s.mayWrite() {
		rows = append(rows, kit.Row{ID: writeRow, Label: t("letters.row.write"), More: t("letters.row.write.more")})
	}
	s.list.SetRows(rows)
	if s.reading {
		s.showPage()
	}
}

// chosen are the words of what the list stands on.
func (s *Screen) chosen(w int) []string {
	if l, ok := s.selected(); ok {
		return s.lines(l, w)
	}
	if l, ok := s.waiting(); ok {
		return s.laterLines(l, w)
	}
	return nil
}

// lines are a letter as one reads it.
func (s *Screen) lines(l house.Letter, w int) []string {
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(l.Subject), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	if to := s.find(l.ReplyTo); to.ID != "" {
		for _, line := range kit.Wrap(s.env.T("letters.answers", "Name", kit.Clean(to.Author), "When", s.env.Ago(to.At)), w) {
			lines = append(lines, s.env.Styles.Dim.Of(line))
		}
	}
	mark := l.Mark
	if mark == house.RoleOwner || mark == house.RoleModerator {
		mark = posts.Counsels
	}
	return append(lines, posts.Entry(s.env, house.Post{Author: l.Author, Mark: mark, At: l.At, Text: l.Text, Mine: l.Own}, "", w)...)
}

func (s *Screen) laterLines(l house.LaterLetter, w int) []string {
	t := s.env.T
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(l.Subject), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	state := t("letters.goes", "When", s.env.Due(l.Due, false))
	style := s.env.Styles.Dim
	if l.Held != "" {
		state, style = t(l.Held), s.env.Styles.Warn
	}
	for _, line := range kit.Wrap(state, w) {
		lines = append(lines, style.Of(line))
	}
	lines = append(lines, "")
	return append(lines, kit.Wrap(kit.CleanText(l.Text), w)...)
}

// open opens the chosen letter.
func (s *Screen) open(r kit.Row) tea.Cmd {
	if r.ID == writeRow {
		return s.begin()
	}
	s.reading = true
	s.page = kit.NewScroll(s.env)
	s.showPage()
	return s.readSoon()
}

func (s *Screen) showPage() {
	_, letter := s.selected()
	_, waits := s.waiting()
	if !letter && !waits {
		s.reading = false
		return
	}
	id := s.list.Selected().ID
	s.page.SetItems([]kit.Item{{ID: id, Stamp: s.room.Mod, Draw: s.pageLines}})
	s.page.Redraw()
}

func (s *Screen) closeLetter() tea.Cmd {
	s.reading = false
	return nil
}

// selected is the letter that the list stands on; waiting the one to be sent later.
func (s *Screen) selected() (house.Letter, bool) {
	l := s.find(house.MessageID(s.list.Selected().ID))
	return l, l.ID != ""
}

func (s *Screen) find(id house.MessageID) house.Letter {
	for _, l := range s.all {
		if l.ID == id && id != "" {
			return l
		}
	}
	return house.Letter{}
}

func (s *Screen) waiting() (house.LaterLetter, bool) {
	id := house.MessageID(s.list.Selected().ID)
	for _, l := range s.later {
		if l.ID == id {
			return l, true
		}
	}
	return house.LaterLetter{}, false
}

// writeRow is the row that begins a letter, for those who know no keys.
const writeRow = "write"

// mayWrite tells whether a letter can be written now.
func (s *Screen) mayWrite() bool {
	return s.known && s.room.Writes(house.ToolLetters) && (!s.rules.Limited || s.rules.Left > 0)
}

// pageLines are an open letter and, below one of somebody else, how one answers.
func (s *Screen) pageLines(w int) []string {
	lines := s.chosen(w)
	if l, ok := s.selected(); ok && !l.Own && s.mayWrite() {
		lines = append(lines, "", s.env.Styles.Strong.Of(kit.Fit(s.env.T("letters.enter"), w)))
	}
	return lines
}
