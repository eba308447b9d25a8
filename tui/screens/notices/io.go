package notices

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// load reads the room and its notices, and at first what was read before.
func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place, expired, mark := s.place, s.expired, s.mark
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, mark: mark}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark < 0 {
			if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindNotice, ""); l.err != nil {
				return l
			}
		}
		l.notices, l.err = h.Notices(ctx, a, place, expired)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.reading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong = s.env.Sentence(l.err)
		return nil
	}
	first := !s.known
	s.known, s.wrong = true, ""
	s.room, s.notices, s.mark, s.mod = l.room, l.notices, l.mark, max(s.mod, l.room.Mod)
	s.rows()
	cmds := []tea.Cmd{s.markRead()}
	if first && s.entry != "" {
		s.list.Select(string(s.entry))
		cmds = append(cmds, s.show(s.entry))
	}
	if _, there := s.find(s.open); s.page != nil && !there {
		s.page = nil
	}
	if again {
		cmds = append(cmds, s.load())
	}
	return tea.Batch(cmds...)
}

// markRead says that the board was looked at, so far as it was read from the
// house. What has run out is shown to few and counts as read as well.
func (s *Screen) markRead() tea.Cmd {
	if seq, place := s.room.Seq, s.place; s.room.Member && seq > s.marked && seq > s.mark {
		s.marked = seq
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			if err := h.MarkRead(ctx, a, place, house.KindNotice, "", seq); err != nil {
				return kit.Fail(err)
			}
			return kit.Recount{}
		})
	}
	return nil
}

// look asks whether what changed in the room is a notice.
func (s *Screen) look() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place, mod := s.place, s.mod
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		const limit = 200
		changes, err := h.Changes(ctx, a, place, mod, limit)
		c := changed{by: s, mod: mod, err: err, ours: len(changes) == limit}
		for _, p := range changes {
			c.mod = max(c.mod, p.Mod)
			c.ours = c.ours || p.Kind == house.KindNotice
		}
		return c
	})
}

func (s *Screen) changed(c changed) tea.Cmd {
	again := s.asking.End()
	s.mod = max(s.mod, c.mod)
	if c.ours || c.err != nil {
		return s.load()
	}
	if again {
		return s.look()
	}
	return nil
}

// do runs a deed and says key when it is done.
func (s *Screen) do(key string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, key, deed(ctx, h, a)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	if d.err != nil {
		return kit.Send(kit.Failed{Err: d.err})
	}
	return tea.Batch(s.load(), kit.Say(d.key))
}
