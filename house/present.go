package house

import (
	"context"
	"time"
)

// present is what holds in the house and what it says, as this node last read it: for
// what must be known without asking the database, as the emergency page and what to tell
// those who are on. Whoever lets people in or refuses something asks s.rules instead.
type present struct {
	rules houseRules
	texts map[string]map[string]string
}

// watchEvery is how often a node looks whether another one closes the house.
const watchEvery = 2 * time.Second

func (s *Service) present() present {
	if p := s.now.Load(); p != nil {
		return *p
	}
	return present{}
}

// lookAround reads what holds and what the house says.
func (s *Service) lookAround(ctx context.Context) error {
	p := present{texts: map[string]map[string]string{}}
	var err error
	if p.rules, err = s.rules(ctx, s.store); err != nil {
		return err
	}
	for _, name := range HouseTextNames() {
		if p.texts[name], err = s.houseTextsOf(ctx, s.store, name); err != nil {
			return err
		}
	}
	terms, err := s.termsOf(ctx, s.store, p.rules.terms())
	if err != nil {
		return err
	}
	p.texts[TextTerms], p.texts[TextPrivacy] = terms.Texts[TextTerms], terms.Texts[TextPrivacy]
	s.now.Store(&p)
	return nil
}

// houseChanged is called after commit, when the house's rules or texts were changed.
func (s *Service) houseChanged(ctx context.Context) {
	s.hub.bell.ring("h")
	s.houseHeard(ctx)
}

// houseHeard takes in what was changed here or by another node.
func (s *Service) houseHeard(ctx context.Context) {
	if err := s.sweepHouse(ctx, time.Time{}); err != nil {
		s.log.Error("what holds in the house was not read", "kind", string(KindOf(err)))
	}
}

// sweepHouse takes in what another node changed unheard.
func (s *Service) sweepHouse(ctx context.Context, _ time.Time) error {
	if err := s.lookAround(ctx); err != nil {
		return err
	}
	s.tellHouse()
	s.putOut(ctx)
	return nil
}

// keepWatch follows the house's rules more closely than the sweep, so that a countdown
// ends on every node when it should.
func (s *Service) keepWatch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.sweepHouse(ctx, time.Time{}); err != nil && ctx.Err() == nil {
				s.log.Warn("what holds in the house was not read", "kind", string(KindOf(err)))
			}
		}
	}
}
