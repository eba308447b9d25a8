package houserules

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// announcements is what the house says: to be changed by house admins, to be read by
// everybody.
type announcements struct {
	*Screen
	reads bool // the page for everybody
	all   []house.Announcement
}

// NewAnnouncements makes the page "Announcements" of the house desk.
func NewAnnouncements(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &announcements{Screen: s}
	return s
}

// NewAnnounced makes the page on which everybody reads them.
func NewAnnounced(env *kit.Env) *Screen {
	s := newScreen(env)
	s.everybody = true
	s.page = &announcements{Screen: s, reads: true}
	s.list.Empty = []string{env.T("announce.none")}
	return s
}

func (p *announcements) title() string { return "announce.title" }

func (p *announcements) keys() []kit.Key {
	if p.reads {
		return nil
	}
	return []kit.Key{kit.Bind("c", "announce.new", p.fresh).InFooter()}
}

func (p *announcements) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	all, err := h.Announcements(ctx, a)
	if err == nil && p.reads {
		err = h.ReadAnnouncements(ctx, a)
	}
	return func() { p.all = all }, err
}

func (p *announcements) rows() []kit.Row {
	t := p.env.T
	var rows []kit.Row
	if !p.reads {
		rows = append(rows, kit.Row{ID: "new", Label: t("announce.new"), More: t("announce.title.more")})
	}
	for _, n := range p.all {
		words := n.In(string(p.env.Text.Lang()))
		row := kit.Row{ID: n.ID, Label: strings.ReplaceAll(words, "\n", " "), More: words}
		if n.Warning {
			row.Note = t("announce.warning.short")
		}
		if !n.Until.IsZero() {
			row.More += "\n\n" + t("announce.until", "When", p.env.Text.DateTime(n.Until.In(p.env.Location)))
		}
		if p.reads {
			row.Go = kit.GoText{Title: t("announce.title"), Text: row.More}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *announcements) open(id string) tea.Cmd {
	if id == "new" {
		return p.fresh()
	}
	t := p.env.T
	return p.env.Confirm(t("announce.end"), t("announce.end.text"), t("announce.end"), func() tea.Cmd {
		return p.do("announce.ended", func(ctx context.Context, h kit.House, a house.Actor) error { return h.EndAnnouncement(ctx, a, id) })
	})
}

func (p *announcements) fresh() tea.Cmd {
	t := p.env.T
	return p.fill(p.announce,
		kit.Field{Kind: kit.Lines, Name: "de", Label: t("announce.form.german")},
		kit.Field{Kind: kit.Lines, Name: "en", Label: t("announce.form.english"), Hint: t("announce.form.either")},
		kit.Field{Kind: kit.Check, Name: "warning", Label: t("announce.form.warning"), Hint: t("announce.form.warning.hint")},
		kit.Field{Kind: kit.Line, Name: "days", Label: t("announce.form.days"), Hint: t("announce.form.days.hint")},
	)
}

func (p *announcements) announce() tea.Cmd {
	spec := house.AnnouncementSpec{Words: map[string]string{}, Warning: p.form.On("warning")}
	for _, lang := range []string{"de", "en"} {
		if words := strings.TrimSpace(p.form.Text(lang)); words != "" {
			spec.Words[lang] = words
		}
	}
	n, ok := number(p.form.Text("days"))
	if !ok {
		p.form.Wrong("days", p.env.T("error.plan_number"))
		return nil
	}
	if n > 0 {
		spec.Until = p.env.Now().Add(time.Duration(n) * 24 * time.Hour)
	}
	return p.do("announce.made", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.Announce(ctx, a, spec)
		return err
	})
}
