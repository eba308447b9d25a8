package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
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
	figures  *figures

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
	added  int
	done   chan error
}

func startWriter(ctx context.Context, db *sql.DB, counts *figures) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, prepared: map[string]*sql.Stmt{}, figures: counts,
		calls: make(chan *call, batchLimit), ended: make(chan struct{}),
	}
	go w.loop(context.WithoutCancel(ctx))
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

func (w *writer) loop(ctx context.Context) {
	defer close(w.ended)
	var truncate <-chan time.Time
	for {
		select {
		case c, ok := <-w.calls:
			if !ok {
				return
			}
			w.serve(ctx, w.gather(c))
			if w.erased && truncate == nil {
				truncate = time.After(truncateAfter)
			}
		case <-truncate:
			if truncate = nil; !w.truncate(ctx) {
				truncate = time.After(truncateAgain)
			}
		}
	}
}

// gather takes what waits besides first. It lets those who were just told of
// the last commit hand over their next call, but waits for nobody.
func (w *writer) gather(first *call) []*call {
	runtime.Gosched()
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

// truncate empties the log, where erased words would otherwise stand until it
// is written over. It tells whether it could; a reader may be in the way.
func (w *writer) truncate(ctx context.Context) bool {
	if err := w.run(ctx, pragmaWait(0)); err != nil {
		return false
	}
	defer w.run(ctx, pragmaWait(busyWait)) //nolint:errcheck // stays at the old value, which is its own fault
	var busy, pages, moved int
	err := w.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err != nil || busy != 0 {
		return false
	}
	w.erased = false
	return true
}

// run runs a statement of the writer itself.
func (w *writer) run(ctx context.Context, query string) error {
	stmt, err := w.stmt(ctx, query) //nolint:sqlclosecheck // kept until the writer closes
	if err == nil {
		_, err = stmt.ExecContext(ctx)
	}
	return err
}

func (w *writer) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err == nil {
		w.prepared[query] = stmt
	}
	return stmt, err
}

// exec implements runner. The caller's context is left out: an interrupt would
// end the transaction of everybody in the batch.
func (w *writer) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	ctx = context.WithoutCancel(ctx)
	stmt, err := w.stmt(ctx, query) //nolint:sqlclosecheck // kept until the writer closes
	if err != nil {
		return nil, w.judged(err)
	}
	res, err := stmt.ExecContext(ctx, args...)
	return res, w.judged(err)
}

// query implements runner; see exec.
func (w *writer) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	ctx = context.WithoutCancel(ctx)
	stmt, err := w.stmt(ctx, query) //nolint:sqlclosecheck // kept until the writer closes
	if err != nil {
		return nil, w.judged(err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
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
