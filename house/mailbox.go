package house

import (
	"sync"
	"time"
)

// Subscription is one session's bounded mailbox of events. It is safe for
// concurrent use.
type Subscription struct {
	hub    *hub
	person PersonID
	ring   *ring // of the connection
	ready  chan struct{}

	extra   map[RoomID]struct{} // guests: rooms entered; guarded by hub.mu
	entered map[RoomID]int      // how often; nil once closed; guarded by presence.mu

	mu      sync.Mutex
	mail    []Event
	seen    map[Event]struct{}
	resync  bool
	revoked bool
	until   time.Time
}

func newSubscription(h *hub, person PersonID) *Subscription {
	return &Subscription{
		hub: h, person: person, ready: make(chan struct{}, 1),
		entered: map[RoomID]int{}, seen: map[Event]struct{}{},
	}
}

// C has something in it when Take would return events.
func (s *Subscription) C() <-chan struct{} { return s.ready }

// Take empties the mailbox; equal events were folded into one. What ends the
// session comes first, and EventResync stands for all that was dropped.
func (s *Subscription) Take() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Event
	if s.revoked {
		out = append(out, Event{Kind: EventRevoked})
	}
	if !s.until.IsZero() {
		out = append(out, Event{Kind: EventDrain, Until: s.until})
	}
	if s.resync {
		out = append(out, Event{Kind: EventResync})
	}
	out = append(out, s.mail...)
	s.mail, s.resync, s.revoked, s.until = s.mail[:0], false, false, time.Time{}
	clear(s.seen)
	return out
}

// Close ends the subscription and the presence that hangs on it.
func (s *Subscription) Close() {
	s.hub.remove(s)
	for _, room := range s.hub.presence.leaveAll(s) {
		s.hub.presenceChanged(room, s.person)
	}
}

// put adds an event and never blocks.
func (s *Subscription) put(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e.Kind {
	case EventRevoked:
		s.revoked = true
	case EventDrain:
		s.until = e.Until
	case EventResync:
		s.overflow()
	default:
		if _, there := s.seen[e]; there || s.resync {
			return
		}
		if len(s.mail) == maxMail {
			s.overflow()
			break
		}
		s.seen[e] = struct{}{}
		s.mail = append(s.mail, e)
	}
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// overflow is called with mu held.
func (s *Subscription) overflow() {
	s.mail, s.resync = s.mail[:0], true
	s.hub.resyncs.Add(1)
	clear(s.seen)
}
