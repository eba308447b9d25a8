package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"stockwerk/house"
	"stockwerk/migrations"
)

// pragma is a setting of each connection and what reading it back must give.
type pragma struct{ name, set, want string }

// promises are what keeping words rests on: an acknowledged write survives a
// power cut, a deleted one is overwritten, and no temporary file holds words.
func promises() []pragma {
	return []pragma{
		{"busy_timeout", "5000", "5000"}, // milliseconds; first, so that the others may wait
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "ON", "1"},
		{"secure_delete", "ON", "1"},
		{"trusted_schema", "OFF", "0"},
		{"temp_store", "MEMORY", "2"},
	}
}

// readers bounds the connections that read.
const readers = 8

// lite is an SQLite file: one connection that writes and a pool that reads.
type lite struct {
	writing, reading *sql.DB
	writer           *writer
	files            string   // the folder of the contents of files
	prepared         sync.Map // statement text → *sql.Stmt of reading
}

func openSQLite(ctx context.Context, path string, counts *figures) (_ *lite, err error) {
	path, err = private(path)
	if err != nil {
		return nil, err
	}
	l := &lite{files: filepath.Join(filepath.Dir(path), "files")}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.closeDBs())
		}
	}()
	if l.writing, err = openPool(ctx, path, 1, promises()); err != nil {
		return nil, err
	}
	if err := quickCheck(ctx, l.writing); err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations.SQLite(), "sqlite")
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, l.writing, goose.DialectSQLite3, files, counts); err != nil {
		return nil, err
	}
	readOnly := append(promises(), pragma{"query_only", "ON", "1"})
	if l.reading, err = openPool(ctx, path, readers, readOnly); err != nil {
		return nil, err
	}
	l.writer, err = startWriter(ctx, l.writing, counts)
	return l, err
}

// private makes sure that the file exists and is nobody else's to read, since
// SQLite gives its companions the rights of the file.
func private(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	return path, errors.Join(f.Chmod(0o600), f.Close())
}

// openPool opens at most n connections with these pragmas and asserts them.
func openPool(ctx context.Context, path string, n int, pragmas []pragma) (*sql.DB, error) {
	return openMode(ctx, path, "rwc", n, pragmas)
}

// openMode is openPool in a mode of SQLite: "ro" changes nothing and makes nothing.
func openMode(ctx context.Context, path, mode string, n int, pragmas []pragma) (*sql.DB, error) {
	query := url.Values{"mode": {mode}}
	for _, p := range pragmas {
		query.Add("_pragma", p.name+"("+p.set+")")
	}
	name := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	if err := assertPragmas(ctx, db, pragmas); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// assertPragmas reads the settings back: SQLite ignores a misspelt one.
func assertPragmas(ctx context.Context, db *sql.DB, pragmas []pragma) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, p := range pragmas {
		var got string
		if err := conn.QueryRowContext(ctx, `PRAGMA `+p.name).Scan(&got); err != nil {
			return fmt.Errorf("read pragma %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("pragma %s is %s and must be %s; the file system or another program may hinder it", p.name, got, p.want)
		}
	}
	return nil
}

// quickCheck refuses a damaged file before anything is written to it.
func quickCheck(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if said != "ok" {
		return errors.New("the file is damaged; restore the last backup")
	}
	return nil
}

// exec implements runner; outside a transaction nothing writes.
func (l *lite) exec(context.Context, string, []any) (sql.Result, error) {
	return nil, errors.New("writing outside a transaction")
}

func (l *lite) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if stmt, ok := l.prepared.Load(query); ok {
		return stmt.(*sql.Stmt).QueryContext(ctx, args...)
	}
	stmt, err := l.reading.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	kept, twice := l.prepared.LoadOrStore(query, stmt)
	if twice {
		_ = stmt.Close() //nolint:sqlclosecheck // the other one is kept
	}
	return kept.(*sql.Stmt).QueryContext(ctx, args...)
}

func (l *lite) inTx(ctx context.Context, do func(house.Tx) error) error {
	return l.writer.inTx(ctx, do)
}

// bell is nil: one process owns the file.
func (l *lite) bell() house.Bell { return nil }

func (l *lite) blobs() house.Blobs { return blobFiles{dir: l.files, space: diskSpace} }

// size is the file's without its log.
func (l *lite) size(ctx context.Context) (int64, error) {
	pages, err := one(ctx, l, value[int64], `PRAGMA page_count`)
	if err != nil {
		return 0, err
	}
	each, err := one(ctx, l, value[int64], `PRAGMA page_size`)
	return pages * each, err
}

func (l *lite) close() error {
	return errors.Join(l.writer.close(), l.closeDBs())
}

// closeDBs closes the readers first, so that the writer as the last one can
// empty the log.
func (l *lite) closeDBs() error {
	var err error
	if l.reading != nil {
		err = l.reading.Close()
	}
	if l.writing != nil {
		err = errors.Join(err, l.writing.Close())
	}
	return err
}

// processClock is the clock of a database that lives in the process, in the
// precision that is stored.
func processClock(context.Context, runner) (time.Time, error) {
	return time.Now().UTC().Truncate(time.Millisecond), nil
}

// pragmaWait is the busy timeout as a statement.
func pragmaWait(wait time.Duration) string {
	return `PRAGMA busy_timeout = ` + strconv.FormatInt(wait.Milliseconds(), 10)
}
