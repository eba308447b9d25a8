package notices

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
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
	s.room, s.notices, s.mark = l.room, l.notices, l.mark
	s.watch.Read(l.room.Mod)
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
	if seq := s.room.Seq; s.room.Member && seq > s.marked && seq > s.mark {
		s.marked = seq
		return posts.MarkRead(s.env, s.place, house.KindNotice, seq)
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
