package kit

import (
	"context"

	"stockwerk/house"
)

// cards are the directory of counsellors.
type cards interface {
	Cards(ctx context.Context, a house.Actor, q house.CardQuery) ([]house.Card, error)
	PutCard(ctx context.Context, a house.Actor, e house.CardEdit) (house.Card, error)
	DeleteCard(ctx context.Context, a house.Actor) error
	HideCard(ctx context.Context, a house.Actor, ref, floor string, on bool) (house.Card, error)
	OfferCard(ctx context.Context, a house.Actor, ref, floor string) (house.Card, error)
	AgreeCard(ctx context.Context, a house.Actor, ref, floor string) (house.Card, error)
	EndCard(ctx context.Context, a house.Actor, ref, floor string) (house.Card, error)
}
