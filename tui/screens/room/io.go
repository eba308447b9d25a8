package room

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

type (
	loaded struct {
		by   *Screen
		room house.RoomDetail
		err  error
	}
	counted struct {
		by     *Screen
		unread map[string]int
		err    error
	}
	present struct {
		by   *Screen
		here []house.Presence
		err  error
	}
	// did is what came of a deed: a sentence, and whether the room is left by it.
	did struct {
		by   *Screen
		say  string
		who  string
		gone bool
		err  error
	}
	ended struct {
		by   *Screen
		code string
		err  error
	}
)

// answer takes what the functions below bring.
func (s *Screen) answer(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			return s.loaded(msg), true
		}
	case counted:
		if msg.by == s {
			return s.counted(msg), true
		}
	case present:
		if msg.by == s {
			s.here = msg.here // none for guests, who may not know
			if s.looking.End() {
				return s.whoIsHere(), true
			}
			return nil, true
		}
	case did:
		if msg.by == s {
			return s.did(msg), true
		}
	case ended:
		if msg.by == s {
			return s.ended(msg), true
		}
	}
	return nil, false
}

func (s *Screen) load() tea.Cmd {
	if !s.reading.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		return loaded{s, room, err}
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.reading.End()
	waits := house.IsKey(l.err, "error.waiting") || l.err == nil && s.visiting() && !l.room.Can(house.DoRead)
	switch kind := house.KindOf(l.err); {
	case waits:
		return kit.Send(kit.Instead{Go: kit.GoTool{Place: s.place, Tool: "waiting"}})
	case l.err == nil:
		s.known, s.wrong, s.room = true, "", l.room
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
	if !s.inside() {
		return nil
	}
	return tea.Batch(s.goIn(), s.count(), s.whoIsHere())
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

// count asks what is unread in the tools.
func (s *Screen) count() tea.Cmd {
	if !s.inside() || !s.counting.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		news, err := h.News(ctx, a)
		unread := map[string]int{}
		for _, n := range news {
			if kit.RoomOf(n.Place) != place {
				continue
			}
			switch n.Kind {
			case "board", "chat":
				unread[n.Kind] += n.Unread
			case "application", "waiting":
				unread[house.ToolMembers] += max(n.Unread, 1)
			}
		}
		return counted{s, unread, err}
	})
}

func (s *Screen) counted(c counted) tea.Cmd {
	again := s.counting.End()
	if c.err == nil { // guests have no counts
		s.unread = c.unread
		s.show()
	}
	if again {
		return s.count()
	}
	return nil
}

func (s *Screen) whoIsHere() tea.Cmd {
	if !s.inside() || !s.looking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		here, err := h.Present(ctx, a, place)
		return present{s, here, err}
	})
}

// deed does something to the room.
func (s *Screen) deed(d did, do func(ctx context.Context, h kit.House, a house.Actor, place string) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d.by = s
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		d.err = do(ctx, h, a, place)
		return d
	})
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		if s.form != nil && s.refused(d.err) {
			return nil
		}
		return kit.Send(kit.Failed{Err: d.err})
	}
	s.form = nil
	said := kit.Say(d.say, "Name", kit.Clean(d.who))
	if d.gone {
		return tea.Sequence(kit.Send(kit.GoBack{}), said)
	}
	return tea.Batch(s.load(), said, kit.Send(kit.Recount{}))
}

func (s *Screen) join() tea.Cmd {
	return s.deed(did{say: "room.joined"}, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.Join(ctx, a, place)
		return err
	})
}

func (s *Screen) askDecline() tea.Cmd {
	return s.env.Confirm(s.env.T("room.decline.title"), s.env.T("room.decline.more"), s.env.T("room.decline"), func() tea.Cmd {
		return s.deed(did{say: "room.declined", gone: true}, leave)
	})
}

func leave(ctx context.Context, h kit.House, a house.Actor, place string) error {
	return h.Leave(ctx, a, place)
}

// askLeave leaves the room for good; a visitor ends the visit.
func (s *Screen) askLeave() tea.Cmd {
	t := s.env.T
	if s.visiting() {
		return s.env.Confirm(t("room.end_visit.title"), t("room.end_visit.more"), t("room.end_visit"), s.endVisit)
	}
	return s.env.Confirm(t("room.leave.title"), t("room.leave.text"), t("room.key.leave"), func() tea.Cmd {
		return s.deed(did{say: "room.left", gone: true}, leave)
	})
}

func (s *Screen) endVisit() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		code, err := h.EndVisit(ctx, a)
		return ended{s, code, err}
	})
}

// ended shows the ticket for the next visit, once.
func (s *Screen) ended(e ended) tea.Cmd {
	switch {
	case e.err != nil:
		return kit.Send(kit.Failed{Err: e.err})
	case e.code == "":
		return kit.Send(kit.Quit{})
	}
	s.entered = false
	return kit.Send(kit.Instead{Go: kit.GoText{
		Title: s.env.T("room.next_ticket"),
		Text:  s.env.T("room.next_ticket.text", "Code", e.code),
	}})
}

func (s *Screen) askName() tea.Cmd {
	return s.env.Prompt(s.env.T("room.invite.title"), s.env.T("room.invite.name"), "", func(name string) tea.Cmd {
		return s.toName(name, "room.invited", func(ctx context.Context, h kit.House, a house.Actor, place, name string) error {
			_, err := h.Invite(ctx, a, place, name)
			return err
		})
	})
}

func (s *Screen) askHeir() tea.Cmd {
	return kit.Send(kit.Ask{
		Title: s.env.T("room.hand_over.title"), Text: s.env.T("room.hand_over.text"),
		Input: &kit.Input{Label: s.env.T("room.invite.name")},
		Options: []kit.Option{
			{Label: s.env.T("room.key.hand_over"), Do: func(name string) tea.Cmd {
				return s.toName(name, "room.handed_over", func(ctx context.Context, h kit.House, a house.Actor, place, name string) error {
					_, err := h.HandOver(ctx, a, place, name)
					return err
				})
			}},
			{Label: s.env.T("common.cancel")},
		},
	})
}

// toName does something with a person who was named by hand.
func (s *Screen) toName(name, say string, do func(ctx context.Context, h kit.House, a house.Actor, place, name string) error) tea.Cmd {
	name = strings.TrimPrefix(strings.TrimSpace(name), "@")
	if name == "" {
		return nil
	}
	return s.deed(did{say: say, who: name}, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		return do(ctx, h, a, place, name)
	})
}

func (s *Screen) askClose() tea.Cmd {
	t := s.env.T
	return s.env.Confirm(t("room.close.title"), t("room.close.text"), t("room.key.close"), func() tea.Cmd {
		return s.deed(did{say: "room.closed"}, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.CloseRoom(ctx, a, place)
			return err
		})
	})
}

func (s *Screen) askDelete() tea.Cmd {
	t := s.env.T
	return s.env.Confirm(t("room.delete.title", "Name", s.Title()), t("room.delete.text"), t("room.key.delete"), func() tea.Cmd {
		return s.deed(did{say: "room.deleted", gone: true}, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			return h.DeleteRoom(ctx, a, place)
		})
	})
}
