package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"stockwerk/house"
)

// chatName is the key of the chat's name: in a room for peer consultations it is the
// side table, where organising talk has its place.
func chatName(d house.RoomDetail) string {
	if d.HasSteps() {
		return "steps.side"
	}
	return "command.linear.chat"
}

// steps is the course of a peer consultation and what one can do with it now, what is
// most likely wanted first.
func (l *linear) steps(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		now, err := l.e.House.Steps(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		var choices []choice
		if now.Writes && now.Going {
			choices = append(choices, choice{say.T("command.linear.write_board"), func(ctx context.Context) error { return l.writeBoard(ctx, place) }})
		}
		specs := l.deeds("step")
		for _, name := range stepDeeds(now) {
			if i := slices.IndexFunc(specs, func(s Spec) bool { return s.Name == name }); i >= 0 {
				choices = append(choices, l.deed(specs[i], []string{place}))
			}
			if me, _ := now.Me(); name == "step pass" && me.Turn {
				choices = append(choices, l.run("steps.row.done", "step pass "+quote(place)+" --done"))
			}
		}
		choices = append(choices, choice{say.T("steps.side"), func(ctx context.Context) error { return l.chat(ctx, place) }})
		for _, ch := range now.Chapters {
			if ch.Posts > 0 {
				label := say.T("command.linear.chapter", "Step", ch.Step, "Name", oneLine(ch.Name.In(string(l.e.Lang))), "Posts", ch.Posts)
				read := "step show " + quote(place) + " --chapter " + strconv.Itoa(ch.Step)
				choices = append(choices, choice{label, func(ctx context.Context) error { return l.command(ctx, read) }})
			}
		}
		if floor, _, ok := strings.Cut(place, "/"); ok && l.e.Actor.Role() != house.RoleGuestOf {
			choices = append(choices, choice{say.T("steps.templates.title"), l.courses(floor, false)})
		}
		return strings.Join(l.e.stepHead(now), "\n"), choices, nil
	})
}

// stepDeeds are the commands that the person can use now.
func stepDeeds(c house.Consultation) []string {
	var names []string
	add := func(on bool, name string) {
		if on {
			names = append(names, "step "+name)
		}
	}
	me, takesPart := c.Me()
	others := slices.ContainsFunc(c.Roster, func(p house.StepPerson) bool { return p.Missing && !p.Me })
	add(c.MayStart, "start")
	add(c.Leads && !c.Last() && c.Suggest != "", "next")
	add(c.MayEnd && (c.Late || c.Last()), "end")
	add(c.Going && me.Turn, "pass")
	add(c.MayTakeOver, "takeover")
	add(c.Leads && others, "nudge")
	add(c.Leads && c.Left > 0, "extend")
	add(c.Leads && !c.Last() && c.Suggest == "", "next")
	add(c.Leads && c.Step > 1, "back")
	add(c.Leads, "moderator")
	add(c.Going && takesPart, "away")
	add(c.MayEnd && !c.Late && !c.Last(), "end")
	return names
}

// courses lists the courses of a floor; floor admins change them.
func (l *linear) courses(floor string, admin bool) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
			all, err := l.e.House.StepTemplates(ctx, l.e.Actor, floor)
			if err != nil {
				return "", nil, err
			}
			choices := make([]choice, len(all))
			for i, t := range all {
				choices[i] = choice{l.e.courseLine(t), func(ctx context.Context) error { return l.course(ctx, floor, t, admin) }}
			}
			return l.e.say().T("steps.templates.title"), choices, nil
		})
	}
}

// course shows one course as text, and what can be done with it.
func (l *linear) course(ctx context.Context, floor string, t house.StepTemplate, admin bool) error {
	say := l.e.say()
	shown := strings.TrimSuffix(t.String(), "\n")
	if !admin {
		l.print(shown)
		return nil
	}
	templates := "step templates " + quote(floor) + " "
	return l.menu(ctx, l.back(), func(context.Context) (string, []choice, error) {
		choices := []choice{
			l.run("steps.templates.change", templates+"edit "+t.ID),
			{say.T("steps.templates.copy"), func(ctx context.Context) error {
				name, err := l.e.answer(ctx, say.T("steps.templates.ask_name")+" ", true)
				if name = strings.TrimSpace(name); err != nil || name == "" {
					return err
				}
				return l.command(ctx, templates+"copy "+t.ID+" "+quote(name))
			}},
		}
		if t.Own {
			choices = append(choices, l.run(t.ResetKey(), templates+"reset "+t.ID))
		}
		return shown, choices, nil
	})
}
