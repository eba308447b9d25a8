package text

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Occasion writes from when to when something is: "Di., 1. Dez. 2026, 10:00–11:30".
// Of whole days, which begin and end at midnight, it writes the days.
func (p *Printer) Occasion(start, end time.Time, whole bool) string {
	if whole {
		last := end.AddDate(0, 0, -1)
		if !last.After(start) {
			return p.Date(start)
		}
		return p.T("occasion.days", "First", p.Date(start), "Last", p.Date(last))
	}
	switch {
	case !end.After(start):
		return p.DateTime(start)
	case daysBetween(start, end) == 0:
		return p.T("occasion.hours", "Date", p.Date(start), "From", p.Clock(start), "To", p.Clock(end))
	}
	return p.T("occasion.nights", "First", p.DateTime(start), "Last", p.DateTime(end))
}

// Hours writes the times of day alone: "10:00–11:30", and the whole day.
func (p *Printer) Hours(start, end time.Time, whole bool) string {
	switch {
	case whole:
		return p.T("occasion.whole")
	case !end.After(start):
		return p.Clock(start)
	case daysBetween(start, end) > 0 && end.Sub(start) >= 24*time.Hour:
		return p.T("occasion.until", "From", p.Clock(start), "Last", p.DateTime(end))
	}
	return p.T("occasion.clock", "From", p.Clock(start), "To", p.Clock(end))
}

// Near writes the day and how near it is: "morgen, Di., 1. Dez. 2026".
func (p *Printer) Near(day, now time.Time) string {
	days := daysBetween(now, day)
	if day.Before(now) && days > 0 {
		days = -days
	}
	if days < -1 || days > 1 {
		return p.Date(day)
	}
	return p.T([]string{"occasion.yesterday", "occasion.today", "occasion.tomorrow"}[days+1], "Date", p.Date(day))
}

// Repetition says a rule of RFC 5545 in words: "every 2 weeks on Tue, until Thu 31
// Dec 2026". until is the rule's end, zero for none. A rule that has no simple words
// is shown as it is.
func (p *Printer) Repetition(rule string, until time.Time) string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	every := 1
	if n, err := strconv.Atoi(parts["INTERVAL"]); err == nil {
		every = n
	}
	words := p.rule(parts, every)
	if words == "" {
		return p.T("occasion.rule", "Rule", rule)
	}
	switch count, err := strconv.Atoi(parts["COUNT"]); {
	case err == nil:
		return p.N("occasion.times", count, "Rule", words)
	case !until.IsZero():
		return p.T("occasion.ends", "Rule", words, "Date", p.Date(until))
	}
	return words
}

func (p *Printer) rule(parts map[string]string, every int) string {
	known := []string{"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}
	for name := range parts {
		if !slices.Contains(known, name) {
			return ""
		}
	}
	on, days := parts["BYDAY"], ""
	if on != "" {
		if days = p.weekdays(on); days == "" {
			return ""
		}
	}
	switch parts["FREQ"] {
	case "DAILY":
		if on == "" {
			return p.N("occasion.every.days", every)
		}
	case "WEEKLY":
		if on == "" {
			return p.N("occasion.every.weeks", every)
		}
		return p.N("occasion.every.weeks_on", every, "Days", days)
	case "MONTHLY":
		if on == "" {
			return p.N("occasion.every.months", every)
		}
		return p.N("occasion.every.months_on", every, "Days", days)
	case "YEARLY":
		if on == "" {
			return p.N("occasion.every.years", every)
		}
	}
	return ""
}

// weekdays says "MO,TH" or "2TU" in words; "" for what has none.
func (p *Printer) weekdays(list string) string {
	var out []string
	for day := range strings.SplitSeq(list, ",") {
		if len(day) < 2 {
			return ""
		}
		n := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, day[len(day)-2:])
		if n < 0 {
			return ""
		}
		name := p.T(numbered("time.weekday.", n))
		switch which := strings.TrimPrefix(day[:len(day)-2], "+"); which {
		case "":
			out = append(out, name)
		case "1", "2", "3", "4", "5":
			out = append(out, p.T("occasion.nth."+which, "Day", name))
		case "-1":
			out = append(out, p.T("occasion.nth.last", "Day", name))
		default:
			return ""
		}
	}
	return strings.Join(out, ", ")
}
