package session

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
			l.now, l.err = h.Session(ctx, a, place)
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
		return s.goOut()
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return tea.Batch(s.goIn(), s.tick())
}

// goIn tells the others that one is here.
func (s *Screen) goIn() tea.Cmd {
	if s.entered {
		return nil
	}
	s.entered = true
	place, sub := s.place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.Enter(ctx, a, sub, place) // without it one is here unseen, and nothing else is lost
		return nil
	})
}

func (s *Screen) goOut() tea.Cmd {
	if !s.entered {
		return nil
	}
	s.entered = false
	place, sub := s.place, s.env.Sub
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		h.Exit(ctx, a, sub, place)
		return nil
	})
}

// deed does something with the session and says that it is done.
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
	return tea.Batch(s.load(), kit.Say(d.say), kit.Send(kit.Recount{}))
}

func (s *Screen) chat() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: house.ToolChat}) }

func (s *Screen) arrive() tea.Cmd {
	return s.deed("session.did.arrive", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.ArriveSession(ctx, a, place)
		return err
	})
}

func (s *Screen) here() tea.Cmd {
	text := s.env.T("session.say.here")
	return s.deed("session.did.here", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.HereSession(ctx, a, place, text)
		return err
	})
}

func (s *Screen) check() tea.Cmd {
	text := s.env.T("session.say.still")
	return s.deed("session.did.check", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.CheckSession(ctx, a, place, text)
		return err
	})
}

// begin asks for the minutes; those that were planned stand there already.
func (s *Screen) begin() tea.Cmd {
	minutes := strconv.Itoa(s.now.Minutes)
	return s.env.Prompt(s.env.T("session.do.begin"), s.env.T("session.ask.minutes"), minutes, func(typed string) tea.Cmd {
		spec := house.SessionSpec{Minutes: number(typed), Zone: house.ZoneName(s.env.Location)}
		return s.deed("session.did.begin", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.BeginSession(ctx, a, place, spec)
			return err
		})
	})
}

// letIn lets in who came while the session runs.
func (s *Screen) letIn(who []house.PersonID) tea.Cmd {
	return s.deed("session.did.letin", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		for _, id := range who {
			if err := h.LetIn(ctx, a, place, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// number reads a number; for what is none the house says what is right.
func number(typed string) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil {
		return -1
	}
	return n
}

func (s *Screen) askExtend() tea.Cmd {
	return s.env.Prompt(s.env.T("session.do.extend"), s.env.T("session.ask.more"), "10", func(typed string) tea.Cmd {
		minutes := number(typed)
		return s.deed("session.did.extend", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.ExtendSession(ctx, a, place, minutes)
			return err
		})
	})
}

// askEnd ends the session, with what was agreed; for a client it means leaving.
func (s *Screen) askEnd() tea.Cmd {
	end := func(say, agreed string) tea.Cmd {
		return s.deed(say, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.EndSession(ctx, a, place, strings.TrimSpace(agreed))
			return err
		})
	}
	t := s.env.T
	if s.now.Attends {
		return s.env.Confirm(t("session.do.leave"), t("session.ask.leave"), t("session.ask.leave.yes"), func() tea.Cmd {
			return end("session.did.leave", "")
		})
	}
	return kit.Send(kit.Ask{
		Title: t("session.do.end"), Text: t("session.ask.end"), Input: &kit.Input{Label: t("session.ask.agreed")},
		Options: []kit.Option{
			{Label: t("session.ask.end.yes"), Do: func(agreed string) tea.Cmd { return end("session.did.end", agreed) }},
			{Label: t("common.cancel")},
		},
	})
}

// askRules shows the rules and asks for a yes.
func (s *Screen) askRules() tea.Cmd {
	v, t := s.env.SessionOf(s.now), s.env.T
	if s.now.Rules == "" {
		return kit.Say("session.rules.sealed")
	}
	version := s.now.Version
	return kit.Send(kit.Ask{
		Title: t("session.do.rules"), Text: s.env.Text.SessionRules(v), Options: []kit.Option{
			{Label: t("session.ask.rules.yes"), Do: func(string) tea.Cmd {
				return s.deed("session.did.rules", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
					_, err := h.AcceptSessionRules(ctx, a, place, version)
					return err
				})
			}},
			{Label: t("session.ask.rules.no")},
		},
	})
}

func (s *Screen) askBan() tea.Cmd {
	p, t := s.person(), s.env.T
	if p.Name == "" {
		return nil
	}
	return kit.Send(kit.Ask{
		Title: t("session.ask.ban", "Name", kit.Clean(p.Name)), Text: t("session.ask.ban.text"), Input: &kit.Input{Label: t("session.ask.why")},
		Options: []kit.Option{
			{Label: t("common.cancel")},
			{Label: t("session.key.ban"), Do: func(why string) tea.Cmd { return s.ban(p, why, false) }},
		},
	})
}

func (s *Screen) unban() tea.Cmd { return s.ban(s.person(), "", true) }

func (s *Screen) ban(p house.SessionPerson, why string, off bool) tea.Cmd {
	return s.deed("session.did.ban", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.BanSession(ctx, a, place, string(p.Person), why, off)
		return err
	})
}
