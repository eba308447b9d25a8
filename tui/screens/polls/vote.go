package polls

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// cast is the row below the options that sends the vote.
const cast = "cast"

// show opens a poll.
func (s *Screen) show(id house.MessageID) tea.Cmd {
	s.open, s.touched, s.picked = id, false, nil
	s.options = kit.NewList(s.env)
	s.options.Open = s.choose
	s.rows()
	return nil
}

func (s *Screen) close() tea.Cmd {
	back := func() tea.Cmd {
		id := s.open
		s.open, s.touched, s.picked = "", false, nil
		s.rows()
		s.list.Select(string(id))
		return nil
	}
	if !s.touched || s.offVote() != "" {
		return back()
	}
	return s.env.Confirm(s.env.T("polls.leave.title"), s.env.T("polls.leave.text"), s.env.T("polls.leave.yes"), back)
}

// choose is Enter or a digit on a row: an option is chosen or let go, the last row
// casts the vote.
func (s *Screen) choose(row kit.Row) tea.Cmd {
	if row.ID == cast {
		if off := s.offVote(); off != "" {
			return kit.Say(off)
		}
		return s.askVote()
	}
	if off := s.offPick(); off != "" {
		return kit.Say(off)
	}
	p := s.poll()
	s.touched = true
	switch at := slices.Index(s.picked, row.ID); {
	case at >= 0:
		s.picked = slices.Delete(slices.Clone(s.picked), at, at+1)
	case p.Kind == house.PollSingle:
		s.picked = []string{row.ID}
	case p.Max > 0 && len(s.picked) >= p.Max:
		return kit.Say("error.poll_too_many", "Max", p.Max)
	default:
		s.picked = append(slices.Clone(s.picked), row.ID)
	}
	s.rows()
	return nil
}

func (s *Screen) pickChosen() tea.Cmd { return s.choose(s.options.Selected()) }

// move puts the option under the cursor one place up or down in the ranking; one
// that has no place comes to its end.
func (s *Screen) move(by int) func() tea.Cmd {
	return func() tea.Cmd {
		id := s.options.Selected().ID
		if id == cast || id == "" {
			return nil
		}
		s.touched = true
		picked := slices.Clone(s.picked)
		at := slices.Index(picked, id)
		switch to := at + by; {
		case at < 0:
			picked = append(picked, id)
		case to >= 0 && to < len(picked):
			picked[at], picked[to] = picked[to], picked[at]
		}
		s.picked = picked
		s.rows()
		return nil
	}
}

// askVote casts the vote; before a secret one it says that it is final.
func (s *Screen) askVote() tea.Cmd {
	if s.offVote() != "" || s.busy {
		return nil
	}
	p := s.poll()
	if !p.Secret {
		return s.vote()
	}
	var said []string
	for _, id := range s.picked {
		for _, o := range p.Options {
			if o.ID == id {
				said = append(said, kit.Clean(o.Text))
			}
		}
	}
	return s.env.Confirm(s.env.T("polls.final.title"), strings.Join(said, "\n")+"\n\n"+s.env.T("polls.secret.how"), s.env.T("polls.final.yes"), s.vote)
}

func (s *Screen) vote() tea.Cmd {
	id, choices := s.open, slices.Clone(s.picked)
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		p, err := h.Vote(ctx, a, id, choices)
		return voted{s, p, err}
	})
}

func (s *Screen) voted(v voted) tea.Cmd {
	s.busy = false
	if v.err != nil {
		return tea.Batch(kit.Send(kit.Failed{Err: v.err}), s.load())
	}
	for i := range s.polls {
		if s.polls[i].ID == v.poll.ID {
			s.polls[i] = v.poll
		}
	}
	s.touched = false
	s.rows()
	return kit.Say(pick(v.poll.Secret, "polls.cast.secret", "polls.cast"))
}

// who shows who voted how in an open poll.
func (s *Screen) who() tea.Cmd {
	p := s.poll()
	var b strings.Builder
	for _, o := range p.Options {
		b.WriteString(s.env.T("polls.who.option", "Option", kit.Clean(o.Text)) + "\n")
		for _, name := range o.Voters {
			b.WriteString("  " + kit.Clean(name) + "\n")
		}
		if len(o.Voters) == 0 {
			b.WriteString("  " + s.env.T("polls.who.nobody") + "\n")
		}
		b.WriteString("\n")
	}
	return kit.Send(kit.GoText{Title: s.env.T("polls.key.who"), Text: b.String()})
}

// about shows question, explanation and all options in full, and how is counted.
func (s *Screen) about() tea.Cmd {
	p := s.poll()
	parts := []string{kit.Clean(p.Question)}
	if p.Text != "" {
		parts = append(parts, kit.CleanText(p.Text))
	}
	for _, o := range p.Options {
		parts = append(parts, o.ID+". "+kit.Clean(o.Text))
	}
	parts = append(parts, s.facts(p), s.how(p))
	if p.Kind == house.PollRanking {
		parts = append(parts, s.env.T("polls.method"))
	}
	parts = append(parts, s.env.T("polls.rule."+string(p.Rule)))
	if p.Secret {
		parts = append(parts, s.env.N("polls.secret.about", house.SecretFrom))
	}
	return kit.Send(kit.GoText{Title: s.env.T("polls.key.about"), Text: strings.Join(parts, "\n\n")})
}

func (s *Screen) askClose() tea.Cmd {
	id := s.open
	return s.env.Confirm(s.env.T("polls.close.title"), s.env.T("polls.close.text"), s.env.T("polls.close.yes"), func() tea.Cmd {
		return s.do("polls.closed", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.ClosePoll(ctx, a, id)
			return err
		})
	})
}

func (s *Screen) askDelete() tea.Cmd {
	p := s.at()
	if p.ID == "" {
		return nil
	}
	return s.env.Confirm(s.env.T("polls.delete.title", "Question", kit.Clean(p.Question)), s.env.N("polls.delete.text", p.Votes), s.env.T("polls.delete.yes"),
		func() tea.Cmd {
			return s.do("polls.deleted", func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.Delete(ctx, a, p.ID)
				return err
			})
		})
}
