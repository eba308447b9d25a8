package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// CalendarTable is what can be done with the calendar of a room.
func CalendarTable() []Spec {
	id := []Arg{argID}
	only := Flag{"only", "DAY"}
	zone := Flag{"zone", "ZONE"}
	when := []Flag{
		{"start", "TIME"},
		{"end", "TIME"},
		{"for", "90m"},
		zone,
		{Name: "all-day"},
		{"at", "PLACE"},
		{"repeat", "RULE|daily|weekly|monthly|yearly"},
		{"until", "DAY"},
		{"count", "N"},
		{"remind", "1h|off"},
		{"text", "TEXT"},
	}
	return []Spec{
		{
			Name: "cal list", Args: []Arg{{Name: "PLACE|all"}}, List: true, For: ForInside,
			Flags: []Flag{{"from", "DAY"}, {"to", "DAY"}, zone, {Name: "cancelled"}},
			Help:  "command.help.cal_list", run: runCalList,
		},
		{Name: "cal show", Args: id, Flags: []Flag{only, zone}, For: ForInside, Help: "command.help.cal_show", run: runCalShow},
		{
			Name: "cal new", Args: []Arg{argPlace, {Name: "TITLE"}, argText}, For: ForInside,
			Flags: append(when[:len(when):len(when)], Flag{"key", "K"}), Help: "command.help.cal_new", run: runCalNew,
		},
		{
			Name: "cal edit", Args: id, For: ForInside, Flags: append([]Flag{{"title", "TITLE"}, only}, when...),
			Help: "command.help.cal_edit", run: runCalEdit,
		},
		{
			Name: "cal cancel", Args: id, Flags: []Flag{only, {Name: "back"}}, For: ForInside,
			Help: "command.help.cal_cancel", run: runCalCancel,
		},
		{
			Name: "cal rsvp", Args: []Arg{argID, {Name: "yes|no|maybe|off"}, {Name: "NOTE", Optional: true, Rest: true}}, Flags: []Flag{only},
			For: ForInside, Help: "command.help.cal_rsvp", run: runCalAnswer,
		},
		{Name: "cal remind", Args: []Arg{argID, {Name: "1h|off|default"}}, For: ForInside, Help: "command.help.cal_remind", run: runCalRemind},
		{Name: "cal ics", Args: []Arg{{Name: "PLACE|all", Optional: true}}, For: ForInside, Help: "command.help.cal_ics", run: runCalICS},
		{Name: "cal import", Args: []Arg{argPlace}, Flags: []Flag{zone}, For: ForInside, Help: "command.help.cal_import", run: runCalImport},
	}
}

// calendar is a room's place, or "" for all rooms.
func (c *Call) calendar(i int) (string, error) {
	if c.arg(i) == "all" || c.arg(i) == "" {
		return "", nil
	}
	return c.toolOf(i, house.ToolCalendar)
}

// zone is the zone that a person asks for, else the house's.
func (c *Call) zone() (*time.Location, error) {
	if !c.on("zone") {
		return time.Local, nil
	}
	return house.ZoneNamed(c.flag("zone"))
}

// window is, as of now, the time from --from to the end of --to; from today on for a year where
// they are not given.
func (c *Call) window(now time.Time) (from, to time.Time, err error) {
	zone, err := c.zone()
	if err != nil {
		return from, to, err
	}
	now = now.In(zone)
	from = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	if c.on("from") {
		if from, _, err = house.ReadTime(c.flag("from"), zone); err != nil {
			return from, to, err
		}
	}
	to = from.AddDate(1, 0, 0)
	if c.on("to") {
		var day bool
		if to, day, err = house.ReadTime(c.flag("to"), zone); err == nil && day {
			to = to.AddDate(0, 0, 1)
		}
	}
	return from, to, err
}

func runCalList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.calendar(0)
	if err != nil {
		return err
	}
	from, to, err := c.window(e.now())
	if err != nil {
		return err
	}
	dates, err := e.House.Dates(ctx, e.Actor, place, from, to)
	if err != nil {
		return err
	}
	var shown []dateJSON
	for _, d := range dates {
		if !d.Cancelled || c.on("cancelled") {
			one := dateOf(d, from.Location())
			one.asked = c.on("zone")
			shown = append(shown, one)
		}
	}
	cursor := func(d dateJSON) string { return strings.TrimSuffix(d.ID+"#"+d.Only, "#") }
	return list(e, c, shown, cursor, e.dateLine, "command.cal.none")
}

