package polls

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// load reads the room and its polls.
func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		l.polls, l.err = h.Polls(ctx, a, place)
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
	s.known, s.wrong = true, ""
	s.room, s.polls = l.room, l.polls
	s.watch.Read(l.room.Mod)
	if s.open != "" && s.poll().ID == "" {
		s.open, s.touched, s.picked = "", false, nil // deleted
	}
	s.rows()
	cmds := []tea.Cmd{s.markRead()}
	if again {
		cmds = append(cmds, s.load())
	}
	return tea.Batch(cmds...)
}

// markRead says that the list was looked at, so far as it was read.
func (s *Screen) markRead() tea.Cmd {
	seq := s.room.Seq
	if !s.room.Member || seq <= s.marked {
		return nil
	}
	s.marked = seq
	return posts.MarkRead(s.env, s.place, house.KindPoll, seq)
}

// do runs a deed and says key when it is done.
func (s *Screen) do(key string, deed func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, key, deed(ctx, h, a)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return s.refused(d.err)
	}
	s.form = nil
	return tea.Batch(s.load(), kit.Say(d.key))
}
