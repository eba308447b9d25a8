package tickets

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// spans are the validities to choose from, in hours; the house's own is 72.
func spans() []int { return []int{1, 24, 72, 7 * 24, 14 * 24, 30 * 24, 90 * 24} }

// begin opens the form of a new ticket.
func (s *Screen) begin() tea.Cmd {
	t := s.env.T
	valid := make([]kit.Choose, 0, len(spans()))
	for _, hours := range spans() {
		d := time.Duration(hours) * time.Hour
		valid = append(valid, kit.Choose{ID: d.String(), Label: s.env.Text.Duration(d)})
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("tickets.form.what")},
		kit.Field{Name: "label", Label: t("tickets.form.label"), Hint: t("tickets.form.label.hint")},
		kit.Field{Name: "as", Label: t("tickets.form.as"), Hint: t("tickets.form.as.hint")},
		kit.Field{Name: "valid", Kind: kit.Choice, Label: t("tickets.form.valid"), Value: (72 * time.Hour).String(), Options: valid},
		kit.Field{Name: "wait", Kind: kit.Check, Label: t("tickets.form.wait"), Hint: t("tickets.form.wait.hint")},
		kit.Field{Name: "return", Kind: kit.Check, Value: "yes", Label: t("tickets.form.return"), Hint: t("tickets.form.return.hint")},
		kit.Field{Name: "reads", Kind: kit.Check, Label: t("tickets.form.reads")},
		kit.Field{Kind: kit.Button, Label: t("tickets.form.issue"), Do: s.issue},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("tickets.discard.title"), "", s.env.T("tickets.discard.yes"), closing)
}

// issue has the house make the ticket. The form stays until that is done.
func (s *Screen) issue() tea.Cmd {
	if s.busy {
		return nil
	}
	valid, err := time.ParseDuration(s.form.Text("valid"))
	if err != nil {
		valid = 0 // the house's own
	}
	place, spec := s.place, house.TicketSpec{
		Label: s.form.Text("label"), Pseudonym: s.form.Text("as"), Valid: valid,
		ReadOnly: s.form.On("reads"), NoReturn: !s.form.On("return"), Wait: s.form.On("wait"),
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		t, err := h.NewTicket(ctx, a, place, spec)
		return issued{s, t, err}
	})
}

func (s *Screen) issued(i issued) tea.Cmd {
	s.busy = false
	if i.err != nil {
		return s.refused(i.err)
	}
	s.form, s.fresh, s.taken = nil, i.ticket, false
	s.slip = kit.NewScroll(s.env)
	s.slip.SetText(s.env.Slip(i.ticket))
	return s.load()
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	for _, key := range []string{"error.pseudonym_invalid", "error.name_reserved", "error.name_taken"} {
		if s.form != nil && house.IsKey(err, key) {
			s.form.Wrong("as", s.env.Sentence(err))
			return nil
		}
	}
	if s.form != nil && house.IsKey(err, "error.too_long") {
		s.form.Wrong("label", s.env.Sentence(err))
		return nil
	}
	return kit.Send(kit.Failed{Err: err})
}

// viewSlip shows the code first: it is what has to be handed over.
func (s *Screen) viewSlip(w, h int) kit.View {
	st := s.env.Styles
	lines := kit.Wrap(s.env.T("tickets.fresh"), w)
	for _, line := range kit.Wrap(kit.Clean(s.fresh.Code), w) {
		lines = append(lines, st.Strong.Of(line))
	}
	if h > 10 {
		for _, line := range kit.Wrap(s.env.T("tickets.once"), w) {
			lines = append(lines, st.Warn.Of(line))
		}
	}
	lines = append(lines, st.Dim.Of(kit.Rule(w)))
	return kit.View{Lines: append(lines, s.slip.View(w, max(h-len(lines), 1)).Lines...)}
}

func (s *Screen) copyCode() tea.Cmd {
	s.taken = true
	return s.env.Copy(s.fresh.Code)
}

func (s *Screen) copySlip() tea.Cmd {
	s.taken = true
	return s.env.Copy(s.env.Slip(s.fresh))
}

// askDone forgets the code; it asks first when it was not copied.
func (s *Screen) askDone() tea.Cmd {
	done := func() tea.Cmd {
		s.slip, s.fresh = nil, house.Issued{}
		return nil
	}
	if s.taken {
		return done()
	}
	return s.env.Confirm(s.env.T("tickets.done.title"), s.env.T("tickets.done.text"), s.env.T("tickets.done.yes"), done)
}

func (s *Screen) revoke(id house.TicketID) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return revoked{s, h.RevokeTicket(ctx, a, id)}
	})
}

func (s *Screen) revoked(r revoked) tea.Cmd {
	if r.err != nil {
		return kit.Send(kit.Failed{Err: r.err})
	}
	return tea.Batch(s.load(), kit.Say("tickets.revoked"))
}

func (s *Screen) load() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		l.tickets, l.err = h.Tickets(ctx, a, place)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	if l.err == nil {
		s.known, s.wrong, s.room, s.tickets = true, "", l.room, l.tickets
		s.show()
		return nil
	}
	if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
		return kit.Send(kit.Failed{Err: l.err})
	}
	s.wrong = s.env.Sentence(l.err)
	return nil
}
