// Package room is the entrance of a room: what it is for, who can read in it, how
// long words live, who is here, its tools with what is unread in them; for those
// who are not in it yet the way in, for its owner what can be changed.
package room

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are what can be done with the room as a whole.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "room.key.cancel", s.askCancel).InFooter()}
	}
	if s.apply != nil {
		return s.apply.Keys()
	}
	owner := s.room.Can(house.DoShapeRoom)
	return []kit.Key{
		kit.Bind("s", "room.key.search", func() tea.Cmd { return kit.Send(kit.GoSearch{In: s.place}) }).Unless(!s.inside(), s.outside()),
		kit.Bind("a", "room.key.about", s.about),
		kit.Bind("c", "room.key.invite", s.askName).Unless(!s.room.Can(house.DoInvite), "room.key.owner"),
		kit.Bind("R", "room.key.rights", func() tea.Cmd { return kit.Send(s.rights()) }).Unless(!s.inside() || !s.seesRights(), s.outside()),
		kit.Bind("e", "room.key.edit", s.edit).Unless(!owner, "room.key.owner"),
		kit.Bind("N", "room.key.clone", s.clone(false)).Unless(!s.room.Can(house.DoCloneRoom), "room.key.owner"),
		kit.Bind("T", "room.key.template", s.clone(true)).Unless(!s.room.Can(house.DoCloneRoom), "room.key.owner"),
		kit.Bind("L", "room.key.keeping", func() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: "keeping"}) }).Unless(!s.inside() || s.env.Who().Role == house.RoleGuest, s.outside()),
		kit.Bind("E", "room.key.export", s.export).Unless(!s.exports(), s.outside()),
		kit.Bind("H", "room.key.hand_over", s.askHeir).Unless(!s.room.Can(house.DoHandOver), "room.key.owner"),
		kit.Bind("C", "room.key.close", s.askClose).Unless(!s.room.Can(house.DoCloseRoom), "room.key.owner").Unless(s.room.Closed, "room.key.close.off"),
		kit.Bind("D", "room.key.delete", s.askDelete).Unless(!s.room.Can(house.DoDeleteRoom), "room.key.owner"),
		kit.Bind("x", pick(s.visiting(), "room.key.end_visit", "room.key.leave"), s.askLeave).
			Unless(!s.room.Can(house.DoLeave), s.outside()).Unless(s.room.Role == house.RoleOwner, "error.owner_leaves"),
	}
}

func pick(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// Screen is the entrance of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form     // nil unless the room is changed
	apply *kit.Composer // nil unless an application is written

	known   bool
	wrong   string
	busy    bool
	entered bool
	room    house.RoomDetail
	unread  map[string]int // by tool
	here    []house.Presence

	reading, counting, looking posts.Once
}

// New makes the entrance of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

// outside is why what only those inside may do is off.
func (s *Screen) outside() string { return pick(s.known, "room.key.inside", "common.loading") }

// inside tells whether one is in the room, as a guest too.
func (s *Screen) inside() bool { return s.room.Can(house.DoRead) }

func (s *Screen) visiting() bool { return s.env.Who().Role == house.RoleGuestOf }

// Init reads the room.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the room's name.
func (s *Screen) Title() string {
	if s.room.Name == "" {
		return s.env.T("common.room")
	}
	return kit.Clean(s.room.Name)
}

// Place is the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place}
	}
	p := s.env.RoomPlace(s.room, "")
	if !s.inside() {
		p.Readers = ""
	}
	return p
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	switch {
	case s.form != nil:
		return s.form.Typing()
	case s.apply != nil:
		return true
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && s.apply == nil && s.list.Wants(k)
}

// Dirty tells whether the form was changed.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Save keeps an application that was begun.
func (s *Screen) Save() tea.Cmd {
	if s.apply == nil {
		return nil
	}
	return s.apply.Save()
}

// Close ends the presence.
func (s *Screen) Close() tea.Cmd { return s.goOut() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		switch {
		case s.form != nil:
			return s, s.form.Update(msg)
		case s.apply != nil:
			return s, s.apply.Update(msg)
		}
		return s, s.list.Update(msg)
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	default:
		if cmd, mine := s.answer(msg); mine {
			return s, cmd
		}
		if s.apply != nil {
			return s, s.apply.Update(msg)
		}
	}
	return s, nil
}

func (s *Screen) event(e house.Event) tea.Cmd {
	if e.Kind == house.EventResync || e.Kind == house.EventPerson {
		return s.load()
	}
	if e.Room != s.room.ID || !s.known {
		return nil
	}
	switch e.Kind {
	case house.EventRoster:
		return s.load()
	case house.EventRoom:
		return s.count()
	case house.EventPresence:
		return s.whoIsHere()
	}
	return nil
}

