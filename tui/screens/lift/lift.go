// Package lift is the list of floors: which there are, which one belongs to, and
// how to come onto the others.
package lift

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done with the chosen floor.
func (s *Screen) Keys() []kit.Key {
	f, ok := s.chosen()
	join := kit.Bind("a", "lift.key.join", s.join)
	if f.State == house.FloorApplication {
		join.Help = "lift.key.apply"
	}
	mayLeave := ok && f.Member && f.Kind != house.FloorGround
	return []kit.Key{
		join.InFooter().
			Unless(f.State == house.FloorSuspended, "lift.off.suspended").
			Unless(f.Applied, "lift.off.applied").
			Unless(f.Member, "lift.off.member").
			Unless(!ok, "lift.off.nothing"),
		kit.Bind("x", "lift.key.leave", s.leave).Unless(!mayLeave, "lift.off.leave"),
		kit.Bind("D", "lift.key.desk", s.desk).Unless(!f.Admin, "lift.off.desk"),
		kit.Bind("r", "home.key.again", s.load),
	}
}

// Screen is the lift.
type Screen struct {
	env    *kit.Env
	list   *kit.List
	known  bool
	floors []house.Floor
}

// New makes the screen.
func New(env *kit.Env) *Screen { return &Screen{env: env, list: kit.NewList(env)} }

// loaded is the answer to load.
type loaded struct {
	by     *Screen
	floors []house.Floor
}

// changed says that one's standing on a floor is another now.
type changed struct {
	by    *Screen
	floor house.Floor
	key   string
}

// Init reads the floors.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("common.floors") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *Screen) Wants(key tea.KeyPressMsg) bool { return s.list.Wants(key) }

// Update takes keys for the list, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.known, s.floors = true, msg.floors
			s.show()
		}
	case changed:
		if msg.by == s {
			return s, tea.Batch(kit.Say(msg.key, "Floor", kit.Clean(msg.floor.Name)), s.load())
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

// View shows the floors, and beside them what the chosen one is for.
func (s *Screen) View(w, h int) kit.View {
	if !s.known {
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	if kit.LayoutOf(w) != kit.Wide {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

func (s *Screen) show() {
	t := s.env.T
	s.list.Empty = []string{t("lift.empty"), t("lift.empty.next")}
	rows := make([]kit.Row, len(s.floors))
	for i, f := range s.floors {
		rows[i] = kit.Row{
			ID: f.Code, Label: s.label(f), Note: s.standing(f), More: s.more(f), Go: kit.GoFloor{Code: f.Code}, Off: f.State == house.FloorSuspended,
		}
	}
	s.list.SetRows(rows)
}

// label names a floor by number and name, the ground floor by its name alone.
func (s *Screen) label(f house.Floor) string {
	if f.Kind == house.FloorGround {
		return f.Name
	}
	return s.env.T("lift.floor", "Number", f.Number, "Name", f.Name)
}

// more is what a floor is for; how many are there only its members are told.
func (s *Screen) more(f house.Floor) string {
	parts := []string{f.Name, f.Description, s.env.T("lift.state." + string(f.State))}
	if f.Members > 0 {
		parts = append(parts, s.env.N("common.members", f.Members))
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "\n\n")
}

// standing is what one is on a floor, in a word.
func (s *Screen) standing(f house.Floor) string {
	switch {
	case f.Admin && f.Waiting > 0:
		return s.env.N("lift.waiting", f.Waiting)
	case f.Admin:
		return s.env.T("common.floor_admin")
	case f.Member:
		return s.env.T("common.member")
	case f.Applied:
		return s.env.T("lift.applied")
	}
	return s.env.T("lift.note." + string(f.State))
}

func (s *Screen) chosen() (house.Floor, bool) {
	code := s.list.Selected().ID
	for _, f := range s.floors {
		if f.Code == code {
			return f, true
		}
	}
	return house.Floor{}, false
}

func (s *Screen) desk() tea.Cmd {
	f, _ := s.chosen()
	return kit.Send(kit.GoDesk{Of: f.Code})
}

func (s *Screen) leave() tea.Cmd {
	f, ok := s.chosen()
	if !ok {
		return nil
	}
	name := kit.Clean(f.Name)
	return s.env.Confirm(s.env.T("lift.leave", "Floor", name), s.env.T("lift.leave.text"), s.env.T("lift.leave.yes"),
		func() tea.Cmd { return s.leaveFloor(f.Code) })
}

// load reads the floors that one may see.
func (s *Screen) load() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		floors, err := h.Floors(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return loaded{s, floors}
	})
}

// join comes onto the chosen floor, or applies for it.
func (s *Screen) join() tea.Cmd {
	f, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.JoinFloor(ctx, a, f.Code)
		switch {
		case err != nil:
			return kit.Fail(err)
		case now.Member:
			return changed{s, now, "lift.joined"}
		}
		return changed{s, now, "lift.has_applied"}
	})
}

func (s *Screen) leaveFloor(code string) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.LeaveFloor(ctx, a, code)
		if err != nil {
			return kit.Fail(err)
		}
		return changed{s, now, "lift.left"}
	})
}
