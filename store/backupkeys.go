package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
)

// ErrNoBackupKeys means that the tables are from before rooms had keys for backups.
var ErrNoBackupKeys = errors.New("the tables are of an older program; start this one once, then rooms get the keys that a key store holds")

// keysAtOnce bounds a transaction that makes keys, so that nobody who writes waits long.
const keysAtOnce = 200

// BackupKeys gives the sealed backup key of every room that stands now, and makes one
// with fresh where there is none yet. It writes beside a house that is running.
func BackupKeys(ctx context.Context, target string, fresh func(room string) ([]byte, error)) (boxes map[string][]byte, err error) {
	w, err := openBeside(ctx, target)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.db.Close()) }()
	names, err := tableNames(ctx, w.reading(w.db), w.postgres)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, "backup_keys") {
		return nil, ErrNoBackupKeys
	}
	for {
		n := 0
		err := w.inTx(ctx, func(r runner) error {
			rooms, err := many(ctx, r, value[string], `SELECT r.id FROM rooms r
				WHERE NOT EXISTS (SELECT 1 FROM backup_keys k WHERE k.room = r.id) ORDER BY r.id LIMIT ?`, keysAtOnce)
			n = len(rooms)
			for i := 0; i < n && err == nil; i++ {
				var box []byte
				if box, err = fresh(rooms[i]); err == nil {
					// A room that is deleted meanwhile takes its row along.
					err = put(ctx, r, `INSERT INTO backup_keys (room, box) SELECT r.id, `+w.bytes()+` FROM rooms r WHERE r.id = ?
						ON CONFLICT DO NOTHING`, box, rooms[i])
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if n < keysAtOnce {
			break
		}
	}
	type kept struct {
		room string
		box  []byte
	}
	list, err := many(ctx, w.reading(w.db), func(r row) (k kept, err error) {
		err = r.Scan(&k.room, &k.box)
		return k, err
	}, `SELECT k.room, k.box FROM backup_keys k JOIN rooms r ON r.id = k.room ORDER BY k.room`)
	boxes = make(map[string][]byte, len(list))
	for _, k := range list {
		boxes[k.room] = k.box
	}
	return boxes, err
}

// NoteBackup keeps in the settings what is known of the last backup.
func NoteBackup(ctx context.Context, target string, note []byte) (err error) {
	w, err := openBeside(ctx, target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.db.Close()) }()
	return w.inTx(ctx, func(r runner) error {
		return put(ctx, r, `INSERT INTO settings (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, SettingBackup, note)
	})
}

// SettingBackup is the name of the setting with the last backup.
const SettingBackup = "backup.last"

// beside writes a few rows of a database that a house may be using, without touching
// its tables.
type beside struct {
	db       *sql.DB
	postgres bool
}

func openBeside(ctx context.Context, target string) (*beside, error) {
	if isPostgres(target) {
		db, err := openPlainPostgres(ctx, target)
		return &beside{db, true}, err
	}
	path, err := filepath.Abs(target)
	if err != nil {
		return nil, err
	}
	db, err := openMode(ctx, path, "rw", 1, promises())
	return &beside{db, false}, err
}

func (w *beside) reading(q queryer) reading {
	if w.postgres {
		return reading{q, rebound}
	}
	return reading{q, func(query string) string { return query }}
}

func (w *beside) bytes() string {
	if w.postgres {
		return `?::bytea`
	}
	return `?`
}

// inTx takes SQLite's one place for writing before it reads, so that the house cannot
// come between.
func (w *beside) inTx(ctx context.Context, do func(runner) error) error {
	if w.postgres {
		tx, err := w.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := do(filling{w.reading(tx), tx}); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := do(onConn{w.reading(conn), conn}); err != nil {
		_, undo := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		return errors.Join(err, undo)
	}
	_, err = conn.ExecContext(ctx, `COMMIT`)
	return err
}

type onConn struct {
	reading
	conn *sql.Conn
}

func (c onConn) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return c.conn.ExecContext(ctx, query, args...)
}
