package houserules

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// closing is the page of lock-down and maintenance.
type closing struct {
	*Screen
	now house.Closing
}

// NewClosing makes the page "Lock-down and maintenance".
func NewClosing(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &closing{Screen: s}
	return s
}

func (p *closing) title() string { return "houserules.closing" }

func (p *closing) keys() []kit.Key { return nil }

func (p *closing) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	_, err := h.Lockdown(ctx, a)
	return func() {
		p.now = house.Closing{}
		if p.env.Closing != nil {
			p.now = p.env.Closing()
		}
	}, err
}

func (p *closing) rows() []kit.Row {
	t := p.env.T
	rows := []kit.Row{{Head: true, Label: t("houserules.lockdown")}}
	for level := range 4 {
		key := "houserules.lockdown.row." + strconv.Itoa(level)
		row := kit.Row{ID: strconv.Itoa(level), Label: t(key), More: t("houserules.lockdown.level." + strconv.Itoa(level))}
		if level > 0 {
			row.More += "\n\n" + t("houserules.lockdown.more")
		}
		if p.now.Level == level {
			row.Note = t("houserules.holds")
			if level > 0 && p.now.Reason != "" && !p.now.Maintenance {
				row.More += "\n\n" + t("houserules.reason", "Reason", p.now.Reason)
			}
		}
		rows = append(rows, row)
	}
	rows = append(rows, kit.Row{Head: true, Label: t("houserules.maintenance")})
	if !p.now.Maintenance {
		return append(rows, kit.Row{ID: "on", Label: t("houserules.maintenance.start"), More: t("houserules.maintenance.more")})
	}
	when := t("houserules.maintenance.at", "When", p.env.Text.DateTime(p.now.Out.In(p.env.Location)))
	if p.now.Over {
		when = t("houserules.maintenance.now")
	}
	if p.now.Reason != "" {
		when += "\n\n" + t("houserules.reason", "Reason", p.now.Reason)
	}
	return append(rows,
		kit.Row{ID: "off", Label: t("houserules.maintenance.end"), Note: p.env.Text.Clock(p.now.Out.In(p.env.Location)), More: when},
		kit.Row{ID: "on", Label: t("houserules.maintenance.change"), More: t("houserules.maintenance.more")},
	)
}

func (p *closing) open(id string) tea.Cmd {
	switch id {
	case "on":
		return p.announce()
	case "off":
		return p.do("houserules.maintenance.ended", func(ctx context.Context, h kit.House, a house.Actor) error { return h.EndMaintenance(ctx, a) })
	case "0":
		return p.set(0, "")
	}
	level, _ := strconv.Atoi(id)
	t := p.env.T
	return p.fill(func() tea.Cmd { return p.askLevel(level, p.form.Text("reason")) },
		kit.Field{Kind: kit.Note, Label: t("houserules.lockdown.level." + id)},
		kit.Field{Kind: kit.Line, Name: "reason", Label: t("houserules.reason.label"), Hint: t("houserules.reason.hint")},
	)
}

func (p *closing) askLevel(level int, reason string) tea.Cmd {
	t, id := p.env.T, strconv.Itoa(level)
	return p.ask(t("houserules.lockdown.row."+id), t("houserules.lockdown.level."+id), t("houserules.lockdown.yes"),
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.LockdownToll(ctx, a, level)
		},
		func() tea.Cmd { return p.set(level, reason) })
}

func (p *closing) set(level int, reason string) tea.Cmd {
	return p.do("houserules.lockdown.set", func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.SetLockdown(ctx, a, level, reason)
	})
}

func (p *closing) announce() tea.Cmd {
	t := p.env.T
	return p.fill(p.askStart,
		kit.Field{Kind: kit.Note, Label: t("houserules.maintenance.more")},
		kit.Field{Kind: kit.Line, Name: "minutes", Label: t("houserules.maintenance.minutes"), Value: "10"},
		kit.Field{Kind: kit.Line, Name: "reason", Label: t("houserules.reason.label"), Hint: t("houserules.reason.hint")},
	)
}

func (p *closing) askStart() tea.Cmd {
	minutes, err := strconv.Atoi(strings.TrimSpace(p.form.Text("minutes")))
	if err != nil || minutes < 1 {
		p.form.Wrong("minutes", p.env.T("error.maintenance_notice"))
		return nil
	}
	reason, t := p.form.Text("reason"), p.env.T
	return p.ask(t("houserules.maintenance.start"), t("houserules.maintenance.ask", "Minutes", minutes), t("houserules.maintenance.yes"),
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.MaintenanceToll(ctx, a)
		},
		func() tea.Cmd {
			return p.do("houserules.maintenance.announced", func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.StartMaintenance(ctx, a, time.Duration(minutes)*time.Minute, reason)
				return err
			})
		})
}
