package kit

import (
	"context"

	"stockwerk/house"
)

// blog is the articles of a room; they are read and marked as threads are.
type blog interface {
	Articles(ctx context.Context, a house.Actor, place string, limit int, before int64) ([]house.Thread, error)
	NewArticle(ctx context.Context, a house.Actor, place string, spec house.ArticleSpec) (house.Sent, error)
	Comment(ctx context.Context, a house.Actor, to house.MessageID, text, key string) (house.Sent, error)
	EditArticle(ctx context.Context, a house.Actor, id house.MessageID, e house.ArticleEdit) (house.Sent, error)
}
