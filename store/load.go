package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pressly/goose/v3/database"

	"stockwerk/house"
)

// ErrNotEmpty means that something stands where a backup was to be loaded.
var ErrNotEmpty = errors.New("the database is not empty")

// Loading fills an empty database with the rows of a backup, all of them or none:
// nothing is there for others before Commit.
type Loading struct {
	db       *sql.DB
	tx       *sql.Tx
	run      runner
	lite     string // the path of the SQLite file, "" for PostgreSQL
	versions database.Store
	waiting  []Migration // steps that come after the rows
	table    Table
	insert   *sql.Stmt
	files    blobFiles
	blob     string // path of the file that is open
	file     *os.File
}

// BeginLoad opens an empty database at target and makes its tables as schema names
// them: those of the backup, which may be older than this program's. It refuses a
// database that is not empty with ErrNotEmpty and a schema that this program does
// not know with ErrNewer.
func BeginLoad(ctx context.Context, target string, schema []string) (_ *Loading, err error) {
	l := &Loading{}
	defer func() {
		if err != nil {
			l.Abort()
		}
	}()
	before, after, err := steps(schema, isPostgres(target))
	if err != nil {
		return nil, err
	}
	l.waiting = after
	if isPostgres(target) {
		err = l.beginPostgres(ctx, target)
	} else {
		err = l.beginLite(ctx, target)
	}
	if err != nil {
		return nil, err
	}
	if err := l.versions.CreateVersionTable(ctx, l.tx); err != nil {
		return nil, err
	}
	if err := l.versions.Insert(ctx, l.tx, database.InsertRequest{}); err != nil {
		return nil, err
	}
	if err := l.migrate(ctx, before); err != nil {
		return nil, err
	}
	return l, l.clear(ctx)
}

// clear removes what the steps themselves wrote: the backup has its own.
func (l *Loading) clear(ctx context.Context) error {
	list, err := tablesOf(ctx, l.run, l.lite == "")
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(list) {
		if err := put(ctx, l.run, `DELETE FROM "`+t.Name+`"`); err != nil {
			return err
		}
	}
	return nil
}

// KnowsSchema refuses with ErrNewer tables that this program does not know.
func KnowsSchema(schema []string) error {
	_, _, err := steps(schema, false)
	return err
}

// steps parts what this program knows into the steps of a schema and the rest.
func steps(schema []string, postgres bool) (before, after []Migration, err error) {
	known, err := Migrations(postgres)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range known {
		if slices.Contains(schema, m.Name) {
			before = append(before, m)
			continue
		}
		after = append(after, m)
	}
	if len(before) != len(schema) || len(schema) == 0 {
		return nil, nil, fmt.Errorf("%w than this one; take the program that wrote it, or a newer one", ErrNewer)
	}
	return before, after, nil
}

func (l *Loading) beginLite(ctx context.Context, path string) (err error) {
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return ErrNotEmpty
	}
	if _, err := private(path); err != nil {
		return err
	}
	l.lite, l.files = path, blobFiles{dir: filepath.Join(filepath.Dir(path), "files"), space: diskSpace}
	// Until it is whole the file is nothing, so it needs neither log nor waiting.
	l.db, err = openPool(ctx, path, 1, []pragma{
		{"journal_mode", "OFF", "off"}, {"synchronous", "OFF", "0"}, {"foreign_keys", "OFF", "0"}, {"temp_store", "MEMORY", "2"},
	})
	if err != nil {
		return err
	}
	if l.versions, err = database.NewStore(database.DialectSQLite3, "migrations"); err != nil {
		return err
	}
	l.tx, err = l.db.BeginTx(ctx, nil)
	l.run = filling{reading{l.tx, func(query string) string { return query }}, l.tx}
	return err
}

func (l *Loading) beginPostgres(ctx context.Context, target string) (err error) {
	if l.db, err = openPlainPostgres(ctx, target); err != nil {
		return err
	}
	if l.versions, err = database.NewStore(database.DialectPostgres, "migrations"); err != nil {
		return err
	}
	if l.tx, err = l.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	l.run = filling{reading{l.tx, rebound}, l.tx}
	// The lock that a node takes before it makes tables; see migratePostgres.
	if err := put(ctx, l.run, `SELECT pg_advisory_xact_lock(hashtext('stockwerk ' || current_schema()))`); err != nil {
		return err
	}
	names, err := tableNames(ctx, l.run, true)
	if err == nil && len(names) > 0 {
		err = ErrNotEmpty
	}
	return err
}

// filling is a runner that writes.
type filling struct {
	reading
	tx *sql.Tx
}

func (f filling) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return f.tx.ExecContext(ctx, f.dress(query), args...)
}

func (l *Loading) migrate(ctx context.Context, list []Migration) error {
	for _, m := range list {
		if _, err := l.tx.ExecContext(ctx, m.sql); err != nil {
			return fmt.Errorf("make the tables of %s: %w", m.Name, err)
		}
		if err := l.versions.Insert(ctx, l.tx, database.InsertRequest{Version: m.Version}); err != nil {
			return err
		}
	}
	return nil
}

