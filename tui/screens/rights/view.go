package rights

import (
	"slices"
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// View shows the matrix, or a list; under it what is chosen and what the preset
// gives, in words.
func (s *Screen) View(w, h int) kit.View {
	s.width = w
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case !s.wide():
		return s.narrow(w, h)
	}
	foot := []string{"", kit.Clean(s.sentence(s.chosen(), s.tool))}
	foot = append(foot, kit.Wrap(s.env.T("rights.legend"), w)...)
	foot = append(append(foot, ""), kit.Wrap(s.presetWords(), w)...)
	if most := max(h/2, 2); len(foot) > most {
		foot = foot[:most]
	}
	return kit.View{Lines: append(kit.Fill(s.matrix(w, h-len(foot)), h-len(foot)), foot...)}
}

// narrow puts the words above the list, as far as there is room for both.
func (s *Screen) narrow(w, h int) kit.View {
	var head []string
	if s.person != "" {
		head = append(head, s.env.Styles.Strong.Of(kit.Fit(s.label(s.chosen()), w)), "")
	} else if words := kit.Wrap(s.presetWords(), w); len(words) <= h/2 {
		head = append(words, "")
	}
	v := s.list.View(w, max(h-len(head), 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head)
	}
	v.Lines = append(head, v.Lines...)
	return v
}

// matrix draws people by tools, the chosen cell between signs.
func (s *Screen) matrix(w, h int) []string {
	tools, st := s.tools(), s.env.Styles
	if len(tools) == 0 {
		return kit.Wrap(s.env.T("rights.no_tools"), w)
	}
	name, widest := 12, max(w/4, w-len(tools)*14)
	for _, p := range s.all {
		name = min(max(name, kit.Width(s.label(p))+1), min(widest, w-6*len(tools)))
	}
	cell := min((w-name)/len(tools), 14)
	head := kit.Pad("", name)
	for _, tool := range tools {
		head += kit.Pad(" "+kit.Fit(s.env.T("rights.col."+tool), cell-1), cell)
	}
	rows := max(h-1, 1)
	cur := max(slices.IndexFunc(s.all, func(r house.MemberRights) bool { return r.Person == s.who }), 0)
	s.top = min(max(s.top, cur-rows+1), cur)
	s.top = max(min(s.top, len(s.all)-rows), 0)
	lines := []string{st.Strong.Of(kit.Fit(head, w))}
	for i := s.top; i < len(s.all) && i < s.top+rows; i++ {
		p := s.all[i]
		line := kit.Pad(kit.Fit(s.label(p), name-1), name)
		for _, tool := range tools {
			line += s.cell(p, tool, cell, i == cur && tool == s.tool)
		}
		lines = append(lines, line)
	}
	return lines
}

// cell is one level; with a star where it was set by hand.
func (s *Screen) cell(p house.MemberRights, tool string, w int, chosen bool) string {
	key := "rights.short."
	if w >= 12 {
		key = "rights.level."
	}
	text := s.env.T(key + p.Levels[tool].String())
	if slices.Contains(p.Own, tool) {
		text += "*"
	}
	if chosen {
		return s.env.Styles.Chosen.Of(kit.Pad("›"+text, w-1)) + " "
	}
	return kit.Pad(" "+text, w)
}

// label is somebody's name with the mark of their role.
func (s *Screen) label(p house.MemberRights) string {
	name := kit.Clean(p.Name)
	if mark := posts.Mark(s.env, p.Role); mark != "" {
		name = mark + " " + name
	}
	return name
}

func (s *Screen) toolName(tool string) string { return s.env.T("room.tool." + tool) }

// sentence says what somebody may do with a tool, and why.
func (s *Screen) sentence(p house.MemberRights, tool string) string {
	if p.Person == "" || tool == "" {
		return ""
	}
	key := "rights.by_preset"
	switch {
	case p.Role == house.RoleOwner:
		key = "rights.by_owner"
	case slices.Contains(p.Own, tool):
		key = "rights.by_hand"
	}
	return s.env.T(key, "Name", kit.Clean(p.Name), "Tool", s.toolName(tool), "Level", s.env.T("rights.level."+p.Levels[tool].String()))
}

// presetWords say what the room's preset gives.
func (s *Screen) presetWords() string {
	return s.env.T("rights.preset." + string(s.room.Preset) + ".words")
}

// show makes the rows of the list: people, or the tools of one.
func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("rights.no_tools")}
	if len(s.all) > 0 && !slices.ContainsFunc(s.all, func(r house.MemberRights) bool { return r.Person == s.who }) {
		s.who = s.all[0].Person
	}
	tools := s.tools()
	if len(tools) > 0 && !slices.Contains(tools, s.tool) {
		s.tool = tools[0]
	}
	var rows []kit.Row
	if s.person == "" {
		for _, p := range s.all {
			rows = append(rows, kit.Row{ID: string(p.Person), Label: s.label(p), Note: s.summary(p)})
		}
		s.list.SetRows(rows)
		return
	}
	p := s.chosen()
	if p.Person == "" { // gone meanwhile
		s.person = ""
		s.show()
		return
	}
	for _, tool := range tools {
		note := s.env.T("rights.level." + p.Levels[tool].String())
		if slices.Contains(p.Own, tool) {
			note += "*"
		}
		rows = append(rows, kit.Row{ID: tool, Label: s.toolName(tool), Note: note})
	}
	s.list.SetRows(rows)
}

// summary says in a word whether something was set for somebody.
func (s *Screen) summary(p house.MemberRights) string {
	var names []string
	for _, tool := range p.Own {
		names = append(names, s.toolName(tool))
	}
	switch {
	case p.Role == house.RoleOwner:
		return s.env.T("rights.level.manage")
	case len(names) == 0:
		return s.env.T("rights.as_preset")
	}
	return strings.Join(names, ", ") + "*"
}
