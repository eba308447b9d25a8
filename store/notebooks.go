package store

import (
	"cmp"
	"context"
	"slices"

	"stockwerk/house"
)

const (
	noteColumns   = `id, author, room, revision, body`
	recordColumns = `room, id, keeper, revision, body, seal`
	sheetColumns  = `floor, month, id, body`
)

func scanNote(r row) (n house.NoteRow, err error) {
	err = r.Scan(&n.ID, &n.Author, &n.Room, &n.Revision, &n.Body)
	return n, err
}

func scanRecord(r row) (e house.RecordRow, err error) {
	err = r.Scan(&e.Room, &e.ID, &e.Keeper, &e.Revision, &e.Body, &e.Seal)
	return e, err
}

func scanSheet(r row) (s house.SheetRow, err error) {
	err = r.Scan(&s.Floor, &s.Month, &s.ID, &s.Body)
	return s, err
}

// Note returns a private note.
func (r reader) Note(ctx context.Context, id house.NoteID) (house.NoteRow, error) {
	return one(ctx, r.run, scanNote, `SELECT `+noteColumns+` FROM notes WHERE id = ? ORDER BY id`, id)
}

// NotesOf returns a person's private notes.
func (r reader) NotesOf(ctx context.Context, author house.PersonID) ([]house.NoteRow, error) {
	return many(ctx, r.run, scanNote, `SELECT `+noteColumns+` FROM notes WHERE author = ? ORDER BY id`, author)
}

// AddNote inserts a private note; Conflict when the id stands.
func (t tx) AddNote(ctx context.Context, n house.NoteRow) error {
	return add(ctx, t.run, `INSERT INTO notes (`+noteColumns+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		n.ID, n.Author, n.Room, n.Revision, n.Body)
}

// PutNote replaces what a private note says; what it said before is erased.
func (t tx) PutNote(ctx context.Context, n house.NoteRow) error {
	t.erase()
	return must(ctx, t.run, `UPDATE notes SET revision = ?, body = ? WHERE id = ?`, n.Revision, n.Body, n.ID)
}

// DeleteNote removes a private note.
func (t tx) DeleteNote(ctx context.Context, id house.NoteID) error {
	t.erase()
	return must(ctx, t.run, `DELETE FROM notes WHERE id = ?`, id)
}

// DeleteNotesOf removes a person's private notes.
func (t tx) DeleteNotesOf(ctx context.Context, author house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM notes WHERE author = ?`, author)
}

// RecordEntry returns an entry of a record.
func (r reader) RecordEntry(ctx context.Context, id house.RecordID) (house.RecordRow, error) {
	return one(ctx, r.run, scanRecord, `SELECT `+recordColumns+` FROM records WHERE id = ? ORDER BY id`, id)
}

// Record returns the record of a room.
func (r reader) Record(ctx context.Context, room house.RoomID) ([]house.RecordRow, error) {
	return many(ctx, r.run, scanRecord, `SELECT `+recordColumns+` FROM records WHERE room = ? ORDER BY id`, room)
}

// AddRecordEntry inserts an entry of a record; Conflict when the id stands.
func (t tx) AddRecordEntry(ctx context.Context, e house.RecordRow) error {
	return add(ctx, t.run, `INSERT INTO records (`+recordColumns+`) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.Room, e.ID, e.Keeper, e.Revision, e.Body, e.Seal)
}

// PutRecordEntry replaces an entry of a record; what stood there is erased.
func (t tx) PutRecordEntry(ctx context.Context, e house.RecordRow) error {
	t.erase()
	return must(ctx, t.run, `UPDATE records SET keeper = ?, revision = ?, body = ?, seal = ? WHERE id = ? AND room = ?`,
		e.Keeper, e.Revision, e.Body, e.Seal, e.ID, e.Room)
}

// DeleteRecordEntry removes an entry of a record.
func (t tx) DeleteRecordEntry(ctx context.Context, id house.RecordID) error {
	t.erase()
	return must(ctx, t.run, `DELETE FROM records WHERE id = ?`, id)
}

// DeleteRecordsOf removes what only that keeper could read.
func (t tx) DeleteRecordsOf(ctx context.Context, keeper house.PersonID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM records WHERE keeper = ?`, keeper)
}

// Sheets returns a floor's sheets of those months.
func (r reader) Sheets(ctx context.Context, floor house.FloorID, from, to string) ([]house.SheetRow, error) {
	return many(ctx, r.run, scanSheet,
		`SELECT `+sheetColumns+` FROM sheets WHERE floor = ? AND month >= ? AND month <= ? ORDER BY month, id`, floor, from, to)
}

// AddSheet inserts a sheet; Conflict when the id stands.
func (t tx) AddSheet(ctx context.Context, s house.SheetRow) error {
	return add(ctx, t.run, `INSERT INTO sheets (`+sheetColumns+`) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, s.Floor, s.Month, s.ID, s.Body)
}

// ResetSheets writes a month's sheets again in the order of their ids.
func (t tx) ResetSheets(ctx context.Context, floor house.FloorID, month string) error {
	all, err := many(ctx, t.run, scanSheet, `DELETE FROM sheets WHERE floor = ? AND month = ? RETURNING `+sheetColumns, floor, month)
	if err != nil || len(all) == 0 {
		return err
	}
	slices.SortFunc(all, func(x, y house.SheetRow) int { return cmp.Compare(x.ID, y.ID) })
	t.erase()
	for _, s := range all {
		if err := t.AddSheet(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
