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
}
