package clone

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Templates is the list of a floor's templates: Enter opens the form of a new room
// with one, and who may deletes it.
type Templates struct {
	env   *kit.Env
	floor string
	list  *kit.List
	known bool
	all   []house.Template
}

// NewTemplates makes the list of a floor.
func NewTemplates(env *kit.Env, floor string) *Templates {
	s := &Templates{env: env, floor: floor, list: kit.NewList(env)}
	s.list.Empty = []string{env.T("common.loading")}
	return s
}

// Keys are what can be done with a template.
func (s *Templates) Keys() []kit.Key {
	t, ok := s.chosen()
	return []kit.Key{
		kit.Bind("d", "clone.key.delete", s.ask).Unless(!ok, "clone.templates.none").Unless(ok && !t.Delete, "clone.key.delete.off").InFooter(),
		kit.Bind("r", "clone.key.again", s.load),
	}
}

// listed answers load and delete.
type listed struct {
	by   *Templates
	all  []house.Template
	gone string // what was deleted
	err  error
}

// Init reads the list.
func (s *Templates) Init() tea.Cmd { return s.load() }

// Title is the header's last part.
func (s *Templates) Title() string { return s.env.T("clone.templates.title") }

// Place is the floor.
func (s *Templates) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to the find field.
func (s *Templates) Typing() bool { return s.list.Typing() }

// Wants takes the second digit of a number.
func (s *Templates) Wants(k tea.KeyPressMsg) bool { return s.list.Wants(k) }

// Update takes keys and answers.
func (s *Templates) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	case kit.Resumed:
		return s, s.load()
	case kit.Changed:
		s.show()
	case listed:
		if msg.by == s {
			return s, s.listed(msg)
		}
	}
	return s, nil
}

// View shows the list, and beside it what the chosen one is.
func (s *Templates) View(w, h int) kit.View {
	if kit.LayoutOf(w) != kit.Wide || len(s.all) == 0 {
		return s.list.View(w, h)
	}
	lw, pw := kit.Split(w)
	v := s.list.View(lw, h)
	v.Lines = s.env.Beside(v.Lines, lw, kit.Wrap(kit.CleanText(s.list.Selected().More), pw), h)
	return v
}

func (s *Templates) chosen() (house.Template, bool) {
	id := s.list.Selected().ID
	for _, t := range s.all {
		if t.Name == id {
			return t, true
		}
	}
	return house.Template{}, false
}

func (s *Templates) listed(l listed) tea.Cmd {
	if l.err != nil {
		s.list.Empty = []string{s.env.Sentence(l.err)}
		s.list.SetRows(nil)
		return nil
	}
	s.known, s.all = true, l.all
	s.show()
	if l.gone != "" {
		return kit.Say("clone.template.deleted", "Name", kit.Clean(l.gone))
	}
	return nil
}

func (s *Templates) show() {
	t := s.env.T
	if s.known {
		s.list.Empty = []string{t("clone.templates.none")}
	}
	rows := make([]kit.Row, len(s.all))
	for i, tpl := range s.all {
		more := []string{t("newroom.kind." + string(tpl.Kind)), s.env.Text.Date(tpl.Saved.In(s.env.Location))}
		if tpl.By != "" {
			more = append(more, t("clone.by", "Name", kit.Clean(tpl.By)))
		}
		rows[i] = kit.Row{
			ID: tpl.Name, Label: tpl.Name, Note: tpl.By, More: strings.Join(more, "\n") + "\n\n" + t("clone.templates.more"),
			Go: kit.GoNewRoom{Floor: s.floor, Template: tpl.Name},
		}
	}
	s.list.SetRows(rows)
}

func (s *Templates) ask() tea.Cmd {
	t, ok := s.chosen()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("clone.delete.title", "Name", kit.Clean(t.Name)), s.env.T("clone.delete.text"), s.env.T("clone.key.delete"), func() tea.Cmd {
		floor := s.floor
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			if err := h.DeleteTemplate(ctx, a, floor, t.Name); err != nil {
				return kit.Fail(err)
			}
			all, err := h.Templates(ctx, a, floor)
			return listed{s, all, t.Name, err}
		})
	})
}

func (s *Templates) load() tea.Cmd {
	floor := s.floor
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Templates(ctx, a, floor)
		return listed{by: s, all: all, err: err}
	})
}
