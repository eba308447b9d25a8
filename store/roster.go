package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const rosterColumns = `room, person, state, role, may_write, rights, since, since_seq, until, label, brought_by, ticket, seal`

func scanRoster(r row) (p house.RosterRow, err error) {
	err = r.Scan(&p.Room, &p.Person, &p.State, &p.Role, &p.Write, &p.Rights, moment{&p.Since}, &p.SinceSeq,
		moment{&p.Until}, &p.Label, &p.By, &p.Ticket, &p.Seal)
	return p, err
}

const applicationColumns = `room, person, owner, text, applied_at`

func scanApplication(r row) (a house.ApplicationRow, err error) {
	err = r.Scan(&a.Room, &a.Person, &a.Owner, &a.Text, moment{&a.At})
	return a, err
}

// Roster returns who is in a room, invited or waiting, the longest first.
func (r reader) Roster(ctx context.Context, room house.RoomID) ([]house.RosterRow, error) {
	return many(ctx, r.run, scanRoster,
		`SELECT `+rosterColumns+` FROM roster WHERE room = ? ORDER BY since, person`, room)
}

// RosterOf returns a person's row in a room.
func (r reader) RosterOf(ctx context.Context, room house.RoomID, person house.PersonID) (house.RosterRow, error) {
	return one(ctx, r.run, scanRoster,
		`SELECT `+rosterColumns+` FROM roster WHERE room = ? AND person = ? ORDER BY person`, room, person)
}

// RostersOf returns a person's rows in all rooms.
func (r reader) RostersOf(ctx context.Context, person house.PersonID) ([]house.RosterRow, error) {
	return many(ctx, r.run, scanRoster,
		`SELECT `+rosterColumns+` FROM roster WHERE person = ? ORDER BY since, room`, person)
}

// VisitsOver returns the rows of visitors whose stay has ended, the longest over
// first.
func (r reader) VisitsOver(ctx context.Context, now time.Time) ([]house.RosterRow, error) {
	return many(ctx, r.run, scanRoster, `SELECT `+rosterColumns+` FROM roster
		WHERE until IS NOT NULL AND until <= ? ORDER BY until, room, person`, now)
}

// Applications returns the wishes to be admitted to a room, oldest first.
func (r reader) Applications(ctx context.Context, room house.RoomID) ([]house.ApplicationRow, error) {
	return many(ctx, r.run, scanApplication,
		`SELECT `+applicationColumns+` FROM applications WHERE room = ? ORDER BY applied_at, person`, room)
}

// Application returns a person's wish to be admitted to a room.
func (r reader) Application(ctx context.Context, room house.RoomID, person house.PersonID) (house.ApplicationRow, error) {
	return one(ctx, r.run, scanApplication,
		`SELECT `+applicationColumns+` FROM applications WHERE room = ? AND person = ? ORDER BY person`, room, person)
}

// PutRoster inserts or replaces a person's row in a room.
func (t tx) PutRoster(ctx context.Context, p house.RosterRow) error {
	return put(ctx, t.run, `INSERT INTO roster (`+rosterColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room, person) DO UPDATE SET state = excluded.state, role = excluded.role,
			may_write = excluded.may_write, rights = excluded.rights, since = excluded.since, since_seq = excluded.since_seq, until = excluded.until,
			label = excluded.label, brought_by = excluded.brought_by, ticket = excluded.ticket, seal = excluded.seal`,
		p.Room, p.Person, p.State, p.Role, p.Write, p.Rights, p.Since, p.SinceSeq, p.Until, p.Label, p.By, p.Ticket, p.Seal)
}

// DeleteRoster takes a person out of a room, and with them whom they named as
// their successor there and why they stayed; no error when they are not in it.
func (t tx) DeleteRoster(ctx context.Context, room house.RoomID, person house.PersonID) error {
	t.erase()
	if err := t.DeleteSuccession(ctx, room, person); err != nil {
		return err
	}
	if err := put(ctx, t.run, `DELETE FROM later_letters WHERE room = ? AND author = ?`, room, person); err != nil {
		return err
	}
	if err := put(ctx, t.run, `DELETE FROM handovers WHERE room = ? AND person = ? AND state = 'in'`, room, person); err != nil {
		return err
	}
	return put(ctx, t.run, `DELETE FROM roster WHERE room = ? AND person = ?`, room, person)
}

// PutApplication inserts or replaces a wish to be admitted.
func (t tx) PutApplication(ctx context.Context, a house.ApplicationRow) error {
	return put(ctx, t.run, `INSERT INTO applications (`+applicationColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (room, person) DO UPDATE SET owner = excluded.owner, text = excluded.text,
			applied_at = excluded.applied_at`,
		a.Room, a.Person, a.Owner, a.Text, a.At)
}

// DeleteApplication removes a wish; no error when there is none.
func (t tx) DeleteApplication(ctx context.Context, room house.RoomID, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM applications WHERE room = ? AND person = ?`, room, person)
}
