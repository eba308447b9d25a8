package kit

import (
	"context"

	"stockwerk/house"
)

// self is one's own door and connections, and what remains of one.
type self interface {
	Factor(ctx context.Context, a house.Actor) (house.Factor, error)
	OfferFactor(ctx context.Context, a house.Actor, password, issuer string) (house.FactorOffer, error)
	SetFactor(ctx context.Context, a house.Actor, password, secret, code string) ([]string, error)
	DropFactor(ctx context.Context, a house.Actor, password, code string) error
	Devices(ctx context.Context, a house.Actor) ([]house.Device, error)
	Kick(ctx context.Context, a house.Actor, id string) error
	KickOthers(ctx context.Context, a house.Actor) (int, error)
	Remains(ctx context.Context, a house.Actor) (house.Remains, error)
	Misses(ctx context.Context, a house.Actor) (int, error)
}
