package room

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// edit opens the form of what an owner can change.
func (s *Screen) edit() tea.Cmd {
	if !s.known || !s.room.Can(house.DoShapeRoom) {
		return nil
	}
	t, listed := s.env.T, ""
	if s.room.Listed {
		listed = "yes"
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "name", Label: t("room.form.name"), Value: s.room.Name},
		kit.Field{Name: "topic", Label: t("room.form.topic"), Hint: t("room.form.topic.hint"), Value: s.room.Topic},
		kit.Field{Name: "listed", Kind: kit.Check, Label: t("room.form.listed"), Hint: t("room.form.listed.hint"), Value: listed},
		kit.Field{
			Name: "retention", Kind: kit.Choice, Label: t("room.form.retention"), Hint: t("room.form.retention.hint"),
			Value: strconv.Itoa(s.room.RetentionDays), Options: s.days(s.room.RetentionDays, 0, 30, 90, 180, 365, 730),
		},
		kit.Field{
			Name: "transcript", Kind: kit.Choice, Label: t("room.form.transcript"),
			Value: strconv.Itoa(s.room.Transcript), Options: s.chatDays(),
		},
		kit.Field{
			Name: "linger", Kind: kit.Choice, Label: t("room.form.linger"),
			Value: strconv.Itoa(s.room.Linger), Options: s.hours(),
		},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

// days are the numbers of days to choose from, with the present one; 0 is for ever.
func (s *Screen) days(now int, numbers ...int) []kit.Choose {
	if !slices.Contains(numbers, now) {
		numbers = append(numbers, now)
		slices.Sort(numbers)
	}
	out := make([]kit.Choose, 0, len(numbers))
	for _, n := range numbers {
		label := s.env.T("room.form.ever")
		if n > 0 {
			label = s.env.N("room.form.days", n)
		}
		out = append(out, kit.Choose{ID: strconv.Itoa(n), Label: label})
	}
	return out
}

// hours are how long data of visitors stay after a visit, with the present number.
func (s *Screen) hours() []kit.Choose {
	numbers := []int{0, 24, 48, 7 * 24, 14 * 24, 30 * 24}
	if !slices.Contains(numbers, s.room.Linger) {
		numbers = append(numbers, s.room.Linger)
		slices.Sort(numbers)
	}
	out := make([]kit.Choose, 0, len(numbers))
	for _, n := range numbers {
		label := s.env.T("room.form.linger.none")
		if n > 0 {
			label = s.env.Text.Duration(time.Duration(n) * time.Hour)
		}
		out = append(out, kit.Choose{ID: strconv.Itoa(n), Label: label})
	}
	return out
}

// chatDays are those of the chat: -1 as long as all other words, 0 not at all.
func (s *Screen) chatDays() []kit.Choose {
	out := []kit.Choose{
		{ID: "-1", Label: s.env.T("room.form.chat.kept")},
		{ID: "0", Label: s.env.T("room.form.chat.not")},
	}
	now := s.room.Transcript
	return append(out, s.days(max(now, 1), 1, 7, 30, 90, 365)...)
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("room.discard.title"), "", s.env.T("room.discard.yes"), closing)
}

// save changes what differs from before.
func (s *Screen) save() tea.Cmd {
	var e house.RoomEdit
	if name := s.form.Text("name"); name != s.room.Name {
		e.Name = &name
	}
	if topic := s.form.Text("topic"); topic != s.room.Topic {
		e.Topic = &topic
	}
	if listed := s.form.On("listed"); listed != s.room.Listed {
		e.Listed = &listed
	}
	e.Retention = changed(s.form.Text("retention"), s.room.RetentionDays)
	e.Transcript = changed(s.form.Text("transcript"), s.room.Transcript)
	e.Linger = changed(s.form.Text("linger"), s.room.Linger)
	if e == (house.RoomEdit{}) {
		s.form = nil
		return nil
	}
	return s.deed(did{say: "room.saved"}, func(ctx context.Context, h kit.House, a house.Actor, place string) error {
		_, err := h.EditRoom(ctx, a, place, e)
		return err
	})
}

func changed(text string, before int) *int {
	if n, err := strconv.Atoi(text); err == nil && n != before {
		return &n
	}
	return nil
}

// refused says at the name what is wrong with it, where it is about that.
func (s *Screen) refused(err error) bool {
	if !house.IsKey(err, "error.empty") && !house.IsKey(err, "error.too_long") {
		return false
	}
	field := "name"
	if house.IsKey(err, "error.too_long") && len(s.form.Text("topic")) > len(s.form.Text("name")) {
		field = "topic"
	}
	s.form.Wrong(field, s.env.Sentence(err))
	return true
}

// write opens the field of an application.
func (s *Screen) write() tea.Cmd {
	c := kit.NewComposer(s.env, "")
	c.To = s.env.T("room.apply.to", "Room", s.room.Name)
	c.Readers = s.env.T("room.apply.readers")
	place := s.place
	c.Post = func(ctx context.Context, h kit.House, a house.Actor, w kit.Words) error {
		_, err := h.Apply(ctx, a, place, w.Text)
		return err
	}
	c.Done = func() tea.Cmd {
		s.apply = nil
		return tea.Batch(s.load(), kit.Say("room.applied"))
	}
	c.Close = func() tea.Cmd {
		s.apply = nil
		return nil
	}
	s.apply = c
	return nil
}
