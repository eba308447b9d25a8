package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// runner runs one statement: on the pool of readers, on SQLite's writer or in
// a PostgreSQL transaction. Statements are written with "?" for all of them.
type runner interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

// row is what a scan function reads from.
type row interface {
	Scan(dest ...any) error
}

// scanner reads one row in the order of its columns constant.
type scanner[T any] func(row) (T, error)

// value makes a scanner of a statement with one column.
func value[T any](r row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// one returns the single row of query, or NotFound.
func one[T any](ctx context.Context, r runner, scan scanner[T], query string, args ...any) (T, error) {
	var v T
	rows, err := r.query(ctx, query, stored(args))
	if err != nil {
		return v, mapped(err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return v, mapped(err)
		}
		return v, mapped(sql.ErrNoRows)
	}
	if v, err = scan(rows); err != nil {
		return v, mapped(err)
	}
	for rows.Next() { // a writing statement is finished by reading it to its end
	}
	return v, mapped(rows.Err())
}

// many returns all rows of query.
func many[T any](ctx context.Context, r runner, scan scanner[T], query string, args ...any) ([]T, error) {
	rows, err := r.query(ctx, query, stored(args))
	if err != nil {
		return nil, mapped(err)
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, mapped(err)
		}
		list = append(list, v)
	}
	return list, mapped(rows.Err())
}

// idsAtOnce bounds the parameters of one statement.
const idsAtOnce = 256

// manyOf returns the rows of a query over any number of ids, which it writes
// for the question marks it is given. A row may come twice.
func manyOf[T any, ID ~string](ctx context.Context, r runner, scan scanner[T], ids []ID, query func(marks string) string) ([]T, error) {
	var list []T
	for part := range slices.Chunk(ids, idsAtOnce) {
		args := make([]any, 0, idsAtOnce)
		for _, id := range part {
			args = append(args, id)
		}
		// Repeating the last one up to a power of two keeps the statements few.
		for n := len(args); n&(n-1) != 0; n++ {
			args = append(args, part[len(part)-1])
		}
		found, err := many(ctx, r, scan, query(marks(len(args))), args...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// change runs query and tells how many rows it changed.
func change(ctx context.Context, r runner, query string, args ...any) (int, error) {
	res, err := r.exec(ctx, query, stored(args))
	if err != nil {
		return 0, mapped(err)
	}
	n, err := res.RowsAffected()
	return int(n), mapped(err)
}

// put runs query where the number of rows does not matter.
func put(ctx context.Context, r runner, query string, args ...any) error {
	_, err := r.exec(ctx, query, stored(args))
	return mapped(err)
}

// add runs an INSERT … ON CONFLICT DO NOTHING and reports a row that stood
// already as Conflict, which leaves a PostgreSQL transaction usable.
func add(ctx context.Context, r runner, query string, args ...any) error {
	n, err := change(ctx, r, query, args...)
	if err == nil && n == 0 {
		return house.Errorf(house.Conflict, "error.conflict")
	}
	return err
}

// must runs a statement that has to find its row.
func must(ctx context.Context, r runner, query string, args ...any) error {
	n, err := change(ctx, r, query, args...)
	if err == nil && n == 0 {
		return mapped(sql.ErrNoRows)
	}
	return err
}

// stored turns values into what both databases keep alike: times become
// milliseconds, and a zero time and empty bytes become NULL. It works in place.
func stored(args []any) []any {
	for i, a := range args {
		switch a := a.(type) {
		case time.Time:
			if args[i] = nil; !a.IsZero() {
				args[i] = a.UnixMilli()
			}
		case []byte:
			if len(a) == 0 {
				args[i] = nil
			}
		}
	}
	return args
}

// moment scans milliseconds into a time in UTC, NULL into the zero time.
type moment struct{ to *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(v any) error {
	*m.to = time.Time{}
	if v == nil {
		return nil
	}
	var ms sql.NullInt64
	if err := ms.Scan(v); err != nil {
		return err
	}
	*m.to = time.UnixMilli(ms.Int64).UTC()
	return nil
}

// rebound writes "?" as $1, $2… for PostgreSQL. No statement here holds a
// question mark inside quotes.
func rebound(query string) string {
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}

// marks returns n question marks with commas.
func marks(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}
