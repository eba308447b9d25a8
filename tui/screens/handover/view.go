package handover

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View says who counsels and what is asked, over what can be done; where there is room,
// beside it.
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
		for _, part := range s.standing() {
			right = append(append(right, kit.Wrap(part, pw)...), "")
		}
		if more := s.list.Selected().More; more != "" {
			right = append(append(right, s.env.Styles.Dim.Of(kit.Rule(pw)), ""), kit.Wrap(more, pw)...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	var head []string
	for _, part := range s.standing() {
		head = append(head, kit.Wrap(part, w)...)
	}
	if most := max(h-7, 3); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// standing is what there is to know first: a question before everything else.
func (s *Screen) standing() []string {
	c, t := s.now, s.env.T
	var parts []string
	if o := c.Offer; o != nil {
		parts = append(parts, s.question(*o))
		if o.Message != "" {
			parts = append(parts, t("handover.message", "By", kit.Clean(o.By))+"\n"+kit.Clean(o.Message))
		}
	}
	who := t(c.ByKey(), "Name", kit.Clean(c.Counsellor))
	if c.Alone {
		who = t(c.AloneKey())
	}
	if c.Alone && c.Offer == nil {
		return append([]string{who}, parts...)
	}
	return append(parts, who)
}

func (s *Screen) question(o house.HandoverOffer) string {
	date := o.Expires
	if o.ForMe {
		date = o.Until
	}
	return s.env.T(o.SayKey(s.now.Alone), "Name", kit.Clean(o.Name), "By", kit.Clean(o.By), "Names", kit.Clean(strings.Join(o.Waiting, ", ")),
		"Date", s.env.Text.Date(date.In(s.env.Location)))
}

// show makes the rows: the answers to a question, the people, the side threads, what can
// be done.
func (s *Screen) show() {
	c, t := s.now, s.env.T
	var rows []kit.Row
	do := func(id, label string) {
		rows = append(rows, kit.Row{ID: id, Label: t(label), More: t(label + ".more")})
	}
	if c.Offer != nil && c.Offer.ForMe {
		do("yes", "handover.answer.yes")
		if c.Offer.Kind == house.HandsOver {
			do("all", "handover.answer.all")
		}
		do("no", "handover.answer.no")
	}
	if c.Offer != nil || c.Alone {
		do("text", "handover.row.text")
	}
	if c.Alone && c.Me == "client" {
		rows = append(rows, kit.Row{ID: "help", Label: t("emergency.title"), Go: kit.GoEmergency{}})
	}
	if c.MayOffer && c.Me == "client" {
		do("offer", "handover.do.ask")
	}
	rows = append(rows, s.people()...)
	rows = append(rows, s.sides()...)
	if c.MayCall {
		rows = append(rows, kit.Row{Head: true, Label: t("handover.doing")})
		if c.MayOffer {
			do("offer", "handover.do.offer")
		}
		if s.open() {
			do("withdraw", "handover.do.withdraw")
		} else {
			do("substitute", "handover.do.substitute")
		}
		do("call", "handover.do.call")
		if c.Review {
			do("side", "handover.do.side")
			do("review", "handover.do.review")
		}
	} else if s.open() && s.offers() {
		do("withdraw", "handover.do.withdraw")
	}
	s.list.SetRows(rows)
}

func (s *Screen) people() []kit.Row {
	t := s.env.T
	var rows []kit.Row
	if len(s.now.People) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("handover.people")})
	}
	for _, p := range s.now.People {
		parts := []string{t("handover.kind." + p.KindName())}
		switch {
		case p.Invited:
			parts = append(parts, t("handover.invited"))
		case p.Kind != "":
			parts = append(parts, t("handover.since", "Date", s.env.Text.Date(p.Since.In(s.env.Location))))
		}
		if !p.Until.IsZero() {
			parts = append(parts, t("handover.until", "Date", s.env.Text.Date(p.Until.In(s.env.Location))))
		}
		label := kit.Clean(p.Name)
		if p.Me {
			label = t("common.you")
		}
		line := label + " · " + strings.Join(parts, " · ")
		row := kit.Row{ID: "p " + p.Name, Label: line, More: line}
		if s.now.MayCall && p.Kind != "" {
			row.More += "\n\n" + t("handover.person.more")
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *Screen) sides() []kit.Row {
	t := s.env.T
	var rows []kit.Row
	if len(s.now.Sides) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("handover.sides")})
	}
	for _, side := range s.now.Sides {
		names := kit.Clean(strings.Join(side.Names, ", "))
		more := t("handover.side", "Names", names, "Date", s.env.Text.Date(side.At.In(s.env.Location)), "N", side.Version)
		row := kit.Row{ID: "s " + side.Place, Label: names, More: more}
		if side.Place != "" {
			row.Go = kit.GoRoom{Place: side.Place}
		}
		rows = append(rows, row)
	}
	if len(s.reviews) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("handover.reviews")})
	}
	for _, r := range s.reviews {
		more := t("handover.review.line", "Subject", kit.Clean(r.Subject), "Names", kit.Clean(strings.Join(r.Names, ", ")), "N", r.Answers,
			"Name", kit.Clean(r.Newest.Author), "Date", s.env.Text.DateTime(r.Newest.At.In(s.env.Location)))
		rows = append(rows, kit.Row{
			ID: "r " + string(r.ID), Label: kit.Clean(r.Subject), Note: kit.Clean(strings.Join(r.Names, ", ")), More: more,
			Go: kit.GoThread{Place: r.Side, Thread: r.ID},
		})
	}
	return rows
}

func (s *Screen) selectedReview() house.Review {
	id, ok := strings.CutPrefix(s.list.Selected().ID, "r ")
	for _, r := range s.reviews {
		if ok && string(r.ID) == id {
			return r
		}
	}
	return house.Review{}
}

// choose does what a row says.
func (s *Screen) choose(row kit.Row) tea.Cmd {
	switch row.ID {
	case "yes", "all":
		return s.askYes(row.ID == "all")()
	case "no":
		return s.askNo()
	case "text":
		return kit.Send(kit.GoText{Title: s.Title(), Text: strings.Join(s.standing(), "\n\n")})
	case "offer", "substitute", "call", "side", "review":
		return s.fill(row.ID)()
	case "withdraw":
		return s.askWithdraw()
	}
	if name, ok := strings.CutPrefix(row.ID, "p "); ok && s.now.MayCall {
		for _, p := range s.now.People {
			if p.Name == name && p.Kind != "" {
				return s.askEnd(p.Name, p.Name)()
			}
		}
	}
	return nil
}
