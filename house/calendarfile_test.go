package house_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"stockwerk/house"
)

// parsed reads a file with a parser that has nothing to do with the one that wrote
// it, checks it against that one's rules and looks at the bytes.
func parsed(t *testing.T, file []byte) *ical.Calendar {
	t.Helper()
	cal, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatalf("decode: %v\n%s", err, file)
	}
	if err := ical.NewEncoder(&bytes.Buffer{}).Encode(cal); err != nil && len(cal.Children) > 0 {
		t.Errorf("the file is not valid: %v", err)
	}
	for _, fault := range faults(file) {
		t.Error(fault)
	}
	return cal
}

// contentLine is RFC 5545, section 3.1, for the parameters that we write.
var contentLine = regexp.MustCompile(`^[A-Z][A-Z-]*(;[A-Z-]+=[A-Za-z0-9/_+-]+)*:`)

// faults are what is wrong with the bytes of a file.
func faults(file []byte) []string {
	var out []string
	text := string(file)
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		out = append(out, "the file is no whole UTF-8 text")
	}
	var open []string
	known := map[string]bool{}
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	for i, line := range lines {
		switch {
		case strings.ContainsAny(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }):
			out = append(out, fmt.Sprintf("line %d holds a control character", i+1))
		case len(line) > 75:
			out = append(out, fmt.Sprintf("line %d has %d octets", i+1, len(line)))
		case !strings.HasPrefix(line, " ") && !contentLine.MatchString(line):
			out = append(out, fmt.Sprintf("line %d is no content line: %s", i+1, line))
		}
		if name, ok := strings.CutPrefix(line, "BEGIN:"); ok {
			open = append(open, name)
		}
		if name, ok := strings.CutPrefix(line, "END:"); ok {
			if len(open) == 0 || open[len(open)-1] != name {
				out = append(out, fmt.Sprintf("line %d ends what did not begin", i+1))
				break
			}
			open = open[:len(open)-1]
		}
		if zone, ok := strings.CutPrefix(line, "TZID:"); ok {
			known[zone] = true
		}
	}
	for _, m := range regexp.MustCompile(`;TZID=([^:;]+):`).FindAllStringSubmatch(text, -1) {
		if !known[m[1]] {
			out = append(out, "the zone "+m[1]+" is not described")
		}
	}
	return out
}

// TestFaultsAreFound is the negative control of faults.
func TestFaultsAreFound(t *testing.T) {
	for name, body := range map[string]string{
		"a long line": "SUMMARY:" + strings.Repeat("x", 80), "a bare line": "what is this", "a control": "SUMMARY:a\x07b", "a bare end": "END:VEVENT",
		"a strange zone": "DTSTART;TZID=Mars/Olympus:20260101T100000", "a bare line feed": "SUMMARY:a\nb",
	} {
		if got := faults([]byte("BEGIN:VCALENDAR\r\n" + body + "\r\nEND:VCALENDAR\r\n")); len(got) == 0 {
			t.Errorf("%s: got no fault", name)
		}
	}
	if got := faults([]byte("BEGIN:VCALENDAR\r\nSUMMARY:a\\, b\r\n  c\r\nEND:VCALENDAR\r\n")); len(got) != 0 {
		t.Errorf("got %q for a good file", got)
	}
}

// full is a calendar with one of everything.
func full(l *lodge, a house.Actor) {
	l.t.Helper()
	ctx := l.t.Context()
	series := weekly()
	series.Title = "Runde; mit Komma, Strichpunkt, \\ und „Anführung“: 会議室 👩‍👩‍👧 " + strings.Repeat("Ölfässer ", 15)
	series.Text = "Zeile eins\nZeile zwei, mit Komma; und\\n keiner dritten\n\n  eingerückt"
	series.Remind = 10 * time.Minute
	id := l.date(a, series)
	start, title := "2026-12-09 14:00", "Anderswann"
	_, err := l.EditDate(ctx, a, id, "2026-12-08", house.DateEdit{Start: &start, Title: &title})
	l.must(err)
	_, err = l.CancelDate(ctx, a, id, "2026-12-15", false)
	l.must(err)
	l.date(a, house.DateSpec{Title: "Klausur", Start: "2026-12-28", End: "2026-12-30", Repeat: "yearly", Until: "2030-12-31"})
	l.date(a, house.DateSpec{Title: "Ruf", Start: "2026-12-03 09:00", Zone: "UTC", For: 20 * time.Minute})
	l.date(a, house.DateSpec{Title: "Übersee", Start: "2026-03-07 17:00", Zone: "America/New_York", Repeat: "FREQ=WEEKLY;BYDAY=SA", Until: "2026-12-31"})
	l.date(a, house.DateSpec{Title: "Kathmandu", Start: "2026-12-05 09:00", Zone: "Asia/Kathmandu"})
	l.date(a, house.DateSpec{Title: "Doppelte Stunde", Start: "2026-10-25 01:30", End: "2026-10-25 02:30", For: 0, Zone: "Europe/Berlin"})
	gone := l.date(a, house.DateSpec{Title: "Abgesagt", Start: "2026-12-06 09:00", Zone: "Europe/Berlin"})
	_, err = l.CancelDate(ctx, a, gone, "", false)
	l.must(err)
}

