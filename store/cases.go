package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const caseColumns = `room, floor, card, client, counsellor, state, answer, asked, accepted, closed, delete_at, seal`

func scanCase(r row) (c house.CaseRow, err error) {
	err = r.Scan(&c.Room, &c.Floor, &c.Card, &c.Client, &c.Counsellor, &c.State, &c.Answer,
		moment{&c.Asked}, moment{&c.Accepted}, moment{&c.Closed}, moment{&c.DeleteAt}, &c.Seal)
	return c, err
}

// Case returns the case of a room.
func (r reader) Case(ctx context.Context, room house.RoomID) (house.CaseRow, error) {
	return one(ctx, r.run, scanCase, `SELECT `+caseColumns+` FROM cases WHERE room = ? ORDER BY room`, room)
}

// CasesOn returns the cases of a floor, oldest first.
func (r reader) CasesOn(ctx context.Context, floor house.FloorID) ([]house.CaseRow, error) {
	return many(ctx, r.run, scanCase, `SELECT `+caseColumns+` FROM cases WHERE floor = ? ORDER BY asked, room`, floor)
}

// CasesOf returns the cases of a counsellor, oldest first.
func (r reader) CasesOf(ctx context.Context, counsellor house.PersonID) ([]house.CaseRow, error) {
	return many(ctx, r.run, scanCase, `SELECT `+caseColumns+` FROM cases WHERE counsellor = ? ORDER BY asked, room`, counsellor)
}

// CasesOver returns the cases to be deleted by now.
func (r reader) CasesOver(ctx context.Context, now time.Time) ([]house.CaseRow, error) {
	return many(ctx, r.run, scanCase,
		`SELECT `+caseColumns+` FROM cases WHERE delete_at IS NOT NULL AND delete_at <= ? ORDER BY delete_at, room`, now)
}

// PutCase inserts or replaces a case.
func (t tx) PutCase(ctx context.Context, c house.CaseRow) error {
	return put(ctx, t.run, `INSERT INTO cases (`+caseColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room) DO UPDATE SET floor = excluded.floor, card = excluded.card, client = excluded.client,
			counsellor = excluded.counsellor, state = excluded.state, answer = excluded.answer, asked = excluded.asked,
			accepted = excluded.accepted, closed = excluded.closed, delete_at = excluded.delete_at, seal = excluded.seal`,
		c.Room, c.Floor, c.Card, c.Client, c.Counsellor, c.State, c.Answer, c.Asked, c.Accepted, c.Closed, c.DeleteAt, c.Seal)
}
