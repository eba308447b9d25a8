package talk

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// View shows the lines, who is here, and the field.
func (s *Talk) View(w, h int) kit.View {
	switch s.stage {
	case opening:
		return kit.View{Lines: []string{s.env.T("common.loading")}}
	case failed:
		return kit.View{Lines: kit.Wrap(s.wrong, w)}
	case asking:
		return s.viewGate(w, h)
	}
	var field kit.View
	writer := s.say
	if s.edit != nil {
		writer = s.edit
	}
	var fh int
	if s.edit != nil || s.canSay() {
		fh = writer.Height(w, max(h/3, 4))
		field = writer.View(w, fh)
	} else {
		field.Lines = kit.Wrap(s.env.T("chat.read_only"), w)
		fh = len(field.Lines)
	}
	lh := max(h-fh-1, 1)
	lines := s.scroll.View(w, lh).Lines
	s.note()
	if short := lh - len(lines); short > 0 { // the talk stands at the bottom
		lines = append(make([]string, short), lines...)
	}
	lines = append(lines, s.presence(w))
	if field.Cursor != nil {
		field.Cursor.Y += len(lines)
		if s.edit == nil && s.onLines {
			field.Cursor = nil
		}
	}
	return kit.View{Lines: append(lines, field.Lines...), Cursor: field.Cursor}
}

// note remembers what has been on screen.
func (s *Talk) note() {
	id := s.scroll.Seen()
	if strings.HasPrefix(id, "out ") {
		s.seen = max(s.seen, s.feed.Last())
		return
	}
	if p, ok := s.feed.Find(house.MessageID(id)); ok {
		s.seen = max(s.seen, p.Seq)
	}
}

func (s *Talk) viewGate(w, h int) kit.View {
	lines := kit.Wrap(s.rule(), w)
	lines = append(lines, "")
	lines = append(lines, kit.Wrap(s.env.Readers(s.room), w)...)
	lines = append(lines, "")
	v := s.gate.View(w, max(h-len(lines), 2))
	return kit.View{Lines: append(lines, v.Lines...)}
}

// rule says how long the talk is kept.
func (s *Talk) rule() string {
	if s.room.Transcript == 0 {
		return s.env.T("chat.rule.not")
	}
	return s.env.N("chat.rule.days", s.room.Transcript)
}

// presence is the line of who is here and who writes.
func (s *Talk) presence(w int) string {
	if !s.stream.Live {
		return s.env.Styles.Dim.Of(kit.Fit(s.Aside, w))
	}
	var here, writing []string
	for _, p := range s.here {
		if p.Name == s.room.Me {
			continue
		}
		name := kit.Clean(p.Name)
		here = append(here, name)
		if p.Typing {
			writing = append(writing, name)
		}
	}
	left, right := "", ""
	switch {
	case len(s.here) == 0:
	case len(here) == 0:
		left = s.env.T("chat.alone")
	default:
		left = s.env.T("chat.here", "Names", strings.Join(here, ", "))
	}
	if len(writing) > 0 {
		right = s.env.N("chat.writes", len(writing), "Names", strings.Join(writing, ", "))
	}
	return s.env.Styles.Dim.Of(kit.Ends(left, right, w))
}

// Bits of a stamp beside a post's Mod: what stands above it.
const (
	beginsDay = 1 << iota
	beginsNew
	stampBits = iota
)

// show makes the items of the lines.
func (s *Talk) show() {
	all := s.feed.Posts()
	items := make([]kit.Item, 0, len(all)+len(s.out.lines))
	told := false
	for i, p := range all {
		above := 0
		if i == 0 || !posts.SameDay(s.env, all[i-1], p) {
			above |= beginsDay
		}
		if s.newFrom > 0 && !told && p.Seq >= s.newFrom {
			above, told = above|beginsNew, true
		}
		items = append(items, s.item(p, above))
	}
	for _, l := range s.out.lines {
		items = append(items, s.outItem(l))
	}
	s.scroll.SetItems(items)
}

func (s *Talk) item(p house.Post, above int) kit.Item {
	return kit.Item{ID: string(p.ID), Stamp: p.Mod<<stampBits | int64(above), Draw: func(w int) []string {
		var lines []string
		if above&beginsDay != 0 {
			lines = append(lines, posts.Day(s.env, p, w))
		}
		if above&beginsNew != 0 {
			lines = append(lines, posts.New(s.env, w))
		}
		after := ""
		if p.Mine && p.Kind == s.stream.Kind && !p.Deleted {
			after = "✓"
		}
		return append(lines, posts.Line(s.env, p, after, w)...)
	}}
}

func outID(l line) string { return "out " + l.words.Key }

// outItem draws a line that is not confirmed; its state is said in words.
func (s *Talk) outItem(l line) kit.Item {
	return kit.Item{ID: outID(l), Stamp: int64(l.state), Draw: func(w int) []string {
		p := house.Post{Author: s.room.Me, Mine: true, Kind: s.stream.Kind, At: l.at, Mark: s.mark()}
		p.Text, p.Action = s.stream.said(l.words)
		switch l.state {
		case stored:
			return posts.Line(s.env, p, "✓", w)
		case stuck:
			return posts.Line(s.env, p, s.env.T("chat.stuck"), w)
		}
		return posts.Line(s.env, p, s.env.T("chat.sending"), w)
	}}
}

// mark is one's own role as it stands in front of names.
func (s *Talk) mark() house.RoomRole {
	if s.room.Role == house.RoleMember {
		return ""
	}
	return s.room.Role
}
