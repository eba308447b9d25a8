package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// countdown says that the time until the house closes is to be said anew.
type countdown struct{}

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
	s.notice = s.env.T(key, "Left", s.env.Text.Duration(left), "When", s.env.Text.Clock(c.Out.In(s.env.Location)))
	if c.Reason != "" {
		s.notice += " " + s.env.T("houserules.reason", "Reason", c.Reason)
	}
	if s.armed || left == 0 {
		return nil
	}
	s.armed = true
	step := lastStep
	switch {
	case left > 10*time.Minute:
		step = farStep
	case left > time.Minute:
		step = nearStep
	}
	next := s.env.After(step, func(time.Time) tea.Msg { return countdown{} })
	if left <= keepFrom {
		return tea.Batch(next, s.save())
	}
	return next
}

// ticks is the next step of the countdown.
func (s *shell) ticks() tea.Cmd {
	s.armed = false
	return s.closes()
}
