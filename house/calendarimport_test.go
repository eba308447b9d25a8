package house_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// lines makes a calendar of lines.
func lines(body ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" + strings.Join(body, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

// event makes a VEVENT of lines.
func event(body ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(body, "\r\n") + "\r\nEND:VEVENT"
}

func TestFileOfTheStandardIsTaken(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	ctx := t.Context()
	// After RFC 5545, section 4, with other events.
	file := lines(
		"BEGIN:VTIMEZONE", "TZID:Standardzeit Mitte", "X-LIC-LOCATION:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19981025T030000",
		"TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:MEZ", "END:STANDARD", "END:VTIMEZONE",
		event("UID:1@example", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=\"Standardzeit Mitte\":20261201T100000", "DTEND;TZID=Standardzeit Mitte:20261201T113000",
			"SUMMARY:Sitzung\\, lang", "DESCRIPTION:Eins\\nZwei \\; und eine Zeile\\, die um", " gebrochen ist", "LOCATION:Rathaus",
			"RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Standardzeit Mitte:20261208T100000", "ATTENDEE;CN=\"Mara; K.\":mailto:mara@example.org",
			"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER;RELATED=START:-PT15M", "END:VALARM"),
		event("UID:1@example", "RECURRENCE-ID;TZID=Standardzeit Mitte:20261215T100000", "DTSTART;TZID=Standardzeit Mitte:20261216T140000",
			"DTEND;TZID=Standardzeit Mitte:20261216T153000", "SUMMARY:Sitzung\\, kurz"),
		event("uid:2@example", "dtstart;value=date:20261224", "summary:Heiligabend"),
		event("UID:3@example", "DTSTART:20261203T083000Z", "DURATION:PT1H30M", "SUMMARY:In UTC"),
		event("UID:4@example", "DTSTART;TZID=W. Europe Standard Time:20261204T090000", "SUMMARY:Aus dem Büro"),
		event("UID:5@example", "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Vienna:20261205T090000", "SUMMARY:Mit Vorspann"),
		event("UID:6@example", "DTSTART:20261206T090000", "DTEND:20261206T100000", "SUMMARY:Ohne Zone"),
	)
	done, err := l.ImportICS(ctx, anna, "f/r", file, "Asia/Tokyo")
	if err != nil || done.Added != 6 || len(done.Faults) != 0 {
		t.Fatalf("got %+v, %v, want six added", done, err)
	}
	var got []string
	for _, d := range l.dates(bert, "2026-11-01", "2027-01-31") {
		got = append(got, fmt.Sprintf("%s %v %s", beginning(d), d.End.Sub(d.Start), d.Title))
	}
	wantLines(t, "imported", got,
		"2026-12-01 10:00 +0100 1h30m0s Sitzung, lang", "2026-12-03 08:30 +0000 1h30m0s In UTC", "2026-12-04 09:00 +0100 0s Aus dem Büro",
		"2026-12-05 09:00 +0100 0s Mit Vorspann", "2026-12-06 09:00 +0900 1h0m0s Ohne Zone", "2026-12-16 14:00 +0100 1h30m0s Sitzung, kurz",
		"2026-12-22 10:00 +0100 1h30m0s Sitzung, lang", "2026-12-24 24h0m0s Heiligabend")
	first := l.dates(bert, "2026-12-01", "2026-12-02")[0]
	if first.Text != "Eins\nZwei ; und eine Zeile, die umgebrochen ist" || first.Where != "Rathaus" || first.Remind != 15*time.Minute {
		t.Errorf("got %+v, want text, place and reminder", first)
	}
}

func TestSameUIDUpdatesInsteadOfDoubling(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	ctx := t.Context()
	take := func(a house.Actor, title string) house.Import {
		t.Helper()
		done, err := l.ImportICS(ctx, a, "f/r", lines(event("UID:1", "DTSTART:20261203T083000Z", "DTEND:20261203T093000Z", "SUMMARY:"+title)), "")
		l.must(err)
		return done
	}
	if got := take(anna, "Alt"); got.Added != 1 {
		t.Errorf("got %+v, want it added", got)
	}
	if got := take(anna, "Alt"); got.Unchanged != 1 || got.Added != 0 {
		t.Errorf("got %+v, want it unchanged", got)
	}
	if got := take(anna, "Neu"); got.Updated != 1 || got.Added != 0 {
		t.Errorf("got %+v, want it updated", got)
	}
	if got := take(bert, "Fremd"); len(got.Faults) != 1 || !house.IsKey(got.Faults[0].Why, "error.forbidden") {
		t.Errorf("got %+v, want bert kept from anna's date", got)
	}
	list := l.dates(bert, "2026-12-01", "2026-12-31")
	if len(list) != 1 || list[0].Title != "Neu" {
		t.Errorf("got %+v, want one date with the new title", list)
	}
	_, err := l.Delete(ctx, anna, list[0].ID)
	l.must(err)
	if got := take(anna, "Neu"); got.Added != 1 || len(l.dates(bert, "2026-12-01", "2026-12-31")) != 1 {
		t.Errorf("got %+v, want it back after it was deleted", got)
	}
}

func TestWhatCannotBeTakenIsNamedWithItsLine(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	good := event("UID:good", "DTSTART:20261203T083000Z", "SUMMARY:Gut")
	for name, c := range map[string]struct {
		body string
		line int
		key  string
	}{
		"no start":              {event("UID:x", "SUMMARY:x"), 4, "error.ics_start"},
		"no title":              {event("UID:x", "DTSTART:20261203T083000Z"), 4, "error.ics_title"},
		"a time in words":       {event("UID:x", "SUMMARY:x", "DTSTART:soon"), 4, "error.ics_time"},
		"an unknown zone":       {event("UID:x", "SUMMARY:x", "DTSTART;TZID=Mars/Olympus:20261203T083000"), 4, "error.date_zone"},
		"every second":          {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "RRULE:FREQ=SECONDLY"), 4, "error.date_rule_often"},
		"a billion times":       {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "RRULE:FREQ=DAILY;COUNT=1000000000"), 4, "error.date_rule_count"},
		"two rules":             {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), 4, "error.date_rule"},
		"a line without colon":  {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "nonsense"), 8, "error.ics_line"},
		"an open quotation":     {event("UID:x", "SUMMARY:x", "DTSTART;TZID=\"Europe/Berlin:20261203T083000"), 7, "error.ics_line"},
		"an end before":         {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "DTEND:20261202T083000Z"), 4, "error.date_end"},
		"days and times":        {event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "DTEND;VALUE=DATE:20261204"), 4, "error.ics_time"},
		"the same UID twice":    {good, 4 + 5, "error.ics_twice"},
		"an occurrence of none": {event("UID:good", "SUMMARY:x", "DTSTART:20261203T083000Z", "RECURRENCE-ID:20261204T083000Z"), 4, "error.date_no_occurrence"},
		"all that follow":       {event("UID:good", "SUMMARY:x", "DTSTART:20261203T083000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T083000Z"), 4, "error.ics_range"},
		"a long title":          {event("UID:x", "SUMMARY:"+strings.Repeat("x", 400), "DTSTART:20261203T083000Z"), 4, "error.too_long"},
		"a year nobody means":   {event("UID:x", "SUMMARY:x", "DTSTART:99990101T000000Z"), 4, "error.ics_time"},
		"too many exceptions": {
			event("UID:x", "SUMMARY:x", "DTSTART:20261203T083000Z", "RRULE:FREQ=DAILY", "EXDATE:"+strings.Repeat("20261203T083000Z,", 1500)+"20261203T083000Z"), 4, "error.date_singles",
		},
	} {
		place := "f/" + strings.ReplaceAll(strings.ToLower(name), " ", "-")
		l.room(anna, place, house.RoomConference)
		done, err := l.ImportICS(t.Context(), anna, place, lines(c.body, good), "")
		if err != nil || done.Added != 1 || len(done.Faults) != 1 || done.Faults[0].Line != c.line || !house.IsKey(done.Faults[0].Why, c.key) {
			t.Errorf("%s: got %+v, %v, want line %d left out for %s and the other taken", name, done, err, c.line, c.key)
		}
	}
}

