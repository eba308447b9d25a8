package store

import (
	"context"

	"stockwerk/house"
)

const draftColumns = `person, place, room, epoch, body, saved`

func scanDraft(r row) (d house.DraftRow, err error) {
	err = r.Scan(&d.Person, &d.Place, &d.Room, &d.Epoch, &d.Body, moment{&d.Saved})
	return d, err
}

// Draft returns a person's unfinished text at a place.
func (r reader) Draft(ctx context.Context, person house.PersonID, place []byte) (house.DraftRow, error) {
	return one(ctx, r.run, scanDraft,
		`SELECT `+draftColumns+` FROM drafts WHERE person = ? AND place = ? ORDER BY place`, person, place)
}

// Drafts returns a person's unfinished texts, the newest first.
func (r reader) Drafts(ctx context.Context, person house.PersonID) ([]house.DraftRow, error) {
	return many(ctx, r.run, scanDraft,
		`SELECT `+draftColumns+` FROM drafts WHERE person = ? ORDER BY saved DESC, place`, person)
}

// PutDraft inserts or replaces an unfinished text.
func (t tx) PutDraft(ctx context.Context, d house.DraftRow) error {
	return put(ctx, t.run, `INSERT INTO drafts (`+draftColumns+`) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (person, place) DO UPDATE SET room = excluded.room, epoch = excluded.epoch, body = excluded.body,
			saved = excluded.saved`,
		d.Person, d.Place, d.Room, d.Epoch, d.Body, d.Saved)
}

// DeleteDraft removes an unfinished text; no error when there is none.
func (t tx) DeleteDraft(ctx context.Context, person house.PersonID, place []byte) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM drafts WHERE person = ? AND place = ?`, person, place)
}
