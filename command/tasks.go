package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// TaskTable is what can be done with the tasks of a room, and what comes up.
func TaskTable() []Spec {
	id := []Arg{argID}
	due, who := Flag{"due", "DATE|none"}, Flag{"for", "@NAME|none"}
	return []Spec{
		{
			Name: "task list", Args: []Arg{{Name: "PLACE", Optional: true}}, Flags: []Flag{{Name: "mine"}, {Name: "all"}},
			List: true, For: ForInside, Help: "command.help.task_list", run: runTaskList,
		},
		{Name: "task show", Args: id, For: ForInside, Help: "command.help.task_show", run: runTaskShow},
		{
			Name: "task new", Args: []Arg{argPlace, {Name: "TITLE"}, argText}, For: ForInside,
			Flags: []Flag{{"for", "@NAME"}, {"due", "DATE"}, {"key", "K"}}, Help: "command.help.task_new", run: runTaskNew,
		},
		{
			Name: "task edit", Args: []Arg{argID, argText}, Flags: []Flag{{"title", "T"}, who, due, {Name: "no-text"}}, For: ForInside,
			Help: "command.help.task_edit", run: runTaskEdit,
		},
		{
			Name: "task assign", Args: []Arg{argID, {Name: "@NAME", Optional: true}}, Flags: []Flag{{Name: "none"}}, For: ForInside,
			Help: "command.help.task_assign", run: runTaskAssign,
		},
		{Name: "task take", Args: id, For: ForInside, Help: "command.help.task_take", run: runTaskTake},
		{Name: "task done", Args: id, Flags: []Flag{{Name: "undo"}}, For: ForInside, Help: "command.help.task_done", run: runTaskDone},
		{Name: "task delete", Args: id, For: ForInside, Help: "command.help.task_delete", run: runTaskDelete},
		{Name: "upcoming", List: true, For: ForInside, Help: "command.help.upcoming", run: runUpcoming},
	}
}

type taskJSON struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Text     string  `json:"text"`
	Assignee string  `json:"assignee"`
	Gone     bool    `json:"gone"`
	Mine     bool    `json:"mine"`
	Due      *string `json:"due"`
	Done     bool    `json:"done"`
	DoneBy   string  `json:"done_by"`
	DoneAt   at      `json:"done_at"`
	Overdue  bool    `json:"overdue"`
	Place    string  `json:"place"`
	Author   string  `json:"author"`
	At       at      `json:"at"`
	Edited   bool    `json:"edited"`

	due house.Due
}

func taskOf(t house.Task) taskJSON {
	return taskJSON{
		ID: string(t.ID), Title: oneLine(t.Title), Text: clean(t.Text), Assignee: oneLine(t.Assignee), Gone: t.Gone, Mine: t.Mine,
		Due: dueJSON(t.Due), Done: t.Done, DoneBy: oneLine(t.DoneBy), DoneAt: at(t.DoneAt), Overdue: t.Overdue,
		Place: oneLine(t.Place), Author: oneLine(t.Author), At: at(t.At), Edited: t.Edited, due: t.Due,
	}
}

// dueJSON is a day as it stands in the calendar, a moment in UTC, null for none.
func dueJSON(d house.Due) *string {
	if d.IsZero() {
		return nil
	}
	if !d.Day {
		d.At = d.At.UTC()
	}
	s := d.String()
	return &s
}

func runTaskList(ctx context.Context, e *Env, c *Call) error {
	if c.arg(0) == "" && !c.on("mine") {
		return c.spec.usageError()
	}
	var tasks []house.Task
	var err error
	if c.arg(0) == "" {
		tasks, err = e.House.MyTasks(ctx, e.Actor, c.on("all"))
	} else {
		var place string
		if place, err = c.toolOf(0, house.ToolTasks); err == nil {
			tasks, err = e.House.Tasks(ctx, e.Actor, place)
		}
	}
	if err != nil {
		return err
	}
	var shown []taskJSON
	for _, t := range tasks {
		if (c.on("all") || !t.Done) && (!c.on("mine") || t.Mine) {
			shown = append(shown, taskOf(t))
		}
	}
	line := func(t taskJSON) string { return e.taskLine(t, c.arg(0) == "") }
	return list(e, c, shown, func(t taskJSON) string { return t.ID }, line, "command.task.none")
}

