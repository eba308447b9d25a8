package house_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// weekly is a series of four Tuesdays in December.
func weekly() house.DateSpec {
	return house.DateSpec{
		Title: "Runde", Text: "Bitte pünktlich.", Where: "Rathaus", Start: "2026-12-01 10:00", End: "11:30", Zone: "Europe/Berlin",
		Repeat: "weekly", Count: 4,
	}
}

func TestDateIsSeenByTheOthersOfTheRoomAlone(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	id := l.date(anna, weekly())
	d, err := l.Date(t.Context(), bert, id, "2026-12-08")
	if err != nil || d.Title != "Runde" || d.Where != "Rathaus" || d.Author != "anna" || d.Mine || d.On != "2026-12-08T10:00:00" {
		t.Errorf("got %+v, %v, want anna's second Tuesday", d, err)
	}
	if got := d.End.Sub(d.Start); got != 90*time.Minute {
		t.Errorf("got %v, want an hour and a half", got)
	}
	dora := l.member("dora")
	_, err = l.Date(t.Context(), dora, id, "")
	wantKey(t, "a stranger", err, "error.not_found")
	_, err = l.Dates(t.Context(), dora, "f/r", day("2026-12-01"), day("2027-01-01"))
	wantKey(t, "a stranger's list", err, "error.no_such_room")
	if all, err := l.Dates(t.Context(), dora, "", day("2026-12-01"), day("2027-01-01")); err != nil || len(all) != 0 {
		t.Errorf("got %d dates, %v, want none for a stranger", len(all), err)
	}
	if all, err := l.Dates(t.Context(), bert, "", day("2026-12-01"), day("2027-01-01")); err != nil || len(all) != 4 {
		t.Errorf("got %d dates, %v, want four in all rooms", len(all), err)
	}
}

func TestNewDatesAreUnreadForTheOthers(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	l.date(anna, weekly())
	news, err := l.News(t.Context(), bert)
	l.must(err)
	found := false
	for _, n := range news {
		found = found || n.Kind == string(house.KindDate) && n.Unread == 1 && n.Place == "f/r/calendar"
	}
	if !found {
		t.Errorf("got %+v, want a date among the news", news)
	}
}

