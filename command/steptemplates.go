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
		t, err := e.template(ctx, floor, name)
		if err != nil {
			return err
		}
		return e.show(c, t, strings.TrimSuffix(t.String(), "\n"))
	case what == "copy" && name != "":
		old, fresh, _ := strings.Cut(name, " ")
		if fresh = strings.TrimSpace(fresh); fresh == "" {
			return c.spec.usageError()
		}
		t, err := e.template(ctx, floor, old)
		if err != nil {
			return err
		}
		if _, err := e.template(ctx, floor, fresh); err == nil {
			return house.Errorf(house.Conflict, "error.steps_name_taken", "Name", fresh)
		}
		return e.putTemplate(ctx, c, floor, fresh, t.Copy().String())
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

// template is one course of a floor.
func (e *Env) template(ctx context.Context, floor, name string) (house.StepTemplate, error) {
	all, err := e.House.StepTemplates(ctx, e.Actor, floor)
	if err != nil {
		return house.StepTemplate{}, err
	}
	for _, t := range all {
		if t.ID == name {
			return t, nil
		}
	}
	return house.StepTemplate{}, house.Errorf(house.NotFound, "error.steps_no_template")
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
	for _, t := range all {
		if err := e.show(c, nil, e.courseLine(t)); err != nil {
			return err
		}
	}
	return nil
}

func (e *Env) courseLine(t house.StepTemplate) string {
	args := []any{"Id", t.ID, "Name", oneLine(t.Name.In(string(e.Lang))), "Steps", len(t.Steps)}
	if t.Own {
		return e.say().T("command.step.template_own", args...)
	}
	return e.say().T("command.step.template_line", args...)
}
