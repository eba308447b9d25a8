package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// countdown says that the time until the house closes at out is to be said anew.
type countdown struct{ out time.Time }

// Steps of the countdown, by what is left, and from when on words are kept at each.
const (
	farStep, nearStep, lastStep = time.Minute, 10 * time.Second, 3 * time.Second
	keepFrom                    = 15 * time.Second
)

// closes says what closes the house and how long that is away.
func (s *shell) closes() tea.Cmd {
	if s.env.Closing == nil {
		return nil
	}
	c := s.env.Closing()
	if c.Out.IsZero() {
		if s.counting {
			s.counting, s.notice = false, ""
		}
		s.armed = time.Time{}
		return nil
	}
	s.counting = true
	left := max(c.Out.Sub(s.env.Now()).Round(time.Second), 0)
	key := "shell.closing.lockdown"
	if c.Maintenance {
		key = "shell.closing.maintenance"
	}
	if left == 0 {
		key += ".now"
	}
	says := left
	if left > 10*time.Minute {
		says = left.Round(time.Minute)
	}
	s.notice = s.env.T(key, "Left", s.env.Text.Duration(says), "When", s.env.Text.Clock(c.Out.In(s.env.Location)))
	if c.Reason != "" {
		s.notice += " " + s.env.T("houserules.reason", "Reason", c.Reason)
	}
	if left == 0 || s.armed.Equal(c.Out) {
		return nil
	}
	s.armed = c.Out
	step := lastStep
	switch {
	case left > 10*time.Minute:
		step = farStep
	case left > time.Minute:
		step = nearStep
	}
	next := s.env.After(step, func(time.Time) tea.Msg { return countdown{c.Out} })
	if left <= keepFrom {
		return tea.Batch(next, s.save())
	}
	return next
}

// ticks is the next step of the countdown, unless the time was changed meanwhile: a
// shorter one has its own steps.
func (s *shell) ticks(c countdown) tea.Cmd {
	if !s.armed.Equal(c.out) {
		return nil
	}
	s.armed = time.Time{}
	return s.closes()
}

// heard is what the house says now, by id.
func (s *shell) heard() map[string]bool {
	ids := map[string]bool{}
	if s.env.Announced != nil {
		for _, n := range s.env.Announced(s.env.Who().Member()) {
			ids[n.ID] = true
		}
	}
	return ids
}

// announce says what the house has not said before to somebody who is on.
func (s *shell) announce() {
	now := s.heard()
	if s.env.Announced != nil {
		for _, n := range s.env.Announced(s.env.Who().Member()) {
			if !s.announced[n.ID] {
				s.say(false, s.env.T("announce.toast", "Text", n.In(string(s.env.Text.Lang()))))
				break // the newest; the others are news
			}
		}
	}
	s.announced = now
}

// warning is the newest warning of the house, as long as it holds.
func (s *shell) warning() string {
	if s.env.Announced == nil {
		return ""
	}
	for _, n := range s.env.Announced(s.env.Who().Member()) {
		if n.Warning {
			line, err := house.CleanLine(n.In(string(s.env.Text.Lang())), house.MaxText)
			if err == nil {
				return "! " + kit.Clean(line)
			}
		}
	}
	return ""
}
