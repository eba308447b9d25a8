package houserules

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// plans is the page of the plans and their limits.
type plans struct {
	*Screen
	all []house.Plan
}

// NewPlans makes the page "Plans".
func NewPlans(env *kit.Env) *Screen {
	s := newScreen(env)
	s.page = &plans{Screen: s}
	return s
}

func (p *plans) title() string { return "plans.title" }

func (p *plans) keys() []kit.Key { return nil }

func (p *plans) load(ctx context.Context, h kit.House, a house.Actor) (func(), error) {
	all, err := h.Plans(ctx, a)
	return func() { p.all = all }, err
}

// number reads a number that may be left out.
func number(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}

const mib = 1 << 20

func (p *plans) rows() []kit.Row {
	t := p.env.T
	rows := make([]kit.Row, len(p.all))
	for i, plan := range p.all {
		count := func(n int) string {
			if n == 0 {
				return t("plans.unlimited")
			}
			return strconv.Itoa(n)
		}
		size := func(n int64) string {
			if n == 0 {
				return t("plans.unlimited")
			}
			return house.SizeText(n)
		}
		tools := t("plans.all_tools")
		if plan.Tools != nil {
			names := make([]string, len(plan.Tools))
			for j, tool := range plan.Tools {
				names[j] = t("room.tool." + tool)
			}
			tools = strings.Join(names, ", ")
		}
		rows[i] = kit.Row{ID: plan.Name, Label: t("plans.plan", "Plan", plan.Name), More: strings.Join([]string{
			t("plans.form.rooms") + ": " + count(plan.Rooms), t("plans.form.storage") + ": " + size(plan.Storage),
			t("plans.form.room") + ": " + size(plan.RoomStorage), t("plans.form.tickets") + ": " + count(plan.Tickets),
			t("plans.form.tools") + ": " + tools, "", t("plans.more"),
		}, "\n")}
	}
	return rows
}

func (p *plans) open(id string) tea.Cmd {
	for _, plan := range p.all {
		if plan.Name == id {
			return p.edit(plan)
		}
	}
	return nil
}

func (p *plans) edit(plan house.Plan) tea.Cmd {
	t := p.env.T
	text := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	tools := strings.Join(plan.Tools, " ")
	return p.fill(func() tea.Cmd { return p.save(plan.Name) },
		kit.Field{Kind: kit.Note, Label: t("plans.more")},
		kit.Field{Kind: kit.Line, Name: "rooms", Label: t("plans.form.rooms"), Value: text(int64(plan.Rooms))},
		kit.Field{Kind: kit.Line, Name: "storage", Label: t("plans.form.storage_mib"), Value: text(plan.Storage / mib)},
		kit.Field{Kind: kit.Line, Name: "room", Label: t("plans.form.room_mib"), Value: text(plan.RoomStorage / mib)},
		kit.Field{Kind: kit.Line, Name: "tickets", Label: t("plans.form.tickets"), Value: text(int64(plan.Tickets))},
		kit.Field{Kind: kit.Line, Name: "tools", Label: t("plans.form.tools"), Hint: t("plans.form.tools.hint"), Value: tools},
	)
}

// save asks with what a lower limit would mean.
func (p *plans) save(name string) tea.Cmd {
	var n [4]int
	for i, field := range []string{"rooms", "storage", "room", "tickets"} {
		v, ok := number(p.form.Text(field))
		if !ok {
			p.form.Wrong(field, p.env.T("error.plan_number"))
			return nil
		}
		n[i] = v
	}
	tools := strings.FieldsFunc(p.form.Text("tools"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(tools) == 0 {
		tools = []string{"all"}
	}
	storage, room := int64(n[1])*mib, int64(n[2])*mib
	edit := house.PlanEdit{Rooms: &n[0], Storage: &storage, RoomStorage: &room, Tickets: &n[3], Tools: &tools}
	deed := func() tea.Cmd {
		return p.do("plans.saved", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.EditPlan(ctx, a, name, edit)
			return err
		})
	}
	return p.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		toll, err := h.PlanToll(ctx, a, name, edit)
		return answered{p.Screen, func() tea.Cmd {
			switch {
			case err != nil:
				return kit.Send(kit.Failed{Err: err})
			case toll == (house.Toll{}):
				return deed()
			}
			t := p.env
			return t.Confirm(t.T("plans.ask", "Plan", name), t.N("plans.toll.people", toll.People)+" "+t.N("plans.toll.rooms", toll.Rooms), t.T("common.save"), deed)
		}}
	})
}