func TestFileIsReadByAnotherParser(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	full(l, anna)
	file, err := l.CalendarICS(t.Context(), bert, "f/r")
	l.must(err)
	cal := parsed(t, file)
	if again, err := l.CalendarICS(t.Context(), bert, "f/r"); err != nil || !bytes.Equal(file, again) {
		t.Errorf("got another file the second time, %v", err)
	}
	byTitle := map[string]ical.Event{}
	uids := map[string]int{}
	for _, e := range cal.Events() {
		title, err := e.Props.Text(ical.PropSummary)
		l.must(err)
		byTitle[title[:min(4, len(title))]] = e
		uid, _ := e.Props.Text(ical.PropUID)
		if e.Props.Get(ical.PropRecurrenceID) == nil {
			uids[uid]++
		}
	}
	for uid, n := range uids {
		if n != 1 {
			t.Errorf("got the UID %s %d times", uid, n)
		}
	}
	series := byTitle["Rund"]
	if text, err := series.Props.Text(ical.PropDescription); err != nil || text != "Zeile eins\nZeile zwei, mit Komma; und\\n keiner dritten\n\n  eingerückt" {
		t.Errorf("got %q, %v, want the text as it was", text, err)
	}
	if title, _ := series.Props.Text(ical.PropSummary); !strings.HasPrefix(title, "Runde; mit Komma, Strichpunkt, \\ und „Anführung“: 会議室 👩‍👩‍👧 Öl") {
		t.Errorf("got the title %q", title)
	}
	zone, _ := house.ZoneNamed("Europe/Berlin")
	set, err := series.RecurrenceSet(zone)
	l.must(err)
	var got []string
	for _, at := range set.All() {
		got = append(got, at.In(zone).Format("2006-01-02 15:04"))
	}
	wantLines(t, "the series without what was cancelled", got, "2026-12-01 10:00", "2026-12-08 10:00", "2026-12-22 10:00")
	moved := byTitle["Ande"]
	if at, err := moved.Props.DateTime(ical.PropRecurrenceID, zone); err != nil || at.Format("2006-01-02 15:04 MST") != "2026-12-08 10:00 CET" {
		t.Errorf("got %v, %v, want the 8th as what was moved", at, err)
	}
	if at, err := moved.DateTimeStart(zone); err != nil || at.Format("2006-01-02 15:04") != "2026-12-09 14:00" {
		t.Errorf("got %v, %v, want the 9th", at, err)
	}
	whole := byTitle["Klau"]
	if p := whole.Props.Get(ical.PropDateTimeEnd); p.Value != "20261231" || p.ValueType() != ical.ValueDate {
		t.Errorf("got %+v, want the day after the last", p)
	}
	if status, err := (&ical.Event{Component: byTitle["Abge"].Component}).Status(); err != nil || status != ical.EventCancelled {
		t.Errorf("got %v, %v, want it cancelled", status, err)
	}
	if len(series.Children) != 1 || series.Children[0].Props.Get(ical.PropTrigger).Value != "-PT10M" {
		t.Errorf("got %+v, want a reminder ten minutes before", series.Children)
	}
	for title, want := range map[string]string{"Ruf": "2026-12-03T09:00:00Z", "Kath": "2026-12-05T03:15:00Z", "Dopp": "2026-10-24T23:30:00Z"} {
		for name, e := range byTitle {
			if strings.HasPrefix(name, title) {
				if at, err := e.DateTimeStart(time.UTC); err != nil || at.UTC().Format(time.RFC3339) != want {
					t.Errorf("%s: got %v, %v, want %s", title, at.UTC(), err, want)
				}
			}
		}
	}
}

