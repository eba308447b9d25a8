package home

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

const (
	// shown is how many things to come stand on the first screen.
	shown = 7
	// calm is how long they stay as they are while others write.
	calm = 30 * time.Second
)

// upcoming is what comes up, and when it was last asked for.
type upcoming struct {
	all   []house.Upcoming
	asked time.Time
	armed bool // a timer runs
	busy  bool
}

type (
	comesUp struct {
		by    *Screen
		all   []house.Upcoming
		cases []house.Case // that run
		err   error
	}
	rang struct{ by *Screen }
)

// comingUp reads what comes up now.
func (s *Screen) comingUp() tea.Cmd {
	if s.soon.busy {
		return nil
	}
	s.soon.busy, s.soon.asked = true, s.env.Now()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		c := comesUp{by: s}
		if c.all, c.err = h.Upcoming(ctx, a); c.err == nil {
			c.cases, c.err = h.Cases(ctx, a, false)
		}
		return c
	})
}

// later reads it again, at most once in a while however much happens.
func (s *Screen) later() tea.Cmd {
	if s.soon.armed {
		return nil
	}
	s.soon.armed = true
	wait := min(max(calm-s.env.Now().Sub(s.soon.asked), 0), calm)
	return s.env.After(wait, func(time.Time) tea.Msg { return rang{s} })
}

func (s *Screen) came(c comesUp) {
	s.soon.busy = false
	if c.err == nil { // what is shown stays; the next try is soon
		s.soon.all, s.cases = c.all, c.cases
		s.show()
	}
}

// upcomingRows are the first things to come and the way to the others.
func (s *Screen) upcomingRows() []kit.Row {
	if len(s.soon.all) == 0 {
		return nil
	}
	rows := []kit.Row{{Head: true, Label: s.env.T("upcoming.title")}}
	for i, u := range s.soon.all {
		if i == shown {
			more := s.env.N("upcoming.others", len(s.soon.all)-shown)
			return append(rows, kit.Row{ID: "upcoming", Label: more, More: s.env.T("upcoming.others.more"), Go: kit.GoUpcoming{}})
		}
		rows = append(rows, s.env.UpcomingRow(u))
	}
	return rows
}
