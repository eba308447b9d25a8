package house

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"
)

// How iCalendar writes times.
const (
	icsWall = "20060102T150405"
	icsUTC  = "20060102T150405Z"
	icsDay  = "20060102"
)

// CalendarICS writes the dates of a room, or with "" of all the actor's rooms, as
// iCalendar (RFC 5545): dates with the actor's own reminders, nobody's answers. Who
// may: those who may read the calendar.
func (s *Service) CalendarICS(ctx context.Context, a Actor, place string) ([]byte, error) {
	ins, err := s.calendars(ctx, a, place)
	if err != nil {
		return nil, err
	}
	f := &calendarFile{now: s.clock(), uids: map[string]bool{}, zones: map[string]*zoneUse{}}
	for _, in := range ins {
		err := s.eachDate(ctx, in, func(d dateEntry) error {
			answers, err := s.dateAnswers(ctx, in, d.post.ID)
			if err != nil {
				return err
			}
			f.add(d, answers)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	name := ""
	if place != "" {
		if name, err = s.roomName(ctx, ins[0]); err != nil {
			return nil, err
		}
	}
	return f.write(name), nil
}

// calendarFile gathers dates for a file.
type calendarFile struct {
	now    time.Time
	events []*ics.VEvent
	uids   map[string]bool
	zones  map[string]*zoneUse
}

// zoneUse is from when to when a zone is used.
type zoneUse struct {
	zone        *time.Location
	first, last time.Time
}

// uid names a date for other calendars, always the same.
func (d dateEntry) uid() string { return cmp.Or(d.UID, string(d.post.ID)+"@stockwerk") }

func (f *calendarFile) add(d dateEntry, answers dateAnswers) {
	uid := d.uid()
	if f.uids[uid] {
		uid = string(d.post.ID) + "@stockwerk" // the same date in two rooms
	}
	f.uids[uid] = true
	all := f.event(d, uid, d.at(d.start), answers)
	if d.repeats() {
		base := occurrence{wall: d.start, length: d.Length, title: d.title, text: d.text, place: d.Place}
		all = f.event(d, uid, base, answers)
	}
	if rule := d.wholeRule(); rule != "" {
		all.AddRrule(rule)
	}
	for _, key := range d.Also {
		f.when(all, d, ics.ComponentPropertyRdate, key)
	}
	except := slices.Clone(d.Except)
	for _, x := range d.Single {
		if x.Cancelled {
			except = append(except, x.On)
		}
	}
	slices.Sort(except)
	for _, key := range slices.Compact(except) {
		f.when(all, d, ics.ComponentPropertyExdate, key)
	}
	f.events = append(f.events, all)
	for _, x := range d.Single {
		if w, ok := wallAt(x.On); ok && !x.Cancelled && !slices.Contains(d.Except, x.On) {
			one := f.event(d, uid, d.at(w), answers)
			f.when(one, d, ics.ComponentPropertyRecurrenceId, x.On)
			f.events = append(f.events, one)
		}
	}
}

// event is one VEVENT without its repetition.
func (f *calendarFile) event(d dateEntry, uid string, o occurrence, answers dateAnswers) *ics.VEvent {
	e := ics.NewEvent(uid)
	changed := d.Changed
	if changed.IsZero() {
		changed = d.post.At
	}
	e.SetDtStampTime(changed)
	e.SetCreatedTime(d.post.At)
	e.SetLastModifiedAt(changed)
	e.SetSequence(d.Sequence)
	e.SetSummary(o.title)
	if o.text != "" {
		e.SetDescription(o.text)
	}
	if o.place != "" {
		e.SetLocation(o.place)
	}
	if d.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	f.when(e, d, ics.ComponentPropertyDtStart, o.wall.Format(wallForm))
	switch {
	case d.Whole:
		f.when(e, d, ics.ComponentPropertyDtEnd, o.wall.AddDate(0, 0, int(o.length)).Format(wallForm))
	case o.length > 0:
		end := wallOf(instant(o.wall, d.zone).Add(time.Duration(o.length)*time.Second), d.zone)
		if instant(end, d.zone).Sub(instant(o.wall, d.zone)) == time.Duration(o.length)*time.Second {
			f.when(e, d, ics.ComponentPropertyDtEnd, end.Format(wallForm))
		} else { // it ends in an hour that the clocks show twice
			e.AddProperty("DURATION", fmt.Sprintf("PT%dS", o.length))
		}
	}
	if before, _ := answers.reminder(d.dateData); before > 0 && !d.Cancelled {
		alarm := e.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(fmt.Sprintf("-PT%dM", int(before.Minutes())))
		alarm.SetProperty(ics.ComponentPropertyDescription, o.title)
	}
	return e
}

// when adds a time in the form that the date has: a day, an instant, or a wall time
// in a zone that the file describes.
func (f *calendarFile) when(e *ics.VEvent, d dateEntry, as ics.ComponentProperty, key string) {
	w, ok := wallAt(key)
	switch {
	case !ok:
	case d.Whole:
		e.AddProperty(as, w.Format(icsDay), ics.WithValue("DATE"))
	case d.zone == time.UTC || d.Zone == "UTC":
		e.AddProperty(as, w.Format(icsUTC))
	default:
		e.AddProperty(as, w.Format(icsWall), ics.WithTZID(d.Zone))
		at := instant(w, d.zone)
		use := f.zones[d.Zone]
		if use == nil {
			use = &zoneUse{d.zone, at, at}
			f.zones[d.Zone] = use
		}
		if at.Before(use.first) {
			use.first = at
		}
		if at.After(use.last) {
			use.last = at
		}
	}
}

func (f *calendarFile) write(name string) []byte {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Stockwerk//Calendar//EN")
	cal.SetCalscale("GREGORIAN")
	if name != "" {
		cal.SetXWRCalName(name)
	}
	names := make([]string, 0, len(f.zones))
	for zone := range f.zones {
		names = append(names, zone)
	}
	slices.Sort(names)
	for _, zone := range names {
		use := f.zones[zone]
		if f.now.After(use.last) {
			use.last = f.now
		}
		cal.AddVTimezone(zoneComponent(zone, use.zone, use.first, use.last))
	}
	for _, e := range f.events {
		cal.AddVEvent(e)
	}
	return []byte(cal.Serialize(ics.WithNewLine("\r\n")))
}

// archivedDate is a date in an archive's calendar.json.
type archivedDate struct {
	ID        string           `json:"id"`
	Title     string           `json:"title"`
	Text      string           `json:"text"`
	Place     string           `json:"place"`
	Start     string           `json:"start"` // wall time in the zone, or a day
	End       string           `json:"end"`   // of whole days the last
	Zone      string           `json:"zone"`
	Repeat    string           `json:"repeat"`
	Cancelled bool             `json:"cancelled"`
	Author    string           `json:"author"`
	At        time.Time        `json:"at"`
	Single    []dateException  `json:"single,omitempty"`
	Except    []string         `json:"except,omitempty"`
	Answers   []archivedAnswer `json:"answers"`
}

type archivedAnswer struct {
	Name   string `json:"name"`
	Answer string `json:"answer"`
	Note   string `json:"note"`
}

// archiveCalendar writes a room's calendar into an archive: calendar.ics for other
// programs, calendar.json with the answers.
func (s *Service) archiveCalendar(ctx context.Context, in access, to Archive) error {
	f := &calendarFile{now: s.clock(), uids: map[string]bool{}, zones: map[string]*zoneUse{}}
	list := []archivedDate{}
	changed := time.Time{}
	err := s.eachDate(ctx, in, func(d dateEntry) error {
		answers, err := s.dateAnswers(ctx, in, d.post.ID)
		if err != nil {
			return err
		}
		f.add(d, answers)
		if d.Changed.After(changed) {
			changed = d.Changed
		}
		entry, err := s.archivedDate(ctx, in, d, answers)
		list = append(list, entry)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	w, err := to.File("calendar.ics", changed)
	if err != nil {
		return err
	}
	if _, err := w.Write(f.write("")); err != nil {
		return err
	}
	if w, err = to.File("calendar.json", changed); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}

func (s *Service) archivedDate(ctx context.Context, in access, d dateEntry, answers dateAnswers) (archivedDate, error) {
	o := d.at(d.start)
	out := archivedDate{
		ID: string(d.post.ID), Title: d.title, Text: d.text, Place: d.Place, Zone: d.Zone, Repeat: d.wholeRule(),
		Cancelled: d.Cancelled, Author: d.post.Author, At: d.post.At, Single: d.Single, Except: d.Except, Answers: []archivedAnswer{},
	}
	if d.Whole {
		out.Start, out.End = d.start.Format(dateForm), o.end.AddDate(0, 0, -1).Format(dateForm)
	} else {
		out.Start, out.End = d.Start, wallOf(o.end, d.zone).Format(wallForm)
	}
	people := make([]PersonID, 0, len(answers.people))
	for person := range answers.people {
		people = append(people, person)
	}
	names, err := s.knownNames(ctx, in, people)
	for person, answer := range answers.people {
		out.Answers = append(out.Answers, archivedAnswer{names[person], answer.Answer, answer.Note})
	}
	slices.SortFunc(out.Answers, func(x, y archivedAnswer) int { return cmp.Compare(x.Name, y.Name) })
	return out, err
}