// TestZonesOfTheFileAreTheirs lets the described changes of the clocks tell the time
// of each day of some years, and compares with the zone itself.
func TestZonesOfTheFileAreTheirs(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin"}
	for _, zone := range zones {
		l.date(anna, house.DateSpec{Title: zone, Start: "2009-03-01 10:00", Zone: zone, Repeat: "yearly"})
	}
	file, err := l.CalendarICS(t.Context(), anna, "f/r")
	l.must(err)
	for _, part := range parsed(t, file).Children {
		if part.Name != ical.CompTimezone {
			continue
		}
		name, _ := part.Props.Text(ical.PropTimezoneID)
		zone, err := house.ZoneNamed(name)
		l.must(err)
		for day := time.Date(2009, 3, 2, 12, 0, 0, 0, time.UTC); day.Year() < 2031; day = day.AddDate(0, 0, 1) {
			_, want := day.In(zone).Zone()
			if got := described(t, part, day); got != want {
				t.Errorf("%s, %s: got %d, want %d", name, day.Format(time.DateOnly), got, want)
				break
			}
		}
	}
}

// described is the offset at an instant by the changes of a VTIMEZONE, in seconds.
func described(t *testing.T, zone *ical.Component, at time.Time) int {
	t.Helper()
	seconds := func(s string) int {
		var h, m int
		if _, err := fmt.Sscanf(s[1:5], "%02d%02d", &h, &m); err != nil {
			t.Fatal(err)
		}
		if s[0] == '-' {
			return -h*3600 - m*60
		}
		return h*3600 + m*60
	}
	var last time.Time
	offset := 0
	for _, part := range zone.Children {
		from := seconds(part.Props.Get(ical.PropTimezoneOffsetFrom).Value)
		start, err := part.Props.DateTime(ical.PropDateTimeStart, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		begins := start
		if set, err := part.RecurrenceSet(time.UTC); err == nil && set != nil {
			begins = set.Before(at.Add(time.Duration(from)*time.Second), true)
		}
		if begins = begins.Add(-time.Duration(from) * time.Second); !begins.After(at) && begins.After(last) && !begins.IsZero() {
			last, offset = begins, seconds(part.Props.Get(ical.PropTimezoneOffsetTo).Value)
		}
	}
	return offset
}

func TestFileComesBackAsItWas(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	ctx := t.Context()
	full(l, anna)
	file, err := l.CalendarICS(ctx, anna, "f/r")
	l.must(err)
	done, err := l.ImportICS(ctx, anna, "f/r", string(file), "")
	if err != nil || done.Unchanged != 7 || done.Added+done.Updated+len(done.Faults) != 0 {
		t.Errorf("got %+v, %v, want all seven unchanged in their own room", done, err)
	}
	l.room(anna, "f/other", house.RoomConference)
	done, err = l.ImportICS(ctx, anna, "f/other", string(file), "")
	if err != nil || done.Added != 7 || len(done.Faults) != 0 {
		t.Fatalf("got %+v, %v, want seven added", done, err)
	}
	show := func(place string) []string {
		var out []string
		list, err := l.Dates(ctx, anna, place, day("2026-01-01"), day("2028-12-31"))
		l.must(err)
		for _, d := range list {
			if place == "f/r" && d.On != "" && d.Cancelled {
				continue // a file leaves them out
			}
			out = append(out, fmt.Sprint(beginning(d), " ", d.End.Sub(d.Start), " ", d.Title, " ", d.Where, " ", d.Repeat, " ", d.Remind, " ", d.Cancelled, " ", d.Moved))
		}
		return out
	}
	wantLines(t, "the other room", show("f/other"), show("f/r")...)
	all, err := l.CalendarICS(ctx, anna, "")
	l.must(err)
	uids := map[string]bool{}
	for _, e := range parsed(t, all).Events() {
		uid, _ := e.Props.Text(ical.PropUID)
		if e.Props.Get(ical.PropRecurrenceID) == nil && uids[uid] {
			t.Errorf("got the UID %s twice in a file of all rooms", uid)
		}
		uids[uid] = true
	}
}