// show makes the rows: the tools, or the way in.
func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("common.loading")}
	if !s.known {
		return
	}
	if s.inside() {
		s.list.SetRows(s.tools())
		return
	}
	s.list.SetRows(s.ways())
}

// talk and keep are the tools in the order in which the entrance shows them: where
// people talk, and who they are, before what they plan and keep.
func talk() []string {
	return []string{house.ToolLetters, house.ToolContract, house.ToolBoard, house.ToolChat, house.ToolNotices, house.ToolMembers, house.ToolTickets}
}

func keep() []string {
	return []string{
		house.ToolWiki, house.ToolFiles, house.ToolCalendar, house.ToolPolls, house.ToolTasks, house.ToolBlog, house.ToolBookmarks,
	}
}

// tools are the room's tools, and what concerns the room as a whole. A visitor's
// way out stands before what scrolls away on a small screen.
func (s *Screen) tools() []kit.Row {
	t := s.env.T
	var rows []kit.Row
	if s.room.HasSteps() && s.env.Who().Role != house.RoleGuest {
		rows = append(rows, kit.Row{
			ID: "steps", Label: t("steps.title"), More: t("steps.row.more"), Go: kit.GoTool{Place: s.place, Tool: "steps"},
		})
	}
	if s.room.Counselling {
		rows = append(rows, kit.Row{ID: "case", Label: t("contact.case"), More: t("room.case.more"), Go: kit.GoTool{Place: s.place, Tool: "case"}})
	}
	tools := s.rows(talk())
	if len(tools) > 0 && tools[0].ID == house.ToolLetters { // a counselling lives from them
		rows, tools = append(rows, tools[0]), tools[1:]
	}
	if s.room.HasSessions() && s.env.Who().Role != house.RoleGuest {
		rows = append(rows, kit.Row{
			ID: "session", Label: t("session.title"), More: t("session.row.more"), Unread: s.unread["session"], ForMe: s.unread["session"] > 0,
			Go: kit.GoTool{Place: s.place, Tool: "session"},
		})
	}
	if s.room.HasColleagues() {
		more := t("handover.row.more")
		if s.room.Role == house.RoleVisitor || s.room.Role == house.RoleMember {
			more = t("handover.row.client.more")
		}
		rows = append(rows, kit.Row{
			ID: "colleagues", Label: t("handover.title"), More: more, Unread: s.unread["colleagues"], ForMe: s.unread["colleagues"] > 0,
			Go: kit.GoTool{Place: s.place, Tool: "colleagues"},
		})
	}
	rows = append(rows, tools...)
	rows = append(rows, s.notebook()...)
	if s.room.HasSlots() && s.env.Who().Role != house.RoleGuest {
		rows = append(rows, kit.Row{
			ID: "slots", Label: t("slots.title"), More: t("slots.row.more"), Go: kit.GoTool{Place: s.place, Tool: "slots"},
		})
	}
	if s.visiting() {
		rows = append(rows, kit.Row{ID: "visit", Label: t("visit.title"), More: t("visit.more"), Go: kit.GoTool{Place: s.place, Tool: "visit"}})
		rows = append(rows, kit.Row{ID: "end", Label: t("room.end_visit"), More: t("room.end_visit.more")})
	}
	if kept := s.rows(keep()); len(kept) > 0 {
		rows = append(append(rows, kit.Row{Head: true, Label: t("room.group.keep")}), kept...)
		rows = append(rows, kit.Row{Head: true, Label: t("room.group.room")})
	}
	rows = append(rows,
		kit.Row{ID: "search", Label: t("room.search"), More: t("room.search.more"), Go: kit.GoSearch{In: s.place}},
		kit.Row{ID: "about", Label: t("room.about"), More: t("room.about.more")},
	)
	if s.seesRights() {
		rows = append(rows, kit.Row{ID: "rights", Label: t("room.rights"), More: t("room.rights.more"), Go: s.rights()})
	}
	if s.room.Can(house.DoShapeRoom) {
		rows = append(rows, kit.Row{ID: "edit", Label: t("room.edit"), More: t("room.edit.more")})
	}
	if s.room.Can(house.DoCloneRoom) {
		rows = append(rows,
			kit.Row{ID: "clone", Label: t("room.clone"), More: t("room.clone.more"), Go: kit.GoClone{Place: s.place}},
			kit.Row{ID: "template", Label: t("room.template"), More: t("room.template.more"), Go: kit.GoClone{Place: s.place, Template: true}},
		)
	}
	if s.exports() {
		rows = append(rows, kit.Row{ID: "export", Label: t("room.export"), More: t("room.export.more")})
	}
	return rows
}