func TestSingleOccurrencesAreMovedAndCancelled(t *testing.T) {
	l, anna, bert, _ := calendarRoom(t)
	id := l.date(anna, weekly())
	start, title := "2026-12-09 14:00", "Runde, später"
	if _, err := l.EditDate(t.Context(), anna, id, "2026-12-08", house.DateEdit{Start: &start, Title: &title}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.CancelDate(t.Context(), anna, id, "2026-12-15 10:00", false); err != nil {
		t.Fatal(err)
	}
	show := func() []string {
		var out []string
		for _, d := range l.dates(bert, "2026-11-01", "2027-01-31") {
			line := beginning(d) + " " + d.Title
			if d.Cancelled {
				line += " cancelled"
			}
			out = append(out, line)
		}
		return out
	}
	wantLines(t, "moved and cancelled", show(),
		"2026-12-01 10:00 +0100 Runde", "2026-12-09 14:00 +0100 Runde, später", "2026-12-15 10:00 +0100 Runde cancelled", "2026-12-22 10:00 +0100 Runde")

	// The whole series an hour later: what was said of single ones goes along.
	later := "2026-12-01 11:00"
	_, err := l.EditDate(t.Context(), anna, id, "", house.DateEdit{Start: &later})
	l.must(err)
	wantLines(t, "an hour later", show(),
		"2026-12-01 11:00 +0100 Runde", "2026-12-09 14:00 +0100 Runde, später", "2026-12-15 11:00 +0100 Runde cancelled", "2026-12-22 11:00 +0100 Runde")

	// Another rule: single ones that it does not have are dropped.
	rule := "FREQ=DAILY;INTERVAL=14;COUNT=3"
	_, err = l.EditDate(t.Context(), anna, id, "", house.DateEdit{Repeat: &rule})
	l.must(err)
	wantLines(t, "another rule", show(),
		"2026-12-01 11:00 +0100 Runde", "2026-12-15 11:00 +0100 Runde cancelled", "2026-12-29 11:00 +0100 Runde")
	_, err = l.CancelDate(t.Context(), anna, id, "2026-12-15", true)
	l.must(err)
	_, err = l.CancelDate(t.Context(), anna, id, "2026-12-16", false)
	wantKey(t, "a day on which it does not come", err, "error.date_no_occurrence")
	zone := "UTC"
	_, err = l.EditDate(t.Context(), anna, id, "2026-12-15", house.DateEdit{Zone: &zone})
	wantKey(t, "the zone of one", err, "error.date_one_only")
	_, err = l.CancelDate(t.Context(), anna, id, "", false)
	l.must(err)
	for _, d := range l.dates(bert, "2026-11-01", "2027-01-31") {
		if !d.Cancelled {
			t.Errorf("got %s, want all cancelled", beginning(d))
		}
	}
}

func TestWholeDaysAreTheSameDaysEverywhere(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	l.date(anna, house.DateSpec{Title: "Klausur", Start: "2026-12-01", End: "2026-12-03"})
	for _, name := range []string{"Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"} {
		zone, err := house.ZoneNamed(name)
		l.must(err)
		at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, zone) }
		for day, want := range map[int]int{1: 1, 2: 1, 3: 1, 4: 0} {
			got, err := l.Dates(t.Context(), anna, "f/r", at(day, 0), at(day, 23))
			if err != nil || len(got) != want {
				t.Errorf("%s, day %d: got %d dates, %v, want %d", name, day, len(got), err, want)
			}
			if len(got) == 1 {
				start, end := got[0].In(zone)
				if !start.Equal(at(1, 0)) || !end.Equal(at(4, 0)) {
					t.Errorf("%s: got %v to %v, want three days of its own", name, start, end)
				}
			}
		}
	}
}

func TestDatesThatCannotBeAreRefused(t *testing.T) {
	l, anna, _, _ := calendarRoom(t)
	for name, c := range map[string]struct {
		change func(*house.DateSpec)
		key    string
	}{
		"no title":             {func(d *house.DateSpec) { d.Title = " " }, "error.empty"},
		"no start":             {func(d *house.DateSpec) { d.Start = "" }, "error.date_start"},
		"a start in words":     {func(d *house.DateSpec) { d.Start = "soon" }, "error.date_when"},
		"a day there is not":   {func(d *house.DateSpec) { d.Start = "2026-02-30 10:00" }, "error.date_when"},
		"a year there was not": {func(d *house.DateSpec) { d.Start = "0001-01-01 10:00" }, "error.date_when"},
		"an end before":        {func(d *house.DateSpec) { d.End = "2026-11-30 10:00" }, "error.date_end"},
		"an end of days":       {func(d *house.DateSpec) { d.End = "2026-12-02" }, "error.date_clock"},
		"an end in ten years":  {func(d *house.DateSpec) { d.End = "2036-12-02 10:00" }, "error.date_end"},
		"an end and a length":  {func(d *house.DateSpec) { d.For = time.Hour }, "error.date_end_or_for"},
		"a zone there is not":  {func(d *house.DateSpec) { d.Zone = "Mars/Olympus" }, "error.date_zone"},
		"a file for a zone":    {func(d *house.DateSpec) { d.Zone = "../../etc/passwd" }, "error.date_zone"},
		"the machine's zone":   {func(d *house.DateSpec) { d.Zone = "Local" }, "error.date_zone"},
		"an end without rule":  {func(d *house.DateSpec) { d.Repeat, d.Until, d.Count = "", "2027-01-01", 0 }, "error.date_until_alone"},
		"a reminder in a year": {func(d *house.DateSpec) { d.Remind = 9000 * time.Hour }, "error.date_remind"},
		"a long title":         {func(d *house.DateSpec) { d.Title = strings.Repeat("x", 300) }, "error.too_long"},
	} {
		spec := weekly()
		c.change(&spec)
		_, err := l.NewDate(t.Context(), anna, "f/r", spec)
		wantKey(t, name, err, c.key)
	}
	if list := l.dates(anna, "2026-01-01", "2030-01-01"); len(list) != 0 {
		t.Errorf("got %d dates after refusals, want none", len(list))
	}
}

