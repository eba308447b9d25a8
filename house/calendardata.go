package house

import (
	"slices"
	"time"
)

// dateData is what the calendar keeps sealed beside title and text.
type dateData struct {
	Start  string `json:"start"`           // wall time; of whole days the first
	Length int64  `json:"length"`          // seconds; of whole days how many there are
	Whole  bool   `json:"whole,omitempty"` // days, not times
	Zone   string `json:"zone,omitempty"`  // IANA; whole days have none
	Place  string `json:"place,omitempty"`

	Rule   string          `json:"rule,omitempty"`  // without UNTIL
	Until  string          `json:"until,omitempty"` // wall time
	Also   []string        `json:"also,omitempty"`  // occurrences beside the rule
	Except []string        `json:"except,omitempty"`
	Single []dateException `json:"single,omitempty"`

	UID       string    `json:"uid,omitempty"` // "" = made of the entry's id
	Sequence  int       `json:"sequence,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Remind    int       `json:"remind,omitempty"` // minutes before, 0 = not
	Changed   time.Time `json:"changed"`
}

// dateException is an occurrence that is otherwise than its series.
type dateException struct {
	On        string  `json:"on"` // the wall time at which the rule has it
	Start     string  `json:"start,omitempty"`
	Length    int64   `json:"length,omitempty"`
	Title     *string `json:"title,omitempty"`
	Text      *string `json:"text,omitempty"`
	Place     *string `json:"place,omitempty"`
	Cancelled bool    `json:"cancelled,omitempty"`
}

// maxSingles bounds what is otherwise in one series.
const maxSingles = 1_000

// series is a date, read: one occurrence or many.
type series struct {
	dateData
	title, text string
	start       time.Time // wall time
	zone        *time.Location
	rule        *repeat // nil = once
}

// occurrence is one time at which a date is.
type occurrence struct {
	on          string    // its name in the series
	wall        time.Time // at which it begins
	length      int64
	start, end  time.Time // instants; of whole days midnights in UTC
	title, text string
	place       string
	moved       bool
	cancelled   bool
}

// readSeries reads sealed data. They were checked when they were written.
func readSeries(title, text string, d dateData) (*series, error) {
	s := &series{dateData: d, title: title, text: text, zone: time.UTC}
	var err error
	if !d.Whole {
		if s.zone, err = zoneNamed(d.Zone); err != nil {
			return nil, err
		}
	}
	if s.start, err = time.Parse(wallForm, d.Start); err != nil {
		return nil, errTampered(err)
	}
	if d.Rule == "" {
		return s, nil
	}
	r, err := parseRepeat(d.Rule, s.start, s.zone)
	if err != nil {
		return nil, err
	}
	if d.Until != "" {
		if r.until, err = time.Parse(wallForm, d.Until); err != nil {
			return nil, errTampered(err)
		}
	}
	s.rule = &r
	return s, nil
}

// key is the name of the occurrence that the rule has at a wall time.
func (s *series) key(wall time.Time) string {
	if s.Whole {
		return wall.Format(dateForm)
	}
	return wall.Format(wallForm)
}

// wallAt reads a key, or nothing.
func wallAt(key string) (time.Time, bool) {
	t, err := time.Parse(wallForm, key)
	if err != nil {
		t, err = time.Parse(dateForm, key)
	}
	return t, err == nil
}

// walls are the occurrences from lo on and before hi as the rule has them.
func (s *series) walls(lo, hi time.Time) []time.Time {
	var out []time.Time
	if s.rule != nil {
		out = s.rule.walls(lo, hi)
	} else if !s.start.Before(lo) && s.start.Before(hi) {
		out = append(out, s.start)
	}
	for _, key := range s.Also {
		if w, ok := wallAt(key); ok && !w.Before(lo) && w.Before(hi) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// at is the occurrence that the rule has at a wall time, as it is.
func (s *series) at(wall time.Time) occurrence {
	o := occurrence{
		on: s.key(wall), wall: wall, length: s.Length, title: s.title, text: s.text, place: s.Place, cancelled: s.Cancelled,
	}
	if s.rule == nil && len(s.Also) == 0 {
		o.on = ""
	}
	if i := s.single(s.key(wall)); i >= 0 {
		o.differ(s.Single[i])
	}
	o.start, o.end = s.span(o.wall, o.length)
	return o
}

// span is when something that begins at a wall time begins and ends.
func (s *series) span(wall time.Time, length int64) (start, end time.Time) {
	if s.Whole {
		return wall, wall.AddDate(0, 0, int(length))
	}
	start = instant(wall, s.zone)
	return start, start.Add(time.Duration(length) * time.Second)
}

func (s *series) single(key string) int {
	return slices.IndexFunc(s.Single, func(x dateException) bool { return x.On == key })
}

func (o *occurrence) differ(x dateException) {
	if w, ok := wallAt(x.Start); ok && (!w.Equal(o.wall) || x.Length != o.length) {
		o.wall, o.length, o.moved = w, x.Length, true
	}
	o.cancelled = o.cancelled || x.Cancelled
	for _, part := range []struct {
		to   *string
		from *string
	}{{&o.title, x.Title}, {&o.text, x.Text}, {&o.place, x.Place}} {
		if part.from != nil {
			*part.to, o.moved = *part.from, true
		}
	}
}

// between gives the occurrences that touch the time from from to before to. Whole
// days are those of from's location: a day is a day wherever one is.
func (s *series) between(from, to time.Time) []occurrence {
	lo, hi := wallOf(from, s.zone), wallOf(to, s.zone)
	if s.Whole {
		lo, hi = wallOf(from, from.Location()), wallOf(to, from.Location())
		from, to = lo, hi
	}
	length := time.Duration(s.Length) * time.Second
	if s.Whole {
		length = time.Duration(s.Length) * 24 * time.Hour
	}
	const slack = 48 * time.Hour // for changes of the clocks in between
	var out []occurrence
	take := func(w time.Time) {
		if o := s.at(w); o.start.Before(to) && (o.end.After(from) || o.end.Equal(o.start) && o.start.Equal(from)) {
			out = append(out, o)
		}
	}
	for _, w := range s.walls(lo.Add(-length-slack), hi.Add(slack)) {
		if key := s.key(w); !slices.Contains(s.Except, key) && s.single(key) < 0 {
			take(w)
		}
	}
	for _, x := range s.Single {
		if w, ok := wallAt(x.On); ok && !slices.Contains(s.Except, x.On) {
			take(w)
		}
	}
	slices.SortStableFunc(out, func(x, y occurrence) int { return x.start.Compare(y.start) })
	return out
}

// find gives the occurrence of that name: the key, or a day or time of it as
// people write it. Of a date that comes once "" names the one.
func (s *series) find(name string) (occurrence, error) {
	gone := Errorf(NotFound, "error.date_no_occurrence")
	if name == "" {
		return s.at(s.start), nil
	}
	wall, day, ok := readWall(name, s.zone)
	if !ok {
		return occurrence{}, Errorf(Invalid, "error.date_when", "Text", CleanName(name))
	}
	end := wall.Add(time.Second)
	if day {
		end = midnight(wall).AddDate(0, 0, 1)
	}
	for _, w := range s.walls(wall, end) {
		if !slices.Contains(s.Except, s.key(w)) {
			return s.at(w), nil
		}
	}
	for _, x := range s.Single { // by the time to which it was moved
		w, ok := wallAt(x.On)
		if !ok || slices.Contains(s.Except, x.On) {
			continue
		}
		if o := s.at(w); !o.wall.Before(wall) && o.wall.Before(end) {
			return o, nil
		}
	}
	return occurrence{}, gone
}

// repeats tells whether there is more than one occurrence.
func (s *series) repeats() bool { return s.rule != nil || len(s.Also) > 0 }

// wholeRule is the rule with its end; "" = once.
func (s *series) wholeRule() string {
	if s.rule == nil {
		return ""
	}
	return s.rule.rule(s.Whole, s.zone)
}

// setRule takes a rule and puts it where it is kept.
func (s *series) setRule(rule string) error {
	s.Rule, s.Until, s.rule = "", "", nil
	if rule == "" {
		return nil
	}
	r, err := readRepeat(rule, s.start, s.Whole, s.zone)
	if err != nil {
		return err
	}
	s.rule, s.Rule = &r, r.text
	if !r.until.IsZero() {
		s.Until = r.until.Format(wallForm)
	}
	return nil
}
