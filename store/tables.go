package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is a table as it stands in a database.
type Table struct {
	Name    string
	Columns []string
	Types   []string // as the database names them, lower case
	Rooms   []int    // the columns that say on which rooms a row hangs
	key     []string // the columns of the primary key
	after   []string // tables whose rows must stand before
}

// leftOut are tables that no backup holds as rows: what goose keeps, the chunks of
// files, which are read one by one, and the keys of rooms, which must not lie in what
// they shut.
func leftOut() []string { return []string{"migrations", "chunks", "backup_keys"} }

// tablesOf describes the tables so that each stands behind those it refers to.
func tablesOf(ctx context.Context, r runner, postgres bool) ([]Table, error) {
	names, err := tableNames(ctx, r, postgres)
	if err != nil {
		return nil, err
	}
	var list []Table
	for _, name := range names {
		if slices.Contains(leftOut(), name) {
			continue
		}
		t := Table{Name: name}
		look := liteTable
		if postgres {
			look = postgresTable
		}
		refers, err := look(ctx, r, &t)
		if err != nil {
			return nil, fmt.Errorf("look at table %s: %w", name, err)
		}
		for i, column := range t.Columns {
			if column == "room" || name == "rooms" && column == "id" || refers[column] == "rooms" {
				t.Rooms = append(t.Rooms, i)
			}
		}
		for _, other := range refers {
			if other != name {
				t.after = append(t.after, other)
			}
		}
		list = append(list, t)
	}
	return inOrder(list), nil
}

// inOrder puts each table behind those it refers to, otherwise by name.
func inOrder(list []Table) []Table {
	var sorted []Table
	stands := func(name string) bool {
		return !slices.ContainsFunc(list, func(t Table) bool { return t.Name == name })
	}
	for len(list) > 0 {
		at := slices.IndexFunc(list, func(t Table) bool {
			return !slices.ContainsFunc(t.after, func(name string) bool { return !stands(name) })
		})
		at = max(at, 0) // tables that refer to each other stand as they come
		sorted = append(sorted, list[at])
		list = slices.Delete(list, at, at+1)
	}
	return sorted
}

type column struct {
	name, kind string
	key        int64
}

type reference struct{ column, table string }

func liteTable(ctx context.Context, r runner, t *Table) (map[string]string, error) {
	columns, err := many(ctx, r, scanColumn, `SELECT name, lower(type), pk FROM pragma_table_info(?) ORDER BY cid`, t.Name)
	if err != nil {
		return nil, err
	}
	refers, err := many(ctx, r, scanReference, `SELECT "from", "table" FROM pragma_foreign_key_list(?) ORDER BY id, seq`, t.Name)
	if err != nil {
		return nil, err
	}
	return t.take(columns, refers), nil
}

func postgresTable(ctx context.Context, r runner, t *Table) (map[string]string, error) {
	columns, err := many(ctx, r, scanColumn, `SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
			COALESCE(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1
		FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
		WHERE a.attrelid = to_regclass(quote_ident(?)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, t.Name)
	if err != nil {
		return nil, err
	}
	refers, err := many(ctx, r, scanReference, `SELECT a.attname::text, f.relname::text FROM pg_constraint c
		JOIN pg_class f ON f.oid = c.confrelid JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
		WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident(?)) ORDER BY 1, 2`, t.Name)
	if err != nil {
		return nil, err
	}
	return t.take(columns, refers), nil
}

func scanColumn(r row) (c column, err error) {
	err = r.Scan(&c.name, &c.kind, &c.key)
	return c, err
}

func scanReference(r row) (f reference, err error) {
	err = r.Scan(&f.column, &f.table)
	return f, err
}

func (t *Table) take(columns []column, refers []reference) map[string]string {
	keys := slices.Clone(columns)
	keys = slices.DeleteFunc(keys, func(c column) bool { return c.key == 0 })
	slices.SortStableFunc(keys, func(a, b column) int { return int(a.key - b.key) })
	for _, k := range keys {
		t.key = append(t.key, k.name)
	}
	for _, c := range columns {
		t.Columns, t.Types = append(t.Columns, c.name), append(t.Types, c.kind)
	}
	to := map[string]string{}
	for _, f := range refers {
		to[f.column] = f.table
	}
	return to
}

// quoted writes column names for a statement.
func quoted(names []string) string {
	marked := make([]string, len(names))
	for i, n := range names {
		marked[i] = `"` + n + `"`
	}
	return strings.Join(marked, ", ")
}