func TestAnswersCountAndChange(t *testing.T) {
	l, anna, bert, carl := calendarRoom(t)
	ctx := t.Context()
	id := l.date(anna, weekly())
	answer := func(a house.Actor, on, answer, note string) house.Date {
		t.Helper()
		d, err := l.AnswerDate(ctx, a, id, on, answer, note)
		l.must(err)
		return d
	}
	answer(anna, "", "yes", "")
	answer(bert, "", "maybe", "wenn der Zug kommt")
	answer(bert, "", "yes", "")
	answer(carl, "", "no", "")
	d := answer(carl, "2026-12-08", "maybe", "vielleicht doch")
	if d.Yes != 2 || d.No != 0 || d.Maybe != 1 || d.Answer != "maybe" || d.Note != "vielleicht doch" {
		t.Errorf("got %+v, want carl as maybe on the 8th", d)
	}
	first, err := l.Date(ctx, carl, id, "2026-12-01")
	if err != nil || first.Yes != 2 || first.No != 1 || first.Maybe != 0 || first.Answer != "no" {
		t.Errorf("got %+v, %v, want carl's no on the 1st", first, err)
	}
	list, err := l.DateAnswers(ctx, anna, id, "2026-12-08")
	if got := fmt.Sprint(list); err != nil || got != "[{anna yes  true} {bert yes  false} {carl maybe vielleicht doch false}]" {
		t.Errorf("got %s, %v", got, err)
	}
	answer(bert, "", "", "")
	_, err = l.AnswerDate(ctx, bert, id, "", "perhaps", "")
	wantKey(t, "another word", err, "error.date_answer")
	_, err = l.Remove(ctx, anna, "f/r", "carl")
	l.must(err)
	if d, err := l.Date(ctx, bert, id, "2026-12-08"); err != nil || d.Yes != 1 || d.Maybe != 0 || d.No != 0 {
		t.Errorf("got %+v, %v, want nobody but anna: bert took it back, carl has gone", d, err)
	}
	_, err = l.AnswerDate(ctx, carl, id, "", "yes", "")
	wantKey(t, "who was removed", err, "error.not_found")
	_, err = l.CancelDate(ctx, anna, id, "", false)
	l.must(err)
	_, err = l.AnswerDate(ctx, bert, id, "", "yes", "")
	wantKey(t, "a cancelled date", err, "error.date_cancelled")
}

// TestEveryAnswerOfARaceIsWhole has people answer from many sessions at once, to all
// and to single occurrences: nothing is lost, nobody counts twice.
func TestEveryAnswerOfARaceIsWhole(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		id := l.date(anna, weekly())
		days := []string{"2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"}
		var wg sync.WaitGroup
		for _, a := range []house.Actor{anna, bert} {
			for i, day := range days {
				wg.Go(func() {
					if _, err := l.AnswerDate(t.Context(), a, id, day, []string{"yes", "no"}[i%2], ""); err != nil {
						t.Errorf("answer: %v", err)
					}
				})
			}
		}
		for n := range 3 {
			wg.Go(func() {
				text := fmt.Sprint("edit ", n)
				if _, err := l.EditDate(t.Context(), anna, id, "", house.DateEdit{Text: &text}); err != nil {
					t.Errorf("edit: %v", err)
				}
			})
		}
		wg.Wait()
		for i, day := range days {
			d, err := l.Date(t.Context(), bert, id, day)
			if err != nil || d.Yes != 2*((i+1)%2) || d.No != 2*(i%2) {
				t.Errorf("%s: got %d yes, %d no, %v", day, d.Yes, d.No, err)
			}
		}
	})
}

