// Package clone makes a new room of a room, or a template of its floor: what comes
// along and what does not, a name, and then how far it is. Esc ends it, and
// nothing is left.
package clone

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are those of the form, or the way to end what goes on.
func (s *Screen) Keys() []kit.Key {
	if s.job == nil {
		return nil
	}
	return []kit.Key{kit.Bind("esc", "clone.key.cancel", s.cancel).InFooter()}
}

// Screen is one clone, or one template.
type Screen struct {
	env      *kit.Env
	place    string
	template bool
	form     *kit.Form // nil until the room is known
	wrong    string
	room     house.RoomDetail
	slug     kit.Address
	job      *kit.Job // nil unless it goes on
	over     bool     // it is done: nothing typed here is lost
}

// New makes the form of a clone of a room, or of a template.
func New(env *kit.Env, place string, template bool) *Screen {
	return &Screen{env: env, place: place, template: template}
}

type (
	// loaded answers load.
	loaded struct {
		by     *Screen
		room   house.RoomDetail
		floors []house.Floor
		err    error
	}
	// made is what came of it.
	made struct {
		by    *Screen
		place string // of a new room
		name  string
		err   error
	}
)

// Init reads the room and the floors where one may open rooms.
func (s *Screen) Init() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.Room(ctx, a, place)
		if err != nil {
			return loaded{by: s, err: err}
		}
		floors, err := h.Floors(ctx, a)
		return loaded{s, room, floors, err}
	})
}

// Title is the header's last part.
func (s *Screen) Title() string {
	if s.template {
		return s.env.T("clone.template.title")
	}
	return s.env.T("clone.title")
}

// Place is the room.
func (s *Screen) Place() kit.Place {
	if s.room.Place == "" {
		return kit.Place{Address: s.place}
	}
	return s.env.RoomPlace(s.room, "")
}

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.job == nil && s.form != nil && s.form.Typing() }

// Wants keeps Esc from leaving while it goes on.
func (s *Screen) Wants(tea.KeyPressMsg) bool { return false }

// Dirty tells whether something was written.
func (s *Screen) Dirty() bool { return s.job == nil && !s.over && s.form != nil && s.form.Dirty() }

// Close ends what goes on.
func (s *Screen) Close() tea.Cmd {
	s.job.Cancel()
	return nil
}

// Update takes keys, answers and looks at what goes on.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.job != nil || s.form == nil {
			return s, nil
		}
		cmd := s.form.Update(msg)
		if !s.template {
			s.slug.Follow(s.form)
		}
		return s, cmd
	case loaded:
		if msg.by == s {
			return s, s.loaded(msg)
		}
	case kit.JobLook:
		if msg.Job == s.job && s.job != nil {
			return s, s.env.Watch(s.job)
		}
	case made:
		if msg.by == s {
			return s, s.made(msg)
		}
	}
	return s, nil
}

// View shows the form, or how far it is.
func (s *Screen) View(w, h int) kit.View {
	switch {
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case s.form == nil:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.job != nil:
		lines := kit.Wrap(s.env.T("clone.running", "Name", kit.Clean(s.form.Text("name"))), w)
		lines = append(append(lines, ""), s.env.Progress(s.job, w)...)
		return kit.View{Lines: append(append(lines, ""), kit.Wrap(s.env.T("clone.cancel.hint"), w)...)}
	}
	return s.form.View(w, h)
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	if l.err != nil {
		s.wrong = s.env.Sentence(l.err)
		return nil
	}
	s.room = l.room
	var floors []kit.Choose
	for _, f := range l.floors {
		if f.Creator {
			floors = append(floors, kit.Choose{ID: f.Code, Label: f.Name})
		}
	}
	switch {
	case !s.room.Can(house.DoCloneRoom):
		s.wrong = s.env.T("room.key.owner")
	case s.template:
		s.form = s.templateForm()
	case len(floors) == 0:
		s.wrong = s.env.T("clone.no_floor")
	default:
		s.form = s.cloneForm(floors)
	}
	return nil
}

