package notebook

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// rowNew is the row that begins something.
const rowNew = "new"

// View shows who reads the leaf, then its entries, the chosen one beside them.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	}
	head := s.head(w, h)
	v := s.body(w, max(h-len(head), 1))
	v.Lines = append(head, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	return v
}

// head are the leaves and, in words that nobody can take for others, who reads this
// one.
func (s *Screen) head(w, h int) []string {
	st := s.env.Styles
	var lines []string
	if leaves := s.leaves(); len(leaves) > 1 {
		var tabs []string
		for _, l := range leaves {
			name := s.env.T(leafName(l))
			if l == s.leaf {
				name = "[" + name + "]"
			}
			tabs = append(tabs, name)
		}
		lines = append(lines, kit.Fit(strings.Join(tabs, "  "), w))
	}
	for _, line := range kit.Wrap(s.short(), w) {
		lines = append(lines, st.Strong.Of(line))
	}
	if h >= 18 && !s.reading {
		for _, line := range kit.Wrap(s.whole(), w) {
			lines = append(lines, st.Dim.Of(line))
		}
	}
	return append(lines, "")
}

func leafName(l leaf) string {
	switch l {
	case leafRecord:
		return "notebook.leaf.record"
	case leafSheet:
		return "notebook.leaf.sheet"
	}
	return "notebook.leaf.notes"
}

// short says who reads the leaf in a few words, whole in all of them.
func (s *Screen) short() string {
	t := s.env.T
	switch {
	case s.leaf == leafSheet:
		return t("notebook.who.sheet_short")
	case s.leaf == leafNotes:
		return t("notebook.who.notes_short")
	case s.book.Mine:
		return t("notebook.who.record_short")
	case s.book.Keeper == "":
		return t("notebook.who.nobody")
	}
	return t("notebook.who.keeper", "Name", kit.Clean(s.book.Keeper))
}

func (s *Screen) whole() string {
	t := s.env.T
	switch {
	case s.leaf == leafSheet:
		return t("notebook.who.sheet")
	case s.leaf == leafRecord && s.book.Mine:
		return t("notebook.who.record")
	case s.leaf == leafRecord:
		return ""
	case s.place == house.NoRoom:
		return t("notebook.who.general")
	}
	return t("notebook.who.notes")
}

func (s *Screen) body(w, h int) kit.View {
	switch {
	case s.reading:
		return s.page.View(min(w, 76), h)
	case kit.LayoutOf(w) != kit.Wide || s.leaf == leafSheet:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, s.chosen(pw), h)
	return v
}

// show makes the rows.
func (s *Screen) show() {
	t := s.env.T
	var rows []kit.Row
	switch s.leaf {
	case leafNotes:
		rows = append(rows, kit.Row{ID: rowNew, Label: t("notebook.key.new"), More: s.whole()})
		for _, n := range s.notes {
			rows = append(rows, kit.Row{ID: string(n.ID), Label: n.Heading(), Note: s.env.Ago(n.Edited)})
		}
	case leafRecord:
		rows = append(rows, kit.Row{ID: rowNew, Label: t("notebook.key.enter")})
		for _, e := range s.book.Entries {
			rows = append(rows, kit.Row{ID: string(e.ID), Label: s.entryLabel(e), Note: e.Day})
		}
		if s.book.Shut > 0 {
			rows = append(rows, kit.Row{Head: true, Label: s.env.N("record.shut", s.book.Shut)})
		}
	case leafSheet:
		if s.sheet.Filled {
			rows = append(rows, kit.Row{Head: true, Label: t("sheet.filled")})
		} else {
			rows = append(rows, kit.Row{ID: rowNew, Label: t("notebook.key.fill")})
		}
		floor, _, _, _ := house.SplitPlace(s.place)
		rows = append(rows, kit.Row{ID: "floor", Label: t("notebook.floor.title"), Go: kit.GoFloorTexts{Floor: floor}})
	}
	s.list.SetRows(rows)
	if s.reading {
		s.showPage()
	}
}

