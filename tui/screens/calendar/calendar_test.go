package calendar_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/calendar"
)

// almanac is a room with a calendar in memory.
type almanac struct {
	*fakeroom.House
	all     []house.Date
	answers []house.DateAnswer
	asked   []string // windows
	did     []string
	refuse  error
}

func at(day, clock string) time.Time {
	zone, _ := house.ZoneNamed("Europe/Berlin")
	t, _ := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, zone)
	return t
}

func newAlmanac() *almanac {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolCalendar)
	f.Detail.Levels[house.ToolCalendar] = house.LevelManage
	day := func(s string) time.Time { t, _ := time.Parse(time.DateOnly, s); return t }
	list := []house.Date{
		{
			ID: "d1", On: "2026-03-04T10:00:00", Title: "Steuerkreis " + fakeroom.WideOf, Text: "Bitte die Unterlagen lesen.\n\n" + fakeroom.Nasty, Where: "Rathaus, Zimmer 12",
			Start: at("2026-03-04", "10:00"), End: at("2026-03-04", "11:30"), First: at("2026-02-04", "10:00"), FirstEnd: at("2026-02-04", "11:30"),
			Zone: "Europe/Berlin", Repeat: "FREQ=WEEKLY;UNTIL=20261231T225959Z", Until: at("2026-12-31", "23:59"), Yes: 3, Maybe: 1, Answer: "yes", Note: "mit Rad",
			Remind: time.Hour, Usual: time.Hour, Author: "ben.oduya", Seq: 5,
		},
		{
			ID: "d2", Title: "Klausur", Start: day("2026-03-09"), End: day("2026-03-12"), First: day("2026-03-09"), FirstEnd: day("2026-03-12"),
			AllDay: true, Where: "Haus am See", Author: "mara", Mine: true, No: 1, Seq: 6,
		},
		{
			ID: "d3", Title: "Telefonat mit " + fakeroom.Nasty, Start: at("2026-03-03", "16:00"), End: at("2026-03-03", "16:20"), First: at("2026-03-03", "16:00"),
			FirstEnd: at("2026-03-03", "16:20"), Zone: "America/New_York", Author: "yuki", Cancelled: true, Seq: 7,
		},
		{ID: "d4", Title: "Feierabend", Start: at("2026-03-03", "18:00"), End: at("2026-03-04", "01:00"), Zone: "Europe/Berlin", Author: "yuki", Seq: 8},
	}
	return &almanac{House: f, all: []house.Date{list[2], list[3], list[0], list[1]}, answers: []house.DateAnswer{
		{Name: "mara", Answer: "yes", Note: "mit Rad", Mine: true}, {Name: "ben.oduya", Answer: "yes"}, {Name: "yuki", Answer: "maybe", Note: fakeroom.Nasty}, {Name: "会議"},
	}}
}

func (f *almanac) refused() error {
	err := f.refuse
	f.refuse = nil
	return err
}

func (f *almanac) Dates(_ context.Context, _ house.Actor, _ string, from, to time.Time) ([]house.Date, error) {
	f.asked = append(f.asked, from.Format(time.DateOnly)+" "+to.Format(time.DateOnly))
	var out []house.Date
	for _, d := range f.all {
		if start, end := d.In(from.Location()); start.Before(to) && end.After(from) {
			out = append(out, d)
		}
	}
	return out, f.refused()
}

func (f *almanac) Date(_ context.Context, _ house.Actor, id house.MessageID, _ string) (house.Date, error) {
	for _, d := range f.all {
		if d.ID == id {
			return d, f.refused()
		}
	}
	return house.Date{}, house.Errorf(house.NotFound, "error.not_found")
}

func (f *almanac) DateAnswers(context.Context, house.Actor, house.MessageID, string) ([]house.DateAnswer, error) {
	return f.answers, nil
}

func (f *almanac) deed(what ...any) error {
	f.did = append(f.did, strings.TrimSpace(fmt.Sprintln(what...)))
	return f.refused()
}

func (f *almanac) NewDate(_ context.Context, _ house.Actor, _ string, d house.DateSpec) (house.Sent, error) {
	return house.Sent{ID: "d4"}, f.deed("new", d.Title, d.Start, d.End, d.AllDay, d.Zone, d.Repeat, d.Until, d.Remind, d.Where, d.Text)
}

