package house

import (
	"context"
	"time"
)

// LedgerView is what was destroyed, newest first, as those who run a floor or the house
// see it.
type LedgerView struct {
	Lines []LedgerLine
	Whole bool // nothing was taken out, put in or changed
}

// LedgerLine is one thing, without a name.
type LedgerLine struct {
	ID   string // random
	At   time.Time
	What Destroyed
	Why  Reason
	Rows int
}

// LedgerOf shows the newest of what was destroyed on a floor, in the whole house with "",
// and whether the ledger is whole. Who may: the floor's admins, house admins.
func (s *Service) LedgerOf(ctx context.Context, a Actor, floor string, limit int) (LedgerView, error) {
	f, err := s.keepDesk(ctx, a, floor)
	if err != nil {
		return LedgerView{}, err
	}
	rows, err := s.Ledger(ctx)
	v := LedgerView{Whole: err == nil}
	if err != nil && !IsKey(err, "error.tampered") {
		return v, err
	}
	for i := len(rows) - 1; i >= 0 && (limit <= 0 || len(v.Lines) < limit); i-- {
		if r := rows[i]; f == nil || r.Floor == f.row.ID {
			v.Lines = append(v.Lines, LedgerLine{ID: r.ID, At: r.At, What: r.What, Why: r.Why, Rows: r.Rows})
		}
	}
	return v, nil
}
