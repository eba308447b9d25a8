package room

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

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
		bye, err := h.EndVisit(ctx, a, false)
		return ended{s, bye, err}
	})
}

// ended shows the ticket for the next visit, once, and when the visitor's data go.
func (s *Screen) ended(e ended) tea.Cmd {
	t := s.env.T
	switch {
	case e.err != nil:
		return kit.Send(kit.Failed{Err: e.err})
	case e.bye.Return == "" && e.bye.Gone.IsZero():
		return kit.Send(kit.Quit{})
	}
	s.entered = false
	title, parts := t("visit.end.done"), []string{}
	if e.bye.Return != "" {
		title = t("room.next_ticket")
		parts = append(parts, t("room.next_ticket.text", "Code", e.bye.Return, "Port", s.env.Port, "Host", s.env.Host))
	}
	when := func(at time.Time) string { return s.env.Text.DateTime(at.In(s.env.Location)) }
	switch {
	case e.bye.Ended:
		parts = append(parts, t("visit.ended", "Time", when(e.bye.Gone)))
	case !e.bye.Until.IsZero():
		parts = append(parts, t("visit.until", "Time", when(e.bye.Until))+" "+t("visit.goes", "Time", when(e.bye.Gone)))
	}
	return kit.Send(kit.Instead{Go: kit.GoText{Title: title, Text: strings.Join(parts, "\n\n")}})
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
