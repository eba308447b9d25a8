package houserules

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// registration is the page of who gets in, in which languages, and of invitations.
type registration struct {
	*Screen
	rules       house.HouseRules
	invitations []house.Invitation
}

// NewRegistration makes the page "Registration and invitations".
func NewRegistration(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &registration{Screen: s}
	return s
}

func (p *registration) title() string { return "entry.registration" }

func (p *registration) keys() []kit.Key {
	return []kit.Key{kit.Bind("c", "entry.invite", p.invite).InFooter()}
}

func (p *registration) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	rules, err := h.Rules(ctx, a)
	if err != nil {
		return nil, err
	}
	all, err := h.Invitations(ctx, a)
	return func() { p.rules, p.invitations = rules, all }, err
}

// modes are the rules that can be chosen; "members" is by invitation of everybody.
var modes = []string{"open", "invitation", "members", "approval", "closed"}

func (p *registration) rows() []kit.Row {
	t := p.env.T
	now := string(p.rules.Registration)
	if p.rules.MembersInvite {
		now = "members"
	}
	rows := []kit.Row{{Head: true, Label: t("entry.who")}}
	for _, mode := range modes {
		row := kit.Row{ID: "mode " + mode, Label: t("entry.mode." + mode), More: t("entry.holds." + mode)}
		if mode == now {
			row.Note = t("houserules.holds")
		}
		rows = append(rows, row)
	}
	rows = append(rows,
		kit.Row{Head: true, Label: t("entry.more")},
		kit.Row{ID: "languages", Label: t("entry.languages.row"), Note: strings.Join(p.rules.Languages, ", "), More: t("entry.languages.more")},
		kit.Row{ID: "invite", Label: t("entry.invite"), More: t("desk.ticket.more")},
	)
	if len(p.invitations) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("entry.invitations")})
	}
	for _, v := range p.invitations {
		label := v.Label
		if label == "" {
			label = t("entry.invitation.by", "Name", v.IssuedBy)
		}
		rows = append(rows, kit.Row{
			ID: "ticket " + string(v.ID), Label: label, Note: t("command.ticket_state." + v.State), Off: v.State != "open",
			More: t("entry.invitation.by", "Name", v.IssuedBy) + "\n" + p.env.Text.DateTime(v.Expires.In(p.env.Location)),
		})
	}
	return rows
}

func (p *registration) open(id string) tea.Cmd {
	t := p.env.T
	kind, of, _ := strings.Cut(id, " ")
	switch kind {
	case "mode":
		mode, members := house.Registrations(of), of == "members"
		if members {
			mode = house.ByInvitation
		}
		return p.env.Confirm(t("entry.mode."+of), t("entry.holds."+of), t("entry.mode.yes"), func() tea.Cmd {
			return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error {
				return h.SetRegistration(ctx, a, mode, members)
			})
		})
	case "languages":
		return p.languages()
	case "invite":
		return p.invite()
	case "ticket":
		return p.revoke(house.TicketID(of))
	}
	return nil
}

// languages are marked one by one; the house's is chosen among them.
func (p *registration) languages() tea.Cmd {
	t := p.env.T
	all := []kit.Choose{
		{ID: "de", Label: t("common.language.formal")},
		{ID: "de-du", Label: t("common.language.informal")},
		{ID: "en", Label: t("common.language.english")},
	}
	fields := []kit.Field{{Kind: kit.Note, Label: t("entry.languages.more")}}
	for _, c := range all {
		f := kit.Field{Kind: kit.Check, Name: c.ID, Label: c.Label}
		if slices.Contains(p.rules.Languages, c.ID) {
			f.Value = "yes"
		}
		fields = append(fields, f)
	}
	first := "de"
	if len(p.rules.Languages) > 0 {
		first = p.rules.Languages[0]
	}
	fields = append(fields, kit.Field{Kind: kit.Choice, Name: "first", Label: t("entry.languages.first"), Value: first, Options: all})
	return p.fill(func() tea.Cmd {
		langs := []string{p.form.Text("first")}
		for _, c := range all {
			if p.form.On(c.ID) && c.ID != langs[0] {
				langs = append(langs, c.ID)
			}
		}
		return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.SetLanguages(ctx, a, langs) })
	}, fields...)
}

func (p *registration) invite() tea.Cmd {
	t := p.env.T
	return p.env.Prompt(t("desk.ticket.title"), t("desk.ticket.label"), "", func(label string) tea.Cmd {
		title := t("desk.ticket.title")
		return p.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			issued, err := h.NewMembershipTicket(ctx, a, strings.TrimSpace(label))
			if err != nil {
				return kit.Fail(err)
			}
			return kit.GoText{Title: title, Text: p.env.Slip(issued)}
		})
	})
}

func (p *registration) revoke(id house.TicketID) tea.Cmd {
	i := slices.IndexFunc(p.invitations, func(v house.Invitation) bool { return v.ID == id })
	if i < 0 || p.invitations[i].State != "open" {
		return nil
	}
	t := p.env.T
	return p.env.Confirm(t("entry.revoke"), t("entry.revoke.text"), t("entry.revoke"), func() tea.Cmd {
		return p.do("entry.did.revoked", func(ctx context.Context, h kit.House, a house.Actor) error { return h.RevokeInvitation(ctx, a, id) })
	})
}

// arrivals is the page of newcomers who wait.
type arrivals struct {
	*Screen
	list []house.Arrival
}

// NewArrivals makes the page "Newcomers who wait".
func NewArrivals(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &arrivals{Screen: s}
	return s
}

func (p *arrivals) title() string { return "entry.arrivals" }

func (p *arrivals) keys() []kit.Key { return nil }

func (p *arrivals) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	list, err := h.Arrivals(ctx, a)
	return func() { p.list = list }, err
}

func (p *arrivals) rows() []kit.Row {
	if len(p.list) == 0 {
		return []kit.Row{{ID: "none", Label: p.env.T("entry.nobody_waits"), Off: true, More: p.env.T("entry.arrivals.more")}}
	}
	var rows []kit.Row
	for _, w := range p.list {
		rows = append(rows, kit.Row{ID: w.Name, Label: w.Name, Note: p.env.Ago(w.Since), ForMe: true, More: w.Name + "\n\n" + w.Message})
	}
	return rows
}

func (p *arrivals) open(name string) tea.Cmd {
	i := slices.IndexFunc(p.list, func(w house.Arrival) bool { return w.Name == name })
	if i < 0 {
		return nil
	}
	t, shown := p.env.T, kit.Clean(name)
	return kit.Send(kit.Ask{Title: t("entry.answer", "Name", shown), Text: kit.CleanText(p.list[i].Message), Options: []kit.Option{
		{Label: t("entry.approve"), Do: func(string) tea.Cmd {
			return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.Approve(ctx, a, name) })
		}},
		{Label: t("entry.refuse"), Do: func(string) tea.Cmd {
			return p.ask(t("entry.refuse"), t("entry.refuse.text", "Name", shown), t("entry.refuse"),
				func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
					return h.RefuseToll(ctx, a, name)
				},
				func() tea.Cmd {
					return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.Refuse(ctx, a, name) })
				})
		}},
		{Label: t("common.cancel")},
	}})
}
