package house

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Import is what became of a file: every event of it is counted once.
type Import struct {
	Added, Updated, Unchanged int
	Faults                    []ImportFault // what was left out, by line
}

// ImportICS takes the dates of an iCalendar file into a room. A date that is there
// already, by its UID, is brought up to date. An event that cannot be taken is left
// out and named with its line, the others are taken; what is no calendar at all, is
// cut off or too large is refused as a whole. zone is for times without one, "" is
// the house's. Who may: those who may write with the calendar; dates of others are
// changed only by those who manage it.
func (s *Service) ImportICS(ctx context.Context, a Actor, place, data, zone string) (Import, error) {
	in, err := s.enterTool(ctx, a, place, ToolCalendar, LevelWrite)
	if err != nil {
		return Import{}, err
	}
	f, err := readICS(data)
	if err != nil {
		return Import{}, err
	}
	if zone = cmp.Or(zone, zoneIn(f), ZoneName(time.Local)); zone == "" {
		zone = "UTC"
	}
	if _, err := zoneNamed(zone); err != nil {
		return Import{}, err
	}
	t := &icsTaker{s: s, in: in, file: f, zone: zone, zones: map[string]*time.Location{}, known: map[string]dateEntry{}}
	t.out.Faults = f.faults
	old := 0
	err = s.eachDate(ctx, in, func(d dateEntry) error {
		t.known[d.uid()] = d
		old++
		return nil
	})
	if err != nil {
		return Import{}, err
	}
	if old+len(f.events) > maxDates {
		return Import{}, Errorf(Invalid, "error.date_full", "Max", maxDates)
	}
	for _, job := range t.jobs() {
		if err := ctx.Err(); err != nil {
			return t.out, Errorf(Unavailable, "error.unavailable", err)
		}
		if err := t.take(ctx, a, job); err != nil {
			return t.out, err
		}
	}
	slices.SortStableFunc(t.out.Faults, func(x, y ImportFault) int { return cmp.Compare(x.Line, y.Line) })
	return t.out, nil
}

func zoneIn(f *icsFile) string {
	if _, err := zoneNamed(f.zone); err != nil {
		return ""
	}
	return f.zone
}

// icsTaker takes the events of a file into a room.
type icsTaker struct {
	s     *Service
	in    access
	file  *icsFile
	zone  string
	zones map[string]*time.Location
	known map[string]dateEntry // by UID
	out   Import
}

// icsJob is a date of the file with its single occurrences.
type icsJob struct {
	uid   string
	all   *icsEvent // nil: only occurrences of a date that must be known
	parts []*icsEvent
}

// jobs sorts the events by their UID, in the order of the file.
func (t *icsTaker) jobs() []*icsJob {
	byUID := map[string]*icsJob{}
	var out []*icsJob
	for _, e := range t.file.events {
		if e.fault != nil {
			e.fault.Title = e.title()
			t.out.Faults = append(t.out.Faults, *e.fault)
			continue
		}
		uid := e.uid()
		job := byUID[uid]
		if job == nil {
			job = &icsJob{uid: uid}
			byUID[uid] = job
			out = append(out, job)
		}
		if _, part := e.first("RECURRENCE-ID"); part {
			job.parts = append(job.parts, e)
			continue
		}
		if job.all != nil {
			t.fault(e, Errorf(Conflict, "error.ics_twice"))
			continue
		}
		job.all = e
	}
	return out
}

func (e *icsEvent) title() string {
	title, _ := optionalLine(e.text("SUMMARY"), MaxTitle)
	return title
}

// uid is the event's name; one that has none gets one of what it says.
func (e *icsEvent) uid() string {
	if uid := strings.TrimSpace(e.text("UID")); uid != "" && len(uid) <= 500 {
		return scrub(uid, ' ')
	}
	start, _ := e.first("DTSTART")
	sum := sha256.Sum256([]byte(e.text("UID") + "\n" + start.value + "\n" + e.text("SUMMARY")))
	return hex.EncodeToString(sum[:16]) + "@import"
}

func (t *icsTaker) fault(e *icsEvent, why error) {
	t.out.Faults = append(t.out.Faults, ImportFault{Line: e.line, Title: e.title(), Why: why})
}

