package calendar

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// deed does something to the open date and then says so.
func (s *Screen) deed(say string, do func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error)) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		d, err := do(ctx, h, a)
		return did{s, say, d, err}
	})
}

func (s *Screen) did(d did) tea.Cmd {
	if d.err != nil {
		return tea.Batch(s.load(), kit.Send(kit.Failed{Err: d.err})) // somebody may have been quicker
	}
	if d.date.ID == "" {
		s.open = nil
	}
	return tea.Batch(s.load(), kit.Say(d.say))
}

// answer says whether one comes. Of a date that repeats it is asked whether to this
// one or to all.
func (s *Screen) answer(answer string) tea.Cmd {
	d := *s.open
	return s.which("calendar.which.answer", func(on string) tea.Cmd { return s.send(d.ID, on, answer, d.Note) })
}

func (s *Screen) send(id house.MessageID, on, answer, note string) tea.Cmd {
	return s.deed("calendar.answered."+cmp.Or(answer, "none"), func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error) {
		return h.AnswerDate(ctx, a, id, on, answer, note)
	})
}

// which asks whether something is meant for this occurrence or for all of them.
func (s *Screen) which(title string, do func(on string) tea.Cmd) tea.Cmd {
	d := *s.open
	if d.On == "" {
		return do("")
	}
	start, _ := d.In(s.env.Location)
	return kit.Send(kit.Ask{Title: s.env.T(title), Options: []kit.Option{
		{Label: s.env.T("calendar.which.one", "Date", s.env.Text.Date(start)), Do: func(string) tea.Cmd { return do(d.On) }},
		{Label: s.env.T("calendar.which.all"), Do: func(string) tea.Cmd { return do("") }},
		{Label: s.env.T("common.cancel")},
	}})
}

// askNote takes a note that goes with the answer.
func (s *Screen) askNote() tea.Cmd {
	d := *s.open
	ask := kit.Ask{Title: s.env.T("calendar.note.title"), Input: &kit.Input{Label: s.env.T("calendar.note.label"), Value: d.Note}}
	for _, answer := range []string{house.AnswerYes, house.AnswerMaybe, house.AnswerNo} {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.T("calendar.answer." + answer), Do: func(note string) tea.Cmd {
			return s.which("calendar.which.answer", func(on string) tea.Cmd { return s.send(d.ID, on, answer, note) })
		}})
	}
	if d.Answer != "" {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.T("calendar.answer.back"), Do: func(string) tea.Cmd {
			return s.which("calendar.which.answer", func(on string) tea.Cmd { return s.send(d.ID, on, "", "") })
		}})
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(ask)
}

// reminders are the spans to choose from.
func reminders() []time.Duration {
	return []time.Duration{0, 10 * time.Minute, time.Hour, 24 * time.Hour}
}

// remindWords says how long before a date somebody is reminded.
func (s *Screen) remindWords(before time.Duration) string {
	if before == 0 {
		return s.env.T("calendar.remind.off")
	}
	return s.env.T("calendar.remind", "Span", s.env.Text.Duration(before))
}

func (s *Screen) askRemind() tea.Cmd {
	d := *s.open
	ask := kit.Ask{Title: s.env.T("calendar.remind.title"), Text: s.env.T("calendar.remind.text")}
	for _, before := range reminders() {
		ask.Options = append(ask.Options, kit.Option{Label: s.remindWords(before), Do: func(string) tea.Cmd {
			return s.deed("calendar.remind.set", func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error) {
				return h.RemindMe(ctx, a, d.ID, &before)
			})
		}})
	}
	if d.OwnRemind {
		ask.Options = append(ask.Options, kit.Option{Label: s.env.T("calendar.remind.default"), Do: func(string) tea.Cmd {
			return s.deed("calendar.remind.set", func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error) {
				return h.RemindMe(ctx, a, d.ID, nil)
			})
		}})
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(ask)
}

// askCancelDate offers to cancel this one or all, to take that back, and to delete.
func (s *Screen) askCancelDate() tea.Cmd {
	d, t := *s.open, s.env.T
	ask := kit.Ask{Title: t("calendar.off.title"), Text: t("calendar.off.text")}
	cancel := func(label, on string, back bool) {
		say := pick(back, "calendar.off.back_done", "calendar.off.done")
		ask.Options = append(ask.Options, kit.Option{Label: label, Do: func(string) tea.Cmd {
			return s.deed(say, func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error) {
				return h.CancelDate(ctx, a, d.ID, on, back)
			})
		}})
	}
	ask.Options = append(ask.Options, kit.Option{Label: t("common.back")})
	start, _ := d.In(s.env.Location)
	switch {
	case d.Cancelled:
		ask.Title, ask.Text = t("calendar.off.was"), ""
		cancel(t("calendar.off.back"), d.On, true)
		if d.On != "" {
			cancel(t("calendar.off.back_all"), "", true)
		}
	case d.On != "":
		cancel(t("calendar.off.one", "Date", s.env.Text.Date(start)), d.On, false)
		cancel(t("calendar.off.all"), "", false)
	default:
		cancel(t("calendar.off.this"), "", false)
	}
	ask.Options = append(ask.Options, kit.Option{Label: t("calendar.delete"), Do: func(string) tea.Cmd {
		return s.env.Confirm(t("calendar.delete.title"), t("calendar.delete.text"), t("common.delete"), func() tea.Cmd {
			return s.deed("calendar.deleted", func(ctx context.Context, h kit.House, a house.Actor) (house.Date, error) {
				_, err := h.Delete(ctx, a, d.ID)
				return house.Date{}, err
			})
		})
	}})
	return kit.Send(ask)
}

// copyLine copies the command that writes the calendar for other programs.
func (s *Screen) copyLine() tea.Cmd {
	_, slug, _ := strings.Cut(s.place, "/")
	port := ""
	if s.env.Port != 0 && s.env.Port != 22 {
		port = fmt.Sprintf("-p %d ", s.env.Port)
	}
	line := fmt.Sprintf("ssh %s%s@%s cal ics %s > %s.ics", port, kit.Clean(s.env.Who().Name), s.env.Host, s.place, slug)
	return s.env.Copy(line)
}
