package slots

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// typed is how a time is written in a field.
const typed = "2006-01-02 15:04"

// moment reads a time as it is typed, on the reader's clocks.
func (s *Screen) moment(text string) (time.Time, error) {
	at, day, err := house.ReadTime(text, s.env.Location)
	if err == nil && day {
		err = house.Errorf(house.Invalid, "error.slot_clock")
	}
	return at, err
}

// tomorrow is a time to begin with.
func (s *Screen) tomorrow() string {
	return s.env.Now().In(s.env.Location).AddDate(0, 0, 1).Format("2006-01-02") + " 10:00"
}

// fill opens a form of those fields.
func (s *Screen) fill(submit string, do func() tea.Cmd, fields ...kit.Field) tea.Cmd {
	s.form = kit.NewForm(s.env, append(
		fields,
		kit.Field{Kind: kit.Button, Label: s.env.T(submit), Do: do},
		kit.Field{Kind: kit.Button, Label: s.env.T("common.cancel"), Do: s.askCancelForm},
	)...)
	return nil
}

// times reads a time field; ok is false where its mistake was said in the form.
func (s *Screen) times(name string) (time.Time, bool) {
	at, err := s.moment(s.form.Text(name))
	if err != nil {
		s.form.Wrong(name, s.env.Sentence(err))
	}
	return at, err == nil
}

// number reads a number field.
func (s *Screen) number(name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s.form.Text(name)))
	if err != nil {
		return -1 // the house says what is right
	}
	return n
}

func (s *Screen) lengthField() kit.Field {
	length := s.hours.Length
	if length == 0 {
		length = 50
	}
	return kit.Field{Name: "minutes", Label: s.env.T("slots.field.length"), Value: strconv.Itoa(length)}
}

// propose opens the form of an appointment at any time.
func (s *Screen) propose() tea.Cmd {
	t, place := s.env.T, s.place
	return s.fill("slots.key.propose", func() tea.Cmd {
		at, ok := s.times("when")
		if !ok {
			return nil
		}
		spec := house.SlotSpec{At: at, Minutes: s.number("minutes"), Note: s.form.Text("note")}
		return s.deed("slots.did.booked", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.BookSlot(ctx, a, place, spec)
			return err
		})
	}, kit.Field{Name: "when", Label: t("slots.ask.when"), Value: s.tomorrow()}, s.lengthField(), kit.Field{Name: "note", Label: t("slots.ask.note")})
}

// openTime opens the form of a single opening.
func (s *Screen) openTime() tea.Cmd {
	return s.fill("slots.key.open", func() tea.Cmd {
		at, ok := s.times("when")
		if !ok {
			return nil
		}
		minutes := s.number("minutes")
		return s.deed("slots.did.opened", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.OpenSlot(ctx, a, at, minutes)
			return err
		})
	}, kit.Field{Name: "when", Label: s.env.T("slots.ask.when"), Value: s.tomorrow()}, s.lengthField())
}

// block opens the form of a time in which nothing is offered.
func (s *Screen) block() tea.Cmd {
	day := s.env.Now().In(s.env.Location).AddDate(0, 0, 1).Format("2006-01-02")
	return s.fill("slots.key.block", func() tea.Cmd {
		from, ok := s.times("from")
		if !ok {
			return nil
		}
		until, ok := s.times("until")
		if !ok {
			return nil
		}
		return s.deed("slots.did.blocked", func(ctx context.Context, h kit.House, a house.Actor) error {
			_, err := h.BlockSlots(ctx, a, from, until)
			return err
		})
	}, kit.Field{Name: "from", Label: s.env.T("slots.field.from"), Value: day + " 00:00"},
		kit.Field{Name: "until", Label: s.env.T("slots.field.until"), Value: day + " 23:59", Hint: s.env.T("slots.field.until.hint")})
}

// settings opens the form of how one's appointments are offered.
func (s *Screen) settings() tea.Cmd {
	t, r := s.env.T, s.hours.SlotRules
	auto := "no"
	if r.Auto {
		auto = "yes"
	}
	return s.fill("slots.key.save", s.saveSettings,
		kit.Field{Name: "length", Label: t("slots.field.length"), Value: strconv.Itoa(r.Length)},
		kit.Field{Name: "gap", Label: t("slots.field.gap"), Value: strconv.Itoa(r.Gap)},
		kit.Field{Name: "ahead", Label: t("slots.field.ahead"), Value: strconv.Itoa(r.Ahead)},
		kit.Field{Name: "notice", Label: t("slots.field.notice"), Value: strconv.Itoa(r.Notice)},
		kit.Field{Name: "auto", Kind: kit.Choice, Label: t("slots.auto"), Value: auto, Options: []kit.Choose{
			{ID: "no", Label: t("slots.auto.no")}, {ID: "yes", Label: t("slots.auto.yes")},
		}},
		kit.Field{Name: "remind", Label: t("slots.remind"), Value: house.FormatReminders(r.Remind), Hint: t("slots.field.remind.hint")},
	)
}

func (s *Screen) saveSettings() tea.Cmd {
	reminds, err := house.ParseReminders(s.form.Text("remind"))
	if err != nil {
		s.form.Wrong("remind", s.env.Sentence(err))
		return nil
	}
	length, gap, ahead, notice := s.number("length"), s.number("gap"), s.number("ahead"), s.number("notice")
	auto := s.form.Text("auto") == "yes"
	edit := house.SlotEdit{Length: &length, Gap: &gap, Ahead: &ahead, Notice: &notice, Auto: &auto, Remind: &reminds}
	return s.deed("slots.did.saved", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.SetSlotHours(ctx, a, edit)
		return err
	})
}

func (s *Screen) askCancelForm() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if s.form == nil || !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("bookmarks.discard.title"), "", s.env.T("bookmarks.discard.yes"), closing)
}
