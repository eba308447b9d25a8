package desk

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// edit opens the form of name, description and state.
func (s *Floor) edit() tea.Cmd {
	t, f := s.env.T, s.floor
	fields := []kit.Field{
		{Kind: kit.Line, Name: "name", Label: t("desk.form.name"), Value: f.Name},
		{Kind: kit.Lines, Name: "description", Label: t("desk.form.description"), Value: f.Description},
	}
	if f.Kind != house.FloorGround { // always open
		fields = append(fields, kit.Field{
			Kind: kit.Choice, Name: "state", Label: t("desk.form.state"), Value: string(f.State),
			Options: choices(s.env, "lift.state.", "open", "application", "hidden", "suspended"),
		})
	}
	s.fill(false, fields...)
	return nil
}

// look opens the form of the banner.
func (s *Floor) look() tea.Cmd {
	t, f := s.env.T, s.floor
	colours := append([]kit.Choose{{ID: "", Label: t("desk.accent.none")}}, choices(s.env, "desk.accent.", kit.Accents()...)...)
	s.fill(true,
		kit.Field{Kind: kit.Lines, Name: "banner", Label: t("desk.form.banner"), Hint: t("desk.form.banner.hint"), Value: f.Banner},
		kit.Field{Kind: kit.Choice, Name: "accent", Label: t("desk.form.accent"), Value: f.Accent, Options: colours},
	)
	return nil
}

func (s *Floor) fill(looks bool, fields ...kit.Field) {
	s.looks = looks
	s.sheet.form = kit.NewForm(s.env, append(fields,
		kit.Field{Kind: kit.Button, Label: s.env.T("common.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: s.env.T("common.cancel"), Do: s.sheet.leave},
	)...)
}

// viewLook shows the form and below it the banner as the floor will show it.
func (s *Floor) viewLook(w, h int) kit.View {
	preview := []string{s.env.Styles.Dim.Of(kit.Fit(s.env.T("desk.form.preview"), w))}
	accent := s.env.Styles.Accented(s.sheet.form.Text("accent"))
	for line := range strings.SplitSeq(strings.Trim(kit.CleanText(s.sheet.form.Text("banner")), "\n"), "\n") {
		preview = append(preview, accent.Of(kit.Fit(line, w)))
	}
	preview = preview[:min(len(preview), max(h/3, 2))]
	v := s.sheet.form.View(w, h-len(preview))
	v.Lines = append(kit.Fill(v.Lines, h-len(preview)), preview...)
	return v
}

// changes is what the form says otherwise than the floor.
func (s *Floor) changes() (e house.FloorEdit) {
	form, f := s.sheet.form, s.floor
	differs := func(name, before string) *string {
		if text := form.Text(name); text != before {
			return &text
		}
		return nil
	}
	if s.looks {
		e.Banner, e.Accent = differs("banner", f.Banner), differs("accent", f.Accent)
		return e
	}
	e.Name, e.Description = differs("name", f.Name), differs("description", f.Description)
	if f.Kind == house.FloorGround {
		return e
	}
	if state := house.FloorState(form.Text("state")); state != f.State {
		e.State = &state
	}
	return e
}

// save stores what was changed; what takes something away is asked about.
func (s *Floor) save() tea.Cmd {
	if s.sheet.form == nil || s.sheet.busy {
		return nil
	}
	e, t, name := s.changes(), s.env.T, kit.Clean(s.floor.Name)
	if e == (house.FloorEdit{}) {
		s.sheet.form = nil
		return nil
	}
	store := func() tea.Cmd { return s.store(e) }
	switch {
	case e.State == nil:
	case *e.State == house.FloorSuspended:
		return s.env.Confirm(t("desk.suspend", "Floor", name), s.env.N("desk.suspend.text", s.floor.Members), t("desk.suspend.yes"), store)
	case *e.State == house.FloorHidden:
		return s.env.Confirm(t("desk.hide", "Floor", name), t("desk.hide.text"), t("desk.hide.yes"), store)
	}
	return store()
}

func (s *Floor) store(e house.FloorEdit) tea.Cmd {
	s.sheet.busy = true
	code := s.code
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := h.EditFloor(ctx, a, code, e)
		return saved{s, err}
	})
}

func (s *Floor) saved(m saved) tea.Cmd {
	if m.err != nil {
		return s.sheet.refused(m.err)
	}
	s.sheet.form, s.sheet.busy = nil, false
	return tea.Batch(kit.Say("desk.saved"), s.load())
}
