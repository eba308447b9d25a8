package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

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