func (f *almanac) EditDate(_ context.Context, _ house.Actor, id house.MessageID, on string, e house.DateEdit) (house.Date, error) {
	what := []any{"edit", id, on}
	for _, p := range []struct {
		name string
		to   *string
	}{{"title", e.Title}, {"start", e.Start}, {"end", e.End}, {"where", e.Where}, {"repeat", e.Repeat}, {"until", e.Until}, {"zone", e.Zone}, {"text", e.Text}} {
		if p.to != nil {
			what = append(what, p.name+"="+*p.to)
		}
	}
	return house.Date{ID: id, On: on}, f.deed(what...)
}

func (f *almanac) CancelDate(_ context.Context, _ house.Actor, id house.MessageID, on string, back bool) (house.Date, error) {
	return house.Date{ID: id}, f.deed("cancel", id, on, back)
}

func (f *almanac) AnswerDate(_ context.Context, _ house.Actor, id house.MessageID, on, answer, note string) (house.Date, error) {
	return house.Date{ID: id}, f.deed("answer", id, on, answer, note)
}

func (f *almanac) RemindMe(_ context.Context, _ house.Actor, id house.MessageID, before *time.Duration) (house.Date, error) {
	return house.Date{ID: id}, f.deed("remind", id, before)
}

func (f *almanac) Delete(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	return house.Sent{ID: id}, f.deed("delete", id)
}

func env(f *almanac, lang text.Lang) *kit.Env {
	e := kittest.Env(f)
	e.Text = text.For(lang)
	e.Location, _ = house.ZoneNamed("Europe/Berlin")
	return e
}

// choose takes an answer of the dialog that was asked for last.
func choose(d *kittest.Driver, n int) {
	for i := len(d.Asked) - 1; i >= 0; i-- {
		if ask, ok := d.Asked[i].(kit.Ask); ok {
			if cmd := ask.Options[n].Do(""); cmd != nil {
				d.Send(cmd())
			}
			return
		}
	}
}

func open(t *testing.T, f *almanac) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, calendar.New(env(f, text.English), fakeroom.Place, ""))
}

func TestCalendarAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			f := newAlmanac()
			d := kittest.New(t, size[0], size[1], calendar.New(env(f, lang), fakeroom.Place, ""))
			d.Press("down")
			d.WantNoEscape()
			d.Golden("list-" + string(lang))
			d.Press("down", "enter")
			d.WantNoEscape()
			d.Golden("date-" + string(lang))
			d.Press("esc", "tab", "down")
			d.WantNoEscape()
			d.Golden("month-" + string(lang))
			d.Press("c")
			d.Golden("form-" + string(lang))
		}
	}
}

func TestEmptyCalendarSaysWhatItIsForAndHowToBegin(t *testing.T) {
	f := newAlmanac()
	f.all = nil
	open(t, f).Wants("with place and text", "c writes one")
}

func TestAnswersByDigits(t *testing.T) {
	f := newAlmanac()
	d := kittest.New(t, 80, 24, calendar.New(env(f, text.English), fakeroom.Place, "d2"))
	d.Wants("Klausur", "Haus am See", "Who comes", "No answer so far")
	d.Press("1", "2", "3")
	want := []string{"answer d2  yes", "answer d2  maybe", "answer d2  no"}
	if fmt.Sprint(f.did) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", f.did, want)
	}
}

func TestAnswerToASeriesAsksForWhich(t *testing.T) {
	f := newAlmanac()
	d := kittest.New(t, 80, 24, calendar.New(env(f, text.English), fakeroom.Place, "d1"))
	d.Press("3")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) != 3 {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	choose(d, 0)
	if want := "answer d1 2026-03-04T10:00:00 no mit Rad"; len(f.did) != 1 || f.did[0] != want {
		t.Errorf("got %q, want %q", f.did, want)
	}
}

func TestNewDateByTheForm(t *testing.T) {
	f := newAlmanac()
	d := open(t, f)
	d.Press("c")
	d.Type("Runde")
	d.Press("down", "ctrl+u")
	d.Type("1.12.2026 10:00")
	d.Press("down")
	d.Type("11:30")
	d.Press("down", "down")
	d.Type("Rathaus")
	d.Press("down", "right", "right", "down", "down")
	d.Type("2027-03-31")
	d.Press("down", "down", "right", "right", "down")
	d.Type("Text")
	d.Press("tab", "enter")
	want := "new Runde 1.12.2026 10:00 11:30 false Europe/Berlin FREQ=WEEKLY 2027-03-31 1h0m0s Rathaus Text"
	if len(f.did) != 1 || f.did[0] != want {
		t.Errorf("got %q, want %q\n%s", f.did, want, d.Screen())
	}
}

