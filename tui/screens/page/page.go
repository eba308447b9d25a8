// Package page shows one of the house's own texts: the rules, the terms, the
// privacy text, how the house works.
package page

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Names of the pages, as GoPage gives them.
const (
	Rules   = "rules"
	Terms   = "terms"
	Privacy = "privacy"
	How     = "how"
)

// Keys are what can be done with a page: nothing but reading.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is a page.
type Screen struct {
	env    *kit.Env
	name   string
	scroll *kit.Scroll
}

// New makes the screen; an unknown name shows how the house works.
func New(env *kit.Env, name string) *Screen {
	s := &Screen{env: env, name: name, scroll: kit.NewScroll(env)}
	s.say()
	return s
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string {
	title, _ := Words(s.env, s.name)
	return title
}

// Update scrolls, and says the page again in another language.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if _, ok := msg.(kit.Changed); ok {
		s.say()
		return s, nil
	}
	s.scroll.Update(msg)
	return s, nil
}

// View shows the text, at most 76 cells wide.
func (s *Screen) View(w, h int) kit.View { return s.scroll.Page(min(w, 76), h) }

func (s *Screen) say() {
	_, text := Words(s.env, s.name)
	s.scroll.SetText(text)
}

// Words gives title and text of a page.
func Words(env *kit.Env, name string) (title, text string) {
	switch name {
	case Rules:
		return env.T("ground.rules.title"), env.Page(house.TextRules, "ground.rules.text")
	case Terms:
		return env.T("ground.terms.title"), env.Page(house.TextTerms, "ground.terms.text")
	case Privacy:
		return env.T("ground.privacy.title"), env.Page(house.TextPrivacy, "ground.privacy.text")
	}
	return env.T("ground.how.title"), env.Page(house.TextHow, "ground.how.text")
}
