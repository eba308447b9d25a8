package store

import (
	"context"

	"stockwerk/house"
)

// Accounts lists the members who have an account, by name.
func (r reader) Accounts(ctx context.Context) ([]house.PersonRow, error) {
	return many(ctx, r.run, scanPerson,
		`SELECT `+personColumns+` FROM people WHERE kind = 'member' AND state <> 'deleted' ORDER BY name_key`)
}

func scanArrival(r row) (a house.ArrivalRow, err error) {
	err = r.Scan(&a.Person, moment{&a.At}, &a.Text)
	return a, err
}

// Arrivals lists who waits to be let in, by time.
func (r reader) Arrivals(ctx context.Context) ([]house.ArrivalRow, error) {
	return many(ctx, r.run, scanArrival, `SELECT person, at, text FROM arrivals ORDER BY at, person`)
}

// Arrival is one of them.
func (r reader) Arrival(ctx context.Context, person house.PersonID) (house.ArrivalRow, error) {
	return one(ctx, r.run, scanArrival, `SELECT person, at, text FROM arrivals WHERE person = ? ORDER BY person`, person)
}

func scanOldName(r row) (n house.OldNameRow, err error) {
	err = r.Scan(&n.NameKey, &n.Skeleton, &n.Person, &n.Seal)
	return n, err
}

// OldName finds a former name by its key.
func (r reader) OldName(ctx context.Context, nameKey string) (house.OldNameRow, error) {
	return one(ctx, r.run, scanOldName,
		`SELECT name_key, skeleton, person, seal FROM old_names WHERE name_key = ? ORDER BY name_key`, nameKey)
}

// OldLook finds a former name that looks so.
func (r reader) OldLook(ctx context.Context, skeleton string) (house.OldNameRow, error) {
	return one(ctx, r.run, scanOldName,
		`SELECT name_key, skeleton, person, seal FROM old_names WHERE skeleton = ? ORDER BY name_key`, skeleton)
}

// TicketsOfKind lists all tickets of a kind, the newest first.
func (r reader) TicketsOfKind(ctx context.Context, kind house.TicketKind) ([]house.TicketRow, error) {
	return many(ctx, r.run, scanTicket, `SELECT `+ticketColumns+` FROM tickets WHERE kind = ? ORDER BY issued_at DESC, id`, kind)
}

// AddArrival notes that somebody waits.
func (t tx) AddArrival(ctx context.Context, a house.ArrivalRow) error {
	return add(ctx, t.run, `INSERT INTO arrivals (person, at, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, a.Person, a.At, a.Text)
}

// DeleteArrival forgets it; no error when nobody waits.
func (t tx) DeleteArrival(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM arrivals WHERE person = ?`, person)
}

// AddOldName keeps a name taken.
func (t tx) AddOldName(ctx context.Context, n house.OldNameRow) error {
	return add(ctx, t.run, `INSERT INTO old_names (name_key, skeleton, person, seal) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		n.NameKey, n.Skeleton, n.Person, n.Seal)
}

// DeletePerson removes somebody of whom nothing else is left.
func (t tx) DeletePerson(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM people WHERE id = ?`, person)
}
