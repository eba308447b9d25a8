package bookmarks

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// load reads the room, then all its bookmarks, and where reading had stopped.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindBookmark, ""); l.err != nil && house.KindOf(l.err) != house.Forbidden {
			return l
		}
		l.all, l.err = h.Bookmarks(ctx, a, place, house.BookmarkQuery{})
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form, s.tags = s.env.Sentence(l.err), nil, nil
		return nil
	}
	first := !s.known
	s.known, s.wrong = true, ""
	s.room, s.all = l.room, l.all
	s.watch.Read(l.room.Mod)
	if s.mark < 0 { // what was new when the screen opened stays marked while it is open
		s.mark = l.mark
	}
	s.read = max(s.read, l.mark)
	if first && s.first != "" {
		s.next, s.reading = s.first, true
	}
	s.show()
	if again {
		return s.load()
	}
	return s.readSoon()
}

// markRead has what was listed count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.reading || s.room.Seq <= s.read {
		return nil
	}
	seq := s.room.Seq
	s.read = seq
	return posts.MarkRead(s.env, s.place, house.KindBookmark, seq)
}

func (s *Screen) askDelete() tea.Cmd {
	b, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("bookmarks.delete.title"), kit.Clean(b.URL), s.env.T("common.delete"), func() tea.Cmd {
		s.reading = false
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			_, err := h.DeleteBookmark(ctx, a, b.ID)
			return did{s, err}
		})
	})
}
