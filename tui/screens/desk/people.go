package desk

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done with the chosen person; members only look and write.
func (s *People) Keys() []kit.Key {
	m, ok := s.chosen()
	d := deeds{s.env, s, s.code}
	admin := s.floor.Admin
	mine := m.Name == s.env.Who().Name
	appoint, create := "desk.key.admin", "desk.key.creator"
	if m.Admin {
		appoint = "desk.key.admin.end"
	}
	if m.Creator && !m.Admin {
		create = "desk.key.creator.end"
	}
	on := func(k kit.Key) kit.Key {
		return k.Unless(!ok, "desk.key.nobody").Unless(!admin, "lift.off.desk")
	}
	return []kit.Key{
		kit.Bind("p", "desk.key.write", s.write).Unless(mine, "desk.key.self").Unless(!ok, "desk.key.nobody").InFooter(),
		kit.Bind("c", "desk.key.admit", d.admit).Unless(s.ground(), "desk.key.ground").Unless(!admin, "lift.off.desk").InFooter(),
		kit.Bind("a", "desk.key.answer", func() tea.Cmd { return d.answer(m.Name) }).
			Unless(!m.Applied, "desk.key.answer.off").Unless(!admin, "lift.off.desk"),
		on(kit.Bind("o", appoint, func() tea.Cmd { return d.admin(m.Name, !m.Admin) })),
		on(kit.Bind("C", create, func() tea.Cmd { return d.creator(m.Name, !m.Creator) }).Unless(m.Admin, "desk.key.creator.off")),
		on(kit.Bind("x", "desk.key.remove", func() tea.Cmd { return d.remove(m.Name) })).Unless(s.ground(), "desk.key.ground"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// People is who is on a floor: applications first for its admins, then admins,
// then the others.
type People struct {
	env  *kit.Env
	code string
	list *kit.List

	known  bool
	wrong  string
	floor  house.Floor
	people []house.FloorMember
}

// NewPeople makes the list of a floor's people.
func NewPeople(env *kit.Env, code string) *People {
	s := &People{env: env, code: code, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type peopleLoaded struct {
	by     *People
	floor  house.Floor
	people []house.FloorMember
	err    error
}

// Init reads the people.
func (s *People) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *People) Title() string { return s.env.T("desk.people") }

// Place is the floor.
func (s *People) Place() kit.Place {
	p := kit.Place{Address: s.code, Accent: s.floor.Accent}
	if s.known {
		p.Path = []string{s.floor.Name}
	}
	return p
}

// Typing tells whether letters belong to the find field.
func (s *People) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *People) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *People) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case peopleLoaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case decided:
		if msg.by == kit.Screen(s) {
			return s, tea.Batch(kit.Say(msg.key, "Name", kit.Clean(msg.name)), s.load())
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
		return s, s.list.Update(msg)
	}
	return s, nil
}

func (s *People) loaded(l peopleLoaded) tea.Cmd {
	kind := house.KindOf(l.err)
	switch {
	case l.err == nil:
		s.known, s.wrong, s.floor, s.people = true, "", l.floor, l.people
		s.show()
	case kind == house.NotFound || kind == house.Forbidden || !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

// View shows the people, and beside them what the chosen one is.
func (s *People) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	var above []string
	if s.ground() {
		above = append(kit.Wrap(s.env.T("desk.people.ground"), min(w, 76)), "")
	}
	v := beside(s.env, s.list, w, h-len(above))
	v.Lines = append(above, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(above)
	}
	return v
}

func (s *People) ground() bool { return s.floor.Kind == house.FloorGround }

func (s *People) show() {
	s.list.Empty = nil
	if !s.ground() {
		s.list.Empty = []string{s.env.T("desk.people.empty")}
	}
	var rows []kit.Row
	add := func(head string, is func(house.FloorMember) bool) {
		first := true
		for _, m := range s.people {
			if !is(m) {
				continue
			}
			if first {
				rows, first = append(rows, kit.Row{Head: true, Label: s.env.T(head)}), false
			}
			rows = append(rows, s.row(m))
		}
	}
	add("desk.applications", func(m house.FloorMember) bool { return m.Applied })
	add("desk.admins", func(m house.FloorMember) bool { return m.Admin && !m.Applied })
	add("desk.members", func(m house.FloorMember) bool { return !m.Admin && !m.Applied })
	s.list.SetRows(rows)
}

func (s *People) row(m house.FloorMember) kit.Row {
	t := s.env.T
	var roles []string
	switch {
	case m.Applied:
		roles = append(roles, t("desk.role.applied"))
	case m.Admin:
		roles = append(roles, t("desk.role.admin"))
	case m.Creator:
		roles = append(roles, t("desk.role.creator"))
	}
	if m.Name == s.env.Who().Name {
		roles = append(roles, t("common.you"))
	}
	role := strings.Join(roles, ", ")
	more := t("desk.people.more", "Name", m.Name, "Role", role, "Since", s.env.Text.Date(m.Since.In(s.env.Location)))
	if m.Applied {
		more = t("desk.applicant.more", "Name", m.Name)
	}
	if role == "" {
		more = strings.Replace(more, "\n\n\n\n", "\n\n", 1)
	}
	return kit.Row{ID: "@" + m.Name, Label: m.Name, Note: role, ForMe: m.Applied, More: more}
}

func (s *People) chosen() (house.FloorMember, bool) {
	id := s.list.Selected().ID
	for _, m := range s.people {
		if "@"+m.Name == id {
			return m, true
		}
	}
	return house.FloorMember{}, false
}

// open answers an application; with anybody else it opens the conversation.
func (s *People) open(kit.Row) tea.Cmd {
	m, ok := s.chosen()
	switch {
	case !ok:
		return nil
	case m.Applied:
		return deeds{s.env, s, s.code}.answer(m.Name)
	case m.Name == s.env.Who().Name:
		return kit.Say("desk.key.self")
	}
	return s.write()
}

func (s *People) write() tea.Cmd {
	m, _ := s.chosen()
	return kit.Send(kit.GoConversation{Name: m.Name})
}

// load reads the floor and its people.
func (s *People) load() tea.Cmd {
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := peopleLoaded{by: s}
		if l.floor, l.err = h.Floor(ctx, a, code); l.err != nil {
			return l
		}
		l.people, l.err = h.FloorMembers(ctx, a, code)
		return l
	})
}
