package board

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// load reads the room and as many threads as are listed, a page at least.
func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place, limit, read := s.place, min(max(len(s.threads), page), most), s.of.list
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s, limit: limit}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		l.threads, l.err = read(ctx, h, a, place, limit, 0)
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
	s.room, s.threads, s.mod = l.room, l.threads, l.room.Mod
	s.older = len(l.threads) >= l.limit && len(l.threads) < most
	s.show()
	if again {
		return s.load()
	}
	return nil
}

// readOlder adds a page of threads.
func (s *Screen) readOlder() tea.Cmd {
	if len(s.threads) == 0 || !s.older {
		return nil
	}
	last := s.threads[len(s.threads)-1]
	place, before, read := s.place, last.LastSeq, s.of.list
	if s.of.newest {
		before = last.Root.Seq
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		threads, err := read(ctx, h, a, place, page, before)
		return more{s, threads, err}
	})
}

func (s *Screen) more(m more) tea.Cmd {
	if m.err != nil {
		return kit.Send(kit.Failed{Err: m.err})
	}
	known := map[house.MessageID]bool{}
	for _, t := range s.threads {
		known[t.Root.ID] = true
	}
	for _, t := range m.threads {
		if !known[t.Root.ID] {
			s.threads = append(s.threads, t)
		}
	}
	s.older = len(m.threads) >= page && len(s.threads) < most
	s.show()
	return nil
}

// look asks whether what changed in the room is of the board, so that a lively
// chat does not have the threads read again and again.
func (s *Screen) look() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place, mod, kind := s.place, s.mod, s.of.kind
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		const limit = 200
		changes, err := h.Changes(ctx, a, place, mod, limit)
		c := changed{by: s, mod: mod, err: err, board: len(changes) == limit}
		for _, p := range changes {
			c.mod = max(c.mod, p.Mod)
			c.board = c.board || p.Kind == kind || kind == house.KindBoard && strings.HasPrefix(p.Event.Key, "event.step") // who writes has changed
		}
		return c
	})
}

func (s *Screen) changed(c changed) tea.Cmd {
	again := s.asking.End()
	s.mod = max(s.mod, c.mod)
	if c.board || c.err != nil {
		return s.load()
	}
	if again {
		return s.look()
	}
	return nil
}

func (s *Screen) pin() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, h.Pin(ctx, a, t.Root.ID, !t.Root.Pinned)}
	})
}

func (s *Screen) lock() tea.Cmd {
	t, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, h.LockThread(ctx, a, t.Root.ID, !t.Root.Locked)}
	})
}

func (s *Screen) allRead() tea.Cmd {
	place, seq, kind := s.place, s.room.Seq, s.of.kind
	for _, t := range s.threads {
		seq = max(seq, t.LastSeq)
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, h.MarkRead(ctx, a, place, kind, "", seq)}
	})
}
