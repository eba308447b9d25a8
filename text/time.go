package text

import (
	"strconv"
	"time"
)

// The methods of this file write t in t's own location: the caller says t.In(…)
// with the location of the person who reads.

// Date writes the day: "Mo., 3. März 2026", "Mon 3 Mar 2026".
func (p *Printer) Date(t time.Time) string {
	return p.T("time.date",
		"Weekday", p.T(numbered("time.weekday.", int(t.Weekday()))),
		"Day", t.Day(),
		"Month", p.T(numbered("time.month_short.", int(t.Month()))),
		"Year", t.Year())
}

// DateTime writes the day and the minute: "Mo., 3. März 2026, 14:05".
func (p *Printer) DateTime(t time.Time) string {
	return p.T("time.datetime", "Date", p.Date(t), "Clock", p.Clock(t))
}

// Clock writes the minute of the day: "14:05".
func (p *Printer) Clock(t time.Time) string { return t.Format("15:04") }

// Month writes month and year: "März 2026", "March 2026".
func (p *Printer) Month(t time.Time) string {
	return p.T("time.month_year", "Month", p.T(numbered("time.month.", int(t.Month()))), "Year", t.Year())
}

// Ago writes how far t lies from now, before or after it: "vor 5 Minuten",
// "in 2 hours", "gestern". A week and more away it is the date. Days are those of
// the calendar in now's location; less than twelve hours are never called a day.
func (p *Printer) Ago(t, now time.Time) string {
	t = t.In(now.Location())
	past := !t.After(now)
	span := now.Sub(t).Abs()
	days := daysBetween(t, now)
	switch {
	case span < time.Minute:
		return p.T("time.now")
	case span < time.Hour && past:
		return p.N("time.ago.minutes", int(span.Minutes()))
	case span < time.Hour:
		return p.N("time.in.minutes", int(span.Minutes()))
	case (span < 12*time.Hour || days == 0) && past:
		return p.N("time.ago.hours", int(span.Hours()))
	case span < 12*time.Hour || days == 0:
		return p.N("time.in.hours", int(span.Hours()))
	case days < 7 && past:
		return p.N("time.ago.days", days)
	case days < 7:
		return p.N("time.in.days", days)
	}
	return p.Date(t)
}

// daysBetween counts midnights between a and b, both in one location.
func daysBetween(a, b time.Time) int {
	// Noon in UTC keeps the days with a change of clocks from counting short.
	noon := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC)
	}
	return int(noon(b).Sub(noon(a)).Abs().Hours()) / 24
}

// Duration writes a length of time in its two largest units: "3 days and one
// hour", "45 Minuten". Less than a second is "0 seconds"; a sign is ignored.
func (p *Printer) Duration(d time.Duration) string {
	units := []struct {
		length time.Duration
		key    string
	}{
		{24 * time.Hour, "time.span.days"},
		{time.Hour, "time.span.hours"},
		{time.Minute, "time.span.minutes"},
		{time.Second, "time.span.seconds"},
	}
	d = d.Abs()
	for i, unit := range units {
		n := int(d / unit.length)
		if n == 0 && i+1 < len(units) {
			continue
		}
		large := p.N(unit.key, n)
		if i+1 == len(units) {
			return large
		}
		rest := int((d % unit.length) / units[i+1].length)
		if rest == 0 {
			return large
		}
		return p.T("time.span.two", "Large", large, "Small", p.N(units[i+1].key, rest))
	}
	return ""
}

func numbered(key string, n int) string { return key + strconv.Itoa(n) }
