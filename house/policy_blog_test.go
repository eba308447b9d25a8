package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithBlog are the deeds of house/blog.go. Visitors read it.
func deedsWithBlog() []deed {
	const inside = "member moderator owner"
	return []deed{
		{"Articles", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Articles(ctx, a, desk, 0, 0)) }},
		{"Article", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Article(ctx, a, id))
		})},
		{"NewArticle", inside, wantsWrite(func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewArticle(ctx, a, desk, house.ArticleSpec{}))
		})},
		{"Comment", inside, wantsWrite(inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Comment(ctx, a, id, "x", ""))
		}))},
		{"EditArticle", inside, wantsWrite(inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.EditArticle(ctx, a, id, house.ArticleEdit{}))
		}))},
		{"DeleteArticle", inside, wantsWrite(inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.DeleteArticle(ctx, a, id))
		}))},
	}
}

// wantsWrite says "may not write with this tool" as the plain refusal that the
// matrix looks for.
func wantsWrite(do func(context.Context, *stage, house.Actor) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		err := do(ctx, s, a)
		if house.IsKey(err, "error.tool_read_only") {
			return house.Errorf(house.Forbidden, "error.forbidden")
		}
		return err
	}
}
