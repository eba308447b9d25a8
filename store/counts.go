package store

import (
	"context"

	"stockwerk/house"
)

func scanCount(r row) (c house.CountRow, err error) {
	err = r.Scan(&c.Floor, &c.Month, &c.What, &c.N)
	return c, err
}

// Counts lists what was counted in some months.
func (r reader) Counts(ctx context.Context, from, to string) ([]house.CountRow, error) {
	return many(ctx, r.run, scanCount, `SELECT floor, month, what, n FROM counts WHERE month >= ? AND month <= ? ORDER BY floor, month, what`,
		from, to)
}

// CountMarks counts the rooms used in the months up to one.
func (r reader) CountMarks(ctx context.Context, upto string) ([]house.CountRow, error) {
	return many(ctx, r.run, scanCount, `SELECT floor, month, what, COUNT(*) FROM count_marks WHERE month <= ?
		GROUP BY floor, month, what ORDER BY floor, month, what`, upto)
}

// AddCount adds to what was counted.
func (t tx) AddCount(ctx context.Context, c house.CountRow) error {
	return put(ctx, t.run, `INSERT INTO counts (floor, month, what, n) VALUES (?, ?, ?, ?)
		ON CONFLICT (floor, month, what) DO UPDATE SET n = counts.n + excluded.n`, c.Floor, c.Month, c.What, c.N)
}

// AddCountMark notes that a room was used.
func (t tx) AddCountMark(ctx context.Context, m house.CountMark) error {
	return put(ctx, t.run, `INSERT INTO count_marks (floor, month, what, mark) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		m.Floor, m.Month, m.What, m.Mark)
}

// DropCountMarks forgets the rooms used in the months up to one.
func (t tx) DropCountMarks(ctx context.Context, upto string) error {
	return put(ctx, t.run, `DELETE FROM count_marks WHERE month <= ?`, upto)
}

// DropCounts removes what was counted before a month.
func (t tx) DropCounts(ctx context.Context, before string) error {
	return put(ctx, t.run, `DELETE FROM counts WHERE month < ?`, before)
}
