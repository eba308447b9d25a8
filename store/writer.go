package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"stockwerk/house"
)

const (
	batchLimit    = 512                    // calls in one commit
	busyWait      = 5 * time.Second        // for another program that writes the file
	truncateAfter = 200 * time.Millisecond // from erasing words to emptying the log of them
	truncateAgain = time.Second            // when a reader was in the way
)

// writer owns the one connection that writes. Calls that wait while the disk
// is busy share the next commit, so that many people writing at once cost one
// fsync and one person writing alone waits for nobody.
type writer struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	broken   error // the error that may have ended SQLite's transaction
	erased   bool  // words were removed since the log was last emptied

	calls chan *call
	ended chan struct{}

	mu     sync.RWMutex // held for reading while a call is handed over
	closed bool
}

// call is one InTx on its way.
type call struct {
	ctx    context.Context
	do     func(house.Tx) error
	err    error
	erased bool
	done   chan error
}

func startWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, prepared: map[string]*sql.Stmt{},
		calls: make(chan *call, batchLimit), ended: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// inTx waits for do's commit. A context that ends while do waits for its turn
// keeps it from running; after that the true outcome is told.
func (w *writer) inTx(ctx context.Context, do func(house.Tx) error) error {
	c := &call{ctx: ctx, do: do, done: make(chan error, 1)}
	if err := w.hand(c); err != nil {
		return err
	}
	return <-c.done
}

// hand gives c to the loop. The lock keeps close from closing calls under it.
func (w *writer) hand(c *call) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return house.Errorf(house.Unavailable, "error.database", errors.New("the store is closed"))
	}
	select {
	case w.calls <- c:
		return nil
	case <-c.ctx.Done():
		return mapped(c.ctx.Err())
	}
}

// close runs what was handed over and ends the loop.
func (w *writer) close() error {
	w.mu.Lock()
	first := !w.closed
	w.closed = true
	w.mu.Unlock()
	if first {
		close(w.calls)
	}
	<-w.ended
	if !first {
		return nil
	}
	var err error
	for _, stmt := range w.prepared {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, w.conn.Close())
}

func (w *writer) loop() {
	defer close(w.ended)
	var truncate <-chan time.Time
	for {
		select {
		case c, ok := <-w.calls:
			if !ok {
				return
			}
			w.serve(w.gather(c))
			if w.erased && truncate == nil {
				truncate = time.After(truncateAfter)
			}
		case <-truncate:
			if truncate = nil; !w.truncate() {
				truncate = time.After(truncateAgain)
			}
		}
	}
}

// gather takes what waits besides first, without waiting itself.
func (w *writer) gather(first *call) []*call {
	batch := []*call{first}
	for len(batch) < batchLimit {
		select {
		case c, ok := <-w.calls:
			if !ok {
				return batch
			}
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

// serve runs a batch in one commit. When one call broke the common
// transaction, the others run again, each by itself.
func (w *writer) serve(batch []*call) {
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
	again := w.together(live)
	for _, c := range again {
		w.together([]*call{c})
	}
}

// together runs calls in one transaction, tells those whose outcome is known
// and returns the others.
func (w *writer) together(calls []*call) (again []*call) {
	if err := w.run(`BEGIN IMMEDIATE`); err != nil {
		tell(calls, mapped(err))
		return nil
	}
	for i, c := range calls {
		c.err, c.erased = nil, false
		if whole := w.step(c, len(calls) > 1); whole {
			continue
		}
		_ = w.run(`ROLLBACK`) // there may be nothing left to roll back
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
	if err := w.run(`COMMIT`); err != nil {
		_ = w.run(`ROLLBACK`)
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
func (w *writer) step(c *call, shared bool) (whole bool) {
	if !shared {
		c.err = w.guarded(c)
		return c.err == nil && w.broken == nil
	}
	if c.err = mapped(w.run(`SAVEPOINT step`)); c.err != nil {
		return false
	}
	c.err = w.guarded(c)
	if w.broken != nil {
		return false
	}
	if c.err != nil && w.run(`ROLLBACK TO step`) != nil {
		return false
	}
	if err := w.run(`RELEASE step`); err != nil {
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
	return caught(c.do, tx{reader: reader{run: w, clock: processClock}, erased: &c.erased})
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

// truncate empties the log, where erased words would otherwise stand until it
// is written over. It tells whether it could; a reader may be in the way.
func (w *writer) truncate() bool {
	if err := w.run(pragmaWait(0)); err != nil {
		return false
	}
	defer w.run(pragmaWait(busyWait)) //nolint:errcheck // stays at the old value, which is its own fault
	var busy, pages, moved int
	err := w.conn.QueryRowContext(context.Background(), `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err != nil || busy != 0 {
		return false
	}
	w.erased = false
	return true
}

// run runs a statement of the writer itself.
func (w *writer) run(query string) error {
	stmt, err := w.stmt(query)
	if err == nil {
		_, err = stmt.Exec()
	}
	return err
}

func (w *writer) stmt(query string) (*sql.Stmt, error) {
	if stmt, ok := w.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.prepared[query] = stmt
	}
	return stmt, err
}

// exec implements runner. The caller's context is left out: an interrupt would
// end the transaction of everybody in the batch.
func (w *writer) exec(_ context.Context, query string, args []any) (sql.Result, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	stmt, err := w.stmt(query)
	if err != nil {
		return nil, w.judged(err)
	}
	res, err := stmt.Exec(args...)
	return res, w.judged(err)
}

// query implements runner; see exec.
func (w *writer) query(_ context.Context, query string, args []any) (*sql.Rows, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	stmt, err := w.stmt(query)
	if err != nil {
		return nil, w.judged(err)
	}
	rows, err := stmt.Query(args...)
	return rows, w.judged(err)
}

// judged notes an error after which SQLite may have rolled everything back, so
// that nothing more is written outside the transaction.
func (w *writer) judged(err error) error {
	switch troubleOf(err) {
	case troubleFull, troubleBusy:
		w.broken = err
	}
	return err
}
