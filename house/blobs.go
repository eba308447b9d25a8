package house

import (
	"context"
	"time"
)

// BlobID names the sealed content of one file.
type BlobID string

// Blobs keep the sealed chunks of files, beside the rows. They decide nothing and
// open nothing. The ids are the house's own, in lower-case hexadecimal and "-". A
// full medium gives Unavailable with error.full_disk.
type Blobs interface {
	// Write opens a blob for writing, a new one or one that is there.
	Write(ctx context.Context, room RoomID, blob BlobID) (BlobWriter, error)
	// ReadChunk returns one chunk; NotFound when it is not there.
	ReadChunk(ctx context.Context, room RoomID, blob BlobID, index int) ([]byte, error)
	// Drop removes a blob; no error when there is none.
	Drop(ctx context.Context, room RoomID, blob BlobID) error
	// DropRoom removes all blobs of a room.
	DropRoom(ctx context.Context, room RoomID) error
}

// BlobWriter writes the chunks of one blob, each of at most MaxSealedChunk bytes.
// It is not safe for concurrent use.
type BlobWriter interface {
	// Put writes or replaces a chunk. index counts from 0, with holes.
	Put(ctx context.Context, index int, sealed []byte) error
	// Sync makes durable what was put before.
	Sync(ctx context.Context) error
	Close() error
}

const (
	// ChunkSize is how many bytes of a file are sealed together.
	ChunkSize = 256 << 10
	// MaxSealedChunk is what a chunk takes at most when it is sealed: padded to the
	// next 256 bytes, with version, nonce and tag.
	MaxSealedChunk = ChunkSize + 256 + 1 + 24 + 16
)

// The states of a blob.
const (
	blobOpen = "open" // somebody writes, or wrote and may go on
	blobKept = "kept" // a file's content
	blobGone = "gone" // to be dropped
)

// BlobRow is what the house knows of a blob: no name, nothing of its content.
type BlobRow struct {
	Room    RoomID
	ID      BlobID
	File    MessageID // the entry whose content it is or will be
	State   string    // "open", "kept", "gone"
	Size    int64     // bytes that it takes of the room's quota
	Ready   int64     // while open: so many bytes from the beginning are durable, in whole chunks
	Created time.Time
	Touched time.Time // by its writer
	Writer  string    // token of the one who writes, "" = nobody
}
