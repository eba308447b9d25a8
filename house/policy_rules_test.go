package house_test

import (
	"context"
	"time"

	"stockwerk/house"
)

// deedsWithRules are the deeds of house/housetexts.go, lockdown.go and maintenance.go.
func deedsWithRules() []deed {
	return []deed{
		{"HouseTexts", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.HouseTexts(ctx, a)) }},
		{"SetHouseText", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetHouseText(ctx, a, house.TextHow, "en", "")
		}},
		{"ResetHouseText", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ResetHouseText(ctx, a, "nothing", "en")
		}},
		{"Lockdown", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Lockdown(ctx, a)) }},
		{"SetLockdown", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.SetLockdown(ctx, a, 9, "") }},
		{"LockdownToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.LockdownToll(ctx, a, 3)) }},
		{"StartMaintenance", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.StartMaintenance(ctx, a, time.Millisecond, ""))
		}},
		{"EndMaintenance", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.EndMaintenance(ctx, a) }},
		{"MaintenanceToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MaintenanceToll(ctx, a)) }},
	}
}
