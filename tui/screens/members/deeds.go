package members

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// offer says who somebody is and lists what can be done.
func (s *Screen) offer(p person) tea.Cmd {
	if p.Name == "" {
		return nil
	}
	ask := kit.Ask{Title: s.list.Selected().Label, Text: s.about(p)}
	option := func(may bool, key string, do func(person) tea.Cmd) {
		if may {
			ask.Options = append(ask.Options, kit.Option{Label: s.env.T(key), Do: func(string) tea.Cmd { return do(p) }})
		}
	}
	moderator := "members.key.moderator"
	if p.Role == house.RoleModerator {
		moderator = "members.key.no_moderator"
	}
	letIn := "members.key.let_in"
	if p.goes != nil {
		letIn = "members.key.succeed"
	}
	option(s.mayLetIn(p), letIn, s.letIn)
	option(p.goes != nil, "members.key.decline", s.decline)
	option(s.mayWrite(p), "members.key.write", s.write)
	option(s.mayAppoint(p), moderator, s.appoint)
	option(s.mayHandOver(p), "members.key.hand_over", s.askHandOver)
	option(s.mayAllow(p), "visit.member.allow", s.allow)
	option(s.mayRemove(p), "members.key.remove", s.askRemove)
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.back")})
	return kit.Send(ask)
}

func (s *Screen) write(p person) tea.Cmd { return kit.Send(kit.GoConversation{Name: p.Name}) }

func (s *Screen) askName() tea.Cmd {
	return s.env.Prompt(s.env.T("members.invite.title"), s.env.T("members.invite.name"), "", func(name string) tea.Cmd {
		name = strings.TrimPrefix(strings.TrimSpace(name), "@")
		if name == "" {
			return nil
		}
		place := s.place
		return s.deed("members.invited_now", name, func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.Invite(ctx, a, place, name)
			return err
		})
	})
}

// askSucceed confirms that somebody takes another's place.
func (s *Screen) askSucceed(p person) tea.Cmd {
	title := s.env.T("members.goes", "Name", kit.Clean(p.Name), "Heir", kit.Clean(p.goes.Heir))
	return s.env.Confirm(title, s.about(p), s.env.T("members.key.succeed"), func() tea.Cmd {
		place := s.place
		return s.deed("members.succeeded", p.goes.Heir, func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.Succeed(ctx, a, place, p.Name)
			return err
		})
	})
}

func (s *Screen) decline(p person) tea.Cmd {
	place := s.place
	return s.deed("members.declined", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.DeclineSuccession(ctx, a, place, p.Name)
	})
}

func (s *Screen) rights() tea.Cmd { return kit.Send(kit.GoTool{Place: s.place, Tool: "rights"}) }

// letIn admits an applicant, or opens the door to a visitor who waits.
func (s *Screen) letIn(p person) tea.Cmd {
	if p.goes != nil {
		return s.askSucceed(p)
	}
	place := s.place
	return s.deed("members.let_in", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
		if p.wish == nil {
			return h.LetIn(ctx, a, place, p.Person)
		}
		_, err := h.Admit(ctx, a, place, p.Name)
		return err
	})
}

// allow lets a visitor become a member, should they wish to.
func (s *Screen) allow(p person) tea.Cmd {
	place := s.place
	return s.deed("visit.member.allowed", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.AllowMember(ctx, a, place, string(p.Person), true)
	})
}

func (s *Screen) appoint(p person) tea.Cmd {
	place, on, say := s.place, p.Role != house.RoleModerator, "members.appointed"
	if !on {
		say = "members.dismissed"
	}
	return s.deed(say, p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.Appoint(ctx, a, place, p.Name, on)
		return err
	})
}

func (s *Screen) askRemove(p person) tea.Cmd {
	text := s.env.T("members.remove.text")
	if p.Visitor {
		text = s.env.T("members.remove.visitor")
	}
	return s.env.Confirm(s.env.T("members.remove.title", "Name", kit.Clean(p.Name)), text, s.env.T("members.key.remove"),
		func() tea.Cmd {
			place, name := s.place, p.Name
			if p.Visitor { // a pseudonym may be somebody else's name
				name = string(p.Person)
			}
			return s.deed("members.removed", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.Remove(ctx, a, place, name)
				return err
			})
		})
}

func (s *Screen) askHandOver(p person) tea.Cmd {
	return s.env.Confirm(
		s.env.T("members.hand_over.title", "Name", kit.Clean(p.Name)), s.env.T("members.hand_over.text"), s.env.T("members.key.hand_over"),
		func() tea.Cmd {
			place := s.place
			return s.deed("members.handed_over", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
				_, err := h.HandOver(ctx, a, place, p.Name)
				return err
			})
		})
}

func (s *Screen) deed(say, who string, do func(context.Context, kit.House, house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, who, do(ctx, h, a)}
	})
}

func (s *Screen) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err != nil {
			return l
		}
		if l.in, l.err = h.Members(ctx, a, place); l.err != nil || !l.room.Can(house.DoAdmit) {
			return l
		}
		if l.wishes, l.err = h.Applications(ctx, a, place); l.err == nil {
			l.going, l.err = h.Successions(ctx, a, place)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.room, s.in, s.wishes, s.going = true, "", l.room, l.in, l.wishes, l.going
		s.show()
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}
