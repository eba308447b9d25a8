package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// houseRules is what house admins change of the house itself.
type houseRules interface {
	HouseTexts(ctx context.Context, a house.Actor) ([]house.HousePage, error)
	SetHouseText(ctx context.Context, a house.Actor, name, lang, text string) error
	ResetHouseText(ctx context.Context, a house.Actor, name, lang string) error
	Lockdown(ctx context.Context, a house.Actor) (house.Lockdown, error)
	SetLockdown(ctx context.Context, a house.Actor, level int, reason string) error
	LockdownToll(ctx context.Context, a house.Actor, level int) (house.Toll, error)
	StartMaintenance(ctx context.Context, a house.Actor, in time.Duration, reason string) (house.Closing, error)
	EndMaintenance(ctx context.Context, a house.Actor) error
	MaintenanceToll(ctx context.Context, a house.Actor) (house.Toll, error)
	Plans(ctx context.Context, a house.Actor) ([]house.Plan, error)
	EditPlan(ctx context.Context, a house.Actor, name string, e house.PlanEdit) (house.Plan, error)
	PlanToll(ctx context.Context, a house.Actor, name string, e house.PlanEdit) (house.Toll, error)
	SetFloorPlan(ctx context.Context, a house.Actor, code, plan string) (house.FloorUse, error)
	HouseFloors(ctx context.Context, a house.Actor) ([]house.HouseFloor, error)
	NumberFloor(ctx context.Context, a house.Actor, code string, number int) error
	SuspendFloor(ctx context.Context, a house.Actor, code string, on bool) error
	SuspendToll(ctx context.Context, a house.Actor, code string) (house.Toll, error)
	CloseFloor(ctx context.Context, a house.Actor, code string, days int, notice string) (house.FloorClosing, error)
	CloseFloorToll(ctx context.Context, a house.Actor, code string) (house.Toll, error)
	KeepFloor(ctx context.Context, a house.Actor, code string) error
	FloorPlan(ctx context.Context, a house.Actor, code string) (house.FloorUse, error)
	FloorLease(ctx context.Context, a house.Actor, code string) (house.Lease, error)
	SetLease(ctx context.Context, a house.Actor, code string, e house.LeaseEdit) (house.Lease, error)
	Announcements(ctx context.Context, a house.Actor) ([]house.Announcement, error)
	Announce(ctx context.Context, a house.Actor, spec house.AnnouncementSpec) (house.Announcement, error)
	EndAnnouncement(ctx context.Context, a house.Actor, id string) error
	ReadAnnouncements(ctx context.Context, a house.Actor) error
}
