package store

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"stockwerk/house"
)

// serve runs a batch in one commit. When one call broke the common
// transaction, the others run again, each by itself.
func (w *writer) serve(ctx context.Context, batch []*call) {
	live := batch[:0]
	for _, c := range batch {
		if err := c.ctx.Err(); err != nil {
			c.done <- mapped(err)
			continue
		}
		live = append(live, c)
	}
	if len(live) == 0 {
		return
	}
	again := w.together(ctx, live)
	for _, c := range again {
		w.together(ctx, []*call{c})
	}
}

// together runs calls in one transaction, tells those whose outcome is known
// and returns the others.
func (w *writer) together(ctx context.Context, calls []*call) (again []*call) {
	if err := w.run(ctx, `BEGIN IMMEDIATE`); err != nil {
		w.figures.committed(0, err)
		tell(calls, mapped(err))
		return nil
	}
	for i, c := range calls {
		c.err, c.erased, c.added = nil, false, 0
		if whole := w.step(ctx, c, len(calls) > 1); whole {
			continue
		}
		_ = w.run(ctx, `ROLLBACK`) // there may be nothing left to roll back
		if w.broken != nil {
			w.figures.committed(0, w.broken)
		}
		w.broken = nil
		for _, other := range calls[:i] {
			if other.err != nil {
				other.done <- other.err
				continue
			}
			again = append(again, other)
		}
		c.done <- c.err
		return append(again, calls[i+1:]...)
	}
	err := w.run(ctx, `COMMIT`)
	added := 0
	for _, c := range calls {
		if c.err == nil {
			added += c.added
		}
	}
	w.figures.committed(added, err)
	if err != nil {
		_ = w.run(ctx, `ROLLBACK`)
		tell(calls, mapped(err))
		return nil
	}
	for _, c := range calls {
		w.erased = w.erased || c.err == nil && c.erased
	}
	tell(calls, nil)
	return nil
}

// tell answers the calls: with their own error where they have one.
func tell(calls []*call, err error) {
	for _, c := range calls {
		if c.err == nil {
			c.err = err
		}
		c.done <- c.err
	}
}

// step runs one call and undoes it alone if it fails. It returns false when
// the common transaction is lost, with the reason in c.err.
func (w *writer) step(ctx context.Context, c *call, shared bool) (whole bool) {
	if !shared {
		c.err = w.guarded(c)
		return c.err == nil && w.broken == nil
	}
	if c.err = mapped(w.run(ctx, `SAVEPOINT step`)); c.err != nil {
		return false
	}
	c.err = w.guarded(c)
	if w.broken != nil {
		return false
	}
	if c.err != nil && w.run(ctx, `ROLLBACK TO step`) != nil {
		return false
	}
	if err := w.run(ctx, `RELEASE step`); err != nil {
		c.err = mapped(err)
		return false
	}
	return true
}

// guarded calls do; a panic becomes an error of that call alone.
func (w *writer) guarded(c *call) (err error) {
	defer func() {
		if w.broken != nil {
			err = mapped(w.broken) // even when do thought it could go on
		}
	}()
	return caught(c.do, tx{reader: reader{run: w, clock: processClock}, erased: &c.erased, added: &c.added})
}

// caught calls do and turns a panic into an Internal error, without its value
// unless the runtime wrote it: a value may hold words of people.
func caught(do func(house.Tx) error, t house.Tx) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			err = house.Errorf(house.Internal, "error.database", fmt.Errorf("panic in a transaction: %w\n%s", p, debug.Stack()))
		default:
			err = house.Errorf(house.Internal, "error.database", fmt.Errorf("panic of %T in a transaction\n%s", p, debug.Stack()))
		}
	}()
	return do(t)
}
