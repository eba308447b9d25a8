package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// BookmarkTable is what can be done with the bookmarks of a room.
func BookmarkTable() []Spec {
	tag := Flag{"tag", "T…"}
	return []Spec{
		{
			Name: "bookmarks list", Args: []Arg{argPlace}, Flags: []Flag{{"tag", "T"}, {"words", "WORDS"}}, List: true,
			For: ForInside, Help: "command.help.bookmarks_list", run: runBookmarksList,
		},
		{
			Name: "bookmarks add", Args: []Arg{argPlace, {Name: "URL"}, {Name: "NOTE", Rest: true, Stdin: true}},
			Flags: []Flag{{"title", "T"}, tag, {"key", "K"}}, For: ForInside,
			Help: "command.help.bookmarks_add", run: runBookmarksAdd,
		},
		{
			Name: "bookmarks edit", Args: []Arg{argID, {Name: "NOTE", Rest: true, Stdin: true}}, For: ForInside,
			Flags: []Flag{{"url", "URL"}, {"title", "T"}, tag, {Name: "no-tags"}, {Name: "no-note"}},
			Help:  "command.help.bookmarks_edit", run: runBookmarksEdit,
		},
		{Name: "bookmarks delete", Args: []Arg{argID}, For: ForInside, Help: "command.help.bookmarks_delete", run: runBookmarksDelete},
	}
}

type bookmarkJSON struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	ASCII  string   `json:"ascii,omitempty"` // where the address could be taken for another
	Title  string   `json:"title"`
	Note   string   `json:"note"`
	Tags   []string `json:"tags"`
	Author string   `json:"author"`
	At     at       `json:"at"`
	Edited bool     `json:"edited"`
}

func bookmarkOf(b house.Bookmark) bookmarkJSON {
	return bookmarkJSON{
		ID: string(b.ID), URL: oneLine(b.URL), ASCII: b.Plain, Title: oneLine(b.Title), Note: clean(b.Note),
		Tags: cleanAll(b.Tags), Author: oneLine(b.Author), At: at(b.At), Edited: b.Edited,
	}
}

func runBookmarksList(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolBookmarks)
	if err != nil {
		return err
	}
	found, err := e.House.Bookmarks(ctx, e.Actor, place, house.BookmarkQuery{Tag: c.flag("tag"), Words: c.flag("words")})
	if err != nil {
		return err
	}
	shown := make([]bookmarkJSON, len(found))
	for i, b := range found {
		shown[i] = bookmarkOf(b)
	}
	return list(e, c, shown, func(b bookmarkJSON) string { return b.ID }, e.bookmarkLine, "command.bookmarks.none")
}

// bookmarkLine says the address whole, whatever the title claims, and how its
// host reads in plain letters where it could be taken for another.
func (e *Env) bookmarkLine(b bookmarkJSON) string {
	say := e.say()
	tags := ""
	if len(b.Tags) > 0 {
		tags = "#" + strings.Join(b.Tags, " #")
	}
	plain := ""
	if b.ASCII != "" {
		plain = say.T("command.bookmarks.plain", "Address", b.ASCII)
	}
	about := facts(b.URL, plain, tags, oneLine(b.Note))
	if b.Title == "" {
		return say.T("command.ticket.line", "Id", b.ID, "Facts", about)
	}
	return say.T("command.task.line", "Id", b.ID, "Title", b.Title, "Facts", about)
}

func runBookmarksAdd(ctx context.Context, e *Env, c *Call) error {
	place, err := c.toolOf(0, house.ToolBookmarks)
	if err != nil {
		return err
	}
	note, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.AddBookmark(ctx, e.Actor, place, house.BookmarkSpec{
		URL: c.arg(1), Title: c.flag("title"), Note: note, Tags: c.many("tag"), Key: c.flag("key"),
	})
	return e.sent(c, sent, err)
}

func runBookmarksEdit(ctx context.Context, e *Env, c *Call) error {
	if c.on("no-note") && c.given || c.on("no-tags") && c.on("tag") {
		return c.spec.usageError()
	}
	edit := house.BookmarkEdit{URL: c.text("url"), Title: c.text("title")}
	note, err := e.newText(ctx, c)
	if err != nil {
		return err
	}
	edit.Note = note
	if c.on("no-note") {
		edit.Note = new(string)
	}
	if tags := c.many("tag"); c.on("tag") || c.on("no-tags") {
		edit.Tags = &tags
	}
	sent, err := e.House.EditBookmark(ctx, e.Actor, house.MessageID(c.arg(0)), edit)
	return e.sent(c, sent, err)
}

func runBookmarksDelete(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.DeleteBookmark(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}
