// Package welcome is the ground floor as everybody sees it, guests too: what this
// house is, its texts, its notice board, and the ways in.
package welcome

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// Keys are what can be done besides opening an entry.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("L", "welcome.key.language", s.language).InFooter(),
	}
}

// Screen is the ground floor.
type Screen struct {
	env  *kit.Env
	list *kit.List
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, list: kit.NewList(env)}
	s.list.Open = func(kit.Row) tea.Cmd { return s.contact() }
	s.show()
	return s
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("common.ground_floor") }

// Typing tells whether letters belong to the find field.
func (s *Screen) Typing() bool { return s.list.Typing() }

// Wants takes what belongs to the list's number or find field.
func (s *Screen) Wants(key tea.KeyPressMsg) bool { return s.list.Wants(key) }

// Update takes keys for the list.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg.(type) {
	case kit.Changed:
		s.show()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s, s.list.Update(msg)
	}
	return s, nil
}

// View shows a greeting above the list.
func (s *Screen) View(w, h int) kit.View {
	t := s.env.T
	greeting := []string{s.env.Styles.Strong.Of(kit.Fit(t("ground.welcome.title"), w)), ""}
	text := kit.Wrap(s.env.Page(house.TextWelcome, "ground.welcome.text"), min(w, 76))
	// The greeting gives way to the entries: they are what leads on.
	room := max(h-len(s.list.Rows())-3, 0)
	if len(text) > room {
		text = text[:room]
	}
	greeting = append(greeting, text...)
	if len(text) > 0 {
		greeting = append(greeting, "")
	}
	v := s.list.View(w, h-len(greeting))
	v.Lines = append(greeting, v.Lines...)
	if v.Cursor != nil {
		v.Cursor.Y += len(greeting)
	}
	return v
}

func (s *Screen) show() {
	t := s.env.T
	rows := []kit.Row{ // what somebody in need looks for stands first
		{ID: "cards", Label: t("welcome.counsellors"), Go: kit.GoCards{}},
		{ID: "emergency", Label: t("emergency.title"), Go: kit.GoEmergency{}},
		{ID: "how", Label: t("ground.how.title"), Go: kit.GoPage{Name: "how"}},
		{ID: "rules", Label: t("ground.rules.title"), Go: kit.GoPage{Name: "rules"}},
		{ID: "terms", Label: t("ground.terms.title"), Go: kit.GoPage{Name: "terms"}},
		{ID: "privacy", Label: t("ground.privacy.title"), Go: kit.GoPage{Name: "privacy"}},
		{ID: "notices", Label: t("welcome.notices"), Go: kit.GoTool{Place: house.GroundFloor + "/" + house.NoticesSlug, Tool: house.ToolBoard}},
	}
	if s.env.Who().Member() {
		rows = append(rows, kit.Row{ID: "cafe", Label: t("welcome.cafe"), Go: kit.GoRoom{Place: house.GroundFloor + "/" + house.CafeSlug}})
	} else {
		rows = append(rows, kit.Row{ID: "recover", Label: t("recovery.title"), Go: kit.GoRecover{}})
		rows = append(rows, kit.Row{ID: "join", Label: t("welcome.join"), Go: kit.GoText{Title: t("welcome.join"), Text: t("welcome.join.text", "Host", s.env.Host)}})
	}
	s.list.SetRows(append(rows, kit.Row{ID: "contact", Label: t("floordesk.ground")}))
}

// contact shows who runs the house: what its ground floor says of itself.
func (s *Screen) contact() tea.Cmd {
	say := *s.env
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := h.Floor(ctx, a, house.GroundFloor)
		if err != nil {
			return kit.Fail(err)
		}
		text := say.FloorTexts(f)
		if text == "" {
			text = say.T("floordesk.ground.none")
		}
		return kit.GoText{Title: say.T("floordesk.ground"), Text: text}
	})
}

// language turns the language of this session over: German, English, German with Du.
func (s *Screen) language() tea.Cmd {
	next := map[text.Lang]text.Lang{text.German: text.English, text.English: text.GermanDu, text.GermanDu: text.German}
	return kit.Send(kit.Prefer{Settings: house.Settings{Lang: string(next[s.env.Text.Lang()])}})
}