// notebook leads to what one writes beside a counselling, and on the counsellor's side
// to the checklist for crises.
func (s *Screen) notebook() []kit.Row {
	if !s.room.HasNotebook() || s.env.Who().Role == house.RoleGuest {
		return nil
	}
	t := s.env.T
	book := kit.Row{ID: "notebook", Label: t("notebook.my_notes"), More: t("notebook.more"), Go: kit.GoTool{Place: s.place, Tool: "notebook"}}
	if !s.room.HasRecord() {
		return []kit.Row{book}
	}
	book.Label, book.More = t("notebook.title"), t("notebook.more.counsellor")
	return []kit.Row{book, {
		ID: "checklist", Label: t("notebook.checklist"), More: t("notebook.checklist.more"), Go: kit.GoTool{Place: s.place, Tool: "checklist"},
	}}
}

// exports tells whether one may take along what one reads here.
func (s *Screen) exports() bool { return s.room.Can(house.DoExportRoom) && s.env.Who().Member() }

func (s *Screen) clone(template bool) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(kit.GoClone{Place: s.place, Template: template}) }
}

// export shows the line that fetches the room as an archive, to be typed outside.
func (s *Screen) export() tea.Cmd {
	line := kit.ExportLine(s.env.Who().Name, s.env.Host, s.env.Port, s.place)
	return kit.Send(kit.Ask{
		Title: s.env.T("room.export"), Text: s.env.T("room.export.text", "Line", line),
		Options: []kit.Option{
			{Label: s.env.T("room.export.copy"), Do: func(string) tea.Cmd { return s.env.Copy(line) }},
			{Label: s.env.T("common.back")},
		},
	})
}

func (s *Screen) seesRights() bool {
	return s.room.Can(house.DoSeeMembers) && s.env.Who().Role != house.RoleGuest
}

func (s *Screen) rights() tea.Msg { return kit.GoTool{Place: s.place, Tool: "rights"} }

// rows are those of the tools that are on and not kept from the one who looks.
func (s *Screen) rows(tools []string) []kit.Row {
	t := s.env.T
	var rows []kit.Row
	for _, tool := range tools {
		if !slices.Contains(s.room.Tools, tool) ||
			tool == house.ToolTickets && !s.room.Can(house.DoTicket) ||
			house.IsTool(tool) && s.room.Level(tool) == house.LevelNone && len(s.room.Levels) > 0 ||
			tool == house.ToolMembers && !s.seesRights() {
			continue
		}
		label, more := t("room.tool."+tool), t("room.tool."+tool+".more")
		if tool == house.ToolChat && s.room.HasSteps() {
			label, more = t("steps.side"), t("steps.side.more")
		}
		if n := s.unread[tool]; n > 0 {
			more = s.env.N("common.unread", n) + "\n\n" + more
		}
		rows = append(rows, kit.Row{
			ID: tool, Label: label, More: more,
			Unread: s.unread[tool], ForMe: tool == house.ToolMembers && s.unread[tool] > 0,
			Go: kit.GoTool{Place: s.place, Tool: tool},
		})
	}
	return rows
}

// ways are how to come in.
func (s *Screen) ways() []kit.Row {
	t := s.env.T
	var rows []kit.Row
	switch member := s.env.Who().Member(); {
	case s.room.Invited:
		rows = append(rows,
			kit.Row{ID: "join", Label: t("room.accept"), More: t("room.accept.more")},
			kit.Row{ID: "decline", Label: t("room.decline"), More: t("room.decline.more")},
		)
	case !member || s.room.Closed:
	case s.room.Access != house.AccessInvite:
		rows = append(rows, kit.Row{ID: "join", Label: t("room.enter")})
	case !s.room.Applied:
		rows = append(rows, kit.Row{ID: "apply", Label: t("room.apply"), More: t("room.apply.more")})
	}
	return append(rows, kit.Row{ID: "back", Label: t("common.back"), Go: kit.GoBack{}})
}

// open does what a row without a place is for.
func (s *Screen) open(row kit.Row) tea.Cmd {
	switch row.ID {
	case "about":
		return s.about()
	case "edit":
		return s.edit()
	case "end":
		return s.askLeave()
	case "export":
		return s.export()
	case "join":
		return s.join()
	case "decline":
		return s.askDecline()
	case "apply":
		return s.write()
	}
	return nil
}

// about shows everything there is to know about the room as a text.
func (s *Screen) about() tea.Cmd {
	if !s.known {
		return nil
	}
	return kit.Send(kit.GoText{Title: s.Title(), Text: strings.Join(s.facts(), "\n\n")})
}
