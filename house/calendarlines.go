package house

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reading iCalendar. The reader is our own, since it has to say in which line
// something is wrong, must not believe what it reads, and takes no more memory than
// the file.

// How much of a file is read.
const (
	MaxICS       = 2 << 20 // bytes
	maxICSEvents = 2_000
	maxICSDepth  = 8
	maxICSFaults = 50
	maxICSValues = 2_000 // of one event
)

// ImportFault is a line of a file that could not be taken, and why.
type ImportFault struct {
	Line  int
	Title string // of the event, "" = not known
	Why   error  // an Error
}

// icsLine is a content line, unfolded.
type icsLine struct {
	number int
	name   string
	params map[string]string // by name in upper case; the first value of each
	value  string
}

// icsEvent is a VEVENT as it was read.
type icsEvent struct {
	line  int
	props map[string][]icsLine
	count int
	alarm *icsLine // the first trigger
	fault *ImportFault
}

func (e *icsEvent) first(name string) (icsLine, bool) {
	if all := e.props[name]; len(all) > 0 {
		return all[0], true
	}
	return icsLine{}, false
}

func (e *icsEvent) text(name string) string {
	l, _ := e.first(name)
	return icsText(l.value)
}

// icsFile is what was found in a file.
type icsFile struct {
	events []*icsEvent
	faults []ImportFault
	places map[string]string // zones by the names that the file gives them
	zone   string            // X-WR-TIMEZONE

	stack []string
	event *icsEvent
	tzid  string
	lines int
}

// icsProps are the properties of an event that are kept.
func icsProps() []string {
	return []string{
		"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE",
		"RECURRENCE-ID", "STATUS", "SEQUENCE",
	}
}

// readICS takes a file apart. What is no calendar, has no end or is too large is
// refused as a whole.
func readICS(data string) (*icsFile, error) {
	if len(data) > MaxICS {
		return nil, Errorf(Invalid, "error.ics_large", "Max", MaxICS>>20)
	}
	f := &icsFile{places: map[string]string{}}
	number := 0
	var folded strings.Builder
	at := 0
	flush := func() error {
		defer folded.Reset()
		if strings.TrimSpace(folded.String()) == "" {
			return nil
		}
		return f.take(at, folded.String())
	}
	for line := range strings.SplitSeq(strings.TrimPrefix(data, "\uFEFF"), "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if line != "" && (line[0] == ' ' || line[0] == '\t') && folded.Len() > 0 {
			folded.WriteString(line[1:])
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		at = number
		folded.WriteString(line)
	}
	if err := flush(); err != nil {
		return nil, err
	}
	if len(f.stack) > 0 || f.lines == 0 {
		return nil, Errorf(Invalid, "error.ics_cut", "Line", number)
	}
	return f, nil
}

// take reads one content line.
func (f *icsFile) take(number int, s string) error {
	l, ok := readLine(number, s)
	if f.lines++; f.lines == 1 && (l.name != "BEGIN" || !strings.EqualFold(l.value, "VCALENDAR")) {
		return Errorf(Invalid, "error.ics_none", "Line", number)
	}
	switch {
	case !ok:
		return f.fault(number)
	case l.name == "BEGIN":
		return f.begin(l)
	case l.name == "END":
		return f.end(l)
	case len(f.stack) == 0:
		return Errorf(Invalid, "error.ics_none", "Line", number)
	}
	f.property(l)
	return nil
}

// fault keeps that a line cannot be read. The event it stands in is not taken.
func (f *icsFile) fault(number int) error {
	fault := ImportFault{Line: number, Why: Errorf(Invalid, "error.ics_line")}
	if f.event != nil {
		if f.event.fault == nil {
			f.event.fault = &fault
		}
		return nil
	}
	f.faults = append(f.faults, fault)
	if len(f.faults) > maxICSFaults {
		return Errorf(Invalid, "error.ics_none", "Line", number)
	}
	return nil
}

func (f *icsFile) begin(l icsLine) error {
	name := strings.ToUpper(l.value)
	if len(f.stack) >= maxICSDepth || (name == "VCALENDAR") != (len(f.stack) == 0) {
		return Errorf(Invalid, "error.ics_order", "Line", l.number)
	}
	f.stack = append(f.stack, name)
	switch name {
	case "VEVENT":
		if f.event != nil {
			return Errorf(Invalid, "error.ics_order", "Line", l.number)
		}
		f.event = &icsEvent{line: l.number, props: map[string][]icsLine{}}
	case "VTIMEZONE":
		f.tzid = ""
	}
	return nil
}

