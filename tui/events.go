package tui

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// wake says that the mailbox has something in it.
type wake struct{}

// mailbox holds the session's subscription, which may change with the actor.
type mailbox struct {
	notify chan tea.Msg

	mu     sync.Mutex
	sub    *house.Subscription
	stop   chan struct{} // of the goroutine that passes on sub's bell
	closed bool
}

func newMailbox() *mailbox { return &mailbox{notify: make(chan tea.Msg, 1)} }

// replace ends the old subscription and listens to sub. One goroutine a session
// waits for the bell; what rang is read in the loop.
func (m *mailbox) replace(sub *house.Subscription) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop()
	if sub == nil {
		return
	}
	if m.closed {
		sub.Close()
		return
	}
	m.sub, m.stop = sub, make(chan struct{})
	go m.listen(sub.C(), m.stop)
}

func (m *mailbox) listen(bell <-chan struct{}, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case _, open := <-bell:
			if !open {
				return
			}
			select {
			case m.notify <- wake{}:
			default: // one is waiting already, and will take all
			}
		}
	}
}

// drop must be called with mu held.
func (m *mailbox) drop() {
	if m.sub != nil {
		close(m.stop)
		m.sub.Close()
		m.sub = nil
	}
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.drop()
}

func (m *mailbox) take() []house.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sub == nil {
		return nil
	}
	return m.sub.Take()
}

// begun answers begin.
type begun struct {
	sub  *house.Subscription
	self house.Self
	set  house.Settings
	err  error
}

// begin subscribes and, for those whom the house knows, asks for their settings.
// Whose first screen is known opens it meanwhile.
func (s *shell) begin() tea.Cmd {
	who, mail := s.env.Who(), s.mail
	cmd := s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		var b begun
		if b.sub, b.err = h.Subscribe(ctx, a); b.err != nil {
			return b
		}
		mail.replace(b.sub)
		if who.Member() || who.Role == house.RoleGuestOf {
			if b.self, b.err = h.WhoAmI(ctx, a); b.err != nil {
				return b
			}
		}
		if who.Member() {
			b.set, b.err = h.Settings(ctx, a)
		}
		return b
	})
	if who.Role == house.RoleGuestOf {
		return cmd
	}
	return tea.Batch(cmd, s.open(first(who, house.Self{})))
}

func (s *shell) begunWith(b begun) tea.Cmd {
	s.env.Sub = b.sub
	if b.err != nil {
		return s.failed(b.err)
	}
	cmds := []tea.Cmd{s.recount(0), s.remindIn(remindFirst), s.closes()}
	s.announced = s.heard()
	if s.env.Who().Member() {
		cmds = append(cmds, s.prefer(b.set))
	}
	if len(s.stack) == 0 {
		cmds = append(cmds, s.open(first(s.env.Who(), b.self)))
	}
	return tea.Batch(append(cmds, s.stands(b.self))...)
}

// restart begins anew after the actor changed.
func (s *shell) restart() tea.Cmd {
	s.gate = nil
	s.sealed, s.past, s.walk, s.counts = false, nil, walk{}, counts{}
	closed := s.clear()
	return tea.Batch(closed, s.speak(), s.begin())
}

// events reads the mailbox.
func (s *shell) events() tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range s.mail.take() {
		cmds = append(cmds, s.event(e))
	}
	return tea.Batch(cmds...)
}

// tell passes an event to the screens. What concerns the person's lists and counts
// is kept from pages below the top one: they read anew with kit.Resumed, and
// until then a line read in the talk on top would have each of them ask.
func (s *shell) tell(e house.Event) tea.Cmd {
	if e.Kind != house.EventPerson {
		return s.all(e)
	}
	var cmds []tea.Cmd
	for i := len(s.stack) - 1; i >= 0; i-- {
		cmds = append(cmds, s.give(i, e))
		if s.stack[i].at != nil {
			break
		}
	}
	return tea.Batch(cmds...)
}

// event does the shell's part of an event and passes it to the screens.
func (s *shell) event(e house.Event) tea.Cmd {
	cmd := s.tell(e)
	switch e.Kind {
	case house.EventHouse:
		s.announce()
		return tea.Batch(cmd, s.closes(), s.recount(countSoon))
	case house.EventResync:
		return tea.Batch(cmd, s.recount(countSoon), s.closes())
	case house.EventPerson:
		return tea.Batch(cmd, s.recount(countSoon))
	case house.EventRoom, house.EventRoster:
		return tea.Batch(cmd, s.recount(s.whenWritten()))
	case house.EventTerms:
		return tea.Batch(cmd, s.askStands())
	case house.EventDrain:
		s.notice = s.env.T("shell.drain", "When", s.env.Text.Clock(e.Until.In(s.env.Location)))
		return tea.Batch(cmd, s.save())
	case house.EventRevoked:
		closed := s.clear()
		s.sealed, s.notice = false, ""
		return tea.Batch(closed, s.push(newEnded(s.env), nil))
	}
	return cmd
}