func TestFilesThatAreNoneAreRefusedWhole(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	good := event("UID:good", "DTSTART:20261203T083000Z", "SUMMARY:Gut")
	for name, c := range map[string]struct{ data, key string }{
		"nothing":         {"", "error.ics_cut"},
		"a letter":        {"Liebe Mara,\r\nanbei der Kalender.\r\n", "error.ics_none"},
		"an event alone":  {good, "error.ics_none"},
		"cut off":         {strings.TrimSuffix(lines(good), "END:VCALENDAR\r\n"), "error.ics_cut"},
		"cut in an event": {lines(good)[:100], "error.ics_cut"},
		"crossed":         {lines("BEGIN:VEVENT", "END:VALARM"), "error.ics_order"},
		"deep":            {lines(strings.Repeat("BEGIN:VALARM\r\n", 100_000)), "error.ics_order"},
		"after the end":   {lines(good) + "SUMMARY:x\r\n", "error.ics_none"},
		"noise":           {lines(strings.Repeat("\x00\xff\xfe noise\r\n", 200), good), "error.ics_none"},
		"too large":       {lines(event("UID:x", "DTSTART:20261203T083000Z", "SUMMARY:x", "DESCRIPTION:"+strings.Repeat("x", house.MaxICS))), "error.ics_large"},
		"too many":        {lines(strings.Repeat("BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", 2001)), "error.ics_many"},
	} {
		began := time.Now()
		_, err := l.ImportICS(t.Context(), anna, "f/r", c.data, "")
		wantKey(t, name, err, c.key)
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s: refusing took %v", name, took)
		}
	}
	if list := l.dates(anna, "2020-01-01", "2029-01-01"); len(list) != 0 {
		t.Errorf("got %d dates, want none of refused files", len(list))
	}
}

