package store

import (
	"context"

	"stockwerk/house"
)

const successionColumns = `room, person, heir, heir_key, named_at, seal`

func scanSuccession(r row) (s house.SuccessionRow, err error) {
	err = r.Scan(&s.Room, &s.Person, &s.Heir, &s.HeirKey, moment{&s.At}, &s.Seal)
	return s, err
}

// Succession returns who is to take a person's place in a room.
func (r reader) Succession(ctx context.Context, room house.RoomID, person house.PersonID) (house.SuccessionRow, error) {
	return one(ctx, r.run, scanSuccession,
		`SELECT `+successionColumns+` FROM successions WHERE room = ? AND person = ? ORDER BY person`, room, person)
}

// Successions returns those of a room, oldest first.
func (r reader) Successions(ctx context.Context, room house.RoomID) ([]house.SuccessionRow, error) {
	return many(ctx, r.run, scanSuccession,
		`SELECT `+successionColumns+` FROM successions WHERE room = ? ORDER BY named_at, person`, room)
}

// SuccessionsOf returns those that a person has named, oldest first.
func (r reader) SuccessionsOf(ctx context.Context, person house.PersonID) ([]house.SuccessionRow, error) {
	return many(ctx, r.run, scanSuccession,
		`SELECT `+successionColumns+` FROM successions WHERE person = ? ORDER BY named_at, room`, person)
}

// PutSuccession inserts or replaces who is to take a person's place.
func (t tx) PutSuccession(ctx context.Context, s house.SuccessionRow) error {
	return put(ctx, t.run, `INSERT INTO successions (`+successionColumns+`) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (room, person) DO UPDATE SET heir = excluded.heir, heir_key = excluded.heir_key,
			named_at = excluded.named_at, seal = excluded.seal`,
		s.Room, s.Person, s.Heir, s.HeirKey, s.At, s.Seal)
}

// DeleteSuccession takes it back; no error when there is none.
func (t tx) DeleteSuccession(ctx context.Context, room house.RoomID, person house.PersonID) error {
	return put(ctx, t.run, `DELETE FROM successions WHERE room = ? AND person = ?`, room, person)
}

// Parted returns what was set for somebody who left a room.
func (r reader) Parted(ctx context.Context, room house.RoomID, person house.PersonID) (house.PartedRow, error) {
	return one(ctx, r.run, func(r row) (p house.PartedRow, err error) {
		err = r.Scan(&p.Room, &p.Person, &p.Rights, &p.Seal)
		return p, err
	}, `SELECT room, person, rights, seal FROM parted WHERE room = ? AND person = ? ORDER BY person`, room, person)
}

// PutParted inserts or replaces it.
func (t tx) PutParted(ctx context.Context, p house.PartedRow) error {
	return put(ctx, t.run, `INSERT INTO parted (room, person, rights, seal) VALUES (?, ?, ?, ?)
		ON CONFLICT (room, person) DO UPDATE SET rights = excluded.rights, seal = excluded.seal`,
		p.Room, p.Person, p.Rights, p.Seal)
}

// DeleteParted forgets it; no error when there is none.
func (t tx) DeleteParted(ctx context.Context, room house.RoomID, person house.PersonID) error {
	return put(ctx, t.run, `DELETE FROM parted WHERE room = ? AND person = ?`, room, person)
}
