// Package members is who is in a room, in which role, since when and whether they
// are here now; who waits or asks to come in; and what the owner can do about it.
package members

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys act on the chosen person; Enter offers the same as a list.
func (s *Screen) Keys() []kit.Key {
	p := s.selected()
	return []kit.Key{
		kit.Bind("c", "members.key.invite", s.askName).Unless(!s.room.Can(house.DoInvite), "members.key.owner").InFooter(),
		kit.Bind("a", "members.key.let_in", func() tea.Cmd { return s.letIn(p) }).Unless(!s.mayLetIn(p), "members.key.let_in.off").InFooter(),
		kit.Bind("x", "members.key.remove", func() tea.Cmd { return s.askRemove(p) }).Unless(!s.mayRemove(p), "members.key.remove.off"),
		kit.Bind("o", "members.key.moderator", func() tea.Cmd { return s.appoint(p) }).Unless(!s.mayAppoint(p), "members.key.member.off"),
		kit.Bind("H", "members.key.hand_over", func() tea.Cmd { return s.askHandOver(p) }).Unless(!s.mayHandOver(p), "members.key.member.off"),
		kit.Bind("R", "members.key.rights", s.rights).Unless(!s.room.Can(house.DoSeeMembers), "members.key.member.off"),
		kit.Bind("m", "visit.member.allow", func() tea.Cmd { return s.allow(p) }).Unless(!s.mayAllow(p), "members.key.visitor.off"),
		kit.Bind("p", "members.key.write", func() tea.Cmd { return s.write(p) }).Unless(!s.mayWrite(p), "members.key.write.off"),
	}
}

// person is a line of the list: somebody in the room, or somebody who asks.
type person struct {
	house.Member
	wish *house.Application // the application, nil for those in the room
	goes *house.Succession  // the wish to hand over their place, nil for all others
}

// Screen is the people of one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List

	known  bool
	wrong  string
	room   house.RoomDetail
	people map[string]person // by row
	in     []house.Member
	wishes []house.Application
	going  []house.Succession
	asking posts.Once
}

// New makes the list of a room's people.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.offer(s.selected()) }
	return s
}

type (
	loaded struct {
		by     *Screen
		room   house.RoomDetail
		in     []house.Member
		wishes []house.Application
		going  []house.Succession
		err    error
	}
	did struct {
		by  *Screen
		say string // sentence
		who string
		err error
	}
)

// Init reads the people.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("members.title") }

// Place is the people of the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place + "/members"}
	}
	return s.env.RoomPlace(s.room, "members")
}

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s && msg.err != nil {
			return s, kit.Send(kit.Failed{Err: msg.err})
		} else if msg.by == s {
			return s, tea.Batch(s.load(), kit.Say(msg.say, "Name", kit.Clean(msg.who)), kit.Send(kit.Recount{}))
		}
	case house.Event:
		switch msg.Kind {
		case house.EventResync, house.EventPerson:
			return s, s.load()
		case house.EventRoster, house.EventPresence:
			if msg.Room == s.room.ID {
				return s, s.load()
			}
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

// View shows the people, and beside them what there is to say about the chosen one.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) != kit.Wide:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(s.list.Selected().More, pw), h)
	return v
}

// show makes the rows: who waits and asks first, since somebody is at the door.
func (s *Screen) show() {
	s.people = map[string]person{}
	s.list.Empty = []string{s.env.T("members.empty")}
	var rows []kit.Row
	add := func(head string, list []person) {
		for i, p := range list {
			if i == 0 {
				rows = append(rows, kit.Row{Head: true, Label: s.env.T(head)})
			}
			rows = append(rows, s.row(p))
		}
	}
	by := map[string][]person{}
	for _, m := range s.in {
		by[m.State] = append(by[m.State], person{Member: m})
	}
	var asking []person
	for i := range s.wishes {
		asking = append(asking, person{Member: house.Member{Name: s.wishes[i].Name, Since: s.wishes[i].At}, wish: &s.wishes[i]})
	}
	var going []person
	for i := range s.going {
		going = append(going, person{Member: house.Member{Name: s.going[i].Leaver, Since: s.going[i].At, Role: s.going[i].Role}, goes: &s.going[i]})
	}
	add("members.waiting", by["waiting"])
	add("members.going", going)
	add("members.applications", asking)
	add("members.joined", by["joined"])
	add("members.invited", by["invited"])
	s.list.SetRows(rows)
}

