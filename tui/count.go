package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// counts are what the header tells of unread things.
type counts struct {
	unread, direct, forMe int
	armed                 bool // a timer for the next count runs
}

type (
	countDue struct{}
	counted  struct{ news []house.NewsItem }
)

// recount counts again after a while, so that a burst of events is one question.
func (s *shell) recount(after time.Duration) tea.Cmd {
	who := s.env.Who()
	if s.counts.armed || !who.Member() && who.Role != house.RoleGuestOf {
		return nil
	}
	s.counts.armed = true
	return s.env.After(after, func(time.Time) tea.Msg { return countDue{} })
}

func (s *shell) count() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		news, err := h.News(ctx, a)
		if err != nil {
			return nil // the header keeps what it has
		}
		return counted{news}
	})
}

func (s *shell) counted(msg counted) tea.Cmd {
	before := s.counts
	s.counts.unread, s.counts.direct, s.counts.forMe = 0, 0, 0
	for _, n := range msg.news {
		s.counts.unread += max(n.Unread, 1)
		if n.Kind == "direct" {
			s.counts.direct += n.Unread
		}
		if n.ForMe {
			s.counts.forMe += max(n.Unread, 1)
		}
	}
	more := s.counts.unread > before.unread && s.bell == "all"
	if more || s.counts.forMe > before.forMe && s.bell == "mentions" {
		return tea.Raw("\a")
	}
	return nil
}