func (f *icsFile) end(l icsLine) error {
	name, last := strings.ToUpper(l.value), len(f.stack)-1
	if last < 0 || f.stack[last] != name {
		return Errorf(Invalid, "error.ics_order", "Line", l.number)
	}
	f.stack = f.stack[:last]
	if name == "VEVENT" {
		f.events, f.event = append(f.events, f.event), nil
		if len(f.events) > maxICSEvents {
			return Errorf(Invalid, "error.ics_many", "Max", maxICSEvents)
		}
	}
	return nil
}

func (f *icsFile) property(l icsLine) {
	switch f.stack[len(f.stack)-1] {
	case "VCALENDAR":
		if l.name == "X-WR-TIMEZONE" {
			f.zone = l.value
		}
	case "VTIMEZONE":
		switch l.name {
		case "TZID":
			f.tzid = l.value
		case "X-LIC-LOCATION":
			if f.tzid != "" && len(f.places) < maxICSEvents {
				f.places[f.tzid] = l.value
			}
		}
	case "VEVENT":
		if f.event.count++; f.event.count <= maxICSValues && slices.Contains(icsProps(), l.name) {
			f.event.props[l.name] = append(f.event.props[l.name], l)
		}
	case "VALARM":
		if f.event != nil && f.event.alarm == nil && l.name == "TRIGGER" {
			f.event.alarm = &l
		}
	}
}

// readLine reads NAME;PARAM=VALUE;PARAM="VALUE":VALUE.
func readICSName(s string) int {
	return strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	})
}

func readLine(number int, s string) (icsLine, bool) {
	l := icsLine{number: number, params: map[string]string{}}
	end := readICSName(s)
	if end <= 0 {
		return l, false
	}
	l.name = strings.ToUpper(s[:end])
	s = s[end:]
	for strings.HasPrefix(s, ";") {
		s = s[1:]
		end := readICSName(s)
		if end <= 0 || s[end] != '=' {
			return l, false
		}
		name := strings.ToUpper(s[:end])
		value, rest, ok := readParam(s[end+1:])
		if !ok {
			return l, false
		}
		if _, known := l.params[name]; !known {
			l.params[name] = value
		}
		s = rest
	}
	if !strings.HasPrefix(s, ":") {
		return l, false
	}
	l.value = s[1:]
	return l, true
}

// readParam reads the values of a parameter and gives the first.
func readParam(s string) (first, rest string, ok bool) {
	for n := 0; ; n++ {
		var value string
		if quoted, found := strings.CutPrefix(s, `"`); found {
			if value, s, found = strings.Cut(quoted, `"`); !found {
				return "", "", false
			}
		} else {
			end := strings.IndexAny(s, ";:,\"")
			if end < 0 || s[end] == '"' {
				return "", "", false
			}
			value, s = s[:end], s[end:]
		}
		if n == 0 {
			first = value
		}
		if !strings.HasPrefix(s, ",") {
			return first, s, true
		}
		s = s[1:]
	}
}

// icsText undoes the escapes of a text.
func icsText(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\;`, ";", `\,`, ",").Replace(s)
}

// icsDuration reads a duration such as -PT15M or P1DT2H.
func icsDuration(s string) (time.Duration, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	sign := time.Duration(1)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = -1, rest
	}
	s = strings.TrimPrefix(s, "+")
	s, ok := strings.CutPrefix(s, "P")
	if !ok || s == "" || len(s) > 30 {
		return 0, false
	}
	var total time.Duration
	clock := false
	for s != "" {
		if rest, ok := strings.CutPrefix(s, "T"); ok && !clock {
			clock, s = true, rest
			continue
		}
		end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if end <= 0 || end > 7 {
			return 0, false
		}
		n, _ := strconv.Atoi(s[:end])
		unit, known := map[string]time.Duration{
			"W": 7 * 24 * time.Hour, "D": 24 * time.Hour, "TH": time.Hour, "TM": time.Minute, "TS": time.Second,
		}[map[bool]string{true: "T"}[clock]+s[end:end+1]]
		if !known {
			return 0, false
		}
		total += time.Duration(n) * unit
		if total > 100*366*24*time.Hour {
			return 0, false
		}
		s = s[end+1:]
	}
	return sign * total, true
}
