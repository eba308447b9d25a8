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
		{"Plans", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Plans(ctx, a)) }},
		{"EditPlan", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.EditPlan(ctx, a, "none", house.PlanEdit{}))
		}},
		{"PlanToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PlanToll(ctx, a, house.PlanBasic, house.PlanEdit{}))
		}},
		{"FloorPlan", "houseadmin flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FloorPlan(ctx, a, "work")) }},
		{"SetFloorPlan", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetFloorPlan(ctx, a, "work", "none"))
		}},
		{"HouseFloors", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.HouseFloors(ctx, a)) }},
		{"OrderFloors", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.OrderFloors(ctx, a, []string{"none"})
		}},
		{"NumberFloor", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.NumberFloor(ctx, a, "work", 99) }},
		{"SuspendFloor", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.SuspendFloor(ctx, a, "work", false) }},
		{"SuspendToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.SuspendToll(ctx, a, "work")) }},
		{"CloseFloor", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CloseFloor(ctx, a, "work", 1, ""))
		}},
		{"CloseFloorToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.CloseFloorToll(ctx, a, "work"))
		}},
		{"KeepFloor", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.KeepFloor(ctx, a, "work") }},
		{"SetLease", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			day := "never"
			return only(s.SetLease(ctx, a, "work", house.LeaseEdit{From: &day}))
		}},
		{"FloorLease", "houseadmin flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.FloorLease(ctx, a, "work")) }},
		{"Announce", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Announce(ctx, a, house.AnnouncementSpec{}))
		}},
		{"EndAnnouncement", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.EndAnnouncement(ctx, a, "none") }},
		{"Announcements", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Announcements(ctx, a)) }},
		{"ReadAnnouncements", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.ReadAnnouncements(ctx, a) }},
	}
}
