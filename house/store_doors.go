package house

import (
	"context"
	"time"
)

// ArrivalRow is a newcomer who waits to be let in.
type ArrivalRow struct {
	Person PersonID
	At     time.Time
	Text   []byte // what they say to the admins, sealed with the house's key
}

// OldNameRow is a name that somebody had before. It stays taken.
type OldNameRow struct {
	NameKey  string
	Skeleton string
	Person   PersonID
	Seal     []byte
}

type (
	doorReader interface {
		// Accounts lists the members who have an account, by name.
		Accounts(ctx context.Context) ([]PersonRow, error)
		// Arrivals lists who waits, by time.
		Arrivals(ctx context.Context) ([]ArrivalRow, error)
		Arrival(ctx context.Context, person PersonID) (ArrivalRow, error)
		// OldName finds a former name by its key, OldLook one that looks like it.
		OldName(ctx context.Context, nameKey string) (OldNameRow, error)
		OldLook(ctx context.Context, skeleton string) (OldNameRow, error)
		// TicketsOfKind lists all tickets of a kind, in every state, the newest first.
		TicketsOfKind(ctx context.Context, kind TicketKind) ([]TicketRow, error)
	}
	doorWriter interface {
		AddArrival(ctx context.Context, a ArrivalRow) error
		DeleteArrival(ctx context.Context, person PersonID) error
		// AddOldName refuses a name that stands there with Conflict.
		AddOldName(ctx context.Context, n OldNameRow) error
		// DeletePerson removes a person of whom nothing else is left; their name is
		// free again.
		DeletePerson(ctx context.Context, person PersonID) error
	}
)

func (r *OldNameRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "oldname", fields(r.NameKey, r.Skeleton, string(r.Person))
}
