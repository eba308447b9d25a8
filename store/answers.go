package store

import (
	"context"

	"stockwerk/house"
)

const answerColumns = `room, entry, slot, epoch, revision, body`

func scanAnswer(r row) (a house.AnswerRow, err error) {
	err = r.Scan(&a.Room, &a.Entry, &a.Slot, &a.Epoch, &a.Revision, &a.Body)
	return a, err
}

// Answers returns what was answered to an entry. The order of the slots tells
// nothing of the order in which people answered.
func (r reader) Answers(ctx context.Context, room house.RoomID, entry house.MessageID) ([]house.AnswerRow, error) {
	return many(ctx, r.run, scanAnswer,
		`SELECT `+answerColumns+` FROM answers WHERE room = ? AND entry = ? ORDER BY slot`, room, entry)
}

// Answer returns the answer in one slot.
func (r reader) Answer(ctx context.Context, room house.RoomID, entry house.MessageID, slot string) (house.AnswerRow, error) {
	return one(ctx, r.run, scanAnswer,
		`SELECT `+answerColumns+` FROM answers WHERE room = ? AND entry = ? AND slot = ? ORDER BY slot`, room, entry, slot)
}

const answerInsert = `INSERT INTO answers (` + answerColumns + `) VALUES (?, ?, ?, ?, ?, ?) `

// AddAnswer inserts an answer; Conflict when the slot is taken.
func (t tx) AddAnswer(ctx context.Context, a house.AnswerRow) error {
	return add(ctx, t.run, answerInsert+`ON CONFLICT DO NOTHING`, a.Room, a.Entry, a.Slot, a.Epoch, a.Revision, a.Body)
}

// PutAnswer inserts or replaces an answer.
func (t tx) PutAnswer(ctx context.Context, a house.AnswerRow) error {
	return put(ctx, t.run, answerInsert+`ON CONFLICT (room, entry, slot) DO UPDATE SET epoch = excluded.epoch,
		revision = excluded.revision, body = excluded.body`, a.Room, a.Entry, a.Slot, a.Epoch, a.Revision, a.Body)
}

// DeleteAnswer takes an answer back; no error when there is none.
func (t tx) DeleteAnswer(ctx context.Context, room house.RoomID, entry house.MessageID, slot string) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM answers WHERE room = ? AND entry = ? AND slot = ?`, room, entry, slot)
}