// refused keeps a refusal of one event; what is no refusal ends the import.
func (t *icsTaker) refused(e *icsEvent, err error) error {
	switch KindOf(err) {
	case Invalid, Forbidden, NotFound, Conflict:
		t.fault(e, err)
		return nil
	}
	return err
}

// take takes one date.
func (t *icsTaker) take(ctx context.Context, a Actor, job *icsJob) error {
	old, known := t.known[job.uid]
	if job.all == nil && !known {
		for _, e := range job.parts { // invited to single occurrences only: each is a date
			one := &icsJob{uid: job.uid + "#" + e.text("RECURRENCE-ID"), all: e}
			if err := t.take(ctx, a, one); err != nil {
				return err
			}
		}
		return nil
	}
	lead := job.all
	d := &series{}
	if lead == nil {
		lead, *d = job.parts[0], *old.series
		d.Single, d.Except = slices.Clone(d.Single), slices.Clone(d.Except)
	} else {
		fresh, err := t.series(lead)
		if err != nil {
			return t.refused(lead, err)
		}
		d = fresh
		if known {
			d.keep(old.series)
		}
	}
	d.UID = job.uid
	if known {
		d.UID = old.UID // its own one is made of its id
	}
	for _, e := range job.parts {
		if err := t.part(d, e); err != nil {
			if err := t.refused(e, err); err != nil {
				return err
			}
		}
	}
	if known {
		return t.update(ctx, a, lead, old, d)
	}
	return t.add(ctx, lead, d)
}

// add stores a new date. A repeat of the same import adds nothing twice.
func (t *icsTaker) add(ctx context.Context, e *icsEvent, d *series) error {
	d.Changed = t.s.clock().UTC().Truncate(time.Second)
	sum := sha256.Sum256([]byte(d.UID))
	fresh := entry{kind: KindDate, title: d.title, text: d.text, data: d.dateData, key: "ics " + hex.EncodeToString(sum[:])}
	sent, err := t.s.addEntry(ctx, t.in, fresh)
	if err == nil && sent.Repeat {
		if row, gone := t.s.store.Message(ctx, sent.ID); gone == nil && row.Deleted {
			fresh.key = "" // it was deleted since
			_, err = t.s.addEntry(ctx, t.in, fresh)
		}
	}
	if err != nil {
		return t.refused(e, err)
	}
	t.out.Added++
	return nil
}

// update brings a date up to date, if the file says anything else.
func (t *icsTaker) update(ctx context.Context, a Actor, e *icsEvent, old dateEntry, d *series) error {
	if sameDate(old.series, d) {
		t.out.Unchanged++
		return nil
	}
	err := t.s.changeDate(ctx, a, old.post.ID, func(now *series) error {
		sequence, author := max(now.Sequence, d.Sequence-1), now.UID
		*now = *d
		now.Sequence, now.UID = sequence, author
		return nil
	})
	if err != nil {
		return t.refused(e, err)
	}
	t.out.Updated++
	return nil
}

// keep takes over from the date as it was what a file does not say.
func (s *series) keep(old *series) {
	s.Remind = old.Remind
	for _, x := range old.Single { // our own file leaves out what is cancelled
		i := slices.Index(s.Except, x.On)
		if x.Cancelled && i >= 0 {
			s.Except = slices.Delete(s.Except, i, i+1)
			s.Single = append(s.Single, x)
		}
	}
}

// sameDate tells whether two are the same but for numbers and times of change.
func sameDate(a, b *series) bool {
	plain := func(s *series) string {
		d := s.dateData
		d.Sequence, d.Changed, d.UID = 0, time.Time{}, ""
		d.Single = slices.Clone(d.Single)
		slices.SortFunc(d.Single, func(x, y dateException) int { return strings.Compare(x.On, y.On) })
		d.Except, d.Also = slices.Sorted(slices.Values(d.Except)), slices.Sorted(slices.Values(d.Also))
		b, _ := json.Marshal(d)
		return s.title + "\n" + s.text + "\n" + string(b)
	}
	return plain(a) == plain(b)
}

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
