package desk

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what house admins do.
func (s *House) Keys() []kit.Key {
	if s.sheet.form != nil {
		return []kit.Key{kit.Bind("ctrl+s ctrl+d", "desk.form.key", s.make).InFooter()}
	}
	return []kit.Key{
		kit.Bind("c", "desk.new", s.fill).Unless(!s.runs(), "home.key.desk.off").InFooter(),
		kit.Bind("t", "desk.ticket", s.askTicket).Unless(!s.runs(), "home.key.desk.off").InFooter(),
		kit.Bind("T", "desk.activate", s.askActivate).Unless(!s.runs(), "home.key.desk.off"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// House is the house desk.
type House struct {
	env    *kit.Env
	list   *kit.List
	sheet  sheet
	known  bool
	floors []house.Floor
	newest string // the code of a floor made a moment ago, to be shown
}

// NewHouse makes the house desk.
func NewHouse(env *kit.Env) *House {
	s := &House{env: env, list: kit.NewList(env), sheet: sheet{env: env}}
	s.list.Open = func(r kit.Row) tea.Cmd {
		switch r.ID {
		case "new":
			return s.fill()
		case "ticket":
			return s.askTicket()
		}
		return s.askActivate()
	}
	return s
}

type (
	houseLoaded struct {
		by     *House
		floors []house.Floor
	}
	made struct {
		by    *House
		floor house.Floor
		err   error
	}
	ticket struct {
		by     *House
		title  string
		issued house.Issued
	}
)

// Init reads the floors.
func (s *House) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *House) Title() string { return s.env.T("desk.house") }

// Typing tells whether letters belong to a field.
func (s *House) Typing() bool { return s.sheet.typing() || s.list.Typing() }

// Wants takes what belongs to the sheet or the list.
func (s *House) Wants(k tea.KeyPressMsg) bool {
	if s.sheet.form != nil {
		return s.sheet.wants(k)
	}
	return s.list.Wants(k)
}

// Dirty tells whether a form would be lost.
func (s *House) Dirty() bool { return s.sheet.dirty() }

// Update takes keys, answers and events.
func (s *House) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case houseLoaded:
		if msg.by == s {
			s.known, s.floors = true, msg.floors
			s.show()
		}
	case made:
		if msg.by == s {
			return s, s.made(msg)
		}
	case ticket:
		if msg.by == s {
			return s, kit.Send(kit.GoText{Title: msg.title, Text: s.env.Slip(msg.issued)})
		}
	case closed:
		if msg.by == &s.sheet {
			s.sheet.form = nil
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.sheet.form != nil {
			return s, s.sheet.update(msg)
		}
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows the form, or the floors and deeds.
func (s *House) View(w, h int) kit.View {
	switch {
	case !s.runs():
		return kit.View{Lines: kit.Wrap(s.env.T("home.key.desk.off"), w)}
	case s.sheet.form != nil:
		return s.sheet.form.View(w, h)
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	return beside(s.env, s.list, w, h)
}

func (s *House) runs() bool { return s.env.Who().Role == house.RoleHouseAdmin }

func (s *House) show() {
	t := s.env.T
	var rows []kit.Row
	for _, g := range houseGroups() {
		rows = append(rows, kit.Row{Head: true, Label: t(g.key)})
		deeds := map[string][]kit.Row{
			"desk.house.people": {
				{ID: "ticket", Label: t("desk.ticket"), More: t("desk.ticket.more")},
				{ID: "activate", Label: t("desk.activate"), More: t("desk.activate.more")},
			},
			"desk.floors": {{ID: "new", Label: t("desk.new"), More: t("desk.new.more")}},
		}[g.key]
		pages := officeRows(s.env, "", g.pages)
		if g.key == "desk.floors" {
			rows = append(rows, append(deeds, pages...)...)
			continue
		}
		rows = append(rows, append(pages, deeds...)...)
	}
	rows = append(rows, kit.Row{Head: true, Label: t("desk.house.visit")})
	for _, f := range s.floors {
		more := strings.TrimSpace(f.Description + "\n\n" + t("command.floor_kind."+string(f.Kind)) + " · " + t("lift.state."+string(f.State)) + " · " + s.env.N("common.members", f.Members))
		label, note := f.Name, ""
		if f.Kind != house.FloorGround {
			label = t("lift.floor", "Number", f.Number, "Name", f.Name)
		}
		if f.State == house.FloorHidden || f.State == house.FloorSuspended {
			note = t("lift.state." + string(f.State))
		}
		rows = append(rows, kit.Row{
			ID: "floor " + f.Code, Label: label, Note: note,
			More: f.Name + " (" + f.Code + ")\n\n" + more, Go: kit.GoFloor{Code: f.Code}, Off: f.State == house.FloorSuspended,
		})
	}
	s.list.SetRows(rows)
	for _, f := range s.floors {
		if f.Code == s.newest {
			s.list.Select("floor " + s.newest)
			s.newest = ""
		}
	}
}

// fill opens the form of a new floor.
func (s *House) fill() tea.Cmd {
	t := s.env.T
	s.sheet.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Line, Name: "name", Label: t("desk.form.name")},
		kit.Field{Kind: kit.Line, Name: "code", Label: t("desk.form.code"), Hint: t("desk.form.code.hint")},
		kit.Field{
			Kind: kit.Choice, Name: "kind", Label: t("desk.form.kind"), Value: string(house.FloorOrganisation),
			Options: choices(s.env, "command.floor_kind.", "organisation", "network", "practice"),
		},
		kit.Field{
			Kind: kit.Choice, Name: "state", Label: t("desk.form.state"), Value: string(house.FloorApplication),
			Options: choices(s.env, "lift.state.", "open", "application", "hidden"),
		},
		kit.Field{Kind: kit.Lines, Name: "description", Label: t("desk.form.description")},
		kit.Field{Kind: kit.Button, Label: t("desk.form.make"), Do: s.make},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.sheet.leave},
	)
	return nil
}

func (s *House) made(m made) tea.Cmd {
	if m.err != nil {
		return s.sheet.refused(m.err)
	}
	s.sheet.form, s.sheet.busy, s.newest = nil, false, m.floor.Code
	return tea.Batch(kit.Say("desk.new.made", "Floor", kit.Clean(m.floor.Name)), s.load())
}

func (s *House) askTicket() tea.Cmd {
	return s.env.Prompt(s.env.T("desk.ticket.title"), s.env.T("desk.ticket.label"), "", s.issue)
}

// askActivate asks for the name, and then once more with what it means.
func (s *House) askActivate() tea.Cmd {
	t := s.env.T
	return s.env.Prompt(t("desk.activate.title"), t("desk.activate.name"), "", func(name string) tea.Cmd {
		if name = house.CleanName(name); name == "" {
			return nil
		}
		return s.env.Confirm(t("desk.activate.ask", "Name", kit.Clean(name)), t("desk.activate.more"), t("desk.activate.yes"),
			func() tea.Cmd { return s.activate(name) })
	})
}

// load reads the floors that one may see; hidden ones of others are not among them.
func (s *House) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		floors, err := h.Floors(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return houseLoaded{s, floors}
	})
}

func (s *House) make() tea.Cmd {
	if s.sheet.busy {
		return nil
	}
	s.sheet.busy = true
	f := s.sheet.form
	spec := house.FloorSpec{
		Code: strings.ToLower(strings.TrimSpace(f.Text("code"))), Name: f.Text("name"), Description: f.Text("description"),
		Kind: house.FloorKind(f.Text("kind")), State: house.FloorState(f.Text("state")),
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		floor, err := h.NewFloor(ctx, a, spec)
		return made{s, floor, err}
	})
}

func (s *House) issue(label string) tea.Cmd {
	title := s.env.T("desk.ticket.title")
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		issued, err := h.NewMembershipTicket(ctx, a, strings.TrimSpace(label))
		if err != nil {
			return kit.Fail(err)
		}
		return ticket{s, title, issued}
	})
}

func (s *House) activate(name string) tea.Cmd {
	title := s.env.T("desk.activate.title")
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		issued, err := h.ActivationTicket(ctx, a, name)
		if err != nil {
			return kit.Fail(err)
		}
		return ticket{s, title, issued}
	})
}
