package wiki

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
)

// noBreak is a space at which no line ends.
const noBreak = "\u00a0"

// mark is what stands behind a link: its number, and whether there is no such page.
func (s *page) mark(l markdown.Link) string {
	if _, there := s.pages.called(l.Page); !there {
		return "[" + strconv.Itoa(l.Number) + noBreak + s.env.T("wiki.link.new") + "]"
	}
	return "[" + strconv.Itoa(l.Number) + "]"
}

// nextLink chooses another link.
func (s *page) nextLink(by int) func() tea.Cmd {
	return func() tea.Cmd {
		n := len(s.targets)
		if s.link == 0 && by < 0 {
			s.link = 1
		}
		if n > 0 {
			s.link = (s.link-1+by+n)%n + 1
		}
		return nil
	}
}

// digit opens a link by its number, once no longer number can be meant.
func (s *page) digit(d int) tea.Cmd {
	n := s.typed*10 + d
	s.typed = 0
	if n == 0 || n > len(s.targets) {
		return nil
	}
	s.link = n
	if n*10 <= len(s.targets) {
		s.typed = n
		return nil
	}
	return s.follow()
}

// follow opens the chosen link.
func (s *page) follow() tea.Cmd {
	s.typed = 0
	if s.link < 1 || s.link > len(s.targets) {
		return nil
	}
	return s.goTo(s.targets[s.link-1].Page)
}

// goTo opens a page by its name, or the field for one that is not there.
func (s *page) goTo(name string) tea.Cmd {
	if p, there := s.pages.called(name); there {
		return kit.Send(kit.GoTool{Place: s.place, Tool: house.ToolWiki, Entry: p.ID})
	}
	if _, off := s.whyNot(); off {
		return kit.Say("wiki.link.none", "Page", kit.Clean(name))
	}
	return kit.Send(toNew(s.place, name))
}

// openLinks lists the links of the page.
func (s *page) openLinks() tea.Cmd {
	s.links = kit.NewList(s.env)
	s.links.Open = func(r kit.Row) tea.Cmd {
		s.links = nil
		return s.goTo(r.ID)
	}
	rows := make([]kit.Row, len(s.targets))
	for i, l := range s.targets {
		rows[i] = kit.Row{ID: l.Page, Label: l.Page}
		if _, there := s.pages.called(l.Page); !there {
			rows[i].Note = s.env.T("wiki.link.new.note")
		}
	}
	s.links.SetRows(rows)
	return nil
}

func (s *page) leaveLinks() tea.Cmd {
	s.links = nil
	return nil
}

func (s *page) newPage() tea.Cmd {
	return askName(s.env, s.place, s.pages)
}
