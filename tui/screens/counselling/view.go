package counselling

import (
	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows where the counselling stands above what can be done; where there is room,
// what the chosen entry does stands beside it.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case kit.LayoutOf(w) == kit.Wide:
		return s.viewWide(w, h)
	}
	head := s.head(w, max(h-min(len(s.list.Rows()), 7)-1, 3))
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

func (s *Screen) viewWide(w, h int) kit.View {
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	var right []string
	for i, line := range s.env.CaseLines(s.now) {
		for _, part := range kit.Wrap(line, pw) {
			if i == 0 {
				part = s.env.Styles.Strong.Of(part)
			}
			right = append(right, part)
		}
	}
	if more := s.list.Selected().More; more != "" {
		right = append(append(right, "", s.env.Styles.Dim.Of(kit.Rule(pw)), ""), kit.Wrap(more, pw)...)
	}
	v.Lines = s.env.Beside(v.Lines, lw, right, h)
	return v
}

// head is what matters most, in at most h lines: the stage, what to do, the promise.
func (s *Screen) head(w, h int) []string {
	var out []string
	for i, line := range s.env.CaseLines(s.now) {
		wrapped := kit.Wrap(line, w)
		if len(out)+len(wrapped) > h {
			break
		}
		if i == 0 {
			wrapped[0] = s.env.Styles.Strong.Of(wrapped[0])
		}
		out = append(out, wrapped...)
	}
	return out
}

// show makes the rows: what waits to be done first, then the tools, then the end.
func (s *Screen) show() {
	if !s.known {
		return
	}
	t, c := s.env.T, s.now
	var rows []kit.Row
	add := func(on bool, id, label, more string, at kit.Go) {
		if on {
			row := kit.Row{ID: id, Label: label, More: more}
			if at != nil {
				row.Go = at
			}
			rows = append(rows, row)
		}
	}
	letters := kit.Row{ID: "letters", Label: t("room.tool.letters"), More: t("room.tool.letters.more"), Unread: s.unread, Go: s.tool(house.ToolLetters)}
	if s.has(house.ToolLetters) {
		rows = append(rows, letters)
	}
	add(c.MayAccept, "accept", t("counselling.accept"), t("counselling.accept.more"), nil)
	add(c.MayAccept, "decline", t("counselling.decline"), t("counselling.decline.more"), nil)
	add(c.MayAnswer, "feedback", t("counselling.feedback"), t("counselling.feedback.more"), nil)
	running := c.State == house.CaseAccepted
	add(running && s.has(house.ToolContract), "contract", t("room.tool.contract"), t("room.tool.contract.more"), s.tool(house.ToolContract))
	add(running && s.has(house.ToolChat), "chat", t("room.tool.chat"), t("room.tool.chat.more"), s.tool(house.ToolChat))
	rows = append(rows, s.ways()...)
	add(c.Stage == house.StageAlone || c.Stage == house.StageDeclined || c.Overdue && !c.Mine, "others", t("counselling.others"), "", s.others())
	add(true, "room", t("counselling.room"), t("counselling.room.more"), kit.GoRoom{Place: s.place})
	add(c.MayClose, "close", t("counselling.close"), t("counselling.close.more"), nil)
	add(c.Mine && c.State == house.CaseClosed, "deletion", t("counselling.deletion"), "", nil)
	add(!c.Mine && (c.State == house.CaseNew || c.State == house.CaseDeclined), "withdraw", t("counselling.withdraw"), t("counselling.withdraw.text"), nil)
	add(true, "emergency", t("emergency.title"), "", kit.GoEmergency{})
	s.list.SetRows(rows)
}

// ways are the pages of a counselling beside its tools.
func (s *Screen) ways() []kit.Row {
	t := s.env.T
	var rows []kit.Row
	if s.now.State != house.CaseAccepted {
		return nil
	}
	if s.room.HasSessions() {
		rows = append(rows, kit.Row{ID: "session", Label: t("session.title"), More: t("session.row.more"), Go: s.tool("session")})
	}
	if s.room.HasSlots() {
		rows = append(rows, kit.Row{ID: "slots", Label: t("slots.title"), Go: s.tool("slots")})
	}
	if s.room.HasColleagues() {
		rows = append(rows, kit.Row{ID: "colleagues", Label: t("handover.title"), More: t("handover.row.more"), Go: s.tool("colleagues")})
	}
	switch {
	case s.room.HasRecord():
		rows = append(
			rows,
			kit.Row{ID: "notebook", Label: t("notebook.title"), More: t("notebook.more.counsellor"), Go: s.tool("notebook")},
			kit.Row{ID: "checklist", Label: t("notebook.checklist"), More: t("notebook.checklist.more"), Go: s.tool("checklist")},
		)
	case s.room.HasNotebook():
		rows = append(rows, kit.Row{ID: "notebook", Label: t("notebook.my_notes"), More: t("notebook.more"), Go: s.tool("notebook")})
	}
	return rows
}

// others leads to other counsellors; visitors have the one room, and are told of the
// door for guests instead.
func (s *Screen) others() kit.Go {
	if s.env.Who().Member() {
		return kit.GoCards{}
	}
	return kit.GoText{Title: s.env.T("counselling.others"), Text: s.env.T("counselling.others.visitor", "Host", s.env.Host, "Port", s.env.Port)}
}
