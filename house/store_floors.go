package house

import (
	"context"
	"time"
)

// ClosingRow says that a floor's admin ordered a room closed. Text is what they say to
// the room, sealed with the house's key: it is the floor's, not the room's.
type ClosingRow struct {
	Room     RoomID
	Floor    FloorID
	By       PersonID
	State    string // "ordered", "closed", "withdrawn"
	Told     bool   // the line in the room that says so is written
	Ordered  time.Time
	CloseAt  time.Time
	DeleteAt time.Time
	Text     []byte
	Seal     []byte
}

// States of an order of closing.
const (
	closingOrdered   = "ordered"
	closingDone      = "closed"
	closingWithdrawn = "withdrawn" // kept until the room was told
)

func (r *ClosingRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "closing", fields(string(r.Room), string(r.Floor), string(r.By), r.State, r.Told,
		r.Ordered, r.CloseAt, r.DeleteAt, r.Text)
}

type (
	floorDeskReader interface {
		// Closing is the order that stands for a room.
		Closing(ctx context.Context, room RoomID) (ClosingRow, error)
		// ClosingsOn lists the orders of a floor, the first to be closed first.
		ClosingsOn(ctx context.Context, floor FloorID) ([]ClosingRow, error)
		// ClosingsDue lists orders that were not carried out and whose day has come.
		ClosingsDue(ctx context.Context, now time.Time) ([]ClosingRow, error)
		// FloorTicketCounts counts the visitor tickets of all rooms of a floor by state;
		// issued ones that have run out at now count as "expired".
		FloorTicketCounts(ctx context.Context, floor FloorID, now time.Time) (map[string]int, error)
	}
	floorDeskWriter interface {
		// PutClosing inserts or replaces; DeleteRoom deletes the room's.
		PutClosing(ctx context.Context, c ClosingRow) error
		DeleteClosing(ctx context.Context, room RoomID) error
	}
)