// Begin names the table and the columns of the rows that follow.
func (l *Loading) Begin(ctx context.Context, name string, columns []string) error {
	list, err := tablesOf(ctx, l.run, l.lite == "")
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(t Table) bool { return t.Name == name })
	if at < 0 {
		return fmt.Errorf("the backup has a table %q that its schema does not have", name)
	}
	stands := list[at]
	l.table = Table{Name: name, Columns: columns}
	for _, c := range columns {
		i := slices.Index(stands.Columns, c)
		if i < 0 {
			return fmt.Errorf("the backup has a column %q in %s that its schema does not have", c, name)
		}
		l.table.Types = append(l.table.Types, stands.Types[i])
	}
	if l.insert != nil {
		if err := l.insert.Close(); err != nil {
			return err
		}
	}
	//nolint:gosec // the names are those of a table that stands
	query := `INSERT INTO "` + name + `" (` + quoted(columns) + `) VALUES (` + marks(len(columns)) + `)`
	if l.lite == "" {
		query = rebound(query)
	}
	l.insert, err = l.tx.PrepareContext(ctx, query)
	return err
}

// Row adds a row to the table that Begin named.
func (l *Loading) Row(ctx context.Context, values []any) error {
	for i, v := range values {
		values[i] = fitting(v, l.table.Types[i])
	}
	if _, err := l.insert.ExecContext(ctx, values...); err != nil {
		return fmt.Errorf("a row of %s: %w", l.table.Name, err)
	}
	return nil
}

// fitting turns what one database calls a truth value into what the other does.
func fitting(v any, kind string) any {
	switch v := v.(type) {
	case int64:
		if kind == "boolean" {
			return v != 0
		}
	case bool:
		if kind != "boolean" {
			if v {
				return int64(1)
			}
			return int64(0)
		}
	}
	return v
}

// Chunk adds a sealed chunk of the content of a file.
func (l *Loading) Chunk(ctx context.Context, room, blob string, part int, sealed []byte) error {
	if l.lite == "" {
		return put(ctx, l.run, `INSERT INTO chunks (room, blob, part, body) VALUES (?, ?, ?, ?)`, room, blob, part, sealed)
	}
	if len(sealed) == 0 || len(sealed) > slotSize-slotHead || part < 0 {
		return errors.New("a chunk that fits no slot")
	}
	path, err := l.files.path(house.RoomID(room), house.BlobID(blob))
	if err != nil {
		return err
	}
	if path != l.blob {
		if err := l.nextFile(path); err != nil {
			return err
		}
	}
	slot := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	_, err = l.file.WriteAt(append(slot, sealed...), int64(part)*slotSize)
	return err
}

// nextFile makes the file that is open durable and opens the one at path; "" none.
func (l *Loading) nextFile(path string) (err error) {
	if l.file != nil {
		if err := errors.Join(l.file.Sync(), l.file.Close(), syncDir(filepath.Dir(l.blob))); err != nil {
			return err
		}
	}
	l.file, l.blob = nil, ""
	if path == "" {
		return nil
	}
	if err := l.files.makeDirs(filepath.Dir(path)); err != nil {
		return err
	}
	l.blob = path
	l.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	return err
}

// Finish brings the tables up to date behind the rows. RoomKey can be called after it.
func (l *Loading) Finish(ctx context.Context) error {
	if err := l.nextFile(""); err != nil {
		return err
	}
	if err := l.migrate(ctx, l.waiting); err != nil {
		return err
	}
	l.waiting = nil
	return l.counters(ctx)
}

// counters sets PostgreSQL's own counters behind the numbers that the rows brought.
func (l *Loading) counters(ctx context.Context) error {
	if l.lite != "" {
		return nil
	}
	type counter struct{ table, column string }
	list, err := many(ctx, l.run, func(r row) (c counter, err error) {
		err = r.Scan(&c.table, &c.column)
		return c, err
	}, `SELECT table_name::text, column_name::text FROM information_schema.columns
		WHERE table_schema = current_schema() AND (is_identity = 'YES' OR column_default LIKE 'nextval(%') ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.table == "migrations" {
			continue
		}
		err := put(ctx, l.run, `SELECT setval(pg_get_serial_sequence('"`+c.table+`"', '`+c.column+`'),
			COALESCE((SELECT MAX("`+c.column+`") FROM "`+c.table+`"), 0) + 1, false)`)
		if err != nil {
			return err
		}
	}
	return nil
}

// RoomKey keeps the key under which backups hold a room that was loaded.
func (l *Loading) RoomKey(ctx context.Context, room string, box []byte) error {
	return put(ctx, l.run, `INSERT INTO backup_keys (room, box) SELECT r.id, b.box FROM rooms r,
		(SELECT `+l.bytes()+` AS box) b WHERE r.id = ?`, box, room)
}

func (l *Loading) bytes() string {
	if l.lite == "" {
		return `?::bytea`
	}
	return `?`
}

// Commit makes what was loaded stand, durably, and closes the database.
func (l *Loading) Commit(ctx context.Context) error {
	if l.insert != nil {
		if err := l.insert.Close(); err != nil {
			return err
		}
	}
	if l.lite == "" {
		return errors.Join(l.tx.Commit(), l.db.Close())
	}
	broken, err := many(ctx, l.run, value[string], `SELECT DISTINCT "table" FROM pragma_foreign_key_check ORDER BY 1`)
	if err == nil && len(broken) > 0 {
		err = fmt.Errorf("rows of %s refer to what is not there", strings.Join(broken, ", "))
	}
	if err != nil {
		l.Abort()
		return err
	}
	if err := errors.Join(l.tx.Commit(), l.db.Close()); err != nil {
		return err
	}
	f, err := os.Open(l.lite)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), syncDir(filepath.Dir(l.lite)))
}

// Abort gives up what was loaded. What lies in files is the caller's to remove.
func (l *Loading) Abort() {
	if l.file != nil {
		_ = l.file.Close() // it will be removed
	}
	if l.tx != nil {
		_ = l.tx.Rollback() // nothing of it was to stand
	}
	if l.db != nil {
		_ = l.db.Close()
	}
}
