package kit

import (
	"context"

	"stockwerk/house"
)

// succession is handing over one's place in rooms.
type succession interface {
	NameSuccessor(ctx context.Context, a house.Actor, heir string, places []string) ([]house.Succession, error)
	WithdrawSuccessor(ctx context.Context, a house.Actor, places []string) error
	MySuccessions(ctx context.Context, a house.Actor) ([]house.Succession, error)
	Successions(ctx context.Context, a house.Actor, place string) ([]house.Succession, error)
	Succeed(ctx context.Context, a house.Actor, place, leaver string) (house.Room, error)
	DeclineSuccession(ctx context.Context, a house.Actor, place, leaver string) error
}
