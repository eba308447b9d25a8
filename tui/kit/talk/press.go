package talk

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

func (s *Talk) press(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.stage == asking:
		return s.gate.Update(k)
	case s.stage == opening && len(s.ahead) < maxAhead:
		s.ahead = append(s.ahead, k)
		return nil
	case s.stage != talking:
		return nil
	case s.edit != nil:
		return s.edit.Update(k)
	case s.onLines && kit.Is(k, "esc") && s.writes():
		return s.toField()
	case s.loses() && kit.Is(k, "esc"):
		return s.askLose()
	case s.onLines || !s.writes():
		return s.pressLines(k)
	}
	switch k.String() {
	case "pgup":
		s.focus(true)
		s.scroll.Update(k)
		return s.edges()
	case "pgdown":
		s.scroll.Update(k)
		return s.edges()
	case "up":
		if s.say.OnFirstLine() {
			return s.toLines()
		}
	case "enter":
		if s.say.IsEmpty() || !s.canSay() {
			return nil
		}
	}
	return s.write(k)
}

// maxAhead is how many keys are kept for a field that is not there yet.
const maxAhead = 1000

// typedAhead is what was written on a slow line before the field was there.
func (s *Talk) typedAhead() tea.Cmd {
	keys := s.ahead
	s.ahead = nil
	if !s.Typing() {
		return nil
	}
	cmds := make([]tea.Cmd, len(keys))
	for i, k := range keys {
		cmds[i] = s.press(k)
	}
	return tea.Batch(cmds...)
}

// write passes a key or paste to the field and tells the others that one writes.
func (s *Talk) write(msg tea.Msg) tea.Cmd {
	before := s.say.Text()
	cmd := s.say.Update(msg)
	now := s.env.Now()
	if text := s.say.Text(); !s.stream.Live || !s.canSay() || text == before || text == "" || now.Sub(s.typed) < typingEvery {
		return cmd
	}
	s.typed = now
	return tea.Batch(cmd, s.tellTyping())
}

// typingEvery is how often the others are told that one still writes.
const typingEvery = 3 * time.Second

func (s *Talk) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case s.stage != talking:
		return nil
	case s.edit != nil:
		return s.edit.Update(msg)
	case !s.writes():
		return nil
	}
	s.focus(false)
	return s.write(msg)
}

func (s *Talk) pressLines(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Is(k, "down", "j") && s.writes() && s.scroll.AtEnd() && s.scroll.Selected() == s.lastID():
		return s.toField()
	case !s.scroll.Update(k) && kit.Is(k, "space"):
		return kit.Send(kit.NextUnread{})
	}
	return s.edges()
}

// edges reads on where the window of lines ends, and has what is seen now marked
// as read.
func (s *Talk) edges() tea.Cmd {
	cmds := []tea.Cmd{s.later(readLater)}
	if s.scroll.AtTop() && s.feed.Older {
		cmds = append(cmds, s.start(readOlder))
	}
	if s.scroll.AtEnd() && s.feed.Newer {
		cmds = append(cmds, s.start(readNewer))
	}
	return tea.Batch(cmds...)
}

func (s *Talk) focus(lines bool) { s.onLines, s.scroll.Idle = lines, !lines }

func (s *Talk) toLines() tea.Cmd {
	s.focus(true)
	if s.scroll.AtEnd() {
		s.scroll.End()
	}
	return s.edges()
}

func (s *Talk) toField() tea.Cmd {
	s.focus(false)
	s.scroll.End()
	return s.toEnd()
}

// lastID is the item at the end.
func (s *Talk) lastID() string {
	if n := len(s.out.lines); n > 0 {
		return outID(s.out.lines[n-1])
	}
	if all := s.feed.Posts(); len(all) > 0 {
		return string(all[len(all)-1].ID)
	}
	return ""
}

func (s *Talk) selected() (house.Post, bool) {
	return s.feed.Find(house.MessageID(s.scroll.Selected()))
}

func (s *Talk) quote() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	cmd := s.toField()
	return tea.Batch(cmd, s.write(tea.PasteMsg{Content: posts.Quote(s.env, p)}))
}

func (s *Talk) copyLine() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Copy(kit.CleanText(p.Text))
}

// change opens a line of one's own in a second field, so that a draft stays what
// it is.
func (s *Talk) change() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	s.edit = kit.NewComposer(s.env, "")
	s.edit.To = s.env.T("chat.edit.to", "Time", s.env.Text.Clock(p.At.In(s.env.Location)))
	s.edit.Readers, s.edit.Line = s.env.Readers(s.room), true
	s.edit.SetText("", p.Text)
	s.edit.Post = editIt(p.ID)
	done := func() tea.Cmd {
		s.edit = nil
		s.focus(true)
		return s.start(catchUp)
	}
	s.edit.Done, s.edit.Close = done, done
	return nil
}

func (s *Talk) askDelete() tea.Cmd {
	p, ok := s.selected()
	if !ok {
		return nil
	}
	return s.env.Confirm(s.env.T("chat.delete.title"), s.env.T("chat.delete.text"), s.env.T("common.delete"),
		func() tea.Cmd { return s.deleteIt(p.ID) })
}
