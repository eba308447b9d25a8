package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const ticketColumns = `id, lookup, kind, room, person, state, expires, issued_by, issued_at, may_write, may_return, may_wait,
	text, epoch, public, seal`

func scanTicket(r row) (t house.TicketRow, err error) {
	err = r.Scan(&t.ID, &t.Lookup, &t.Kind, &t.Room, &t.Person, &t.State, moment{&t.Expires}, &t.IssuedBy,
		moment{&t.IssuedAt}, &t.Write, &t.Return, &t.Wait, &t.Text, &t.Epoch, &t.Public, &t.Seal)
	return t, err
}

const ticketInsert = `INSERT INTO tickets (` + ticketColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) `

func ticketValues(t house.TicketRow) []any {
	return []any{
		t.ID, t.Lookup, t.Kind, t.Room, t.Person, t.State, t.Expires, t.IssuedBy,
		t.IssuedAt, t.Write, t.Return, t.Wait, t.Text, t.Epoch, t.Public, t.Seal,
	}
}

// Ticket returns the ticket with that id.
func (r reader) Ticket(ctx context.Context, id house.TicketID) (house.TicketRow, error) {
	return one(ctx, r.run, scanTicket, `SELECT `+ticketColumns+` FROM tickets WHERE id = ? ORDER BY id`, id)
}

// TicketByLookup returns the ticket by the lookup value of its code.
func (r reader) TicketByLookup(ctx context.Context, lookup []byte) (house.TicketRow, error) {
	return one(ctx, r.run, scanTicket, `SELECT `+ticketColumns+` FROM tickets WHERE lookup = ? ORDER BY id`, lookup)
}

// Tickets returns a room's visitor tickets in the order they were issued.
func (r reader) Tickets(ctx context.Context, room house.RoomID) ([]house.TicketRow, error) {
	return many(ctx, r.run, scanTicket,
		`SELECT `+ticketColumns+` FROM tickets WHERE room = ? AND kind = 'visitor' ORDER BY issued_at, id`, room)
}

// OpenTickets returns the tickets of a kind that can still be redeemed. A
// ticket without an end never expires.
func (r reader) OpenTickets(ctx context.Context, kind house.TicketKind) ([]house.TicketRow, error) {
	now, err := r.Now(ctx)
	if err != nil {
		return nil, err
	}
	return many(ctx, r.run, scanTicket, `SELECT `+ticketColumns+` FROM tickets
		WHERE kind = ? AND state = 'issued' AND (expires IS NULL OR expires > ?) ORDER BY issued_at, id`, kind, now)
}

// AddTicket inserts a ticket; Conflict when id or lookup stands.
func (t tx) AddTicket(ctx context.Context, k house.TicketRow) error {
	return add(ctx, t.run, ticketInsert+`ON CONFLICT DO NOTHING`, ticketValues(k)...)
}

// PutTicket inserts or replaces a ticket.
func (t tx) PutTicket(ctx context.Context, k house.TicketRow) error {
	return put(ctx, t.run, ticketInsert+`ON CONFLICT (id) DO UPDATE SET lookup = excluded.lookup, kind = excluded.kind,
		room = excluded.room, person = excluded.person, state = excluded.state, expires = excluded.expires,
		issued_by = excluded.issued_by, issued_at = excluded.issued_at, may_write = excluded.may_write,
		may_return = excluded.may_return, may_wait = excluded.may_wait, text = excluded.text, epoch = excluded.epoch,
		public = excluded.public, seal = excluded.seal`, ticketValues(k)...)
}

// ClaimTicket redeems an issued, unexpired ticket. The statement itself decides
// the race: whoever changes the row has it, everybody else changes none.
func (t tx) ClaimTicket(ctx context.Context, id house.TicketID, now time.Time) (bool, error) {
	n, err := change(ctx, t.run, `UPDATE tickets SET state = 'redeemed'
		WHERE id = ? AND state = 'issued' AND (expires IS NULL OR expires > ?)`, id, now)
	return n == 1, err
}
