package kit

import "time"

// Due says when something is, near days in words: "tomorrow, 14:30", "in 3 days",
// "Thu 5 Mar 2026". With day it is the whole day, whatever the clock of at.
func (e *Env) Due(at time.Time, day bool) string {
	if day {
		year, month, date := at.Date()
		return e.dayWords(time.Date(year, month, date, 12, 0, 0, 0, e.Location))
	}
	at = at.In(e.Location)
	return e.T("kit.due.at", "Day", e.dayWords(at), "Clock", e.Text.Clock(at))
}

// dayWords says a day as it lies from today.
func (e *Env) dayWords(at time.Time) string {
	days := calendarDay(at) - calendarDay(e.Now().In(e.Location))
	switch {
	case days == 0:
		return e.T("common.today")
	case days == 1:
		return e.T("common.tomorrow")
	case days == -1:
		return e.T("common.yesterday")
	case days > 0 && days < 7:
		return e.N("time.in.days", days)
	case days < 0 && days > -7:
		return e.N("time.ago.days", -days)
	}
	return e.Text.Date(at)
}

// calendarDay counts days, so that two can be subtracted.
func calendarDay(t time.Time) int {
	const day = 24 * 60 * 60
	year, month, date := t.Date()
	return int(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / day)
}
