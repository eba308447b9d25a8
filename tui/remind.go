package tui

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// reminders are what the session has been reminded of.
type reminders struct {
	armed bool            // a timer runs
	told  map[string]bool // what was said already
}

type (
	remindDue struct{}
	reminded  struct{ due []house.Upcoming }
)

// Times after which the house is asked what somebody wants to be reminded of: soon
// after coming in, then every few minutes. It opens the calendars of all their rooms.
const (
	remindFirst = 4 * time.Second
	remindEvery = 3 * time.Minute
)

// reminds tells whether somebody is reminded: members, and visitors, whose
// counsellor expects them. Guests have nothing to come.
func (s *shell) reminds() bool {
	return s.env.Who().Member() || s.env.Who().Role == house.RoleGuestOf
}

// remindIn asks after a while.
func (s *shell) remindIn(after time.Duration) tea.Cmd {
	if s.reminders.armed || !s.reminds() {
		return nil
	}
	s.reminders.armed = true
	return s.env.After(after, func(time.Time) tea.Msg { return remindDue{} })
}

func (s *shell) remindDue() tea.Cmd {
	s.reminders.armed = false
	if !s.reminds() {
		return nil
	}
	if s.sealed || s.env.Who().Sealed {
		return s.remindIn(remindEvery)
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		coming, err := h.Upcoming(ctx, a)
		if err != nil {
			return reminded{} // it is asked again
		}
		due := coming[:0:0]
		for _, u := range coming {
			if u.Reminder {
				due = append(due, u)
			}
		}
		return reminded{due}
	})
}

// reminded says what is new among what is due, once in a session.
func (s *shell) reminded(msg reminded) tea.Cmd {
	var fresh []house.Upcoming
	for _, u := range msg.due {
		key := string(u.Entry) + " " + strconv.FormatInt(u.At.Unix(), 10) + " " + strconv.FormatInt(u.Remind.Unix(), 10)
		if s.reminders.told[key] {
			continue
		}
		if s.reminders.told == nil {
			s.reminders.told = map[string]bool{}
		}
		s.reminders.told[key] = true
		fresh = append(fresh, u)
	}
	again := s.remindIn(remindEvery)
	if len(fresh) == 0 {
		return again
	}
	first, say := fresh[0], "shell.reminder"
	if first.At.IsZero() {
		say = "shell.reminder.timeless"
	}
	sentence := s.env.T(say, "Title", s.env.UpcomingTitle(first), "When", s.env.Due(first.At, first.Day), "Room", first.Room)
	if len(fresh) > 1 {
		sentence = s.env.N("shell.reminder.more", len(fresh)-1, "Reminder", sentence)
	}
	s.say(false, sentence)
	if s.bell == house.BellNever {
		return again
	}
	return tea.Batch(again, tea.Raw("\a"))
}
