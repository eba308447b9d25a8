package store

import (
	"context"
	"math"

	"stockwerk/house"
)

const auditColumns = `seq, at, floor, actor, act, text, seal`

func scanAudit(r row) (a house.AuditRow, err error) {
	err = r.Scan(&a.Seq, moment{&a.At}, &a.Floor, &a.Actor, &a.Act, &a.Text, &a.Seal)
	return a, err
}

// Audit lists acts, the newest first: of one floor, of the house with "", of all with "*".
func (r reader) Audit(ctx context.Context, floor house.FloorID, before int64, limit int) ([]house.AuditRow, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	if floor == "*" {
		return many(ctx, r.run, scanAudit, `SELECT `+auditColumns+` FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?`, before, limit)
	}
	return many(ctx, r.run, scanAudit, `SELECT `+auditColumns+` FROM audit WHERE floor = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		floor, before, limit)
}

// AuditAfter lists acts, the oldest first.
func (r reader) AuditAfter(ctx context.Context, after int64, limit int) ([]house.AuditRow, error) {
	return many(ctx, r.run, scanAudit, `SELECT `+auditColumns+` FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
}

// AddAudit inserts an act; Conflict when its number is taken.
func (t tx) AddAudit(ctx context.Context, a house.AuditRow) error {
	return add(ctx, t.run, `INSERT INTO audit (`+auditColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.Seq, a.At, a.Floor, a.Actor, a.Act, a.Text, a.Seal)
}

// CutAudit removes the acts up to a number.
func (t tx) CutAudit(ctx context.Context, upto int64) error {
	if err := put(ctx, t.run, `UPDATE audit_cut SET upto = ?`, upto); err != nil {
		return err
	}
	return put(ctx, t.run, `DELETE FROM audit WHERE seq <= ?`, upto)
}
