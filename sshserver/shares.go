package sshserver

import (
	"net/netip"
	"sync"

	"stockwerk/house"
)

// shares counts the connections that have been let in, so that nobody fills the
// house alone: those that stand for nobody yet by where they come from, the
// others by whose they are.
type shares struct {
	limits Limits

	mu   sync.Mutex
	held map[share]int
}

// share is what a connection is counted under; one field of it is set.
type share struct {
	from   netip.Prefix
	person house.PersonID
}

func newShares(limits Limits) *shares { return &shares{limits: limits, held: map[share]int{}} }

// of says what a connection from there is counted under, and how many there may be.
func (s *shares) of(from netip.Prefix, a house.Actor) (k share, most int) {
	k, most = share{person: a.Person()}, s.limits.PerPerson
	if k.person == "" {
		k, most = share{from: from}, s.limits.GuestsPerSource
	}
	if from.Addr().IsLoopback() {
		most *= s.limits.LoopbackFactor
	}
	return k, most
}

// take counts a connection; false when there are enough of them.
func (s *shares) take(k share, most int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[k] >= most {
		return false
	}
	s.held[k]++
	return true
}

func (s *shares) give(k share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[k]--; s.held[k] <= 0 {
		delete(s.held, k)
	}
}