func runCalShow(ctx context.Context, e *Env, c *Call) error {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	d, err := e.House.Date(ctx, e.Actor, house.MessageID(c.arg(0)), c.flag("only"))
	if err != nil {
		return err
	}
	answers, err := e.House.DateAnswers(ctx, e.Actor, d.ID, d.On)
	if err != nil {
		return err
	}
	shown := shownDateJSON{dateJSON: dateOf(d, zone), Answers: []answerJSON{}}
	shown.asked = c.on("zone")
	for _, a := range answers {
		shown.Answers = append(shown.Answers, answerJSON{oneLine(a.Name), a.Answer, oneLine(a.Note)})
	}
	return e.show(c, shown, e.dateLines(shown)...)
}

func runCalNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolCalendar)
	if err != nil {
		return err
	}
	spec := house.DateSpec{
		Title: c.arg(1), Where: c.flag("at"), Start: c.flag("start"), End: c.flag("end"), AllDay: c.on("all-day"),
		Zone: c.flag("zone"), Repeat: c.flag("repeat"), Until: c.flag("until"), Key: c.flag("key"),
	}
	if spec.For, err = c.span("for"); err != nil {
		return err
	}
	if spec.Remind, err = c.before("remind"); err != nil {
		return err
	}
	count, err := c.number("count")
	if err != nil {
		return err
	}
	spec.Count = int(min(count, 1_000_000_000))
	if spec.Text, err = e.dateText(ctx, c); err != nil {
		return err
	}
	sent, err := e.House.NewDate(ctx, e.Actor, place, spec)
	if err != nil {
		return err
	}
	return e.dateDone(ctx, c, sent.ID, "")
}

// dateText is the text of a new date: --text, else the words after the title, else
// standard input.
func (e *Env) dateText(ctx context.Context, c *Call) (string, error) {
	if t := c.text("text"); t != nil && *t != "-" {
		return *t, nil
	}
	return e.text(ctx, c)
}

// before is how long before a date the option says; "off" is not at all.
func (c *Call) before(name string) (time.Duration, error) {
	if c.flag(name) == "off" {
		return 0, nil
	}
	return c.span(name)
}

func runCalEdit(ctx context.Context, e *Env, c *Call) error {
	edit := house.DateEdit{
		Title: c.text("title"), Where: c.text("at"), Start: c.text("start"), End: c.text("end"), Zone: c.text("zone"),
		Repeat: c.text("repeat"), Until: c.text("until"), Text: c.text("text"),
	}
	if c.flag("repeat") == "off" {
		edit.Repeat = new(string)
	}
	if c.on("all-day") {
		whole := true
		edit.AllDay = &whole
	}
	if c.on("for") {
		length, err := c.span("for")
		if err != nil {
			return err
		}
		edit.For = &length
	}
	if c.on("remind") {
		before, err := c.before("remind")
		if err != nil {
			return err
		}
		edit.Remind = &before
	}
	if c.on("count") {
		n, err := c.number("count")
		if err != nil {
			return err
		}
		count := int(min(n, 1_000_000_000))
		edit.Count = &count
	}
	if c.flag("text") == "-" {
		text, err := e.whole()
		if err != nil {
			return err
		}
		edit.Text = &text
	}
	if edit == (house.DateEdit{}) {
		return c.spec.usageError()
	}
	d, err := e.House.EditDate(ctx, e.Actor, house.MessageID(c.arg(0)), c.flag("only"), edit)
	return e.dateShown(c, d, err)
}

func runCalCancel(ctx context.Context, e *Env, c *Call) error {
	d, err := e.House.CancelDate(ctx, e.Actor, house.MessageID(c.arg(0)), c.flag("only"), c.on("back"))
	return e.dateShown(c, d, err)
}

func runCalAnswer(ctx context.Context, e *Env, c *Call) error {
	answer := c.arg(1)
	if answer == "off" {
		answer = ""
	}
	d, err := e.House.AnswerDate(ctx, e.Actor, house.MessageID(c.arg(0)), c.flag("only"), answer, c.rest)
	return e.dateShown(c, d, err)
}

func runCalRemind(ctx context.Context, e *Env, c *Call) error {
	var before *time.Duration
	if word := c.arg(1); word != "default" {
		c.flags["remind"] = word
		d, err := c.before("remind")
		if err != nil {
			return err
		}
		before = &d
	}
	d, err := e.House.RemindMe(ctx, e.Actor, house.MessageID(c.arg(0)), before)
	return e.dateShown(c, d, err)
}

// dateDone shows a date that was just written.
func (e *Env) dateDone(ctx context.Context, c *Call, id house.MessageID, on string) error {
	d, err := e.House.Date(ctx, e.Actor, id, on)
	return e.dateShown(c, d, err)
}

// dateShown shows the date that a deed changed.
func (e *Env) dateShown(c *Call, d house.Date, err error) error {
	if err != nil {
		return err
	}
	shown := dateOf(d, time.Local)
	return e.show(c, shown, e.dateLine(shown))
}
