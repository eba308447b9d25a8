package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithCounts are the deeds of house/stats.go and auditlog.go.
func deedsWithCounts() []deed {
	return []deed{
		{"Stats", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Stats(ctx, a, "work", "", "")) }},
		{"Stats", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Stats(ctx, a, "", "", "")) }},
		{"Audit", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Audit(ctx, a, "work", 0, 0)) }},
		{"Audit", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Audit(ctx, a, "", 0, 0)) }},
		{"CheckAudit", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.CheckAudit(ctx, a, "work")) }},
		{"CheckAudit", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.CheckAudit(ctx, a, "")) }},
		{"KeepAudit", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.KeepAudit(ctx, a, 6) }},
		{"AuditKept", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.AuditKept(ctx, a)) }},
	}
}
