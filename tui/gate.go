package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// stands brings what holds about the person now.
type stands struct{ self house.Self }

// askStands asks whether the house lets the person pass.
func (s *shell) askStands() tea.Cmd {
	if !s.env.Who().Member() {
		return nil
	}
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		self, err := h.WhoAmI(ctx, a)
		if err != nil {
			return kit.Fail(err)
		}
		return stands{self}
	})
}

// stands holds whoever has to agree to new terms, or waits to be let in, and tells what
// was done to their account meanwhile.
func (s *shell) stands(self house.Self) tea.Cmd {
	switch {
	case self.Waits:
		return s.hold(kit.GoArrival{})
	case self.TermsDue:
		return s.hold(kit.GoConsent{})
	case s.gate != nil:
		return s.passed()
	}
	return s.tellNotes(self.Notes)
}

// hold puts a page on top of what is open and lets nobody past it. While the lock lies
// there, it comes afterwards.
func (s *shell) hold(at kit.Go) tea.Cmd {
	if s.gate == at {
		return nil
	}
	s.gate = at
	if n := len(s.stack); n > 0 && isLock(s.stack[n-1].at) {
		return nil
	}
	return s.open(at)
}

// passed takes the page away again; what lay under it reads anew.
func (s *shell) passed() tea.Cmd {
	at := s.gate
	s.gate = nil
	for i := range s.stack {
		if s.stack[i].at != nil && s.stack[i].at == at && i > 0 && i == len(s.stack)-1 {
			return tea.Batch(s.pop(), s.recount(0), s.askStands())
		}
	}
	return s.restart()
}

// openAtGate tells what can be read before one may pass.
func openAtGate(gate, at kit.Go) bool {
	switch at.(type) {
	case kit.GoLock, kit.GoEmergency, kit.GoPage, kit.GoText:
		return true
	}
	return at == gate
}

// tellNotes shows once what was done to somebody's account.
func (s *shell) tellNotes(notes []house.AccountNote) tea.Cmd {
	if len(notes) == 0 {
		return nil
	}
	var lines []string
	for _, n := range notes {
		var args []any
		for name, value := range n.Args {
			args = append(args, name, kit.Clean(value))
		}
		lines = append(lines, s.env.T("account.note."+n.Key, args...))
	}
	upto := notes[len(notes)-1].At
	return kit.Send(kit.Ask{
		Title: s.env.T("entry.notes"), Text: strings.Join(lines, "\n\n"),
		Options: []kit.Option{{Label: s.env.T("common.ok"), Do: func(string) tea.Cmd {
			return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
				if err := h.SeeNotes(ctx, a, upto); err != nil {
					return kit.Fail(err)
				}
				return nil
			})
		}}},
	})
}
