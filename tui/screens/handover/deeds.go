package handover

import (
	"context"
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
			l.now, l.err = h.Colleagues(ctx, a, place)
		}
		if l.err == nil && l.now.MayCall && len(l.now.Sides) > 0 {
			l.reviews, l.err = h.Reviews(ctx, a, place)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.room, s.now, s.reviews = true, "", l.room, l.now, l.reviews
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
	return nil
}

// deed does something about the colleagues of the room.
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

// askYes says once more what a yes means.
func (s *Screen) askYes(all bool) func() tea.Cmd {
	yes, key := "handover.yes", "handover.sure"
	switch {
	case all:
		key = "handover.sure.all"
	case s.now.Offer != nil && s.now.Offer.Kind == house.Substitutes:
		key = "handover.sure.substitute"
	}
	return func() tea.Cmd {
		name := kit.Clean(s.now.Offer.Name)
		return s.env.Confirm(s.env.T("handover.sure.title", "Name", name), s.env.T(key, "Name", name), s.env.T(yes), func() tea.Cmd {
			return s.deed("handover.said_yes", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
				_, err := h.AgreeHandover(ctx, a, place, all)
				return err
			})
		})
	}
}

func (s *Screen) askNo() tea.Cmd {
	return s.env.Prompt(s.env.T("handover.key.no"), s.env.T("handover.reason"), "", func(reason string) tea.Cmd {
		return s.deed("handover.said_no", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.RefuseHandover(ctx, a, place, reason)
			return err
		})
	})
}

func (s *Screen) askWithdraw() tea.Cmd {
	return s.env.Confirm(s.env.T("handover.key.withdraw"), s.env.T("handover.withdraw.text"), s.env.T("handover.withdraw.yes"), func() tea.Cmd {
		return s.deed("handover.withdrawn", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
			_, err := h.WithdrawHandover(ctx, a, place)
			return err
		})
	})
}

// askEnd ends a colleague's stay; with no name the substitute's.
func (s *Screen) askEnd(name, shown string) func() tea.Cmd {
	return func() tea.Cmd {
		title := s.env.T("handover.key.end")
		if name != "" {
			title = s.env.T("handover.dismiss.title", "Name", kit.Clean(shown))
		}
		return s.env.Confirm(title, s.env.T("handover.dismiss.text"), s.env.T("handover.dismiss.yes"), func() tea.Cmd {
			return s.deed("handover.dismissed", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
				_, err := h.DismissColleague(ctx, a, place, name)
				return err
			})
		})
	}
}

// use takes the newest of a draft over as the draft of a letter.
func (s *Screen) use(r house.Review) tea.Cmd {
	return s.deed("handover.used", func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.UseReview(ctx, a, place, r.ID)
		return err
	})
}

// fill opens the form of a deed, or says that there is nobody to ask.
func (s *Screen) fill(kind string) func() tea.Cmd {
	return func() tea.Cmd {
		if len(s.now.Others) == 0 {
			return kit.Say("handover.nobody")
		}
		t := s.env.T
		who := make([]kit.Choose, len(s.now.Others))
		for i, name := range s.now.Others {
			who[i] = kit.Choose{ID: name, Label: kit.Clean(name)}
		}
		fields := []kit.Field{{Name: "who", Kind: kit.Choice, Label: t("handover.form.who"), Value: s.now.Others[0], Options: who}}
		until := kit.Field{Name: "until", Label: t("handover.form.until." + kind), Hint: t("handover.form.day")}
		switch kind {
		case "offer":
			hint := t("handover.form.message.hint")
			if s.now.Me == "client" {
				hint = ""
			}
			fields = append(fields, kit.Field{Name: "text", Kind: kit.Lines, Label: t("handover.form.message"), Hint: hint}, until)
		case "substitute":
			fields = append(fields, until)
		case "call":
			fields = append(fields, kit.Field{Name: "text", Label: t("handover.form.reason")}, until)
		case "review":
			fields = append(fields, kit.Field{Name: "subject", Label: t("handover.form.subject")}, kit.Field{Name: "text", Kind: kit.Lines, Label: t("handover.form.draft")})
		}
		s.kind = kind
		s.form = kit.NewForm(s.env, append(
			fields,
			kit.Field{Kind: kit.Button, Label: t("handover.form.do." + kind), Do: s.send},
			kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
		)...)
		return nil
	}
}

func (s *Screen) send() tea.Cmd {
	if s.busy {
		return nil
	}
	until, err := house.ParseUntil(s.form.Text("until"), s.env.Now().In(s.env.Location))
	if err != nil {
		s.form.Wrong("until", s.env.Sentence(err))
		return nil
	}
	s.busy = true
	spec := house.HandoverSpec{Name: s.form.Text("who"), Until: until, Message: s.form.Text("text")}
	subject, room := strings.TrimSpace(s.form.Text("subject")), s.env.T("handover.side.name")
	if subject == "" {
		subject = s.env.T("handover.review.subject")
	}
	kind := s.kind
	return s.deed("handover.done."+kind, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		var err error
		switch kind {
		case "offer":
			_, err = h.OfferHandover(ctx, a, place, spec)
		case "substitute":
			_, err = h.SubstituteFor(ctx, a, place, spec)
		case "call":
			_, err = h.CallColleague(ctx, a, place, spec)
		case "side":
			_, err = h.OpenSide(ctx, a, place, house.SideSpec{Names: []string{spec.Name}, Name: room})
		case "review":
			_, err = h.PutReview(ctx, a, place, house.ReviewSpec{Name: spec.Name, Subject: subject, Text: spec.Message, Room: room})
		}
		return err
	})
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}
