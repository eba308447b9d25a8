package store

import (
	"context"
	"database/sql"

	"stockwerk/house"
)

// blobChunks keeps blobs as rows of PostgreSQL, where every node finds them.
type blobChunks struct{ pg *postgres }

// Write needs nothing to begin.
func (c blobChunks) Write(_ context.Context, room house.RoomID, blob house.BlobID) (house.BlobWriter, error) {
	return blobRows{c.pg, room, blob}, nil
}

// ReadChunk reads one row.
func (c blobChunks) ReadChunk(ctx context.Context, room house.RoomID, blob house.BlobID, index int) ([]byte, error) {
	return one(ctx, c.pg, value[[]byte],
		`SELECT body FROM chunks WHERE room = ? AND blob = ? AND part = ? ORDER BY part`, room, blob, index)
}

// Drop removes the rows of a blob.
func (c blobChunks) Drop(ctx context.Context, room house.RoomID, blob house.BlobID) error {
	_, err := c.pg.write(ctx, `DELETE FROM chunks WHERE room = ? AND blob = ?`, room, blob)
	return mapped(err)
}

// DropRoom removes the rows of a room.
func (c blobChunks) DropRoom(ctx context.Context, room house.RoomID) error {
	_, err := c.pg.write(ctx, `DELETE FROM chunks WHERE room = ?`, room)
	return mapped(err)
}

// blobRows writes one blob.
type blobRows struct {
	pg   *postgres
	room house.RoomID
	blob house.BlobID
}

// Put does not wait for the disk: the server writes its log in order, so the
// commit of the entry that names the chunks makes them durable too.
func (b blobRows) Put(ctx context.Context, index int, sealed []byte) error {
	_, err := b.pg.write(ctx, `INSERT INTO chunks (room, blob, part, body)
		SELECT ?::text, ?::text, ?::bigint, ?::bytea WHERE set_config('synchronous_commit', 'off', true) IS NOT NULL
		ON CONFLICT (room, blob, part) DO UPDATE SET body = excluded.body`, b.room, b.blob, index, sealed)
	return mapped(err)
}

// Sync has nothing to wait for; see Put.
func (b blobRows) Sync(context.Context) error { return nil }

// Close has nothing to close.
func (b blobRows) Close() error { return nil }

// write runs one statement as a transaction of its own.
func (p *postgres) write(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.db.ExecContext(ctx, p.dress.of(query), args...)
}
