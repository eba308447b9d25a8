package thread

import (
	"context"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
	"stockwerk/tui/kit/posts"
)

// about is what differs between a thread of a board and an article of a blog.
type about struct {
	kind   house.MessageKind
	tool   string
	says   string // what the keys of its sentences begin with
	titled bool   // its author may change the root's title
	writes func(house.RoomDetail) bool
	tidies func(house.RoomDetail) bool
	owns   func(house.RoomDetail) bool   // may change what is one's own
	whyNot func(house.RoomDetail) string // key of the sentence why one cannot write
	reply  func(ctx context.Context, h kit.House, a house.Actor, place string, to house.MessageID, w kit.Words) error
	edit   func(ctx context.Context, h kit.House, a house.Actor, p house.Post, w kit.Words) error
	root   func(env *kit.Env, p house.Post, w int) []string
}

func ofBoard() about {
	return about{
		kind: house.KindBoard, tool: house.ToolBoard, says: "thread",
		writes: func(d house.RoomDetail) bool { return d.Writes(house.ToolBoard) },
		tidies: func(d house.RoomDetail) bool { return d.Manages(house.ToolBoard) },
		owns:   func(d house.RoomDetail) bool { return d.Writes(house.ToolBoard) },
		whyNot: func(d house.RoomDetail) string { return d.WhyNot(house.ToolBoard) },
		reply: func(ctx context.Context, h kit.House, a house.Actor, place string, to house.MessageID, w kit.Words) error {
			_, err := h.Post(ctx, a, place, house.PostSpec{Text: w.Text, Reply: to, Key: w.Key})
			return err
		},
		edit: func(ctx context.Context, h kit.House, a house.Actor, p house.Post, w kit.Words) error {
			_, err := h.Edit(ctx, a, p.ID, w.Text)
			return err
		},
		root: func(env *kit.Env, p house.Post, w int) []string { return posts.Entry(env, p, "", w) },
	}
}

func ofBlog() about {
	writes := func(d house.RoomDetail) bool { return d.Writes(house.ToolBlog) }
	return about{
		kind: house.KindBlog, tool: house.ToolBlog, says: "article", titled: true,
		writes: writes, owns: writes,
		tidies: func(d house.RoomDetail) bool { return d.Manages(house.ToolBlog) },
		whyNot: func(d house.RoomDetail) string { return d.WhyNot(house.ToolBlog) },
		reply: func(ctx context.Context, h kit.House, a house.Actor, _ string, to house.MessageID, w kit.Words) error {
			_, err := h.Comment(ctx, a, to, w.Text, w.Key)
			return err
		},
		edit: func(ctx context.Context, h kit.House, a house.Actor, p house.Post, w kit.Words) error {
			e := house.ArticleEdit{Text: &w.Text}
			if p.ID == p.Thread {
				e.Title = &w.Title
			}
			_, err := h.EditArticle(ctx, a, p.ID, e)
			return err
		},
		root: func(env *kit.Env, p house.Post, w int) []string {
			if p.Deleted {
				return posts.Entry(env, p, "", w)
			}
			lines := append(posts.Head(env, p, "", w), "")
			return append(append(lines, markdown.Render(env, p.Text, w)...), "")
		},
	}
}

// t says a sentence of the thread or the article.
func (s *Screen) t(key string, args ...any) string { return s.env.T(s.of.says+"."+key, args...) }

// key is the sentence of a key of the thread or the article.
func (s *Screen) key(name string) string { return s.of.says + ".key." + name }
