package wiki

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the list.
func (s *index) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("c", "wiki.key.new", s.askName).Unless(!s.known, "common.loading").
			Unless(!s.room.Writes(house.ToolWiki), s.room.WhyNot(house.ToolWiki)).InFooter(),
	}
}

// index is the list of pages.
type index struct {
	env   *kit.Env
	place string
	list  *kit.List

	known   bool
	wrong   string
	room    house.RoomDetail
	pages   []house.WikiPage
	mod     int64
	reading posts.Once
	asking  posts.Once
}

func newIndex(env *kit.Env, place string) *index {
	return &index{env: env, place: place, list: kit.NewList(env)}
}

type (
	listed struct {
		by    *index
		room  house.RoomDetail
		pages []house.WikiPage
		err   error
	}
	changed struct {
		by   kit.Screen
		mod  int64
		ours bool
		err  error
	}
)

// Init reads the pages.
func (s *index) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *index) Title() string { return s.env.T("room.tool.wiki") }

// Place is the wiki.
func (s *index) Place() kit.Place { return placeOf(s.env, s.room, s.place) }

func placeOf(env *kit.Env, room house.RoomDetail, place string) kit.Place {
	if room.Place == "" {
		return kit.Place{Address: place + "/" + house.ToolWiki}
	}
	return env.RoomPlace(room, house.ToolWiki)
}

// Typing tells whether letters belong to the find field.
func (s *index) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *index) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys, answers and events.
func (s *index) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if kit.Is(msg, "space") && s.list.AtEnd() {
			return s, kit.Send(kit.NextUnread{})
		}
		return s, s.list.Update(msg)
	case tea.PasteMsg:
		return s, s.list.Update(msg)
	case listed:
		if msg.by == s {
			return s, s.listed(msg)
		}
	case changed:
		if msg.by == s {
			again := s.asking.End()
			s.mod = max(s.mod, msg.mod)
			if msg.ours || msg.err != nil {
				return s, s.load()
			}
			if again {
				return s, s.look()
			}
		}
	case house.Event:
		switch {
		case msg.Kind == house.EventResync, msg.Kind == house.EventPerson:
			return s, s.load()
		case s.known && msg.Room == s.room.ID:
			return s, s.look()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.rows()
	}
	return s, nil
}

// View shows the list.
func (s *index) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	}
	return s.list.View(w, h)
}

func (s *index) rows() {
	s.list.Empty = []string{s.env.T("wiki.empty"), s.env.T("wiki.empty.how")}
	if s.known && !s.room.Writes(house.ToolWiki) {
		s.list.Empty = s.list.Empty[:1]
	}
	rows := make([]kit.Row, len(s.pages))
	for i, p := range s.pages {
		rows[i] = kit.Row{
			ID: string(p.ID), Label: p.Name, Note: facts(s.env, p), Unread: p.Unread,
			Go: kit.GoTool{Place: s.place, Tool: house.ToolWiki, Entry: p.ID},
		}
	}
	s.list.SetRows(rows)
}

func (s *index) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := listed{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err == nil {
			l.pages, l.err = h.WikiPages(ctx, a, place)
		}
		return l
	})
}

func (s *index) listed(l listed) tea.Cmd {
	again := s.reading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong = s.env.Sentence(l.err)
		return nil
	}
	s.known, s.wrong = true, ""
	s.room, s.pages, s.mod = l.room, l.pages, max(s.mod, l.room.Mod)
	s.rows()
	if again {
		return s.load()
	}
	return nil
}

// look asks whether what changed in the room is a page.
func (s *index) look() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	return look(s.env, s, s.place, s.mod, "")
}

// look asks what changed in a room: whether a page did, with an id that one.
func look(env *kit.Env, by kit.Screen, place string, mod int64, page house.MessageID) tea.Cmd {
	return env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		const limit = 200
		changes, err := h.Changes(ctx, a, place, mod, limit)
		c := changed{by: by, mod: mod, err: err, ours: len(changes) == limit}
		for _, p := range changes {
			c.mod = max(c.mod, p.Mod)
			c.ours = c.ours || p.Kind == house.KindWiki && (page == "" || p.Thread == page)
		}
		return c
	})
}

// askName asks for the name of a new page.
func (s *index) askName() tea.Cmd {
	return askName(s.env, s.place, bookOf(s.pages))
}

func askName(env *kit.Env, place string, pages book) tea.Cmd {
	return env.Prompt(env.T("wiki.new.title"), env.T("wiki.new.label"), "", func(name string) tea.Cmd {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" {
			return nil
		}
		if p, there := pages.called(name); there {
			return tea.Batch(kit.Say("wiki.there", "Page", kit.Clean(p.Name)),
				kit.Send(kit.GoTool{Place: place, Tool: house.ToolWiki, Entry: p.ID}))
		}
		return kit.Send(toNew(place, name))
	})
}
