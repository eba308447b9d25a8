package house

import (
	"context"
	"slices"
	"strings"
	"time"
)

// NewDate writes a date into a room's calendar. Who may: those who may write with
// the calendar.
func (s *Service) NewDate(ctx context.Context, a Actor, place string, spec DateSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolCalendar, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	d, err := newSeries(spec)
	if err != nil {
		return Sent{}, err
	}
	if err := s.roomForDates(ctx, in, 1); err != nil {
		return Sent{}, err
	}
	d.Changed = s.clock().UTC().Truncate(time.Second)
	return s.addEntry(ctx, in, entry{kind: KindDate, title: d.title, text: d.text, data: d.dateData, key: spec.Key})
}

// roomForDates refuses more dates than a calendar keeps.
func (s *Service) roomForDates(ctx context.Context, in access, more int) error {
	n := 0
	for after := int64(0); ; {
		rows, err := s.store.Messages(ctx, MessageQuery{
			Room: in.room.ID, Kinds: []MessageKind{KindDate}, After: after, Limit: datesBatch,
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if after = row.Seq; !row.Deleted {
				n++
			}
		}
		if n+more > maxDates {
			return Errorf(Invalid, "error.date_full", "Max", maxDates)
		}
		if len(rows) < datesBatch {
			return nil
		}
	}
}

// newSeries reads and checks what somebody asks for.
func newSeries(spec DateSpec) (*series, error) {
	d := &series{zone: time.UTC}
	var err error
	if err := d.name(&spec.Title, &spec.Text, &spec.Where); err != nil {
		return nil, err
	}
	if d.Remind, err = minutesBefore(spec.Remind); err != nil {
		return nil, err
	}
	if err := d.setTime(spec.Zone, spec.Start, spec.End, spec.For, spec.AllDay); err != nil {
		return nil, err
	}
	rule, err := withEnd(spec.Repeat, spec.Until, spec.Count, d.zone)
	if err != nil {
		return nil, err
	}
	return d, d.setRule(rule)
}

// name sets those of title, text and place that are not nil.
func (s *series) name(title, text, where *string) error {
	var err error
	if title != nil {
		if s.title, err = CleanLine(*title, MaxTitle); err != nil {
			return err
		}
	}
	if text != nil {
		if s.text, err = optionalText(*text, MaxText); err != nil {
			return err
		}
	}
	if where != nil {
		if s.Place, err = optionalLine(*where, MaxDatePlace); err != nil {
			return err
		}
	}
	return nil
}

// setTime reads zone, start and end.
func (s *series) setTime(zone, start, end string, length time.Duration, whole bool) error {
	if zone == "" {
		zone = ZoneName(time.Local)
	}
	zone = plainZone(zone)
	at, err := zoneNamed(zone)
	if err != nil {
		return err
	}
	if strings.TrimSpace(start) == "" {
		return Errorf(Invalid, "error.date_start")
	}
	from, day, ok := readWall(start, at)
	switch {
	case !ok:
		return Errorf(Invalid, "error.date_when", "Text", CleanName(start))
	case day && !whole && (end != "" && !isDay(end, at) || length > 0 && length%(24*time.Hour) != 0):
		return Errorf(Invalid, "error.date_clock")
	case day && !whole:
		whole = true // a day without a time is a whole day
	}
	if whole {
		from, at, zone = midnight(from), time.UTC, ""
	}
	s.start, s.Start, s.Whole, s.Zone, s.zone = from, from.Format(wallForm), whole, zone, at
	s.Length, err = readLength(from, end, length, whole, at)
	return err
}

func isDay(s string, zone *time.Location) bool {
	_, day, ok := readWall(s, zone)
	return ok && day
}

// readLength reads how long a date takes, in seconds or days: by its end, which may
// be a time of day alone, or by a span.
func readLength(from time.Time, end string, length time.Duration, whole bool, zone *time.Location) (int64, error) {
	bad := Errorf(Invalid, "error.date_end")
	switch {
	case end != "" && length != 0:
		return 0, Errorf(Invalid, "error.date_end_or_for")
	case end == "" && whole:
		n := int64(max(length, 24*time.Hour) / (24 * time.Hour))
		if length < 0 || length%(24*time.Hour) != 0 || length > maxLength {
			return 0, bad
		}
		return n, nil
	case end == "" && length == 0:
		return int64(time.Hour / time.Second), nil
	case end == "":
		if length < 0 || length > maxLength {
			return 0, bad
		}
		return int64(length / time.Second), nil
	}
	to, day, ok := readWall(end, zone)
	if clock, err := time.Parse("15:04", strings.TrimSpace(end)); err == nil && !whole {
		to, day, ok = midnight(from).Add(clock.Sub(midnight(clock))), false, true
		if to.Before(from) {
			to = to.AddDate(0, 0, 1) // past midnight
		}
	}
	if !ok {
		return 0, Errorf(Invalid, "error.date_when", "Text", CleanName(end))
	}
	var span time.Duration
	switch {
	case whole:
		span = midnight(to).AddDate(0, 0, 1).Sub(from)
	case day:
		return 0, Errorf(Invalid, "error.date_clock")
	default:
		span = instant(to, zone).Sub(instant(from, zone))
	}
	if span < 0 || whole && span == 0 || span > maxLength {
		return 0, bad
	}
	if whole {
		return int64(span / (24 * time.Hour)), nil
	}
	return int64(span / time.Second), nil
}

// EditDate changes a date, or with on one occurrence of it. Who may: its author,
// while they may write with the calendar, and those who manage it.
func (s *Service) EditDate(ctx context.Context, a Actor, id MessageID, on string, edit DateEdit) (Date, error) {
	key := ""
	err := s.changeDate(ctx, a, id, func(d *series) error {
		if on == "" {
			return d.edit(edit)
		}
		o, err := d.find(on)
		if err != nil {
			return err
		}
		key = o.on
		return d.editOne(o, edit)
	})
	if err != nil {
		return Date{}, err
	}
	return s.Date(ctx, a, id, key)
}

// CancelDate says that a date, or with on one occurrence of it, will not be; it can
// still be seen as cancelled. With back it will be after all. Who may: as EditDate.
func (s *Service) CancelDate(ctx context.Context, a Actor, id MessageID, on string, back bool) (Date, error) {
	key := ""
	err := s.changeDate(ctx, a, id, func(d *series) error {
		if on == "" || !d.repeats() {
			d.Cancelled = !back
			return nil
		}
		o, err := d.find(on)
		if err != nil {
			return err
		}
		key = o.on
		return d.except(key, func(x *dateException) { x.Cancelled = !back })
	})
	if err != nil {
		return Date{}, err
	}
	return s.Date(ctx, a, id, key)
}

// changeDate changes a date and writes the change into its seal.
func (s *Service) changeDate(ctx context.Context, a Actor, id MessageID, do func(*series) error) error {
	_, err := s.changeEntry(ctx, a, id, KindDate, mayOwnOrManage, func(in access, row *MessageRow, w *words) error {
		if err := mayOwnOrManage(in, *row, false); err != nil {
			return err // before anything is said about what was asked
		}
		data, err := dataOf[dateData](w.Data)
		if err != nil {
			return err
		}
		d, err := readSeries(w.Title, w.Text, data)
		if err != nil {
			return err
		}
		if err := do(d); err != nil {
			return err
		}
		d.Sequence++
		d.Changed = s.clock().UTC().Truncate(time.Second)
		w.Title, w.Text, row.Edited = d.title, d.text, true
		return w.put(d.dateData)
	})
	return err
}

// edit changes all of a date.
func (s *series) edit(e DateEdit) error {
	if err := s.name(e.Title, e.Text, e.Where); err != nil {
		return err
	}
	if e.Remind != nil {
		var err error
		if s.Remind, err = minutesBefore(*e.Remind); err != nil {
			return err
		}
	}
	if err := s.move(e); err != nil {
		return err
	}
	return s.editRule(e)
}

// move changes when a date is. What was said of single occurrences moves along
// where the new times have them.
func (s *series) move(e DateEdit) error {
	if e.Start == nil && e.End == nil && e.For == nil && e.Zone == nil && e.AllDay == nil {
		return nil
	}
	old := *s
	zone, start, whole := s.Zone, s.start.Format(wallForm), s.Whole
	end, length := "", time.Duration(s.Length)*time.Second
	if s.Whole {
		length *= 24 * 60 * 60
	}
	if e.Zone != nil {
		zone = *e.Zone
	}
	if e.Start != nil {
		start = *e.Start
	}
	if e.AllDay != nil {
		if whole = *e.AllDay; whole != s.Whole {
			length = 0
		}
	}
	if e.For != nil {
		length = *e.For
	}
	if e.End != nil && *e.End != "" {
		end, length = *e.End, 0
	}
	if e.Start != nil && s.Whole && e.AllDay == nil && !isDay(start, time.UTC) {
		whole = false // it got a time of day
		if e.For == nil {
			length = 0
		}
	}
	if isDay(start, time.UTC) && !whole {
		if e.AllDay == nil && e.Start != nil { // another day, the same time
			day, _, _ := readWall(start, time.UTC)
			start = midnight(day).Add(s.start.Sub(midnight(s.start))).Format(wallForm)
		}
	}
	if err := s.setTime(zone, start, end, length, whole); err != nil {
		return err
	}
	if s.rule != nil {
		if err := s.setRule(old.wholeRule()); err != nil {
			return err
		}
	}
	s.carry(old)
	return nil
}

// carry takes what was said of single occurrences over to the new times of day; what
// is no occurrence any more is dropped.
func (s *series) carry(old series) {
	clock := s.start.Sub(midnight(s.start))
	now := func(key string) (string, bool) {
		w, ok := wallAt(key)
		if !ok || s.Whole != old.Whole {
			return "", false
		}
		if w.Sub(midnight(w)) == old.start.Sub(midnight(old.start)) {
			w = midnight(w).Add(clock)
		}
		return s.key(w), len(s.walls(w, w.Add(time.Second))) > 0
	}
	s.Also = nil
	if s.Whole == old.Whole {
		s.Also = old.Also
	}
	s.Except, s.Single = nil, nil
	for _, key := range old.Except {
		if key, ok := now(key); ok {
			s.Except = append(s.Except, key)
		}
	}
	for _, x := range old.Single {
		key, ok := now(x.On)
		if !ok {
			continue
		}
		if x.On = key; x.Start != "" && x.Length == old.Length && x.Start == x.On {
			x.Start, x.Length = "", 0
		}
		s.Single = append(s.Single, x)
	}
}

func (s *series) editRule(e DateEdit) error {
	if e.Repeat == nil && e.Until == nil && e.Count == nil {
		return nil
	}
	old, rule := *s, s.Rule
	if e.Repeat != nil {
		rule = *e.Repeat
	}
	until, count := "", 0
	if e.Until != nil {
		until = *e.Until
	}
	if e.Count != nil {
		count = *e.Count
	}
	if until != "" || count != 0 {
		rule = withoutCount(rule)
	}
	rule, err := withEnd(rule, until, count, s.zone)
	if err != nil {
		return err
	}
	if err := s.setRule(rule); err != nil {
		return err
	}
	s.carry(old)
	return nil
}

// withoutCount takes the end off a rule, for another one.
func withoutCount(rule string) string {
	parts := slices.DeleteFunc(strings.Split(rule, ";"), func(p string) bool {
		p = strings.ToUpper(p)
		return strings.HasPrefix(p, "COUNT=") || strings.HasPrefix(p, "UNTIL=")
	})
	return strings.Join(parts, ";")
}

// editOne changes one occurrence.
func (s *series) editOne(o occurrence, e DateEdit) error {
	if !s.repeats() {
		return s.edit(e)
	}
	if e.Zone != nil || e.AllDay != nil || e.Repeat != nil || e.Until != nil || e.Count != nil || e.Remind != nil {
		return Errorf(Invalid, "error.date_one_only")
	}
	one := *s
	one.rule, one.Also, one.start, one.Length = nil, nil, o.wall, o.length
	if err := one.name(e.Title, e.Text, e.Where); err != nil {
		return err
	}
	if err := one.move(DateEdit{Start: e.Start, End: e.End, For: e.For}); err != nil {
		return err
	}
	if one.Whole != s.Whole {
		return Errorf(Invalid, "error.date_one_only")
	}
	return s.except(o.on, func(x *dateException) {
		if e.Start != nil || e.End != nil || e.For != nil {
			x.Start, x.Length = one.start.Format(wallForm), one.Length
		}
		for _, part := range []struct {
			to    **string
			asked *string
			value string
		}{{&x.Title, e.Title, one.title}, {&x.Text, e.Text, one.text}, {&x.Place, e.Where, one.Place}} {
			if part.asked != nil {
				*part.to = &part.value
			}
		}
	})
}

// except changes what is otherwise in one occurrence.
func (s *series) except(key string, change func(*dateException)) error {
	s.Single = slices.Clone(s.Single)
	i := s.single(key)
	if i < 0 {
		if len(s.Single) >= maxSingles {
			return Errorf(Invalid, "error.date_singles", "Max", maxSingles)
		}
		s.Single = append(s.Single, dateException{On: key})
		i = len(s.Single) - 1
	}
	change(&s.Single[i])
	if x := s.Single[i]; x == (dateException{On: key}) {
		s.Single = slices.Delete(s.Single, i, i+1)
	}
	return nil
}
