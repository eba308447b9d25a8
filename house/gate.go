package house

import (
	"context"
	"runtime"
	"sync/atomic"
)

// maxWaiting is how many may wait for password work; more are sent away at
// once rather than kept until their client gives up.
const maxWaiting = 64

// gate lets as many derive a key from a password at once as there are cores:
// each takes 64 MiB and a core for a sixth of a second.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int32
}

func newGate() *gate { return &gate{slots: make(chan struct{}, runtime.NumCPU())} }

// pass runs do inside the gate, or refuses with error.slow_down.
func (g *gate) pass(ctx context.Context, do func()) error {
	if g.waiting.Add(1) > maxWaiting {
		g.waiting.Add(-1)
		return Errorf(Unavailable, "error.slow_down")
	}
	select {
	case g.slots <- struct{}{}:
		g.waiting.Add(-1)
	case <-ctx.Done():
		g.waiting.Add(-1)
		return Errorf(Unavailable, "error.slow_down", ctx.Err())
	}
	defer func() { <-g.slots }()
	do()
	return nil
}
