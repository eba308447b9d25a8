package house

import "context"

// FactorRow is somebody's second factor. It protects their door and opens no room.
type FactorRow struct {
	Person PersonID
	Text   []byte // the secret and the backup codes that are left, sealed by the house
	Step   int64  // the last time step of which a code was used
	Seal   []byte
}

func (r *FactorRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "factor", fields(string(r.Person), r.Text, r.Step)
}

type (
	selfReader interface {
		// Factor is a person's second factor; NotFound without one.
		Factor(ctx context.Context, person PersonID) (FactorRow, error)
		// Authored counts what a person wrote in a room and what still has words.
		Authored(ctx context.Context, room RoomID, person PersonID) (int, error)
	}
	selfWriter interface {
		// AddFactor refuses with Conflict where there is one.
		AddFactor(ctx context.Context, f FactorRow) error
		// ReplaceFactor puts fresh in place of old, told by its seal: of any number of
		// racing callers exactly one gets true.
		ReplaceFactor(ctx context.Context, old, fresh FactorRow) (bool, error)
		DeleteFactor(ctx context.Context, person PersonID) error
	}
)
