package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithWiki are the deeds of house/wiki.go and its neighbours.
func deedsWithWiki() []deed {
	return []deed{
		{"WikiPages", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WikiPages(ctx, a, "work/desk"))
		}},
		{"WikiPage", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WikiPage(ctx, a, "work/desk", unknown, 0))
		}},
		{"WikiVersions", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WikiVersions(ctx, a, "work/desk", unknown, 0, 0))
		}},
		{"WikiDiff", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.WikiDiff(ctx, a, "work/desk", unknown, 1, 2))
		}},
		{"UnlockWiki", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return s.UnlockWiki(ctx, a, "work/desk", unknown)
		}},
		// Visitors read the wiki and do not write in it.
		{"SaveWiki", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SaveWiki(ctx, a, "work/desk", house.WikiSpec{Page: "P"}))
		}},
		{"RestoreWiki", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RestoreWiki(ctx, a, "work/desk", unknown, 1, 0))
		}},
		{"RenameWiki", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RenameWiki(ctx, a, "work/desk", unknown, "Q"))
		}},
		{"DeleteWiki", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.DeleteWiki(ctx, a, "work/desk", unknown))
		}},
		{"LockWiki", "member moderator owner", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.LockWiki(ctx, a, "work/desk", unknown, false))
		}},
	}
}
