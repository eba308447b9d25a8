// Package floor is one floor of the house: its banner and description, its rooms
// as a numbered list, and the ways to its members, its desk and a new room. On the
// ground floor the house's own texts stand there too.
package floor

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done on the floor beside opening a room.
func (s *Screen) Keys() []kit.Key {
	f := s.floor
	member := s.env.Who().Member()
	join := kit.Bind("a", "lift.key.join", s.join)
	if f.State == house.FloorApplication {
		join.Help = "lift.key.apply"
	}
	return []kit.Key{
		kit.Bind("c", "floor.key.new", s.send(kit.GoNewRoom{Floor: s.code})).
			Unless(f.State == house.FloorSuspended, "lift.off.suspended").
			Unless(!f.Creator, "floor.key.new.off").InFooter(),
		kit.Bind("M", "floor.key.people", s.send(kit.GoFloorMembers{Code: s.code})).Unless(!member || !f.Member, "floor.key.people.off").InFooter(),
		join.
			Unless(f.State == house.FloorSuspended, "lift.off.suspended").
			Unless(f.Applied, "lift.off.applied").
			Unless(f.Member, "lift.off.member").
			Unless(!member, "key.for_members"),
		kit.Bind("x", "lift.key.leave", s.askLeave).Unless(!s.mayLeave(), "lift.off.leave"),
		kit.Bind("D", "lift.key.desk", s.send(kit.GoDesk{Of: s.code})).Unless(!f.Admin, "lift.off.desk"),
		kit.Bind("<", "floor.key.before", s.beside(-1)).Unless(s.neighbour(-1) == "", "floor.key.none"),
		kit.Bind(">", "floor.key.after", s.beside(1)).Unless(s.neighbour(1) == "", "floor.key.none"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is a floor.
type Screen struct {
	env  *kit.Env
	code string
	list *kit.List

	known bool
	wrong string // sentence, when the floor is not there
	floor house.Floor
	rooms []house.Room
	// notices are those of the floor's own board.
	notices []house.Notice
	floors  []string // codes of all floors one may see, in their order
	armed   bool     // a timer for the next reading runs
	layout  kit.Layout
}

// New makes the screen of the floor with that code.
func New(env *kit.Env, code string) *Screen {
	return &Screen{env: env, code: code, list: kit.NewList(env)}
}

type (
	// loaded is the answer to load.
	loaded struct {
		by      *Screen
		floor   house.Floor
		rooms   []house.Room
		notices []house.Notice
		floors  []string
		err     error
	}
	// changed says that one's standing on the floor is another now.
	changed struct {
		by    *Screen
		floor house.Floor
		key   string
	}
	// soon says that a burst of events is to be read now.
	soon struct{ by *Screen }
	// joining is the row that does what the key a does.
	joining struct{ by *Screen }
)

// Init reads the floor.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string {
	switch {
	case s.code == "":
		return s.env.T("common.floor")
	case !s.known:
		return s.code
	case s.floor.Kind == house.FloorGround:
		return s.name()
	}
	return s.env.T("lift.floor", "Number", s.floor.Number, "Name", s.name())
}

// Place is the floor.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.code, Accent: s.floor.Accent} }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *Screen) Wants(key tea.KeyPressMsg) bool { return s.list.Wants(key) }

// Update takes keys for the list, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case changed:
		if msg.by == s {
			return s, tea.Batch(kit.Say(msg.key, "Floor", kit.Clean(msg.floor.Name)), s.load())
		}
	case joining:
		if msg.by == s {
			return s, s.join()
		}
	case soon:
		if msg.by == s {
			s.armed = false
			return s, s.load()
		}
	case house.Event:
		return s, s.event(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// event reads again: at once what was done to oneself, after a moment what was
// written in one of the rooms, since it only counts.
func (s *Screen) event(e house.Event) tea.Cmd {
	switch e.Kind {
	case house.EventPerson, house.EventResync, house.EventRoster:
		return s.load()
	case house.EventRoom:
		if s.armed || !s.has(e.Room) {
			return nil
		}
		s.armed = true
		return s.env.After(2*time.Second, func(time.Time) tea.Msg { return soon{s} })
	}
	return nil
}

func (s *Screen) has(id house.RoomID) bool {
	for _, r := range s.rooms {
		if r.ID == id {
			return true
		}
	}
	return false
}

func (s *Screen) mayLeave() bool {
	return (s.floor.Member || s.floor.Applied) && s.floor.Kind != house.FloorGround
}

// neighbour is the code of the next floor in a direction, "" at the end.
func (s *Screen) neighbour(by int) string {
	for i, code := range s.floors {
		if code == s.code && i+by >= 0 && i+by < len(s.floors) {
			return s.floors[i+by]
		}
	}
	return ""
}

func (s *Screen) beside(by int) func() tea.Cmd {
	return func() tea.Cmd {
		return kit.Send(kit.Instead{Go: kit.GoFloor{Code: s.neighbour(by)}})
	}
}

func (s *Screen) send(msg tea.Msg) func() tea.Cmd {
	return func() tea.Cmd { return kit.Send(msg) }
}

func (s *Screen) askLeave() tea.Cmd {
	return s.env.Confirm(s.env.T("lift.leave", "Floor", kit.Clean(s.name())), s.env.T("lift.leave.text"), s.env.T("lift.leave.yes"), s.leave)
}
