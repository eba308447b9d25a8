package store

import (
	"context"

	"stockwerk/house"
)

const visitKeyColumns = `person, room, lookup, salt, text, bound, seal`

func scanVisitKey(r row) (k house.VisitKeyRow, err error) {
	err = r.Scan(&k.Person, &k.Room, &k.Lookup, &k.Salt, &k.Text, moment{&k.Bound}, &k.Seal)
	return k, err
}

// VisitKeys returns the bindings of a key, the latest first.
func (r reader) VisitKeys(ctx context.Context, lookup []byte) ([]house.VisitKeyRow, error) {
	return many(ctx, r.run, scanVisitKey,
		`SELECT `+visitKeyColumns+` FROM visit_keys WHERE lookup = ? ORDER BY bound DESC, person`, lookup)
}

// VisitKey returns the key that a visitor bound.
func (r reader) VisitKey(ctx context.Context, person house.PersonID) (house.VisitKeyRow, error) {
	return one(ctx, r.run, scanVisitKey, `SELECT `+visitKeyColumns+` FROM visit_keys WHERE person = ? ORDER BY person`, person)
}

// TicketsOf returns the tickets of a kind that bring a person.
func (r reader) TicketsOf(ctx context.Context, person house.PersonID, kind house.TicketKind) ([]house.TicketRow, error) {
	return many(ctx, r.run, scanTicket,
		`SELECT `+ticketColumns+` FROM tickets WHERE person = ? AND person <> '' AND kind = ? ORDER BY issued_at, id`, person, kind)
}

// PutVisitKey inserts or replaces a visitor's key.
func (t tx) PutVisitKey(ctx context.Context, k house.VisitKeyRow) error {
	return put(ctx, t.run, `INSERT INTO visit_keys (`+visitKeyColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET room = excluded.room, lookup = excluded.lookup, salt = excluded.salt,
			text = excluded.text, bound = excluded.bound, seal = excluded.seal`,
		k.Person, k.Room, k.Lookup, k.Salt, k.Text, k.Bound, k.Seal)
}

// DeleteVisitKey removes a visitor's key; no error when there is none.
func (t tx) DeleteVisitKey(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM visit_keys WHERE person = ?`, person)
}

// DeleteTicketsOf removes the tickets of a kind that bring a person.
func (t tx) DeleteTicketsOf(ctx context.Context, person house.PersonID, kind house.TicketKind) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM tickets WHERE person = ? AND person <> '' AND kind = ?`, person, kind)
}

// DeleteVisitor removes a visitor's own row.
func (t tx) DeleteVisitor(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM people WHERE id = ? AND kind = 'visitor'`, person)
}

// deleteVisitors removes the visitors of a room that is being deleted: they have
// no other.
func (t tx) deleteVisitors(ctx context.Context, room house.RoomID) error {
	const ofRoom = ` IN (SELECT p.person FROM roster p JOIN people q ON q.id = p.person WHERE p.room = ? AND q.kind = 'visitor')`
	for _, query := range []string{
		`DELETE FROM visit_keys WHERE room = ?`,
		`DELETE FROM slots WHERE person` + ofRoom,
		`DELETE FROM report_words WHERE person` + ofRoom,
		`DELETE FROM people WHERE id` + ofRoom,
	} {
		if err := put(ctx, t.run, query, room); err != nil {
			return err
		}
	}
	return nil
}