// taskLine is a task in one line; with its place where it is not known.
func (e *Env) taskLine(t taskJSON, place bool) string {
	say := e.say()
	where := ""
	if place {
		where = t.Place
	}
	about := facts(e.taskState(t), e.assignee(t), where)
	return say.T("command.task.line", "Id", t.ID, "Title", t.Title, "Facts", about)
}

func (e *Env) taskState(t taskJSON) string {
	say := e.say()
	switch {
	case t.Done:
		return say.T("command.task.done", "Name", t.DoneBy, "Date", say.Date(time.Time(t.DoneAt).Local()))
	case t.due.IsZero():
		return say.T("command.task.open")
	case t.Overdue:
		return say.T("command.task.overdue", "Date", e.dueWords(t.due))
	}
	return say.T("command.task.due", "Date", e.dueWords(t.due))
}

// dueWords says a day, or a moment where the house is.
func (e *Env) dueWords(d house.Due) string {
	if d.Day {
		return e.say().Date(d.At)
	}
	return e.say().DateTime(d.At.Local())
}

func (e *Env) assignee(t taskJSON) string {
	say := e.say()
	switch {
	case t.Assignee == "":
		return say.T("command.task.nobody")
	case t.Gone:
		return say.T("command.task.gone", "Name", t.Assignee)
	}
	return say.T("command.task.for", "Name", t.Assignee)
}

func runTaskShow(ctx context.Context, e *Env, c *Call) error {
	t, err := e.House.Task(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := taskOf(t)
	lines := []string{e.taskLine(shown, true)}
	if shown.Text != "" {
		lines = append(lines, "    "+indent(shown.Text))
	}
	return e.show(c, shown, lines...)
}

// due reads an option with a date; nil when it was not given.
func (c *Call) due(name string) (*house.Due, error) {
	v, ok := c.flags[name]
	if !ok {
		return nil, nil
	}
	if v == "none" {
		return &house.Due{}, nil
	}
	d, err := house.ParseDue(v, time.Local)
	if err == nil && d.IsZero() {
		err = house.Errorf(house.Invalid, "error.due")
	}
	return &d, err
}

func runTaskNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolTasks)
	if err != nil {
		return err
	}
	spec := house.TaskSpec{Title: c.arg(1), For: c.flag("for"), Key: c.flag("key")}
	due, err := c.due("due")
	if err != nil {
		return err
	}
	if due != nil {
		spec.Due = *due
	}
	if spec.Text, err = e.text(ctx, c); err != nil {
		return err
	}
	sent, err := e.House.NewTask(ctx, e.Actor, place, spec)
	return e.sent(c, sent, err)
}

func runTaskEdit(ctx context.Context, e *Env, c *Call) error {
	due, err := c.due("due")
	if err != nil {
		return err
	}
	edit := house.TaskEdit{Title: c.text("title"), For: c.text("for"), Due: due}
	if edit.For != nil && *edit.For == "none" {
		*edit.For = ""
	}
	switch {
	case c.on("no-text") && c.given:
		return c.spec.usageError()
	case c.on("no-text"):
		edit.Text = new(string)
	default:
		if edit.Text, err = e.newText(ctx, c); err != nil {
			return err
		}
	}
	sent, err := e.House.EditTask(ctx, e.Actor, house.MessageID(c.arg(0)), edit)
	return e.sent(c, sent, err)
}

