package session

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

const (
	asGroup = "group"
	asLive  = "live"
)

// plan opens the form of the next session.
func (s *Screen) plan() tea.Cmd {
	t, v := s.env.T, s.now
	when, kind := "", asLive
	if !v.At.IsZero() {
		when = v.At.In(s.env.Location).Format("2006-01-02 15:04")
	}
	if v.Group {
		kind = asGroup
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "at", Label: t("session.form.at"), Hint: t("session.form.at.hint"), Value: when},
		kit.Field{Name: "minutes", Label: t("session.ask.minutes"), Value: strconv.Itoa(v.Minutes)},
		kit.Field{Name: "topic", Label: t("session.form.topic"), Value: v.Topic},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("session.form.kind"), Value: kind, Options: []kit.Choose{
			{ID: asLive, Label: t("session.kind.live")}, {ID: asGroup, Label: t("session.kind.group")},
		}},
		kit.Field{Name: "rules", Kind: kit.Lines, Label: t("session.form.rules"), Hint: t("session.form.rules.hint"), Value: v.Rules},
		kit.Field{Name: "chat", Kind: kit.Choice, Label: t("session.form.chat"), Options: []kit.Choose{
			{ID: "", Label: t("session.form.chat.usual")}, {ID: "open", Label: t("session.form.chat.open")}, {ID: "closed", Label: t("session.form.chat.closed")},
		}},
		kit.Field{Name: "silence", Label: t("session.form.silence"), Value: strconv.Itoa(v.Silence)},
		kit.Field{Kind: kit.Button, Label: t("session.form.submit"), Do: s.submit},
		kit.Field{Kind: kit.Button, Label: t("session.form.off"), Do: s.unplan},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) submit() tea.Cmd {
	if s.busy {
		return nil
	}
	at, err := house.ParseUntil(s.form.Text("at"), s.env.Now().In(s.env.Location))
	if err != nil {
		s.form.Wrong("at", s.env.Sentence(err))
		return nil
	}
	spec := house.SessionSpec{
		At: at, Minutes: number(s.form.Text("minutes")), Topic: s.form.Text("topic"), Group: s.form.Text("kind") == asGroup,
		Chat: s.form.Text("chat"), Silence: number(s.form.Text("silence")), Zone: house.ZoneName(s.env.Location),
	}
	if spec.Group {
		spec.Rules = s.form.Text("rules")
	}
	s.busy = true
	return s.deed("session.did.plan", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.PlanSession(ctx, a, place, spec)
		return err
	})
}

func (s *Screen) unplan() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return s.deed("session.did.unplan", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.UnplanSession(ctx, a, place)
		return err
	})
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}
