package rights

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// set gives the chosen person a level of the chosen tool.
func (s *Screen) set(level house.Level) tea.Cmd {
	p, tool, place := s.chosen(), s.chosenTool(), s.place
	if p.Person == "" || tool == "" {
		return nil
	}
	return s.deed("rights.set", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
		return h.SetRights(ctx, a, place, string(p.Person), tool, level) // a pseudonym may be somebody else's name
	})
}

func (s *Screen) chosenTool() string {
	if s.wide() {
		return s.tool
	}
	return s.list.Selected().ID
}

// choose offers the levels, the present one first.
func (s *Screen) choose() tea.Cmd {
	p, tool := s.chosen(), s.chosenTool()
	if p.Person == "" || tool == "" {
		return nil
	}
	ask := kit.Ask{Title: s.env.T("rights.choose", "Name", kit.Clean(p.Name), "Tool", s.toolName(tool)), Text: s.sentence(p, tool)}
	for _, level := range levels() {
		ask.Options = append(ask.Options, kit.Option{
			Label: s.env.T("rights.means." + level.String()), Do: func(string) tea.Cmd { return s.set(level) },
		})
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(ask)
}

func (s *Screen) askReset() tea.Cmd {
	p, place := s.chosen(), s.place
	title, text := s.env.T("rights.reset.title", "Name", kit.Clean(p.Name)), s.presetWords()
	return s.env.Confirm(title, text, s.env.T("rights.key.reset"), func() tea.Cmd {
		return s.deed("rights.reset", p.Name, func(ctx context.Context, h kit.House, a house.Actor) error {
			return h.ResetRights(ctx, a, place, string(p.Person))
		})
	})
}

// openRow opens a person's tools, or offers the levels of one.
func (s *Screen) openRow(row kit.Row) tea.Cmd {
	switch {
	case s.person == "":
		s.person = house.PersonID(row.ID)
		s.show()
		if tools := s.tools(); len(tools) > 0 {
			s.list.Select(tools[0])
		}
		return nil
	case !s.owner():
		return kit.Say("rights.key.owner")
	case s.chosen().Role == house.RoleOwner:
		return kit.Say("rights.key.owners")
	}
	return s.choose()
}

// people goes back to the list of people.
func (s *Screen) people() tea.Cmd {
	was := s.person
	s.person = ""
	s.show()
	s.list.Select(string(was))
	return nil
}

// edit opens the form of what holds for the whole room.
func (s *Screen) edit() tea.Cmd {
	if !s.known {
		return nil
	}
	t := s.env.T
	fields := []kit.Field{{Kind: kit.Note, Label: t("rights.form.tools")}}
	for _, tool := range order() {
		value := ""
		if slices.Contains(s.room.Tools, tool) {
			value = "yes"
		}
		if value == "" && (tool == house.ToolLetters || tool == house.ToolContract) && s.room.Kind != house.RoomPractice {
			continue // of counsellings alone
		}
		fields = append(fields, kit.Field{Name: tool, Kind: kit.Check, Label: s.toolName(tool), Value: value})
	}
	var presets []kit.Choose
	for _, p := range house.RightsPresets() {
		presets = append(presets, kit.Choose{ID: string(p), Label: t("rights.preset." + string(p))})
	}
	s.form = kit.NewForm(s.env, append(fields,
		kit.Field{Name: "preset", Kind: kit.Choice, Label: t("rights.form.preset"), Hint: t("rights.form.preset.hint"), Value: string(s.room.Preset), Options: presets},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.save},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.closeForm},
	)...)
	return nil
}

func (s *Screen) closeForm() tea.Cmd {
	s.form = nil
	return nil
}

// save changes what differs from before.
func (s *Screen) save() tea.Cmd {
	var e house.RoomEdit
	tools := []string{}
	changed := false
	for _, tool := range order() {
		if s.form.On(tool) {
			tools = append(tools, tool)
		}
		changed = changed || s.form.On(tool) != slices.Contains(s.room.Tools, tool)
	}
	if changed {
		e.Tools = &tools
	}
	if preset := house.RightsPreset(s.form.Text("preset")); preset != s.room.Preset {
		e.Preset = &preset
	}
	if e == (house.RoomEdit{}) {
		return s.closeForm()
	}
	place := s.place
	return s.deed("rights.saved", "", func(ctx context.Context, h kit.House, a house.Actor) error {
		_, err := h.EditRoom(ctx, a, place, e)
		return err
	})
}

func (s *Screen) deed(say, who string, do func(context.Context, kit.House, house.Actor) error) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return did{s, say, who, do(ctx, h, a)}
	})
}

func (s *Screen) load() tea.Cmd {
	if !s.asking.Begin() {
		return nil
	}
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		l := loaded{by: s}
		if l.room, l.err = h.Room(ctx, a, place); l.err == nil {
			l.all, l.err = h.Rights(ctx, a, place)
		}
		return l
	})
}

func (s *Screen) loaded(l loaded) tea.Cmd {
	again := s.asking.End()
	switch kind := house.KindOf(l.err); {
	case l.err == nil:
		s.known, s.wrong, s.room, s.all = true, "", l.room, l.all
		s.show()
	case !s.known || kind == house.NotFound || kind == house.Forbidden:
		s.wrong = s.env.Sentence(l.err)
	default:
		return kit.Send(kit.Failed{Err: l.err})
	}
	if again {
		return s.load()
	}
	return nil
}
