package wiki

import (
	"stockwerk/tui/kit"
)

// widest is how wide a page is set: longer lines are hard to read.
const widest = 90

// View shows the page, or what is open of it.
func (s *page) View(w, h int) kit.View {
	switch {
	case s.write != nil:
		return s.write.View(w, h)
	case s.wrong != "":
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case !s.known:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case s.diff != nil:
		return s.diff.View(w, h)
	case s.links != nil:
		return s.links.View(w, h)
	case s.versions != nil && s.version == 0:
		return s.versionsView(w, h)
	}
	foot := s.foot()
	if foot == "" {
		return s.scroll.Page(min(w, widest), h)
	}
	v := s.scroll.Page(min(w, widest), h-1)
	v.Lines = append(kit.Fill(v.Lines, h-1), s.env.Styles.Key.Of(kit.Fit(foot, w)))
	return v
}

// foot says which link is chosen.
func (s *page) foot() string {
	if s.link < 1 || s.link > len(s.targets) {
		return ""
	}
	l := s.targets[s.link-1]
	key := "wiki.link.chosen"
	if _, there := s.pages.called(l.Page); !there {
		key = "wiki.link.chosen.new"
	}
	return s.env.T(key, "N", s.link, "All", len(s.targets), "Page", kit.Clean(l.Page))
}

// draw sets the page: name, who wrote it and when, and the text.
func (s *page) draw(w int) []string {
	st := s.env.Styles
	var lines []string
	for _, line := range kit.Wrap(kit.Clean(s.page.Name), w) {
		lines = append(lines, st.Strong.Of(line))
	}
	for _, line := range s.about(w) {
		lines = append(lines, st.Dim.Of(line))
	}
	for _, note := range s.notes() {
		for _, line := range kit.Wrap(note, w) {
			lines = append(lines, st.Warn.Of(line))
		}
	}
	return append(append(lines, ""), s.text.Lines(w)...)
}

// about says which version this is.
func (s *page) about(w int) []string {
	lines := kit.Wrap(facts(s.env, s.page), w)
	if s.page.From > 0 {
		lines = append(lines, kit.Wrap(s.env.T("wiki.restored", "Version", s.page.From), w)...)
	}
	if s.page.Comment != "" {
		lines = append(lines, kit.Wrap(s.env.T("wiki.comment", "Comment", kit.Clean(s.page.Comment)), w)...)
	}
	return lines
}

// notes are what somebody should know before they go on.
func (s *page) notes() []string {
	var notes []string
	if s.version != 0 && s.page.Version != s.page.Newest {
		notes = append(notes, s.env.T("wiki.old", "Version", s.page.Version, "Newest", s.page.Newest))
	}
	if s.draft {
		notes = append(notes, s.env.T("wiki.draft"))
	}
	return notes
}