// newText is the text that an entry is to have, nil when it stays: where there are
// options, only words of the line are one.
func (e *Env) newText(ctx context.Context, c *Call) (*string, error) {
	changes := 0
	for name := range c.flags {
		if name != "json" {
			changes++
		}
	}
	if !c.given && changes > 0 {
		return nil, nil
	}
	text, err := e.text(ctx, c)
	if err == nil && strings.TrimSpace(text) == "" {
		err = house.Errorf(house.Invalid, "error.empty")
	}
	return &text, err
}

func runTaskAssign(ctx context.Context, e *Env, c *Call) error {
	if c.on("none") == (c.arg(1) != "") {
		return c.spec.usageError()
	}
	sent, err := e.House.AssignTask(ctx, e.Actor, house.MessageID(c.arg(0)), c.arg(1))
	return e.taskDone(ctx, c, sent, err)
}

func runTaskTake(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.TakeTask(ctx, e.Actor, house.MessageID(c.arg(0)))
	return e.taskDone(ctx, c, sent, err)
}

func runTaskDone(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.FinishTask(ctx, e.Actor, house.MessageID(c.arg(0)), !c.on("undo"))
	return e.taskDone(ctx, c, sent, err)
}

// taskDone shows the task as a deed has left it.
func (e *Env) taskDone(ctx context.Context, c *Call, sent house.Sent, err error) error {
	if err != nil {
		return err
	}
	t, err := e.House.Task(ctx, e.Actor, sent.ID)
	if err != nil {
		return e.done(c, sentOf(sent)) // it is done; somebody took the task away since
	}
	shown := taskOf(t)
	return e.show(c, shown, e.taskLine(shown, false))
}

func runTaskDelete(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.DeleteTask(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}

type upcomingJSON struct {
	Place    string `json:"place"`
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Room     string `json:"room"`
	Title    string `json:"title"`
	At       any    `json:"at"` // a day alone as in the calendar
	Overdue  bool   `json:"overdue"`
	Reminder bool   `json:"reminder"`

	when string
}

// begins says when something begins in its own zone, named where the house's clocks
// show something else.
func (e *Env) begins(u house.Upcoming) string {
	at := u.At.Local()
	zone, err := house.ZoneNamed(u.Zone)
	if err != nil || offsetOf(at.In(zone)) == offsetOf(at) {
		return e.say().DateTime(at)
	}
	return e.say().T("calendar.zoned", "When", e.say().DateTime(at.In(zone)), "Zone", u.Zone)
}

// comingUp says what comes up.
func (e *Env) comingUp(u house.Upcoming) string {
	if u.Says == "" {
		return oneLine(u.Title)
	}
	return e.say().T(u.Says, "Title", oneLine(u.Title), "Room", oneLine(u.Room))
}

func runUpcoming(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.Upcoming(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]upcomingJSON, len(all))
	for i, u := range all {
		shown[i] = upcomingJSON{
			Place: oneLine(u.Place), ID: string(u.Entry), Kind: string(u.Kind), Room: oneLine(u.Room), Title: e.comingUp(u),
			At: at(u.At), Overdue: u.Overdue, Reminder: u.Reminder, when: e.say().T("command.upcoming.no_date"),
		}
		switch {
		case u.At.IsZero():
		case u.Day:
			shown[i].At, shown[i].when = u.At.Format("2006-01-02"), e.say().Date(u.At)
		default:
			shown[i].when = e.begins(u)
		}
	}
	line := func(u upcomingJSON) string {
		about := facts(
			u.Title, e.say().T("command.news_kind."+u.Kind), e.when(u.Overdue, "command.upcoming.overdue"),
			e.when(u.Reminder, "command.upcoming.reminder"), u.Room,
		)
		return e.say().T("command.upcoming.line", "When", u.when, "Place", u.Place, "Facts", about)
	}
	return list(e, c, shown, func(u upcomingJSON) string { return u.ID }, line, "command.upcoming.none")
}
