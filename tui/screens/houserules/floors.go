package houserules

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// floors is the page of all floors as the house runs them; with leases it is about what
// was agreed for them.
type floors struct {
	*Screen
	leases bool
	all    []house.HouseFloor
}

// NewFloors makes the page "Run floors".
func NewFloors(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &floors{Screen: s}
	return s
}

// NewLeases makes the page "Leases".
func NewLeases(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &floors{Screen: s, leases: true}
	return s
}

func (p *floors) title() string {
	if p.leases {
		return "leases.title"
	}
	return "floorrun.title"
}

func (p *floors) keys() []kit.Key {
	f, ok := p.chosen()
	ground := !ok || f.Kind == house.FloorGround
	if p.leases {
		return nil
	}
	return []kit.Key{
		kit.Bind("+ K", "floorrun.up", func() tea.Cmd { return p.move(1) }).Unless(ground, "floorrun.ground"),
		kit.Bind("- J", "floorrun.down", func() tea.Cmd { return p.move(-1) }).Unless(ground, "floorrun.ground"),
		kit.Bind("p", "floorrun.plan", p.plan).Unless(!ok, "floorrun.ground").InFooter(),
		kit.Bind("s", "floorrun.suspend", p.suspend).Unless(ground, "floorrun.ground").InFooter(),
		kit.Bind("x", "floorrun.close", p.end).Unless(ground, "floorrun.ground").InFooter(),
	}
}

func (p *floors) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	all, err := h.HouseFloors(ctx, a)
	return func() { p.all = all }, err
}

func (p *floors) chosen() (house.HouseFloor, bool) {
	id := p.list.Selected().ID
	for _, f := range p.all {
		if f.Code == id {
			return f, true
		}
	}
	return house.HouseFloor{}, false
}

func (p *floors) rows() []kit.Row {
	t := p.env.T
	rows := make([]kit.Row, len(p.all))
	for i, f := range p.all {
		label := f.Name
		if f.Kind != house.FloorGround {
			label = t("lift.floor", "Number", f.Number, "Name", f.Name)
		}
		row := kit.Row{ID: f.Code, Label: label, Note: t("plans.plan", "Plan", f.Plan)}
		more := []string{
			f.Name + " (" + f.Code + ")", "", t("command.floor_kind."+string(f.Kind)) + " · " + t("lift.state."+string(f.State)),
			p.env.N("common.members", f.Members) + " · " + p.env.N("floorrun.rooms", f.Rooms) + " · " + house.SizeText(f.Storage),
			t("plans.plan", "Plan", f.Plan),
		}
		if f.State == house.FloorSuspended {
			row.Note = t("lift.state.suspended")
		}
		if !f.Closing.At.IsZero() {
			row.Note = t("floorrun.closes", "Date", p.env.Text.Date(f.Closing.At.In(p.env.Location)))
			more = append(more, row.Note)
		}
		if p.leases {
			if row.Note = f.Lease.Price; !f.Lease.Agreed {
				more = append(more, t("leases.none"))
			}
		}
		for _, l := range []struct{ key, value string }{
			{"leases.from", f.Lease.From}, {"leases.until", f.Lease.Until}, {"leases.price", f.Lease.Price}, {"leases.paid", f.Lease.Paid}, {"leases.note", f.Lease.Note},
		} {
			if l.value != "" {
				more = append(more, t(l.key, "Value", l.value))
			}
		}
		if f.Lease.Overdue(p.env.Now()) {
			row.Note, row.ForMe = t("leases.overdue"), true
			more = append(more, t("leases.overdue"))
		}
		row.More = strings.Join(more, "\n")
		rows[i] = row
	}
	return rows
}

func (p *floors) open(id string) tea.Cmd {
	f, ok := p.chosen()
	switch {
	case !ok || id != f.Code:
		return nil
	case p.leases:
		return p.lease(f)
	}
	t := p.env.T
	ask := kit.Ask{Title: f.Name, Text: p.list.Selected().More}
	add := func(key string, do func() tea.Cmd) {
		ask.Options = append(ask.Options, kit.Option{Label: t(key), Do: func(string) tea.Cmd { return do() }})
	}
	add("floorrun.plan", p.plan)
	if f.Kind != house.FloorGround {
		add("floorrun.up", func() tea.Cmd { return p.move(1) })
		add("floorrun.down", func() tea.Cmd { return p.move(-1) })
		if f.State == house.FloorSuspended {
			add("floorrun.resume", p.suspend)
		} else {
			add("floorrun.suspend", p.suspend)
		}
		if f.Closing.At.IsZero() {
			add("floorrun.close", p.end)
		} else {
			add("floorrun.keep", p.end)
		}
	}
	ask.Options = append(ask.Options, kit.Option{Label: t("common.cancel")})
	return kit.Send(ask)
}

