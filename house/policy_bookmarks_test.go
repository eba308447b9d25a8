package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithBookmarks are the deeds of house/bookmarks.go. Visitors read them.
func deedsWithBookmarks() []deed {
	const inside = "member moderator owner"
	return []deed{
		{"Bookmarks", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Bookmarks(ctx, a, desk, house.BookmarkQuery{}))
		}},
		{"AddBookmark", inside, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AddBookmark(ctx, a, desk, house.BookmarkSpec{}))
		})},
		{"EditBookmark", inside, wantsWrite(inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.EditBookmark(ctx, a, id, house.BookmarkEdit{}))
		}))},
		{"DeleteBookmark", inside, wantsWrite(inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.DeleteBookmark(ctx, a, id))
		}))},
	}
}
