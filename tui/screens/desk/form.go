package desk

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// edit opens the form of name, description, state, kind and language.
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
		}, kit.Field{
			Kind: kit.Choice, Name: "kind", Label: t("desk.form.kind"), Value: string(f.Kind),
			Options: choices(s.env, "command.floor_kind.", "organisation", "network", "practice"),
		})
	}
	fields = append(fields, kit.Field{
		Kind: kit.Choice, Name: "language", Label: t("floordesk.language"), Hint: t("floordesk.language.hint"), Value: f.Language,
		Options: append([]kit.Choose{{ID: "", Label: t("floordesk.as_house")}}, kit.Languages(s.env)...),
	})
	s.fill(false, fields...)
	return nil
}

// texts opens the form of what everybody reads who may know the floor.
func (s *Floor) texts() tea.Cmd {
	t, f := s.env.T, s.floor
	s.fill(
		false,
		kit.Field{Kind: kit.Lines, Name: "contact", Label: t("floordesk.contact"), Hint: t("floordesk.contact.hint"), Value: f.Contact},
		kit.Field{Kind: kit.Lines, Name: "imprint", Label: t("floordesk.imprint"), Value: f.Imprint},
		kit.Field{Kind: kit.Lines, Name: "privacy", Label: t("floordesk.privacy_text"), Hint: t("floordesk.privacy_hint"), Value: f.Privacy},
	)
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
	s.looks, s.filled = looks, nil
	for _, f := range fields {
		s.filled = append(s.filled, f.Name)
	}
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
	if fault := s.bannerFault(); fault != "" {
		preview = append(kit.Wrap(fault, w), preview...)
		preview = preview[:min(len(preview), max(h/2, 2))]
	}
	v := s.sheet.form.View(w, h-len(preview))
	v.Lines = append(kit.Fill(v.Lines, h-len(preview)), preview...)
	return v
}

// bannerFault says why the banner will not look everywhere as it does here.
func (s *Floor) bannerFault() string {
	raw := s.sheet.form.Text("banner")
	lines, w, double := strings.Split(strings.Trim(kit.CleanText(raw), "\n"), "\n"), 0, false
	for _, line := range lines {
		w = max(w, kit.Width(line))
		double = double || kit.Width(line) > len([]rune(line))
	}
	switch t := s.env.T; {
	case kit.CleanText(raw) != raw && strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }):
		return t("floordesk.banner.control")
	case len(lines) > kit.BannerLines:
		return t("floordesk.banner.high", "Lines", len(lines), "Max", kit.BannerLines)
	case w > 76:
		return t("floordesk.banner.wide", "Width", w, "Max", 76)
	case w > 40:
		return t("floordesk.banner.small", "Width", w)
	case double:
		return t("floordesk.banner.double")
	}
	return ""
}

// changes is what the form says otherwise than the floor.
func (s *Floor) changes() (e house.FloorEdit) {
	form, f := s.sheet.form, s.floor
	differs := func(name, before string) *string {
		if text := form.Text(name); slices.Contains(s.filled, name) && text != before {
			return &text
		}
		return nil
	}
	e.Banner, e.Accent = differs("banner", f.Banner), differs("accent", f.Accent)
	e.Name, e.Description = differs("name", f.Name), differs("description", f.Description)
	e.Contact, e.Imprint, e.Privacy = differs("contact", f.Contact), differs("imprint", f.Imprint), differs("privacy", f.Privacy)
	e.Language = differs("language", f.Language)
	if state := differs("state", string(f.State)); state != nil {
		to := house.FloorState(*state)
		e.State = &to
	}
	if kind := differs("kind", string(f.Kind)); kind != nil {
		to := house.FloorKind(*kind)
		e.Kind = &to
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
		return s.env.AskToll(
			func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
				return h.EditFloorToll(ctx, a, s.code, e)
			},
			t("desk.suspend", "Floor", name), s.env.N("desk.suspend.text", s.floor.Members), t("desk.suspend.yes"), store,
		)
	case *e.State == house.FloorHidden:
		return s.env.AskToll(
			func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
				return h.EditFloorToll(ctx, a, s.code, e)
			},
			t("desk.hide", "Floor", name), t("desk.hide.text"), t("desk.hide.yes"), store,
		)
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
