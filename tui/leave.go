package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

const (
	// idleAfter is how long rooms stay open without a key.
	idleAfter = 15 * time.Minute
	// exitSave is the longest that the quick exit waits for drafts.
	exitSave = 500 * time.Millisecond
)

// idle says that the time of rest may be over.
type idle struct{}

// stir notes that somebody is there.
func (s *shell) stir() { s.lastKey = s.env.Now() }

func (s *shell) rest(d time.Duration) tea.Cmd {
	return s.env.After(d, func(time.Time) tea.Msg { return idle{} })
}

// idle locks the rooms of somebody who has been away for long.
func (s *shell) idle() tea.Cmd {
	if left := idleAfter - s.env.Now().Sub(s.lastKey); left > 0 {
		return s.rest(left)
	}
	return tea.Batch(s.rest(idleAfter), s.lock())
}

// lock saves drafts, seals the rooms and covers what is open.
func (s *shell) lock() tea.Cmd {
	who := s.env.Who()
	if !who.Member() || who.Sealed || s.sealed {
		return nil
	}
	seal := s.env.Do(func(_ context.Context, h kit.House, a house.Actor) tea.Msg {
		h.Lock(a)
		return nil
	})
	cmd := tea.Sequence(s.save(), seal)
	s.sealed = true
	return tea.Batch(cmd, s.open(kit.GoLock{}))
}

// unlocked uncovers what was open, or begins.
func (s *shell) unlocked() tea.Cmd {
	s.sealed = false
	if n := len(s.stack); n > 1 && isLock(s.stack[n-1].at) {
		if s.gate != nil && s.stack[n-2].at != s.gate { // came up meanwhile
			return tea.Sequence(s.pop(), kit.Send(s.gate))
		}
		return s.pop()
	}
	return s.restart()
}

// save asks all screens to keep unsent words.
func (s *shell) save() tea.Cmd {
	var cmds []tea.Cmd
	for i := range s.stack {
		if k, ok := s.stack[i].screen.(kit.Keeper); ok {
			if cmd := k.Save(); cmd != nil {
				cmds = append(cmds, cmd)
			}
		}
	}
	return tea.Batch(cmds...)
}

// leave asks before the session ends.
func (s *shell) leave() tea.Cmd {
	return s.push(newDialog(s.env, kit.Ask{
		Title: s.env.T("shell.leave"), Text: s.env.T("shell.leave.text"),
		Options: []kit.Option{
			{Label: s.env.T("shell.leave.yes"), Do: func(string) tea.Cmd { return kit.Send(kit.Quit{}) }},
			{Label: s.env.T("shell.leave.no")},
		},
	}), nil)
}

// interrupt is Ctrl-C: it closes a dialog, or asks; it never throws words away.
func (s *shell) interrupt() tea.Cmd {
	if n := len(s.stack); n > 0 && isDialog(s.stack[n-1].screen) {
		return s.pop()
	}
	return s.leave()
}

// quickExit empties the screen in the next frame, gives drafts a moment, clears
// the scrollback and goes.
func (s *shell) quickExit() tea.Cmd {
	s.blank = true
	soon, cancel := context.WithTimeout(s.env.Session, exitSave)
	s.env.Session = soon // what is saved now hurries
	return tea.Sequence(s.save(), func() tea.Msg { cancel(); return nil }, tea.Raw("\x1b[H\x1b[2J\x1b[3J"), tea.Quit)
}

// Linear tells, once the model has quit, that the person goes on in the linear
// mode on the same terminal.
func (s *shell) Linear() bool { return s.linear }

// goLinear leaves the screens for a prompt without redrawing, for screen readers
// and slow lines.
func (s *shell) goLinear() tea.Cmd {
	s.linear = true
	return tea.Sequence(s.save(), tea.Quit)
}
