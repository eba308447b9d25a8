package tasks

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// begin opens the form for a new task, change for the chosen one.
func (s *Screen) begin() tea.Cmd { return s.fill(house.Task{}) }

func (s *Screen) change() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	return s.fill(t)
}

func (s *Screen) fill(t house.Task) tea.Cmd {
	return s.meet(func(members []house.Member) {
		say := s.env.T
		who := []kit.Choose{{ID: nobody, Label: say("tasks.nobody")}}
		chosen := nobody
		for _, m := range members {
			who = append(who, kit.Choose{ID: string(m.Person), Label: m.Name})
			if !t.Gone && m.Name == t.Assignee {
				chosen = string(m.Person)
			}
		}
		save := say("tasks.form.new")
		if t.ID != "" {
			save = say("common.save")
		}
		s.editing, s.before = t, chosen
		if chosen == nobody {
			s.before = ""
		}
		s.form = kit.NewForm(s.env,
			kit.Field{Name: "title", Label: say("tasks.form.title"), Value: t.Title},
			kit.Field{Name: "who", Kind: kit.Choice, Label: say("tasks.form.who"), Value: chosen, Options: who},
			kit.Field{Name: "due", Label: say("tasks.form.due"), Hint: say("tasks.form.due.hint"), Value: s.typed(t.Due)},
			kit.Field{Name: "text", Kind: kit.Lines, Label: say("tasks.form.text"), Value: t.Text},
			kit.Field{Kind: kit.Button, Label: save, Do: s.save},
			kit.Field{Kind: kit.Button, Label: say("common.cancel"), Do: s.askCancel},
		)
	})
}

// typed is a date as it is typed.
func (s *Screen) typed(d house.Due) string {
	switch {
	case d.IsZero():
		return ""
	case d.Day:
		return d.String()
	}
	return d.At.In(s.env.Location).Format("2006-01-02 15:04")
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("tasks.discard.title"), "", s.env.T("tasks.discard.yes"), closing)
}

// save gives the form to the house; it stays until that is done.
func (s *Screen) save() tea.Cmd {
	if s.busy {
		return nil
	}
	due, err := house.ParseDue(s.form.Text("due"), s.env.Location)
	if err != nil {
		s.form.Wrong("due", s.env.Sentence(err))
		return nil
	}
	if strings.TrimSpace(s.form.Text("title")) == "" {
		s.form.Wrong("title", s.env.T("error.empty"))
		return nil
	}
	who := s.form.Text("who")
	if who == nobody {
		who = ""
	}
	s.busy = true
	if s.editing.ID == "" {
		place, spec := s.place, house.TaskSpec{Title: s.form.Text("title"), Text: s.form.Text("text"), For: who, Due: due}
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			sent, err := h.NewTask(ctx, a, place, spec)
			return saved{s, sent.ID, err}
		})
	}
	id, edit := s.editing.ID, s.edited(due, who)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.EditTask(ctx, a, id, edit)
		return saved{s, id, err}
	})
}

// edited is what the form changes; what was left alone stays as others may have
// changed it meanwhile.
func (s *Screen) edited(due house.Due, who string) house.TaskEdit {
	var e house.TaskEdit
	old := s.editing
	if title := s.form.Text("title"); title != old.Title {
		e.Title = &title
	}
	if text := s.form.Text("text"); text != old.Text {
		e.Text = &text
	}
	if s.form.Text("due") != s.typed(old.Due) {
		e.Due = &due
	}
	if who != s.before {
		e.For = &who
	}
	return e
}

func (s *Screen) saved(d saved) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return s.refused(d.err)
	}
	s.form = nil
	if s.editing.ID == "" {
		s.next = d.id
		return tea.Batch(s.load(), kit.Say("tasks.written"))
	}
	return tea.Batch(s.load(), kit.Say("tasks.changed"))
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	if s.form != nil {
		for _, key := range []string{"error.task_nobody", "error.task_unseen", "error.task_before"} {
			if house.IsKey(err, key) {
				s.form.Wrong("who", s.env.Sentence(err))
				return nil
			}
		}
		if house.IsKey(err, "error.empty") || house.IsKey(err, "error.too_long") {
			s.form.Wrong("title", s.env.Sentence(err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: err})
}