func TestLevelsOfTheCalendar(t *testing.T) {
	l, anna, bert, carl := calendarRoom(t)
	ctx := t.Context()
	id := l.date(anna, weekly())
	l.must(l.SetRights(ctx, anna, "f/r", "bert", house.ToolCalendar, house.LevelRead))
	l.must(l.SetRights(ctx, anna, "f/r", "carl", house.ToolCalendar, house.LevelNone))
	_, err := l.AnswerDate(ctx, bert, id, "", "yes", "")
	wantKey(t, "answer by a reader", err, "error.tool_read_only")
	_, err = l.ImportICS(ctx, bert, "f/r", "", "")
	wantKey(t, "import by a reader", err, "error.tool_read_only")
	hour := time.Hour
	if d, err := l.RemindMe(ctx, bert, id, &hour); err != nil || d.Remind != time.Hour {
		t.Errorf("got %v, %v, want a reader reminded", d.Remind, err)
	}
	_, err = l.Dates(ctx, carl, "f/r", day("2026-12-01"), day("2027-01-01"))
	wantKey(t, "list without the right", err, "error.tool_none")
	_, err = l.Date(ctx, carl, id, "")
	wantKey(t, "date without the right", err, "error.tool_none")
	_, err = l.CalendarICS(ctx, carl, "f/r")
	wantKey(t, "file without the right", err, "error.tool_none")
	if file, err := l.CalendarICS(ctx, carl, ""); err != nil || bytes.Contains(file, []byte("Runde")) {
		t.Errorf("got %s, %v, want a file of all rooms without this one", file, err)
	}
	title := "Meine Runde"
	_, err = l.EditDate(ctx, bert, id, "", house.DateEdit{Title: &title})
	wantKey(t, "edit by a reader", err, "error.tool_read_only")
	l.must(l.ResetRights(ctx, anna, "f/r", "bert"))
	_, err = l.EditDate(ctx, bert, id, "", house.DateEdit{Title: &title})
	wantKey(t, "another's date", err, "error.forbidden")
	_, err = l.CancelDate(ctx, bert, id, "2026-12-08", false)
	wantKey(t, "another's occurrence", err, "error.forbidden")
	_, err = l.CloseRoom(ctx, anna, "f/r")
	l.must(err)
	_, err = l.AnswerDate(ctx, bert, id, "", "yes", "")
	wantKey(t, "a closed room", err, "error.room_closed")
	if len(l.dates(bert, "2026-12-01", "2027-01-01")) != 4 {
		t.Error("got no dates, want them readable in a closed room")
	}
}

func TestDatesFromBeforeTheJoiningDateAreNotShown(t *testing.T) {
	l, anna, _, carl := pair(t, house.RoomPractice)
	ctx := t.Context()
	id := l.date(anna, weekly())
	_, err := l.Invite(ctx, anna, "f/r", "carl")
	l.must(err)
	_, err = l.Join(ctx, carl, "f/r")
	l.must(err)
	after := l.date(anna, house.DateSpec{Title: "Danach", Start: "2026-12-24 10:00"})
	if got := l.dates(carl, "2026-11-01", "2027-01-31"); len(got) != 1 || got[0].ID != after {
		t.Errorf("got %d dates, want only the one since carl is there", len(got))
	}
	for what, err := range map[string]error{
		"date": only(l.Date(ctx, carl, id, "")), "answers": only(l.DateAnswers(ctx, carl, id, "")),
		"answer": only(l.AnswerDate(ctx, carl, id, "", "yes", "")), "remind": only(l.RemindMe(ctx, carl, id, nil)),
	} {
		wantKey(t, what, err, "error.not_found")
	}
	if file, err := l.CalendarICS(ctx, carl, "f/r"); err != nil || bytes.Contains(file, []byte("Runde")) {
		t.Errorf("got %s, %v, want nothing from before", file, err)
	}
	if got := l.dates(anna, "2026-11-01", "2027-01-31"); len(got) != 5 { // negative control
		t.Errorf("got %d dates for anna, want all five", len(got))
	}
}

