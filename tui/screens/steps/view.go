package steps

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// View says where the consultation stands, over the people and the chapters; where
// there is room, beside them.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case s.courses != nil:
		return s.courses.View(w, h)
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		var right []string
		for i, part := range s.standing() {
			if i > 0 {
				right = append(right, "")
			}
			right = append(right, kit.Wrap(part, pw)...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	var head []string
	for _, part := range s.standing() {
		head = append(head, kit.Wrap(part, w)...)
	}
	if most := max(h-5, 3); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// standing is what there is to know first, a sentence or two each.
func (s *Screen) standing() []string {
	c, t, lang := s.now, s.env.T, string(s.env.Text.Lang())
	if c.Step == 0 {
		parts := []string{t("steps.none")}
		if c.MayStart {
			parts = append(parts, t("steps.none.start"))
		}
		return parts
	}
	if !c.Going {
		parts := []string{t("steps.ended", "Date", s.env.Text.Date(c.Ended.In(s.env.Location)))}
		if !c.FollowUp.IsZero() {
			parts = append(parts, t("steps.follow_up", "Date", s.env.Text.Date(c.FollowUp.In(s.env.Location))))
		}
		if !c.Deleted.IsZero() {
			parts = append(parts, t("steps.deleted", "Date", s.env.Text.Date(c.Deleted.In(s.env.Location))))
		}
		return parts
	}
	parts := []string{
		t("steps.where", "Step", c.Step, "Of", c.Of, "Name", kit.Clean(c.Now.Name.In(lang))) + "\n" + s.timeLeft(),
		t(c.TurnKey()),
		kit.Clean(c.Now.Prompt.In(lang)),
		t(c.WritersKey(), "Name", kit.Clean(c.Giver)),
	}
	if c.Suggest != "" {
		parts = append(parts, t("steps.suggest."+c.Suggest))
	}
	if len(c.Missing) > 0 {
		parts = append(parts, t("steps.missing", "Names", kit.Clean(strings.Join(c.Missing, ", "))))
	}
	return parts
}

func (s *Screen) timeLeft() string {
	n, until := s.now.TimeLeft(s.env.Now()), s.now.Until.In(s.env.Location)
	switch {
	case n <= 0:
		return s.env.T("steps.over")
	case s.now.Live:
		return s.env.N("steps.minutes", n, "Date", s.env.Text.Clock(until))
	}
	return s.env.N("steps.days", n, "Date", s.env.Text.DateTime(until))
}

// show makes the rows: the board, the people, the chapters.
func (s *Screen) show() {
	t := s.env.T
	rows := []kit.Row{{ID: "board", Label: t("steps.key.board"), Go: kit.GoTool{Place: s.place, Tool: house.ToolBoard}}}
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
		label := strconv.Itoa(ch.Step) + " " + kit.Clean(ch.Name.In(string(s.env.Text.Lang())))
		if ch.Now {
			label = "▸ " + label
		}
		rows = append(rows, kit.Row{ID: "c " + strconv.Itoa(ch.Step), Label: label, Note: strconv.Itoa(ch.Posts)})
	}
	s.list.SetRows(rows)
}

// open reads a chapter.
func (s *Screen) open(row kit.Row) tea.Cmd {
	n, ok := strings.CutPrefix(row.ID, "c ")
	if !ok {
		return nil
	}
	step, _ := strconv.Atoi(n)
	return s.readChapter(step, strings.TrimPrefix(row.Label, "▸ "))
}

func (s *Screen) read(r read) tea.Cmd {
	if r.err != nil {
		return kit.Send(kit.Failed{Err: r.err})
	}
	if len(r.posts) == 0 {
		return kit.Say("steps.empty_chapter")
	}
	var parts []string
	for _, p := range r.posts {
		head := kit.Clean(p.Author) + " · " + s.env.Text.DateTime(p.At.In(s.env.Location))
		if p.Title != "" {
			head += "\n" + kit.Clean(p.Title)
		}
		parts = append(parts, head+"\n\n"+posts.Body(s.env, p))
	}
	return kit.Send(kit.GoText{Title: r.title, Text: strings.Join(parts, "\n\n")})
}
