package house

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
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
