package tui

import (
	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

const (
	// maxStack and maxPast bound what a session remembers of its way.
	maxStack = 12
	maxPast  = 64
)

// open puts the screen of a place on top.
func (s *shell) open(at kit.Go) tea.Cmd {
	if s.sealed && !openWhileSealed(at) || s.gate != nil && !openAtGate(s.gate, at) {
		return nil
	}
	if n := len(s.stack); n > 0 && s.stack[n-1].at != nil && samePlace(s.stack[n-1].at, at) {
		return s.top(kit.Resumed{})
	}
	screen := page(s.env, at)
	if screen == nil {
		s.say(false, s.env.T("shell.no_page"))
		return nil
	}
	var cmds []tea.Cmd
	if _, home := at.(kit.GoHome); home {
		cmds = append(cmds, s.clear())
	}
	if len(s.stack) >= maxStack { // the first stays, it is the way out
		cmds = append(cmds, closing(s.stack[1].screen))
		s.stack = append(s.stack[:1], s.stack[2:]...)
	}
	return tea.Batch(append(cmds, s.push(screen, at))...)
}

func openWhileSealed(at kit.Go) bool {
	switch at.(type) {
	case kit.GoLock, kit.GoEmergency:
		return true
	}
	return false
}

// push puts a screen on top; dialogs have no place.
func (s *shell) push(screen kit.Screen, at kit.Go) tea.Cmd {
	s.stack = append(s.stack, frame{screen, at})
	if at != nil && (len(s.past) == 0 || !samePlace(s.past[len(s.past)-1], at)) {
		if len(s.past) >= maxPast {
			s.past = append(s.past[:0], s.past[1:]...)
		}
		s.past = append(s.past, at)
	}
	return screen.Init()
}

// pop takes the top screen away; the one below is told when it was covered by
// another page, not by a mere dialog.
func (s *shell) pop() tea.Cmd {
	n := len(s.stack) - 1
	if n < 0 {
		return nil
	}
	gone := s.stack[n]
	s.stack[n] = frame{}
	s.stack = s.stack[:n]
	cmd := closing(gone.screen)
	if gone.at == nil || n == 0 {
		return cmd
	}
	return tea.Batch(cmd, s.top(kit.Resumed{}))
}

// back is the key Esc: a form with something in it is asked about first.
func (s *shell) back() tea.Cmd {
	if len(s.stack) == 0 || s.sealed && isLock(s.stack[len(s.stack)-1].at) {
		return nil
	}
	if s.gate != nil && s.stack[len(s.stack)-1].at == s.gate {
		return s.leave()
	}
	if d, ok := s.stack[len(s.stack)-1].screen.(kit.Dirtier); ok && d.Dirty() {
		return s.env.Confirm(s.env.T("shell.discard"), s.env.T("shell.discard.text"), s.env.T("shell.discard.yes"), s.drop)
	}
	return s.drop()
}

func (s *shell) drop() tea.Cmd {
	if len(s.stack) > 1 {
		return s.pop()
	}
	return s.leave()
}

// clear closes all screens.
func (s *shell) clear() tea.Cmd {
	var cmds []tea.Cmd
	for i := range s.stack {
		cmds = append(cmds, closing(s.stack[i].screen))
		s.stack[i] = frame{}
	}
	s.stack = s.stack[:0]
	return tea.Batch(cmds...)
}

// closing is what a screen still has to do when it goes.
func closing(screen kit.Screen) tea.Cmd {
	var cmds []tea.Cmd
	if k, ok := screen.(kit.Keeper); ok {
		cmds = append(cmds, k.Save())
	}
	if l, ok := screen.(kit.Leaver); ok {
		cmds = append(cmds, l.Close())
	}
	return tea.Batch(cmds...)
}

// last goes back to the place before this one.
func (s *shell) last() tea.Cmd {
	if len(s.past) < 2 {
		return nil
	}
	at := s.past[len(s.past)-2]
	s.past = s.past[:len(s.past)-2]
	return s.jump(at)
}

// jump opens a place with nothing but the first screen below it, so that walking
// does not pile up screens.
func (s *shell) jump(at kit.Go) tea.Cmd {
	var cmds []tea.Cmd
	for len(s.stack) > 1 {
		n := len(s.stack) - 1
		cmds = append(cmds, closing(s.stack[n].screen))
		s.stack[n] = frame{}
		s.stack = s.stack[:n]
	}
	return tea.Batch(append(cmds, s.open(at))...)
}

// here is the place on top, through dialogs.
func (s *shell) here() kit.Go {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i].at != nil {
			return s.stack[i].at
		}
	}
	return nil
}

// samePlace compares places; where in a thread reading begins does not matter.
func samePlace(a, b kit.Go) bool {
	if t, ok := a.(kit.GoThread); ok {
		t.At = 0
		a = t
	}
	if t, ok := b.(kit.GoThread); ok {
		t.At = 0
		b = t
	}
	return a == b
}

func isLock(at kit.Go) bool {
	_, ok := at.(kit.GoLock)
	return ok
}

// first is the page a person begins with.
func first(who kit.Who, self house.Self) kit.Go {
	switch {
	case who.Newcomer:
		return kit.GoRegister{}
	case who.Role == house.RoleBearer:
		return kit.GoRedeem{}
	case who.Role == house.RoleShutOut:
		return kit.GoOffice{Name: "shut-out"}
	case who.Role == house.RoleGuestOf:
		return kit.GoRoom{Place: self.Room}
	case who.Member() && who.Sealed:
		return kit.GoLock{}
	case who.Member():
		return kit.GoHome{}
	}
	return kit.GoWelcome{}
}
