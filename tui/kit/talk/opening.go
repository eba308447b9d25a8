package talk

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// page is a stretch of the stream: chat lines and the house's own lines.
type page struct {
	posts []house.Post
	more  bool // in the direction that was read
}

func (s Stream) read(ctx context.Context, h kit.House, a house.Actor, q house.ReadQuery) (page, error) {
	q.Kind, q.Events, q.Limit = s.Kind, s.Live, posts.Page
	lines, err := h.Read(ctx, a, s.Place, q)
	return page{posts: lines, more: len(lines) >= posts.Page}, err
}

// open reads the room, the place where reading stopped and the newest lines.
func (s *Talk) open() tea.Cmd {
	stream := s.stream
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s}
		if o.room, o.err = stream.Room(ctx, h, a); o.err != nil {
			return o
		}
		if o.page, o.err = stream.read(ctx, h, a, house.ReadQuery{Newest: true}); o.err != nil {
			return o
		}
		if o.mark, o.err = h.ReadMark(ctx, a, stream.Place, stream.Kind, ""); house.KindOf(o.err) == house.Forbidden {
			o.err = nil // guests have no marks
		}
		return o
	})
}

func (s *Talk) opened(o opened) tea.Cmd {
	if o.by != s {
		return nil
	}
	if o.err != nil {
		s.stage, s.wrong = failed, s.env.Sentence(o.err)
		s.barred = o.room.ChatBarred
		if house.IsKey(o.err, "error.locked") {
			return kit.Send(kit.Failed{Err: o.err}) // leads to the lock
		}
		return nil
	}
	first := s.stage == opening
	s.room, s.rooms, s.read = o.room, s.rooms+1, max(s.read, o.mark)
	s.feed.Reset(o.page.posts, o.room.Mod, o.page.more, false)
	s.label()
	s.out.arrived(s.feed.Posts())
	if !first {
		s.stage = max(s.stage, asking)
		s.show()
		s.scroll.End()
		return s.later(readLater)
	}
	s.newFrom = s.firstNew(o.mark)
	s.show()
	s.scroll.End()
	if all := s.feed.Posts(); s.newFrom > 0 {
		i := slices.IndexFunc(all, func(p house.Post) bool { return p.Seq >= s.newFrom })
		s.scroll.Show(string(all[max(i, 0)].ID))
	}
	if s.stage = asking; s.room.Transcript == -1 {
		return tea.Batch(s.goIn(), s.typedAhead())
	}
	s.ahead = nil
	return nil
}

// firstNew is the first line of others after the mark, 0 when there is none.
func (s *Talk) firstNew(mark int64) int64 {
	for _, p := range s.feed.Posts() {
		if p.Seq > mark && !p.Mine && p.Kind == s.stream.Kind {
			return p.Seq
		}
	}
	return 0
}

// goIn enters the talk: from now on the others see that one is here.
func (s *Talk) goIn() tea.Cmd {
	s.stage = talking
	s.onLines = !s.writes()
	s.scroll.Idle = !s.onLines
	cmds := []tea.Cmd{s.later(readLater)}
	if s.say.IsEmpty() && (s.canSay() || s.room.Member) { // also where one only reads: a draft may be from before
		cmds = append(cmds, s.say.Init())
	}
	if !s.stream.Live {
		return tea.Batch(cmds...)
	}
	cmds = append(cmds, s.start(whoIsHere))
	if s.entered {
		return tea.Batch(cmds...)
	}
	s.entered = true
	place, sub := s.stream.Place, s.env.Sub
	return tea.Batch(append(cmds, s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Enter(ctx, a, sub, place) // without it one reads unseen, and nothing else is lost
		return nil
	}))...)
}

func (s *Talk) goOut() tea.Cmd {
	if !s.entered {
		return nil
	}
	s.entered = false
	place, sub := s.stream.Place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		h.Exit(ctx, a, sub, place)
		return nil
	})
}
