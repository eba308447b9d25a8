package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const editLockColumns = `page, room, person, since, until`

func scanEditLock(r row) (l house.EditLockRow, err error) {
	err = r.Scan(&l.Page, &l.Room, &l.Person, moment{&l.Since}, moment{&l.Until})
	return l, err
}

// EditLocks returns the locks of a room that have not run out.
func (r reader) EditLocks(ctx context.Context, room house.RoomID, now time.Time) ([]house.EditLockRow, error) {
	return many(ctx, r.run, scanEditLock,
		`SELECT `+editLockColumns+` FROM edit_locks WHERE room = ? AND until > ? ORDER BY page`, room, now)
}

// PutEditLock inserts or replaces the lock of a page, and forgets those of the
// room that have run out.
func (t tx) PutEditLock(ctx context.Context, l house.EditLockRow, now time.Time) error {
	if err := put(ctx, t.run, `DELETE FROM edit_locks WHERE room = ? AND until <= ?`, l.Room, now); err != nil {
		return err
	}
	return put(ctx, t.run, `INSERT INTO edit_locks (`+editLockColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (page) DO UPDATE SET person = excluded.person, since = excluded.since, until = excluded.until`,
		l.Page, l.Room, l.Person, l.Since, l.Until)
}

// DeleteEditLock removes the lock of a page, of one person or, with "", of
// whoever has it; no error when there is none.
func (t tx) DeleteEditLock(ctx context.Context, room house.RoomID, page house.MessageID, person house.PersonID) error {
	if person == "" {
		return put(ctx, t.run, `DELETE FROM edit_locks WHERE room = ? AND page = ?`, room, page)
	}
	return put(ctx, t.run, `DELETE FROM edit_locks WHERE room = ? AND page = ? AND person = ?`, room, page, person)
}
