// Package successor is where somebody who goes says who takes their place: all
// their rooms with a key or a role, whom they named in each, what happens then and
// who has to confirm it; their own rooms they hand over here.
package successor

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are about the chosen room, but for the first.
func (s *Screen) Keys() []kit.Key {
	r := s.selected()
	return []kit.Key{
		kit.Bind("c", "successor.key.all", func() tea.Cmd { return s.askName("") }).Unless(len(s.rooms) == 0, "successor.key.none").InFooter(),
		kit.Bind("o", "successor.key.one", func() tea.Cmd { return s.askName(r.Place) }).Unless(r.Place == "", "successor.key.none"),
		kit.Bind("a", "successor.key.now", func() tea.Cmd { return s.askNow(r) }).Unless(!r.Confirm, "successor.key.now.off"),
		kit.Bind("x", "successor.key.withdraw", func() tea.Cmd { return s.withdraw(r) }).Unless(r.Heir == "", "successor.key.withdraw.off"),
	}
}

// Screen is one person's successors.
type Screen struct {
	env    *kit.Env
	list   *kit.List
	known  bool
	wrong  string
	rooms  []house.Room
	named  map[string]house.Succession // by place
	asking posts.Once
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.offer(s.selected()) }
	return s
}

type (
	loaded struct {
		by    *Screen
		rooms []house.Room
		named []house.Succession
		err   error
	}
	did struct {
		by  *Screen
		say string
		who string
		err error
	}
)

// Init reads the rooms.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("successor.title") }

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
			return s, tea.Batch(s.load(), kit.Send(kit.Failed{Err: msg.err}))
		} else if msg.by == s {
			return s, tea.Batch(s.load(), kit.Say(msg.say, "Name", kit.Clean(msg.who)), kit.Send(kit.Recount{}))
		}
	case house.Event:
		if msg.Kind == house.EventPerson || msg.Kind == house.EventRoster || msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	}
	return s, nil
}

// View says what will happen above the rooms, or where there is room beside them.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case kit.LayoutOf(w) == kit.Wide:
		lw, pw := kit.Split(w)
		v := s.list.View(lw, h)
		right := kit.Wrap(s.env.T("succession.means"), pw)
		if more := s.list.Selected().More; more != "" {
			right = append(append(kit.Wrap(more, pw), "", s.env.Styles.Dim.Of(kit.Rule(pw)), ""), right...)
		}
		v.Lines = s.env.Beside(v.Lines, lw, right, h)
		return v
	}
	head := kit.Wrap(s.list.Selected().More, w)
	if len(s.rooms) == 0 || len(head) == 0 {
		head = nil
	} else if len(head) > h/2 {
		head = head[:h/2]
	}
	v := s.list.View(w, max(h-len(head)-1, 1))
	if len(head) == 0 {
		return v
	}
	if v.Cursor != nil {
		v.Cursor.Y += len(head) + 1
	}
	v.Lines = append(append(head, ""), v.Lines...)
	return v
}

// row is a room and whom one named for it, if anybody.
func (s *Screen) selected() house.Succession {
	place := s.list.Selected().ID
	named := s.named[place]
	named.Place = place
	return named
}

func (s *Screen) show() {
	s.list.Empty = []string{s.env.T("successor.empty")}
	rows := make([]kit.Row, 0, len(s.rooms))
	for _, r := range s.rooms {
		n, there := s.named[r.Place]
		row := kit.Row{ID: r.Place, Label: r.Name, Note: s.env.T("successor.nobody"), More: s.env.T("successor.nobody.more")}
		if there {
			row.Note, row.More, row.ForMe = n.Heir, s.about(n), n.Confirm
		}
		rows = append(rows, row)
	}
	s.list.SetRows(rows)
}

// about says how it stands with one room.
func (s *Screen) about(n house.Succession) string {
	args := []any{"Name", kit.Clean(n.Heir), "Owner", kit.Clean(n.Owner), "Place", kit.Clean(n.Place)}
	switch {
	case n.Off != "":
		return kit.Clean(s.env.T(n.Off, args...))
	case n.Confirm:
		return s.env.T("successor.about.own", args...)
	}
	return s.env.T("successor.about.waits", args...)
}

// offer lists what can be done with one room.
func (s *Screen) offer(r house.Succession) tea.Cmd {
	if r.Place == "" {
		return nil
	}
	row := s.list.Selected()
	ask := kit.Ask{Title: kit.Clean(row.Label), Text: row.More}
	option := func(key string, do func() tea.Cmd) {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.T(key), Do: func(string) tea.Cmd { return do() }})
	}
	if r.Confirm {
		option("successor.key.now", func() tea.Cmd { return s.askNow(r) })
	}
	option("successor.key.one", func() tea.Cmd { return s.askName(r.Place) })
	option("successor.key.all", func() tea.Cmd { return s.askName("") })
	if r.Heir != "" {
		option("successor.key.withdraw", func() tea.Cmd { return s.withdraw(r) })
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.back")})
	return kit.Send(ask)
}

// askName asks for the successor, in one room or in all, and tells what happens.
func (s *Screen) askName(place string) tea.Cmd {
	var places []string
	title := s.env.T("successor.name.all")
	if place != "" {
		places, title = []string{place}, s.env.T("successor.name.one", "Room", kit.Clean(s.list.Selected().Label))
	}
	return kit.Send(kit.Ask{
		Title: title, Text: s.env.T("succession.means"), Input: &kit.Input{Label: s.env.T("successor.name")},
		Options: []kit.Option{
			{Label: s.env.T("successor.name.do"), Do: func(name string) tea.Cmd {
				if name = strings.TrimPrefix(strings.TrimSpace(name), "@"); name == "" {
					return nil
				}
				return s.deed("successor.named", name, func(ctx context.Context, h kit.House, a house.Actor) error {
					_, err := h.NameSuccessor(ctx, a, name, places)
					return err
				})
			}},
			{Label: s.env.T("common.cancel")},
		},
	})
}

func (s *Screen) withdraw(r house.Succession) tea.Cmd {
	return s.deed("successor.withdrawn", r.Heir, func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.WithdrawSuccessor(ctx, a, []string{r.Place})
	})
}

// askNow hands over a room of one's own.
func (s *Screen) askNow(r house.Succession) tea.Cmd {
	title := s.env.T("successor.now.title", "Room", kit.Clean(r.Room), "Name", kit.Clean(r.Heir))
	return s.env.Confirm(title, s.env.T("successor.now.text", "Name", kit.Clean(r.Heir)), s.env.T("successor.key.now"), func() tea.Cmd {
		return s.deed("successor.handed", r.Heir, func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.Succeed(ctx, a, r.Place, r.Leaver)
			return err
		})
	})
}

func (s *Screen) deed(say, who string, do func(context.Context, kit.House, house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, who, do(ctx, h, a)}
	})
}

func (s *Screen) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.rooms, l.err = h.Rooms(ctx, a, ""); l.err == nil {
			l.named, l.err = h.MySuccessions(ctx, a)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch {
	case l.err == nil:
		s.known, s.wrong, s.rooms, s.named = true, "", s.rooms[:0], map[string]house.Succession{}
		for _, n := range l.named {
			s.named[n.Place] = n
		}
		for _, r := range l.rooms {
			role := r.Role == house.RoleOwner || r.Role == house.RoleModerator
			if _, named := s.named[r.Place]; named || r.Member && !r.Closed && (r.Class == house.ClassClosed || role && r.Kind != house.RoomNotices) {
				s.rooms = append(s.rooms, r)
			}
		}
		s.show()
	case !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}