func TestRemindersAreEachPersonsOwn(t *testing.T) {
	l, anna, bert, carl := calendarRoom(t)
	ctx := t.Context()
	start := l.now().Add(50 * time.Minute).UTC()
	spec := house.DateSpec{Title: "Bald", Start: start.Format("2006-01-02T15:04:05"), Zone: "UTC", Remind: time.Hour}
	id := l.date(anna, spec)
	far := spec
	far.Title, far.Start = "In drei Wochen", start.AddDate(0, 0, 21).Format("2006-01-02T15:04:05")
	l.date(anna, far)
	ten, off := 10*time.Minute, time.Duration(0)
	_, err := l.RemindMe(ctx, bert, id, &ten)
	l.must(err)
	d, err := l.RemindMe(ctx, carl, id, &off)
	if err != nil || d.Remind != 0 || !d.OwnRemind {
		t.Errorf("got %+v, %v, want none for carl", d, err)
	}
	reminded := func(a house.Actor) string {
		t.Helper()
		coming, err := l.Upcoming(ctx, a)
		l.must(err)
		var out []string
		for _, u := range coming {
			out = append(out, fmt.Sprint(u.Title, " ", u.Reminder, " ", u.Place))
		}
		return strings.Join(out, "; ")
	}
	for who, want := range map[string]string{"anna": "true", "bert": "false", "carl": "false"} {
		a := map[string]house.Actor{"anna": anna, "bert": bert, "carl": carl}[who]
		if got := reminded(a); got != "Bald "+want+" f/r/calendar" {
			t.Errorf("%s: got %q, want the date with reminder %s", who, got, want)
		}
	}
	l.by.Add(int64(45 * time.Minute))
	if got := reminded(bert); got != "Bald true f/r/calendar" {
		t.Errorf("got %q, want bert reminded ten minutes before", got)
	}
	_, err = l.AnswerDate(ctx, bert, id, "", "no", "")
	l.must(err)
	if got := reminded(bert); got != "" {
		t.Errorf("got %q, want nothing for who does not come", got)
	}
	_, err = l.RemindMe(ctx, carl, id, nil)
	l.must(err)
	if got := reminded(carl); got != "Bald true f/r/calendar" {
		t.Errorf("got %q, want carl reminded as is usual again", got)
	}
	_, err = l.CancelDate(ctx, anna, id, "", false)
	l.must(err)
	if got := reminded(anna); got != "" {
		t.Errorf("got %q, want nothing of what is cancelled", got)
	}
	_, err = l.CancelDate(ctx, anna, id, "", true)
	l.must(err)
	l.by.Add(int64(2 * time.Hour))
	if got := reminded(anna); got != "" {
		t.Errorf("got %q, want nothing of what is over", got)
	}
}

// TestNothingOfADateLiesInTheClear looks for its words and times in the database.
func TestNothingOfADateLiesInTheClear(t *testing.T) {
	path := storetest.SQLitePath(t)
	l, anna, bert, _ := pairAt(t, path, house.RoomConference)
	ctx := t.Context()
	id := l.date(anna, house.DateSpec{
		Title: "Geheimtreffen", Text: "Losungswort", Where: "Hinterzimmer", Start: "2031-07-17 10:00", Zone: "Asia/Kathmandu", Repeat: "FREQ=WEEKLY;BYDAY=TH",
	})
	_, err := l.AnswerDate(ctx, bert, id, "2031-07-24", "maybe", "Ausrede")
	l.must(err)
	_, err = l.CancelDate(ctx, anna, id, "2031-07-31", false)
	l.must(err)
	var all []byte
	for _, name := range []string{path, path + "-wal"} {
		if b, err := os.ReadFile(name); err == nil {
			all = append(all, b...)
		}
	}
	for _, word := range []string{"Geheimtreffen", "Losungswort", "Hinterzimmer", "2031-07", "Kathmandu", "BYDAY", "Ausrede", "2031-07-24"} {
		if bytes.Contains(all, []byte(word)) {
			t.Errorf("got %q in the clear", word)
		}
	}
	if !bytes.Contains(all, []byte(id)) { // negative control: this is where it lies
		t.Error("got no trace of the entry, want its id")
	}
}
