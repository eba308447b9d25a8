package counselling

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// open does what a row without a place is for.
func (s *Screen) open(row kit.Row) tea.Cmd {
	switch row.ID {
	case "accept":
		return s.accept()
	case "decline":
		return s.decline()
	case "withdraw":
		return s.withdraw()
	case "close":
		return s.end()
	case "deletion":
		return s.deletion()
	case "feedback":
		return s.feedback()
	}
	return nil
}

func (s *Screen) accept() tea.Cmd {
	return s.deed(did{key: "counselling.accepted"}, func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.AcceptContact(ctx, a, s.place)
		return err
	})
}

func (s *Screen) decline() tea.Cmd {
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("counselling.decline.more")},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("counselling.decline.text"), Hint: t("counselling.decline.hint")},
		kit.Field{Kind: kit.Button, Label: t("counselling.decline.do"), Do: func() tea.Cmd {
			text := s.form.Text("text")
			return s.deed(did{key: "counselling.declined", form: true, gone: true}, func(ctx context.Context, h kit.House, a house.Actor) error {
				return h.DeclineContact(ctx, a, s.place, text)
			})
		}},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) withdraw() tea.Cmd {
	return s.env.Confirm(s.env.T("counselling.withdraw"), s.env.T("counselling.withdraw.text"), s.env.T("counselling.withdraw.yes"), func() tea.Cmd {
		return s.deed(did{key: "counselling.withdrawn", gone: true}, func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.WithdrawContact(ctx, a, s.place)
		})
	})
}

// end opens the form that closes the counselling.
func (s *Screen) end() tea.Cmd {
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("counselling.close.note")},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("counselling.close.summary"), Hint: t("counselling.close.summary.hint")},
		kit.Field{Name: "follow_up", Label: t("counselling.close.follow_up"), Hint: t("counselling.close.date.hint")},
		kit.Field{Name: "delete", Label: t("counselling.close.delete"), Hint: t("counselling.close.delete.hint")},
		kit.Field{Kind: kit.Button, Label: t("counselling.close"), Do: s.close},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) close() tea.Cmd {
	end := house.CaseEnd{Summary: s.form.Text("text")}
	now := s.env.Now().In(s.env.Location)
	for name, to := range map[string]*time.Time{"follow_up": &end.FollowUp, "delete": &end.Delete} {
		at, err := house.ParseUntil(s.form.Text(name), now)
		if err != nil {
			s.form.Wrong(name, s.env.Sentence(err))
			return nil
		}
		*to = at
	}
	return s.deed(did{key: "counselling.closed", form: true}, func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.CloseCase(ctx, a, s.place, end)
		return err
	})
}

func (s *Screen) deletion() tea.Cmd {
	return s.env.Prompt(s.env.T("counselling.deletion"), s.env.T("counselling.deletion.label"), "", func(text string) tea.Cmd {
		at, err := house.ParseUntil(text, s.env.Now().In(s.env.Location))
		if err == nil && at.IsZero() {
			err = house.Errorf(house.Invalid, "error.due")
		}
		if err != nil {
			return kit.Send(kit.Failed{Err: err})
		}
		return s.deed(did{key: "counselling.deletion.done"}, func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.BringDeletionForward(ctx, a, s.place, at)
			return err
		})
	})
}

// feedback opens the sheet, filled with what was said before.
func (s *Screen) feedback() tea.Cmd {
	t := s.env.T
	before := house.Feedback{}
	if len(s.now.Feedback) > 0 {
		before = s.now.Feedback[0]
	}
	var marks []kit.Choose
	for i := range 6 {
		marks = append(marks, kit.Choose{ID: strconv.Itoa(i), Label: t("counselling.mark." + strconv.Itoa(i))})
	}
	mark := func(name string, value int) kit.Field {
		return kit.Field{Name: name, Kind: kit.Choice, Label: t("counselling.feedback." + name), Value: strconv.Itoa(value), Options: marks}
	}
	s.form = kit.NewForm(s.env,
		mark("heard", before.Heard), mark("helped", before.Helped), mark("again", before.Again),
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("counselling.feedback.text"), Value: before.Text},
		kit.Field{Kind: kit.Button, Label: t("common.send"), Do: func() tea.Cmd {
			f := house.Feedback{Text: s.form.Text("text")}
			for name, to := range map[string]*int{"heard": &f.Heard, "helped": &f.Helped, "again": &f.Again} {
				*to, _ = strconv.Atoi(s.form.Text(name))
			}
			return s.deed(did{key: "counselling.feedback.done", form: true}, func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.GiveFeedback(ctx, a, s.place, f)
				return err
			})
		}},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

// askCancel closes a form, and asks where something would be lost.
func (s *Screen) askCancel() tea.Cmd {
	leave := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return leave()
	}
	return s.env.Confirm(s.env.T("shell.discard"), s.env.T("shell.discard.text"), s.env.T("shell.discard.yes"), leave)
}