func TestHostileWordsOfAFileAreCleaned(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	_, err := l.ImportICS(t.Context(), anna, "f/r", lines(event("UID:\x1b[2J", "DTSTART:20261203T083000Z",
		"SUMMARY:Treffen\x1b[2J\x1b]0;pwned\x07\u202egpj.exe", "LOCATION:\x1b[31mrot", "DESCRIPTION:a\x00b\\n\x1b[1mc")), "")
	l.must(err)
	d := l.dates(bert, "2026-12-01", "2026-12-31")[0]
	if all := d.Title + d.Where + d.Text; strings.ContainsAny(all, "\x1b\x00\x07\u202e") {
		t.Errorf("got %q, want no control characters", all)
	}
	file, err := l.CalendarICS(t.Context(), bert, "f/r")
	l.must(err)
	parsed(t, file)
}

func TestManyDatesAreTakenAndListedInTime(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	events := make([]string, 400)
	for i := range events {
		events[i] = event(fmt.Sprintf("UID:%d", i), "DTSTART:20100101T083000Z", fmt.Sprintf("SUMMARY:Nr. %d", i), "RRULE:FREQ=DAILY;INTERVAL=400")
	}
	done, err := l.ImportICS(t.Context(), anna, "f/r", lines(events...), "")
	if err != nil || done.Added != 400 {
		t.Fatalf("got %d added, %v, want 400", done.Added, err)
	}
	began := time.Now()
	list := l.dates(anna, "2026-01-01", "2027-02-05")
	if took := time.Since(began); took > 2*time.Second || len(list) != 400 {
		t.Errorf("got %d dates in %v, want 400 in a moment", len(list), took)
	}
}
