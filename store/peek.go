package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"stockwerk/house"
	"stockwerk/migrations"
)

// ErrNoHouse means that there are no tables of a house at the address.
var ErrNoHouse = errors.New("there is no house in this database")

// Peek is a database as it lies: it changes nothing, and does not bring the tables
// up to date, so that it may be of an older program than this. It is a
// house.Reader as far as its tables are those of today.
type Peek struct {
	reader
	db    *sql.DB
	files string // the folder of the contents of files; "" with PostgreSQL
}

// OpenPeek opens the database at target for reading, while a house may be using it.
func OpenPeek(ctx context.Context, target string) (*Peek, error) {
	db, files, err := openReading(ctx, target)
	if err != nil {
		return nil, err
	}
	p := &Peek{db: db, files: files}
	p.reader = reader{run: p.runner(db), clock: processClock}
	if files == "" {
		p.clock = postgresClock
	}
	return p, nil
}

func openReading(ctx context.Context, target string) (db *sql.DB, files string, err error) {
	if !isPostgres(target) {
		if target, err = filepath.Abs(target); err != nil {
			return nil, "", err
		}
		if _, err := os.Stat(target); err != nil {
			return nil, "", err
		}
		db, err = openMode(ctx, target, "ro", 2, append(promises(), pragma{"query_only", "ON", "1"}))
		return db, filepath.Join(filepath.Dir(target), "files"), err
	}
	db, err = openPlainPostgres(ctx, target)
	return db, "", err
}

func isPostgres(target string) bool {
	return strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://")
}

// openPlainPostgres opens a database without a word about its tables.
func openPlainPostgres(ctx context.Context, target string) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if _, given := cfg.RuntimeParams["application_name"]; !given {
		cfg.RuntimeParams["application_name"] = "stockwerk"
	}
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(3)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", err), db.Close())
	}
	return db, nil
}

// runner runs statements on q, dressed for the database.
func (p *Peek) runner(q queryer) runner {
	if p.files == "" {
		return reading{q, rebound}
	}
	return reading{q, func(query string) string { return query }}
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// reading is a runner that writes nothing.
type reading struct {
	q     queryer
	dress func(string) string
}

func (r reading) exec(context.Context, string, []any) (sql.Result, error) {
	return nil, errors.New("writing while reading")
}

func (r reading) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return r.q.QueryContext(ctx, r.dress(query), args...)
}

// Empty tells whether there is no table at all.
func (p *Peek) Empty(ctx context.Context) (bool, error) {
	names, err := tableNames(ctx, p.run, p.Postgres())
	return len(names) == 0, err
}

// Postgres tells which of the two databases it is.
func (p *Peek) Postgres() bool { return p.files == "" }

// Close closes the database.
func (p *Peek) Close() error { return p.db.Close() }

// Migration is one step of the tables.
type Migration struct {
	Version int64
	Name    string
	sql     string
}

// Migrations are the steps that this program knows, in order.
func Migrations(postgres bool) ([]Migration, error) {
	files, folder := migrations.SQLite(), "sqlite"
	if postgres {
		files, folder = migrations.Postgres(), "postgres"
	}
	names, err := fs.Glob(files, folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := make([]Migration, len(names))
	for i, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path.Base(name), ".sql")
		number, _, _ := strings.Cut(base, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", base, err)
		}
		up, _, _ := strings.Cut(string(raw), "-- +goose Down")
		list[i] = Migration{Version: version, Name: base, sql: up}
	}
	return list, nil
}

// Schema names the steps that the tables have behind them, and those that this
// program knows and the tables do not. It refuses tables of a newer program with
// ErrNewer and a database without a house with ErrNoHouse.
func (p *Peek) Schema(ctx context.Context) (done, missing []string, err error) {
	return schemaOf(ctx, p.run, p.Postgres())
}

func schemaOf(ctx context.Context, r runner, postgres bool) (done, missing []string, err error) {
	standing, err := tableNames(ctx, r, postgres)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(standing, "migrations") || !slices.Contains(standing, "settings") {
		return nil, nil, ErrNoHouse
	}
	have, err := many(ctx, r, value[int64], `SELECT DISTINCT version_id FROM migrations WHERE is_applied AND version_id > 0 ORDER BY version_id`)
	if err != nil {
		return nil, nil, err
	}
	known, err := Migrations(postgres)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range known {
		if at := slices.Index(have, m.Version); at >= 0 {
			done, have = append(done, m.Name), slices.Delete(have, at, at+1)
			continue
		}
		missing = append(missing, m.Name)
	}
	if len(have) > 0 {
		return nil, nil, fmt.Errorf("%w: its tables are at %d; start the newer program", ErrNewer, have[len(have)-1])
	}
	return done, missing, nil
}

func tableNames(ctx context.Context, r runner, postgres bool) ([]string, error) {
	if postgres {
		return many(ctx, r, value[string], `SELECT c.relname::text FROM pg_class c
			WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`)
	}
	return many(ctx, r, value[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
}

// FreeSpace tells how many bytes are free for the house on the disk of a file or
// folder, and how many the disk has.
func FreeSpace(path string) (free, total uint64, known bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, false
	}
	defer f.Close()
	return diskSpace(f)
}

var _ house.Reader = (*Peek)(nil)

// Sound lists what the database itself finds wrong with its file and with the
// promises on which keeping words rests; a whole one has nothing.
func (p *Peek) Sound(ctx context.Context) ([]string, error) {
	if p.Postgres() {
		return p.soundPostgres(ctx)
	}
	said, err := many(ctx, p.run, value[string], `PRAGMA quick_check(10)`)
	if err != nil || len(said) == 1 && said[0] == "ok" {
		return nil, err
	}
	return []string{"the file is damaged"}, nil // what SQLite says may quote rows
}

func (p *Peek) soundPostgres(ctx context.Context) (wrong []string, err error) {
	for _, want := range []struct{ name, value string }{{"fsync", "on"}, {"full_page_writes", "on"}} {
		got, err := many(ctx, p.run, value[string], `SELECT current_setting(?)`, want.name)
		if err != nil {
			return nil, err
		}
		if len(got) != 1 || got[0] != want.value {
			wrong = append(wrong, want.name+" is off, and a power cut loses words")
		}
	}
	return wrong, nil
}

// Version says what database it is.
func (p *Peek) Version(ctx context.Context) (string, error) {
	if p.Postgres() {
		v, err := one(ctx, p.run, value[string], `SELECT current_setting('server_version')`)
		return "PostgreSQL " + v, err
	}
	v, err := one(ctx, p.run, value[string], `SELECT sqlite_version()`)
	return "SQLite " + v, err
}

// Connections tells how many connections PostgreSQL has, and how many it takes.
func (p *Peek) Connections(ctx context.Context) (used, limit int, err error) {
	if used, err = one(ctx, p.run, value[int], `SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'`); err != nil {
		return 0, 0, err
	}
	limit, err = one(ctx, p.run, value[int], `SELECT current_setting('max_connections')::int`)
	return used, limit, err
}

// Newest is when the newest message was written, the zero time when there is none.
func (p *Peek) Newest(ctx context.Context) (at time.Time, err error) {
	return one(ctx, p.run, func(r row) (at time.Time, err error) {
		err = r.Scan(moment{&at})
		return at, err
	}, `SELECT MAX(created) FROM messages`)
}
