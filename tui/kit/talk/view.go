package talk

import (
	"strings"

	"stockwerk/house"
	"stockwerk/text"
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
	if s.edit != nil || s.writes() {
		fh = writer.Height(w, max(h/3, 4))
		field = writer.View(w, fh)
	} else {
		why := s.shut()
		if why == "" {
			why = s.env.T(s.whyNot())
		}
		field.Lines = kit.Wrap(why, w)
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
	key := hereKey{w, s.env.Text, s.env.Styles, s.room.Me}
	if s.hereLine != "" && s.hereKey == key {
		return s.hereLine
	}
	var here, writing names
	for _, p := range s.here {
		if p.Name == s.room.Me {
			continue
		}
		here.add(p.Name, w)
		if p.Typing {
			writing.add(p.Name, w)
		}
	}
	left, right := "", ""
	switch {
	case len(s.here) == 0:
	case here.n == 0:
		left = s.env.T("chat.alone")
	default:
		left = s.env.T("chat.here", "Names", here.String())
	}
	if writing.n > 0 {
		right = s.env.N("chat.writes", writing.n, "Names", writing.String())
	}
	s.hereKey, s.hereLine = key, s.env.Styles.Dim.Of(kit.Ends(left, right, w))
	return s.hereLine
}

// hereKey is all that the line of who is here depends on but the people.
type hereKey struct {
	w      int
	text   *text.Printer
	styles *kit.Styles
	me     string
}

// names are people in a line; those for whom there is no room any more are
// counted only.
type names struct {
	strings.Builder
	n int
}

func (l *names) add(name string, w int) {
	if l.n++; l.Len() > 4*w { // at most four bytes a cell
		return
	}
	if l.n > 1 {
		l.WriteString(", ")
	}
	l.WriteString(kit.Clean(name))
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
	items := s.unchanged(all)
	told := len(items) > 0 && s.newFrom > 0 && all[len(items)-1].Seq >= s.newFrom
	for i := len(items); i < len(all); i++ {
		p, above := all[i], 0
		if i == 0 || !posts.SameDay(s.env, all[i-1], p) {
			above |= beginsDay
		}
		if s.newFrom > 0 && !told && p.Seq >= s.newFrom {
			above, told = above|beginsNew, true
		}
		items = append(items, s.item(p, above))
	}
	s.items, s.itemsFrom = items, s.newFrom
	for _, l := range s.out.lines {
		items = append(items, s.outItem(l))
	}
	s.scroll.SetItems(items)
}

// unchanged are the items of the last time up to the first post that is another
// one or was changed: mostly all of them, since words come at the end.
func (s *Talk) unchanged(all []house.Post) []kit.Item {
	n := 0
	if s.itemsFrom == s.newFrom {
		for n < min(len(s.items), len(all)) && s.items[n].ID == string(all[n].ID) && s.items[n].Stamp>>stampBits == all[n].Mod {
			n++
		}
	}
	return s.items[:n]
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
