package house

import (
	"context"
	"time"
)

// LedgerRow is one thing that was destroyed: no name, no word, no id of what it was.
// Lookup is a keyed hash of that id, by which a copy that comes back is known again.
// Seal is a MAC over the row and the seal of the one before (ledger.go).
type LedgerRow struct {
	Seq    int64
	ID     string // random
	At     time.Time
	Floor  FloorID // "" = of the house
	What   Destroyed
	Why    Reason
	Rows   int // entries that went with it
	Lookup []byte
	Seal   []byte
}

// JobRow is who does one part of the house's own work, until when, and when it was
// last done.
type JobRow struct {
	Name   string
	Holder string // random for each start of a node; "" = nobody
	Until  time.Time
	Done   time.Time // zero = never
}

// KindCount is how many entries of a kind were written before some time.
type KindCount struct {
	Kind   MessageKind
	N      int
	Oldest time.Time
}

type (
	keepReader interface {
		// Ledger lists at most limit rows whose Seq is above after, the oldest first: of
		// one floor, of all with "*".
		Ledger(ctx context.Context, floor FloorID, after int64, limit int) ([]LedgerRow, error)
		// CountMessages counts the messages of a room.
		CountMessages(ctx context.Context, room RoomID) (int, error)
		// OlderMessages counts, by kind, the messages of a room that were written before
		// a time and still hold words.
		OlderMessages(ctx context.Context, room RoomID, before time.Time) ([]KindCount, error)
		// Everybody lists at most limit people whose id is above after, by id; visitors too.
		Everybody(ctx context.Context, after PersonID, limit int) ([]PersonRow, error)
	}
	keepWriter interface {
		// AddLedger inserts a row; Conflict when its Seq is taken.
		AddLedger(ctx context.Context, r LedgerRow) error
		// DeleteDraftsBefore forgets what people began to write in a room and left before then.
		DeleteDraftsBefore(ctx context.Context, room RoomID, before time.Time) error
	}
	jobStore interface {
		// ClaimJob gives a job to holder until then, unless somebody else has it at now.
		// Exactly one of any number of racing callers gets true.
		ClaimJob(ctx context.Context, name, holder string, now, until time.Time) (bool, error)
		// EndJob gives a job back, if it is the holder's still; done is when it was done, zero
		// when it failed.
		EndJob(ctx context.Context, name, holder string, done time.Time) error
		// Jobs lists all jobs by name.
		Jobs(ctx context.Context) ([]JobRow, error)
	}
)
