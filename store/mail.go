package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const mailColumns = `person, state, often, text, upto, due, fails, seal`

func scanMail(r row) (m house.MailRow, err error) {
	err = r.Scan(&m.Person, &m.State, &m.Often, &m.Text, moment{&m.Upto}, moment{&m.Due}, &m.Fails, &m.Seal)
	return m, err
}

// Mail returns where a member wants to be told that something waits.
func (r reader) Mail(ctx context.Context, person house.PersonID) (house.MailRow, error) {
	return one(ctx, r.run, scanMail, `SELECT `+mailColumns+` FROM mail WHERE person = ? ORDER BY person`, person)
}

// MailsDue returns those that may be written to now.
func (r reader) MailsDue(ctx context.Context, now time.Time) ([]house.MailRow, error) {
	return many(ctx, r.run, scanMail, `SELECT `+mailColumns+` FROM mail WHERE state = ? AND often <> ? AND due <= ? ORDER BY person`,
		house.MailOn, house.MailNever, now)
}

// Arrived looks in one stream or thread for an unread message of that time.
func (r reader) Arrived(ctx context.Context, person house.PersonID, u house.UnreadRow, after, until time.Time) (bool, error) {
	in, id := `kind`, string(u.Kind)
	if u.Thread != "" {
		in, id = `thread`, string(u.Thread)
	}
	found, err := many(ctx, r.run, value[int64], `SELECT seq FROM messages WHERE room = ? AND `+in+` = ? AND seq >= ? AND author <> ?
		AND NOT deleted AND created > ? AND created <= ? ORDER BY seq LIMIT 1`, u.Room, id, u.FirstSeq, person, after, until)
	return len(found) > 0, err
}

// PutMail inserts or replaces a member's.
func (t tx) PutMail(ctx context.Context, m house.MailRow) error {
	t.erase()
	return put(ctx, t.run, `INSERT INTO mail (`+mailColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET state = excluded.state, often = excluded.often, text = excluded.text,
			upto = excluded.upto, due = excluded.due, fails = excluded.fails, seal = excluded.seal`,
		m.Person, m.State, m.Often, m.Text, m.Upto, m.Due, m.Fails, m.Seal)
}

// DeleteMail removes a member's; no error when there is none.
func (t tx) DeleteMail(ctx context.Context, person house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM mail WHERE person = ?`, person)
}

// MoveMail changes a row that is still as it was read.
func (t tx) MoveMail(ctx context.Context, was, now house.MailRow) (bool, error) {
	n, err := change(ctx, t.run, `UPDATE mail SET upto = ?, due = ?, fails = ? WHERE person = ? AND state = ? AND often = ? AND due = ? AND fails = ?`,
		now.Upto, now.Due, now.Fails, was.Person, was.State, was.Often, was.Due, was.Fails)
	return n == 1, err
}
