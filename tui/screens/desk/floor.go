package desk

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what a floor's admins do.
func (s *Floor) Keys() []kit.Key {
	if s.sheet.form != nil {
		return []kit.Key{kit.Bind("ctrl+s ctrl+d", "desk.form.key", s.save).InFooter()}
	}
	_, asks := s.applicant()
	off := !s.floor.Admin
	return []kit.Key{
		kit.Bind("a", "desk.key.answer", s.answer).Unless(!asks, "desk.key.answer.off").InFooter(),
		kit.Bind("c", "desk.key.admit", s.admit).Unless(off, "lift.off.desk"),
		kit.Bind("e", "desk.edit", s.edit).Unless(off, "lift.off.desk").InFooter(),
		kit.Bind("t", "floordesk.texts", s.texts).Unless(off, "lift.off.desk"),
		kit.Bind("b", "desk.look", s.look).Unless(off, "lift.off.desk"),
		kit.Bind("M", "desk.folk", s.people).InFooter(),
		kit.Bind("R", "floordesk.rooms", func() tea.Cmd { return kit.Send(kit.GoOffice{Name: "rooms", Of: s.code}) }).Unless(off, "lift.off.desk"),
		kit.Bind("A", "steps.templates.title", func() tea.Cmd { return kit.Send(kit.GoCourses{Floor: s.code}) }).Unless(off, "lift.off.desk"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Floor is the desk of one floor.
type Floor struct {
	env   *kit.Env
	code  string
	list  *kit.List
	sheet sheet
	looks bool // the sheet is that of the banner

	filled []string // names of the sheet's fields

	known  bool
	wrong  string
	floor  house.Floor
	asking []house.FloorMember
	admins []string
}

// NewFloor makes the desk of a floor.
func NewFloor(env *kit.Env, code string) *Floor {
	s := &Floor{env: env, code: code, list: kit.NewList(env), sheet: sheet{env: env}}
	s.list.Open = s.open
	return s
}

type (
	floorLoaded struct {
		by     *Floor
		floor  house.Floor
		people []house.FloorMember
		err    error
	}
	saved struct {
		by  *Floor
		err error
	}
	// decided says what was done to somebody.
	decided struct {
		by        kit.Screen
		key, name string
	}
)

// Init reads the floor and who applied.
func (s *Floor) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Floor) Title() string { return s.env.T("desk.floor") }

// Place is the floor.
func (s *Floor) Place() kit.Place {
	p := kit.Place{Address: s.code, Accent: s.floor.Accent}
	if s.known {
		p.Path = []string{s.floor.Name}
	}
	return p
}

// Typing tells whether letters belong to a field.
func (s *Floor) Typing() bool { return s.sheet.typing() || s.list.Typing() }

// Wants takes what belongs to the sheet or the list.
func (s *Floor) Wants(k tea.KeyPressMsg) bool {
	if s.sheet.form != nil {
		return s.sheet.wants(k)
	}
	return s.list.Wants(k)
}

// Dirty tells whether a form would be lost.
func (s *Floor) Dirty() bool { return s.sheet.dirty() }

// Update takes keys, answers and events.
func (s *Floor) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case floorLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case saved:
		if msg.by == s {
			return s, s.saved(msg)
		}
	case decided:
		if msg.by == kit.Screen(s) {
			return s, tea.Batch(kit.Say(msg.key, "Name", kit.Clean(msg.name)), s.load())
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

func (s *Floor) loaded(l floorLoaded) tea.Cmd {
	kind := house.KindOf(l.err)
	switch {
	case l.err == nil && !l.floor.Admin:
		s.known, s.floor, s.wrong = true, l.floor, s.env.T("lift.off.desk")
	case l.err == nil:
		s.known, s.wrong, s.floor, s.asking, s.admins = true, "", l.floor, nil, nil
		for _, m := range l.people {
			switch {
			case m.Applied:
				s.asking = append(s.asking, m)
			case m.Admin:
				s.admins = append(s.admins, kit.Clean(m.Name))
			}
		}
		s.show()
	case kind == house.NotFound || kind == house.Forbidden || !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

func (s *Floor) show() {
	t := s.env.T
	var rows []kit.Row
	if len(s.asking) > 0 {
		rows = append(rows, kit.Row{Head: true, Label: t("desk.applications")})
		for _, m := range s.asking {
			rows = append(rows, kit.Row{
				ID: "ask " + m.Name, Label: m.Name, Note: s.env.Ago(m.Since), ForMe: true, More: t("desk.applicant.more", "Name", m.Name),
			})
		}
	}
	head := func(key string) { rows = append(rows, kit.Row{Head: true, Label: t(key)}) }
	head("floordesk.says")
	rows = append(rows,
		kit.Row{ID: "edit", Label: t("desk.edit"), More: t("desk.edit.more")},
		kit.Row{ID: "texts", Label: t("floordesk.texts"), More: t("floordesk.texts.more")},
		kit.Row{ID: "look", Label: t("desk.look"), More: t("desk.look.more")},
	)
	head("desk.folk")
	rows = append(rows,
		kit.Row{
			ID: "people", Label: t("floordesk.people"), Note: s.env.N("common.members", s.floor.Members), More: t("desk.folk.more"),
			Go: kit.GoFloorMembers{Code: s.code},
		},
		kit.Row{
			ID: "admins", Label: t("desk.admins"), Note: strings.Join(s.admins, ", "), Go: kit.GoFloorMembers{Code: s.code},
			More: t("floordesk.admins.more", "Names", strings.Join(s.admins, ", ")),
		},
		kit.Row{ID: "admit", Label: t("desk.key.admit"), More: t("desk.folk.more")},
	)
	head("floordesk.rooms_head")
	rows = append(rows,
		kit.Row{ID: "rooms", Label: t("floordesk.rooms"), More: t("floordesk.rooms.more"), Go: kit.GoOffice{Name: "rooms", Of: s.code}},
		kit.Row{ID: "tickets", Label: t("floordesk.tickets"), More: t("floordesk.tickets.note")},
		kit.Row{
			ID: "board", Label: t("floordesk.board"), More: t("floordesk.board.more"),
			Go: kit.GoTool{Place: s.code + "/" + house.NoticesSlug, Tool: house.ToolNotices},
		},
		kit.Row{ID: "templates", Label: t("floordesk.templates"), More: t("floordesk.templates.more"), Go: kit.GoTemplates{Floor: s.code}},
		kit.Row{ID: "courses", Label: t("steps.templates.title"), More: t("steps.templates.more"), Go: kit.GoCourses{Floor: s.code}},
	)
	head("floordesk.counselling")
	rows = append(rows,
		kit.Row{ID: "cards", Label: t("card.title"), More: t("floordesk.cards.more"), Go: kit.GoCards{Floor: s.code}},
		kit.Row{ID: "team", Label: t("team.title"), More: t("team.more"), Go: kit.GoTeam{Floor: s.code}},
		kit.Row{ID: "counselling", Label: t("notebook.floor.title"), More: t("notebook.floor.more"), Go: kit.GoFloorTexts{Floor: s.code}},
	)
	head("floordesk.account")
	rows = append(rows, officeRows(s.env, s.code, floorOffices())...)
	rows = append(rows,
		kit.Row{ID: "visit", Label: t("desk.visit"), More: t("desk.visit.more"), Go: kit.GoFloor{Code: s.code}},
	)
	s.list.SetRows(rows)
}

func (s *Floor) open(r kit.Row) tea.Cmd {
	switch r.ID {
	case "edit":
		return s.edit()
	case "texts":
		return s.texts()
	case "tickets":
		return s.tickets()
	case "look":
		return s.look()
	case "admit":
		return s.admit()
	}
	return s.answer()
}

func (s *Floor) applicant() (string, bool) {
	id := s.list.Selected().ID
	for _, m := range s.asking {
		if "ask "+m.Name == id {
			return m.Name, true
		}
	}
	return "", false
}

func (s *Floor) people() tea.Cmd { return kit.Send(kit.GoFloorMembers{Code: s.code}) }

func (s *Floor) answer() tea.Cmd {
	name, ok := s.applicant()
	if !ok {
		return nil
	}
	return deeds{s.env, s, s.code}.answer(name)
}

// tickets counts the visitor tickets of the floor.
func (s *Floor) tickets() tea.Cmd {
	code, say := s.code, *s.env
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		n, err := h.FloorTickets(ctx, a, code)
		if err != nil {
			return kit.Fail(err)
		}
		return kit.GoText{Title: say.T("floordesk.tickets"), Text: strings.Join([]string{
			say.T("floordesk.tickets.note"), "",
			say.T("floordesk.tickets.issued", "Count", n.Issued.Steps()),
			say.T("floordesk.tickets.redeemed", "Count", n.Redeemed.Steps()),
			say.T("floordesk.tickets.expired", "Count", n.Expired.Steps()),
			say.T("floordesk.tickets.revoked", "Count", n.Revoked.Steps()),
		}, "\n")}
	})
}

func (s *Floor) admit() tea.Cmd { return deeds{s.env, s, s.code}.admit() }

// View shows the form, or the applications and deeds.
func (s *Floor) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.sheet.form != nil && s.looks:
		return s.viewLook(w, h)
	case s.sheet.form != nil:
		return s.sheet.form.View(w, h)
	}
	return beside(s.env, s.list, w, h)
}

// load reads the floor and its people.
func (s *Floor) load() tea.Cmd {
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := floorLoaded{by: s}
		if l.floor, l.err = h.Floor(ctx, a, code); l.err != nil || !l.floor.Admin {
			return l
		}
		l.people, l.err = h.FloorMembers(ctx, a, code)
		return l
	})
}
