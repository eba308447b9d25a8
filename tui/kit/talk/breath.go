package talk

import "time"

// Nobody reads more than a few lines a second. Where more come, they come
// together, so that a thousand screens do not ask for each of them alone.
const (
	breaths  = 5 // catch-ups at once, after quiet
	breathIn = 300 * time.Millisecond
)

// breath gives a talk its catch-ups: as many as people need, at once, and under
// a flood one in breathIn.
type breath struct {
	spent time.Time // the moment at which all catch-ups taken are made good
}

// take takes a catch-up and tells how long to wait for it.
func (b *breath) take(now time.Time) time.Duration {
	if b.spent.Before(now) {
		b.spent = now
	}
	b.spent = b.spent.Add(breathIn)
	return max(0, b.spent.Sub(now)-breaths*breathIn)
}
