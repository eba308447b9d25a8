package house

import (
	"sync"
	"sync/atomic"
	"time"
)

// Figures are counts of what this process does. None of them is about a person, a
// floor or a room: they are made to be shown to the operator's own watchers.
type Figures struct {
	Sweeps        Timing // rounds of the house's own work
	SweepFailures uint64 // steps of them that failed
	Mails         uint64 // letters that were given to the mail server
	MailFailures  uint64 // letters that it did not take
	Resyncs       uint64 // mailboxes that ran over, whose sessions read everything again
	Mailboxes     int    // sessions that hear of what changes
	Waiting       int    // logins that wait for password work
	Draining      bool   // the house is about to stop
	Closed        bool   // for maintenance: only those who run the house are served
}

// Figures counts. Only the program calls it.
func (s *Service) Figures() Figures {
	s.hub.mu.RLock()
	mailboxes, draining := len(s.hub.all), !s.hub.until.IsZero()
	s.hub.mu.RUnlock()
	return Figures{
		Sweeps: s.figures.sweeps.Timing(), SweepFailures: s.figures.failed.Load(),
		Mails: s.figures.mails.Load(), MailFailures: s.figures.unsent.Load(),
		Resyncs: s.hub.resyncs.Load(), Mailboxes: mailboxes, Waiting: int(s.gate.waiting.Load()), Draining: draining,
		Closed: s.present().rules.Maintenance.shut(s.clock()),
	}
}

// figures are what the service itself counts.
type figures struct {
	sweeps *Stopwatch
	failed atomic.Uint64

	mails, unsent atomic.Uint64
}

// sweepFailed notes a step of the sweep that failed. The cause stays out of the log,
// since it may quote what is stored.
func (s *Service) sweepFailed(err error) {
	s.figures.failed.Add(1)
	s.log.Error("sweep failed", "kind", string(KindOf(err)))
}

// Timing is how long something took, all the times it was done: Counts[i] of them at
// most Bounds[i], and Count in all.
type Timing struct {
	Bounds []time.Duration
	Counts []uint64
	Count  uint64
	Sum    time.Duration
}

// Stopwatch collects a Timing. It is safe for concurrent use.
type Stopwatch struct {
	mu sync.Mutex
	t  Timing
}

// NewStopwatch makes one with these upper bounds, which rise.
func NewStopwatch(bounds ...time.Duration) *Stopwatch {
	return &Stopwatch{t: Timing{Bounds: bounds, Counts: make([]uint64, len(bounds))}}
}

// Took counts one time.
func (w *Stopwatch) Took(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, most := range w.t.Bounds {
		if d <= most {
			w.t.Counts[i]++
		}
	}
	w.t.Count++
	w.t.Sum += d
}

// Timing is what was counted so far.
func (w *Stopwatch) Timing() Timing {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.t
	t.Counts = append([]uint64(nil), w.t.Counts...)
	return t
}
