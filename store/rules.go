package store

import (
	"context"

	"stockwerk/house"
)

// Inhabitants counts the people who are not deleted and the rooms.
func (r reader) Inhabitants(ctx context.Context) (people, rooms int, err error) {
	p, err := one(ctx, r.run, value[int64], `SELECT COUNT(*) FROM people WHERE state = 'active'`)
	if err != nil {
		return 0, 0, err
	}
	n, err := one(ctx, r.run, value[int64], `SELECT COUNT(*) FROM rooms`)
	return int(p), int(n), err
}

// FloorBlobUse is how many bytes the files of all rooms of a floor take.
func (r reader) FloorBlobUse(ctx context.Context, floor house.FloorID) (int64, error) {
	return one(ctx, r.run, value[int64], `SELECT CAST(COALESCE(SUM(b.size), 0) AS BIGINT) FROM blobs b
		JOIN rooms r ON r.id = b.room WHERE r.floor = ? AND b.state IN ('open', 'kept')`, floor)
}

// DeleteFloor removes a floor and what hangs on it but is in no room.
func (t tx) DeleteFloor(ctx context.Context, id house.FloorID) error {
	for _, q := range []string{
		`DELETE FROM floor_members WHERE floor = ?`,
		`DELETE FROM card_places WHERE floor = ?`,
		`DELETE FROM sheets WHERE floor = ?`,
		`DELETE FROM counts WHERE floor = ?`,
		`DELETE FROM count_marks WHERE floor = ?`,
		`DELETE FROM floors WHERE id = ?`,
	} {
		if err := put(ctx, t.run, q, id); err != nil {
			return err
		}
	}
	return nil
}

// AnnouncementReads are the ids of the announcements that somebody has read.
func (r reader) AnnouncementReads(ctx context.Context, person house.PersonID) ([]string, error) {
	return many(ctx, r.run, value[string], `SELECT announcement FROM announcement_reads WHERE person = ? ORDER BY announcement`, person)
}

// PutAnnouncementReads keeps the ids that somebody has read, and forgets all others.
func (t tx) PutAnnouncementReads(ctx context.Context, person house.PersonID, ids []string) error {
	if err := put(ctx, t.run, `DELETE FROM announcement_reads WHERE person = ?`, person); err != nil {
		return err
	}
	for _, id := range ids {
		if err := put(ctx, t.run, `INSERT INTO announcement_reads (person, announcement) VALUES (?, ?)`, person, id); err != nil {
			return err
		}
	}
	return nil
}
