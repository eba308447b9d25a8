// Package counselling is where one counselling stands: who waits for whom, until when an
// answer is promised, when it is deleted; below it everything that can be done now, for
// the one who counsels and for the client.
package counselling

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// Keys are those of the page, or of a form.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{kit.Bind("esc", "counselling.key.cancel", s.askCancel).InFooter()}
	}
	letters := kit.Bind("l", "counselling.key.letters", s.letters).InFooter()
	if s.known && !s.now.Mine { // clients accept nothing
		return []kit.Key{letters}
	}
	return []kit.Key{
		kit.Bind("a", "counselling.key.accept", s.accept).Unless(!s.now.MayAccept, "counselling.key.accept.off").InFooter(),
		letters,
	}
}

// Screen is one counselling.
type Screen struct {
	env   *kit.Env
	place string
	list  *kit.List
	form  *kit.Form // nil unless one is filled in

	loading posts.Once
	known   bool
	wrong   string
	busy    bool
	now     house.Case
	room    house.RoomDetail
	unread  int // letters
}

// New makes the screen of the counselling in a room.
func New(env *kit.Env, place string) *Screen {
	s := &Screen{env: env, place: place, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by     *Screen
		now    house.Case
		room   house.RoomDetail
		unread int
		err    error
	}
	// did is the answer to a deed; key says what happened, gone that the room went.
	did struct {
		by   *Screen
		key  string
		form bool
		gone bool
		err  error
	}
)

// Init reads the counselling.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("contact.case") }

// Place is the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place}
	}
	return s.env.RoomPlace(s.room, "")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.form == nil && s.list.Wants(k) }

// Dirty tells whether a form would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys, answers and events.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	case house.Event:
		if msg.Kind == house.EventResync || msg.Kind == house.EventPerson || msg.Room == s.room.ID && msg.Kind != house.EventPresence {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
		return s, s.list.Update(msg)
	}
	return s, nil
}

func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, s.place); l.err != nil {
			return l
		}
		if l.now, l.err = h.Case(ctx, a, s.place); l.err != nil {
			return l
		}
		news, err := h.News(ctx, a)
		l.err = err
		for _, n := range news {
			if n.Kind == string(house.KindLetter) && kit.RoomOf(n.Place) == s.place {
				l.unread += n.Unread
			}
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if s.known && house.KindOf(l.err) != house.NotFound && house.KindOf(l.err) != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form = s.env.Sentence(l.err), nil
		return nil
	}
	s.known, s.wrong = true, ""
	s.now, s.room, s.unread = l.now, l.room, l.unread
	s.show()
	if again {
		return s.load()
	}
	return nil
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		if d.form && s.form != nil && house.KindOf(d.err) == house.Invalid {
			s.form.Wrong("text", s.env.Sentence(d.err))
			return nil
		}
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err}))
	}
	s.form = nil
	s.list.Select("letters") // what was done is no row any more
	if d.gone {
		return tea.Sequence(kit.Say(d.key), kit.Send(kit.GoBack{}))
	}
	return tea.Batch(s.load(), kit.Say(d.key))
}

// deed does something with the counselling beside the session.
func (s *Screen) deed(d did, do func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy, d.by = true, s
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		d.err = do(ctx, h, a)
		return d
	})
}

func (s *Screen) tool(name string) kit.Go { return kit.GoTool{Place: s.place, Tool: name} }

func (s *Screen) letters() tea.Cmd { return kit.Send(s.tool(house.ToolLetters)) }

// has tells whether a tool of the room is on and may be read.
func (s *Screen) has(tool string) bool {
	return slices.Contains(s.room.Tools, tool) && s.room.Level(tool) > house.LevelNone
}
