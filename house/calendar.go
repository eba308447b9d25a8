package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// The calendar of a room: dates with time zone, place, text, repetition, answers
// and reminders. A date is one entry, also when it comes again and again; what is
// otherwise in one of its occurrences stands in the same entry.
//
// calendarwall.go has times and zones, calendarrule.go and calendardata.go the
// occurrences, calendardeeds.go and calendaranswers.go what people do,
// calendarfile.go and calendarimport.go iCalendar.

// How much a calendar takes.
const (
	MaxDatePlace = 200
	MaxDateNote  = 200   // beside an answer
	maxDates     = 5_000 // in a room
	maxRemind    = 14 * 24 * time.Hour
	maxLength    = 366 * 24 * time.Hour
	maxWindow    = 10 * 366 * 24 * time.Hour // of a question
	datesBatch   = 500
)

// DateSpec describes a date to make. Times are written as "2026-12-01 10:00" or
// "2026-12-01", in the date's own zone.
type DateSpec struct {
	Title, Text string
	Where       string        // place of the date
	Start       string        //
	End         string        // also "11:30" alone; of whole days the last one; "" = For
	For         time.Duration // "" and 0: one hour, one day
	AllDay      bool
	Zone        string        // IANA; "" = the house's
	Repeat      string        // rule of RFC 5545, or daily, weekly, monthly, yearly; "" = once
	Until       string        // with Repeat
	Count       int           // with Repeat
	Remind      time.Duration // before, for all who set nothing else; 0 = not
	Key         string        // makes a repeat harmless
}

// DateEdit changes what is not nil. Of a single occurrence Zone, AllDay, Repeat,
// Until, Count and Remind cannot be changed.
type DateEdit struct {
	Title, Text, Where, Start, End, Zone *string
	For                                  *time.Duration
	AllDay                               *bool
	Repeat                               *string // "" = no longer
	Until                                *string
	Count                                *int
	Remind                               *time.Duration
}

// Date is an occurrence of a date as the actor sees it.
type Date struct {
	ID          MessageID
	On          string // names this occurrence among those of the date; "" = there is only one
	Room        string // FLOOR/ROOM
	RoomName    string
	Title, Text string
	Where       string
	Start, End  time.Time // of whole days midnights in UTC, End that after the last: see In
	First       time.Time // as Start, of the whole series
	FirstEnd    time.Time
	AllDay      bool
	Zone        string    // IANA; "" for whole days
	Repeat      string    // the rule with its end; "" = once
	Until       time.Time // the end of the rule in the date's zone; zero = none
	Moved       bool      // otherwise than its series
	Cancelled   bool
	Remind      time.Duration // for the actor; 0 = not
	OwnRemind   bool          // set by the actor
	Usual       time.Duration // what the date says, for all who set nothing
	Author      string
	Mine        bool
	Answer      string // the actor's: yes, no, maybe or ""
	Note        string
	Yes, No     int
	Maybe       int
	Seq, Mod    int64
}

// In gives start and end in a location. Whole days begin at its midnights.
func (d Date) In(loc *time.Location) (start, end time.Time) {
	if !d.AllDay {
		return d.Start.In(loc), d.End.In(loc)
	}
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc) }
	return day(d.Start), day(d.End)
}

// Dates lists the occurrences that touch the time from from to before to, in the
// order in which they begin; cancelled ones too. place is a room's, or "" for all
// of the actor's rooms. Whole days are those of from's location. Who may: those who
// may read the calendar.
func (s *Service) Dates(ctx context.Context, a Actor, place string, from, to time.Time) ([]Date, error) {
	ins, err := s.calendars(ctx, a, place)
	if err != nil {
		return nil, err
	}
	if !from.Before(to) || to.Sub(from) > maxWindow {
		return nil, Errorf(Invalid, "error.date_window")
	}
	var out []Date
	for _, in := range ins {
		found, err := s.datesIn(ctx, in, from, to)
		if err != nil {
			return nil, err
		}
		if out = append(out, found...); len(out) > maxLook {
			return nil, Errorf(Invalid, "error.date_many", "Max", maxLook)
		}
	}
	slices.SortStableFunc(out, func(x, y Date) int {
		xs, xe := x.In(from.Location())
		ys, ye := y.In(from.Location())
		return cmp.Or(xs.Compare(ys), ye.Compare(xe), cmp.Compare(x.Title, y.Title))
	})
	return out, nil
}

// calendars enters one room for its calendar, or all of the actor's that have one.
func (s *Service) calendars(ctx context.Context, a Actor, place string) ([]access, error) {
	if place != "" {
		in, err := s.enterTool(ctx, a, place, ToolCalendar, LevelRead)
		return []access{in}, err
	}
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	if a.Sealed() {
		return nil, errLocked()
	}
	var out []access
	err := s.eachOwnRoom(ctx, a, func(in access) error {
		if in.reads(KindDate) && in.room.Class != ClassDirect {
			out = append(out, in)
		}
		return nil
	})
	return out, err
}

// dateEntry is a date of a room, opened.
type dateEntry struct {
	post Post
	*series
}