func (s *Screen) row(p person) kit.Row {
	id := string(p.Person)
	if p.wish != nil {
		id = "wish " + p.Name
	}
	if p.goes != nil {
		id = "goes " + p.Name
	}
	s.people[id] = p
	label := kit.Clean(p.Name)
	if p.goes != nil {
		label = s.env.T("members.goes", "Name", label, "Heir", kit.Clean(p.goes.Heir))
	}
	if mark := posts.Mark(s.env, p.Role); mark != "" && p.wish == nil && p.goes == nil {
		label = mark + " " + label
	}
	if len(p.From) > 0 {
		label += " · " + kit.Clean(strings.Join(p.From, ", "))
	}
	row := kit.Row{ID: id, Label: label, More: s.about(p), ForMe: p.wish != nil || p.goes != nil || p.State == "waiting"}
	if p.Here {
		row.Note = s.env.T("members.here")
	}
	return row
}

// about says all there is to say about somebody, a sentence a line.
func (s *Screen) about(p person) string {
	since := s.env.Text.Date(p.Since.In(s.env.Location))
	name := kit.Clean(p.Name)
	if p.wish != nil {
		text := kit.CleanText(p.wish.Text)
		if text == "" {
			text = s.env.T("members.no_words")
		}
		return s.env.T("members.about.asks", "Name", name, "When", s.env.Ago(p.Since)) + "\n\n" + text
	}
	if p.goes != nil {
		return s.aboutGoing(*p.goes)
	}
	var lines []string
	switch p.State {
	case "waiting":
		lines = append(lines, s.env.T("members.about.waits", "Name", name))
	case "ended":
		lines = append(lines, s.env.T("members.about.ended", "Name", name))
	case "invited":
		lines = append(lines, s.env.T("members.about.invited", "Name", name, "Date", since))
	default:
		lines = append(lines, s.env.T("members.about."+string(p.Role), "Name", name, "Date", since))
	}
	if len(p.From) > 0 {
		lines = append(lines, s.env.T("members.about.from", "Floors", kit.Clean(strings.Join(p.From, ", "))))
	}
	if p.Visitor && p.By != "" {
		lines = append(lines, s.env.T("members.about.by", "Name", kit.Clean(p.By)))
	}
	if !p.Until.IsZero() {
		lines = append(lines, s.env.T("members.about.until", "Time", s.env.Text.DateTime(p.Until.In(s.env.Location))))
	}
	if p.Here {
		lines = append(lines, s.env.T("members.about.here"))
	}
	return strings.Join(lines, "\n")
}

// aboutGoing says what happens when the wish is confirmed, or why it cannot be.
func (s *Screen) aboutGoing(g house.Succession) string {
	args := []any{"Name", kit.Clean(g.Leaver), "Heir", kit.Clean(g.Heir)}
	if g.Off != "" {
		return s.env.T("members.about.goes", args...) + "\n\n" + kit.Clean(s.env.T(g.Off, "Name", g.Heir, "Place", g.Place))
	}
	return s.env.T("members.about.goes", args...) + "\n\n" + s.env.T("members.about.goes.then", args...)
}

func (s *Screen) selected() person { return s.people[s.list.Selected().ID] }

// me tells whether p is the one who looks.
func (s *Screen) me(p person) bool { return !p.Visitor && p.wish == nil && p.Name == s.room.Me }

func (s *Screen) mayLetIn(p person) bool {
	return p.goes != nil && p.goes.Confirm || p.wish != nil && s.room.Can(house.DoAdmit) || p.State == "waiting" && s.room.Can(house.DoLetIn)
}

func (s *Screen) mayAllow(p person) bool {
	return p.Visitor && p.wish == nil && p.goes == nil && s.room.Can(house.DoAllowMember)
}

func (s *Screen) mayRemove(p person) bool {
	return p.Name != "" && p.wish == nil && p.goes == nil && !s.me(p) && s.room.Can(house.DoRemove)
}

func (s *Screen) member(p person) bool {
	return p.Name != "" && p.wish == nil && p.goes == nil && !p.Visitor && p.State == "joined" && !s.me(p)
}

func (s *Screen) mayAppoint(p person) bool {
	return s.member(p) && p.Role != house.RoleOwner && s.room.Can(house.DoShapeRoom)
}
func (s *Screen) mayHandOver(p person) bool { return s.member(p) && s.room.Can(house.DoHandOver) }
func (s *Screen) mayWrite(p person) bool {
	return p.Name != "" && !p.Visitor && !s.me(p) && s.env.Who().Member()
}
