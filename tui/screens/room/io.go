package room

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		err  error
	}
	counted struct {
		by     *Screen
		unread map[string]int
		err    error
	}
	present struct {
		by   *Screen
		here []house.Presence
		err  error
	}
	// did is what came of a deed: a sentence, and whether the room is left by it.
	did struct {
		by   *Screen
		say  string
		who  string
		gone bool
		err  error
	}
	ended struct {
		by  *Screen
		bye house.Farewell
		err error
	}
)

// answer takes what the functions below bring.
func (s *Screen) answer(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg), true
		}
	case counted:
		if msg.by == s {
			return s.counted(msg), true
		}
	case present:
		if msg.by == s {
			s.here = msg.here // none for guests, who may not know
			if s.looking.End() {
				return s.whoIsHere(), true
			}
			return nil, true
		}
	case did:
		if msg.by == s {
			return s.did(msg), true
		}
	case ended:
		if msg.by == s {
			return s.ended(msg), true
		}
	}
	return nil, false
}

func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		return loaded{s, room, err}
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.reading.End()
	waits := house.IsKey(l.err, "error.waiting") || l.err == nil && s.visiting() && !l.room.Can(house.DoRead)
	switch kind := house.KindOf(l.err); {
	case waits:
		return kit.Send(kit.Instead{Go: kit.GoTool{Place: s.place, Tool: "waiting"}})
	case l.err == nil:
		s.known, s.wrong, s.room = true, "", l.room
		s.show()
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
		return nil
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	if !s.inside() {
		s.here = nil // taken out meanwhile, perhaps
		return s.goOut()
	}
	return tea.Batch(s.goIn(), s.count(), s.whoIsHere())
}

// goIn tells the others that one is here.
func (s *Screen) goIn() tea.Cmd {
	if s.entered {
		return nil
	}
	s.entered = true
	place, sub := s.place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Enter(ctx, a, sub, place) // without it one is here unseen, and nothing else is lost
		return nil
	})
}

func (s *Screen) goOut() tea.Cmd {
	if !s.entered {
		return nil
	}
	s.entered = false
	place, sub := s.place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		h.Exit(ctx, a, sub, place)
		return nil
	})
}

// count asks what is unread in the tools.
func (s *Screen) count() tea.Cmd {
	if !s.inside() || !s.counting.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		news, err := h.News(ctx, a)
		unread := map[string]int{}
		for _, n := range news {
			if kit.RoomOf(n.Place) != place {
				continue
			}
			if n.Kind == "handover" {
				unread["colleagues"] += n.Unread
			} else if tool := house.ToolOf(house.MessageKind(n.Kind)); tool != "" {
				unread[tool] += n.Unread
			} else if n.Kind == "application" || n.Kind == "waiting" || n.Kind == "succession" {
				unread[house.ToolMembers] += max(n.Unread, 1)
			} else if n.Kind == string(house.KindSession) {
				unread["session"] += max(n.Unread, 1)
			} else if n.Kind == "letter_held" {
				unread[house.ToolLetters] += n.Unread
			}
		}
		return counted{s, unread, err}
	})
}

func (s *Screen) counted(c counted) tea.Cmd {
	again := s.counting.End()
	if c.err == nil { // guests have no counts
		s.unread = c.unread
		s.show()
	}
	if again {
		return s.count()
	}
	return nil
}

func (s *Screen) whoIsHere() tea.Cmd {
	if !s.inside() || !s.looking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		here, err := h.Present(ctx, a, place)
		return present{s, here, err}
	})
}
