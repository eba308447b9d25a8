package kit

import (
	"context"

	"stockwerk/house"
)

// bookmarks are the addresses that a room keeps.
type bookmarks interface {
	Bookmarks(ctx context.Context, a house.Actor, place string, q house.BookmarkQuery) ([]house.Bookmark, error)
	AddBookmark(ctx context.Context, a house.Actor, place string, b house.BookmarkSpec) (house.Sent, error)
	EditBookmark(ctx context.Context, a house.Actor, id house.MessageID, e house.BookmarkEdit) (house.Sent, error)
	DeleteBookmark(ctx context.Context, a house.Actor, id house.MessageID) (house.Sent, error)
}
