// Package courses is the list of the courses that peer consultations on a floor go
// by: the house's own and the floor's. Members read them; the floor's admins change
// them as text, copy them under a new name and take their own words away again.
package courses

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what admins do with the chosen course, or those of the editor.
func (s *Screen) Keys() []kit.Key {
	if s.form != nil {
		return []kit.Key{
			kit.Bind("ctrl+s ctrl+d", "steps.key.save", s.save).InFooter(),
			kit.Bind("esc", "steps.key.cancel", s.askCancel).InFooter(),
		}
	}
	c, chosen := s.chosen()
	admin := func(k kit.Key) kit.Key {
		return k.Unless(!chosen, "steps.templates.none").Unless(!s.floor.Admin, "steps.templates.off")
	}
	return []kit.Key{
		kit.Bind("l", "steps.templates.read", s.read).Unless(!chosen, "steps.templates.none"),
		admin(kit.Bind("e", "steps.templates.change", s.edit)).InFooter(),
		admin(kit.Bind("c", "steps.templates.copy", s.copy)).InFooter(),
		admin(kit.Bind("x", "steps.templates.reset", s.askReset)).Unless(!c.Own, "steps.templates.not_own"),
	}
}

// Screen is the courses of one floor.
type Screen struct {
	env  *kit.Env
	code string
	list *kit.List
	form *kit.Form
	of   house.StepTemplate // that the form changes or copies
	anew bool               // the form is that of a copy

	known bool
	wrong string
	busy  bool
	floor house.Floor
	all   []house.StepTemplate
}

// New makes the courses of the floor of that code.
func New(env *kit.Env, code string) *Screen {
	s := &Screen{env: env, code: code, list: kit.NewList(env)}
	s.list.Open = s.open
	return s
}

type (
	loaded struct {
		by    *Screen
		floor house.Floor
		all   []house.StepTemplate
		err   error
	}
	did struct {
		by  *Screen
		say string
		err error
	}
)

// Init reads the courses.
func (s *Screen) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("steps.templates.title") }

// Place is the floor.
func (s *Screen) Place() kit.Place {
	p := kit.Place{Address: s.code, Accent: s.floor.Accent}
	if s.known {
		p.Path = []string{s.floor.Name}
	}
	return p
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool {
	if s.form != nil {
		return s.form.Typing()
	}
	return s.list.Typing()
}

// Wants takes the second digit of a number.
func (s *Screen) Wants(k tea.KeyPressMsg) bool { return s.form == nil && s.list.Wants(k) }

// Dirty tells whether there is something in the form that would be lost.
func (s *Screen) Dirty() bool { return s.form != nil && s.form.Dirty() }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form != nil {
			return s, s.form.Update(msg)
		}
		return s, s.list.Update(msg)
	case house.Event:
		if msg.Kind == house.EventResync {
			return s, s.load()
		}
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case did:
		if msg.by == s {
			return s, s.did(msg)
		}
	}
	return s, nil
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	switch {
	case l.err == nil:
		s.known, s.wrong, s.floor, s.all = true, "", l.floor, l.all
		s.show()
	case !s.known:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	return nil
}

func (s *Screen) show() {
	rows := make([]kit.Row, len(s.all))
	for i, c := range s.all {
		rows[i] = kit.Row{ID: c.ID, Label: c.Name.In(s.lang()), Note: strconv.Itoa(len(c.Steps)), More: s.about(c)}
		if c.Own {
			rows[i].Note = s.env.T("steps.templates.own")
		}
	}
	s.list.SetRows(rows)
}

func (s *Screen) lang() string { return string(s.env.Text.Lang()) }

// about says a course in words: what it is called by commands, how long it takes, and
// its steps.
func (s *Screen) about(c house.StepTemplate) string {
	t, lang := s.env.T, s.lang()
	days, minutes := c.Span()
	lines := []string{
		c.Name.In(lang), t("steps.templates.span", "Id", c.ID, "Days", days, "Minutes", minutes, "Takeover", c.Takeover), "",
	}
	for i, step := range c.Steps {
		lines = append(lines, t("steps.templates.step", "Step", i+1, "Name", step.Name.In(lang),
			"Writes", t("steps.templates.writes."+string(step.Writes)), "Days", step.Days, "Minutes", step.Minutes))
	}
	return strings.Join(lines, "\n")
}

func (s *Screen) chosen() (house.StepTemplate, bool) {
	id := s.list.Selected().ID
	for _, c := range s.all {
		if c.ID == id {
			return c, true
		}
	}
	return house.StepTemplate{}, false
}

// View shows the editor, or the courses.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.form != nil:
		return s.form.View(w, h)
	case kit.LayoutOf(w) != kit.Wide:
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

// load reads the floor and its courses.
func (s *Screen) load() tea.Cmd {
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.floor, l.err = h.Floor(ctx, a, code); l.err == nil {
			l.all, l.err = h.StepTemplates(ctx, a, code)
		}
		return l
	})
}
