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
	known                 bool      // counted once, so that more of it is news
	due                   time.Time // of the next count; zero = none is on its way
}

type (
	countDue struct{ at time.Time }
	counted  struct{ news []house.NewsItem }
)

// Times after which the header counts again: what was done to oneself, words in a
// room while the lists of home are on top, and while they are not.
const (
	countSoon  = time.Second
	countHome  = 3 * time.Second
	countLater = 10 * time.Second
)

// whenWritten is how soon words in some room are counted.
func (s *shell) whenWritten() time.Duration {
	if len(s.stack) == 1 {
		return countHome
	}
	return countLater
}

// recount counts again after a while, so that a burst of events is one question. A
// count that is due later anyway is brought forward.
func (s *shell) recount(after time.Duration) tea.Cmd {
	who := s.env.Who()
	at := s.env.Now().Add(after)
	if !s.counts.due.IsZero() && !at.Before(s.counts.due) || !who.Member() && who.Role != house.RoleGuestOf {
		return nil
	}
	s.counts.due = at
	return s.env.After(after, func(time.Time) tea.Msg { return countDue{at} })
}

// countDue counts, unless another count was put in the place of this one.
func (s *shell) countDue(msg countDue) tea.Cmd {
	if !msg.at.Equal(s.counts.due) {
		return nil
	}
	s.counts.due = time.Time{}
	return s.count()
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
	s.counts.unread, s.counts.direct, s.counts.forMe, s.counts.known = 0, 0, 0, true
	for _, n := range msg.news {
		s.counts.unread += max(n.Unread, 1)
		if n.Kind == "direct" {
			s.counts.direct += n.Unread
		}
		if n.ForMe {
			s.counts.forMe += max(n.Unread, 1)
		}
	}
	tell := s.all(kit.Counted{News: msg.news})
	if !before.known {
		return tell // what waited before one came is no news
	}
	more := s.counts.unread > before.unread && s.bell == house.BellAll
	if more || s.counts.forMe > before.forMe && s.bell != house.BellNever {
		return tea.Batch(tell, tea.Raw("\a"))
	}
	return tell
}
