package house

import (
	"context"
	"time"
)

// What destroys is done by one node at a time: it claims the job in a transaction, by the
// database's time, and gives it back when it is through. A node that is killed midway
// keeps the job until its lease has run out; another one then goes on where the rows
// stand, since each step is a transaction of its own.

// The jobs.
const (
	jobSweep  = "sweep"
	jobUnused = "accounts" // those that nobody uses
)

const (
	jobLease = 5 * time.Minute
	jobLimit = 4 * time.Minute // no step outlives its lease
)

type sweepStep func(ctx context.Context, now time.Time) error

// Job is a part of the house's own work.
type Job struct {
	Name string
	Done time.Time // when it was last done whole; zero = never
	Busy bool      // somebody is at it
}

// JobsState says when each job was last done, for health and metrics. Who may: the
// operator's own program; it asks nobody for a right and says nothing of people.
func (s *Service) JobsState(ctx context.Context) ([]Job, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Jobs(ctx)
	out := make([]Job, len(rows))
	for i, r := range rows {
		out[i] = Job{Name: r.Name, Done: r.Done, Busy: now.Before(r.Until)}
	}
	return out, err
}

// doDaily does a job that was not done for a day, which looks at everybody.
func (s *Service) doDaily(ctx context.Context, name string, now time.Time, step sweepStep) {
	jobs, err := s.store.Jobs(ctx)
	if err != nil && ctx.Err() == nil {
		s.sweepFailed(err)
	}
	for _, j := range jobs {
		if j.Name == name && now.Before(j.Done.Add(24*time.Hour)) {
			return
		}
	}
	if err == nil {
		s.doJob(ctx, name, step)
	}
}

// doJob does the steps of a job, unless another node is at it. A step that fails keeps
// none of the others.
func (s *Service) doJob(ctx context.Context, name string, steps ...sweepStep) {
	now, err := s.store.Now(ctx)
	mine := false
	if err == nil {
		mine, err = s.store.ClaimJob(ctx, name, s.node, now, now.Add(jobLease))
	}
	if err != nil && ctx.Err() == nil {
		s.sweepFailed(err)
	}
	if !mine {
		return
	}
	working, cancel := context.WithTimeout(ctx, jobLimit)
	defer cancel()
	done := now
	for _, step := range steps {
		if err := step(working, now); err != nil {
			done = time.Time{}
			if ctx.Err() == nil {
				s.sweepFailed(err)
			}
		}
		if working.Err() != nil {
			return // the lease runs out by itself
		}
	}
	if err := s.store.EndJob(ctx, name, s.node, done); err != nil && ctx.Err() == nil {
		s.sweepFailed(err)
	}
}
