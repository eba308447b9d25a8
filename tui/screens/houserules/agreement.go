package houserules

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// agreement is the page on which a floor's admins read its plan, what is used of it, and
// its lease. Only house admins change these, on pages of their own.
type agreement struct {
	*Screen
	code  string
	use   house.FloorUse
	lease house.Lease
}

// NewAgreement makes the page "Plan and lease" of a floor.
func NewAgreement(env *kit.Env, code string) *Screen {
	s := newScreen(env)
	s.everybody = true // the house refuses whoever has no desk of the floor
	s.page = &agreement{Screen: s, code: code}
	return s
}

func (p *agreement) title() string { return "agreement.title" }

func (p *agreement) keys() []kit.Key { return nil }

func (p *agreement) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	use, err := h.FloorPlan(ctx, a, p.code)
	if err != nil {
		return nil, err
	}
	lease, err := h.FloorLease(ctx, a, p.code)
	return func() { p.use, p.lease = use, lease }, err
}

func (p *agreement) rows() []kit.Row {
	t, plan := p.env.T, p.use.Plan
	of := func(used, limit string) string {
		switch {
		case limit == "":
			return t("agreement.unlimited", "Used", used)
		case used == "":
			return limit
		}
		return t("agreement.of", "Used", used, "Limit", limit)
	}
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	size := func(n int64) string {
		if n == 0 {
			return ""
		}
		return house.SizeText(n)
	}
	alone := func(limit string) string {
		if limit == "" {
			return t("plans.unlimited")
		}
		return limit
	}
	tools := t("plans.all_tools")
	if plan.Tools != nil {
		names := make([]string, len(plan.Tools))
		for i, tool := range plan.Tools {
			names[i] = t("room.tool." + tool)
		}
		tools = strings.Join(names, ", ")
	}
	tickets := strconv.Itoa(p.use.Tickets)
	if p.use.Tickets == 0 {
		tickets = t("agreement.few", "N", house.SmallCell)
	}
	rows := []kit.Row{
		{Head: true, Label: t("plans.plan", "Plan", plan.Name)},
		p.row("used", t("agreement.rooms"), strconv.Itoa(p.use.Rooms)),
		p.row("rooms", t("plans.form.rooms"), alone(count(plan.Rooms))),
		p.row("storage", t("agreement.storage"), of(house.SizeText(p.use.Storage), size(plan.Storage))),
		p.row("room", t("agreement.room"), alone(size(plan.RoomStorage))),
		p.row("tickets", t("agreement.tickets"), of(tickets, count(plan.Tickets))),
		p.row("tools", t("plans.form.tools"), tools),
		{Head: true, Label: t("agreement.lease")},
	}
	if plan.Storage > 0 && p.use.Storage >= plan.Storage {
		rows[3].ForMe = true
	}
	return append(rows, p.leaseRows()...)
}

func (p *agreement) leaseRows() []kit.Row {
	t := p.env.T
	if !p.lease.Agreed {
		return []kit.Row{p.row("none", t("leases.none"), "")}
	}
	var rows []kit.Row
	if p.lease.Overdue(p.env.Now()) {
		late := p.row("overdue", t("leases.overdue"), "")
		late.ForMe, late.More = true, t("agreement.overdue")+"\n\n"+late.More
		rows = append(rows, late)
	}
	for _, l := range []struct{ key, value string }{
		{"from", p.lease.From}, {"until", p.lease.Until}, {"price", p.lease.Price}, {"paid", p.lease.Paid}, {"note", p.lease.Note},
	} {
		label := "leases.form." + l.key
		if l.key == "price" {
			label = "agreement.price"
		}
		if l.value != "" {
			rows = append(rows, p.row(l.key, t(label), kit.Clean(l.value)))
		}
	}
	return rows
}

func (p *agreement) row(id, label, note string) kit.Row {
	more := label
	if note != "" {
		more += ": " + note
	}
	return kit.Row{ID: id, Label: label, Note: note, More: more + "\n\n" + p.env.T("agreement.more")}
}

// open shows a row whole, for narrow windows that cut it.
func (p *agreement) open(string) tea.Cmd {
	r := p.list.Selected()
	return kit.Send(kit.Ask{Title: r.Label, Text: r.More, Options: []kit.Option{{Label: p.env.T("common.ok")}}})
}
