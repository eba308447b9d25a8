package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"stockwerk/house"
)

// Snapshot is everything that a database holds, as it was at one moment: what was
// acknowledged before it began is in it, what came later is not.
type Snapshot struct {
	reader
	peek *Peek
	tx   *sql.Tx
}

// Snapshot begins one. It keeps nobody from writing; end it soon, since the database
// keeps what is erased meanwhile for as long.
func (p *Peek) Snapshot(ctx context.Context) (*Snapshot, error) {
	opts := &sql.TxOptions{}
	if p.Postgres() {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := p.db.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{reader: reader{run: p.runner(tx), clock: p.clock}, peek: p, tx: tx}
	// The first statement that reads is what fixes the moment.
	if _, err := many(ctx, s.run, value[int64], `SELECT COUNT(*) FROM migrations ORDER BY 1`); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return s, nil
}

// End gives the snapshot back.
func (s *Snapshot) End() error { return s.tx.Rollback() }

// Schema names the steps that the tables have behind them.
func (s *Snapshot) Schema(ctx context.Context) (done, missing []string, err error) {
	return schemaOf(ctx, s.run, s.peek.Postgres())
}

// Tables describes what can be read with Rows, each table behind those that it
// refers to.
func (s *Snapshot) Tables(ctx context.Context) ([]Table, error) {
	return tablesOf(ctx, s.run, s.peek.Postgres())
}

// Rows calls do for each row of a table, those of one room side by side. Values are
// nil, int64, float64, bool, string or []byte and belong to do.
func (s *Snapshot) Rows(ctx context.Context, t Table, do func(values []any) error) error {
	var order []string
	for _, i := range t.Rooms {
		order = append(order, t.Columns[i])
	}
	for _, name := range t.key {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	if len(order) == 0 {
		order = t.Columns
	}
	rows, err := s.run.query(ctx, `SELECT `+quoted(t.Columns)+` FROM "`+t.Name+`" ORDER BY `+quoted(order), nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			switch v.(type) {
			case nil, int64, float64, bool, string, []byte:
			default:
				return fmt.Errorf("column %s of %s holds a %T, which no backup knows", t.Columns[i], t.Name, v)
			}
		}
		if err := do(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// IDs gives the values of a text column, in order.
func (s *Snapshot) ids(ctx context.Context, query string) ([]string, error) {
	return many(ctx, s.run, value[string], query)
}

// RoomIDs gives the ids of all rooms, whatever their kind.
func (s *Snapshot) RoomIDs(ctx context.Context) ([]string, error) {
	return s.ids(ctx, `SELECT id FROM rooms ORDER BY id`)
}

// PeopleIDs gives the ids of all people whose account stands.
func (s *Snapshot) PeopleIDs(ctx context.Context) ([]string, error) {
	return s.ids(ctx, `SELECT id FROM people WHERE state <> 'deleted' ORDER BY id`)
}

// Blobs calls do for each content that a file has or that somebody is bringing.
func (s *Snapshot) Blobs(ctx context.Context, do func(room, blob string) error) error {
	names, err := tableNames(ctx, s.run, s.peek.Postgres())
	if err != nil || !slices.Contains(names, "blobs") {
		return err
	}
	rows, err := s.run.query(ctx, `SELECT room, id FROM blobs WHERE state <> 'gone' ORDER BY room, id`, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var room, blob string
		if err := rows.Scan(&room, &blob); err != nil {
			return err
		}
		if err := do(room, blob); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Chunks calls do for each sealed chunk of a content. One that was deleted meanwhile
// has none.
func (s *Snapshot) Chunks(ctx context.Context, room, blob string, do func(part int, sealed []byte) error) error {
	if s.peek.Postgres() {
		return s.peek.chunkRows(ctx, room, blob, do)
	}
	files := blobFiles{dir: s.peek.files, space: diskSpace}
	parts, err := files.parts(house.RoomID(room), house.BlobID(blob))
	if err != nil {
		return err
	}
	for part := range parts {
		sealed, err := files.ReadChunk(ctx, house.RoomID(room), house.BlobID(blob), part)
		if house.KindOf(err) == house.NotFound && err != nil { // a hole, or deleted just now
			continue
		}
		if err != nil {
			return err
		}
		if err := do(part, sealed); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// chunkRows reads on a connection of its own: the snapshot's is busy with the list.
// Chunks are written once, and those of a file before the file is there.
func (p *Peek) chunkRows(ctx context.Context, room, blob string, do func(part int, sealed []byte) error) error {
	rows, err := p.run.query(ctx, `SELECT part, body FROM chunks WHERE room = ? AND blob = ? ORDER BY part`, []any{room, blob})
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var part int
		var sealed []byte
		if err := rows.Scan(&part, &sealed); err != nil {
			return err
		}
		if err := do(part, sealed); err != nil {
			return err
		}
	}
	return rows.Err()
}

// parts is how many slots the file of a blob has; none when there is no file.
func (f blobFiles) parts(room house.RoomID, blob house.BlobID) (int, error) {
	path, err := f.path(room, blob)
	if err != nil {
		return 0, nil //nolint:nilerr // what is no id has no file
	}
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return int((info.Size() + slotSize - 1) / slotSize), nil
}

// ReadMissing counts whole files whose content is not there.
func (p *Peek) ReadMissing(ctx context.Context) (missing int, err error) {
	type place struct{ room, blob string }
	const kept = `SELECT b.room, b.id FROM blobs b JOIN messages m ON m.id = b.file
		WHERE b.state = 'kept' AND b.size > 0 AND NOT m.deleted`
	scan := func(r row) (at place, err error) {
		err = r.Scan(&at.room, &at.blob)
		return at, err
	}
	if p.Postgres() {
		list, err := many(ctx, p.run, scan, kept+` AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.room = b.room AND c.blob = b.id) ORDER BY b.id`)
		return len(list), err
	}
	list, err := many(ctx, p.run, scan, kept+` ORDER BY b.id`)
	if err != nil {
		return 0, err
	}
	files := blobFiles{dir: p.files, space: diskSpace}
	for _, at := range list {
		if n, err := files.parts(house.RoomID(at.room), house.BlobID(at.blob)); err != nil || n > 0 {
			continue
		}
		again, err := many(ctx, p.run, scan, kept+` AND b.room = ? AND b.id = ? ORDER BY b.id`, at.room, at.blob)
		if err != nil {
			return missing, err
		}
		missing += len(again) // still named: it did not go with its entry meanwhile
	}
	return missing, nil
}

var _ io.Closer = (*Peek)(nil)
