package command

import (
	"context"
	"errors"
	"io"
	"time"

	"stockwerk/house"
)

// dateJSON is an occurrence of a date. Of whole days start and end are midnights in
// the zone that was asked for, and first and last name the days.
type dateJSON struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Start     at     `json:"start"`
	End       at     `json:"end"`
	Zone      string `json:"zone"`
	Place     string `json:"place"`
	Text      string `json:"text"`
	Repeat    string `json:"repeat"`
	RSVP      string `json:"rsvp"`
	Yes       int    `json:"yes"`
	No        int    `json:"no"`
	Maybe     int    `json:"maybe"`
	Note      string `json:"note"`
	Only      string `json:"only"` // names this one among the repetitions
	AllDay    bool   `json:"all_day"`
	First     string `json:"first"`
	Last      string `json:"last"`
	Moved     bool   `json:"moved"`
	Cancelled bool   `json:"cancelled"`
	Remind    int    `json:"remind"` // minutes before, 0 = not
	Room      string `json:"room"`
	Author    string `json:"author"`
	Mine      bool   `json:"mine"`

	date       house.Date
	start, end time.Time
	asked      bool // for a zone, which lines show it in
}

type answerJSON struct {
	Name   string `json:"name"`
	Answer string `json:"answer"`
	Note   string `json:"note"`
}

type shownDateJSON struct {
	dateJSON
	Answers []answerJSON `json:"answers"`
}

func dateOf(d house.Date, zone *time.Location) dateJSON {
	start, end := d.In(zone)
	out := dateJSON{
		ID: string(d.ID), Title: oneLine(d.Title), Start: at(start), End: at(end), Zone: oneLine(d.Zone), Place: oneLine(d.Where),
		Text: clean(d.Text), Repeat: oneLine(d.Repeat), RSVP: d.Answer, Yes: d.Yes, No: d.No, Maybe: d.Maybe, Note: oneLine(d.Note),
		Only: d.On, AllDay: d.AllDay, First: start.Format(time.DateOnly), Last: end.Format(time.DateOnly), Moved: d.Moved,
		Cancelled: d.Cancelled, Remind: int(d.Remind.Minutes()), Room: oneLine(d.Room), Author: oneLine(d.Author), Mine: d.Mine,
		date: d, start: start, end: end,
	}
	if d.AllDay {
		out.Last = end.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return out
}

func (e *Env) dateLine(d dateJSON) string {
	say := e.say()
	repeats := ""
	if d.Repeat != "" {
		repeats = say.Repetition(d.Repeat, d.date.Until)
	}
	answer := ""
	if d.RSVP != "" {
		answer = say.T("calendar.you", "Answer", say.T("calendar.answer."+d.RSVP))
	}
	about := facts(
		e.when(d.Cancelled, "calendar.cancelled"), d.Place, repeats, e.when(d.Moved, "calendar.moved"),
		say.T("command.cal.counts", "Yes", d.Yes, "Maybe", d.Maybe, "No", d.No), answer, d.Room, d.ID,
	)
	return say.T("command.cal.line", "When", e.occasion(d), "Title", d.Title, "Facts", about)
}

// occasion says when a date is in its own zone, or the one that was asked for, and
// names it where the house's clocks show something else.
func (e *Env) occasion(d dateJSON) string {
	say := e.say()
	if d.AllDay {
		return say.Occasion(d.start, d.end, true)
	}
	start, end, name := d.start, d.end, d.start.Location().String()
	if zone, err := house.ZoneNamed(d.Zone); err == nil && !d.asked {
		start, end, name = start.In(zone), end.In(zone), d.Zone
	}
	when := say.Occasion(start, end, false)
	if _, there := start.Zone(); there == offsetOf(start.Local()) {
		return when
	}
	return say.T("calendar.zoned", "When", when, "Zone", name)
}

func offsetOf(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}

func (e *Env) dateLines(d shownDateJSON) []string {
	say := e.say()
	lines := []string{e.dateLine(d.dateJSON)}
	lines = append(lines, say.T("calendar.by", "Name", d.Author))
	if d.Remind > 0 {
		lines = append(lines, say.T("calendar.remind", "Span", say.Duration(d.date.Remind)))
	} else {
		lines = append(lines, say.T("calendar.remind.off"))
	}
	if d.Text != "" {
		lines = append(lines, indent(d.Text))
	}
	for _, a := range d.Answers {
		if a.Answer == "" {
			continue
		}
		answer, key := say.T("calendar.answer."+a.Answer), "command.cal.answer"
		if a.Note != "" {
			key = "command.cal.answer_note"
		}
		lines = append(lines, say.T(key, "Name", a.Name, "Answer", answer, "Note", a.Note))
	}
	return lines
}

// runCalICS writes the file as it is; with --json it is a string in an object.
func runCalICS(ctx context.Context, e *Env, c *Call) error {
	place, err := c.calendar(0)
	if err != nil {
		return err
	}
	file, err := e.House.CalendarICS(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	if c.on("json") {
		return e.json(map[string]string{"ics": string(file)})
	}
	_, err = e.Out.Write(file)
	return err
}

type importJSON struct {
	Added     int         `json:"added"`
	Updated   int         `json:"updated"`
	Unchanged int         `json:"unchanged"`
	Faults    []faultJSON `json:"faults"`
}

type faultJSON struct {
	Line  int    `json:"line"`
	Title string `json:"title"`
	Why   string `json:"why"`
}

// runCalImport reads no more of a file than a calendar may have.
func runCalImport(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolCalendar)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(e.input(), house.MaxICS+1))
	if err != nil {
		return err
	}
	done, err := e.House.ImportICS(ctx, e.Actor, place, string(data), c.flag("zone"))
	if err != nil {
		return err
	}
	shown := importJSON{Added: done.Added, Updated: done.Updated, Unchanged: done.Unchanged, Faults: []faultJSON{}}
	for _, f := range done.Faults {
		shown.Faults = append(shown.Faults, faultJSON{f.Line, oneLine(f.Title), e.because(f.Why)})
	}
	if done.Added+done.Updated+done.Unchanged == 0 && len(shown.Faults) > 0 {
		first := shown.Faults[0]
		return house.Errorf(house.Invalid, "command.error.cal_nothing", "Line", first.Line, "Why", first.Why)
	}
	say := e.say()
	lines := []string{say.T("command.cal.imported",
		"Added", shown.Added, "Updated", shown.Updated, "Same", shown.Unchanged, "Faults", len(shown.Faults))}
	for _, f := range shown.Faults {
		key := "command.cal.fault"
		if f.Title != "" {
			key = "command.cal.fault_titled"
		}
		lines = append(lines, say.T(key, "Line", f.Line, "Title", f.Title, "Why", f.Why))
	}
	return e.show(c, shown, lines...)
}

// because says a refusal of one among many.
func (e *Env) because(err error) string {
	var refused *house.Error
	if !errors.As(err, &refused) {
		return e.say().T("error.invalid")
	}
	return oneLine(e.say().T(refused.Key, refused.Args...))
}
