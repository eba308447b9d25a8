package calendar

import (
	"fmt"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// weeksShown is how many weeks a month may touch.
const weeksShown = 6

// monday is the first day of the week of t, at midnight.
func monday(t time.Time) time.Time {
	return midnight(t).AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

func offset(d house.Date, loc *time.Location) int {
	_, seconds := d.Start.In(loc).Zone()
	return seconds
}

// on are the dates that touch a day.
func (s *Screen) on(day time.Time) []house.Date {
	var out []house.Date
	next := day.AddDate(0, 0, 1)
	for _, d := range s.dates {
		start, end := d.In(s.env.Location)
		if start.Before(next) && (end.After(day) || start.Equal(day)) {
			out = append(out, d)
		}
	}
	return out
}

// turn changes between the list and the month.
func (s *Screen) turn() tea.Cmd {
	s.month = !s.month && !s.narrowed || s.narrowed
	s.narrowed = false
	if s.month {
		s.day = s.today()
		if d, ok := s.find(s.list.Selected().ID); ok {
			start, _ := d.In(s.env.Location)
			s.day = midnight(start)
		}
	}
	return s.load()
}

// shift shows later or earlier dates, or with 0 those from today on.
func (s *Screen) shift(by int) tea.Cmd {
	if s.from = s.from.AddDate(0, by*ahead, 0); by == 0 {
		s.from = s.today()
	}
	return s.load()
}

// goDay chooses a day. From the end of a month the next may be shorter.
func (s *Screen) goDay(day time.Time) tea.Cmd {
	old := s.day
	s.day = day
	if old.Year() != day.Year() || old.Month() != day.Month() {
		return s.load()
	}
	return nil
}

// move takes a key in the month.
func (s *Screen) move(key tea.KeyPressMsg) tea.Cmd {
	switch name := key.String(); name {
	case "left", "h":
		return s.goDay(s.day.AddDate(0, 0, -1))
	case "right", "l":
		return s.goDay(s.day.AddDate(0, 0, 1))
	case "up", "k":
		return s.goDay(s.day.AddDate(0, 0, -7))
	case "down", "j":
		return s.goDay(s.day.AddDate(0, 0, 7))
	case "pgup":
		return s.goDay(monthsAway(s.day, -1))
	case "pgdown", "space":
		return s.goDay(monthsAway(s.day, 1))
	case "home":
		return s.goDay(s.day.AddDate(0, 0, 1-s.day.Day()))
	case "end":
		return s.goDay(s.day.AddDate(0, 1, -s.day.Day()))
	default:
		dates := s.on(s.day)
		if n, err := strconv.Atoi(name); err == nil && n > 0 && n <= len(dates) {
			return s.openDate(dates[n-1])
		}
	}
	return nil
}

// monthsAway is the same day some months away, or that month's last.
func monthsAway(day time.Time, by int) time.Time {
	first := day.AddDate(0, by, 1-day.Day())
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(day.Day(), last.Day())-1)
}

// enterDay opens the chosen day's only date, or lists what there is.
func (s *Screen) enterDay() tea.Cmd {
	dates := s.on(s.day)
	if len(dates) == 1 {
		return s.openDate(dates[0])
	}
	s.month, s.narrowed = false, true
	s.show()
	return nil
}

func (s *Screen) leaveDay() tea.Cmd {
	s.month, s.narrowed = true, false
	return nil
}

// Widths of the month.
const (
	weekWide  = 3  // of the week's number
	roomyCell = 8  // from which a cell counts its dates
	widest    = 18 // cell
)

// viewMonth draws the month and below it the dates of the chosen day.
func (s *Screen) viewMonth(w, h int) []string {
	st := s.env.Styles
	cell := min((w-weekWide)/7, widest)
	tall := 1
	if h >= 2+2*weeksShown+5 && cell >= roomyCell {
		tall = 2
	}
	lines := []string{st.Strong.Of(kit.Fit(s.env.Text.Month(s.day), w)), s.weekdays(cell)}
	first := monday(s.day.AddDate(0, 0, 1-s.day.Day()))
	for week := range weeksShown {
		start := first.AddDate(0, 0, 7*week)
		if end := start.AddDate(0, 0, 6); start.Month() != s.day.Month() && end.Month() != s.day.Month() {
			break
		}
		_, number := start.ISOWeek()
		rows := []string{st.Dim.Of(fmt.Sprintf("%2d ", number)), "   "}
		for n := range 7 {
			day := start.AddDate(0, 0, n)
			top, below := s.cell(day, cell)
			rows[0], rows[1] = rows[0]+top, rows[1]+below
		}
		lines = append(lines, rows[:tall]...)
	}
	lines = append(lines, st.Dim.Of(kit.Rule(min(w, weekWide+7*cell))))
	return append(lines, s.viewDay(w, max(h-len(lines), 1))...)
}

func (s *Screen) weekdays(cell int) string {
	line := kit.Pad(s.env.T("calendar.week"), weekWide)
	for n := range 7 {
		name := s.env.T("time.weekday." + strconv.Itoa((n+1)%7))
		line += kit.Pad(" "+name, cell)
	}
	return s.env.Styles.Dim.Of(line)
}

// cell draws one day: the chosen one has a mark before it, today stands in brackets,
// a dot says that there are dates, in a wider cell how many and the first of them.
func (s *Screen) cell(day time.Time, w int) (top, below string) {
	if day.Month() != s.day.Month() {
		return kit.Pad("", w), kit.Pad("", w)
	}
	dates := s.on(day)
	before, after, mark := " ", " ", " "
	if day.Equal(s.today()) {
		before, after = "[", "]"
	}
	if day.Equal(s.day) {
		before = "›"
	}
	title := ""
	if len(dates) > 0 {
		mark, title = "•", kit.Clean(dates[0].Title)
		if w >= roomyCell && len(dates) > 1 {
			mark += strconv.Itoa(len(dates))
		}
	}
	top = kit.Pad(fmt.Sprintf("%s%2d%s%s", before, day.Day(), after, mark), w)
	below = kit.Pad(" "+kit.Fit(title, w-2), w)
	switch {
	case day.Equal(s.day):
		top = s.env.Styles.Chosen.Of(top)
	case len(dates) > 0:
		top = s.env.Styles.Strong.Of(top)
	}
	return top, s.env.Styles.Dim.Of(below)
}

// viewDay lists the dates of the chosen day.
func (s *Screen) viewDay(w, h int) []string {
	lines := []string{s.env.Styles.Strong.Of(kit.Fit(s.env.Text.Near(s.day, s.today()), w))}
	dates := s.on(s.day)
	if len(dates) == 0 {
		return append(lines, s.env.Styles.Dim.Of(kit.Fit(s.env.T("calendar.day.none"), w)))
	}
	for i, d := range dates {
		if len(lines) == h-1 && i < len(dates)-1 {
			return append(lines, s.env.Styles.Dim.Of(kit.Fit(s.env.N("calendar.day.more", len(dates)-i), w)))
		}
		row := s.row(d)
		lines = append(lines, kit.Ends(fmt.Sprintf("%2d %s", i+1, row.Label), row.Note, w))
	}
	return lines
}
