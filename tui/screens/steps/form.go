package steps

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// readChapter reads what was written in a step.
func (s *Screen) readChapter(step int, title string) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		list, err := h.StepPosts(ctx, a, place, step)
		return read{s, title, list, err}
	})
}

// begin asks for the courses of the floor, then by which one to start.
func (s *Screen) begin() tea.Cmd { return s.find(true) }

// templates shows the courses of the floor; floor admins change them.
func (s *Screen) templates() tea.Cmd { return s.find(false) }

func (s *Screen) find(start bool) tea.Cmd {
	floor, _, _, _ := house.SplitPlace(s.place)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.StepTemplates(ctx, a, floor)
		return found{s, all, start, err}
	})
}

func (s *Screen) found(f found) tea.Cmd {
	if f.err != nil {
		return kit.Send(kit.Failed{Err: f.err})
	}
	s.all = f.all
	lang, t := string(s.env.Text.Lang()), s.env.T
	if !f.start {
		rows := make([]kit.Row, len(f.all))
		for i, c := range f.all {
			rows[i] = kit.Row{ID: c.ID, Label: kit.Clean(c.Name.In(lang))}
			if c.Own {
				rows[i].Note = t("steps.templates.own")
			}
		}
		s.courses = kit.NewList(s.env)
		s.courses.Open = s.editCourse
		s.courses.SetRows(append([]kit.Row{{Head: true, Label: t("steps.templates.title")}}, rows...))
		return nil
	}
	var courses []kit.Choose
	for _, c := range f.all {
		courses = append(courses, kit.Choose{ID: c.ID, Label: kit.Clean(c.Name.In(lang))})
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "course", Kind: kit.Choice, Label: t("steps.start.template"), Value: "ten", Options: courses},
		kit.Field{Name: "form", Kind: kit.Choice, Label: t("steps.start.live"), Value: "written", Options: []kit.Choose{
			{ID: "written", Label: t("steps.start.live.off")}, {ID: "live", Label: t("steps.start.live.on")},
		}},
		kit.Field{Kind: kit.Button, Label: t("steps.start.submit"), Do: s.start},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
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

// editCourse shows a course as text, to be changed by floor admins.
func (s *Screen) editCourse(row kit.Row) tea.Cmd {
	for _, c := range s.all {
		if c.ID != row.ID {
			continue
		}
		s.form = kit.NewForm(s.env,
			kit.Field{Name: "text", Kind: kit.Lines, Label: kit.Clean(row.Label), Value: c.String()},
			kit.Field{Kind: kit.Button, Label: s.env.T("steps.key.save"), Do: func() tea.Cmd { return s.saveCourse(c.ID) }},
			kit.Field{Kind: kit.Button, Label: s.env.T("common.cancel"), Do: s.askCancel},
		)
	}
	return nil
}

func (s *Screen) saveCourse(id string) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	text := s.form.Text("text")
	return s.deed("steps.templates.saved", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		floor, _, _, err := house.SplitPlace(place)
		if err == nil {
			_, err = h.PutStepTemplate(ctx, a, floor, id, text)
		}
		return err
	})
}

// end opens the closing sheet.
func (s *Screen) end() tea.Cmd {
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("steps.end.text")},
		kit.Field{Name: "follow", Label: t("steps.end.follow")},
		kit.Field{Kind: kit.Button, Label: t("steps.end.submit"), Do: s.finish},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) finish() tea.Cmd {
	if s.busy {
		return nil
	}
	follow, err := house.ParseUntil(s.form.Text("follow"), s.env.Now().In(s.env.Location))
	if err != nil {
		s.form.Wrong("follow", s.env.Sentence(err))
		return nil
	}
	s.busy = true
	end := house.StepsEnd{Title: s.env.T("steps.sheet"), Text: s.form.Text("text"), FollowUp: follow}
	return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.EndSteps(ctx, a, place, end)
		return err
	})
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		if s.form != nil {
			s.form = nil
		} else {
			s.courses = nil
		}
		return nil
	}
	if s.form == nil || !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}
