package talk

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Who may not write any more, since the room was closed or they were taken out of
// it, keeps the field as long as words stand in it: they are not lost, and what is
// typed does not suddenly act as keys of the house.

func (s *Talk) canSay() bool {
	return s.room.Can(house.DoSay) && (s.stream.Kind != house.KindChat || s.room.ChatShut == nil)
}

// shut is the sentence that says why the chat is closed, "" where it is not.
func (s *Talk) shut() string {
	if s.stream.Kind != house.KindChat || s.room.ChatShut == nil {
		return ""
	}
	return s.env.Sentence(s.room.ChatShut)
}

// shutOut takes the words of others off the screen of somebody who may not read them
// for now; a draft is kept.
func (s *Talk) shutOut() tea.Cmd {
	save := s.Save()
	s.barred = true
	s.feed.Reset(nil, s.feed.Mod(), false, false)
	s.show()
	s.stage, s.wrong = failed, s.shut()
	return tea.Batch(save, s.goOut())
}

// whyNot is the sentence that says why there is no field.
func (s *Talk) whyNot() string {
	if key := s.room.WhyNot(house.ToolChat); s.stream.Kind == house.KindChat && key != "" {
		return key
	}
	return "chat.read_only"
}

// writes tells whether there is a field.
func (s *Talk) writes() bool { return s.canSay() || s.keeps }

// keep holds on to the field while its words cannot be sent.
func (s *Talk) keep() {
	if s.stage != talking {
		return
	}
	s.keeps = !s.canSay() && (s.keeps || !s.say.IsEmpty())
	s.noteField()
	if !s.writes() {
		s.focus(true)
	}
}

// noteField says above the field why its words stay there.
func (s *Talk) noteField() {
	s.say.Note = ""
	switch {
	case s.gone:
		s.say.Note = s.env.T("chat.gone.words")
	case s.keeps:
		s.say.Note = s.env.T("chat.read_only.words")
	}
}

// leftRoom takes the words of others off the screen of somebody who is not in the
// room any more. Their own unsent words stay: no draft can be kept of them.
func (s *Talk) leftRoom() {
	s.gone, s.entered, s.here, s.hereLine = true, false, nil, ""
	s.room.CanRead, s.room.May = nil, nil
	s.rooms++
	s.feed.Reset(nil, s.feed.Mod(), false, false)
	s.say.Place = ""
	s.keep()
	s.label()
	s.show()
	if !s.keeps && s.edit == nil {
		s.stage, s.wrong = failed, s.env.T("chat.gone")
	}
}

// cameBack reads the room anew after the right to read was given again.
func (s *Talk) cameBack() tea.Cmd {
	s.gone, s.say.Place = false, s.stream.Draft
	s.keep()
	return tea.Batch(s.open(), s.goIn())
}

// keptKeys are those of a field whose words cannot be sent.
func (s *Talk) keptKeys() []kit.Key {
	return []kit.Key{
		kit.Bind("ctrl+y", "chat.key.copy_words", s.copyWords).Unless(s.say.IsEmpty(), "error.empty").InFooter(),
		kit.Bind("tab", "chat.key.lines", s.toLines).InFooter(),
	}
}

func (s *Talk) copyWords() tea.Cmd { return s.env.Copy(s.say.Text()) }

// loses tells whether leaving would lose words of which there is no draft.
func (s *Talk) loses() bool { return s.stage == talking && s.gone && !s.say.IsEmpty() }

func (s *Talk) askLose() tea.Cmd {
	return s.env.Confirm(s.env.T("chat.lose.title"), s.env.T("chat.lose.text"), s.env.T("chat.lose.yes"), func() tea.Cmd {
		s.say.SetText("", "")
		return kit.Send(kit.GoBack{})
	})
}
