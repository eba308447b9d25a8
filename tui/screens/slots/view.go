package slots

import (
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// mostFree is how many free times are listed at once.
const mostFree = 80

// View says what to do, over the list; where there is room, what is chosen beside it.
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
		right := kit.Wrap(s.lead(), pw)
		if more := s.list.Selected().More; more != "" {
			right = append(append(right, ""), kit.Wrap(more, pw)...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	head := kit.Wrap(s.lead(), w)
	if most := max(h-6, 2); len(head) > most {
		head = append(head[:most-1], kit.Fit(head[most-1]+" …", w))
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// lead says what one sees, and whose clocks it is told by.
func (s *Screen) lead() string {
	if zone := s.elsewhere(); zone != "" {
		return s.task() + " " + s.env.T("slots.lead.zone", "Zone", zone)
	}
	return s.task()
}

// task is the sentence that says what one can do.
func (s *Screen) task() string {
	t := s.env.T
	switch {
	case s.moving != nil:
		return t("slots.lead.moving", "When", s.when(s.moving.At, s.moving.Until(), s.moving.Zone))
	case s.place == "" && len(s.mine) == 0:
		return t("slots.lead.none")
	case s.place == "":
		return t("slots.lead.all")
	case s.hint != "":
		return s.hint
	case len(s.free) == 0 && s.counsels():
		return t("slots.lead.no_hours")
	case len(s.free) == 0:
		return t("command.slot.none_free")
	case s.counsels():
		return t("slots.lead.propose")
	}
	return t("slots.lead.book")
}

// when says when something is on the reader's clocks, and on the counsellor's where
// they show something else.
func (s *Screen) when(from, until time.Time, zone string) string {
	here := s.env.Location
	return s.zoned(s.env.Text.Occasion(from.In(here), until.In(here), false), from, zone)
}

func (s *Screen) zoned(when string, from time.Time, zone string) string {
	own, err := house.ZoneNamed(zone)
	if err != nil {
		return when
	}
	_, there := from.In(own).Zone()
	if _, h := from.In(s.env.Location).Zone(); there == h {
		return when
	}
	return s.env.T("slots.zoned", "When", when, "There", s.env.Text.Clock(from.In(own)), "Zone", zone)
}

// hoursOf are the times of day alone, for rows under their day.
func (s *Screen) hoursOf(from, until time.Time) string {
	here := s.env.Location
	return s.env.Text.Hours(from.In(here), until.In(here), false)
}

// elsewhere is the zone of the times in the list where its clocks show something else
// than the reader's; "" = nowhere.
func (s *Screen) elsewhere() string {
	other := func(at time.Time, zone string) bool { return s.zoned("", at, zone) != "" }
	for _, p := range s.mine {
		if s.shown(p) && other(p.At, p.Zone) {
			return p.Zone
		}
	}
	for _, f := range s.free {
		if other(f.At, f.Zone) {
			return f.Zone
		}
	}
	return ""
}

// about is all there is to say about an appointment.
func (s *Screen) about(p house.Appointment) string {
	t := s.env.T
	lines := []string{t("slots.with", "Name", kit.Clean(p.With)) + " · " + t(p.StateKey())}
	if p.Room != "" {
		lines = append(lines, kit.Clean(p.Room))
	}
	if p.Open() && !p.MovesAt.IsZero() {
		lines = append(lines, t("slots.instead", "When", s.when(p.MovesAt, p.MovesAt, p.Zone)))
	}
	if p.Open() && p.Next != "" {
		lines = append(lines, t("slots.next"))
	}
	for _, said := range [][2]string{{"slots.note", p.Note}, {"slots.reason", p.Reason}} {
		if said[1] != "" {
			lines = append(lines, t("card.field", "Label", t(said[0]), "Value", kit.CleanText(said[1])))
		}
	}
	return strings.Join(lines, "\n")
}

// show makes the rows.
func (s *Screen) show() {
	var rows []kit.Row
	if s.moving == nil {
		rows = s.mineRows()
	}
	if s.place != "" {
		rows = append(rows, s.freeRows()...)
	}
	if s.place == "" || s.counsels() && s.moving == nil {
		rows = append(rows, s.spanRows()...)
	}
	s.list.Empty = []string{s.env.T("command.slot.none")}
	s.list.SetRows(rows)
}

// shown tells whether an appointment is in the list.
func (s *Screen) shown(p house.Appointment) bool {
	return s.past || p.Open() || p.State == house.SlotCancelled && p.At.After(s.env.Now())
}

func (s *Screen) mineRows() []kit.Row {
	var rows []kit.Row
	day := ""
	for _, p := range s.mine {
		if !s.shown(p) {
			continue
		}
		if d := s.day(p.At); d != day {
			day = d
			if s.place != "" { // free times follow
				d = s.env.T("slots.on", "Day", d)
			}
			rows = append(rows, kit.Row{Head: true, Label: d})
		}
		rows = append(rows, s.row(p))
	}
	return rows
}

// day says a day and how near it is.
func (s *Screen) day(at time.Time) string {
	return s.env.Text.Near(at.In(s.env.Location), s.env.Now().In(s.env.Location))
}

func (s *Screen) row(p house.Appointment) kit.Row {
	label := s.hoursOf(p.At, p.Until()) + " · " + s.env.T(p.StateKey())
	if s.place == "" { // in a room it is known with whom
		label += " · " + kit.Clean(p.With)
	}
	more := s.when(p.At, p.Until(), p.Zone) + "\n" + s.about(p)
	return kit.Row{ID: "a " + string(p.ID), Label: label, ForMe: p.MayConfirm, More: more, Off: !p.Open()}
}

func (s *Screen) freeRows() []kit.Row {
	var rows []kit.Row
	day := ""
	for i, f := range s.free {
		if i == mostFree {
			break
		}
		if d := s.day(f.At); d != day {
			rows, day = append(rows, kit.Row{Head: true, Label: s.env.T("slots.free.on", "Day", d)}), d
		}
		rows = append(rows, kit.Row{
			ID: "f " + f.At.UTC().Format(time.RFC3339), Label: s.hoursOf(f.At, f.Until()),
			More: s.env.T("slots.when_with", "When", s.when(f.At, f.Until(), f.Zone), "Name", s.other(f)),
		})
	}
	return rows
}

// spanRows are what one opened and blocked.
func (s *Screen) spanRows() []kit.Row {
	if len(s.hours.Spans) == 0 {
		return nil
	}
	rows := []kit.Row{{Head: true, Label: s.env.T("slots.spans")}}
	for _, p := range s.hours.Spans {
		key := "slots.span.block"
		if p.Open {
			key = "slots.span.open"
		}
		here := s.env.Location
		label := s.env.T(key) + " · " + s.env.Text.Occasion(p.From.In(here), p.Until.In(here), false)
		more := label
		if p.Inside > 0 {
			more += "\n" + s.env.N("slots.span.inside", p.Inside)
		}
		rows = append(rows, kit.Row{ID: "s " + p.ID, Label: label, More: more})
	}
	return rows
}
