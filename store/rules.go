package store

import "context"

// Inhabitants counts the people who are not deleted and the rooms.
func (r reader) Inhabitants(ctx context.Context) (people, rooms int, err error) {
	p, err := one(ctx, r.run, value[int64], `SELECT COUNT(*) FROM people WHERE state = 'active'`)
	if err != nil {
		return 0, 0, err
	}
	n, err := one(ctx, r.run, value[int64], `SELECT COUNT(*) FROM rooms`)
	return int(p), int(n), err
}
