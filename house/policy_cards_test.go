package house_test

import (
	"context"

	"stockwerk/house"
)

// withCard gives a deed the card of the owner on the floor work, which is not for
// guests, or that of the same person for everybody.
func withCard(public bool, do func(ctx context.Context, s *stage, a house.Actor, id string) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		floor, offer := "work", "Beratung"
		c, err := s.PutCard(ctx, s.who["owner"], house.CardEdit{Floor: &floor, Offer: &offer, Public: &public})
		if err != nil {
			return err
		}
		return do(ctx, s, a, string(c.ID))
	}
}

// deedsWithCards are the deeds of house/cards.go, cardedit.go and cardplaces.go.
func deedsWithCards() []deed {
	const readers = "guest newcomer " + accounts
	nowhere := "No/Where"
	card := func(ctx context.Context, s *stage, a house.Actor, id string) error { return only(s.Card(ctx, a, id)) }
	return []deed{
		{"Cards", readers, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Cards(ctx, a, house.CardQuery{}))
		}},
		{"Cards", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Cards(ctx, a, house.CardQuery{Floor: "work"}))
		}},
		{"Card", floorFolk, withCard(false, card)},
		{"Card", readers, withCard(true, card)},
		{"MyCard", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MyCard(ctx, a)) }},
		{"PutCard", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PutCard(ctx, a, house.CardEdit{Offer: &nowhere, Zone: &nowhere}))
		}},
		{"HideCard", "flooradmin", withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.HideCard(ctx, a, id, "work", false))
		})},
		{"HideCard", "flooradmin", withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.HideCard(ctx, a, id, "", false))
		})},
		{"OfferCard", "flooradmin owner", withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.OfferCard(ctx, a, id, "work"))
		})},
		{"AgreeCard", "flooradmin owner", withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.AgreeCard(ctx, a, id, "work"))
		})},
		{"EndCard", "flooradmin owner", withCard(true, func(ctx context.Context, s *stage, a house.Actor, id string) error {
			return only(s.EndCard(ctx, a, id, "work"))
		})},
		{"DeleteCard", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.DeleteCard(ctx, a) }},
	}
}
