package house

import (
	"cmp"
	"context"
	"slices"
)

// ArticleSpec describes a blog article to write; Text is Markdown. Key makes a
// repeat harmless.
type ArticleSpec struct {
	Title, Text string
	Key         string
}

// ArticleEdit changes what is not nil.
type ArticleEdit struct{ Title, Text *string }

// Articles lists a room's blog: pinned articles, then the newest first; Posts of
// each counts its comments. before is the Seq of the last article seen, 0 for the
// first page. An article from before the reader's time is listed without title
// where it has comments since. Who may: those who may read the blog.
func (s *Service) Articles(ctx context.Context, a Actor, place string, limit int, before int64) ([]Thread, error) {
	in, err := s.enterTool(ctx, a, place, ToolBlog, LevelRead)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Threads(ctx, in.room.ID, KindBlog, in.actor.person, readAtMost, 0)
	if err != nil {
		return nil, err
	}
	from := s.opener(in).from
	rows = slices.DeleteFunc(rows, func(t ThreadRow) bool {
		return t.LastSeq <= from || t.Root.Deleted && t.Posts == 0 || before > 0 && (t.Root.Pinned || t.Root.Seq >= before)
	})
	slices.SortFunc(rows, func(x, y ThreadRow) int {
		if x.Root.Pinned != y.Root.Pinned {
			return cmp.Compare(boolFirst(x.Root.Pinned), boolFirst(y.Root.Pinned))
		}
		return cmp.Compare(y.Root.Seq, x.Root.Seq)
	})
	return s.threadViews(ctx, in, rows[:min(len(rows), bounded(limit))])
}

// Article is a blog article with its comments.
type Article struct {
	Post
	Comments []Post // oldest first, at most 1000
}

// Article gives an article and what was said to it; id may name a comment, too.
// Who may: those who may read the blog, from where their reading begins.
func (s *Service) Article(ctx context.Context, a Actor, id MessageID) (Article, error) {
	in, row, _, err := s.enterEntry(ctx, a, id, KindBlog, LevelRead)
	if err != nil {
		return Article{}, err
	}
	root, w, err := s.readable(ctx, in, row.Thread)
	if err != nil {
		return Article{}, err
	}
	o := s.opener(in)
	posts, err := o.views(ctx, []opened{{root, w}})
	if err != nil {
		return Article{}, err
	}
	rows, err := s.store.Messages(ctx, MessageQuery{
		Room: in.room.ID, Kinds: []MessageKind{KindBlog}, Thread: root.ID, After: root.Seq, Limit: readAtMost,
	})
	if err != nil {
		return Article{}, err
	}
	out := Article{Post: posts[0]}
	out.Place = in.place
	out.Comments, err = o.posts(ctx, rows)
	return out, err
}

// boolFirst sorts what is so before what is not.
func boolFirst(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// NewArticle writes an article, signed by the actor. Who may: those who may write
// in the blog.
func (s *Service) NewArticle(ctx context.Context, a Actor, place string, spec ArticleSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolBlog, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	e := entry{kind: KindBlog, key: spec.Key}
	if e.title, err = CleanLine(spec.Title, MaxTitle); err != nil {
		return Sent{}, err
	}
	if e.text, err = CleanText(spec.Text, MaxText); err != nil {
		return Sent{}, err
	}
	return s.addEntry(ctx, in, e)
}

// Comment answers an article, or a comment on it. Who may: those who may write in
// the blog; where comments are locked, only those who tidy up.
func (s *Service) Comment(ctx context.Context, a Actor, to MessageID, text, key string) (Sent, error) {
	in, row, _, err := s.enterEntry(ctx, a, to, KindBlog, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	if row.Deleted && row.ID != row.Thread {
		return Sent{}, Errorf(Conflict, "error.deleted")
	}
	e := entry{kind: KindBlog, root: row.Thread, replyTo: row.ID, key: key}
	if e.text, err = CleanText(text, MaxText); err != nil {
		return Sent{}, err
	}
	return s.addEntry(ctx, in, e)
}

// EditArticle changes an article or, in its text, a comment; readers see that it
// was edited. Who may: its author, while they may write in the blog.
func (s *Service) EditArticle(ctx context.Context, a Actor, id MessageID, e ArticleEdit) (Sent, error) {
	return s.changeEntry(ctx, a, id, KindBlog, mayRewrite, func(_ access, row *MessageRow, w *words) error {
		var err error
		if e.Title != nil {
			if row.ID != row.Thread {
				return Errorf(Invalid, "error.comment_title")
			}
			if w.Title, err = CleanLine(*e.Title, MaxTitle); err != nil {
				return err
			}
		}
		if e.Text != nil {
			if w.Text, err = CleanText(*e.Text, MaxText); err != nil {
				return err
			}
		}
		row.Edited = true
		return nil
	})
}

// DeleteArticle takes an article or a comment away; the comments of an article
// stay. Who may: its author while they may write in the blog, and those who tidy
// up.
func (s *Service) DeleteArticle(ctx context.Context, a Actor, id MessageID) (Sent, error) {
	return s.deleteEntry(ctx, a, id, KindBlog)
}
