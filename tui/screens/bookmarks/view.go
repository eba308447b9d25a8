package bookmarks

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows the bookmarks and the chosen one beside them, or what stands in
// their stead: one that is open, the form, the tags.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case s.tags != nil:
		return s.tags.View(w, h)
	case s.reading:
		return s.page.View(w, h)
	}
	head := s.head(w)
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
	var beside []string
	if b, ok := s.selected(); ok {
		beside = s.lines(b, pw)
	}
	v.Lines = s.env.Beside(v.Lines, lw, beside, h)
	return v
}

// head says that not everything is listed.
func (s *Screen) head(w int) []string {
	words := ""
	switch {
	case s.tag != "" && s.words != "":
		words = s.env.T("bookmarks.only_both", "Tag", s.tag, "Words", s.words)
	case s.tag != "":
		words = s.env.T("bookmarks.only_tag", "Tag", s.tag)
	case s.words != "":
		words = s.env.T("bookmarks.only_words", "Words", s.words)
	default:
		return nil
	}
	return []string{s.env.Styles.Dim.Of(kit.Fit(kit.Clean(words), w))}
}

// show makes the rows.
func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("bookmarks.empty")}
	switch {
	case s.tag != "" || s.words != "":
		s.list.Empty = []string{s.env.T("bookmarks.empty.filter")}
	case s.known && s.room.Writes(house.ToolBookmarks):
		s.list.Empty = append(s.list.Empty, s.env.T("bookmarks.empty.how"))
	}
	var rows []kit.Row
	for _, b := range s.all {
		if s.fits(b) {
			rows = append(rows, s.row(b))
		}
	}
	s.list.SetRows(rows)
	if s.next != "" {
		s.list.Select(string(s.next))
		s.next = ""
	}
	if s.reading {
		s.showPage()
	}
}

// fits tells whether a bookmark is among those that are asked for.
func (s *Screen) fits(b house.Bookmark) bool {
	if s.tag != "" && !slices.Contains(b.Tags, s.tag) {
		return false
	}
	text := strings.ToLower(strings.Join(append([]string{b.Title, b.Note, b.URL}, b.Tags...), "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(s.words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func (s *Screen) row(b house.Bookmark) kit.Row {
	label := cmp.Or(b.Title, b.Plain, b.URL)
	return kit.Row{ID: string(b.ID), Label: label, Note: tagged(b), New: b.Seq > s.mark && !b.Own}
}

// tagged are the tags as they are shown.
func tagged(b house.Bookmark) string {
	if len(b.Tags) == 0 {
		return ""
	}
	return kit.Clean("#" + strings.Join(b.Tags, " #"))
}

// lines are all there is to say about a bookmark: its address whole and as text,
// whatever its title claims.
func (s *Screen) lines(b house.Bookmark, w int) []string {
	st := s.env.Styles
	var lines []string
	add := func(style kit.Style, words string) {
		for _, line := range kit.Wrap(words, w) {
			lines = append(lines, style.Of(line))
		}
	}
	if b.Title != "" {
		add(st.Strong, kit.Clean(b.Title))
	}
	add(st.Key, kit.Clean(b.URL))
	if b.Plain != "" {
		add(st.Warn, s.env.T("bookmarks.plain"))
		add(st.Key, kit.Clean(b.Plain))
	}
	if tags := tagged(b); tags != "" {
		add(st.Plain, tags)
	}
	by := "bookmarks.by"
	if b.Edited {
		by = "bookmarks.by.edited"
	}
	add(st.Dim, s.env.T(by, "Name", kit.Clean(b.Author), "When", s.env.Ago(b.At)))
	if b.Note != "" {
		lines = append(lines, "")
		add(st.Plain, kit.CleanText(b.Note))
	}
	return lines
}

func (s *Screen) showPage() {
	b, ok := s.selected()
	if !ok {
		s.reading = false
		return
	}
	s.page.SetItems([]kit.Item{{ID: string(b.ID), Stamp: b.Mod, Draw: func(w int) []string { return s.lines(b, w) }}})
}

func (s *Screen) closePage() tea.Cmd {
	s.reading = false
	return s.readSoon()
}

// allTags are the tags of all bookmarks, those used most first.
func (s *Screen) allTags() []string {
	count := map[string]int{}
	var tags []string
	for _, b := range s.all {
		for _, tag := range b.Tags {
			if count[tag]++; count[tag] == 1 {
				tags = append(tags, tag)
			}
		}
	}
	slices.SortStableFunc(tags, func(x, y string) int {
		if d := count[y] - count[x]; d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	return tags
}

func (s *Screen) chooseTag() tea.Cmd {
	s.tags = kit.NewList(s.env)
	s.tags.Open = func(r kit.Row) tea.Cmd {
		s.tag, s.tags, s.reading = strings.TrimPrefix(r.ID, "#"), nil, false
		s.show()
		return nil
	}
	rows := []kit.Row{{Head: true, Label: s.env.T("bookmarks.tags")}}
	for _, tag := range s.allTags() {
		rows = append(rows, kit.Row{ID: "#" + tag, Label: "#" + tag})
	}
	s.tags.SetRows(append(rows, kit.Row{ID: "#", Label: s.env.T("bookmarks.key.all")}))
	return nil
}

func (s *Screen) closeTags() tea.Cmd {
	s.tags = nil
	return nil
}

func (s *Screen) askWords() tea.Cmd {
	return s.env.Prompt(s.env.T("bookmarks.key.words"), s.env.T("bookmarks.words"), s.words, func(words string) tea.Cmd {
		s.words, s.reading = strings.Join(strings.Fields(words), " "), false
		s.show()
		return nil
	})
}

func (s *Screen) showAll() tea.Cmd {
	s.tag, s.words = "", ""
	s.show()
	return nil
}

func (s *Screen) copyIt() tea.Cmd {
	b, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Copy(kit.Clean(b.URL))
}

func (s *Screen) selected() (house.Bookmark, bool) {
	id := house.MessageID(s.list.Selected().ID)
	for _, b := range s.all {
		if b.ID == id {
			return b, true
		}
	}
	return house.Bookmark{}, false
}
