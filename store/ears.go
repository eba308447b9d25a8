package store

import (
	"context"
	"sync"
)

// ear is somebody who hears the bell. Its queue keeps a slow one from holding
// up the others.
type ear struct {
	mu    sync.Mutex
	queue []string
	wake  chan struct{}
}

// Rings delivers the payloads of other nodes until ctx ends or the store
// closes; then the channel is closed.
func (b *bell) Rings(ctx context.Context) <-chan string {
	e := &ear{wake: make(chan struct{}, 1)}
	to := make(chan string)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		close(to)
		return to
	}
	b.ears[e] = true
	b.ended.Go(func() {
		defer func() {
			b.mu.Lock()
			delete(b.ears, e)
			b.mu.Unlock()
			close(to)
		}()
		e.pour(ctx, b.over, to)
	})
	return to
}

// deliver gives payloads to everybody who hears.
func (b *bell) deliver(payloads ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for e := range b.ears {
		e.put(payloads)
	}
}

func (e *ear) put(payloads []string) {
	e.mu.Lock()
	for _, p := range payloads {
		e.queue = queued(e.queue, p)
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// pour sends the queue to the channel until ctx or the bell ends.
func (e *ear) pour(ctx context.Context, over <-chan struct{}, to chan<- string) {
	for {
		e.mu.Lock()
		queue := e.queue
		e.queue = nil
		e.mu.Unlock()
		for _, p := range queue {
			select {
			case to <- p:
			case <-ctx.Done():
				return
			case <-over:
				return
			}
		}
		if len(queue) > 0 {
			continue
		}
		select {
		case <-e.wake:
		case <-ctx.Done():
			return
		case <-over:
			return
		}
	}
}
