package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"stockwerk/house"
	"stockwerk/migrations"
)

const (
	poolLimit = 16               // connections of one node, besides the bell's
	txLimit   = 30 * time.Second // for one transaction, whatever its caller's context
	txTries   = 8                // of a transaction that lost a race
)

// postgres is a database that several nodes may share.
type postgres struct {
	db      *sql.DB
	chime   *bell
	dress   *rebinder
	figures *figures
}

func openPostgres(ctx context.Context, target string, counts *figures) (_ *postgres, err error) {
	cfg, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"synchronous_commit": "on",  // an acknowledged message survives a power cut
		"jit":                "off", // compiling takes longer than any statement here runs
		"random_page_cost":   "1.1", // the rows wanted lie side by side in an index, on today's disks
		"application_name":   "stockwerk",
	} {
		if _, given := cfg.RuntimeParams[name]; !given {
			cfg.RuntimeParams[name] = value
		}
	}
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(poolLimit)
	db.SetMaxIdleConns(poolLimit)
	db.SetConnMaxIdleTime(5 * time.Minute)
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	schema, err := migratePostgres(ctx, db, counts)
	if err != nil {
		return nil, err
	}
	chime, err := startBell(ctx, cfg, db, schema)
	if err != nil {
		return nil, err
	}
	return &postgres{db: db, chime: chime, dress: &rebinder{}, figures: counts}, nil
}

// migratePostgres brings the tables up to date under a lock, so that nodes may
// start at once, and tells the schema they stand in.
func migratePostgres(ctx context.Context, db *sql.DB, counts *figures) (schema string, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var name sql.NullString
	if err := conn.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&name); err != nil {
		return "", err
	}
	if !name.Valid {
		return "", errors.New("the search path names no schema that exists")
	}
	const key = `hashtext('stockwerk ' || current_schema())`
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+key+`)`); err != nil {
		return "", fmt.Errorf("lock the tables: %w", err)
	}
	defer func() {
		_, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(`+key+`)`)
		err = errors.Join(err, unlock)
	}()
	files, err := fs.Sub(migrations.Postgres(), "postgres")
	if err != nil {
		return "", err
	}
	return name.String, migrate(ctx, db, goose.DialectPostgres, files, counts)
}

// inTx runs do in a transaction, again when it lost a race or the connection
// before its commit. An error at COMMIT may hide a success: whoever repeats it
// does so with the same ids.
func (p *postgres) inTx(ctx context.Context, do func(house.Tx) error) error {
	for try := 1; ; try++ {
		err, again := p.once(ctx, do)
		if !again || try == txTries {
			return mapped(err)
		}
		select {
		case <-time.After(time.Duration(rand.IntN(10<<try)) * time.Millisecond):
		case <-ctx.Done():
			return mapped(err)
		}
	}
}

// once is one try; again says that nothing was stored and a further one may work.
func (p *postgres) once(ctx context.Context, do func(house.Tx) error) (err error, again bool) {
	if err := ctx.Err(); err != nil {
		return err, false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), txLimit)
	defer cancel()
	sqlTx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err, troubleOf(err) == troubleGone
	}
	added := 0
	err = caught(do, tx{reader: reader{run: postgresTx{sqlTx, p.dress}, clock: postgresClock}, added: &added})
	if err != nil {
		_ = sqlTx.Rollback() // with the connection gone there is nothing to undo
		t := troubleOf(err)
		return err, t == troubleBusy || t == troubleGone
	}
	err = sqlTx.Commit()
	p.figures.committed(added, err)
	return err, err != nil && troubleOf(err) == troubleBusy
}

// exec implements runner; outside a transaction nothing writes.
func (p *postgres) exec(context.Context, string, []any) (sql.Result, error) {
	return nil, errors.New("writing outside a transaction")
}

func (p *postgres) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return p.db.QueryContext(ctx, p.dress.of(query), args...)
}

func (p *postgres) bell() house.Bell { return p.chime }

func (p *postgres) blobs() house.Blobs { return blobChunks{p} }

func (p *postgres) size(ctx context.Context) (int64, error) {
	return one(ctx, p, value[int64], `SELECT pg_database_size(current_database())`)
}

func (p *postgres) close() error {
	p.chime.close()
	return p.db.Close()
}

// postgresTx runs statements in a transaction.
type postgresTx struct {
	tx    *sql.Tx
	dress *rebinder
}

func (t postgresTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return t.tx.ExecContext(context.WithoutCancel(ctx), t.dress.of(query), args...)
}

func (t postgresTx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return t.tx.QueryContext(context.WithoutCancel(ctx), t.dress.of(query), args...)
}

// rebinder remembers the statements as PostgreSQL wants them.
type rebinder struct{ known sync.Map }

func (r *rebinder) of(query string) string {
	if q, ok := r.known.Load(query); ok {
		return q.(string)
	}
	q := rebound(query)
	r.known.Store(query, q)
	return q
}

// postgresClock is the server's clock, the same for all nodes.
func postgresClock(ctx context.Context, r runner) (time.Time, error) {
	ms, err := one(ctx, r, value[int64], `SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint`)
	return time.UnixMilli(ms).UTC(), err
}
