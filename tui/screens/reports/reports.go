// Package reports is how chosen posts come before moderators, and what becomes of them:
// the form that shows exactly what is handed over and to whom (Give), the desk of the
// moderators (Desk), and one's own reports (Mine).
package reports

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// sheet is text on its way onto a page.
type sheet struct {
	env   *kit.Env
	lines []string
}

func (s *sheet) say(key string, args ...any) { s.lines = append(s.lines, s.env.T(key, args...)) }
func (s *sheet) put(lines ...string)         { s.lines = append(s.lines, lines...) }
func (s *sheet) text() string                { return strings.Join(s.lines, "\n") }

func names(all []string) string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = kit.Clean(n)
	}
	return strings.Join(out, ", ")
}

func facts(all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// posts are handed over words as they are read.
func (s *sheet) posts(posts []house.ReportPost) {
	for _, p := range posts {
		edited := ""
		if p.Edited {
			edited = s.env.T("report.word.edited")
		}
		s.put("", facts(kit.Clean(p.Author), s.env.Text.DateTime(p.At.In(s.env.Location)), kit.Clean(p.Title), edited))
		for line := range strings.SplitSeq(kit.CleanText(p.Text), "\n") {
			s.put("| " + line)
		}
	}
}

// words are what moderators wrote, or those who appeal.
func (s *sheet) words(words []house.ReportWord) {
	for _, w := range words {
		head := s.env.T("report.word." + w.Kind)
		if w.Kind == "decision" {
			head = facts(head, s.env.T(verdict(w.Upheld)))
			if w.Final {
				head = facts(head, s.env.T("report.word.final"))
			}
		}
		s.put("", facts(head, kit.Clean(w.By), s.env.Text.DateTime(w.At.In(s.env.Location))))
		if w.Text != "" {
			s.put(kit.CleanText(w.Text))
		}
		if len(w.Posts) > 0 {
			s.say("report.word.posts")
			s.posts(w.Posts)
		}
	}
}

func verdict(upheld bool) string {
	if upheld {
		return "report.upheld"
	}
	return "report.dismissed"
}

// line says how a report stands.
func line(env *kit.Env, l house.ReportLine) string {
	about := []string{env.T("report.state." + string(l.State))}
	if l.State == house.ReportDecided || l.State == house.ReportClosed || l.State == house.ReportAppealed {
		about = append(about, env.T(verdict(l.Upheld)))
	}
	if l.Posts > 0 {
		about = append(about, env.N("report.posts", l.Posts))
	}
	if l.People > 0 {
		about = append(about, env.N("report.people", l.People))
	}
	if l.Taken != "" && l.Decided == "" {
		about = append(about, env.T("report.taken_by", "Name", kit.Clean(l.Taken)))
	}
	return facts(about...)
}

// page draws a text above which nothing stands.
func page(scroll *kit.Scroll, w, h int) kit.View { return scroll.Page(w, h) }
