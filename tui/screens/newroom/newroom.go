// Package newroom is the form for a new room on a floor: its name, the address
// made from it, what kind of room it is, whether the floor sees it, and its topic.
package newroom

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none but while a room is made of a template: everything stands in the
// form.
func (s *Screen) Keys() []kit.Key {
	if s.job == nil {
		return nil
	}
	return []kit.Key{kit.Bind("esc", "clone.key.cancel", func() tea.Cmd {
		s.job.Cancel()
		return nil
	}).InFooter()}
}

// Screen is the form.
type Screen struct {
	env   *kit.Env
	floor string
	form  *kit.Form
	// template is the one to begin with
	template string
	slug     kit.Address
	busy     bool
	job      *kit.Job // nil unless a room is made of a template
}

// New makes the form of a new room on a floor, of a template or ("") of none.
func New(env *kit.Env, floor, template string) *Screen {
	s := &Screen{env: env, floor: floor, template: template}
	s.form = s.fields(nil)
	return s
}

// fields makes the form; with templates one of them can be chosen.
func (s *Screen) fields(templates []house.Template) *kit.Form {
	t := s.env.T
	kinds := make([]kit.Choose, 0, 5)
	for _, kind := range []house.RoomKind{house.RoomConference, house.RoomPractice, house.RoomConsultation, house.RoomLearning, house.RoomCafe} {
		kinds = append(kinds, kit.Choose{ID: string(kind), Label: t("newroom.kind." + string(kind))})
	}
	fields := []kit.Field{
		{Name: "name", Label: t("newroom.name")},
		{Name: "slug", Label: t("newroom.slug"), Hint: t("newroom.slug.hint", "Floor", s.floor)},
	}
	if len(templates) > 0 {
		choices := []kit.Choose{{Label: t("newroom.template.none")}}
		for _, tpl := range templates {
			choices = append(choices, kit.Choose{ID: tpl.Name, Label: t("newroom.template.of", "Name", kit.Clean(tpl.Name), "Kind", t("newroom.kind."+string(tpl.Kind)))})
		}
		fields = append(fields, kit.Field{
			Name: "template", Kind: kit.Choice, Label: t("newroom.template"), Hint: t("newroom.template.hint"), Value: s.template, Options: choices,
		})
	}
	fields = append(fields,
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("newroom.kind"), Value: string(house.RoomConference), Options: kinds},
		kit.Field{Name: "listed", Kind: kit.Check, Value: "yes", Label: t("newroom.listed"), Hint: t("newroom.listed.hint")},
		kit.Field{Name: "topic", Label: t("newroom.topic"), Hint: t("newroom.topic.hint")},
		kit.Field{Kind: kit.Button, Label: t("newroom.open"), Do: s.open},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: func() tea.Cmd { return kit.Send(kit.GoBack{}) }},
	)
	if len(templates) > 0 {
		fields = append(fields, kit.Field{
			Kind: kit.Button, Label: t("newroom.templates"), Do: func() tea.Cmd { return kit.Send(kit.GoTemplates{Floor: s.floor}) },
		})
	}
	return kit.NewForm(s.env, fields...)
}

// templates is what the floor has; none for who may not know.
type templates struct {
	by   *Screen
	list []house.Template
}

// opened is the house's answer.
type opened struct {
	by   *Screen
	room house.Room
	err  error
}

// Init asks for the floor's templates.
func (s *Screen) Init() tea.Cmd {
	floor := s.floor
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		list, err := h.Templates(ctx, a, floor)
		if err != nil {
			return nil // without them rooms are opened as ever, and a refusal comes then
		}
		return templates{s, list}
	})
}

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("newroom.title") }

// Place is the floor.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.job == nil && s.form.Typing() }

// Dirty tells whether something was written.
func (s *Screen) Dirty() bool { return s.job == nil && s.form.Dirty() }

// Close ends what goes on.
func (s *Screen) Close() tea.Cmd {
	s.job.Cancel()
	return nil
}

// Update takes keys and the answer.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.job != nil {
			return s, nil
		}
		cmd := s.form.Update(msg)
		s.slug.Follow(s.form)
		return s, cmd
	case templates:
		if msg.by == s && len(msg.list) > 0 {
			s.offer(msg.list)
		}
	case kit.JobLook:
		if msg.Job == s.job && s.job != nil {
			return s, s.env.Watch(s.job)
		}
	case opened:
		if msg.by == s {
			return s, s.opened(msg)
		}
	}
	return s, nil
}

// offer adds the choice of a template; what was written meanwhile stays.
func (s *Screen) offer(list []house.Template) {
	old := s.form
	s.form = s.fields(list)
	for _, name := range []string{"name", "slug", "kind", "listed", "topic"} {
		s.form.SetText(name, old.Text(name))
	}
}

// View shows the form, or how far the room is.
func (s *Screen) View(w, h int) kit.View {
	if s.job == nil {
		return s.form.View(w, h)
	}
	lines := kit.Wrap(s.env.T("clone.running", "Name", kit.Clean(s.form.Text("name"))), w)
	lines = append(append(lines, ""), s.env.Progress(s.job, w)...)
	return kit.View{Lines: append(append(lines, ""), kit.Wrap(s.env.T("clone.cancel.hint"), w)...)}
}

func (s *Screen) open() tea.Cmd {
	if s.busy {
		return nil
	}
	if strings.TrimSpace(s.form.Text("name")) == "" {
		s.form.Wrong("name", s.env.T("newroom.name.empty"))
		return nil
	}
	s.busy = true
	spec := house.RoomSpec{
		Place: s.floor + "/" + strings.TrimSpace(s.form.Text("slug")), Name: s.form.Text("name"), Topic: s.form.Text("topic"),
		Kind: house.RoomKind(s.form.Text("kind")), Unlisted: !s.form.On("listed"),
	}
	if template := s.form.Text("template"); template != "" {
		spec.Kind = "" // the template has one
		s.job = &kit.Job{}
		return s.env.Work(s.job, func(ctx context.Context, h kit.House, a house.Actor, progress func(done, total int)) tea.Msg {
			room, err := h.NewFromTemplate(ctx, a, spec, template, progress)
			return opened{s, room, err}
		})
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.NewRoom(ctx, a, spec)
		return opened{s, room, err}
	})
}

func (s *Screen) opened(o opened) tea.Cmd {
	s.busy, s.job = false, nil
	if o.err == nil {
		return tea.Sequence(kit.Send(kit.Instead{Go: kit.GoRoom{Place: o.room.Place}}), kit.Say("newroom.opened"))
	}
	for key, field := range map[string]string{
		"error.place_taken": "slug", "error.place_invalid": "slug", "error.empty": "name", "error.too_long": "name",
	} {
		if house.IsKey(o.err, key) {
			s.form.Wrong(field, s.env.Sentence(o.err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: o.err})
}
