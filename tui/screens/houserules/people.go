package houserules

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// accounts is the page of everybody who has an account.
type accounts struct {
	*Screen
	all []house.Account
}

// NewAccounts makes the page "Accounts".
func NewAccounts(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &accounts{Screen: s}
	return s
}

func (p *accounts) title() string { return "entry.accounts" }

func (p *accounts) keys() []kit.Key { return nil }

func (p *accounts) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	all, err := h.Accounts(ctx, a)
	return func() { p.all = all }, err
}

func (p *accounts) rows() []kit.Row {
	t := p.env.T
	rows := make([]kit.Row, len(p.all))
	for i, m := range p.all {
		note := t("office.last", "Month", m.Last)
		switch {
		case m.State == "waiting" || m.State == "leaving":
			note = t("office.state." + m.State)
		case m.Admin:
			note = t("office.house_admin")
		}
		more := []string{m.Name, "", t("office.since", "Month", m.Since), t("office.last", "Month", m.Last)}
		if !m.Leaving.IsZero() {
			more = append(more, t("office.state.leaving")+": "+p.env.Text.DateTime(m.Leaving.In(p.env.Location)))
		}
		rows[i] = kit.Row{ID: m.Name, Label: m.Name, Note: note, More: strings.Join(more, "\n")}
	}
	return rows
}

func (p *accounts) open(name string) tea.Cmd {
	i := slices.IndexFunc(p.all, func(m house.Account) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	t, m, shown := p.env.T, p.all[i], kit.Clean(name)
	if m.State == "waiting" {
		return kit.Send(kit.GoOffice{Name: "arrivals"})
	}
	options := []kit.Option{{Label: t("entry.rename"), Do: func(string) tea.Cmd { return p.rename(name) }}}
	switch {
	case m.Ordered:
		options = append(options, kit.Option{Label: t("entry.keep"), Do: func(string) tea.Cmd {
			return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.KeepMember(ctx, a, name) })
		}})
	case m.State != "leaving" && name != p.env.Who().Name:
		options = append(options, kit.Option{Label: t("entry.delete"), Do: func(string) tea.Cmd { return p.delete(name) }})
	}
	return kit.Send(kit.Ask{Title: shown, Options: append(options, kit.Option{Label: t("common.cancel")})})
}

func (p *accounts) rename(name string) tea.Cmd {
	t := p.env.T
	return p.env.Prompt(t("entry.rename.title", "Name", kit.Clean(name)), t("register.name"), name, func(want string) tea.Cmd {
		return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.RenameMember(ctx, a, name, want)
			return err
		})
	})
}

func (p *accounts) delete(name string) tea.Cmd {
	t, shown := p.env.T, kit.Clean(name)
	return p.ask(t("entry.delete"), t("entry.delete.text", "Name", shown), t("entry.delete"),
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.DeleteMemberToll(ctx, a, name)
		},
		func() tea.Cmd {
			return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.DeleteMember(ctx, a, name)
				return err
			})
		})
}

// admins is the page of the house's admins.
type admins struct {
	*Screen
	names   []string
	waiting []house.OfficeRequest
}

// NewAdmins makes the page "House admins".
func NewAdmins(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &admins{Screen: s}
	return s
}

func (p *admins) title() string { return "entry.admins" }

func (p *admins) keys() []kit.Key {
	return []kit.Key{kit.Bind("c", "entry.appoint", p.appoint).InFooter()}
}

func (p *admins) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	names, waiting, err := h.HouseAdmins(ctx, a)
	return func() { p.names, p.waiting = names, waiting }, err
}

func (p *admins) rows() []kit.Row {
	t := p.env.T
	var rows []kit.Row
	if len(p.waiting) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("entry.requests")})
	}
	for _, w := range p.waiting {
		key := "office.waits.appoint"
		if !w.On {
			key = "office.waits.end"
		}
		rows = append(rows, kit.Row{
			ID: "request " + w.Name, Label: w.Name, ForMe: !w.Own,
			More: t(key, "Name", w.Name, "By", w.By, "Until", p.env.Text.DateTime(w.Until.In(p.env.Location))),
		})
	}
	rows = append(rows, kit.Row{Head: true, Label: t("entry.admins")})
	for _, name := range p.names {
		rows = append(rows, kit.Row{ID: "admin " + name, Label: name, More: t("entry.admins.more")})
	}
	return append(rows, kit.Row{ID: "appoint", Label: t("entry.appoint"), More: t("entry.admins.more")})
}

func (p *admins) open(id string) tea.Cmd {
	t := p.env.T
	kind, name, _ := strings.Cut(id, " ")
	switch kind {
	case "appoint":
		return p.appoint()
	case "admin":
		return p.ask(t("entry.office.end"), t("entry.office.end.text", "Name", kit.Clean(name)), t("entry.office.end"),
			func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
				return h.SetHouseAdminToll(ctx, a, name, false)
			},
			func() tea.Cmd { return p.set(name, false) })
	}
	i := slices.IndexFunc(p.waiting, func(w house.OfficeRequest) bool { return w.Name == name })
	if i < 0 {
		return nil
	}
	var options []kit.Option
	if !p.waiting[i].Own {
		options = append(options, kit.Option{Label: t("entry.office.confirm"), Do: func(string) tea.Cmd {
			return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.ApproveOffice(ctx, a, name) })
		}})
	}
	options = append(options, kit.Option{Label: t("entry.office.refuse"), Do: func(string) tea.Cmd {
		return p.do("entry.did.registration", func(ctx context.Context, h kit.House, a house.Actor) error { return h.RefuseOffice(ctx, a, name) })
	}}, kit.Option{Label: t("common.cancel")})
	key := "office.waits.appoint"
	if !p.waiting[i].On {
		key = "office.waits.end"
	}
	w := p.waiting[i]
	return kit.Send(kit.Ask{
		Title: kit.Clean(name), Options: options,
		Text: t(key, "Name", kit.Clean(w.Name), "By", kit.Clean(w.By), "Until", p.env.Text.DateTime(w.Until.In(p.env.Location))),
	})
}

func (p *admins) appoint() tea.Cmd {
	t := p.env.T
	return p.env.Prompt(t("entry.appoint"), t("register.name"), "", func(name string) tea.Cmd {
		if name = house.CleanName(name); name == "" {
			return nil
		}
		return p.env.Confirm(t("entry.appoint"), t("entry.appoint.text", "Name", kit.Clean(name)), t("entry.appoint"),
			func() tea.Cmd { return p.set(name, true) })
	})
}

func (p *admins) set(name string, on bool) tea.Cmd {
	return p.do("entry.did.office", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.SetHouseAdmin(ctx, a, name, on)
		return err
	})
}
