package house

import (
	"context"
	"time"
)

// lastWrite is how long writing what was counted may take at the end.
const lastWrite = 2 * time.Second

// sweepEvery is how often the house looks for what has run out.
const sweepEvery = time.Minute

// Run does the house's own work until ctx ends: hears the other nodes' bell,
// ends visits whose time is over, deletes what its rule says to delete, and
// finishes the accounts whose grace is over. Of several nodes one at a time does what
// destroys (jobs.go); each step is a transaction that does nothing when it has been done.
func (s *Service) Run(ctx context.Context) error {
	heard := make(chan error, 1)
	go func() { heard <- s.hearBell(ctx) }()
	s.abandon(ctx)
	go s.keepWatch(ctx)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		s.Sweep(ctx)
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
			defer cancel()
			if err := s.writeCounts(last); err != nil {
				s.sweepFailed(err)
			}
			return <-heard
		case err := <-heard:
			return err
		case <-tick.C:
		}
	}
}

// Sweep does one round of the house's own work now. Run calls it every minute.
func (s *Service) Sweep(ctx context.Context) {
	begun := time.Now()
	defer func() { s.figures.sweeps.Took(time.Since(begun)) }()
	now, err := s.store.Now(ctx)
	if err != nil {
		s.sweepFailed(err)
		return
	}
	for _, step := range []sweepStep{s.sweepLetters, s.sweepCounts, s.sweepHouse} { // each node's own
		if err := step(ctx, now); err != nil && ctx.Err() == nil {
			s.sweepFailed(err)
		}
	}
	s.doJob(ctx, jobSweep, s.sweepSteps()...)
	s.doDaily(ctx, jobUnused, now, s.sweepUnused)
	s.settleSheets(ctx)
	if err := s.sweepMail(ctx, now); err != nil && ctx.Err() == nil { // last, since a mail server may be slow
		s.sweepFailed(err)
	}
}

// sweepSteps are what one node at a time does.
func (s *Service) sweepSteps() []sweepStep {
	return []sweepStep{
		s.sweepReports,
		s.sweepVisits,
		s.sweepTranscripts,
		s.sweepRetention,
		s.sweepLeavers,
		s.sweepBuilding,
		s.sweepBlobs,
		s.sweepClosings,
		s.sweepCases,
		s.sweepSlots,
		s.sweepHandovers,
		s.sweepAudit,
		s.sweepLedger,
		s.sweepFloors,
	}
}
