package main_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

type dateShape struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Zone      string    `json:"zone"`
	Place     string    `json:"place"`
	Text      string    `json:"text"`
	Repeat    string    `json:"repeat"`
	RSVP      string    `json:"rsvp"`
	Yes       int       `json:"yes"`
	No        int       `json:"no"`
	Maybe     int       `json:"maybe"`
	Only      string    `json:"only"`
	Cancelled bool      `json:"cancelled"`
	Remind    int       `json:"remind"`
	Answers   []struct {
		Name, Answer, Note string
	} `json:"answers"`
}

func TestCalendarByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		made := as[dateShape](t, must(t, anna, "Bitte Unterlagen mitbringen.\n",
			`cal new stadt/kreis "Runde; am Dienstag" --start "2030-03-26 10:00" --for 90m --zone Europe/Berlin --at "Rathaus, Zimmer 3" --repeat weekly --count 3 --remind 1h --json`))
		if made.Title != "Runde; am Dienstag" || made.Text != "Bitte Unterlagen mitbringen." || made.Place != "Rathaus, Zimmer 3" || made.Remind != 60 {
			t.Errorf("got %+v, want what was written", made)
		}
		list := func(args string) []dateShape {
			return as[[]dateShape](t, must(t, berta, "", "cal list stadt/kreis --from 2030-01-01 --to 2030-12-31 "+args+" --json"))
		}
		starts := func(dates []dateShape) string {
			var out []string
			for _, d := range dates {
				out = append(out, d.Start.Format("0102T1504Z"))
			}
			return strings.Join(out, " ")
		}
		if got := starts(list("")); got != "0326T0900Z 0402T0800Z 0409T0800Z" { // the clocks change on the 31st
			t.Errorf("got %s, want 10:00 in Berlin on three Tuesdays", got)
		}
		// Whatever the clocks of the machine show, lines say the date's own time.
		if got := must(t, berta, "", "cal list stadt/kreis --from 2030-01-01 --to 2030-12-31"); strings.Count(got.out, "10:00–11:30") != 3 {
			t.Errorf("got %+v, want 10:00–11:30 three times", got)
		}
		if got := must(t, berta, "", "cal list stadt/kreis --from 2030-01-01 --to 2030-12-31 --zone Asia/Tokyo"); !strings.Contains(got.out, "18:00–19:30 (Asia/Tokyo)") {
			t.Errorf("got %+v, want the time in Tokyo and its name", got)
		}
		id := made.ID
		must(t, anna, "", "cal rsvp "+id+" yes")
		must(t, berta, "", "cal rsvp "+id+" maybe wenn der Zug kommt")
		must(t, berta, "", "cal rsvp "+id+" no --only 2030-04-02")
		shown := as[dateShape](t, must(t, anna, "", "cal show "+id+" --only 2030-04-09 --json"))
		if shown.RSVP != "yes" || shown.Yes != 1 || shown.Maybe != 1 || shown.No != 0 || len(shown.Answers) < 2 || shown.Answers[1].Note != "wenn der Zug kommt" {
			t.Errorf("got %+v, want both answers", shown)
		}
		refused(t, berta, "", "cal edit "+id+" --title Meine", 4)
		refused(t, berta, "", "cal cancel "+id, 4)
		refused(t, anna, "", "cal new stadt/kreis Zuviel --start 2030-01-01T10:00 --repeat FREQ=SECONDLY", 2)
		refused(t, anna, "", "cal edit "+id+" --only 2030-04-03 --title Nie", 3)
		must(t, anna, "", `cal edit `+id+` --only 2030-04-02 --start "2030-04-03 14:00"`)
		must(t, anna, "", "cal cancel "+id+" --only 2030-04-09")
		if got := starts(list("")); got != "0326T0900Z 0403T1200Z" {
			t.Errorf("got %s, want one moved and one gone from the list", got)
		}
		if got := list("--cancelled"); len(got) != 3 || !got[2].Cancelled {
			t.Errorf("got %+v, want the cancelled one, too", got)
		}
		written(t, must(t, berta, "", "cal ics stadt/kreis").out)
		imports(t, p)
		reminds(t, p)
		p.stop()
	})
}

