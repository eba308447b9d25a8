package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"stockwerk/migrations"
	"stockwerk/store"
)

// Old makes at target the tables of an older program, up to a step, and puts two rows
// into each; it gives all rows as text, by table. The rows fit the tables and mean
// nothing: no seal in them is the house's.
func Old(t testing.TB, target string, step int64) map[string][]string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	driver, files, folder, dialect := "sqlite", fs.FS(migrations.SQLite()), "sqlite", goose.DialectSQLite3
	if strings.HasPrefix(target, "postgres") {
		driver, files, folder, dialect = "pgx", migrations.Postgres(), "postgres", goose.DialectPostgres
	}
	db, err := sql.Open(driver, target)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	files, err = fs.Sub(files, folder)
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithTableName("migrations"),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(ctx, step); err != nil {
		t.Fatal(err)
	}
	if driver == "sqlite" {
		if _, err := db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
			t.Fatal(err)
		}
	}
	fillTables(t, db, target)
	return Rows(t, target)
}

// fillTables writes the same short text into every column of a row that takes one, so that
// what one row says of another is true as well.
func fillTables(t testing.TB, db *sql.DB, target string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	for _, table := range tables(t, target) {
		var stands int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+table.Name+`"`).Scan(&stands); err != nil {
			t.Fatal(err)
		}
		if stands > 0 {
			continue // the step that made it wrote into it
		}
		for n := range 2 {
			values := make([]string, len(table.Types))
			for i, kind := range table.Types {
				switch kind {
				case "text":
					values[i] = fmt.Sprintf("'row%d'", n)
				case "blob":
					values[i] = fmt.Sprintf("x'0%d00ff'", n)
				case "bytea":
					values[i] = fmt.Sprintf(`'\x0%d00ff'`, n)
				case "boolean":
					values[i] = "FALSE"
				default:
					values[i] = fmt.Sprint(n)
				}
			}
			if table.Name == "settings" {
				values[0] = fmt.Sprintf("'row%d'", n)
			}
			//nolint:gosec // what is put together is made up here
			query := `INSERT INTO "` + table.Name + `" ("` + strings.Join(table.Columns, `", "`) + `") VALUES (` + strings.Join(values, ", ") + `)`
			if _, err := db.ExecContext(ctx, query); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
	}
}

func tables(t testing.TB, target string) []store.Table {
	t.Helper()
	var list []store.Table
	snapshot(t, target, func(ctx context.Context, s *store.Snapshot) (err error) {
		list, err = s.Tables(ctx)
		return err
	})
	return list
}

func snapshot(t testing.TB, target string, do func(ctx context.Context, s *store.Snapshot) error) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	peek, err := store.OpenPeek(ctx, target)
	if err != nil {
		t.Fatal(err)
	}
	defer peek.Close()
	s, err := peek.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.End() }()
	if err := do(ctx, s); err != nil {
		t.Fatal(err)
	}
}

// Rows gives all rows of a database as text, by table; each value stands behind the name
// of its column, and truth values are written as numbers.
func Rows(t testing.TB, target string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	snapshot(t, target, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.Tables(ctx)
		for _, table := range list {
			all[table.Name] = []string{}
			err := s.Rows(ctx, table, func(values []any) error {
				said := make([]string, len(values))
				for i, v := range values {
					switch v {
					case true:
						v = int64(1)
					case false:
						v = int64(0)
					}
					said[i] = fmt.Sprintf("%s=%v ", table.Columns[i], v)
				}
				slices.Sort(said)
				all[table.Name] = append(all[table.Name], strings.Join(said, ""))
				return nil
			})
			if err != nil {
				return err
			}
			slices.Sort(all[table.Name])
		}
		return err
	})
	return all
}

// Lost lists the old rows of which a value is missing in the new ones.
func Lost(old, today map[string][]string) []string {
	var lost []string
	for table, rows := range old {
		for _, row := range rows {
			stands := slices.ContainsFunc(today[table], func(now string) bool {
				for part := range strings.SplitSeq(row, " ") {
					if !strings.Contains(" "+now, " "+part) {
						return false
					}
				}
				return true
			})
			if !stands {
				lost = append(lost, table+": "+row)
			}
		}
	}
	slices.Sort(lost)
	return lost
}

// Put writes a setting beside a store that may be open.
func Put(t testing.TB, target, name string, value []byte) {
	t.Helper()
	args := []any{name, value}
	if strings.HasPrefix(target, "postgres") {
		Exec(t, target, `INSERT INTO settings (name, value) VALUES ($1, $2)`, args...)
		return
	}
	Exec(t, target, `INSERT INTO settings (name, value) VALUES (?, ?)`, args...)
}

// Exec runs a statement of its own, as somebody does who edits the database.
func Exec(t testing.TB, target, query string, args ...any) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(target, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, target)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.WithoutCancel(t.Context()), query, args...); err != nil {
		t.Fatal(err)
	}
}
