package kit

import (
	"context"

	"stockwerk/house"
)

// handovers are how colleagues come in and take over.
type handovers interface {
	Colleagues(ctx context.Context, a house.Actor, place string) (house.Colleagues, error)
	HandoversAsked(ctx context.Context, a house.Actor) ([]house.HandoverOffer, error)
	OfferHandover(ctx context.Context, a house.Actor, place string, spec house.HandoverSpec) (house.Colleagues, error)
	TakeHandover(ctx context.Context, a house.Actor, id house.HandoverID, yes bool) ([]house.HandoverOffer, error)
	WithdrawHandover(ctx context.Context, a house.Actor, place string) (house.Colleagues, error)
	AgreeHandover(ctx context.Context, a house.Actor, place string, all bool) (house.Colleagues, error)
	RefuseHandover(ctx context.Context, a house.Actor, place, reason string) (house.Colleagues, error)
	SubstituteFor(ctx context.Context, a house.Actor, place string, spec house.HandoverSpec) (house.Colleagues, error)
	CallColleague(ctx context.Context, a house.Actor, place string, spec house.HandoverSpec) (house.Colleagues, error)
	DismissColleague(ctx context.Context, a house.Actor, place, name string) (house.Colleagues, error)
	OpenSide(ctx context.Context, a house.Actor, place string, spec house.SideSpec) (house.Colleagues, error)
	PutReview(ctx context.Context, a house.Actor, place string, spec house.ReviewSpec) (house.Sent, error)
	Reviews(ctx context.Context, a house.Actor, place string) ([]house.Review, error)
	UseReview(ctx context.Context, a house.Actor, place string, id house.MessageID) (house.Draft, error)
}
