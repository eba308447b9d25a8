// Package team is the form in which a floor's admins say who reads the enquiries to
// their floor before one of them accepts, and what clients read first.
package team

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the team of a floor.
type Screen struct {
	env   *kit.Env
	floor string
	form  *kit.Form
	busy  bool
	team  house.Team
}

// New makes the form of a floor.
func New(env *kit.Env, floor string) *Screen {
	s := &Screen{env: env, floor: floor}
	s.form = kit.NewForm(env, kit.Field{Kind: kit.Note, Label: env.T("common.loading")})
	return s
}

type (
	loaded struct {
		by   *Screen
		team house.Team
		err  error
	}
	saved struct {
		by   *Screen
		team house.Team
		err  error
	}
)

// Init reads the team.
func (s *Screen) Init() tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		t, err := h.Team(ctx, a, s.floor)
		return loaded{s, t, err}
	})
}

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("team.title") }

// Place is the floor.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Dirty tells whether something would be lost.
func (s *Screen) Dirty() bool { return s.form.Dirty() }

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.by == s {
			s.loaded(msg)
		}
	case saved:
		if msg.by == s {
			return s, s.saved(msg)
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.form.Update(msg)
	}
	return s, nil
}

func (s *Screen) loaded(l loaded) {
	if l.err != nil {
		s.form = kit.NewForm(s.env, kit.Field{Kind: kit.Note, Label: s.env.Sentence(l.err)})
		return
	}
	s.team = l.team
	t := s.env.T
	var rules []kit.Choose
	for _, rule := range []house.TeamRule{house.TeamOff, house.TeamCards, house.TeamNamed} {
		rules = append(rules, kit.Choose{ID: string(rule), Label: t("team.rule." + string(rule))})
	}
	now := t("team.nobody")
	if len(l.team.Names) > 0 {
		now = t("contact.readers", "Names", kit.Clean(strings.Join(l.team.Names, ", ")))
	}
	answer := ""
	if l.team.Answer > 0 {
		answer = strconv.Itoa(int(l.team.Answer / time.Hour))
	}
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("team.intro") + "\n\n" + now},
		kit.Field{Name: "who", Kind: kit.Choice, Label: t("team.who"), Value: string(l.team.Who), Options: rules},
		kit.Field{Name: "named", Label: t("team.named"), Hint: t("team.named.hint"), Value: strings.Join(l.team.Named, ", ")},
		kit.Field{Name: "answer", Label: t("team.answer"), Hint: t("team.answer.hint"), Value: answer},
		kit.Field{Name: "note", Kind: kit.Lines, Label: t("team.note"), Hint: t("team.note.hint"), Value: l.team.Note},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: func() tea.Cmd { return kit.Send(kit.GoBack{}) }},
	)
}

// save sends what differs.
func (s *Screen) save() tea.Cmd {
	if s.busy {
		return nil
	}
	rule, note := house.TeamRule(s.form.Text("who")), s.form.Text("note")
	edit := house.TeamEdit{Who: &rule, Note: &note}
	var within time.Duration
	if text := strings.TrimSpace(s.form.Text("answer")); text != "" {
		hours, err := strconv.Atoi(text)
		if err != nil || hours < 0 {
			s.form.Wrong("answer", s.env.T("error.card_answer"))
			return nil
		}
		within = time.Duration(hours) * time.Hour
	}
	edit.Answer = &within
	wanted := strings.FieldsFunc(s.form.Text("named"), func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '@' })
	for _, name := range wanted {
		if !slices.Contains(s.team.Named, name) {
			edit.Add = append(edit.Add, name)
		}
	}
	for _, name := range s.team.Named {
		if !slices.Contains(wanted, name) {
			edit.Remove = append(edit.Remove, name)
		}
	}
	s.busy = true
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		t, err := h.SetTeam(ctx, a, s.floor, edit)
		return saved{s, t, err}
	})
}

func (s *Screen) saved(msg saved) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		field := map[house.Kind]string{house.NotFound: "named", house.Conflict: "named", house.Invalid: "answer"}[house.KindOf(msg.err)]
		if field == "" {
			return kit.Send(kit.Failed{Err: msg.err})
		}
		s.form.Wrong(field, s.env.Sentence(msg.err))
		return nil
	}
	s.loaded(loaded{by: s, team: msg.team})
	return kit.Say("team.saved")
}
