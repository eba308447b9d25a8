package house_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// calendarRoom is a house with a room f/r of anna, with bert and carl in it.
func calendarRoom(t *testing.T) (l *lodge, anna, bert, carl house.Actor) {
	t.Helper()
	l, anna, bert, carl = pair(t, house.RoomConference)
	_, err := l.Invite(t.Context(), anna, "f/r", "carl")
	l.must(err)
	_, err = l.Join(t.Context(), carl, "f/r")
	l.must(err)
	return l, anna, bert, carl
}

func (l *lodge) date(a house.Actor, spec house.DateSpec) house.MessageID {
	l.t.Helper()
	sent, err := l.NewDate(l.t.Context(), a, "f/r", spec)
	l.must(err)
	return sent.ID
}

// begins are the starts of all occurrences between two days, in their own zones.
func (l *lodge) begins(a house.Actor, from, to string) []string {
	l.t.Helper()
	var out []string
	for _, d := range l.dates(a, from, to) {
		out = append(out, beginning(d))
	}
	return out
}

func (l *lodge) dates(a house.Actor, from, to string) []house.Date {
	l.t.Helper()
	list, err := l.Dates(l.t.Context(), a, "f/r", day(from), day(to))
	l.must(err)
	return list
}

func beginning(d house.Date) string {
	if d.AllDay {
		return d.Start.Format(time.DateOnly)
	}
	zone, err := house.ZoneNamed(d.Zone)
	if err != nil {
		return err.Error()
	}
	return d.Start.In(zone).Format("2006-01-02 15:04 -0700")
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func wantLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTenStaysTenWhenTheClocksChange(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	l.date(anna, house.DateSpec{Title: "Runde", Start: "2026-03-22 10:00", Zone: "Europe/Berlin", Repeat: "weekly"})
	wantLines(t, "spring", l.begins(anna, "2026-03-20", "2026-04-06"),
		"2026-03-22 10:00 +0100", "2026-03-29 10:00 +0200", "2026-04-05 10:00 +0200")
	wantLines(t, "autumn", l.begins(anna, "2026-10-17", "2026-11-02"),
		"2026-10-18 10:00 +0200", "2026-10-25 10:00 +0100", "2026-11-01 10:00 +0100")
}

func TestHoursThatDoNotExistOrComeTwiceHaveAnAnswer(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	l.date(anna, house.DateSpec{Title: "Nachts", Start: "2026-03-28 02:30", For: time.Hour, Zone: "Europe/Berlin", Repeat: "daily", Count: 3})
	l.date(anna, house.DateSpec{Title: "Zweimal", Start: "2026-10-25 02:30", Zone: "Europe/Berlin"})
	l.date(anna, house.DateSpec{Title: "New York", Start: "2026-03-08 02:30", Zone: "America/New_York"})
	wantLines(t, "gap", l.begins(anna, "2026-03-27", "2026-04-06"),
		"2026-03-28 02:30 +0100", "2026-03-29 03:30 +0200", "2026-03-30 02:30 +0200")
	wantLines(t, "twice", l.begins(anna, "2026-10-20", "2026-10-30"), "2026-10-25 02:30 +0200")
	wantLines(t, "gap overseas", l.begins(anna, "2026-03-07", "2026-03-10"), "2026-03-08 03:30 -0400")
}

// TestRulesOfTheStandard has the examples of RFC 5545, section 3.8.5.3, that come at
// most daily.
func TestRulesOfTheStandard(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	for _, c := range []struct{ start, rule, from, to, want string }{
		{"1997-09-02", "FREQ=DAILY;COUNT=10", "1997-09-01", "1997-12-31", "0902 0903 0904 0905 0906 0907 0908 0909 0910 0911"},
		{"1997-09-02", "FREQ=DAILY;UNTIL=19970905T000000Z", "1997-09-01", "1997-12-31", "0902 0903 0904"},
		{"1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-01", "1997-12-31", "0902 0912 0922 1002 1012"},
		{"1998-01-01", "FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-29", "1999-01-03", "0129 0130 0131 0101 0102"},
		{"1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-01", "1997-10-31", "0902 0916 0930 1014 1028"},
		{"1997-09-02", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-01", "1997-12-31", "0902 0904 0909 0911 0916 0918 0923 0925 0930 1002"},
		{"1997-09-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-11-30", "1997-12-31", "1208 1210 1212 1222"},
		{"1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-12-01", "1998-12-31", "1205 0102 0206 0306 0403 0501 0605"},
		{"1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-01", "1998-02-01", "0907 0928 1102 1130 0104 0125"},
		{"1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-01", "1998-12-31", "0922 1020 1117 1222 0119 0216"},
		{"1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-01", "1998-01-31", "0928 1029 1128 1229 0129"},
		{"1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-12-01", "1998-12-31", "1202 1215 0102 0115"},
		{"1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-01", "1999-01-01", "0610 0710 0610 0710"},
		{"1997-03-10", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-01-01", "2000-01-01", "0310 0110 0210 0310"},
		{"1997-01-01", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01", "2001-01-01", "0101 0410 0719 0101 0409 0718"},
		{"1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997-01-01", "2000-01-01", "0519 0518 0517"},
		{"1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-01-01", "2000-01-01", "0512 0511 0517"},
		{"1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-01", "1998-03-13", "0313 0320 0327 0305 0312"},
		{"1998-02-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-01-01", "2000-12-31", "0213 0313 1113 0813 1013"},
		{"1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-01", "1998-01-31", "0913 1011 1108 1213 0110"},
		{"1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-01-01", "2005-01-01", "1105 1107 1102"},
		{"1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-01", "1998-01-31", "0904 1007 1106"},
		{"1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-01", "1998-01-01", "0929 1030 1127 1230"},
		{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-01", "1997-12-31", "0805 0810 0819 0824"},
		{"1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-01", "1997-12-31", "0805 0817 0819 0831"},
		{"2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-01", "2007-12-31", "0115 0130 0215 0315 0330"},
		// Long after the start, in the same phase as from it.
		{"1997-09-02", "FREQ=DAILY;INTERVAL=10", "2026-11-01", "2026-11-30", "1109 1119 1129"},
		{"1997-09-01", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR", "2026-11-01", "2026-11-30", "1116 1120"},
		{"2000-02-29", "FREQ=YEARLY", "2025-01-01", "2033-01-01", "0229 0229"},
		{"2026-01-31", "FREQ=MONTHLY", "2026-02-01", "2026-08-01", "0331 0531 0731"},
	} {
		id := l.date(anna, house.DateSpec{Title: c.rule, Start: c.start + " 09:00", Zone: "America/New_York", Repeat: c.rule})
		var got []string
		for _, d := range l.dates(anna, c.from, c.to) {
			got = append(got, d.Start.Format("0102"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s from %s: got %s, want %s", c.rule, c.start, got, c.want)
		}
		_, err := l.Delete(t.Context(), anna, id)
		l.must(err)
	}
}

// TestRulesThatExplodeAreRefused has rules that never end, never come, or would take
// the library beyond its tables.
func TestRulesThatExplodeAreRefused(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	many := make([]string, 200)
	for i := range many {
		many[i] = fmt.Sprint(i%31 + 1)
	}
	began := time.Now()
	for rule, key := range map[string]string{
		"FREQ=SECONDLY": "error.date_rule_often", "FREQ=MINUTELY;INTERVAL=5": "error.date_rule_often", "FREQ=HOURLY": "error.date_rule_often",
		"FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,15,30,45": "error.date_rule_often",
		"FREQ=DAILY;COUNT=1000000000":                                     "error.date_rule_count",
		"FREQ=DAILY;COUNT=99999999999999999999":                           "error.date_rule",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30":                             "error.date_rule_never",
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30":                              "error.date_rule_never",
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366":                              "error.date_rule_never",
		"FREQ=MONTHLY;BYDAY=20MO":                                         "error.date_rule",
		"FREQ=MONTHLY;BYDAY=-20MO":                                        "error.date_rule",
		"FREQ=YEARLY;BYMONTH=12;BYDAY=53MO":                               "error.date_rule",
		"FREQ=YEARLY;BYEASTER=400":                                        "error.date_rule",
		"FREQ=WEEKLY;BYDAY=2MO":                                           "error.date_rule",
		"FREQ=WEEKLY;BYMONTHDAY=3":                                        "error.date_rule",
		"FREQ=DAILY;INTERVAL=0":                                           "error.date_rule",
		"FREQ=DAILY;INTERVAL=9223372036854775807":                         "error.date_rule",
		"FREQ=DAILY;INTERVAL=-1":                                          "error.date_rule",
		"FREQ=DAILY;BYSETPOS=1":                                           "error.date_rule",
		"FREQ=DAILY;FREQ=DAILY":                                           "error.date_rule",
		"FREQ=DAILY;DTSTART=19970902T090000":                              "error.date_rule",
		"FREQ=DAILY;UNTIL=20251231":                                       "error.date_until",
		"FREQ=DAILY;COUNT=3;UNTIL=20291231":                               "error.date_rule",
		"FREQ=MONTHLY;BYMONTHDAY=" + strings.Join(many, ","):              "error.date_rule",
		"sometimes": "error.date_rule", "FREQ": "error.date_rule", "RRULE:": "error.date_rule", ";;;": "error.date_rule",
	} {
		_, err := l.NewDate(t.Context(), anna, "f/r", house.DateSpec{Title: "x", Start: "2026-12-01 10:00", Repeat: rule})
		wantKey(t, rule, err, key)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("refusing took %v", took)
	}
	if list := l.dates(anna, "2026-01-01", "2030-01-01"); len(list) != 0 {
		t.Errorf("got %d dates after refusals, want none", len(list))
	}
}

func TestEndlessRulesAreBoundedByTheWindow(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	l.date(anna, house.DateSpec{Title: "täglich", Start: "1950-01-01 10:00", Repeat: "daily"})
	if got := len(l.dates(anna, "2026-01-01", "2027-01-01")); got != 365 {
		t.Errorf("got %d days of a rule that began long ago, want 365", got)
	}
	_, err := l.Dates(t.Context(), anna, "f/r", day("1900-01-01"), day("2100-01-01"))
	wantKey(t, "two hundred years", err, "error.date_window")
	for range 2 {
		l.date(anna, house.DateSpec{Title: "auch täglich", Start: "1950-01-01 10:00", Repeat: "daily"})
	}
	_, err = l.Dates(t.Context(), anna, "f/r", day("2020-01-01"), day("2026-01-01"))
	wantKey(t, "thousands of occurrences", err, "error.date_many")
}