// written reads the file as another program does.
func written(t *testing.T, file string) {
	t.Helper()
	cal, err := ical.NewDecoder(strings.NewReader(file)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	if err := ical.NewEncoder(&bytes.Buffer{}).Encode(cal); err != nil {
		t.Errorf("not valid: %v", err)
	}
	var got []string
	for _, e := range cal.Events() {
		start, err := e.DateTimeStart(time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		title, _ := e.Props.Text(ical.PropSummary)
		got = append(got, start.UTC().Format("0102T1504Z ")+title)
	}
	if want := "[0326T0900Z Runde; am Dienstag 0403T1200Z Runde; am Dienstag]"; fmt.Sprint(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := strings.Count(strings.ReplaceAll(file, "\r\n", ""), "\n"); n > 0 {
		t.Errorf("got %d line ends that are not CRLF", n)
	}
}

// imports takes a file into the room, a wrong one and one that is far too large.
func imports(t *testing.T, p *program) {
	t.Helper()
	berta := p.member("berta")
	file := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20300101T000000Z\r\n" +
		"DTSTART;TZID=Europe/Vienna:20300501T190000\r\nDTEND;TZID=Europe/Vienna:20300501T210000\r\nSUMMARY:Maibaum\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:2@x\r\nSUMMARY:Ohne Zeit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	type outcome struct {
		Added, Updated, Unchanged int
		Faults                    []struct {
			Line int
			Why  string
		}
	}
	for _, want := range []string{"{1 0 0", "{0 0 1"} {
		got := as[outcome](t, must(t, berta, file, "cal import stadt/kreis --json"))
		if !strings.HasPrefix(fmt.Sprint(got), want) || len(got.Faults) != 1 || got.Faults[0].Line != 11 {
			t.Errorf("got %+v, want %s … and line 11 left out", got, want)
		}
	}
	refused(t, berta, "Liebe Berta,\n", "cal import stadt/kreis", 2)
	refused(t, berta, strings.Repeat("BEGIN:VCALENDAR\r\n", 300_000), "cal import stadt/kreis", 2)
	if got := must(t, berta, "", "cal list all --from 2030-05-01 --to 2030-05-31").out; !strings.Contains(got, "Maibaum") {
		t.Errorf("got %q, want the date that was taken", got)
	}
}

// reminds looks at the news of somebody whose reminder has come.
func reminds(t *testing.T, p *program) {
	t.Helper()
	anna, berta := p.member("anna"), p.member("berta")
	start := time.Now().Add(30 * time.Minute).UTC()
	id := as[dateShape](t, must(t, anna, "", "cal new stadt/kreis Gleich --start "+start.Format("2006-01-02T15:04")+" --zone UTC --json")).ID
	reminders := func() (n int) {
		for _, item := range as[[]struct {
			Kind, Title string
			ForMe       bool `json:"for_me"`
		}](t, must(t, berta, "", "news --json")) {
			if item.Kind == "reminder" && item.Title == "Gleich" && item.ForMe {
				n++
			}
		}
		return n
	}
	if got := reminders(); got != 0 {
		t.Errorf("got %d reminders, want none before one was asked for", got)
	}
	must(t, berta, "", "cal remind "+id+" 1h")
	if got := reminders(); got != 1 {
		t.Errorf("got %d reminders, want one", got)
	}
	must(t, berta, "", "cal remind "+id+" off")
	if got := reminders(); got != 0 {
		t.Errorf("got %d reminders, want none after it was switched off", got)
	}
}

// TestCalendarOnScreen answers to a date with arrows, Enter and digits.
func TestCalendarOnScreen(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	start := time.Now().AddDate(0, 0, 2).Format("2006-01-02")
	id := as[dateShape](t, must(t, anna, "", "cal new stadt/kreis Sitzung --start "+start+"T10:00 --json")).ID
	must(t, berta, "", "account settings --lang en")
	s := p.sit("berta", p.member("berta"), 80, 24)
	s.waitFor("Your rooms", "Steuerkreis", "Sitzung")
	s.openListed("Sitzung") // it comes up
	s.waitFor("Who comes", "No answer so far")
	s.press("1")
	s.waitFor("Yes: you")
	if got := as[dateShape](t, must(t, anna, "", "cal show "+id+" --json")); got.Yes != 1 {
		t.Errorf("got %+v, want berta's yes", got)
	}
	must(t, anna, "", "cal cancel "+id)
	s.waitFor("Cancelled: it will not take place.")
	s.press("esc")
	s.waitFor("Sitzung", "c new date", "cancelled ")
	s.press("tab")
	s.waitFor("Wk  Mon")
	p.stop()
}
