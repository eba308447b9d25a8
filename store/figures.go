package store

import (
	"context"
	"database/sql"
	"sync/atomic"
	"time"

	"stockwerk/house"
)

// slowAfter is when a question or a transaction is counted as slow.
const slowAfter = 500 * time.Millisecond

// brokenFor is how long a failed commit without a good one after it is told.
const brokenFor = 2 * time.Minute

// Figures are counts of what this process did with its database.
type Figures struct {
	Commits  house.Timing // transactions that were stored, their wait for the disk included
	Failed   uint64       // commits that the database refused
	Broken   bool         // the last commit failed a moment ago: the disk may be full
	Stored   uint64       // messages: what people wrote, entries of tools, the house's lines
	Migrated int          // changes of the tables that were made when it was opened
	Slow     uint64       // questions and transactions of half a second and more
}

// Figures counts. Only the program calls it.
func (s *Store) Figures() Figures {
	return Figures{
		Commits: s.figures.commits.Timing(), Failed: s.figures.failed.Load(), Broken: s.figures.brokenNow(),
		Stored: s.figures.stored.Load(), Slow: s.figures.slow.Load(), Migrated: s.figures.migrated,
	}
}

// Ping asks the database for an answer and writes nothing.
func (s *Store) Ping(ctx context.Context) error {
	_, err := one(ctx, s.run, value[int64], `SELECT 1`)
	return err
}

// Size is how many bytes the database takes.
func (s *Store) Size(ctx context.Context) (int64, error) { return s.backend.size(ctx) }

// figures are what the store counts.
type figures struct {
	commits      *house.Stopwatch
	failed       atomic.Uint64
	broken       atomic.Int64 // when the last commit failed; 0 when it did not
	stored, slow atomic.Uint64
	migrated     int // set while the store is opened
}

func newFigures() *figures {
	return &figures{commits: house.NewStopwatch(
		time.Millisecond, 2*time.Millisecond, 5*time.Millisecond, 10*time.Millisecond, 25*time.Millisecond,
		50*time.Millisecond, 100*time.Millisecond, 250*time.Millisecond, time.Second, 5*time.Second)}
}

// brokenNow tells whether the last commit failed a moment ago. A node that nobody
// sends to any more because of it must get its chance again.
func (f *figures) brokenNow() bool {
	at := f.broken.Load()
	return at != 0 && time.Since(time.Unix(0, at)) < brokenFor
}

// tx counts a transaction from its being asked for to its end.
func (f *figures) tx(took time.Duration, err error) {
	if err == nil {
		f.commits.Took(took)
	}
	f.asked(took)
}

// asked counts a question to the database.
func (f *figures) asked(took time.Duration) {
	if took >= slowAfter {
		f.slow.Add(1)
	}
}

// committed counts a commit, or the database's refusal to come to one.
func (f *figures) committed(messages int, err error) {
	if err != nil {
		f.failed.Add(1)
		f.broken.Store(time.Now().UnixNano())
		return
	}
	f.broken.Store(0)
	f.stored.Add(uint64(messages)) // never below zero
}

// timed counts questions that took long.
type timed struct {
	runner
	figures *figures
}

func (t timed) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	begun := time.Now()
	rows, err := t.runner.query(ctx, query, args)
	t.figures.asked(time.Since(begun))
	return rows, err
}
