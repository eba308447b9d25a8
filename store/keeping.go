package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const ledgerColumns = `seq, id, at, floor, what, why, entries, lookup, seal`

func scanLedger(r row) (l house.LedgerRow, err error) {
	err = r.Scan(&l.Seq, &l.ID, moment{&l.At}, &l.Floor, &l.What, &l.Why, &l.Rows, &l.Lookup, &l.Seal)
	return l, err
}

// Ledger returns what was destroyed, the oldest first: of one floor, of all with "*".
func (r reader) Ledger(ctx context.Context, floor house.FloorID, after int64, limit int) ([]house.LedgerRow, error) {
	if floor == "*" {
		return many(ctx, r.run, scanLedger, `SELECT `+ledgerColumns+` FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
	}
	return many(ctx, r.run, scanLedger, `SELECT `+ledgerColumns+` FROM ledger WHERE floor = ? AND seq > ? ORDER BY seq LIMIT ?`,
		floor, after, limit)
}

// AddLedger notes that something was destroyed; Conflict when the number is taken.
func (t tx) AddLedger(ctx context.Context, l house.LedgerRow) error {
	return add(ctx, t.run, `INSERT INTO ledger (`+ledgerColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		l.Seq, l.ID, l.At, l.Floor, l.What, l.Why, l.Rows, l.Lookup, l.Seal)
}

// CountMessages counts the messages of a room.
func (r reader) CountMessages(ctx context.Context, room house.RoomID) (int, error) {
	return one(ctx, r.run, value[int], `SELECT count(*) FROM messages WHERE room = ?`, room)
}

// OlderMessages counts what was written before a time, by kind.
func (r reader) OlderMessages(ctx context.Context, room house.RoomID, before time.Time) ([]house.KindCount, error) {
	return many(ctx, r.run, func(r row) (k house.KindCount, err error) {
		err = r.Scan(&k.Kind, &k.N, moment{&k.Oldest})
		return k, err
	}, `SELECT kind, count(*), min(created) FROM messages WHERE room = ? AND created < ? AND NOT deleted GROUP BY kind ORDER BY kind`,
		room, before)
}

// Everybody returns people by id.
func (r reader) Everybody(ctx context.Context, after house.PersonID, limit int) ([]house.PersonRow, error) {
	return many(ctx, r.run, scanPerson, `SELECT `+personColumns+` FROM people WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
}

// DeleteDraftsBefore forgets what was begun in a room and left before a time.
func (t tx) DeleteDraftsBefore(ctx context.Context, room house.RoomID, before time.Time) error {
	n, err := change(ctx, t.run, `DELETE FROM drafts WHERE room = ? AND saved < ?`, room, before)
	if n > 0 {
		t.erase()
	}
	return err
}

func scanJob(r row) (j house.JobRow, err error) {
	err = r.Scan(&j.Name, &j.Holder, moment{&j.Until}, moment{&j.Done})
	return j, err
}

// Jobs returns all jobs by name.
func (r reader) Jobs(ctx context.Context) ([]house.JobRow, error) {
	return many(ctx, r.run, scanJob, `SELECT name, holder, until, done FROM jobs ORDER BY name`)
}

// ClaimJob gives a job to holder unless somebody else has it.
func (s *Store) ClaimJob(ctx context.Context, name, holder string, now, until time.Time) (mine bool, err error) {
	err = s.InTx(ctx, func(w house.Tx) error {
		n, err := change(ctx, w.(tx).run, `INSERT INTO jobs (name, holder, until) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE jobs.holder = excluded.holder OR jobs.until IS NULL OR jobs.until <= ?`, name, holder, until, now)
		mine = n > 0
		return err
	})
	return mine, err
}

// EndJob gives a job back.
func (s *Store) EndJob(ctx context.Context, name, holder string, done time.Time) error {
	return s.InTx(ctx, func(w house.Tx) error {
		return put(ctx, w.(tx).run, `UPDATE jobs SET until = NULL, done = COALESCE(?, done) WHERE name = ? AND holder = ?`, done, name, holder)
	})
}
