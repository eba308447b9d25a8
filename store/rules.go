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
