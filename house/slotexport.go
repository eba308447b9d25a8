package house

import (
	"context"
	"time"

	ics "github.com/arran4/golang-ical"
)

// slotFileDays is how far back an export of appointments goes.
const slotFileDays = 60

// SlotFile says what an export of appointments holds.
type SlotFile struct {
	Place string // FLOOR/ROOM, "" = all of the actor's
	Title string // of every appointment, neutral
	Names bool   // add whom each is with
}

// SlotsICS writes appointments as iCalendar (RFC 5545), without what was written to
// them and, unless it is asked for, without names: calendars are often seen by others.
// Who may: those who may see them.
func (s *Service) SlotsICS(ctx context.Context, a Actor, of SlotFile) ([]byte, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	title, err := CleanLine(of.Title, MaxTitle)
	if err != nil {
		return nil, err
	}
	var all []Appointment
	if of.Place == "" {
		all, err = s.MySlots(ctx, a)
	} else {
		all, err = s.SlotsIn(ctx, a, of.Place)
	}
	if err != nil {
		return nil, err
	}
	states := map[AppointmentID]AppointmentState{}
	for _, p := range all {
		states[p.ID] = p.State
	}
	f := &calendarFile{now: s.clock(), uids: map[string]bool{}, zones: map[string]*zoneUse{}}
	for _, p := range all {
		if p.State == SlotMoved || p.At.Before(f.now.AddDate(0, 0, -slotFileDays)) {
			continue
		}
		uid := p.root
		if p.Moves != "" && states[p.Moves] != SlotMoved {
			uid = p.ID // a proposal beside the one that stands
		}
		name := title
		if of.Names {
			name += " – " + p.With
		}
		if err := f.slot(p, string(uid)+"@stockwerk", name); err != nil {
			return nil, err
		}
	}
	return f.write(""), nil
}

// slot adds an appointment.
func (f *calendarFile) slot(p Appointment, uid, title string) error {
	zone, err := zoneNamed(p.Zone)
	if err != nil {
		return err
	}
	e := ics.NewEvent(uid)
	e.SetDtStampTime(p.Changed)
	e.SetCreatedTime(p.Made)
	e.SetLastModifiedAt(p.Changed)
	e.SetSequence(p.sequence)
	e.SetSummary(title)
	switch p.State {
	case SlotCancelled:
		e.SetStatus(ics.ObjectStatusCancelled)
	case SlotAsked:
		e.SetStatus(ics.ObjectStatusTentative)
	default:
		e.SetStatus(ics.ObjectStatusConfirmed)
	}
	d := dateEntry{series: &series{zone: zone}}
	d.Zone = p.Zone
	start, end := wallOf(p.At, zone), wallOf(p.Until(), zone)
	if !instant(start, zone).Equal(p.At) || !instant(end, zone).Equal(p.Until()) { // in an hour that the clocks show twice
		d.zone, d.Zone, start, end = time.UTC, "UTC", wallOf(p.At, time.UTC), wallOf(p.Until(), time.UTC)
	}
	f.when(e, d, ics.ComponentPropertyDtStart, start.Format(wallForm))
	f.when(e, d, ics.ComponentPropertyDtEnd, end.Format(wallForm))
	f.events = append(f.events, e)
	return nil
}
