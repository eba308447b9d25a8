package store

import (
	"context"

	"stockwerk/house"
)

// Factor returns a person's second factor.
func (r reader) Factor(ctx context.Context, person house.PersonID) (house.FactorRow, error) {
	return one(ctx, r.run, func(r row) (f house.FactorRow, err error) {
		err = r.Scan(&f.Person, &f.Text, &f.Step, &f.Seal)
		return f, err
	}, `SELECT person, text, step, seal FROM factors WHERE person = ? ORDER BY person`, person)
}

// Authored counts what a person wrote in a room and what still has words.
func (r reader) Authored(ctx context.Context, room house.RoomID, person house.PersonID) (int, error) {
	return one(ctx, r.run, value[int],
		`SELECT count(*) FROM messages WHERE room = ? AND author = ? AND NOT deleted AND kind <> ? ORDER BY 1`, room, person, house.KindEvent)
}

// AddFactor inserts a second factor; Conflict when the person has one.
func (t tx) AddFactor(ctx context.Context, f house.FactorRow) error {
	return add(ctx, t.run, `INSERT INTO factors (person, text, step, seal) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		f.Person, f.Text, f.Step, f.Seal)
}

// ReplaceFactor puts fresh in place of old where old still stands. The statement itself
// decides the race.
func (t tx) ReplaceFactor(ctx context.Context, old, fresh house.FactorRow) (bool, error) {
	n, err := change(ctx, t.run, `UPDATE factors SET text = ?, step = ?, seal = ? WHERE person = ? AND seal = ?`,
		fresh.Text, fresh.Step, fresh.Seal, old.Person, old.Seal)
	return n == 1, err
}

// DeleteFactor removes a person's second factor; no error when there is none.
func (t tx) DeleteFactor(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM factors WHERE person = ?`, person)
}
