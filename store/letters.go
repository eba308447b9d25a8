package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const laterColumns = `id, room, author, reply_to, epoch, revision, due, body, idem, seal`

func scanLater(r row) (l house.LaterLetterRow, err error) {
	err = r.Scan(&l.ID, &l.Room, &l.Author, &l.ReplyTo, &l.Epoch, &l.Revision, moment{&l.Due}, &l.Body, &l.Idem, &l.Seal)
	return l, err
}

// LaterLetter returns a letter that is to be sent later.
func (r reader) LaterLetter(ctx context.Context, id house.MessageID) (house.LaterLetterRow, error) {
	return one(ctx, r.run, scanLater, `SELECT `+laterColumns+` FROM later_letters WHERE id = ? ORDER BY id`, id)
}

// LaterLetterByIdem returns the one that was written under a repeat key.
func (r reader) LaterLetterByIdem(ctx context.Context, room house.RoomID, author house.PersonID, idem []byte) (house.LaterLetterRow, error) {
	return one(ctx, r.run, scanLater,
		`SELECT `+laterColumns+` FROM later_letters WHERE room = ? AND author = ? AND idem = ? ORDER BY id`, room, author, idem)
}

// LaterLetters returns those of a room, the next first.
func (r reader) LaterLetters(ctx context.Context, room house.RoomID) ([]house.LaterLetterRow, error) {
	return many(ctx, r.run, scanLater, `SELECT `+laterColumns+` FROM later_letters WHERE room = ? ORDER BY due, id`, room)
}

// LettersDue returns those of all rooms whose time has come.
func (r reader) LettersDue(ctx context.Context, now time.Time) ([]house.LaterLetterRow, error) {
	return many(ctx, r.run, scanLater, `SELECT `+laterColumns+` FROM later_letters WHERE due <= ? ORDER BY due, id`, now)
}

// AddLaterLetter inserts one; Conflict when its id or its repeat key stands.
func (t tx) AddLaterLetter(ctx context.Context, l house.LaterLetterRow) error {
	return add(ctx, t.run, `INSERT INTO later_letters (`+laterColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		l.ID, l.Room, l.Author, l.ReplyTo, l.Epoch, l.Revision, l.Due, l.Body, l.Idem, l.Seal)
}

// PutLaterLetter replaces one that stands.
func (t tx) PutLaterLetter(ctx context.Context, l house.LaterLetterRow) error {
	return must(ctx, t.run, `UPDATE later_letters SET reply_to = ?, epoch = ?, revision = ?, due = ?, body = ?, seal = ? WHERE id = ?`,
		l.ReplyTo, l.Epoch, l.Revision, l.Due, l.Body, l.Seal, l.ID)
}

// DeleteLaterLetter removes one; no error when there is none.
func (t tx) DeleteLaterLetter(ctx context.Context, id house.MessageID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM later_letters WHERE id = ?`, id)
}
