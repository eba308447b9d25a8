package tickets

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows the list, the form or the fresh ticket.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.slip != nil:
		return s.viewSlip(w, h)
	case s.form != nil:
		return s.form.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) != kit.Wide || len(s.tickets) == 0:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
	return v
}

// show makes the rows; open tickets come first.
func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("tickets.empty"), s.env.T("tickets.empty.how")}
	var rows []kit.Row
	for _, want := range []bool{true, false} {
		first := true
		for _, t := range s.tickets {
			if living(t) != want {
				continue
			}
			if first && !want {
				rows = append(rows, kit.Row{Head: true, Label: s.env.T("tickets.over")})
			}
			first = false
			rows = append(rows, s.row(t))
		}
	}
	s.list.SetRows(rows)
}

func (s *Screen) row(t house.Ticket) kit.Row {
	label := kit.Clean(t.Label)
	switch {
	case t.Visitor != "" && label != "":
		label = s.env.T("tickets.of", "Label", label, "Name", kit.Clean(t.Visitor))
	case t.Visitor != "":
		label = kit.Clean(t.Visitor)
	case label == "":
		label = s.env.T("tickets.no_label")
	}
	state := s.env.T("tickets.state." + t.State)
	return kit.Row{ID: string(t.ID), Label: s.env.T("tickets.row", "State", state, "Label", label), More: s.about(t)}
}

// about says all there is to say about a ticket, a sentence a line.
func (s *Screen) about(t house.Ticket) string {
	when := s.env.Text.DateTime(t.Expires.In(s.env.Location))
	lines := []string{}
	if t.Label != "" {
		lines = append(lines, kit.Clean(t.Label), "")
	}
	lines = append(lines, s.env.T("tickets.about."+t.State, "Time", when))
	if t.Visitor != "" {
		lines = append(lines, s.env.T("tickets.about.visitor", "Name", kit.Clean(t.Visitor)))
	}
	if !t.Write {
		lines = append(lines, s.env.T("tickets.about.reads"))
	}
	if t.Wait {
		lines = append(lines, s.env.T("tickets.about.wait"))
	}
	if !t.Return {
		lines = append(lines, s.env.T("tickets.about.once"))
	}
	if !t.Gone.IsZero() {
		lines = append(lines, s.env.T("tickets.about.gone", "Time", s.env.Text.DateTime(t.Gone.In(s.env.Location))))
	}
	return strings.Join(append(lines, s.env.T("tickets.about.by", "Name", kit.Clean(t.IssuedBy))), "\n")
}

func (s *Screen) selected() (house.Ticket, bool) {
	id := house.TicketID(s.list.Selected().ID)
	for _, t := range s.tickets {
		if t.ID == id {
			return t, true
		}
	}
	return house.Ticket{}, false
}
