package house

import (
	"context"
	"sync"
)

// misses counts wrong passwords and codes at the door since each member's last visit, so
// that they hear of it. It lives in memory only and says nothing of where they came
// from.
type misses struct {
	mu  sync.Mutex
	who map[PersonID]int
}

func newMisses() *misses { return &misses{who: map[PersonID]int{}} }

func (m *misses) wrong(person PersonID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.who) >= maxGuessers {
		clear(m.who)
	}
	m.who[person]++
}

// take gives the count and begins anew.
func (m *misses) take(person PersonID) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.who[person]
	delete(m.who, person)
	return n
}

// Misses tells how many wrong passwords and codes there were at the actor's door since
// this was asked last: who comes in is told. Counted in memory, since the house was
// started. Who may: members.
func (s *Service) Misses(ctx context.Context, a Actor) (int, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return 0, err
	}
	n := s.misses.take(a.person)
	if n > 0 {
		s.hub.bell.ring("F " + string(a.person))
	}
	return n, nil
}
