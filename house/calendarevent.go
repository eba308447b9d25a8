package house

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// series reads a whole event.
func (t *icsTaker) series(e *icsEvent) (*series, error) {
	d := &series{}
	if err := t.names(d, e); err != nil {
		return nil, err
	}
	start, ok := e.first("DTSTART")
	if !ok {
		return nil, Errorf(Invalid, "error.ics_start")
	}
	w, err := t.time(start)
	if err != nil {
		return nil, err
	}
	d.start, d.Start, d.Whole, d.Zone, d.zone = w.wall, w.wall.Format(wallForm), w.whole, w.name, w.zone
	if d.Whole {
		d.Zone, d.zone = "", time.UTC
	}
	if d.Length, err = t.length(e, w); err != nil {
		return nil, err
	}
	if len(e.props["RRULE"]) > 1 || len(e.props["EXRULE"]) > 0 {
		return nil, errRule()
	}
	if rule, ok := e.first("RRULE"); ok {
		if err := d.setRule(rule.value); err != nil {
			return nil, err
		}
	}
	d.Cancelled = strings.EqualFold(e.text("STATUS"), "CANCELLED")
	if n, err := strconv.Atoi(e.text("SEQUENCE")); err == nil && n > 0 && n < 1<<30 {
		d.Sequence = n
	}
	d.Remind = e.reminder()
	return d, t.dates(d, e)
}

// names reads title, text and place. An event without a title is called by its
// place or the first line of its text.
func (t *icsTaker) names(d *series, e *icsEvent) error {
	title, text, place := e.text("SUMMARY"), e.text("DESCRIPTION"), e.text("LOCATION")
	if strings.TrimSpace(title) == "" {
		first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		title = cmp.Or(strings.TrimSpace(place), first)
	}
	if strings.TrimSpace(title) == "" {
		return Errorf(Invalid, "error.ics_title")
	}
	return d.name(&title, &text, &place)
}

// icsTime is a time of a file.
type icsTime struct {
	wall  time.Time
	whole bool
	name  string
	zone  *time.Location
}

// time reads one time: a day, an instant, or a wall time in a zone.
func (t *icsTaker) time(l icsLine) (icsTime, error) {
	out := icsTime{name: "UTC", zone: time.UTC}
	bad := Errorf(Invalid, "error.ics_time", "Line", l.number)
	var err error
	value := strings.TrimSpace(l.value)
	switch {
	case strings.EqualFold(l.params["VALUE"], "DATE") || len(value) == len(icsDay):
		out.whole, out.name = true, ""
		out.wall, err = time.Parse(icsDay, value)
	case strings.HasSuffix(value, "Z"):
		out.wall, err = time.Parse(icsUTC, value)
	default:
		if out.name, out.zone, err = t.zoneOf(l); err != nil {
			return out, err
		}
		out.wall, err = time.Parse(icsWall, value)
	}
	if err != nil || !inReach(out.wall) {
		return out, bad
	}
	return out, nil
}

// zoneOf finds the zone of a line: by its name, by the place that the file gives to
// it, or by the end of it.
func (t *icsTaker) zoneOf(l icsLine) (string, *time.Location, error) {
	id := cmp.Or(l.params["TZID"], t.zone)
	tries := []string{id, t.file.places[id], windowsZones()[id]}
	if parts := strings.Split(id, "/"); len(parts) > 2 {
		tries = append(tries, strings.Join(parts[len(parts)-2:], "/"), strings.Join(parts[max(len(parts)-3, 0):], "/"))
	}
	for _, name := range tries {
		if zone := t.zones[name]; zone != nil {
			return name, zone, nil
		}
		if zone, err := zoneNamed(name); err == nil {
			t.zones[name] = zone
			return name, zone, nil
		}
	}
	_, err := zoneNamed(id)
	return "", nil, err
}

// windowsZones are the names that one maker's programs give to zones.
func windowsZones() map[string]string {
	return map[string]string{
		"W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest",
		"Romance Standard Time": "Europe/Paris", "Central European Standard Time": "Europe/Warsaw",
		"GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
		"E. Europe Standard Time": "Europe/Chisinau", "FLE Standard Time": "Europe/Kiev", "GTB Standard Time": "Europe/Bucharest",
		"Turkey Standard Time": "Europe/Istanbul", "Russian Standard Time": "Europe/Moscow",
		"Eastern Standard Time": "America/New_York", "Central Standard Time": "America/Chicago",
		"Mountain Standard Time": "America/Denver", "Pacific Standard Time": "America/Los_Angeles",
		"Israel Standard Time": "Asia/Jerusalem", "India Standard Time": "Asia/Kolkata", "China Standard Time": "Asia/Shanghai",
		"Tokyo Standard Time": "Asia/Tokyo", "AUS Eastern Standard Time": "Australia/Sydney",
	}
}

