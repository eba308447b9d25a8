package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// mailed says what holds now of notices by mail.
type mailed struct {
	by   *Screen
	mail house.Mail
	say  string
}

// mailNote is the row's note.
func (s *Screen) mailNote() string {
	switch s.mail.State {
	case house.MailOn:
		return s.env.T("settings.mail.state." + s.mail.Often)
	case house.MailNone:
		return s.env.T("settings.mail.state.none")
	}
	return s.env.T("settings.mail.state." + s.mail.State)
}

// mailRow is marked where the address was given up.
func (s *Screen) mailRow() kit.Row {
	t := s.env.T
	r := kit.Row{ID: "mail", Label: t("settings.mail"), Note: s.mailNote(), More: t("settings.mail.more")}
	if s.mail.State == house.MailLost {
		r.ForMe, r.More = true, t("settings.mail.lost", "Address", kit.Clean(s.mail.Address))
	}
	return r
}

// openMail shows what can be done next: give an address, type the code, choose how often.
func (s *Screen) openMail() tea.Cmd {
	t := s.env.T
	note := func(text string) kit.Field { return kit.Field{Kind: kit.Note, Label: text} }
	drop := kit.Field{Kind: kit.Button, Label: t("settings.mail.drop"), Do: s.dropMail}
	other := kit.Field{Kind: kit.Button, Label: t("settings.mail.other"), Do: s.openAddress}
	now := note(t("settings.mail.now", "Address", kit.Clean(s.mail.Address)))
	var p *sheet
	switch s.mail.State {
	case house.MailAsked:
		p = s.lay(t("settings.mail"), now, note(t("settings.mail.sent")),
			kit.Field{Name: "code", Label: t("settings.mail.code")},
			kit.Field{Kind: kit.Button, Label: t("settings.mail.confirm"), Do: func() tea.Cmd { return s.confirmMail(p) }}, other, drop)
	case house.MailOn:
		var options []kit.Choose
		for _, often := range []string{house.MailNever, house.MailDaily, house.MailHourly} {
			options = append(options, kit.Choose{ID: often, Label: t("settings.mail.often." + often)})
		}
		p = s.lay(t("settings.mail"), now,
			kit.Field{Kind: kit.Choice, Name: "often", Label: t("settings.mail.often"), Value: s.mail.Often, Options: options},
			kit.Field{Kind: kit.Button, Label: t("settings.mail.keep"), Do: func() tea.Cmd { return s.setOften(p) }}, other, drop)
	default:
		return s.openAddress()
	}
	return nil
}

// openAddress asks for an address.
func (s *Screen) openAddress() tea.Cmd {
	t := s.env.T
	s.pane = nil
	about := t("settings.mail.more")
	if s.mail.State == house.MailLost {
		about = t("settings.mail.lost", "Address", kit.Clean(s.mail.Address))
	}
	if !s.mail.Offered {
		s.lay(t("settings.mail"), kit.Field{Kind: kit.Note, Label: t("settings.mail.closed")})
		return nil
	}
	var p *sheet
	fields := []kit.Field{
		{Kind: kit.Note, Label: about},
		{Name: "address", Label: t("settings.mail.address")},
		{Kind: kit.Button, Label: t("settings.mail.send"), Do: func() tea.Cmd { return s.sendCode(p) }},
	}
	if s.mail.State != house.MailNone {
		fields = append(fields, kit.Field{Kind: kit.Button, Label: t("settings.mail.drop"), Do: s.dropMail})
	}
	p = s.lay(t("settings.mail"), fields...)
	return nil
}

// changeMail does a deed of the form.
func (s *Screen) changeMail(p *sheet, fields map[string]string, say string, deed func(context.Context, kit.House, house.Actor) (house.Mail, error)) tea.Cmd {
	if p != nil && p.busy {
		return nil
	}
	if p != nil {
		p.busy = true
	}
	return s.env.DoWithin(proving, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		m, err := deed(ctx, h, a)
		if err != nil {
			return done{by: s, err: err, fields: fields}
		}
		return mailed{s, m, say}
	})
}

func (s *Screen) sendCode(p *sheet) tea.Cmd {
	address := p.form.Text("address")
	fields := map[string]string{"error.mail_address": "address", "error.mail_refused": "address"}
	return s.changeMail(p, fields, "settings.mail.sent", func(ctx context.Context, h kit.House, a house.Actor) (house.Mail, error) {
		return h.SetMail(ctx, a, address)
	})
}

func (s *Screen) confirmMail(p *sheet) tea.Cmd {
	code := p.form.Text("code")
	fields := map[string]string{"error.mail_code": "code", "error.mail_no_code": "code"}
	return s.changeMail(p, fields, "settings.mail.confirmed", func(ctx context.Context, h kit.House, a house.Actor) (house.Mail, error) {
		return h.ConfirmMail(ctx, a, code)
	})
}

func (s *Screen) setOften(p *sheet) tea.Cmd {
	often := p.form.Text("often")
	return s.changeMail(p, nil, "settings.stored", func(ctx context.Context, h kit.House, a house.Actor) (house.Mail, error) {
		return h.SetMailOften(ctx, a, often)
	})
}

func (s *Screen) dropMail() tea.Cmd {
	return s.changeMail(nil, nil, "settings.mail.dropped", func(ctx context.Context, h kit.House, a house.Actor) (house.Mail, error) {
		if err := h.DropMail(ctx, a); err != nil {
			return house.Mail{}, err
		}
		return h.Mail(ctx, a)
	})
}

// mailed shows what holds now; where a code was sent, the field for it comes at once.
func (s *Screen) mailed(m mailed) tea.Cmd {
	if m.by != s {
		return nil
	}
	s.mail, s.pane = m.mail, nil
	s.show()
	say := kit.Say(m.say)
	if m.mail.State == house.MailAsked {
		return tea.Batch(say, s.openMail())
	}
	return say
}