func (p *floors) move(by int) tea.Cmd {
	f, ok := p.chosen()
	if !ok || f.Number+by < 1 || f.Number+by >= len(p.all) {
		return nil
	}
	return p.do("floorrun.moved", func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.NumberFloor(ctx, a, f.Code, f.Number+by)
	})
}

func (p *floors) plan() tea.Cmd {
	f, ok := p.chosen()
	if !ok {
		return nil
	}
	t := p.env.T
	var options []kit.Choose
	for _, name := range house.PlanNames() {
		options = append(options, kit.Choose{ID: name, Label: name})
	}
	return p.fill(func() tea.Cmd {
		plan := p.form.Text("plan")
		return p.do("plans.saved", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.SetFloorPlan(ctx, a, f.Code, plan)
			return err
		})
	},
		kit.Field{Kind: kit.Note, Label: f.Name + " – " + t("plans.more")},
		kit.Field{Kind: kit.Choice, Name: "plan", Label: t("plans.title"), Value: f.Plan, Options: options},
	)
}

func (p *floors) suspend() tea.Cmd {
	f, ok := p.chosen()
	if !ok {
		return nil
	}
	t := p.env.T
	if f.State == house.FloorSuspended {
		return p.do("floorrun.resumed", func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.SuspendFloor(ctx, a, f.Code, false)
		})
	}
	return p.ask(t("floorrun.suspend")+": "+f.Name, t("floorrun.suspend.text"), t("floorrun.suspend"),
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.SuspendToll(ctx, a, f.Code)
		},
		func() tea.Cmd {
			return p.do("floorrun.is_suspended", func(ctx context.Context, h kit.House, a house.Actor) error {
				return h.SuspendFloor(ctx, a, f.Code, true)
			})
		})
}

func (p *floors) end() tea.Cmd {
	f, ok := p.chosen()
	if !ok {
		return nil
	}
	t := p.env.T
	if !f.Closing.At.IsZero() {
		return p.do("floorrun.kept", func(ctx context.Context, h kit.House, a house.Actor) error { return h.KeepFloor(ctx, a, f.Code) })
	}
	return p.fill(func() tea.Cmd {
		days, ok := number(p.form.Text("days"))
		if !ok {
			p.form.Wrong("days", p.env.T("error.plan_number"))
			return nil
		}
		notice := p.form.Text("notice")
		return p.ask(t("floorrun.close")+": "+f.Name, t("floorrun.close.text"), t("floorrun.close"),
			func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
				return h.CloseFloorToll(ctx, a, f.Code)
			},
			func() tea.Cmd {
				return p.do("floorrun.is_closing", func(ctx context.Context, h kit.House, a house.Actor) error {
					_, err := h.CloseFloor(ctx, a, f.Code, days, notice)
					return err
				})
			})
	},
		kit.Field{Kind: kit.Note, Label: t("floorrun.close.text")},
		kit.Field{Kind: kit.Line, Name: "days", Label: t("floorrun.days"), Value: "30"},
		kit.Field{Kind: kit.Lines, Name: "notice", Label: t("floorrun.notice")},
	)
}

func (p *floors) lease(f house.HouseFloor) tea.Cmd {
	t := p.env.T
	return p.fill(func() tea.Cmd {
		from, until, price, paid, note := p.form.Text("from"), p.form.Text("until"), p.form.Text("price"), p.form.Text("paid"), p.form.Text("note")
		return p.do("leases.saved", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.SetLease(ctx, a, f.Code, house.LeaseEdit{From: &from, Until: &until, Price: &price, Paid: &paid, Note: &note})
			return err
		})
	},
		kit.Field{Kind: kit.Note, Label: f.Name + " – " + t("leases.more")},
		kit.Field{Kind: kit.Line, Name: "from", Label: t("leases.form.from"), Value: f.Lease.From, Hint: t("leases.form.day")},
		kit.Field{Kind: kit.Line, Name: "until", Label: t("leases.form.until"), Value: f.Lease.Until},
		kit.Field{Kind: kit.Line, Name: "price", Label: t("leases.form.price"), Value: f.Lease.Price},
		kit.Field{Kind: kit.Line, Name: "paid", Label: t("leases.form.paid"), Value: f.Lease.Paid},
		kit.Field{Kind: kit.Line, Name: "note", Label: t("leases.form.note"), Value: f.Lease.Note},
	)
}
