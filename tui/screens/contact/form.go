package contact

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// write opens the form of the words.
func (s *Screen) write() tea.Cmd {
	t := s.env.T
	var fields []kit.Field
	if s.offer.Guest {
		fields = append(fields,
			kit.Field{Kind: kit.Check, Name: "accept", Label: t("contact.accept")},
			kit.Field{Name: "as", Label: t("redeem.as"), Hint: t("contact.as.hint")},
		)
	}
	fields = append(fields,
		kit.Field{Name: "subject", Label: t("contact.subject"), Hint: t("contact.subject.hint")},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("contact.text"), Hint: t("contact.text.hint")},
		kit.Field{Kind: kit.Button, Label: t("contact.send"), Do: s.send},
		kit.Field{Kind: kit.Button, Label: t("contact.read_again"), Do: s.backToPage},
		kit.Field{Kind: kit.Button, Label: t("emergency.title"), Do: func() tea.Cmd { return kit.Send(kit.GoEmergency{}) }},
	)
	if s.form != nil {
		return nil
	}
	s.form = kit.NewForm(s.env, fields...)
	return nil
}

// backToPage asks where words would be lost.
func (s *Screen) backToPage() tea.Cmd {
	leave := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return leave()
	}
	return s.env.Confirm(s.env.T("shell.discard"), s.env.T("shell.discard.text"), s.env.T("shell.discard.yes"), leave)
}

func (s *Screen) send() tea.Cmd {
	if s.busy {
		return nil
	}
	if s.offer.Guest && !s.form.On("accept") {
		s.form.Wrong("accept", s.env.T("error.must_accept"))
		return nil
	}
	s.busy = true
	spec := house.ContactSpec{
		To: s.to, Subject: s.form.Text("subject"), Text: s.form.Text("text"), As: s.form.Text("as"), Accept: s.offer.Guest && s.form.On("accept"),
		Readers: s.offer.Readers,
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		out, actor, err := h.Contact(ctx, a, spec)
		return answered{s, out, actor, err}
	})
}

// answered says what was wrong at its field, or what happens now.
func (s *Screen) answered(msg answered) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		return s.refused(msg.err)
	}
	s.sent, s.out = true, msg.out
	if msg.out.Return == "" {
		return tea.Sequence(kit.Say("contact.sent.toast"), kit.Send(kit.Instead{Go: kit.GoTool{Place: msg.out.Place, Tool: "case"}}))
	}
	s.env.SetActor(msg.actor)
	t := s.env.T
	until := s.env.Text.Date(msg.out.Until.In(s.env.Location))
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("contact.done.guest", "Name", kit.Clean(msg.out.Name)) + "\n\n" +
			t("contact.done.ticket", "Code", msg.out.Return, "Port", s.env.Port, "Host", s.env.Host, "Until", until)},
		kit.Field{Kind: kit.Button, Label: t("contact.done.enter"), Do: func() tea.Cmd { return kit.Send(kit.Restart{}) }},
		kit.Field{Kind: kit.Button, Label: t("contact.done.slip"), Do: s.slip},
		kit.Field{Kind: kit.Button, Label: t("redeem.copy"), Do: func() tea.Cmd { return s.env.Copy(msg.out.Return) }},
	)
	return nil
}

// slip shows the whole paper: how one comes back with OpenSSH, PuTTY and a phone.
func (s *Screen) slip() tea.Cmd {
	return kit.Send(kit.GoText{Title: s.env.T("contact.done.slip"), Text: s.env.Slip(house.Issued{
		Code: s.out.Return, Room: s.out.Room, Place: s.out.Place, Expires: s.out.Until,
	})})
}

func (s *Screen) refused(err error) tea.Cmd {
	field := "text"
	switch {
	case house.IsKey(err, "error.pseudonym_invalid"), house.IsKey(err, "error.name_reserved"), house.IsKey(err, "error.name_taken"):
		field = "as"
	case house.IsKey(err, "error.empty"), house.IsKey(err, "error.too_long"):
		if s.form.Text("subject") == "" || house.IsKey(err, "error.too_long") && len(s.form.Text("subject")) > house.MaxTitle {
			field = "subject"
		}
	default:
		return kit.Send(kit.Failed{Err: err})
	}
	s.form.Wrong(field, s.env.Sentence(err))
	return nil
}
