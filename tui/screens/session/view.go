package session

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// View says where the session stands, over what can be done and who is there; where
// there is room, beside them.
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
		parts := s.standing(true)
		if more := s.list.Selected().More; more != "" {
			parts = append([]string{more}, parts...)
		}
		for i, part := range parts {
			if i > 0 {
				right = append(right, "")
			}
			right = append(right, kit.Wrap(part, pw)...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	var head []string
	for _, part := range s.standing(false) {
		head = append(head, kit.Wrap(part, w)...)
	}
	if most := max(h-6, 3); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// standing is what there is to know, the most urgent first; the rules where there is
// room for them.
func (s *Screen) standing(rules bool) []string {
	v := s.env.SessionOf(s.now)
	parts := s.env.Text.Session(v)
	if text := s.env.Text.SessionRules(v); text != "" && rules {
		parts = append(parts, text)
	}
	return parts
}

// show makes the rows: what can be done now, the chat, the people.
func (s *Screen) show() {
	t, v := s.env.T, s.now
	running := v.State == house.SessionRunning
	var rows []kit.Row
	add := func(on bool, id string, key string) {
		if on {
			rows = append(rows, kit.Row{ID: id, Label: t(key)})
		}
	}
	free := v.Attends && v.Banned.IsZero()
	add(free && v.Version > 0 && !v.Accepted, "rules", "session.do.rules")
	add(free && v.Here, "here", "session.do.here")
	add(free && !v.Arrived, "arrive", "session.do.arrive")
	add(v.Holds && !running, "begin", "session.do.begin")
	add(v.Holds && running && len(s.atTheDoor()) > 0, "letin", "session.do.letin")
	add(v.Holds && running && v.IsSilent(), "check", "session.do.check")
	rows = append(rows, kit.Row{ID: "chat", Label: t("session.do.chat"), Go: kit.GoTool{Place: s.place, Tool: house.ToolChat}})
	add(free && running && !v.Here && v.Accepted, "here", "session.do.here")
	add(v.Holds && running, "extend", "session.do.extend")
	add(v.Holds && running && !v.IsSilent(), "check", "session.do.check")
	add(v.Holds && running, "end", "session.do.end")
	add(v.Holds && !running, "plan", "session.do.plan")
	add(v.Attends && v.Arrived, "end", "session.do.leave")
	add(v.Version > 0 && (v.Holds || v.Accepted), "read", "session.do.read")
	if len(v.People) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("session.people")})
	}
	for _, p := range v.People {
		label := kit.Clean(p.Name)
		if p.Me {
			label = t("common.you")
		}
		about := s.about(p)
		if about != "" {
			label += " · " + about
		}
		rows = append(rows, kit.Row{ID: "p " + string(p.Person), Label: label, More: label, ForMe: v.Holds && (p.Door || p.Waits)})
	}
	s.list.SetRows(rows)
}

func (s *Screen) about(p house.SessionPerson) string {
	in := s.env.Location
	return s.env.Text.SessionPerson(text.SessionPerson{
		Here: p.Here, Door: p.Door, Waits: p.Waits, Left: p.Left, Accepted: p.Accepted, Gone: p.Gone.In(in), Wrote: p.Wrote.In(in),
		Banned: p.Banned.In(in), Running: s.now.State == house.SessionRunning, Why: kit.Clean(p.Why),
	})
}

// person is who is chosen, the zero person for a row of another kind.
func (s *Screen) person() house.SessionPerson {
	id, ok := strings.CutPrefix(s.list.Selected().ID, "p ")
	for _, p := range s.now.People {
		if ok && string(p.Person) == id {
			return p
		}
	}
	return house.SessionPerson{}
}

// open does what a row says.
func (s *Screen) open(row kit.Row) tea.Cmd {
	switch row.ID {
	case "rules":
		return s.askRules()
	case "read":
		return kit.Send(kit.GoText{Title: s.env.T("session.do.read"), Text: s.env.Text.SessionRules(s.env.SessionOf(s.now))})
	case "here":
		return s.here()
	case "arrive":
		return s.arrive()
	case "begin":
		return s.begin()
	case "check":
		return s.check()
	case "letin":
		return s.letIn(s.atTheDoor())
	case "extend":
		return s.askExtend()
	case "end":
		return s.askEnd()
	case "plan":
		return s.plan()
	}
	if p := s.person(); p.Name != "" {
		return s.offer(p)
	}
	return nil
}

// atTheDoor are those who wait to be let in.
func (s *Screen) atTheDoor() (all []house.PersonID) {
	for _, p := range s.now.People {
		if p.Door {
			all = append(all, p.Person)
		}
	}
	return all
}

// offer says who somebody is and what can be done about them.
func (s *Screen) offer(p house.SessionPerson) tea.Cmd {
	t := s.env.T
	ask := kit.Ask{Title: kit.Clean(p.Name), Text: s.about(p)}
	running := s.now.State == house.SessionRunning
	if s.now.Holds && p.Door && running {
		ask.Options = append(ask.Options, kit.Option{Label: t("session.do.letin"), Do: func(string) tea.Cmd { return s.letIn([]house.PersonID{p.Person}) }})
	}
	if s.now.Holds && (p.Door || p.Waits) && !running {
		ask.Options = append(ask.Options, kit.Option{Label: t("session.do.begin"), Do: func(string) tea.Cmd { return s.begin() }})
	}
	switch {
	case !s.now.Holds || p.Door:
	case p.Banned.IsZero():
		ask.Options = append(ask.Options, kit.Option{Label: t("session.key.ban"), Do: func(string) tea.Cmd { return s.askBan() }})
	default:
		ask.Options = append(ask.Options, kit.Option{Label: t("session.key.unban"), Do: func(string) tea.Cmd { return s.unban() }})
	}
	ask.Options = append(ask.Options, kit.Option{Label: t("common.back")})
	return kit.Send(ask)
}
