package house

import (
	"strings"
	"time"
)

// Due is when something is to be done: by the end of a day, wherever one is, or
// at a moment. The zero Due is no date at all.
type Due struct {
	At  time.Time // the moment; of a day alone its beginning in UTC
	Day bool      // the whole day counts
}

// dueDay is how a day alone is written.
const dueDay = "2006-01-02"

// IsZero tells whether there is no date.
func (d Due) IsZero() bool { return d.At.IsZero() }

// String is the day, or the moment with its zone; ParseDue reads it again.
func (d Due) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Day:
		return d.At.Format(dueDay)
	}
	return d.At.Format(time.RFC3339)
}

// In is when it begins for somebody in that place: the day at midnight there.
func (d Due) In(loc *time.Location) time.Time {
	if !d.Day || d.IsZero() {
		return d.At.In(loc)
	}
	year, month, day := d.At.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, loc)
}

// Over tells whether the time has passed; a day has once it ended where now is.
func (d Due) Over(now time.Time) bool {
	switch {
	case d.IsZero():
		return false
	case d.Day:
		return !now.Before(d.In(now.Location()).AddDate(0, 0, 1))
	}
	return now.After(d.At)
}

// dueForms are the ways to write a date, those with a clock first.
var dueForms = []struct {
	form string
	day  bool
}{
	{"2006-01-02 15:04", false},
	{"2006-01-02T15:04", false},
	{"2.1.2006 15:04", false},
	{dueDay, true},
	{"2.1.2006", true},
}

// ParseDue reads a date as people write it: 2026-03-05 or 5.3.2026, with a clock
// behind it (14:30) in the place loc, or RFC 3339 with a zone of its own. Nothing
// is no date. Invalid (error.due) for anything else.
func ParseDue(s string, loc *time.Location) (Due, error) {
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), " "), ", ", " ")
	if s == "" {
		return Due{}, nil
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return dueAt(t, false)
	}
	for _, f := range dueForms {
		in := loc
		if f.day {
			in = time.UTC
		}
		if t, err := time.ParseInLocation(f.form, s, in); err == nil {
			return dueAt(t, f.day)
		}
	}
	return Due{}, Errorf(Invalid, "error.due")
}

// dueAt refuses years that are slips of the finger. A moment keeps how far its
// zone is from UTC, not the zone's name, which would say where somebody lives.
func dueAt(t time.Time, day bool) (Due, error) {
	if t.Year() < 1970 || t.Year() > 9999 {
		return Due{}, Errorf(Invalid, "error.due")
	}
	if !day {
		_, offset := t.Zone()
		t = t.In(time.FixedZone("", offset)).Truncate(time.Second)
	}
	return Due{At: t, Day: day}, nil
}