// length reads how long an event takes, in seconds or days.
func (t *icsTaker) length(e *icsEvent, start icsTime) (int64, error) {
	var span time.Duration
	if end, ok := e.first("DTEND"); ok {
		to, err := t.time(end)
		if err != nil {
			return 0, err
		}
		if to.whole != start.whole {
			return 0, Errorf(Invalid, "error.ics_time", "Line", end.number)
		}
		span = instant(to.wall, to.zone).Sub(instant(start.wall, start.zone))
	} else if l, ok := e.first("DURATION"); ok {
		if span, ok = icsDuration(l.value); !ok {
			return 0, Errorf(Invalid, "error.ics_time", "Line", l.number)
		}
	}
	if span < 0 || span > maxLength {
		return 0, Errorf(Invalid, "error.date_end")
	}
	if start.whole {
		return max(int64(span/(24*time.Hour)), 1), nil
	}
	return int64(span / time.Second), nil
}

// dates reads the occurrences that come beside the rule or do not come.
func (t *icsTaker) dates(d *series, e *icsEvent) error {
	for _, name := range []string{"RDATE", "EXDATE"} {
		for _, l := range e.props[name] {
			if strings.EqualFold(l.params["VALUE"], "PERIOD") {
				return Errorf(Invalid, "error.ics_time", "Line", l.number)
			}
			for value := range strings.SplitSeq(l.value, ",") {
				one := l
				one.value = value
				keys, err := t.keys(d, one)
				if err != nil {
					return err
				}
				if name == "RDATE" {
					d.Also = append(d.Also, keys...)
				} else {
					d.Except = append(d.Except, keys...)
				}
				if len(d.Also) > maxSingles || len(d.Except) > maxSingles {
					return Errorf(Invalid, "error.date_singles", "Max", maxSingles)
				}
			}
		}
	}
	return nil
}

// keys names the occurrences that a time means: one in the date's own zone, or for a
// day all that begin on it.
func (t *icsTaker) keys(d *series, l icsLine) ([]string, error) {
	w, err := t.time(l)
	if err != nil {
		return nil, err
	}
	switch {
	case d.Whole:
		return []string{d.key(midnight(w.wall))}, nil
	case w.whole:
		var out []string
		for _, at := range d.walls(w.wall, w.wall.AddDate(0, 0, 1)) {
			out = append(out, d.key(at))
		}
		return out, nil
	case w.name == d.Zone:
		return []string{d.key(w.wall)}, nil
	}
	return []string{d.key(wallOf(instant(w.wall, w.zone), d.zone))}, nil
}

// part takes an event that is one occurrence of a date.
func (t *icsTaker) part(d *series, e *icsEvent) error {
	at, _ := e.first("RECURRENCE-ID")
	if at.params["RANGE"] != "" {
		return Errorf(Invalid, "error.ics_range")
	}
	keys, err := t.keys(d, at)
	if err != nil {
		return err
	}
	one, err := t.series(e)
	if err != nil {
		return err
	}
	if one.Whole != d.Whole || len(keys) != 1 {
		return Errorf(Invalid, "error.ics_time", "Line", at.number)
	}
	w, _ := wallAt(keys[0])
	if len(d.walls(w, w.Add(time.Second))) == 0 {
		return Errorf(NotFound, "error.date_no_occurrence")
	}
	start := one.start
	if !d.Whole && one.Zone != d.Zone {
		start = wallOf(instant(one.start, one.zone), d.zone)
	}
	return d.except(keys[0], func(x *dateException) {
		*x = dateException{On: keys[0], Cancelled: one.Cancelled}
		if !start.Equal(w) || one.Length != d.Length {
			x.Start, x.Length = start.Format(wallForm), one.Length
		}
		for _, part := range []struct {
			to      **string
			is, was string
		}{{&x.Title, one.title, d.title}, {&x.Text, one.text, d.text}, {&x.Place, one.Place, d.Place}} {
			if part.is != part.was {
				*part.to = &part.is
			}
		}
	})
}

// reminder is how many minutes before its start an event reminds; 0 = it does not.
func (e *icsEvent) reminder() int {
	if e.alarm == nil || strings.EqualFold(e.alarm.params["RELATED"], "END") || strings.EqualFold(e.alarm.params["VALUE"], "DATE-TIME") {
		return 0
	}
	span, ok := icsDuration(e.alarm.value)
	if !ok || span > 0 {
		return 0
	}
	return min(max(int(-span/time.Minute), 1), int(maxRemind/time.Minute))
}
