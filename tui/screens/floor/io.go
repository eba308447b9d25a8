package floor

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// load reads the floor, its rooms and its neighbours.
func (s *Screen) load() tea.Cmd {
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.floor, l.err = h.Floor(ctx, a, code); l.err != nil {
			return l
		}
		if l.rooms, l.err = h.Rooms(ctx, a, code); l.err != nil {
			return l
		}
		if board, ok := boardIn(l.rooms); ok && l.floor.Member {
			// Where the board cannot be read, its row says so when it is opened.
			l.notices, _ = h.Notices(ctx, a, board.Place, false)
		}
		floors, err := h.Floors(ctx, a)
		l.err = err
		for _, f := range floors {
			l.floors = append(l.floors, f.Code)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	kind := house.KindOf(l.err)
	switch {
	case l.err == nil:
		s.known, s.wrong = true, ""
		s.floor, s.rooms, s.floors, s.notices = l.floor, l.rooms, l.floors, l.notices
		s.show()
	case kind == house.NotFound || kind == house.Forbidden || !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

// join comes onto the floor, or applies for it.
func (s *Screen) join() tea.Cmd {
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.JoinFloor(ctx, a, code)
		switch {
		case err != nil:
			return kit.Fail(err)
		case now.Member:
			return changed{s, now, "lift.joined"}
		}
		return changed{s, now, "lift.has_applied"}
	})
}

func (s *Screen) leave() tea.Cmd {
	code, name := s.code, s.name()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.LeaveFloor(ctx, a, code)
		if house.KindOf(err) == house.NotFound && err != nil { // left, and no longer one's to know
			now, err = house.Floor{}, nil
		}
		if err != nil {
			return kit.Fail(err)
		}
		now.Name = name
		return changed{s, now, "lift.left"}
	})
}
