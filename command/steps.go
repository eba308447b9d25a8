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
			Name: "step end", Args: []Arg{argPlace, argText}, Flags: []Flag{{"title", "T"}, {"follow-up", "DATE"}, {"delete", "DATE"}}, For: ForInside,
			Help: "command.help.step_end", run: runStepEnd,
		},
		{
			Name: "step templates", Args: []Arg{argFloor, {Name: "list|show NAME|edit NAME|copy NAME NEW|reset NAME", Optional: true, Rest: true}}, For: ForMembers,
			Help: "command.help.step_templates", run: runStepTemplates,
		},
	}
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
		if err != nil {
			return err
		}
		return e.show(c, e.stepOf(now), e.stepLines(now)...)
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
	deleteAt, err := house.ParseUntil(c.flag("delete"), e.now())
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
	now, err := e.House.EndSteps(ctx, e.Actor, place, house.StepsEnd{Title: title, Text: text, FollowUp: followUp, DeleteAt: deleteAt})
	return e.stepped(c, now, err)
}