func (s *Screen) note() (house.Note, bool) {
	id := house.NoteID(s.list.Selected().ID)
	for _, n := range s.notes {
		if s.leaf == leafNotes && n.ID == id {
			return n, true
		}
	}
	return house.Note{}, false
}

func (s *Screen) entry() (house.RecordEntry, bool) {
	id := house.RecordID(s.list.Selected().ID)
	for _, e := range s.book.Entries {
		if s.leaf == leafRecord && e.ID == id {
			return e, true
		}
	}
	return house.RecordEntry{}, false
}

// open opens the chosen entry, or begins one.
func (s *Screen) open(r kit.Row) tea.Cmd {
	if r.ID == rowNew {
		return s.begin()
	}
	s.reading = true
	s.showPage()
	return nil
}

func (s *Screen) showPage() {
	if len(s.chosen(40)) == 0 {
		s.reading = false
		return
	}
	s.page.SetItems([]kit.Item{{ID: s.list.Selected().ID, Stamp: s.env.Now().UnixNano(), Draw: s.chosen}})
}

func (s *Screen) closePage() tea.Cmd {
	s.reading = false
	return nil
}

// chosen is all there is to the chosen entry.
func (s *Screen) chosen(w int) []string {
	var head, about, text string
	if n, ok := s.note(); ok {
		head, text = n.Title, n.Text
		about = s.env.T("command.note.edited", "Date", s.env.Text.DateTime(n.Edited.In(s.env.Location)))
	}
	if e, ok := s.entry(); ok {
		head, text = s.entryHead(e), s.entryBody(e)
	}
	var lines []string
	if head != "" {
		for _, line := range kit.Wrap(kit.Clean(head), w) {
			lines = append(lines, s.env.Styles.Strong.Of(line))
		}
	}
	if about != "" {
		for _, line := range kit.Wrap(about, w) {
			lines = append(lines, s.env.Styles.Dim.Of(line))
		}
	}
	if text != "" {
		lines = append(append(lines, ""), kit.Wrap(kit.CleanText(text), w)...)
	}
	return lines
}

// day is an entry's day in few words.
func (s *Screen) day(e house.RecordEntry) string {
	d, err := house.ParseDue(e.Day, time.UTC)
	if err != nil {
		return e.Day
	}
	return s.env.Text.Date(d.At)
}

func (s *Screen) entryLabel(e house.RecordEntry) string {
	what := strings.Join(e.Topics, ", ")
	if what == "" {
		what, _, _ = strings.Cut(e.Text, "\n")
	}
	label := s.env.T("record.kind." + string(e.Kind))
	if what != "" {
		label += ": " + what
	}
	return label
}

// entryHead is what an entry is about, entryBody what it says.
func (s *Screen) entryHead(e house.RecordEntry) string {
	parts := []string{s.day(e)}
	if e.Time != "" {
		parts = append(parts, e.Time)
	}
	parts = append(parts, s.env.T("record.kind."+string(e.Kind)))
	if e.Way != "" {
		parts = append(parts, s.env.T("record.way."+e.Way))
	}
	if e.Minutes > 0 {
		parts = append(parts, s.env.N("record.minutes", e.Minutes))
	}
	if e.By != "" {
		parts = append(parts, s.env.T("record.by", "Name", kit.Clean(e.By)))
	}
	return kit.Clean(strings.Join(parts, " · "))
}

func (s *Screen) entryBody(e house.RecordEntry) string {
	var parts []string
	if len(e.Topics) > 0 {
		parts = append(parts, kit.Clean(strings.Join(e.Topics, ", ")))
	}
	if e.Kind == house.RecordCrisis && e.Of > 0 {
		steps := s.env.T("record.steps", "Done", len(e.Steps), "Of", e.Of)
		for _, step := range e.Steps {
			steps += "\n- " + kit.Clean(step)
		}
		parts = append(parts, steps)
	}
	if e.Text != "" {
		parts = append(parts, kit.CleanText(e.Text))
	}
	return strings.Join(parts, "\n\n")
}