// eachDate opens all dates of a room, in the order in which they were written.
func (s *Service) eachDate(ctx context.Context, in access, do func(dateEntry) error) error {
	for after := int64(0); ; {
		rows, err := s.store.Messages(ctx, MessageQuery{
			Room: in.room.ID, Kinds: []MessageKind{KindDate}, After: after, Limit: datesBatch,
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].Seq
		rows = slices.DeleteFunc(rows, func(r MessageRow) bool { return r.Deleted })
		posts, err := s.opener(in).posts(ctx, rows)
		if err != nil {
			return err
		}
		for _, p := range posts {
			d, err := dateOf(p)
			if err != nil { // one of a newer program does not take the others away
				s.log.Warn("a date cannot be read", "kind", string(KindOf(err)))
				continue
			}
			if err := do(d); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return Errorf(Unavailable, "error.unavailable", err)
		}
	}
}

func dateOf(p Post) (dateEntry, error) {
	data, err := dataOf[dateData](p.data)
	if err != nil {
		return dateEntry{}, err
	}
	read, err := readSeries(p.Title, p.Text, data)
	return dateEntry{p, read}, err
}

// datesIn lists the occurrences of a room's dates.
func (s *Service) datesIn(ctx context.Context, in access, from, to time.Time) ([]Date, error) {
	var out []Date
	err := s.eachDate(ctx, in, func(d dateEntry) error {
		found := d.between(from, to)
		if len(found) == 0 {
			return nil
		}
		answers, err := s.dateAnswers(ctx, in, d.post.ID)
		if err != nil {
			return err
		}
		for _, o := range found {
			out = append(out, s.viewDate(in, d, o, answers))
		}
		if len(out) > maxLook {
			return Errorf(Invalid, "error.date_many", "Max", maxLook)
		}
		return nil
	})
	return out, err
}

// viewDate is an occurrence as the actor sees it.
func (s *Service) viewDate(in access, d dateEntry, o occurrence, answers dateAnswers) Date {
	out := Date{
		ID: d.post.ID, On: o.on, Room: in.place, RoomName: in.state.text.Name, Title: o.title, Text: o.text, Where: o.place,
		Start: o.start, End: o.end, AllDay: d.Whole, Zone: d.Zone, Repeat: d.wholeRule(), Moved: o.moved,
		Cancelled: o.cancelled, Author: d.post.Author, Mine: d.post.Mine, Seq: d.post.Seq, Mod: d.post.Mod,
	}
	out.First, out.FirstEnd = d.span(d.start, d.Length)
	if d.rule != nil && !d.rule.until.IsZero() {
		out.Until = instant(d.rule.until, d.zone)
	}
	out.Remind, out.OwnRemind = answers.reminder(d.dateData)
	out.Usual = time.Duration(d.Remind) * time.Minute
	mine := answers.people[in.actor.person].to(o.on)
	out.Answer, out.Note = mine.Answer, mine.Note
	for person, answer := range answers.people {
		if in.state.roster[person].State != stateJoined {
			continue // who has gone does not come
		}
		switch answer.to(o.on).Answer {
		case AnswerYes:
			out.Yes++
		case AnswerNo:
			out.No++
		case AnswerMaybe:
			out.Maybe++
		}
	}
	return out
}

// Date is one date: the occurrence named on as people or Date.On write it, or with
// "" the next one that is not over, else the last. Who may: those who may read the
// calendar.
func (s *Service) Date(ctx context.Context, a Actor, id MessageID, on string) (Date, error) {
	in, d, err := s.enterDate(ctx, a, id, LevelRead)
	if err != nil {
		return Date{}, err
	}
	o, err := d.find(on)
	if err != nil {
		return Date{}, err
	}
	if on == "" && d.repeats() {
		o = d.next(s.clock())
	}
	answers, err := s.dateAnswers(ctx, in, id)
	if err != nil {
		return Date{}, err
	}
	return s.viewDate(in, d, o, answers), nil
}

// next is the first occurrence that is not over at a time, else the last before it.
func (s *series) next(now time.Time) occurrence {
	for _, span := range []time.Duration{32 * 24 * time.Hour, 2 * 366 * 24 * time.Hour, 30 * 366 * 24 * time.Hour} {
		if found := s.between(now, now.Add(span)); len(found) > 0 {
			return found[0]
		}
	}
	if found := s.between(now.Add(-30*366*24*time.Hour), now); len(found) > 0 {
		return found[len(found)-1]
	}
	return s.at(s.start)
}

// enterDate enters the room of a date for a deed with it.
func (s *Service) enterDate(ctx context.Context, a Actor, id MessageID, level Level) (access, dateEntry, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindDate, level)
	if err != nil {
		return in, dateEntry{}, err
	}
	if row.Deleted {
		return in, dateEntry{}, noMessage(nil)
	}
	posts, err := s.opener(in).views(ctx, []opened{{row, w}})
	if err != nil {
		return in, dateEntry{}, err
	}
	d, err := dateOf(posts[0])
	return in, d, err
}
