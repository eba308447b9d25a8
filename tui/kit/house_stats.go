package kit

import (
	"context"

	"stockwerk/house"
)

// stats are the figures of a floor or the house, and the log of who did what.
type stats interface {
	Stats(ctx context.Context, a house.Actor, floor, from, to string) (house.Stats, error)
	Audit(ctx context.Context, a house.Actor, floor string, before int64, limit int) ([]house.AuditEntry, error)
	CheckAudit(ctx context.Context, a house.Actor, floor string) (house.AuditCheck, error)
	AuditKept(ctx context.Context, a house.Actor) (int, error)
}
