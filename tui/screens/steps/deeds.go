package steps

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

func (s *Screen) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err == nil {
			l.now, l.err = h.Steps(ctx, a, place)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.room, s.now = true, "", l.room, l.now
		s.show()
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
		return nil
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return s.tick()
}

// deed does something with the consultation.
func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor, place string) error) tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, do(ctx, h, a, place)}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err}))
	}
	s.form = nil
	return tea.Batch(s.load(), kit.Say(d.say))
}

func (s *Screen) pass(done bool) func() tea.Cmd {
	return func() tea.Cmd {
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.Pass(ctx, a, place, done)
			return err
		})
	}
}

// askNext says who is missing before it goes on.
func (s *Screen) askNext() tea.Cmd {
	from := s.now.Step
	text := s.env.T("steps.ask.next.fine")
	if len(s.now.Missing) > 0 {
		text = s.env.T("steps.ask.next.missing", "Names", kit.Clean(strings.Join(s.now.Missing, ", ")))
	}
	return s.env.Confirm(s.env.T("steps.ask.next", "Step", from), text, s.env.T("steps.key.next"), func() tea.Cmd {
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.Advance(ctx, a, place, from)
			return err
		})
	})
}

func (s *Screen) askBack() tea.Cmd {
	from := s.now.Step
	return s.env.Prompt(s.env.T("steps.key.back"), s.env.T("steps.ask.reason"), "", func(reason string) tea.Cmd {
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.StepBack(ctx, a, place, from, reason)
			return err
		})
	})
}

func (s *Screen) askExtend() tea.Cmd {
	return s.env.Prompt(s.env.T("steps.key.extend"), s.env.T("steps.ask.extend", "Max", s.now.Left), "1", func(typed string) tea.Cmd {
		by, err := strconv.Atoi(strings.TrimSpace(typed))
		if err != nil {
			by = -1 // the house says what is right
		}
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.Extend(ctx, a, place, by)
			return err
		})
	})
}

// others are the names of those who are missing but for oneself.
func (s *Screen) others() []string {
	var names []string
	for _, p := range s.now.Roster {
		if p.Missing && !p.Me {
			names = append(names, kit.Clean(p.Name))
		}
	}
	return names
}

func (s *Screen) nudge() tea.Cmd {
	names := s.others()
	for i := range names {
		names[i] = "@" + names[i]
	}
	text := s.env.T("steps.nudge", "Names", strings.Join(names, ", "), "Step", s.now.Step)
	return s.deed("steps.did.nudge", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.Nudge(ctx, a, place, text)
		return err
	})
}

// askHand asks for one of the counsellors; with deputy also for nobody.
func (s *Screen) askHand(deputy bool) func() tea.Cmd {
	title, text := "steps.key.hand", "steps.ask.hand"
	if deputy {
		title, text = "steps.key.deputy", "steps.ask.deputy"
	}
	return func() tea.Cmd {
		options := []kit.Option{{Label: s.env.T("common.cancel")}}
		offer := func(label, name string) {
			options = append(options, kit.Option{Label: label, Do: func(string) tea.Cmd {
				return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
					_, err := h.HandModeration(ctx, a, place, name, deputy)
					return err
				})
			}})
		}
		for _, p := range s.now.Roster {
			if p.Role == "counsellor" || !deputy && p.Role == "deputy" {
				offer(kit.Clean(p.Name), p.Name)
			}
		}
		if deputy && s.now.Deputy != "" {
			offer(s.env.T("steps.ask.no_deputy"), "")
		}
		return kit.Send(kit.Ask{Title: s.env.T(title), Text: s.env.T(text), Options: options})
	}
}

func (s *Screen) askTakeOver() tea.Cmd {
	return s.env.Confirm(s.env.T("steps.key.takeover"), s.env.T("steps.ask.takeover"), s.env.T("steps.key.takeover"), func() tea.Cmd {
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.TakeOver(ctx, a, place)
			return err
		})
	})
}

func (s *Screen) askAway() tea.Cmd {
	return s.env.Prompt(s.env.T("steps.key.away"), s.env.T("steps.ask.away"), "", func(typed string) tea.Cmd {
		until, err := house.ParseUntil(typed, s.env.Now().In(s.env.Location))
		if err != nil {
			return kit.Send(kit.Failed{Err: err})
		}
		return s.deed("steps.did", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.StepAway(ctx, a, place, until)
			return err
		})
	})
}
