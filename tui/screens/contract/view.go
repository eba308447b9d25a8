package contract

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows a version, or what stands in its stead: the form, the versions.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case s.versions != nil:
		head := kit.Wrap(s.env.T("contract.versions"), w)
		v := s.versions.View(w, h-len(head))
		v.Lines = append(head, v.Lines...)
		if v.Cursor != nil {
			v.Cursor.Y += len(head)
		}
		return v
	}
	return s.page.Page(min(w, 90), h)
}

// shown is the version on the screen.
func (s *Screen) shown() (house.Contract, bool) {
	for _, c := range s.all {
		if s.version == 0 || c.Version == s.version {
			return c, true
		}
	}
	return house.Contract{}, false
}

// holding is the version that is agreed.
func (s *Screen) holding() (house.Contract, bool) {
	for _, c := range s.all {
		if c.State == house.ContractAgreed {
			return c, true
		}
	}
	return house.Contract{}, false
}

// show makes the page.
func (s *Screen) show() {
	if !s.known {
		return
	}
	c, ok := s.shown()
	stamp := s.room.Mod
	if !ok {
		s.page.SetItems([]kit.Item{{ID: "none", Stamp: stamp, Draw: s.none}})
		return
	}
	items := []kit.Item{{ID: "status", Stamp: stamp, Draw: func(w int) []string { return s.status(c, w) }}}
	before, compare := s.holding()
	changes := map[string]house.ContractChange{}
	if compare = compare && before.Version != c.Version && c.Newest; compare {
		changes = c.Against(before.ContractTerms)
	}
	old := before.Fields()
	for i, f := range c.Fields() {
		change := changes[f.Name]
		if f.Empty() && change == house.FieldSame {
			continue
		}
		items = append(items, kit.Item{ID: f.Name, Stamp: stamp, Draw: func(w int) []string { return s.field(f, old[i], change, w) }})
	}
	items = append(items, kit.Item{ID: "answers", Stamp: stamp, Draw: func(w int) []string { return s.answers(c, w) }})
	s.page.SetItems(items)
	s.page.Redraw()
}

func (s *Screen) none(w int) []string {
	lines := kit.Wrap(s.env.T("contract.status.none"), w)
	if s.room.Writes(house.ToolContract) {
		lines = append(append(lines, ""), kit.Wrap(s.env.T("contract.status.none.how"), w)...)
	}
	return lines
}

// status says first how far the version has come.
func (s *Screen) status(c house.Contract, w int) []string {
	key := "contract.status." + string(c.State)
	if c.Mine && c.State == house.ContractProposed {
		key = "contract.status.mine"
	}
	var lines []string
	for _, line := range kit.Wrap(s.env.T(key, "N", c.Version), w) {
		lines = append(lines, s.env.Styles.Strong.Of(line))
	}
	if c.Newest && c.Holds > 0 && c.Holds != c.Version {
		lines = append(lines, kit.Wrap(s.env.T("contract.status.holds", "N", c.Holds), w)...)
	}
	return append(lines, "")
}

// field is a label, what changed about it, and below it the words.
func (s *Screen) field(f, old house.ContractField, change house.ContractChange, w int) []string {
	t, st := s.env.T, s.env.Styles
	label := t("contract.field." + f.Name)
	if change != house.FieldSame {
		label = t("contract.label.changed", "Label", label, "Change", t("contract.change."+string(change)))
	}
	var lines []string
	for _, line := range kit.Wrap(label, w) {
		lines = append(lines, st.Key.Of(line))
	}
	lines = append(lines, indented(s.value(f), w)...)
	if change == house.FieldChanged || change == house.FieldGone {
		for _, line := range indented(t("contract.before", "Value", s.value(old)), w) {
			lines = append(lines, st.Dim.Of(line))
		}
	}
	return lines
}

func indented(text string, w int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		for _, line := range kit.Wrap(paragraph, max(w-2, 1)) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// value says what a field says.
func (s *Screen) value(f house.ContractField) string {
	switch {
	case f.Text != "":
		return kit.CleanText(f.Text)
	case f.Empty():
		return s.env.T("contract.value.none")
	case !f.Day.IsZero():
		return s.env.T(f.Key, "Day", s.env.Text.Date(f.Day))
	case f.N > 0:
		return s.env.N(f.Key, f.N)
	}
	return s.env.T(f.Key)
}

// answers says who said what, and whose yes is missing.
func (s *Screen) answers(c house.Contract, w int) []string {
	t := s.env.T
	lines := append([]string{""}, kit.Wrap(t("contract.by", "Name", kit.Clean(c.Author), "When", s.env.Ago(c.At)), w)...)
	for _, a := range c.Answers {
		key := pick(a.Accepted, "contract.answer.yes", "contract.answer.no")
		lines = append(lines, kit.Wrap(t(key, "Name", kit.Clean(a.Name), "When", s.env.Ago(a.At)), w)...)
		if a.Reason != "" {
			lines = append(lines, indented(kit.CleanText(a.Reason), w)...)
		}
	}
	for _, left := range []struct {
		key   string
		names []string
	}{{"contract.waiting", c.Waiting}, {"contract.unseen", c.Unseen}} {
		if len(left.names) > 0 {
			lines = append(lines, kit.Wrap(t(left.key, "Names", kit.Clean(strings.Join(left.names, ", "))), w)...)
		}
	}
	return lines
}

// choose lists all versions.
func (s *Screen) choose() tea.Cmd {
	s.versions = kit.NewList(s.env)
	s.versions.Open = func(r kit.Row) tea.Cmd {
		s.version, _ = strconv.Atoi(r.ID)
		s.versions = nil
		return s.top()
	}
	var rows []kit.Row
	for _, c := range s.all {
		state := s.env.T("contract.state." + string(c.State))
		rows = append(rows, kit.Row{
			ID: strconv.Itoa(c.Version), Label: s.env.T("contract.version.row", "N", c.Version, "State", state), Note: s.env.Ago(c.At),
		})
	}
	s.versions.SetRows(rows)
	return nil
}

func (s *Screen) closeVersions() tea.Cmd {
	s.versions = nil
	return nil
}

// other changes between what holds and the newest version.
func (s *Screen) other() tea.Cmd {
	if c, _ := s.shown(); c.Newest {
		s.version = c.Holds
	} else {
		s.version = 0
	}
	return s.top()
}

func (s *Screen) top() tea.Cmd {
	s.page = kit.NewScroll(s.env)
	s.show()
	return nil
}

func (s *Screen) copyIt() tea.Cmd {
	c, ok := s.shown()
	if !ok {
		return nil
	}
	var b strings.Builder
	b.WriteString(s.env.T("contract.version.row", "N", c.Version, "State", s.env.T("contract.state."+string(c.State))) + "\n")
	for _, f := range c.Fields() {
		if !f.Empty() {
			b.WriteString("\n" + s.env.T("contract.field."+f.Name) + "\n" + s.value(f) + "\n")
		}
	}
	return s.env.Copy(b.String())
}
