package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const blobColumns = `b.room, b.id, b.file, b.state, b.size, b.ready, b.created, b.touched, b.writer`

func scanBlob(r row) (b house.BlobRow, err error) {
	err = r.Scan(&b.Room, &b.ID, &b.File, &b.State, &b.Size, &b.Ready, moment{&b.Created}, moment{&b.Touched}, &b.Writer)
	return b, err
}

// Blob returns what is known of a blob.
func (r reader) Blob(ctx context.Context, room house.RoomID, id house.BlobID) (house.BlobRow, error) {
	return one(ctx, r.run, scanBlob, `SELECT `+blobColumns+` FROM blobs b WHERE b.room = ? AND b.id = ? ORDER BY b.id`, room, id)
}

// BlobOf returns the blob of an entry, "" when it has none.
func (r reader) BlobOf(ctx context.Context, room house.RoomID, file house.MessageID) (house.BlobID, error) {
	id, err := one(ctx, r.run, value[house.BlobID], `SELECT b.id FROM blobs b
		WHERE b.room = ? AND b.file = ? AND b.state IN ('open', 'kept') ORDER BY b.id`, room, file)
	if house.KindOf(err) == house.NotFound {
		return "", nil
	}
	return id, err
}

// BlobUse tells what a room's blobs take and how many are whole.
func (r reader) BlobUse(ctx context.Context, room house.RoomID) (size int64, files int, err error) {
	type use struct {
		size  int64
		files int
	}
	u, err := one(ctx, r.run, func(r row) (u use, err error) {
		err = r.Scan(&u.size, &u.files)
		return u, err
	}, `SELECT CAST(COALESCE(SUM(b.size), 0) AS BIGINT), COUNT(CASE WHEN b.state = 'kept' THEN 1 END)
		FROM blobs b WHERE b.room = ? AND b.state IN ('open', 'kept')`, room)
	return u.size, u.files, err
}

// BlobsOver returns blobs that nobody needs any more, or perhaps not.
func (r reader) BlobsOver(ctx context.Context, abandoned, unclaimed time.Time, limit int) ([]house.BlobRow, error) {
	return many(ctx, r.run, scanBlob, `SELECT `+blobColumns+` FROM blobs b LEFT JOIN messages m ON m.id = b.file
		WHERE b.state = 'gone' OR b.state = 'open' AND b.touched < ?
			OR b.state = 'kept' AND m.deleted OR b.state = 'kept' AND m.id IS NULL AND b.touched < ?
		ORDER BY b.touched, b.id LIMIT ?`, abandoned, unclaimed, limit)
}

// PutBlob inserts or replaces what is known of a blob.
func (t tx) PutBlob(ctx context.Context, b house.BlobRow) error {
	return put(ctx, t.run, `INSERT INTO blobs (room, id, file, state, size, ready, created, touched, writer)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room, id) DO UPDATE SET file = excluded.file, state = excluded.state, size = excluded.size, ready = excluded.ready,
			created = excluded.created, touched = excluded.touched, writer = excluded.writer`,
		b.Room, b.ID, b.File, b.State, b.Size, b.Ready, b.Created, b.Touched, b.Writer)
}

// DeleteBlob forgets a blob whose chunks are gone.
func (t tx) DeleteBlob(ctx context.Context, room house.RoomID, id house.BlobID) error {
	return put(ctx, t.run, `DELETE FROM blobs WHERE room = ? AND id = ?`, room, id)
}
