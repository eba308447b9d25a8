package steps

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// begin asks for the courses of the floor, then by which one to start.
func (s *Screen) begin() tea.Cmd {
	floor, _, _, _ := house.SplitPlace(s.place)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.StepTemplates(ctx, a, floor)
		return found{s, all, err}
	})
}

// templates goes to the courses of the floor.
func (s *Screen) templates() tea.Cmd {
	floor, _, _, _ := house.SplitPlace(s.place)
	return kit.Send(kit.GoCourses{Floor: floor})
}

func (s *Screen) found(f found) tea.Cmd {
	if f.err != nil && !s.env.Who().Member() { // visitors begin with the house's own
		f.all, f.err = nil, nil
	}
	if f.err != nil {
		return kit.Send(kit.Failed{Err: f.err})
	}
	lang, t := string(s.env.Text.Lang()), s.env.T
	var fields []kit.Field
	if len(f.all) > 0 {
		var courses []kit.Choose
		for _, c := range f.all {
			days, minutes := c.Span()
			courses = append(courses, kit.Choose{
				ID: c.ID, Label: t("steps.start.course", "Name", kit.Clean(c.Name.In(lang)), "Days", days, "Minutes", minutes),
			})
		}
		fields = append(fields, kit.Field{Name: "course", Kind: kit.Choice, Label: t("steps.start.template"), Value: "ten", Options: courses})
	}
	s.form = kit.NewForm(s.env, append(
		fields,
		kit.Field{Name: "form", Kind: kit.Choice, Label: t("steps.start.live"), Value: "written", Options: []kit.Choose{
			{ID: "written", Label: t("steps.start.live.off")}, {ID: "live", Label: t("steps.start.live.on")},
		}},
		kit.Field{Kind: kit.Button, Label: t("steps.start.submit"), Do: s.start},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)...)
	return nil
}

func (s *Screen) start() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	start := house.StepsStart{Template: s.form.Text("course"), Lang: string(s.env.Text.Lang()), Live: s.form.Text("form") == "live"}
	return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.StartSteps(ctx, a, place, start)
		return err
	})
}

// end opens the closing sheet.
func (s *Screen) end() tea.Cmd {
	t := s.env.T
	gone := t("steps.end.never")
	if days := s.room.RetentionDays; days > 0 {
		gone = t("steps.end.gone", "Date", s.env.Text.Date(s.env.Now().In(s.env.Location).AddDate(0, 0, days)))
	}
	s.form = kit.NewForm(
		s.env,
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("steps.end.text")},
		kit.Field{Name: "follow", Label: t("steps.end.follow"), Hint: t("steps.end.date")},
		kit.Field{Name: "delete", Label: t("steps.end.delete"), Hint: gone},
		kit.Field{Kind: kit.Note, Label: t("steps.end.note")},
		kit.Field{Kind: kit.Button, Label: t("steps.end.submit"), Do: s.finish},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) finish() tea.Cmd {
	if s.busy {
		return nil
	}
	end := house.StepsEnd{Title: s.env.T("steps.sheet"), Text: s.form.Text("text")}
	for field, to := range map[string]*time.Time{"follow": &end.FollowUp, "delete": &end.DeleteAt} {
		at, err := house.ParseUntil(s.form.Text(field), s.env.Now().In(s.env.Location))
		if err != nil {
			s.form.Wrong(field, s.env.Sentence(err))
			return nil
		}
		*to = at
	}
	if strings.TrimSpace(end.Text) == "" {
		s.form.Wrong("text", s.env.T("error.empty"))
		return nil
	}
	s.busy = true
	return s.deed("steps.did.end", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.EndSteps(ctx, a, place, end)
		return err
	})
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if s.form == nil || !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}