func (s *Screen) cloneForm(floors []kit.Choose) *kit.Form {
	t, listed, floor := s.env.T, "", floors[0].ID
	if s.room.Listed {
		listed = "yes"
	}
	for _, f := range floors {
		if strings.HasPrefix(s.place, f.ID+"/") {
			floor = f.ID
		}
	}
	before := t("clone.before")
	if s.room.History == house.HistoryJoining {
		before += "\n\n" + t("clone.before.joining")
	}
	return kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: before},
		kit.Field{Name: "name", Label: t("newroom.name")},
		kit.Field{Name: "slug", Label: t("newroom.slug"), Hint: t("clone.slug.hint")},
		kit.Field{Name: "floor", Kind: kit.Choice, Label: t("clone.floor"), Value: floor, Options: floors},
		kit.Field{Name: "listed", Kind: kit.Check, Label: t("newroom.listed"), Value: listed},
		kit.Field{Kind: kit.Button, Label: t("clone.do"), Do: s.clone},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: goBack},
	)
}

func (s *Screen) templateForm() *kit.Form {
	t := s.env.T
	return kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("clone.template.before")},
		kit.Field{Name: "name", Label: t("clone.template.name"), Hint: t("clone.template.name.hint")},
		kit.Field{Kind: kit.Button, Label: t("clone.template.do"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: goBack},
		kit.Field{Kind: kit.Note, Label: t("clone.before")},
	)
}

func goBack() tea.Cmd { return kit.Send(kit.GoBack{}) }

func (s *Screen) clone() tea.Cmd {
	from := s.place
	to := house.CloneSpec{
		Place: s.form.Text("floor") + "/" + strings.TrimSpace(s.form.Text("slug")), Name: s.form.Text("name"), Unlisted: !s.form.On("listed"),
	}
	return s.work(func(ctx context.Context, h kit.House, a house.Actor, progress func(done, total int)) tea.Msg {
		room, err := h.CloneRoom(ctx, a, from, to, progress)
		return made{s, room.Place, room.Name, err}
	})
}

func (s *Screen) save() tea.Cmd {
	from, name := s.place, s.form.Text("name")
	return s.work(func(ctx context.Context, h kit.House, a house.Actor, progress func(done, total int)) tea.Msg {
		t, err := h.SaveTemplate(ctx, a, from, name, progress)
		return made{s, "", t.Name, err}
	})
}

func (s *Screen) work(fn func(ctx context.Context, h kit.House, a house.Actor, progress func(done, total int)) tea.Msg) tea.Cmd {
	if strings.TrimSpace(s.form.Text("name")) == "" {
		s.form.Wrong("name", s.env.T("clone.name.empty"))
		return nil
	}
	s.job = &kit.Job{}
	return s.env.Work(s.job, fn)
}

func (s *Screen) cancel() tea.Cmd {
	s.job.Cancel()
	return nil
}

// made leads into the new room, or back to the old one; a refusal stands at its
// field.
func (s *Screen) made(m made) tea.Cmd {
	s.job, s.over = nil, m.err == nil
	switch {
	case m.err == nil && s.template:
		return tea.Sequence(goBack(), kit.Say("clone.template.saved", "Name", kit.Clean(m.name)))
	case m.err == nil:
		return tea.Sequence(kit.Send(kit.Instead{Go: kit.GoRoom{Place: m.place}}), kit.Say("clone.made", "Name", kit.Clean(m.name)))
	}
	for key, field := range map[string]string{
		"error.place_taken": "slug", "error.place_invalid": "slug", "error.empty": "name", "error.too_long": "name", "error.template_taken": "name",
	} {
		if house.IsKey(m.err, key) {
			s.form.Wrong(field, s.env.Sentence(m.err))
			return nil
		}
	}
	return kit.Send(kit.Failed{Err: m.err})
}
