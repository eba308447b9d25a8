package house

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// zoneYears is how far beyond its last use a zone's rules are written down.
const zoneYears = 6

// clockChange is a change of a zone's clocks.
type clockChange struct {
	wall     time.Time // what the clocks show at it, before it
	from, to time.Duration
	name     string
	summer   bool
}

func (c clockChange) alike(d clockChange) bool {
	return c.from == d.from && c.to == d.to && c.name == d.name && c.summer == d.summer
}

// clockChanges lists the changes from the one before first to last.
func clockChanges(zone *time.Location, first, last time.Time) []clockChange {
	at, _ := first.In(zone).ZoneBounds()
	if at.IsZero() {
		at = time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	var out []clockChange
	for !at.After(last) {
		c := clockChange{from: offset(at.Add(-time.Second), zone), to: offset(at, zone), summer: at.In(zone).IsDST()}
		c.name, _ = at.In(zone).Zone()
		c.wall = at.UTC().Add(c.from)
		if len(out) == 0 || c.from != c.to || out[len(out)-1].summer != c.summer {
			out = append(out, c)
		}
		_, next := at.In(zone).ZoneBounds()
		if next.IsZero() {
			break
		}
		at = next
	}
	return out
}

// zoneComponent describes a zone as far as dates between first and last need it.
func zoneComponent(name string, zone *time.Location, first, last time.Time) *ics.VTimezone {
	out := ics.NewTimezone(name)
	left := clockChanges(zone, first, last.AddDate(zoneYears, 0, 0))
	until := last.AddDate(zoneYears-1, 0, 0)
	for len(left) > 0 {
		var same, other []clockChange
		for _, c := range left {
			if c.alike(left[0]) {
				same = append(same, c)
			} else {
				other = append(other, c)
			}
		}
		from, rule := yearlyRun(same, until)
		for _, c := range same[:from] {
			addChange(out, c, "")
		}
		if rule != "" {
			addChange(out, same[from], rule)
		}
		left = other
	}
	return out
}

// yearlyRun finds the changes at the end of a list that come every year by one rule
// and go on: from which one, and the rule; "" when there is none.
func yearlyRun(list []clockChange, until time.Time) (int, string) {
	last := len(list) - 1
	if list[last].wall.Before(until) {
		return len(list), ""
	}
	for _, nth := range []func(time.Time) int{nthInMonth, lastInMonth} {
		from := last
		for from > 0 && follows(list[from-1].wall, list[from].wall, nth) {
			from--
		}
		if last-from >= 3 {
			w := list[from].wall
			day := strings.ToUpper(w.Weekday().String()[:2])
			return from, fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", int(w.Month()), nth(w), day)
		}
	}
	return len(list), ""
}

func nthInMonth(w time.Time) int { return (w.Day()-1)/7 + 1 }

// lastInMonth is -1 for the last of its weekday in the month.
func lastInMonth(w time.Time) int {
	if w.AddDate(0, 0, 7).Month() != w.Month() {
		return -1
	}
	return -2
}

func follows(a, b time.Time, nth func(time.Time) int) bool {
	return a.Year()+1 == b.Year() && a.Month() == b.Month() && a.Weekday() == b.Weekday() && nth(a) == nth(b) &&
		a.Sub(midnight(a)) == b.Sub(midnight(b))
}

func addChange(to *ics.VTimezone, c clockChange, rule string) {
	var part *ics.ComponentBase
	if c.summer {
		day := &ics.Daylight{}
		part, to.Components = &day.ComponentBase, append(to.Components, day)
	} else {
		standard := &ics.Standard{}
		part, to.Components = &standard.ComponentBase, append(to.Components, standard)
	}
	part.AddProperty(ics.ComponentPropertyDtStart, c.wall.Format(icsWall))
	part.AddProperty("TZOFFSETFROM", icsOffset(c.from))
	part.AddProperty("TZOFFSETTO", icsOffset(c.to))
	part.AddProperty("TZNAME", c.name)
	if rule != "" {
		part.AddProperty(ics.ComponentPropertyRrule, rule)
	}
}

func icsOffset(d time.Duration) string {
	sign := '+'
	if d < 0 {
		sign, d = '-', -d
	}
	out := fmt.Sprintf("%c%02d%02d", sign, int(d.Hours()), int(d.Minutes())%60)
	if s := int(d.Seconds()) % 60; s != 0 {
		out += fmt.Sprintf("%02d", s)
	}
	return out
}
