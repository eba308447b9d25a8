package command

import (
	"context"
	"strconv"
	"time"

	"stockwerk/house"
)

// BlogTable is what can be done with the blog of a room; pin and lock work on its
// articles as on threads.
func BlogTable() []Spec {
	id := []Arg{argID}
	return []Spec{
		{Name: "blog list", Args: []Arg{argPlace}, List: true, Help: "command.help.blog_list", run: runBlogList},
		{Name: "blog show", Args: id, Help: "command.help.blog_show", run: runBlogShow},
		{
			Name: "blog new", Args: []Arg{argPlace, {Name: "TITLE"}, argText}, Flags: []Flag{{"key", "K"}}, For: ForInside,
			Help: "command.help.blog_new", run: runBlogNew,
		},
		{
			Name: "blog comment", Args: []Arg{argID, argText}, Flags: []Flag{{"key", "K"}}, For: ForInside,
			Help: "command.help.blog_comment", run: runBlogComment,
		},
		{
			Name: "blog edit", Args: []Arg{argID, argText}, Flags: []Flag{{"title", "T"}}, For: ForInside,
			Help: "command.help.blog_edit", run: runBlogEdit,
		},
		{Name: "blog delete", Args: id, For: ForInside, Help: "command.help.blog_delete", run: runBlogDelete},
	}
}

type articleJSON struct {
	ID       string `json:"id"`
	Seq      int64  `json:"seq"`
	Title    string `json:"title"`
	Author   string `json:"author"`
	At       at     `json:"at"`
	Comments int    `json:"comments"`
	Unread   int    `json:"unread"`
	LastAt   at     `json:"last_at"`
	Pinned   bool   `json:"pinned"`
	Locked   bool   `json:"locked"`
	Edited   bool   `json:"edited"`
	Deleted  bool   `json:"deleted"`
}

func runBlogList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolBlog)
	if err != nil {
		return err
	}
	limit, err := c.limit()
	if err != nil {
		return err
	}
	before, err := e.articleBefore(ctx, c)
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = pageSize
	}
	threads, err := e.House.Articles(ctx, e.Actor, place, limit, before)
	if err != nil {
		return err
	}
	shown := make([]articleJSON, len(threads))
	for i, t := range threads {
		shown[i] = articleJSON{
			ID: string(t.Root.ID), Seq: t.Root.Seq, Title: oneLine(t.Root.Title), Author: oneLine(t.Root.Author), At: at(t.Root.At),
			Comments: t.Posts, Unread: t.Unread, LastAt: at(t.LastAt), Pinned: t.Root.Pinned, Locked: t.Root.Locked,
			Edited: t.Root.Edited, Deleted: t.Root.Deleted,
		}
	}
	delete(c.flags, "after") // the house has paged already
	return list(e, c, shown, func(a articleJSON) string { return a.ID }, e.articleLine, "command.blog.none")
}

// articleBefore is the seq of the article that --after names, by its seq or id.
func (e *Env) articleBefore(ctx context.Context, c *Call) (int64, error) {
	v, ok := c.flags["after"]
	if !ok {
		return 0, nil
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return n, nil
	}
	a, err := e.House.Article(ctx, e.Actor, house.MessageID(v))
	return a.Seq, err
}

func (e *Env) articleLine(a articleJSON) string {
	say := e.say()
	title := a.Title
	if title == "" {
		title = say.T("command.blog.untitled")
	}
	about := facts(
		say.Date(time.Time(a.At).Local()),
		say.N("command.blog.comments", a.Comments),
		e.unread(a.Unread),
		e.when(a.Pinned, "command.word.pinned"),
		e.when(a.Locked, "command.word.locked"),
	)
	return say.T("command.blog.line", "Id", a.ID, "Title", title, "Name", a.Author, "Facts", about)
}

type articleWhole struct {
	postJSON
	Comments []postJSON `json:"comments"`
}

func runBlogShow(ctx context.Context, e *Env, c *Call) error {
	a, err := e.House.Article(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	shown := articleWhole{postJSON: e.postOf(a.Post), Comments: make([]postJSON, len(a.Comments))}
	for i, p := range a.Comments {
		shown.Comments[i] = e.postOf(p)
	}
	if c.on("json") {
		return e.json(shown)
	}
	say := e.say()
	text := shown.Text
	if shown.Deleted {
		text = say.T("posts.deleted")
	}
	lines := []string{
		shown.Title,
		say.T("command.blog.by", "Name", shown.Author, "Facts", facts(
			say.DateTime(a.At.Local()), e.when(a.Edited, "command.word.edited"), e.when(a.Locked, "command.word.locked"),
		)), "", text,
	}
	if err := e.show(c, nil, lines...); err != nil || len(a.Comments) == 0 {
		return err
	}
	if err := e.show(c, nil, "", say.N("command.blog.comments", len(a.Comments))); err != nil {
		return err
	}
	d := &diary{e: e, ids: true}
	for _, p := range a.Comments {
		if err := d.print(p); err != nil {
			return err
		}
	}
	return nil
}

func runBlogNew(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolBlog)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.NewArticle(ctx, e.Actor, place, house.ArticleSpec{Title: c.arg(1), Text: text, Key: c.flag("key")})
	return e.sent(c, sent, err)
}

func runBlogComment(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.Comment(ctx, e.Actor, house.MessageID(c.arg(0)), text, c.flag("key"))
	return e.sent(c, sent, err)
}

func runBlogEdit(ctx context.Context, e *Env, c *Call) error {
	text, err := e.newText(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.EditArticle(ctx, e.Actor, house.MessageID(c.arg(0)), house.ArticleEdit{Title: c.text("title"), Text: text})
	return e.sent(c, sent, err)
}

func runBlogDelete(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.DeleteArticle(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}
