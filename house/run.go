package house

import (
	"context"
	"time"
)

// sweepEvery is how often the house looks for what has run out.
const sweepEvery = time.Minute

// Run does the house's own work until ctx ends: hears the other nodes' bell,
// ends visits whose time is over, deletes what its rule says to delete, and
// finishes the accounts whose grace is over. Several nodes may run it at once:
// each step is a transaction that does nothing when it has been done.
func (s *Service) Run(ctx context.Context) error {
	heard := make(chan error, 1)
	go func() { heard <- s.hearBell(ctx) }()
	s.abandon(ctx)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		s.Sweep(ctx)
		select {
		case <-ctx.Done():
			return <-heard
		case err := <-heard:
			return err
		case <-tick.C:
		}
	}
}

// Sweep does one round of the house's own work now. Run calls it every minute.
func (s *Service) Sweep(ctx context.Context) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return
	}
	for _, step := range []func(context.Context, time.Time) error{s.sweepVisits, s.sweepTranscripts, s.sweepRetention, s.sweepLeavers, s.sweepBuilding, s.sweepBlobs, s.sweepCases} {
		if err := step(ctx, now); err != nil && ctx.Err() == nil {
			s.log.Error("sweep failed", "kind", string(KindOf(err))) // the cause may quote what is stored
		}
	}
}

// sweepVisits ends visits whose time is over: keys, return ticket and roster
// row go, and the room's next session begins a new epoch.
func (s *Service) sweepVisits(ctx context.Context, now time.Time) error {
	over, err := s.store.VisitsOver(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not end must not keep the others
	for _, row := range over {
		if err := s.endVisit(ctx, row); err != nil {
			failed = err
		}
	}
	return failed
}

// endVisit ends one visit, unless the visitor has come back meanwhile.
func (s *Service) endVisit(ctx context.Context, row RosterRow) error {
	if err := s.verify(&row); err != nil {
		return err
	}
	over := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, row.Room); err != nil { // holds it
			return notRoom(err)
		}
		over = false
		now, err := s.rosterRow(ctx, tx, row.Room, row.Person)
		gone := err != nil && KindOf(err) == NotFound
		if err != nil && !gone {
			return err
		}
		if gone || !now.Until.Equal(row.Until) {
			return nil // somebody else ended it
		}
		over = true
		if err := tx.DeleteWraps(ctx, row.Room, string(row.Person)); err != nil {
			return err
		}
		if err := s.dropRoster(ctx, tx, row); err != nil {
			return err
		}
		return s.markRotate(ctx, tx, row.Room)
	})
	if err == nil && over {
		s.rosterChanged(row.Room)
		s.publishRevoked(row.Person)
	}
	return err
}
