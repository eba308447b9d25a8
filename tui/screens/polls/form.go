package polls

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// begin opens the form of a new poll.
func (s *Screen) begin() tea.Cmd {
	t := s.env.T
	s.editing = ""
	s.form = kit.NewForm(s.env,
		kit.Field{Name: "question", Label: t("polls.form.question")},
		kit.Field{Name: "options", Kind: kit.Lines, Label: t("polls.form.options"), Hint: t("polls.form.options.hint")},
		kit.Field{Name: "text", Kind: kit.Lines, Label: t("polls.form.text"), Hint: t("polls.form.text.hint")},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("polls.form.kind"), Value: string(house.PollSingle), Options: s.kinds()},
		kit.Field{Name: "max", Label: t("polls.form.max"), Hint: t("polls.form.max.hint")},
		kit.Field{Name: "secret", Kind: kit.Check, Label: t("polls.form.secret"), Hint: t("polls.form.secret.hint")},
		kit.Field{Name: "until", Label: t("polls.form.until"), Hint: t("polls.form.until.hint")},
		kit.Field{Name: "rule", Kind: kit.Choice, Label: t("polls.form.rule"), Hint: t("polls.form.rule.hint"), Options: s.rules()},
		kit.Field{Kind: kit.Button, Label: t("polls.form.ask"), Do: s.ask},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func (s *Screen) kinds() []kit.Choose {
	var out []kit.Choose
	for _, k := range house.PollKinds() {
		out = append(out, kit.Choose{ID: string(k), Label: s.env.T("polls.kind." + string(k))})
	}
	return out
}

// rules begin with that of the house: always, and in secret polls after the end.
func (s *Screen) rules() []kit.Choose {
	out := []kit.Choose{{ID: "", Label: s.env.T("polls.form.rule.usual")}}
	for _, r := range house.ResultRules() {
		out = append(out, kit.Choose{ID: string(r), Label: s.env.T("polls.form.rule." + string(r))})
	}
	return out
}

// edit opens the form of a poll that stands.
func (s *Screen) edit() tea.Cmd {
	p := s.poll()
	if p.ID == "" {
		return nil
	}
	t := s.env.T
	fields := []kit.Field{{Name: "text", Kind: kit.Lines, Label: t("polls.form.text"), Value: p.Text}}
	if p.Votes > 0 {
		fields = append([]kit.Field{{Kind: kit.Note, Label: t("error.poll_fixed")}}, fields...)
	} else {
		texts := make([]string, len(p.Options))
		for i, o := range p.Options {
			texts[i] = o.Text
		}
		fields = append([]kit.Field{
			{Name: "question", Label: t("polls.form.question"), Value: p.Question},
			{Name: "options", Kind: kit.Lines, Label: t("polls.form.options"), Hint: t("polls.form.options.hint"), Value: strings.Join(texts, "\n")},
		}, fields...)
	}
	s.editing = p.ID
	s.form = kit.NewForm(s.env, append(fields,
		kit.Field{Kind: kit.Button, Label: t("polls.form.change"), Do: s.change},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)...)
	return nil
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("polls.discard.title"), "", s.env.T("polls.discard.yes"), closing)
}

// ask has the house make the poll. The form stays until that is done.
func (s *Screen) ask() tea.Cmd {
	if s.busy {
		return nil
	}
	f := s.form
	ends, err := house.ParseUntil(f.Text("until"), s.env.Now().In(s.env.Location))
	if err != nil {
		return s.refused(err)
	}
	most := 0
	if typed := strings.TrimSpace(f.Text("max")); typed != "" && f.Text("kind") != string(house.PollSingle) {
		if most, err = strconv.Atoi(typed); err != nil {
			most = -1 // the house says what is right
		}
	}
	place, spec := s.place, house.PollSpec{
		Question: f.Text("question"), Text: f.Text("text"), Options: strings.Split(f.Text("options"), "\n"),
		Kind: house.PollKind(f.Text("kind")), Max: most, Secret: f.On("secret"), Ends: ends, Rule: house.ResultRule(f.Text("rule")),
	}
	s.busy = true
	return s.do("polls.asked", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.NewPoll(ctx, a, place, spec)
		return err
	})
}

// change has the house change what the form shows of a poll.
func (s *Screen) change() tea.Cmd {
	if s.busy {
		return nil
	}
	p, f := s.find(s.editing), s.form
	text := f.Text("text")
	edit := house.PollEdit{Text: &text}
	if p.Votes == 0 {
		if q := f.Text("question"); q != "" && q != p.Question {
			edit.Question = &q
		}
		if lines := strings.Split(f.Text("options"), "\n"); f.Text("options") != "" && !sameOptions(lines, p.Options) {
			edit.Options = &lines
		}
	}
	id := s.editing
	s.busy = true
	return s.do("polls.changed", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.EditPoll(ctx, a, id, edit)
		return err
	})
}

func sameOptions(lines []string, options []house.PollOption) bool {
	if len(lines) != len(options) {
		return false
	}
	for i, o := range options {
		if lines[i] != o.Text {
			return false
		}
	}
	return true
}

// refused says what is wrong at the field that it is about.
func (s *Screen) refused(err error) tea.Cmd {
	if s.form == nil {
		return kit.Send(kit.Failed{Err: err})
	}
	for key, field := range map[string]string{
		"error.empty": "question", "error.too_long": "question", "error.poll_options": "options", "error.poll_twice": "options",
		"error.poll_max": "max", "error.due": "until", "error.poll_past": "until",
	} {
		if house.IsKey(err, key) {
			s.form.Wrong(field, s.env.Sentence(err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: err})
}
