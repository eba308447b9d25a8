package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const closingColumns = `room, floor, ordered_by, state, told, ordered_at, close_at, delete_at, text, seal`

func scanClosing(r row) (c house.ClosingRow, err error) {
	err = r.Scan(&c.Room, &c.Floor, &c.By, &c.State, &c.Told, moment{&c.Ordered}, moment{&c.CloseAt}, moment{&c.DeleteAt}, &c.Text, &c.Seal)
	return c, err
}

// Closing returns the order that stands for a room.
func (r reader) Closing(ctx context.Context, room house.RoomID) (house.ClosingRow, error) {
	return one(ctx, r.run, scanClosing, `SELECT `+closingColumns+` FROM closings WHERE room = ? ORDER BY room`, room)
}

// ClosingsOn returns the orders of a floor, the first to be closed first.
func (r reader) ClosingsOn(ctx context.Context, floor house.FloorID) ([]house.ClosingRow, error) {
	return many(ctx, r.run, scanClosing,
		`SELECT `+closingColumns+` FROM closings WHERE floor = ? ORDER BY close_at, room`, floor)
}

// ClosingsDue returns orders that are to be carried out at now.
func (r reader) ClosingsDue(ctx context.Context, now time.Time) ([]house.ClosingRow, error) {
	return many(ctx, r.run, scanClosing,
		`SELECT `+closingColumns+` FROM closings WHERE state = 'ordered' AND close_at <= ? ORDER BY close_at, room`, now)
}

// FloorTicketCounts counts a floor's visitor tickets by state.
func (r reader) FloorTicketCounts(ctx context.Context, floor house.FloorID, now time.Time) (map[string]int, error) {
	type count struct {
		state string
		n     int
	}
	rows, err := many(ctx, r.run, func(r row) (c count, err error) {
		err = r.Scan(&c.state, &c.n)
		return c, err
	}, `SELECT s.state, COUNT(*) FROM (
			SELECT CASE WHEN t.state = 'issued' AND t.expires <= ? THEN 'expired' ELSE t.state END AS state
			FROM tickets t JOIN rooms r ON r.id = t.room WHERE r.floor = ? AND t.kind = 'visitor') s
		GROUP BY s.state ORDER BY s.state`, now, floor)
	out := map[string]int{}
	for _, c := range rows {
		out[c.state] = c.n
	}
	return out, err
}

// PutClosing inserts or replaces an order.
func (t tx) PutClosing(ctx context.Context, c house.ClosingRow) error {
	return put(ctx, t.run, `INSERT INTO closings (`+closingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room) DO UPDATE SET floor = excluded.floor, ordered_by = excluded.ordered_by, state = excluded.state,
			told = excluded.told, ordered_at = excluded.ordered_at, close_at = excluded.close_at,
			delete_at = excluded.delete_at, text = excluded.text, seal = excluded.seal`,
		c.Room, c.Floor, c.By, c.State, c.Told, c.Ordered, c.CloseAt, c.DeleteAt, c.Text, c.Seal)
}

// DeleteClosing forgets an order; no error when there is none.
func (t tx) DeleteClosing(ctx context.Context, room house.RoomID) error {
	return put(ctx, t.run, `DELETE FROM closings WHERE room = ?`, room)
}
