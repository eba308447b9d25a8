package house

import (
	"context"
	"time"
)

// AuditRow is one act of somebody who runs a floor or the house. Text holds the names
// and numbers of its sentence, sealed with the house's key; Seal is a MAC over the
// row and the seal of the one before (audit.go).
type AuditRow struct {
	Seq   int64
	At    time.Time
	Floor FloorID // "" = the house
	Actor PersonID
	Act   string // its sentence is audit.act.ACT
	Text  []byte
	Seal  []byte
}

type (
	auditReader interface {
		// Audit lists at most limit rows whose Seq is below before (0 = the newest), the
		// newest first: of one floor, of the house alone with "", of all with "*".
		Audit(ctx context.Context, floor FloorID, before int64, limit int) ([]AuditRow, error)
		// AuditAfter lists at most limit rows whose Seq is above after, the oldest first.
		AuditAfter(ctx context.Context, after int64, limit int) ([]AuditRow, error)
	}
	auditWriter interface {
		// AddAudit inserts a row; Conflict when its Seq is taken.
		AddAudit(ctx context.Context, r AuditRow) error
		// CutAudit removes all rows up to and with that Seq.
		CutAudit(ctx context.Context, upto int64) error
	}
)
