package contract

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// load reads the room, the versions, and where reading had stopped.
func (s *Screen) load() tea.Cmd {
	if !s.loading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.mark, l.err = h.ReadMark(ctx, a, place, house.KindContract, ""); l.err != nil && house.KindOf(l.err) != house.Forbidden {
			return l
		}
		l.all, l.err = h.Contracts(ctx, a, place)
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.loading.End()
	if l.err != nil {
		if kind := house.KindOf(l.err); s.known && kind != house.NotFound && kind != house.Forbidden {
			return kit.Send(kit.Failed{Err: l.err})
		}
		s.wrong, s.form, s.versions = s.env.Sentence(l.err), nil, nil
		return nil
	}
	s.known, s.wrong = true, ""
	s.room, s.all = l.room, l.all
	s.watch.Read(l.room.Mod)
	s.read = max(s.read, l.mark)
	if s.at != "" {
		if i := slices.IndexFunc(s.all, func(c house.Contract) bool { return c.ID == s.at }); i > 0 {
			s.version = s.all[i].Version
		}
		s.at = ""
	}
	s.show()
	if again {
		return s.load()
	}
	return s.readSoon()
}

// markRead has what was shown count as read.
func (s *Screen) markRead() tea.Cmd {
	if s.room.Seq <= s.read {
		return nil
	}
	s.read = s.room.Seq
	return posts.MarkRead(s.env, s.place, house.KindContract, s.read)
}

func (s *Screen) askAccept() tea.Cmd {
	c, ok := s.shown()
	if !ok {
		return nil
	}
	t := s.env.T
	return s.env.Confirm(t("contract.accept.title", "N", c.Version), t("contract.accept.text"), t("contract.accept.yes"), func() tea.Cmd {
		return s.deed("contract.accepted", func(ctx context.Context, h kit.House, a house.Actor) (house.Contract, error) {
			return h.AcceptContract(ctx, a, s.place, c.Version)
		})
	})
}

func (s *Screen) askRefuse() tea.Cmd {
	c, ok := s.shown()
	if !ok {
		return nil
	}
	return s.env.Prompt(s.env.T("contract.refuse.title", "N", c.Version), s.env.T("contract.refuse.reason"), "", func(reason string) tea.Cmd {
		return s.deed("contract.refused", func(ctx context.Context, h kit.House, a house.Actor) (house.Contract, error) {
			return h.RefuseContract(ctx, a, s.place, c.Version, reason)
		})
	})
}

func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) (house.Contract, error)) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		c, err := do(ctx, h, a)
		return did{s, say, c.Version, err}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		if s.form != nil && s.refused(d.err) {
			return nil
		}
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err})) // somebody may have been quicker
	}
	s.form, s.version = nil, 0
	return tea.Batch(s.load(), kit.Say(d.say, "N", d.version))
}
