package board

import (
	"context"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/posts"
)

// about is what differs between a board and a blog.
type about struct {
	kind   house.MessageKind
	tool   string
	says   string // what the keys of its sentences begin with
	newest bool   // by when they were begun, not by their last post
	writes func(house.RoomDetail) bool
	tidies func(house.RoomDetail) bool
	whyNot func(house.RoomDetail) string // key of the sentence why one cannot write
	list   func(ctx context.Context, h kit.House, a house.Actor, place string, limit int, before int64) ([]house.Thread, error)
	post   func(ctx context.Context, h kit.House, a house.Actor, place string, w kit.Words) error
	open   func(place string, root house.MessageID) kit.Go
	entry  func(s *Screen, p house.Post, w int) []string
}

func ofBoard() about {
	return about{
		kind: house.KindBoard, tool: house.ToolBoard, says: "board",
		writes: func(d house.RoomDetail) bool { return d.Writes(house.ToolBoard) },
		tidies: func(d house.RoomDetail) bool { return d.Manages(house.ToolBoard) },
		whyNot: func(d house.RoomDetail) string { return d.WhyNot(house.ToolBoard) },
		list: func(ctx context.Context, h kit.House, a house.Actor, place string, limit int, before int64) ([]house.Thread, error) {
			return h.Threads(ctx, a, place, limit, before)
		},
		post: func(ctx context.Context, h kit.House, a house.Actor, place string, w kit.Words) error {
			_, err := h.Post(ctx, a, place, house.PostSpec{Title: w.Title, Text: w.Text, Key: w.Key})
			return err
		},
		open:  func(place string, root house.MessageID) kit.Go { return kit.GoThread{Place: place, Thread: root} },
		entry: func(s *Screen, p house.Post, w int) []string { return posts.Entry(s.env, p, "", w) },
	}
}

func ofBlog() about {
	return about{
		kind: house.KindBlog, tool: house.ToolBlog, says: "blog", newest: true,
		writes: func(d house.RoomDetail) bool { return d.Writes(house.ToolBlog) },
		tidies: func(d house.RoomDetail) bool { return d.Manages(house.ToolBlog) },
		whyNot: func(d house.RoomDetail) string { return d.WhyNot(house.ToolBlog) },
		list: func(ctx context.Context, h kit.House, a house.Actor, place string, limit int, before int64) ([]house.Thread, error) {
			return h.Articles(ctx, a, place, limit, before)
		},
		post: func(ctx context.Context, h kit.House, a house.Actor, place string, w kit.Words) error {
			_, err := h.NewArticle(ctx, a, place, house.ArticleSpec{Title: w.Title, Text: w.Text, Key: w.Key})
			return err
		},
		open: func(place string, root house.MessageID) kit.Go {
			return kit.GoTool{Place: place, Tool: house.ToolBlog, Entry: root}
		},
		entry: (*Screen).article,
	}
}

// article draws the beginning of an article beside the list.
func (s *Screen) article(p house.Post, w int) []string {
	if p.Deleted {
		return posts.Entry(s.env, p, "", w)
	}
	s.text.Set(p.Text)
	return append(append(posts.Head(s.env, p, "", w), ""), s.text.Lines(w)...)
}

// t says a sentence of the board or the blog.
func (s *Screen) t(key string, args ...any) string { return s.env.T(s.of.says+"."+key, args...) }

// key is the sentence of a key of the board or the blog.
func (s *Screen) key(name string) string { return s.of.says + ".key." + name }
