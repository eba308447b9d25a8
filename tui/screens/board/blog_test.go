package board_test

import (
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/board"
)

// journal is a room with a blog beside its board.
func journal() *fakeroom.House {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolBlog)
	f.Detail.Levels = map[string]house.Level{house.ToolBlog: house.LevelManage}
	f.Add(house.Post{Kind: house.KindBoard, Title: "Ein Thema im Forum"})
	f.Add(house.Post{Kind: house.KindBlog, Title: "Wie wir 会議 halten", Text: "# Vorher\n\nErst **lesen**, dann kommen.\n\n- eins\n- zwei"})
	f.Add(house.Post{Kind: house.KindBlog, Title: fakeroom.Nasty, Text: fakeroom.Nasty, Author: fakeroom.Me, Locked: true})
	f.Add(house.Post{Kind: house.KindBlog, Thread: "m2", ReplyTo: "m2", Author: "yuki", Text: "Gut!"})
	f.Marks["m2"] = 2
	return f
}

func TestBlogAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			f := journal()
			env := kittest.Env(f)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], board.NewBlog(env, fakeroom.Place))
			d.WantNoEscape()
			d.Press("down")
			d.WantNoEscape()
			d.Golden("blog-" + string(lang))
		}
	}
}

func TestBlogShowsItsArticlesAloneTheNewestFirst(t *testing.T) {
	f := journal()
	d := kittest.New(t, 80, 24, board.NewBlog(kittest.Env(f), fakeroom.Place))
	d.Wants("1   [no comments] evil", "2 • Wie wir")
	d.Lacks("Ein Thema")
	d.Press("2")
	d.WantAsked(kit.GoTool{Place: fakeroom.Place, Tool: house.ToolBlog, Entry: "m2"})
	d.Wants("One comment, by yuki")
	if f.Asked["Threads"] != 0 {
		t.Error("the board was asked for")
	}
}

func TestAnArticleIsWrittenWithTitleAndKeptAsDraft(t *testing.T) {
	f := journal()
	d := kittest.New(t, 80, 24, board.NewBlog(kittest.Env(f), fakeroom.Place))
	d.Press("c")
	d.Wants("blog of Steuerkreis", "Can read: you")
	d.Type("Titel")
	d.Press("enter")
	d.Type("*Text*")
	d.Press("esc")
	if got := f.Drafted[fakeroom.Place+"/blog"]; got.Title != "Titel" || got.Text != "*Text*" {
		t.Errorf("got the draft %+v", got)
	}
	d.Press("c", "ctrl+s")
	d.WantAsked(kit.Toast{Key: "blog.posted"})
	if last := f.Posts[len(f.Posts)-1]; last.Kind != house.KindBlog || last.Title != "Titel" || last.Text != "*Text*" {
		t.Errorf("got %+v, want the article", last)
	}
	d.Wants("Titel")
}

func TestBlogGoesByItsOwnRights(t *testing.T) {
	f := journal() // may everything on the board
	f.Detail.Levels[house.ToolBlog] = house.LevelRead
	d := kittest.New(t, 80, 24, board.NewBlog(kittest.Env(f), fakeroom.Place))
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
	d.Press("p")
	d.WantAsked(kit.Toast{Key: "blog.key.tidy.off"})
	f.Detail.Levels[house.ToolBlog] = house.LevelManage
	d = kittest.New(t, 80, 24, board.NewBlog(kittest.Env(f), fakeroom.Place))
	d.Press("L", "p")
	f.WantCalls(t, "LockThread m3 false", "Pin m3 true")
}
