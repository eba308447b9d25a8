package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const (
	handoverColumns = `id, room, kind, person, person_key, offered_by, state, yes, at, expires, until, seen, seal`
	sideColumns     = `room, side, opened_at, seal`
)

func scanHandover(r row) (h house.HandoverRow, err error) {
	err = r.Scan(&h.ID, &h.Room, &h.Kind, &h.Person, &h.Key, &h.By, &h.State, &h.Yes,
		moment{&h.At}, moment{&h.Expires}, moment{&h.Until}, &h.Seen, &h.Seal)
	return h, err
}

func scanSide(r row) (s house.SideRow, err error) {
	err = r.Scan(&s.Room, &s.Side, moment{&s.At}, &s.Seal)
	return s, err
}

// Handover returns one question to a colleague, or one colleague's stay.
func (r reader) Handover(ctx context.Context, id house.HandoverID) (house.HandoverRow, error) {
	return one(ctx, r.run, scanHandover, `SELECT `+handoverColumns+` FROM handovers WHERE id = ? ORDER BY id`, id)
}

// Handovers returns those of a room, oldest first.
func (r reader) Handovers(ctx context.Context, room house.RoomID) ([]house.HandoverRow, error) {
	return many(ctx, r.run, scanHandover, `SELECT `+handoverColumns+` FROM handovers WHERE room = ? ORDER BY at, id`, room)
}

// HandoversOf returns those that name a person or were offered by them, oldest first.
func (r reader) HandoversOf(ctx context.Context, person house.PersonID) ([]house.HandoverRow, error) {
	return many(ctx, r.run, scanHandover,
		`SELECT `+handoverColumns+` FROM handovers WHERE person = ? OR offered_by = ? ORDER BY at, id`, person, person)
}

// HandoversOver returns those that have expired at now.
func (r reader) HandoversOver(ctx context.Context, now time.Time) ([]house.HandoverRow, error) {
	return many(ctx, r.run, scanHandover,
		`SELECT `+handoverColumns+` FROM handovers WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires, id`, now)
}

// PutHandover inserts or replaces one.
func (t tx) PutHandover(ctx context.Context, h house.HandoverRow) error {
	return put(ctx, t.run, `INSERT INTO handovers (`+handoverColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, yes = excluded.yes, expires = excluded.expires,
			until = excluded.until, seen = excluded.seen, seal = excluded.seal`,
		h.ID, h.Room, h.Kind, h.Person, h.Key, h.By, h.State, h.Yes, h.At, h.Expires, h.Until, h.Seen, h.Seal)
}

// DeleteHandover forgets one; no error when there is none.
func (t tx) DeleteHandover(ctx context.Context, id house.HandoverID) error {
	return put(ctx, t.run, `DELETE FROM handovers WHERE id = ?`, id)
}

// Sides returns the side rooms of a counselling, oldest first.
func (r reader) Sides(ctx context.Context, room house.RoomID) ([]house.SideRow, error) {
	return many(ctx, r.run, scanSide, `SELECT `+sideColumns+` FROM sides WHERE room = ? ORDER BY opened_at, side`, room)
}

// SideOf returns the link of a side room.
func (r reader) SideOf(ctx context.Context, side house.RoomID) (house.SideRow, error) {
	return one(ctx, r.run, scanSide, `SELECT `+sideColumns+` FROM sides WHERE side = ? ORDER BY side`, side)
}

// PutSide inserts or replaces a link.
func (t tx) PutSide(ctx context.Context, s house.SideRow) error {
	return put(ctx, t.run, `INSERT INTO sides (`+sideColumns+`) VALUES (?, ?, ?, ?)
		ON CONFLICT (side) DO UPDATE SET room = excluded.room, opened_at = excluded.opened_at, seal = excluded.seal`,
		s.Room, s.Side, s.At, s.Seal)
}
