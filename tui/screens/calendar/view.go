package calendar

import (
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// View shows the form, the open date, the month or the list.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.form != nil:
		return s.form.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case s.open != nil && s.open.Title == "":
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.open != nil:
		return s.page.Page(min(w, 90), h)
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.month:
		return kit.View{Lines: s.viewMonth(w, h)}
	case kit.LayoutOf(w) != kit.Wide || len(s.list.Rows()) == 0:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
	return v
}

// show makes the rows of the list, a heading for each day.
func (s *Screen) show() {
	from, to := s.span()
	s.list.Empty = []string{
		s.env.T("calendar.empty", "From", s.env.Text.Date(from), "To", s.env.Text.Date(to.AddDate(0, 0, -1))),
		s.env.T("calendar.empty.how"),
	}
	dates := s.dates
	if s.narrowed {
		dates = s.on(s.day)
	}
	var rows []kit.Row
	last := ""
	for _, d := range dates {
		start, _ := d.In(s.env.Location)
		if start.Before(from) {
			start = from // it goes on from before
		}
		if head := s.env.Text.Near(start, s.today()); head != last {
			rows = append(rows, kit.Row{Head: true, Label: head})
			last = head
		}
		rows = append(rows, s.row(d))
	}
	s.list.SetRows(rows)
	if s.open != nil && s.open.Title != "" {
		s.showDate()
	}
}

func rowID(d house.Date) string { return string(d.ID) + " " + d.On }

func (s *Screen) find(id string) (house.Date, bool) {
	for _, d := range s.dates {
		if rowID(d) == id {
			return d, true
		}
	}
	return house.Date{}, false
}

func (s *Screen) row(d house.Date) kit.Row {
	row := kit.Row{
		ID: rowID(d), Label: s.label(d),
		More: strings.Join(s.about(d), "\n"), New: d.Seq > s.mark && !d.Mine, Off: d.Cancelled,
	}
	switch {
	case d.Cancelled:
		row.Note = s.env.T("calendar.cancelled")
	case d.Answer != "":
		row.Note = s.env.T("calendar.answer." + d.Answer)
	}
	return row
}

// label says from when to when a date is, its title, and where that is if clocks show
// something else there; last, for the title matters more where room is short.
func (s *Screen) label(d house.Date) string {
	start, end := d.In(s.env.Location)
	name := ""
	if !d.AllDay {
		var zone *time.Location
		zone, name = s.env.ClockZone(d.Start, d.Zone)
		start, end = start.In(zone), end.In(zone)
	}
	label := s.env.T("calendar.row", "Hours", s.env.Text.Hours(start, end, d.AllDay), "Title", kit.Clean(d.Title))
	if name == "" {
		return label
	}
	return s.env.T("calendar.zoned", "When", label, "Zone", name)
}

// about says all there is to say about a date, a sentence a line.
func (s *Screen) about(d house.Date) []string {
	t := s.env.T
	start, end := d.In(s.env.Location)
	lines := []string{kit.Clean(d.Title), "", s.env.Text.Occasion(start, end, d.AllDay)}
	if zone, err := house.ZoneNamed(d.Zone); err == nil && !d.AllDay {
		if _, there := d.Start.In(zone).Zone(); there != offset(d, s.env.Location) {
			there, then := d.Start.In(zone), d.End.In(zone)
			lines = append(lines, t("calendar.zone", "Zone", d.Zone, "When", s.env.Text.Occasion(there, then, false)))
		}
	}
	if d.Cancelled {
		lines = append(lines, t("calendar.is_cancelled"))
	}
	if d.Where != "" {
		lines = append(lines, t("calendar.where", "Place", kit.Clean(d.Where)))
	}
	if d.Repeat != "" {
		lines = append(lines, t("calendar.repeats", "Rule", s.env.Text.Repetition(d.Repeat, d.Until)))
	}
	if d.Moved {
		lines = append(lines, t("calendar.is_moved"))
	}
	lines = append(lines, t("command.cal.counts", "Yes", d.Yes, "Maybe", d.Maybe, "No", d.No))
	if d.Answer != "" {
		mine := t("calendar.you", "Answer", t("calendar.answer."+d.Answer))
		if d.Note != "" {
			mine = t("calendar.with_note", "Words", mine, "Note", kit.Clean(d.Note))
		}
		lines = append(lines, mine)
	}
	lines = append(lines, s.remindWords(d.Remind), t("calendar.by", "Name", kit.Clean(d.Author)))
	if d.Text != "" {
		lines = append(lines, "", kit.CleanText(d.Text))
	}
	return lines
}

// showDate makes the page of the open date.
func (s *Screen) showDate() {
	d, st := *s.open, s.env.Styles
	about, answers := s.about(d), s.answers
	s.page.SetItems([]kit.Item{{ID: "date", Stamp: d.Mod, Draw: func(w int) []string {
		var lines []string
		for i, sentence := range about {
			for _, line := range kit.Wrap(sentence, w) {
				switch {
				case i == 0:
					line = st.Strong.Of(line)
				case d.Cancelled && sentence == s.env.T("calendar.is_cancelled"):
					line = st.Warn.Of(line)
				}
				lines = append(lines, line)
			}
		}
		return append(lines, s.drawAnswers(answers, w)...)
	}}})
	s.page.Redraw()
}

// drawAnswers lists who comes, a paragraph for each answer.
func (s *Screen) drawAnswers(answers []house.DateAnswer, w int) []string {
	if len(answers) == 0 {
		return nil
	}
	lines := []string{"", s.env.Styles.Strong.Of(kit.Fit(s.env.T("calendar.who"), w))}
	for _, group := range []string{house.AnswerYes, house.AnswerMaybe, house.AnswerNo, ""} {
		var names []string
		for _, a := range answers {
			if a.Answer != group {
				continue
			}
			name := kit.Clean(a.Name)
			if a.Mine {
				name = s.env.T("common.you")
			}
			if a.Note != "" {
				name = s.env.T("calendar.with_note", "Words", name, "Note", kit.Clean(a.Note))
			}
			names = append(names, name)
		}
		if len(names) > 0 {
			key := "calendar.group." + group
			if group == "" {
				key = "calendar.group.none"
			}
			lines = append(lines, kit.Wrap(s.env.T(key, "Names", strings.Join(names, ", ")), w)...)
		}
	}
	return lines
}
