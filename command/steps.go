package command

import (
	"context"
	"fmt"
	"strings"

	"stockwerk/house"
)

// StepTable is peer consultations, step by step, and the courses of a floor.
func StepTable() []Spec {
	place := []Arg{argPlace}
	return []Spec{
		{Name: "step show", Args: place, Flags: []Flag{{"chapter", "N"}}, For: ForInside, Help: "command.help.step_show", run: runStepShow},
		{Name: "step start", Args: place, Flags: []Flag{{"template", "T"}, {Name: "live"}}, For: ForInside, Help: "command.help.step_start", run: runStepStart},
		{Name: "step next", Args: place, Flags: []Flag{{"from", "N"}}, For: ForInside, Help: "command.help.step_next", run: runStepNext},
		{Name: "step back", Args: []Arg{argPlace, {Name: "REASON", Rest: true}}, For: ForInside, Help: "command.help.step_back", run: runStepBack},
		{Name: "step extend", Args: []Arg{argPlace, {Name: "DAYS"}}, For: ForInside, Help: "command.help.step_extend", run: runStepExtend},
		{Name: "step pass", Args: place, Flags: []Flag{{Name: "done"}}, For: ForInside, Help: "command.help.step_pass", run: runStepPass},
		{Name: "step nudge", Args: place, For: ForInside, Help: "command.help.step_nudge", run: runStepNudge},
		{
			Name: "step moderator", Args: []Arg{argPlace, {Name: "@NAME", Optional: true}}, Flags: []Flag{{Name: "deputy"}}, For: ForInside,
			Help: "command.help.step_moderator", run: runStepModerator,
		},
		{Name: "step takeover", Args: place, For: ForInside, Help: "command.help.step_takeover", run: runStepTakeOver},
		{Name: "step away", Args: place, Flags: []Flag{{"until", "DATE"}}, For: ForInside, Help: "command.help.step_away", run: runStepAway},
		{
			Name: "step end", Args: []Arg{argPlace, argText}, Flags: []Flag{{"title", "T"}, {"follow-up", "DATE"}}, For: ForInside,
			Help: "command.help.step_end", run: runStepEnd,
		},
		{
			Name: "step templates", Args: []Arg{argFloor, {Name: "list|show NAME|edit NAME|reset NAME", Optional: true, Rest: true}}, For: ForMembers,
			Help: "command.help.step_templates", run: runStepTemplates,
		},
	}
}

type stepJSON struct {
	Place     string        `json:"place"`
	Going     bool          `json:"going"`
	Ended     at            `json:"ended"`
	Template  string        `json:"template"`
	Title     string        `json:"title"`
	Live      bool          `json:"live"`
	Step      int           `json:"step"`
	Of        int           `json:"of"`
	Name      string        `json:"name"`
	Prompt    string        `json:"prompt"`
	Writers   string        `json:"writers"`
	Since     at            `json:"since"`
	Until     at            `json:"until"`
	Over      bool          `json:"over"`
	Giver     string        `json:"giver"`
	Moderator string        `json:"moderator"`
	Deputy    string        `json:"deputy"`
	Leads     bool          `json:"leads"`
	MayStart  bool          `json:"may_start"`
	TakeOver  bool          `json:"may_take_over"`
	Writes    bool          `json:"writes"`
	Missing   []string      `json:"missing"`
	Suggest   string        `json:"suggest"`
	Roster    []rosterJSON  `json:"roster"`
	Chapters  []chapterJSON `json:"chapters"`
	Sheet     string        `json:"sheet"`
	FollowUp  at            `json:"follow_up"`
	Deleted   at            `json:"deleted"`
}

type rosterJSON struct {
	Name    string `json:"name"`
	Role    string `json:"role"`
	Turn    bool   `json:"turn"`
	Missing bool   `json:"missing"`
	Wrote   int    `json:"wrote"`
	Read    bool   `json:"read_today"`
	Passed  bool   `json:"passed"`
	Done    bool   `json:"done"`
	Away    at     `json:"away_until"`
	Me      bool   `json:"me"`
}

type chapterJSON struct {
	Step  int    `json:"step"`
	Name  string `json:"name"`
	Posts int    `json:"posts"`
	Now   bool   `json:"now"`
}

