package notebook

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// nothing stands for no choice.
const nothing = "-"

// begin opens the form of the leaf.
func (s *Screen) begin() tea.Cmd {
	s.editing = ""
	switch s.leaf {
	case leafRecord:
		s.entryForm(house.RecordEntry{Kind: house.RecordContact, Day: s.env.Now().In(s.env.Location).Format("2006-01-02")})
	case leafSheet:
		s.sheetForm()
	default:
		s.noteForm(house.Note{})
	}
	return nil
}

// change opens the form with what is chosen.
func (s *Screen) change() tea.Cmd {
	if n, ok := s.note(); ok {
		s.editing = string(n.ID)
		s.noteForm(n)
	}
	if e, ok := s.entry(); ok {
		s.editing = string(e.ID)
		s.entryForm(e)
	}
	return nil
}

func (s *Screen) noteForm(n house.Note) {
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: s.short()},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("notebook.form.text"), Value: n.Text},
		kit.Field{Name: "title", Label: t("notebook.form.title"), Value: n.Title},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.saveNote},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
}

func (s *Screen) saveNote() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	place, id, title, text := s.place, house.NoteID(s.editing), s.form.Text("title"), s.form.Text("text")
	return s.deed("notebook.kept", func(ctx context.Context, h kit.House, a house.Actor) (err error) {
		if id == "" {
			_, err = h.AddNote(ctx, a, place, house.NoteSpec{Title: title, Text: text})
			return err
		}
		_, err = h.EditNote(ctx, a, id, house.NoteEdit{Title: &title, Text: &text})
		return err
	})
}

func (s *Screen) entryForm(e house.RecordEntry) {
	t := s.env.T
	var kinds []kit.Choose
	for _, k := range house.RecordKinds() {
		kinds = append(kinds, kit.Choose{ID: string(k), Label: t("record.kind." + string(k))})
	}
	ways := []kit.Choose{{ID: nothing, Label: t("notebook.form.way.none")}}
	for _, way := range house.RecordWays() {
		ways = append(ways, kit.Choose{ID: way, Label: t("record.way." + way)})
	}
	way, minutes := e.Way, ""
	if way == "" {
		way = nothing
	}
	if e.Minutes > 0 {
		minutes = strconv.Itoa(e.Minutes)
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: s.short()},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("notebook.form.kind"), Value: string(e.Kind), Options: kinds},
		kit.Field{Name: "date", Label: t("notebook.form.date"), Value: e.Day},
		kit.Field{Name: "way", Kind: kit.Choice, Label: t("notebook.form.way"), Value: way, Options: ways},
		kit.Field{Name: "minutes", Label: t("notebook.form.minutes"), Value: minutes},
		kit.Field{Name: "topics", Label: t("notebook.form.topics"), Hint: t("notebook.form.topics.hint"), Value: strings.Join(e.Topics, ", ")},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("notebook.form.words"), Value: e.Text},
		kit.Field{Kind: kit.Button, Label: t("notebook.form.enter"), Do: s.saveEntry},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
}

func (s *Screen) saveEntry() tea.Cmd {
	if s.busy {
		return nil
	}
	f := s.form
	kind, day, text := house.RecordKind(f.Text("kind")), f.Text("date"), f.Text("text")
	minutes, err := strconv.Atoi(strings.TrimSpace(f.Text("minutes")))
	if err != nil && strings.TrimSpace(f.Text("minutes")) != "" {
		minutes = -1 // the house says what is right
	}
	way := f.Text("way")
	if way == nothing {
		way = ""
	}
	topics := strings.Split(f.Text("topics"), ",")
	s.busy = true
	place, id := s.place, house.RecordID(s.editing)
	return s.deed("notebook.entered", func(ctx context.Context, h kit.House, a house.Actor) (err error) {
		if id == "" {
			_, err = h.AddRecordEntry(ctx, a, place, house.RecordSpec{Kind: kind, Day: day, Way: way, Minutes: minutes, Topics: topics, Text: text})
			return err
		}
		_, err = h.EditRecordEntry(ctx, a, id, house.RecordEdit{Kind: &kind, Day: &day, Way: &way, Minutes: &minutes, Topics: &topics, Text: &text})
		return err
	})
}

// sheetForm asks the questions, each with its choices.
func (s *Screen) sheetForm() {
	if s.sheet.Filled {
		return
	}
	t, lang := s.env.T, string(s.env.Text.Lang())
	fields := []kit.Field{{Kind: kit.Note, Label: t("notebook.who.sheet")}}
	for _, q := range s.sheet.Form.Questions {
		choices := []kit.Choose{{ID: nothing, Label: t("sheet.no_answer")}}
		for _, c := range q.Choices {
			choices = append(choices, kit.Choose{ID: c.ID, Label: kit.Clean(c.Label.In(lang))})
		}
		fields = append(fields, kit.Field{Name: "q " + q.ID, Kind: kit.Choice, Label: kit.Clean(q.Name.In(lang)), Value: nothing, Options: choices})
	}
	s.form = kit.NewForm(s.env, append(fields,
		kit.Field{Name: "send", Kind: kit.Button, Label: t("notebook.form.send"), Do: s.askSend},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)...)
}

func (s *Screen) askSend() tea.Cmd {
	answers := map[string]string{}
	for _, q := range s.sheet.Form.Questions {
		if choice := s.form.Text("q " + q.ID); choice != nothing {
			answers[q.ID] = choice
		}
	}
	return s.env.Confirm(s.env.T("notebook.send.title"), s.env.T("notebook.send.text"), s.env.T("notebook.form.send"), func() tea.Cmd {
		if s.busy {
			return nil
		}
		s.busy = true
		place := s.place
		return s.deed("sheet.done", func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.FillSheet(ctx, a, place, answers)
		})
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
	return s.env.Confirm(s.env.T("notebook.discard.title"), "", s.env.T("notebook.discard.yes"), closing)
}
