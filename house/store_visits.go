package house

import (
	"context"
	"time"
)

// VisitKeyRow is an SSH key that a visitor bound to their room. The key itself is
// not stored: Lookup finds the row once the key was proved, and with Salt it gives
// the code of the visitor's slot of kind key.
type VisitKeyRow struct {
	Person PersonID
	Room   RoomID
	Lookup []byte
	Salt   []byte
	Text   []byte // fingerprint for its owner, sealed
	Bound  time.Time
	Seal   []byte
}

func (r *VisitKeyRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "visitkey", fields(string(r.Person), string(r.Room), r.Lookup, r.Salt, r.Text, r.Bound)
}

type (
	visitReader interface {
		// VisitKeys gives the bindings of a key, the latest first.
		VisitKeys(ctx context.Context, lookup []byte) ([]VisitKeyRow, error)
		// VisitKey is the key that a visitor bound.
		VisitKey(ctx context.Context, person PersonID) (VisitKeyRow, error)
		// TicketsOf lists the tickets of a kind that bring a person, by issued.
		TicketsOf(ctx context.Context, person PersonID, kind TicketKind) ([]TicketRow, error)
	}
	visitWriter interface {
		// PutVisitKey inserts or replaces; DeleteRoom and DeletePersonRows delete.
		PutVisitKey(ctx context.Context, k VisitKeyRow) error
		DeleteVisitKey(ctx context.Context, person PersonID) error
		// DeleteTicketsOf removes the tickets of a kind that bring a person.
		DeleteTicketsOf(ctx context.Context, person PersonID, kind TicketKind) error
		// DeleteVisitor removes a visitor's own row; that of a member it leaves.
		DeleteVisitor(ctx context.Context, person PersonID) error
	}
)
