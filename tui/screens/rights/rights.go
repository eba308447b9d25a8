// Package rights is what each person in a room may do with each tool: a matrix
// where there is room, person by person where there is not; what the room's
// preset gives, in words; and for the owner the way to change it, person by
// person, or tools and preset for the whole room. Others see it as it is.
package rights

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys set the chosen right; the numbers are those of the levels.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "rights.key.cancel", s.closeForm).InFooter()}
	}
	var keys []kit.Key
	if s.wide() {
		for i, level := range levels() {
			keys = append(keys, s.owners(kit.Bind(string(rune('1'+i)), "rights.key."+level.String(), func() tea.Cmd { return s.set(level) })))
		}
		keys = append(keys, s.owners(kit.Bind("enter", "rights.key.choose", s.choose)))
	} else if s.person != "" {
		keys = append(keys, kit.Bind("esc", "rights.key.people", s.people).InFooter())
	}
	return append(keys,
		s.owners(kit.Bind("z", "rights.key.reset", s.askReset)).Unless(len(s.chosen().Own) == 0, "rights.key.reset.off"),
		kit.Bind("t", "rights.key.tools", s.edit).Unless(!s.owner(), "rights.key.owner").InFooter(),
	)
}

// owners is a key of the owner about somebody else.
func (s *Screen) owners(k kit.Key) kit.Key {
	return k.Unless(s.chosen().Role == house.RoleOwner, "rights.key.owners").Unless(!s.owner(), "rights.key.owner").InFooter()
}

func levels() []house.Level {
	return []house.Level{house.LevelNone, house.LevelRead, house.LevelWrite, house.LevelManage}
}

// order is that of the columns.
func order() []string {
	return []string{
		house.ToolLetters, house.ToolContract, house.ToolBoard, house.ToolNotices, house.ToolChat, house.ToolWiki, house.ToolFiles, house.ToolCalendar, house.ToolPolls,
		house.ToolTasks, house.ToolBlog, house.ToolBookmarks,
	}
}

// Screen is the rights in one room.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List // where there is no room for the matrix
	form  *kit.Form // nil unless tools and preset are changed

	known  bool
	wrong  string
	room   house.RoomDetail
	all    []house.MemberRights
	who    house.PersonID // chosen in the matrix
	tool   string         // chosen in the matrix
	person house.PersonID // whose tools the list shows; "" = it shows the people
	top    int            // first person drawn
	width  int            // drawn last
	asking posts.Once
}

// New makes the rights of a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.openRow
	return s
}

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		all  []house.MemberRights
		err  error
	}
	did struct {
		by  *Screen
		say string
		who string
		err error
	}
)

// Init reads the rights.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("rights.title") }

// Place is the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place}
	}
	return s.env.RoomPlace(s.room, "rights")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return !s.wide() && s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool {
	return s.form == nil && !s.wide() && s.list.Wants(k)
}

// Dirty tells whether the form was changed.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case s.form != nil:
			return s, s.form.Update(msg)
		case s.wide():
			s.move(msg)
			return s, nil
		}
		return s, s.list.Update(msg)
	case tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s && msg.err != nil {
			return s, tea.Batch(s.load(), kit.Send(kit.Failed{Err: msg.err}))
		} else if msg.by == s {
			s.form = nil
			return s, tea.Batch(s.load(), kit.Say(msg.say, "Name", kit.Clean(msg.who)))
		}
	case house.Event:
		if msg.Kind == house.EventResync || msg.Kind == house.EventPerson || msg.Kind == house.EventRoster && msg.Room == s.room.ID {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

func (s *Screen) wide() bool { return kit.LayoutOf(cmp.Or(s.width, s.env.Width)) == kit.Wide }

func (s *Screen) owner() bool { return s.room.Can(house.DoShapeRoom) }

// chosen is the person whose rights would be changed.
func (s *Screen) chosen() house.MemberRights {
	id := s.who
	if !s.wide() {
		if id = s.person; id == "" {
			id = house.PersonID(s.list.Selected().ID)
		}
	}
	i := slices.IndexFunc(s.all, func(r house.MemberRights) bool { return r.Person == id })
	if i < 0 {
		return house.MemberRights{}
	}
	return s.all[i]
}

// tools are those that are on, in the order of the columns.
func (s *Screen) tools() []string {
	return slices.DeleteFunc(order(), func(tool string) bool { return !slices.Contains(s.room.Tools, tool) })
}

// move goes through the matrix.
func (s *Screen) move(k tea.KeyPressMsg) {
	tools := s.tools()
	if len(s.all) == 0 || len(tools) == 0 {
		return
	}
	row := max(slices.IndexFunc(s.all, func(r house.MemberRights) bool { return r.Person == s.who }), 0)
	col := max(slices.Index(tools, s.tool), 0)
	switch {
	case kit.Is(k, "up", "k"):
		row--
	case kit.Is(k, "down", "j"):
		row++
	case kit.Is(k, "left", "h", "shift+tab"):
		col--
	case kit.Is(k, "right", "l", "tab"):
		col++
	case kit.Is(k, "home"):
		row = 0
	case kit.Is(k, "end"):
		row = len(s.all) - 1
	case kit.Is(k, "pgup"):
		row -= 10
	case kit.Is(k, "pgdown", "space"):
		row += 10
	}
	s.who = s.all[min(max(row, 0), len(s.all)-1)].Person
	s.tool = tools[min(max(col, 0), len(tools)-1)]
}
