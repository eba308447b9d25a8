package tasks

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows the tasks and the chosen one beside them, or what stands in their
// stead: one that is open, the form, the people.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case s.people != nil:
		return s.viewPeople(w, h)
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
	if t, ok := s.selected(); ok {
		beside = s.lines(t, pw)
	}
	v.Lines = s.env.Beside(v.Lines, lw, beside, h)
	return v
}

// head says that not everything is listed.
func (s *Screen) head(w int) []string {
	if !s.mine {
		return nil
	}
	return []string{s.env.Styles.Dim.Of(kit.Fit(s.env.T("tasks.only_mine"), w))}
}

func (s *Screen) viewPeople(w, h int) kit.View {
	t, _ := s.selected()
	head := kit.Wrap(s.env.T("tasks.assign.title", "Title", kit.Clean(t.Title)), w)
	v := s.people.View(w, h-len(head))
	v.Lines = append(head, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	return v
}

// show makes the rows.
func (s *Screen) show() {
	t := s.env.T
	s.list.Empty = []string{t("tasks.empty")}
	switch {
	case s.mine:
		s.list.Empty = []string{t("tasks.empty.mine")}
	case s.known && s.room.Writes(house.ToolTasks):
		s.list.Empty = append(s.list.Empty, t("tasks.empty.how"))
	}
	var rows []kit.Row
	done := 0
	for _, task := range s.tasks {
		switch {
		case s.mine && !task.Mine:
			continue
		case task.Done && done == 0 && s.done:
			rows = append(rows, kit.Row{Head: true, Label: t("tasks.done")})
		}
		if task.Done {
			done++
		}
		if !task.Done || s.done {
			rows = append(rows, s.row(task))
		}
	}
	if done > 0 && !s.done {
		rows = append(rows, kit.Row{ID: folded, Label: s.env.N("tasks.folded", done)})
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

// folded is the row that unfolds what is done.
const folded = "done"

func (s *Screen) row(t house.Task) kit.Row {
	label := s.env.T("tasks.row", "Title", kit.Clean(t.Title), "Name", s.who(t))
	if t.Done {
		label = s.env.T("tasks.row.done", "Title", kit.Clean(t.Title))
	}
	fresh := t.Seq > s.mark && !t.Own
	return kit.Row{ID: string(t.ID), Label: label, Note: s.when(t), New: fresh && !t.Mine, ForMe: fresh && t.Mine}
}

// who says whose it is.
func (s *Screen) who(t house.Task) string {
	switch {
	case t.Mine && !t.Gone:
		return s.env.T("common.you")
	case t.Assignee == "":
		return s.env.T("tasks.nobody")
	case t.Gone:
		return s.env.T("tasks.gone", "Name", kit.Clean(t.Assignee))
	}
	return kit.Clean(t.Assignee)
}

// when says until when, in few words.
func (s *Screen) when(t house.Task) string {
	switch {
	case t.Done:
		return s.env.Ago(t.DoneAt)
	case t.Due.IsZero():
		return ""
	case t.Overdue:
		return s.env.T("upcoming.overdue")
	}
	return s.env.Due(t.Due.In(s.env.Location), true) // the clock stands beside the list
}

// lines are all there is to say about a task.
func (s *Screen) lines(t house.Task, w int) []string {
	say, st := s.env.T, s.env.Styles
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(t.Title), w) {
		lines = append(lines, st.Strong.Of(line))
	}
	facts := []string{say("tasks.about.open")}
	switch {
	case t.Done:
		facts[0] = say("tasks.about.done", "Name", kit.Clean(t.DoneBy), "When", s.env.Ago(t.DoneAt))
	case t.Overdue:
		facts[0] = say("tasks.about.overdue", "When", s.env.Due(t.Due.At, t.Due.Day))
	case !t.Due.IsZero():
		facts[0] = say("tasks.about.due", "When", s.env.Due(t.Due.At, t.Due.Day))
	}
	facts = append(facts, say("tasks.about.who", "Name", s.who(t)))
	by := "tasks.about.by"
	if t.Edited {
		by = "tasks.about.edited"
	}
	facts = append(facts, say(by, "Name", kit.Clean(t.Author), "When", s.env.Ago(t.At)))
	for i, fact := range facts {
		style := st.Plain
		if i == 0 && t.Overdue {
			style = st.Warn
		}
		for _, line := range kit.Wrap(fact, w) {
			lines = append(lines, style.Of(line))
		}
	}
	if t.Text != "" {
		s.text.Set(t.Text)
		lines = append(append(lines, ""), s.text.Lines(w)...)
	}
	return lines
}

// open opens the chosen task, or unfolds those that are done.
func (s *Screen) open(r kit.Row) tea.Cmd {
	if r.ID == folded {
		return s.unfold()
	}
	s.reading = true
	s.showPage()
	return nil
}

func (s *Screen) showPage() {
	t, ok := s.selected()
	if !ok {
		s.reading = false
		return
	}
	s.page.SetItems([]kit.Item{{ID: string(t.ID), Stamp: t.Mod, Draw: func(w int) []string { return s.lines(t, w) }}})
}

func (s *Screen) closeTask() tea.Cmd {
	s.reading = false
	return s.readSoon()
}

func (s *Screen) unfold() tea.Cmd {
	s.done = !s.done
	s.show()
	return nil
}

func (s *Screen) onlyMine() tea.Cmd {
	s.mine = !s.mine
	s.reading = false
	s.show()
	return nil
}

func (s *Screen) copyIt() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	text := kit.Clean(t.Title)
	if t.Text != "" {
		text += "\n\n" + kit.CleanText(t.Text)
	}
	return s.env.Copy(text)
}

func (s *Screen) selected() (house.Task, bool) {
	id := house.MessageID(s.list.Selected().ID)
	for _, t := range s.tasks {
		if t.ID == id {
			return t, true
		}
	}
	return house.Task{}, false
}
