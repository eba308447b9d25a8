// Package newroom is the form for a new room on a floor: its name, the address
// made from it, what kind of room it is, whether the floor sees it, and its topic.
package newroom

import (
	"context"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/text/unicode/norm"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are none: everything stands in the form.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the form.
type Screen struct {
	env   *kit.Env
	floor string
	form  *kit.Form
	slug  string // as it was suggested last
	busy  bool
}

// New makes the form of a new room on a floor.
func New(env *kit.Env, floor string) *Screen {
	t := env.T
	s := &Screen{env: env, floor: floor}
	kinds := make([]kit.Choose, 0, 5)
	for _, kind := range []house.RoomKind{house.RoomConference, house.RoomPractice, house.RoomConsultation, house.RoomLearning, house.RoomCafe} {
		kinds = append(kinds, kit.Choose{ID: string(kind), Label: t("newroom.kind." + string(kind))})
	}
	s.form = kit.NewForm(env,
		kit.Field{Name: "name", Label: t("newroom.name")},
		kit.Field{Name: "slug", Label: t("newroom.slug"), Hint: t("newroom.slug.hint", "Floor", floor)},
		kit.Field{Name: "kind", Kind: kit.Choice, Label: t("newroom.kind"), Value: string(house.RoomConference), Options: kinds},
		kit.Field{Name: "listed", Kind: kit.Check, Value: "yes", Label: t("newroom.listed"), Hint: t("newroom.listed.hint")},
		kit.Field{Name: "topic", Label: t("newroom.topic"), Hint: t("newroom.topic.hint")},
		kit.Field{Kind: kit.Button, Label: t("newroom.open"), Do: s.open},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: func() tea.Cmd { return kit.Send(kit.GoBack{}) }},
	)
	return s
}

// opened is the house's answer.
type opened struct {
	by   *Screen
	room house.Room
	err  error
}

// Init has nothing to ask.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("newroom.title") }

// Place is the floor.
func (s *Screen) Place() kit.Place { return kit.Place{Address: s.floor} }

// Typing tells whether letters belong to a field.
func (s *Screen) Typing() bool { return s.form.Typing() }

// Dirty tells whether something was written.
func (s *Screen) Dirty() bool { return s.form.Dirty() }

// Update takes keys and the answer.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		cmd := s.form.Update(msg)
		s.suggest()
		return s, cmd
	case opened:
		if msg.by == s {
			return s, s.opened(msg)
		}
	}
	return s, nil
}

// View shows the form.
func (s *Screen) View(w, h int) kit.View { return s.form.View(w, h) }

// suggest makes the address from the name, until somebody writes another one.
func (s *Screen) suggest() {
	if s.form.Text("slug") != s.slug {
		return
	}
	if slug := Slug(s.form.Text("name")); slug != s.slug {
		s.slug = slug
		s.form.SetText("slug", slug)
	}
}

// maxSlug is the longest address of a room.
const maxSlug = 40

// Slug makes an address of a name: lower case a-z, digits and hyphens.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue", "ß", "ss").Replace(norm.NFC.String(name))) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsMark(r): // of the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	return strings.TrimSuffix(b.String(), "-")
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
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		room, err := h.NewRoom(ctx, a, spec)
		return opened{s, room, err}
	})
}

func (s *Screen) opened(o opened) tea.Cmd {
	s.busy = false
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
