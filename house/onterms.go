package house

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Before anybody does anything in the house they have agreed to its terms as they
// are now, and, where newcomers are approved, were let in. mayPass is asked at every
// way in: by mayHouse for deeds in the house and on floors, and by enter for rooms.
// What remains to those who do not agree, or wait, is what is their own: to read it,
// take it along and go.

// aside are the deeds that are open to them.
var aside = []HouseAction{DoReadGround, DoOwnData, DoTakeAlong}

// mayPass refuses members who wait to be let in, or who have not agreed to the newest
// terms.
func (s *Service) mayPass(ctx context.Context, a Actor) error {
	if !a.member() || a.exempt {
		return nil
	}
	newest, err := s.newestTerms(ctx)
	if err != nil {
		return err
	}
	if a.ring.agreed() >= newest {
		return nil
	}
	p, err := s.ownRow(ctx, s.store, a.person)
	if err != nil {
		return err
	}
	if err := stands(p, newest); err != nil {
		return err
	}
	a.ring.agree(p.Terms)
	return nil
}

// stands tells why a person may not pass, nil when they may.
func stands(p PersonRow, newest int) error {
	switch {
	case p.State == stateWaiting:
		return Errorf(Forbidden, "error.approval_waits")
	case p.Terms < newest:
		return Errorf(Forbidden, "error.terms_due")
	}
	return nil
}

// mayStand is mayPass for a deed in the house.
func (s *Service) mayStand(ctx context.Context, a Actor, do HouseAction) error {
	if slices.Contains(aside, do) {
		return nil
	}
	return s.mayPass(ctx, a)
}

// termsLife is how long a node believes a version whose bell it may have missed.
const termsLife = 2 * time.Second

// termsCache remembers the newest version, so that entering a room asks the store for
// it every other second at most.
type termsCache struct {
	mu      sync.Mutex
	gen     int
	version int
	until   time.Time
}

func (c *termsCache) get(now time.Time) (version, gen int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version, c.gen, c.version > 0 && now.Before(c.until)
}

// put keeps what was read, unless it was forgotten meanwhile.
func (c *termsCache) put(version, gen int, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen == gen {
		c.version, c.until = version, until
	}
}

func (c *termsCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	c.version = 0
}

// newestTerms is the version that people must have agreed to.
func (s *Service) newestTerms(ctx context.Context) (int, error) {
	now := s.clock()
	version, gen, ok := s.agreements.get(now)
	if ok {
		return version, nil
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return 0, err
	}
	s.agreements.put(rules.terms(), gen, now.Add(termsLife))
	return rules.terms(), nil
}

// termsChanged tells every session of this node that there is a new version.
func (s *Service) termsChanged() {
	s.agreements.forget()
	s.hub.tellAll(Event{Kind: EventTerms})
}

// publishTerms is termsChanged on every node. Call it after commit.
func (s *Service) publishTerms() {
	s.hub.bell.ring("t")
	s.termsChanged()
}

// whoSince is what became of somebody since they came in.
type whoSince struct {
	mu     sync.Mutex
	terms  int    // version of the terms that they are known to have agreed to
	called string // "" = as when they came in
	office Role   // "" = as when they came in
}

// agreed is the version of the terms that the person agreed to, as far as is known.
func (r *ring) agreed() int {
	if r == nil {
		return 0
	}
	r.news.mu.Lock()
	defer r.news.mu.Unlock()
	return r.news.terms
}

func (r *ring) agree(version int) {
	if r == nil {
		return
	}
	r.news.mu.Lock()
	defer r.news.mu.Unlock()
	r.news.terms = max(r.news.terms, version)
}

// learn notes what the person is called and is now.
func (r *ring) learn(called string, office Role) {
	r.news.mu.Lock()
	defer r.news.mu.Unlock()
	r.news.called, r.news.office = called, office
}

// now is what learn noted.
func (r *ring) now() (called string, office Role) {
	if r == nil {
		return "", ""
	}
	r.news.mu.Lock()
	defer r.news.mu.Unlock()
	return r.news.called, r.news.office
}
