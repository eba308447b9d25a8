// Package emergency is the page with the numbers to call. It needs nobody and
// nothing: no account, no database, no answer of the house.
package emergency

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Keys are what can be done here: reading, and going back with Esc.
func (s *Screen) Keys() []kit.Key { return nil }

// Screen is the emergency page.
type Screen struct {
	env    *kit.Env
	scroll *kit.Scroll
}

// New makes the screen.
func New(env *kit.Env) *Screen {
	s := &Screen{env: env, scroll: kit.NewScroll(env)}
	s.say()
	return s
}

// Init has nothing to read.
func (s *Screen) Init() tea.Cmd { return nil }

// Title is the header's last part.
func (s *Screen) Title() string { return s.env.T("emergency.title") }

// Update scrolls.
func (s *Screen) Update(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if _, ok := msg.(kit.Changed); ok {
		s.say()
		return s, nil
	}
	s.scroll.Update(msg)
	return s, nil
}

// View shows the numbers first, since they are what is needed first on a small
// screen.
func (s *Screen) View(w, h int) kit.View { return s.scroll.Page(min(w, 76), h) }

func (s *Screen) say() {
	t := s.env.T
	paragraphs := []string{s.env.Page(house.TextEmergency, "emergency.numbers"), t("emergency.no_crisis_service"), t("emergency.private"), t("emergency.quick_exit")}
	s.scroll.SetItems([]kit.Item{{ID: "page", Draw: func(w int) []string {
		var lines []string
		for _, p := range paragraphs {
			for _, line := range strings.Split(p, "\n") {
				lines = append(lines, s.line(line, w)...)
			}
			lines = append(lines, "")
		}
		return lines
	}}})
}

// line draws a number in bold and what it is for beside it, or below it where
// the screen is narrow.
func (s *Screen) line(line string, w int) []string {
	number, what, ok := strings.Cut(line, "  ")
	if !ok || strings.TrimLeft(number, "0123456789 ") != "" {
		return kit.Wrap(line, w)
	}
	what = strings.TrimSpace(what)
	number = kit.Pad(number, 14)
	var out []string
	for i, part := range kit.Wrap(what, max(w-15, 10)) {
		if i == 0 {
			out = append(out, s.env.Styles.Strong.Of(number)+" "+part)
			continue
		}
		out = append(out, strings.Repeat(" ", 15)+part)
	}
	return out
}
