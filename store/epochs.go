package store

import (
	"context"

	"stockwerk/house"
)

const epochColumns = `room, epoch, header, chain, back_key, open_key, seal`

func scanEpoch(r row) (e house.EpochRow, err error) {
	err = r.Scan(&e.Room, &e.Epoch, &e.Header, &e.Chain, &e.Back, &e.Open, &e.Seal)
	return e, err
}

const wrapColumns = `room, epoch, recipient, wrap, seal`

func scanWrap(r row) (w house.WrapRow, err error) {
	err = r.Scan(&w.Room, &w.Epoch, &w.Recipient, &w.Wrap, &w.Seal)
	return w, err
}

// Epoch returns one period of a room's key.
func (r reader) Epoch(ctx context.Context, room house.RoomID, epoch int) (house.EpochRow, error) {
	return one(ctx, r.run, scanEpoch,
		`SELECT `+epochColumns+` FROM epochs WHERE room = ? AND epoch = ? ORDER BY epoch`, room, epoch)
}

// Epochs returns all periods of a room's key by number.
func (r reader) Epochs(ctx context.Context, room house.RoomID) ([]house.EpochRow, error) {
	return many(ctx, r.run, scanEpoch, `SELECT `+epochColumns+` FROM epochs WHERE room = ? ORDER BY epoch`, room)
}

// Wrap returns a room's key of one period for one recipient.
func (r reader) Wrap(ctx context.Context, room house.RoomID, epoch int, recipient string) (house.WrapRow, error) {
	return one(ctx, r.run, scanWrap,
		`SELECT `+wrapColumns+` FROM wraps WHERE room = ? AND recipient = ? AND epoch = ? ORDER BY epoch`,
		room, recipient, epoch)
}

// Wraps returns a room's keys for one recipient by epoch.
func (r reader) Wraps(ctx context.Context, room house.RoomID, recipient string) ([]house.WrapRow, error) {
	return many(ctx, r.run, scanWrap,
		`SELECT `+wrapColumns+` FROM wraps WHERE room = ? AND recipient = ? ORDER BY epoch`, room, recipient)
}

// AddEpoch inserts a period; Conflict when its number stands, so of two nodes
// that rotate at once one loses.
func (t tx) AddEpoch(ctx context.Context, e house.EpochRow) error {
	return add(ctx, t.run, `INSERT INTO epochs (`+epochColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.Room, e.Epoch, e.Header, e.Chain, e.Back, e.Open, e.Seal)
}

// PutWrap inserts or replaces a wrap.
func (t tx) PutWrap(ctx context.Context, w house.WrapRow) error {
	return put(ctx, t.run, `INSERT INTO wraps (`+wrapColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (room, recipient, epoch) DO UPDATE SET wrap = excluded.wrap, seal = excluded.seal`,
		w.Room, w.Epoch, w.Recipient, w.Wrap, w.Seal)
}

// DeleteWraps removes all of a recipient's keys to a room.
func (t tx) DeleteWraps(ctx context.Context, room house.RoomID, recipient string) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM wraps WHERE room = ? AND recipient = ?`, room, recipient)
}
