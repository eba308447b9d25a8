package tui

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// press takes a key: first the ways out that work everywhere, then what the screen
// wants for itself, its table, the house's table, and last the screen again.
func (s *shell) press(k tea.KeyPressMsg) tea.Cmd {
	s.stir()
	if s.blank {
		return nil
	}
	s.toast = ""
	chord := s.chord
	s.chord = kit.Is(k, "ctrl+x")
	switch {
	case s.chord && chord:
		return s.quickExit()
	case s.chord:
		s.say(false, s.env.T("shell.exit_again"))
		return nil
	case kit.Is(k, "ctrl+l"):
		return tea.ClearScreen
	case kit.Is(k, "f1"):
		return s.open(kit.GoEmergency{})
	case kit.Is(k, "ctrl+c"):
		return s.interrupt()
	case len(s.stack) == 0:
		return s.pressNowhere(k)
	}
	screen := s.stack[len(s.stack)-1].screen
	if w, ok := screen.(kit.Wanter); ok && w.Wants(k) {
		return s.top(k)
	}
	typing := isTyping(screen)
	for _, table := range [][]kit.Key{screen.Keys(), s.keys(screen)} {
		if key, ok := kit.Find(table, k, typing); ok {
			return s.do(key)
		}
	}
	return s.top(k)
}

// do does what a key is for, or says why it is off.
func (s *shell) do(key kit.Key) tea.Cmd {
	if key.Off != "" {
		s.say(false, s.env.T(key.Off))
		return nil
	}
	return key.Do()
}

// pressNowhere is for the moment before the first screen.
func (s *shell) pressNowhere(k tea.KeyPressMsg) tea.Cmd {
	if kit.Is(k, "q", "esc") {
		return tea.Quit
	}
	return nil
}

func isTyping(screen kit.Screen) bool {
	t, ok := screen.(kit.Typist)
	return ok && t.Typing()
}

// keys is the house's own table, the same on every screen.
func (s *shell) keys(screen kit.Screen) []kit.Key {
	who := s.env.Who()
	member, reads := who.Member(), who.Member() || who.Role == house.RoleGuestOf
	if isDialog(screen) {
		return []kit.Key{
			kit.Bind("esc", "key.back", s.back).InFooter(),
			kit.Bind("! f1", "key.emergency", s.goTo(kit.GoEmergency{})),
		}
	}
	if s.sealed { // whoever sits there now may not be the one who left
		return []kit.Key{
			kit.Bind("?", "key.help", s.help).InFooter(),
			kit.Bind("! f1", "key.emergency", s.goTo(kit.GoEmergency{})).InFooter(),
			kit.Bind("esc q", "key.back", s.back),
			kit.Bind("ctrl+x", "key.exit", s.quickExit),
			kit.Bind("ctrl+c", "key.interrupt", s.leave),
		}
	}
	if s.gate != nil {
		return []kit.Key{
			kit.Bind("0 . f2", "key.actions", s.actions).InFooter(),
			kit.Bind("! f1", "key.emergency", s.goTo(kit.GoEmergency{})).InFooter(),
			kit.Bind("esc q", "key.back", s.back).InFooter(),
			kit.Bind("?", "key.help", s.help).InFooter(),
			kit.Bind(":", "key.command", s.commandLine),
			kit.Bind("v", "key.plain", s.plain),
			kit.Bind("ctrl+x", "key.exit", s.quickExit),
			kit.Bind("", "key.linear", s.goLinear),
			kit.Bind("ctrl+l", "key.redraw", func() tea.Cmd { return tea.ClearScreen }),
			kit.Bind("ctrl+c", "key.interrupt", s.leave),
		}
	}
	return []kit.Key{
		kit.Bind("0 . f2", "key.actions", s.actions).InFooter(),
		kit.Bind("! f1", "key.emergency", s.goTo(kit.GoEmergency{})).InFooter(),
		kit.Bind("esc q", "key.back", s.back).InFooter(),
		kit.Bind("?", "key.help", s.help).InFooter(), // the first to give way: the actions tell all that help does
		kit.Bind("g", "key.next", s.next).Unless(!reads, "key.for_members"),
		kit.Bind("S", "key.skip", s.skip).Unless(!reads, "key.for_members"),
		kit.Bind("u", "key.last", s.last).Unless(len(s.past) < 2, "key.last.off"),
		kit.Bind("i", "key.inbox", s.goTo(kit.GoInbox{})).Unless(!member, "key.for_members"),
		kit.Bind("w", "key.here", s.whoIsHere).Unless(s.room() == "", "key.here.off"),
		kit.Bind(":", "key.command", s.commandLine),
		kit.Bind("v", "key.plain", s.plain),
		kit.Bind("", "key.home", s.goTo(kit.GoHome{})).Unless(!member, "key.for_members"),
		kit.Bind("", "key.lock", s.lock).Unless(!member || who.Sealed, "key.lock.off"),
		kit.Bind("ctrl+x", "key.exit", s.quickExit),
		kit.Bind("", "key.linear", s.goLinear),
		kit.Bind("ctrl+l", "key.redraw", func() tea.Cmd { return tea.ClearScreen }),
		kit.Bind("ctrl+c", "key.interrupt", s.leave),
	}
}

func (s *shell) goTo(at kit.Go) func() tea.Cmd {
	return func() tea.Cmd { return s.open(at) }
}

// room is the address of the room on top, "" elsewhere.
func (s *shell) room() string {
	if p := s.place(); p.Address != "" {
		if room := kit.RoomOf(p.Address); room != p.Address || isRoom(p.Address) {
			return room
		}
	}
	return ""
}

// place is where the top screen is.
func (s *shell) place() kit.Place {
	if n := len(s.stack); n > 0 {
		if l, ok := s.stack[n-1].screen.(kit.Located); ok {
			return l.Place()
		}
	}
	return kit.Place{}
}
