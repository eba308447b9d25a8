// Package store keeps the house's rows in SQLite or PostgreSQL: one set of
// statements for both, and one way of writing for each. It implements
// house.Store and decides nothing; rights, seals and sealing are the house's.
//
// It imports house and migrations only, and no front end imports it. Start
// reading here, then writer.go (how a transaction comes to a SQLite file) and
// messages.go (how a message gets its number).
package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"stockwerk/house"
)

var _ house.Store = (*Store)(nil)

// Store is a house.Store on one database.
type Store struct {
	reader
	backend backend
	figures *figures
}

// backend is what differs between the two databases.
type backend interface {
	runner
	inTx(ctx context.Context, do func(house.Tx) error) error
	bell() house.Bell
	blobs() house.Blobs
	size(ctx context.Context) (int64, error)
	close() error
}

// Open opens the database at target, a "postgres://…" address or the path of
// an SQLite file, and brings its tables up to date. It refuses a database of a
// newer program with ErrNewer.
func Open(ctx context.Context, target string) (*Store, error) {
	counts := newFigures()
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		pg, err := openPostgres(ctx, target, counts)
		if err != nil {
			return nil, fmt.Errorf("open PostgreSQL: %w", err)
		}
		return &Store{reader: reader{run: timed{pg, counts}, clock: postgresClock}, backend: pg, figures: counts}, nil
	}
	lite, err := openSQLite(ctx, target, counts)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", target, err)
	}
	return &Store{reader: reader{run: timed{lite, counts}, clock: processClock}, backend: lite, figures: counts}, nil
}

// InTx runs do in one transaction; see house.Store.
func (s *Store) InTx(ctx context.Context, do func(house.Tx) error) error {
	begun := time.Now()
	err := s.backend.inTx(ctx, do)
	s.figures.tx(time.Since(begun), err)
	return err
}

// Bell is the doorbell between nodes, nil for SQLite.
func (s *Store) Bell() house.Bell { return s.backend.bell() }

// Blobs keeps the contents of files: beside an SQLite file in the folder "files",
// in PostgreSQL as rows.
func (s *Store) Blobs() house.Blobs { return s.backend.blobs() }

// Close waits for running writes and closes the database.
func (s *Store) Close() error { return s.backend.close() }

// reader answers what can be asked, outside and inside a transaction.
type reader struct {
	run   runner
	clock func(context.Context, runner) (time.Time, error)
}

// Now is the database's clock.
func (r reader) Now(ctx context.Context) (time.Time, error) { return r.clock(ctx, r.run) }

// tx is a transaction. erased is set when it removed words for good.
type tx struct {
	reader
	erased *bool
	added  *int // messages; counted once they are committed
}

// erase notes that the transaction removes words, so that SQLite's log is
// emptied of them soon after the commit.
func (t tx) erase() {
	if t.erased != nil {
		*t.erased = true
	}
}

// migrate brings the tables up to date. The caller holds whatever keeps other
// nodes from doing the same.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, files fs.FS, counts *figures) error {
	p, err := goose.NewProvider(dialect, db, files,
		goose.WithTableName("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, know, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read version of the tables: %w", err)
	}
	if have > know {
		return fmt.Errorf("%w: its tables are at %d, this program knows %d; start the newer program", ErrNewer, have, know)
	}
	done, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("bring tables up to date: %w", err)
	}
	counts.migrated = len(done)
	return nil
}
