package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View says where the consultation stands, over what can be done, the people and the
// chapters; where there is room, beside them.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		var right []string
		for i, part := range s.standing(true) {
			if i > 0 {
				right = append(right, "")
			}
			right = append(right, s.wrap(part, pw)...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	var head []string
	for _, part := range s.standing(false) {
		head = append(head, s.wrap(part, w)...)
	}
	// On a small screen what is to be done stays; the rest can be read by itself.
	most := max(h/2, 3)
	if s.now.Step > 0 && !s.now.Going {
		most = max(h-4, 3) // there is little to choose any more
	}
	if len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// wrap breaks a part into lines; what is to be done stands out.
func (s *Screen) wrap(part string, w int) []string {
	lines := kit.Wrap(part, w)
	if part != "" && part == s.todo() {
		for i := range lines {
			lines[i] = s.env.Styles.Strong.Of(lines[i])
		}
	}
	return lines
}

// standing is what there is to know, the most pressing first, a sentence or two each.
func (s *Screen) standing(wide bool) []string {
	c, t, lang := s.now, s.env.T, string(s.env.Text.Lang())
	switch {
	case c.Step == 0:
		return []string{s.todo(), t("steps.none")}
	case !c.Going:
		parts := []string{t("steps.ended", "Date", s.env.Text.Date(c.Ended.In(s.env.Location)))}
		if !c.Deleted.IsZero() {
			parts = append(parts, t("steps.deleted", "Date", s.env.Text.Date(c.Deleted.In(s.env.Location))))
		}
		if !c.FollowUp.IsZero() {
			parts = append(parts, t("steps.follow_up", "Date", s.env.Text.Date(c.FollowUp.In(s.env.Location))))
		}
		return parts
	}
	parts := []string{
		t("steps.where", "Step", c.Step, "Of", c.Of, "Name", kit.Clean(c.Now.Name.In(lang))) + "\n" + s.timeLeft(wide),
		s.todo(),
		kit.Clean(c.Now.Prompt.In(lang)),
		t(c.WritersKey(), "Name", kit.Clean(c.Giver)),
	}
	if names := c.Missing; len(names) > 0 && !strings.Contains(parts[1], kit.Clean(strings.Join(names, ", "))) {
		parts = append(parts, t("steps.missing", "Names", kit.Clean(strings.Join(names, ", "))))
	}
	return parts
}

// todo says what the reader has to do now.
func (s *Screen) todo() string {
	key := s.now.TodoKey()
	if key == "" {
		return ""
	}
	return s.env.T(key, "Names", kit.Clean(strings.Join(s.now.Missing, ", ")), "Name", kit.Clean(s.now.Moderator))
}

// timeLeft is how long this step still has, and how far the whole has come; a live
// form counts its seconds.
func (s *Screen) timeLeft(wide bool) string {
	c, t := s.now, s.env.T
	n, until, limit := c.TimeLeft(s.env.Now()), c.Until.In(s.env.Location), c.Limit.In(s.env.Location)
	if c.Live {
		left := t("steps.over")
		if rest := c.Until.Sub(s.env.Now()); rest > 0 {
			rest = rest.Truncate(time.Second)
			left = t("steps.countdown", "Left", fmt.Sprintf("%d:%02d", int(rest/time.Minute), int(rest%time.Minute/time.Second)))
		}
		return left + " " + t("steps.day.live", "Clock", s.env.Text.Clock(limit))
	}
	left := t("steps.over")
	switch {
	case n > 0 && wide:
		left = s.env.N("steps.days", n, "Date", s.env.Text.DateTime(until))
	case n > 0:
		left = s.env.N("steps.days.short", n)
	}
	if wide {
		return left + " " + t("steps.day", "Day", c.Day, "Date", s.env.Text.Date(limit))
	}
	return left + " " + t("steps.day.short", "Day", c.Day)
}

// show makes the rows: what can be done now, the people, the chapters.
func (s *Screen) show() {
	t := s.env.T
	rows := s.deeds()
	if s.now.Step > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("steps.roster")})
	}
	for _, p := range s.now.Roster {
		var parts []string
		for _, key := range p.DidKeys() {
			parts = append(parts, t(key, "Date", s.env.Text.Date(p.Away.In(s.env.Location))))
		}
		label := kit.Clean(p.Name)
		if p.Me {
			label = t("common.you")
		}
		rows = append(rows, kit.Row{ID: "p " + string(p.Person), Label: label + " · " + strings.Join(parts, " · ")})
	}
	if len(s.now.Chapters) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("steps.chapters")})
	}
	for _, ch := range s.now.Chapters {
		label := fmt.Sprintf("%d %s", ch.Step, kit.Clean(ch.Name.In(string(s.env.Text.Lang()))))
		if ch.Now {
			label = "▸ " + label
		}
		rows = append(rows, kit.Row{ID: fmt.Sprintf("c %d", ch.Step), Label: label, Note: fmt.Sprint(ch.Posts)})
	}
	s.list.SetRows(rows)
}

// deeds are the rows of what the reader can do now, the most likely first; all other
// things have keys.
func (s *Screen) deeds() []kit.Row {
	c, t := s.now, s.env.T
	me, _ := c.Me()
	var rows []kit.Row
	add := func(on bool, id, label string) {
		if on {
			rows = append(rows, kit.Row{ID: id, Label: label})
		}
	}
	onward := func() {
		if c.Leads && !c.Last() {
			next := kit.Clean(c.Chapters[min(c.Step, len(c.Chapters)-1)].Name.In(string(s.env.Text.Lang())))
			add(true, "next", t("steps.row.next", "Step", c.Step+1, "Name", next))
		}
		add(c.MayEnd && (c.Last() || c.Late), "end", t("steps.end.submit"))
	}
	first := c.Suggest != "" && (!me.Missing || c.Suggest == "limit")
	add(c.MayStart, "start", t("steps.start.submit"))
	if first {
		onward()
	}
	board := "steps.row.read"
	if c.Going && c.Writes {
		board = "steps.row.write"
	}
	rows = append(rows, kit.Row{ID: "board", Label: t(board), Go: kit.GoTool{Place: s.place, Tool: house.ToolBoard}})
	add(c.Going && me.Missing, "pass", t("steps.key.pass"))
	add(c.Going && me.Turn && me.Wrote > 0 && !me.Done, "done", t("steps.row.done"))
	add(c.MayTakeOver && c.Silent, "takeover", t("steps.key.takeover"))
	add(c.Leads && len(s.others()) > 0, "nudge", t("steps.row.nudge", "Names", strings.Join(s.others(), ", ")))
	add(c.Leads && c.Over && c.Left > 0, "extend", t("steps.key.extend"))
	if !first {
		onward()
	}
	side := "steps.row.side"
	if s.room.Closed {
		side = "steps.row.side.over"
	}
	rows = append(rows, kit.Row{ID: "side", Label: t(side), Go: kit.GoTool{Place: s.place, Tool: house.ToolChat}})
	add(c.Going, "task", t("steps.task"))
	return slices.Clip(rows)
}
