// Package pager shows one text: the answer of a command, a ticket's slip, what is
// to be selected with the mouse.
package pager

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
)

// Keys are what can be done with a text.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		kit.Bind("y", "pager.key.copy", s.copy).InFooter(),
	}
}

// Screen is a text that can be scrolled.
type Screen struct {
	env    *kit.Env
	title  string
	text   string
	scroll *kit.Scroll
}

// New makes the screen; title and text are said already.
func New(env *kit.Env, title, text string) *Screen {
	s := &Screen{env: env, title: title, text: text, scroll: kit.NewScroll(env)}
	s.scroll.SetText(text)
	return s
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.title }

// Update scrolls.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	s.scroll.Update(msg)
	return s, nil
}

// View shows the text.
func (s *Screen) View(w, h int) kit.View { return s.scroll.Page(w, h) }

func (s *Screen) copy() tea.Cmd { return s.env.Copy(s.text) }
