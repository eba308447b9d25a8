package kit

import (
	"context"

	"stockwerk/house"
)

// visits are what visitors do about their own stay, and the owner's yes to one who
// wants to become a member.
type visits interface {
	Stay(ctx context.Context, a house.Actor) (house.Stay, error)
	NextTicket(ctx context.Context, a house.Actor) (house.ReturnPass, house.Actor, error)
	BindKey(ctx context.Context, a house.Actor, key []byte) (house.BoundKey, error)
	UnbindKey(ctx context.Context, a house.Actor) error
	LeaveWord(ctx context.Context, a house.Actor, text string) (house.Sent, error)
	BecomeMember(ctx context.Context, a house.Actor, r house.Registration) (house.Registered, house.Actor, error)
	AllowMember(ctx context.Context, a house.Actor, place, visitor string, on bool) error
}