func (e *Env) stepOf(c house.Consultation) stepJSON {
	lang := string(e.Lang)
	j := stepJSON{
		Place: oneLine(c.Place), Going: c.Going, Ended: at(c.Ended), Template: c.Template, Title: oneLine(c.Name.In(lang)), Live: c.Live,
		Step: c.Step, Of: c.Of, Name: oneLine(c.Now.Name.In(lang)), Prompt: oneLine(c.Now.Prompt.In(lang)), Writers: string(c.Now.Writes),
		Since: at(c.Since), Until: at(c.Until), Over: c.Over, Giver: oneLine(c.Giver), Moderator: oneLine(c.Moderator), Deputy: oneLine(c.Deputy),
		Leads: c.Leads, MayStart: c.MayStart, TakeOver: c.MayTakeOver, Writes: c.Writes, Missing: cleanAll(c.Missing), Suggest: c.Suggest,
		Roster: []rosterJSON{}, Chapters: []chapterJSON{}, Sheet: string(c.Sheet), FollowUp: at(c.FollowUp), Deleted: at(c.Deleted),
	}
	for _, p := range c.Roster {
		j.Roster = append(j.Roster, rosterJSON{
			oneLine(p.Name), p.Role, p.Turn, p.Missing, p.Wrote, p.ReadToday, p.Passed, p.Done, at(p.Away), p.Me,
		})
	}
	for _, ch := range c.Chapters {
		j.Chapters = append(j.Chapters, chapterJSON{ch.Step, oneLine(ch.Name.In(lang)), ch.Posts, ch.Now})
	}
	return j
}

// stepLines say where a consultation stands.
func (e *Env) stepLines(c house.Consultation) []string {
	say, lang := e.say(), string(e.Lang)
	if c.Step == 0 {
		return []string{say.T("steps.none")}
	}
	var lines []string
	if c.Going {
		lines = append(lines, say.T("steps.where", "Step", c.Step, "Of", c.Of, "Name", oneLine(c.Now.Name.In(lang))), oneLine(c.Now.Prompt.In(lang)),
			say.T(c.WritersKey(), "Name", oneLine(c.Giver)), say.T(c.TurnKey()), e.stepTime(c))
		if c.Suggest != "" {
			lines = append(lines, say.T("steps.suggest."+c.Suggest))
		}
	} else {
		lines = append(lines, say.T("steps.ended", "Date", say.Date(c.Ended.Local())))
		if !c.FollowUp.IsZero() {
			lines = append(lines, say.T("steps.follow_up", "Date", say.Date(c.FollowUp.Local())))
		}
		if !c.Deleted.IsZero() {
			lines = append(lines, say.T("steps.deleted", "Date", say.Date(c.Deleted.Local())))
		}
	}
	lines = append(lines, "", say.T("steps.roster"))
	for _, p := range c.Roster {
		lines = append(lines, facts(append([]string{oneLine(p.Name)}, e.stepDid(p)...)...))
	}
	lines = append(lines, "", say.T("steps.chapters"))
	for _, ch := range c.Chapters {
		lines = append(lines, say.T("command.step.chapter_line", "Step", ch.Step, "Name", oneLine(ch.Name.In(lang)), "Posts", ch.Posts))
	}
	return lines
}

func (e *Env) stepTime(c house.Consultation) string {
	say, now := e.say(), e.now()
	n := c.TimeLeft(now)
	switch {
	case n <= 0:
		return say.T("steps.over")
	case c.Live:
		return say.N("steps.minutes", n, "Date", say.Clock(c.Until.Local()))
	}
	return say.N("steps.days", n, "Date", say.DateTime(c.Until.Local()))
}

func (e *Env) stepDid(p house.StepPerson) []string {
	var out []string
	for _, key := range p.DidKeys() {
		out = append(out, e.say().T(key, "Date", e.say().Date(p.Away.Local())))
	}
	return out
}

// stepped shows what a deed left.
func (e *Env) stepped(c *Call, now house.Consultation, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, e.stepOf(now), e.stepLines(now)...)
}

func runStepShow(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	n, err := c.number("chapter")
	if err != nil {
		return err
	}
	if !c.on("chapter") {
		now, err := e.House.Steps(ctx, e.Actor, place)
		return e.stepped(c, now, err)
	}
	posts, err := e.House.StepPosts(ctx, e.Actor, place, int(n))
	if err != nil {
		return err
	}
	if c.on("json") {
		shown := make([]postJSON, len(posts))
		for i, p := range posts {
			shown[i] = e.postOf(p)
		}
		return e.json(shown)
	}
	d := &diary{e: e}
	for _, p := range posts {
		if err := d.print(p); err != nil {
			return err
		}
	}
	return d.end()
}

func runStepStart(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	now, err := e.House.StartSteps(ctx, e.Actor, place, house.StepsStart{Template: c.flag("template"), Lang: string(e.Lang), Live: c.on("live")})
	return e.stepped(c, now, err)
}