func TestRefusedDateKeepsTheForm(t *testing.T) {
	f := newAlmanac()
	d := open(t, f)
	d.Press("c")
	d.Type("Runde")
	d.Press("down", "ctrl+u")
	d.Type("soon")
	for range 10 {
		d.Press("tab")
	}
	d.Press("enter")
	d.Wants("! “soon” is no time")
	d.Press("ctrl+u")
	d.Type("2026-12-01")
	f.refuse = house.Errorf(house.Invalid, "error.date_zone", "Zone", "Nowhere")
	for range 10 {
		d.Press("tab")
	}
	d.Press("enter")
	d.Wants("no time zone", "Nowhere")
}

func TestEditingOneChangesOnlyWhatWasChanged(t *testing.T) {
	f := newAlmanac()
	d := kittest.New(t, 80, 24, calendar.New(env(f, text.English), fakeroom.Place, "d1"))
	d.Press("e")
	choose(d, 0)
	d.Wants("2026-03-04 10:00")
	d.Press("down", "ctrl+u")
	d.Type("2026-03-05 09:00")
	d.Press("down", "down", "down", "tab", "enter")
	want := "edit d1 2026-03-04T10:00:00 start=2026-03-05 09:00"
	if len(f.did) != 1 || f.did[0] != want {
		t.Errorf("got %q, want %q\n%s", f.did, want, d.Screen())
	}
}

func TestEditingAllShowsTheFirst(t *testing.T) {
	f := newAlmanac()
	d := kittest.New(t, 80, 40, calendar.New(env(f, text.English), fakeroom.Place, "d1"))
	d.Press("e")
	choose(d, 1)
	d.Wants("2026-02-04 10:00", "every week", "2026-12-31")
}

func TestCancellingOffersOneAllAndDelete(t *testing.T) {
	f := newAlmanac()
	d := kittest.New(t, 80, 24, calendar.New(env(f, text.English), fakeroom.Place, "d1"))
	d.Press("d")
	ask := d.Asked[len(d.Asked)-1].(kit.Ask)
	if len(ask.Options) != 4 {
		t.Fatalf("got %#v, want back, one, all, delete", ask.Options)
	}
	choose(d, 1)
	d.Press("d")
	choose(d, 2)
	want := []string{"cancel d1 2026-03-04T10:00:00 false", "cancel d1  false"}
	if fmt.Sprint(f.did) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", f.did, want)
	}
}

func TestMonthIsWalkedByArrows(t *testing.T) {
	f := newAlmanac()
	d := open(t, f)
	d.Press("tab")
	d.Wants("March 2026", " 3]", "›")
	d.Press("right", "down")
	d.Wants("Wed 11 Mar 2026", "Klausur")
	d.Press("enter")
	d.Wants("Haus am See", "Who comes")
	d.Press("esc", "pgdown")
	d.Wants("April 2026", "No dates")
	if want := "2026-03-30 2026-05-11"; f.asked[len(f.asked)-1] != want {
		t.Errorf("got the window %q, want %q", f.asked[len(f.asked)-1], want)
	}
}

func TestSomebodyWhoOnlyReadsIsToldWhy(t *testing.T) {
	f := newAlmanac()
	f.Detail.Levels[house.ToolCalendar] = house.LevelRead
	d := open(t, f)
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestCopyGivesTheLineForOtherCalendars(t *testing.T) {
	d := open(t, newAlmanac())
	d.Press("y")
	if want := "ssh -p 2222 mara@house.example cal ics 3/kreis > kreis.ics"; d.Clipboard != want {
		t.Errorf("got %q, want %q", d.Clipboard, want)
	}
}

func TestAnotherPersonsDateShowsByEvent(t *testing.T) {
	f := newAlmanac()
	d := open(t, f)
	f.all = append(f.all, house.Date{ID: "d9", Title: "Ganz neu", Start: at("2026-03-20", "10:00"), End: at("2026-03-20", "11:00"), Zone: "Europe/Berlin"})
	f.Posts = append(f.Posts, house.Post{ID: "d9", Kind: house.KindDate, Mod: 99, Seq: 99})
	d.Send(fakeroom.Changed())
	d.Wants("Ganz neu")
}
