package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithRights are the deeds of house/memberrights.go.
func deedsWithRights() []deed {
	return []deed{
		{"Rights", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Rights(ctx, a, "work/desk")) }},
		{"SetRights", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetRights(ctx, a, "work/desk", unknown, house.ToolWiki, house.LevelRead)
		}},
		{"ResetRights", "owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.ResetRights(ctx, a, "work/desk", unknown)
		}},
	}
}
