package courses

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// open reads a course or, for admins, changes it.
func (s *Screen) open(kit.Row) tea.Cmd {
	if s.floor.Admin {
		return s.edit()
	}
	return s.read()
}

// read shows a course as a text.
func (s *Screen) read() tea.Cmd {
	c, ok := s.chosen()
	if !ok {
		return nil
	}
	text := s.about(c)
	for _, step := range c.Steps {
		text += "\n\n" + step.Name.In(s.lang()) + "\n" + step.Prompt.In(s.lang())
	}
	return kit.Send(kit.GoText{Title: c.Name.In(s.lang()), Text: kit.CleanText(text)})
}

func (s *Screen) edit() tea.Cmd {
	c, ok := s.chosen()
	if ok {
		s.write(c, false)
	}
	return nil
}

func (s *Screen) copy() tea.Cmd {
	c, ok := s.chosen()
	if ok {
		s.write(c.Copy(), true)
	}
	return nil
}

// write opens the editor of a course; anew makes another one of it.
func (s *Screen) write(c house.StepTemplate, anew bool) {
	t := s.env.T
	s.of, s.anew = c, anew
	var fields []kit.Field
	if anew {
		fields = append(fields, kit.Field{Name: "id", Label: t("steps.templates.ask_name"), Hint: t("steps.templates.name_hint")})
	}
	fields = append(
		fields,
		kit.Field{Name: "text", Kind: kit.Lines, Label: kit.Clean(c.Name.In(s.lang())), Value: c.String(), Hint: t("steps.templates.hint")},
		kit.Field{Kind: kit.Button, Label: t("steps.key.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	s.form = kit.NewForm(s.env, fields...)
	s.form.WrongLine("text", "", 1) // one begins at the top
	if anew {
		s.form.Wrong("id", "")
	}
}

func (s *Screen) save() tea.Cmd {
	if s.busy || s.form == nil {
		return nil
	}
	id, text := s.of.ID, s.form.Text("text")
	if s.anew {
		id = s.form.Text("id")
		for _, c := range s.all {
			if c.ID == id {
				s.form.Wrong("id", s.env.Sentence(house.Errorf(house.Conflict, "error.steps_name_taken", "Name", id)))
				return nil
			}
		}
	}
	if _, err := house.ParseStepTemplate(text); err != nil {
		s.complain(err)
		return nil
	}
	return s.put("steps.templates.saved", id, text)
}

// complain says what is wrong where it is.
func (s *Screen) complain(err error) {
	line := 0
	var e *house.Error
	if errors.As(err, &e) {
		for i := 0; i+1 < len(e.Args); i += 2 {
			if e.Args[i] == "Line" {
				line, _ = e.Args[i+1].(int)
			}
		}
	}
	s.form.WrongLine("text", s.env.Sentence(err), line)
}

func (s *Screen) put(say, id, text string) tea.Cmd {
	s.busy = true
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.PutStepTemplate(ctx, a, code, id, text)
		return did{s, say, err}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	switch {
	case d.err == nil:
		s.form = nil
		return tea.Batch(s.load(), kit.Say(d.say))
	case s.form != nil && s.anew && house.IsKey(d.err, "error.steps_name"):
		s.form.Wrong("id", s.env.Sentence(d.err))
		return nil
	}
	return kit.Send(kit.Failed{Err: d.err})
}

// askReset takes the floor's own words away.
func (s *Screen) askReset() tea.Cmd {
	c, ok := s.chosen()
	if !ok {
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t(c.ResetKey()), t("steps.templates.reset.text", "Name", kit.Clean(c.Name.In(s.lang()))), t(c.ResetKey()), func() tea.Cmd {
		return s.put("steps.templates.saved", c.ID, "")
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
