package kit

import (
	"context"

	"stockwerk/house"
)

// rights are what each person may do with the tools of a room.
type rights interface {
	Rights(ctx context.Context, a house.Actor, place string) ([]house.MemberRights, error)
	SetRights(ctx context.Context, a house.Actor, place, name, tool string, level house.Level) error
	ResetRights(ctx context.Context, a house.Actor, place, name string) error
}
