package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithUpcoming are the deeds of house/upcoming.go.
func deedsWithUpcoming() []deed {
	return []deed{
		{"Upcoming", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Upcoming(ctx, a)) }},
	}
}
