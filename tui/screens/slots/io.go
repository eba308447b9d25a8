package slots

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

func (s *Screen) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place, member := s.place, s.env.Who().Member()
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if place == "" {
			l.mine, l.err = h.MySlots(ctx, a)
		} else if l.room, l.err = h.Room(ctx, a, place); l.err == nil {
			if l.mine, l.err = h.SlotsIn(ctx, a, place); l.err == nil {
				l.free, l.hint = h.FreeSlots(ctx, a, place, "", time.Time{}, 0)
			}
		}
		if l.err == nil && member {
			l.hours, l.err = h.SlotHours(ctx, a)
		}
		return l
	})
}

// calm is how long the appointments of all rooms stay as they are while others write.
const calm = 3 * time.Second

// soon reads again after a while, once for all that happens until then.
func (s *Screen) soon() tea.Cmd {
	if s.armed {
		return nil
	}
	s.armed = true
	return s.env.After(calm, func(time.Time) tea.Msg { return rang{s} })
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.room, s.mine, s.free, s.hours = true, "", l.room, l.mine, l.free, l.hours
		if s.hint = ""; l.hint != nil {
			s.hint = s.env.Sentence(l.hint)
		}
		s.show()
		if s.entry != "" {
			s.list.Select("a " + string(s.entry))
			s.entry = ""
		}
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
		return nil
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}

// deed does something with appointments, once at a time.
func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg { return did{s, say, do(ctx, h, a)} })
}

func (s *Screen) did(d did) tea.Cmd {
	s.busy = false
	if d.err != nil {
		if house.KindOf(d.err) == house.Conflict {
			s.moving = nil
		}
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err}))
	}
	s.form, s.moving = nil, nil
	return tea.Batch(s.load(), kit.Say(d.say))
}

// open is Enter: on a free time, an appointment, or what was opened or blocked.
func (s *Screen) open(row kit.Row) tea.Cmd {
	kind, id, _ := strings.Cut(row.ID, " ")
	switch kind {
	case "f":
		for _, f := range s.free {
			if f.At.UTC().Format(time.RFC3339) == id {
				return s.take(f)
			}
		}
	case "a":
		if p, ok := s.selected(); ok {
			return s.offer(p)
		}
	case "s":
		return s.env.Confirm(s.env.T("slots.ask.unblock"), row.Label, s.env.T("slots.key.unblock"), func() tea.Cmd {
			return s.deed("slots.did.unblocked", func(ctx context.Context, h kit.House, a house.Actor) error {
				return h.UnblockSlots(ctx, a, id)
			})
		})
	}
	return nil
}

// take asks once before a free time is booked, or proposed in the place of another.
func (s *Screen) take(f house.FreeSlot) tea.Cmd {
	t, at, place := s.env.T, f.At, s.place
	when := s.when(f.At, f.Until(), f.Zone)
	if p := s.moving; p != nil {
		text := t("slots.ask.move.text", "Old", s.when(p.At, p.Until(), p.Zone), "New", when)
		return s.env.Confirm(t("slots.ask.move"), text, t("slots.key.move"), func() tea.Cmd { return s.moveTo(p.ID, at) })
	}
	title, yes := "slots.ask.book", "slots.key.book"
	if s.counsels() {
		title, yes = "slots.ask.propose", "slots.key.propose"
	}
	return kit.Send(kit.Ask{
		Title: t(title), Text: t("slots.when_with", "When", when, "Name", s.other(f)), Input: &kit.Input{Label: t("slots.ask.note")},
		Options: []kit.Option{
			{Label: t(yes), Do: func(note string) tea.Cmd {
				return s.deed("slots.did.booked", func(ctx context.Context, h kit.House, a house.Actor) error {
					_, err := h.BookSlot(ctx, a, place, house.SlotSpec{At: at, Note: note})
					return err
				})
			}},
			{Label: t("common.cancel")},
		},
	})
}

// other is with whom a free time would be.
func (s *Screen) other(f house.FreeSlot) string {
	if s.counsels() {
		return kit.Clean(s.room.Name)
	}
	return kit.Clean(f.With)
}

// offer shows an appointment and what can be done with it.
func (s *Screen) offer(p house.Appointment) tea.Cmd {
	var options []kit.Option
	add := func(may bool, key string, do func() tea.Cmd) {
		if may {
			options = append(options, kit.Option{Label: s.env.T(key), Do: func(string) tea.Cmd { return do() }})
		}
	}
	add(p.MayConfirm, "slots.key.confirm", s.confirm)
	add(p.MayMove, "slots.key.move", s.move)
	add(p.MayCancel, "slots.key.cancel", s.askCancel)
	if s.place == "" {
		add(true, "slots.key.room", func() tea.Cmd { return kit.Send(kit.GoRoom{Place: p.Place}) })
	}
	options = append(options, kit.Option{Label: s.env.T("common.back")})
	return kit.Send(kit.Ask{Title: s.when(p.At, p.Until(), p.Zone), Text: s.about(p), Options: options})
}

func (s *Screen) confirm() tea.Cmd {
	p, _ := s.selected()
	return s.deed("slots.did.confirmed", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.ConfirmSlot(ctx, a, p.ID)
		return err
	})
}

// move asks for another time: clients choose a free one, counsellors name any.
func (s *Screen) move() tea.Cmd {
	p, _ := s.selected()
	if !p.Counsels {
		if s.place == "" {
			return kit.Send(kit.GoTool{Place: p.Place, Tool: "slots", Entry: house.MessageID(p.ID)})
		}
		s.moving = &p
		s.show()
		return nil
	}
	return s.env.Prompt(s.env.T("slots.ask.move"), s.env.T("slots.ask.when"), p.At.In(s.env.Location).Format(typed), func(text string) tea.Cmd {
		at, err := s.moment(text)
		if err != nil {
			return kit.Send(kit.Failed{Err: err})
		}
		return s.moveTo(p.ID, at)
	})
}

func (s *Screen) moveTo(id house.AppointmentID, at time.Time) tea.Cmd {
	return s.deed("slots.did.moved", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.MoveSlot(ctx, a, id, at)
		return err
	})
}

// stay leaves the choice of another time.
func (s *Screen) stay() tea.Cmd {
	s.moving = nil
	s.show()
	return nil
}

func (s *Screen) askCancel() tea.Cmd {
	p, _ := s.selected()
	return kit.Send(kit.Ask{
		Title: s.env.T("slots.ask.cancel"), Text: s.env.T("slots.when_with", "When", s.when(p.At, p.Until(), p.Zone), "Name", kit.Clean(p.With)),
		Input: &kit.Input{Label: s.env.T("slots.ask.reason")},
		Options: []kit.Option{
			{Label: s.env.T("slots.key.keep")},
			{Label: s.env.T("slots.key.cancel"), Do: func(reason string) tea.Cmd {
				return s.deed("slots.did.cancelled", func(ctx context.Context, h kit.House, a house.Actor) error {
					_, err := h.CancelSlot(ctx, a, p.ID, reason)
					return err
				})
			}},
		},
	})
}

func (s *Screen) toggleAll() tea.Cmd {
	s.past = !s.past
	s.show()
	return nil
}

func (s *Screen) export() tea.Cmd {
	if s.place == "" {
		return kit.Send(kit.Run{Line: "slot export --mine"})
	}
	return kit.Send(kit.Run{Line: "slot export " + s.place})
}