// stepFrom is the step that was named, or the one where it stands.
func (e *Env) stepFrom(ctx context.Context, c *Call, place string) (int, error) {
	if c.on("from") {
		n, err := c.number("from")
		return int(n), err
	}
	now, err := e.House.Steps(ctx, e.Actor, place)
	return now.Step, err
}

func runStepNext(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	from, err := e.stepFrom(ctx, c, place)
	if err != nil {
		return err
	}
	now, err := e.House.Advance(ctx, e.Actor, place, from)
	return e.stepped(c, now, err)
}

func runStepBack(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	from, err := e.stepFrom(ctx, c, place)
	if err != nil {
		return err
	}
	now, err := e.House.StepBack(ctx, e.Actor, place, from, c.rest)
	return e.stepped(c, now, err)
}

func runStepExtend(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	by := 0
	if _, err := fmt.Sscan(c.arg(1), &by); err != nil {
		return c.spec.usageError()
	}
	now, err := e.House.Extend(ctx, e.Actor, place, by)
	return e.stepped(c, now, err)
}

func runStepPass(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	now, err := e.House.Pass(ctx, e.Actor, place, c.on("done"))
	return e.stepped(c, now, err)
}

func runStepNudge(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	now, err := e.House.Steps(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	names := make([]string, len(now.Missing))
	for i, name := range now.Missing {
		names[i] = "@" + oneLine(name)
	}
	text := e.say().T("steps.nudge", "Names", strings.Join(names, ", "), "Step", now.Step)
	now, err = e.House.Nudge(ctx, e.Actor, place, text)
	return e.stepped(c, now, err)
}

func runStepModerator(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	if c.arg(1) == "" && !c.on("deputy") {
		return c.spec.usageError()
	}
	now, err := e.House.HandModeration(ctx, e.Actor, place, c.name(1), c.on("deputy"))
	return e.stepped(c, now, err)
}

func runStepTakeOver(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	now, err := e.House.TakeOver(ctx, e.Actor, place)
	return e.stepped(c, now, err)
}

func runStepAway(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	until, err := house.ParseUntil(c.flag("until"), e.now())
	if err != nil {
		return err
	}
	now, err := e.House.StepAway(ctx, e.Actor, place, until)
	return e.stepped(c, now, err)
}

func runStepEnd(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	followUp, err := house.ParseUntil(c.flag("follow-up"), e.now())
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	title := c.flag("title")
	if strings.TrimSpace(title) == "" {
		title = e.say().T("steps.sheet")
	}
	now, err := e.House.EndSteps(ctx, e.Actor, place, house.StepsEnd{Title: title, Text: text, FollowUp: followUp})
	return e.stepped(c, now, err)
}

func runStepTemplates(ctx context.Context, e *Env, c *Call) error {
	floor := c.arg(0)
	what, name, _ := strings.Cut(strings.TrimSpace(c.rest), " ")
	switch name = strings.TrimSpace(name); {
	case (what == "" || what == "list") && name == "":
		all, err := e.House.StepTemplates(ctx, e.Actor, floor)
		if err != nil {
			return err
		}
		return e.showTemplates(c, all)
	case what == "show" && name != "":
		all, err := e.House.StepTemplates(ctx, e.Actor, floor)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.ID == name {
				return e.show(c, t, strings.TrimSuffix(t.String(), "\n"))
			}
		}
		return house.Errorf(house.NotFound, "error.steps_no_template")
	case what == "edit" && name != "":
		read := e.whole
		if e.console != nil {
			read = func() (string, error) { return e.askText(ctx) }
		}
		text, err := read()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "" {
			return house.Errorf(house.Invalid, "error.empty")
		}
		return e.putTemplate(ctx, c, floor, name, text)
	case what == "reset" && name != "":
		return e.putTemplate(ctx, c, floor, name, "")
	}
	return c.spec.usageError()
}

func (e *Env) putTemplate(ctx context.Context, c *Call, floor, name, text string) error {
	t, err := e.House.PutStepTemplate(ctx, e.Actor, floor, name, text)
	if err != nil {
		return err
	}
	return e.done(c, t)
}

func (e *Env) showTemplates(c *Call, all []house.StepTemplate) error {
	if c.on("json") {
		return e.json(all)
	}
	say := e.say()
	for _, t := range all {
		args := []any{"Id", t.ID, "Name", oneLine(t.Name.In(string(e.Lang))), "Steps", len(t.Steps)}
		line := say.T("command.step.template_line", args...)
		if t.Own {
			line = say.T("command.step.template_own", args...)
		}
		if err := e.show(c, nil, line); err != nil {
			return err
		}
	}
	return nil
}
