package cards

import (
	"slices"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// View shows the cards and the chosen one beside them, or what stands in their
// stead: one that is open, or a form.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
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
	if c, ok := s.selected(); ok {
		beside = s.lines(c, pw)
	}
	v.Lines = s.env.Beside(v.Lines, lw, beside, h)
	return v
}

// head says that not everything is listed, and what is asked for.
func (s *Screen) head(w int) []string {
	if !s.filtered() {
		return nil
	}
	t, q := s.env.T, s.query
	parts := []string{}
	for _, part := range []string{q.Words, q.Language, q.Method} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if q.Online {
		parts = append(parts, t("card.online"))
	}
	if q.Free {
		parts = append(parts, t("card.free"))
	}
	return []string{s.env.Styles.Dim.Of(kit.Fit(kit.Clean(t("cards.only", "What", strings.Join(parts, ", "))), w))}
}

func (s *Screen) filtered() bool { return s.query != house.CardQuery{Floor: s.floor} }

// show makes the rows.
func (s *Screen) show() {
	t := s.env.T
	s.list.Empty = []string{t("cards.empty")}
	switch {
	case s.filtered():
		s.list.Empty = []string{t("cards.empty.filter")}
	case s.env.Who().Member():
		s.list.Empty = append(s.list.Empty, t("cards.empty.how"))
	}
	rows := make([]kit.Row, len(s.all))
	for i, c := range s.all {
		rows[i] = kit.Row{ID: string(c.ID), Label: c.Name, Note: s.note(c), ForMe: slices.ContainsFunc(c.Places, c.Waits)}
	}
	s.list.SetRows(rows)
	if s.reading {
		s.showPage()
	}
}

// note is what matters most about a card.
func (s *Screen) note(c house.Card) string {
	t := s.env.T
	switch {
	case slices.ContainsFunc(c.Places, c.Waits):
		return t("card.waiting")
	case c.Mine:
		return t("card.mine")
	case slices.ContainsFunc(c.Places, func(p house.CardPlace) bool { return p.Hidden && p.Keeps }):
		return t("card.hidden")
	case c.AwayNow:
		return t("card.away.short")
	case !c.Free:
		return t("card.full")
	}
	return t("card.free")
}

// lines are all there is to say about a card.
func (s *Screen) lines(c house.Card, w int) []string {
	st := s.env.Styles
	var lines []string
	add := func(style kit.Style, words string) {
		for _, line := range kit.Wrap(words, w) {
			lines = append(lines, style.Of(line))
		}
	}
	add(st.Strong, kit.Clean(c.Name))
	if c.AwayNow || c.Mine && c.Away.On {
		add(st.Warn, s.env.Text.Absence(s.local(c.Away.From), s.local(c.Away.Until)))
		if c.Away.Text != "" {
			add(st.Plain, kit.CleanText(c.Away.Text))
		}
	}
	lines = append(lines, "")
	add(st.Plain, kit.CleanText(c.Offer))
	lines = append(lines, "")
	for _, f := range s.env.Text.Card(said(c)) {
		add(st.Plain, s.env.T("card.field", "Label", f[0], "Value", kit.Clean(f[1])))
	}
	for _, p := range c.Places {
		style, state := st.Dim, s.env.T("card.state."+string(p.State))
		if c.Waits(p) {
			style, state = st.Strong, s.env.T("cards.state.waiting", "State", state)
		}
		if p.Hidden {
			style, state = st.Warn, s.env.T("card.hidden")
		}
		add(style, s.env.T("card.field", "Label", kit.Clean(p.Name), "Value", state))
	}
	return lines
}

func (s *Screen) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.env.Location)
}

// said is a card as the printer says it.
func said(c house.Card) text.Card {
	out := text.Card{
		Qualification: c.Qualification, Fee: c.Fee, Methods: c.Methods, Languages: c.Languages, Answer: c.Answer,
		Capacity: c.Capacity, Free: c.Free, Online: c.Online, Public: c.Public, Zone: c.Zone,
	}
	for _, h := range c.Hours {
		out.Hours = append(out.Hours, text.Opening{Day: h.Day, Span: h.Span()})
	}
	return out
}

func (s *Screen) showPage() {
	c, ok := s.selected()
	if !ok {
		s.reading = false
		return
	}
	s.page.SetItems([]kit.Item{{ID: string(c.ID), Draw: func(w int) []string { return s.pageLines(c, w) }}})
	s.page.Redraw()
}

// pageLines are an open card; what comes next stands where nobody has to scroll for it.
func (s *Screen) pageLines(c house.Card, w int) []string {
	lines := s.lines(c, w)
	if c.Mine {
		return lines
	}
	next := s.env.Styles.Strong.Of(kit.Fit(s.env.T("cards.enter", "Name", kit.Clean(c.Name)), w))
	return slices.Insert(lines, 1, next)
}
