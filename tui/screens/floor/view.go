package floor

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows what the floor is, below it its rooms, and beside them what the
// chosen one is.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	if layout := kit.LayoutOf(w); layout != s.layout {
		s.layout = layout
		s.show()
	}
	above := s.above(w, h)
	rest := h - len(above)
	v := s.list.View(w, rest)
	if kit.LayoutOf(w) == kit.Wide {
		lw, pw := kit.Split(w)
		v = s.list.View(lw, rest)
		v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), rest)
	}
	v.Lines = append(above, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(above)
	}
	return v
}

// above is the banner and the description. They give way to the rooms: the banner
// is left out where it does not fit, the description is cut.
func (s *Screen) above(w, h int) []string {
	var lines []string
	room := max(h/2-1, 0)
	if banner := bannerOf(s.floor.Banner); len(banner) > 0 && len(banner) <= room && widest(banner) <= w {
		accent := s.env.Styles.Accented(s.floor.Accent)
		for _, line := range banner {
			lines = append(lines, accent.Of(line))
		}
	}
	if s.floor.Description != "" {
		text := kit.Wrap(kit.CleanText(s.floor.Description), min(w, 76))
		fits := min(max(room-len(lines), 1), 5)
		if len(text) > fits {
			text = text[:fits]
			text[fits-1] = strings.TrimSuffix(kit.Fit(text[fits-1], min(w, 76)-1), "…") + "…"
		}
		lines = append(lines, text...)
	}
	if sentence := s.noRooms(); sentence != "" {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		for _, line := range kit.Wrap(sentence, min(w, 76)) {
			lines = append(lines, s.env.Styles.Strong.Of(line))
		}
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	return lines[:min(len(lines), max(h-3, 0))]
}

// bannerOf is the picture as lines, without empty ones around it; one that is too
// high is none.
func bannerOf(banner string) []string {
	lines := strings.Split(strings.Trim(kit.CleanText(banner), "\n"), "\n")
	if strings.TrimSpace(banner) == "" || len(lines) > kit.BannerLines {
		return nil
	}
	return lines
}

func widest(lines []string) int {
	w := 0
	for _, line := range lines {
		w = max(w, kit.Width(line))
	}
	return w
}

// noRooms says why no room is listed, "" where some are.
func (s *Screen) noRooms() string {
	t := s.env.T
	switch {
	case s.floor.State == house.FloorSuspended:
		return t("floor.none.suspended")
	case s.madeRooms() > 0:
		return ""
	case s.floor.Applied:
		return t("floor.none.applied")
	case !s.floor.Member:
		return t("floor.none.outside")
	case s.floor.Creator:
		return t("floor.none.creator")
	}
	return t("floor.none")
}

// name is the floor's; that of the ground floor is said in the reader's language
// unless the house gave it another.
func (s *Screen) name() string {
	if s.floor.Kind == house.FloorGround && s.floor.Name == "Erdgeschoss" {
		return s.env.T("common.ground_floor")
	}
	return s.floor.Name
}

// roomName is the room's; those of the ground floor are said as well.
func (s *Screen) roomName(r house.Room) string {
	if s.floor.Kind == house.FloorGround && (r.Name == "Schwarzes Brett" || r.Name == "Café") {
		return s.env.T("floor.ground." + string(r.Kind))
	}
	return r.Name
}

// show makes the rows from what is known.
func (s *Screen) show() {
	t := s.env.T
	var rows []kit.Row
	board, hangs := boardIn(s.rooms)
	if hangs {
		rows = append(rows, s.boardRow(board))
	}
	if len(s.rooms) > 1 || len(s.rooms) > 0 && !hangs {
		rows = append(rows, kit.Row{Head: true, Label: t("floor.rooms")})
	}
	for _, r := range s.rooms {
		if r.ID != board.ID {
			rows = append(rows, s.row(r))
		}
	}
	rows = append(rows, kit.Row{Head: true, Label: t("floor.ways")})
	s.list.SetRows(append(rows, s.ways()...))
}

func (s *Screen) row(r house.Room) kit.Row {
	t := s.env.T
	kind := t("command.room_kind." + string(r.Kind))
	state := "floor.state." + s.state(r)
	note, word := kind, s.word(r)
	switch {
	case word != "" && s.layout == kit.Middle:
		note = t("floor.room.note", "Kind", kind, "State", word)
	case word != "": // the kind stands in the preview, or there is no room for both
		note = word
	}
	return kit.Row{
		ID: r.Place, Label: s.roomName(r), Note: note, Unread: r.Unread, ForMe: r.Invited, Go: kit.GoRoom{Place: r.Place},
		More: t("floor.room.more", "Name", s.roomName(r), "Kind", kind, "Who", t("floor.who."+string(r.Access)), "State", t(state), "Place", r.Place),
	}
}

// word is what matters most about a room.
func (s *Screen) word(r house.Room) string {
	switch {
	case r.Invited:
		return s.env.T("floor.room.invited")
	case r.Applied:
		return s.env.T("floor.room.applied")
	case r.Closed:
		return s.env.T("floor.room.closed")
	}
	return ""
}

// state is what one is towards a room.
func (s *Screen) state(r house.Room) string {
	switch {
	case r.Invited:
		return "invited"
	case r.Applied:
		return "applied"
	case r.Closed:
		return "closed"
	case r.Role == house.RoleOwner:
		return "owner"
	case r.Member:
		return "member"
	case r.Access == house.AccessInvite:
		return "apply"
	}
	return "open"
}

// ways lead to all that is no room.
func (s *Screen) ways() []kit.Row {
	t, f := s.env.T, s.floor
	var rows []kit.Row
	add := func(id, label, more string, goes any) {
		rows = append(rows, kit.Row{ID: "way " + id, Label: label, More: more, Go: goes})
	}
	if f.Kind == house.FloorGround {
		for _, p := range []string{"how", "rules", "terms", "privacy"} {
			add(p, t("ground."+p+".title"), "", kit.GoPage{Name: p})
		}
		add("emergency", t("emergency.title"), "", kit.GoEmergency{})
	}
	if f.Banner+f.Description+f.Contact+f.Imprint+f.Privacy != "" {
		add("about", t("floor.way.about"), t("floor.way.about.more"), kit.GoText{Title: s.name(), Text: s.about()})
	}
	if f.Member && s.env.Who().Member() {
		add("people", t("floor.way.people"), t("floor.way.people.more"), kit.GoFloorMembers{Code: s.code})
	}
	switch suspended := f.State == house.FloorSuspended; {
	case f.Creator && !suspended:
		add("new", t("floor.way.new"), t("floor.way.new.more"), kit.GoNewRoom{Floor: s.code})
	case f.Member || f.Applied || suspended || !s.env.Who().Member():
	case f.State == house.FloorApplication:
		add("join", t("floor.way.apply"), t("floor.way.apply.more"), joining{s})
	default:
		add("join", t("floor.way.join"), t("floor.way.join.more"), joining{s})
	}
	if f.Admin {
		rows = append(rows, kit.Row{ID: "way desk", Label: t("floor.way.desk"), More: t("floor.way.desk.more"), Note: s.waiting(), Go: kit.GoDesk{Of: s.code}})
	}
	add("cards", t("card.title"), t("floor.way.cards.more"), kit.GoCards{Floor: s.code})
	return rows
}

func (s *Screen) waiting() string {
	if s.floor.Waiting == 0 {
		return ""
	}
	return s.env.N("lift.waiting", s.floor.Waiting)
}

// about is everything the floor says of itself.
func (s *Screen) about() string {
	f := s.floor
	parts := []string{strings.Trim(kit.CleanText(f.Banner), "\n"), kit.CleanText(f.Description)}
	if texts := s.env.FloorTexts(f); texts != "" {
		parts = append(parts, texts)
	}
	if s.env.Who().Member() && s.floor.Members > 0 {
		parts = append(parts, s.env.N("common.members", s.floor.Members))
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}
