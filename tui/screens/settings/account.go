package settings

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// account does the rows about one's data.
func (s *Screen) account(id string) tea.Cmd {
	switch id {
	case "who":
		return kit.Send(kit.GoText{Title: s.env.T("settings.who"), Text: s.who()})
	case "export":
		return kit.Send(kit.GoText{Title: s.env.T("settings.export"), Text: s.export()})
	case "remains":
		return s.remains()
	case "delete":
		return s.env.Confirm(s.env.T("settings.delete.ask"), s.env.T("settings.delete.text"), s.env.T("settings.delete.go"), s.openDelete)
	case "keep":
		return s.keep()
	}
	return nil
}

// who is everything that is kept about the account.
func (s *Screen) who() string {
	t := s.env.T
	lines := []string{t("settings.who.name", "Name", s.self.Name)}
	if s.self.Role == house.RoleHouseAdmin {
		lines = append(lines, t("settings.who.role", "Role", t("common.house_admin")))
	}
	lines = append(lines,
		t("settings.who.since", "Month", s.month(s.self.Created)),
		t("settings.who.last", "Month", s.month(s.self.Last)),
		s.env.N("settings.who.ssh", len(s.keys)),
		s.env.N("settings.who.blocked", len(s.blocked)),
	)
	if s.mail.Address != "" {
		lines = append(lines, t("settings.mail.now", "Address", kit.Clean(s.mail.Address)))
	}
	lines = append(lines,
		"", t("settings.who.words"), "", t("settings.who.not"),
	)
	return kit.CleanText(strings.Join(lines, "\n"))
}

// month says a month that the house keeps as "2026-03".
func (s *Screen) month(m string) string {
	if m == "" {
		return s.env.T("common.never")
	}
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return s.env.Text.Month(t)
}

// export says the commands that bring everything to one's own computer. A login by key
// would leave the rooms locked.
func (s *Screen) export() string {
	to := "ssh -o PubkeyAuthentication=no "
	if s.env.Port != 0 && s.env.Port != 22 {
		to += "-p " + strconv.Itoa(s.env.Port) + " "
	}
	to += kit.Clean(s.self.Name) + "@" + s.env.Host + " account export --format "
	return s.env.T("settings.export.text", "Zip", to+"zip > stockwerk.zip", "Text", to+"markdown > stockwerk.md", "JSON", to+"json > stockwerk.json")
}

// remains says what stays when one goes, and what goes.
func (s *Screen) remains() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		r, err := h.Remains(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		t := text.Remains{
			Posts: r.Posts, Rooms: r.Rooms, Messages: r.Messages, Talks: r.Talks, LastAdmin: r.LastAdmin,
			Notes: r.Notes, Records: r.Records, Drafts: r.Drafts, Keys: r.Keys, Card: r.Card,
		}
		for _, place := range r.Destroyed {
			t.Destroyed = append(t.Destroyed, kit.Clean(place))
		}
		for _, o := range r.HandOver {
			t.HandOver = append(t.HandOver, text.HandOver{Place: kit.Clean(o.Place), Others: o.Others, Counsel: o.Counsel})
		}
		return kit.GoText{Title: s.env.T("settings.remains"), Text: strings.Join(text.RemainsLines(s.env.Text, t), "\n")}
	})
}

func (s *Screen) openDelete() tea.Cmd {
	t := s.env.T
	var p *sheet
	p = s.lay(t("settings.delete"),
		kit.Field{Kind: kit.Note, Label: t("settings.delete.text")},
		kit.Field{Kind: kit.Secret, Name: "password", Label: t("settings.password.old")},
		kit.Field{Kind: kit.Button, Label: t("settings.delete.do"), Do: func() tea.Cmd { return s.delete(p) }},
	)
	return nil
}

func (s *Screen) delete(p *sheet) tea.Cmd {
	password, say, in := p.form.Text("password"), s.env.Text, s.env.Location
	return s.prove(p, map[string]string{"error.password_wrong": "password"}, func(ctx context.Context, h kit.House, a house.Actor) done {
		at, err := h.DeleteAccount(ctx, a, password)
		return done{err: err, say: "settings.delete.done", args: []any{"When", say.DateTime(at.In(in))}}
	})
}

func (s *Screen) keep() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return done{by: s, err: h.KeepAccount(ctx, a), say: "settings.keep.done"}
	})
}
