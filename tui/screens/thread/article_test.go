package thread_test

import (
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/thread"
)

// journal is a room with one article by the reader and comments on it.
func journal() *fakeroom.House {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolBlog)
	f.Detail.Levels = map[string]house.Level{house.ToolBlog: house.LevelManage}
	f.Add(house.Post{Kind: house.KindBlog, Author: fakeroom.Me, Title: "Wie wir 会議 halten", Text: "# Vorher\n\nErst **lesen**, dann kommen.\n\n- eins\n- zwei"})
	f.Add(house.Post{Kind: house.KindBlog, Thread: "m1", ReplyTo: "m1", Author: "yuki", Text: "Das *sehe* ich anders."})
	f.Marks["m1"] = 2
	f.Add(house.Post{Kind: house.KindBlog, Thread: "m1", ReplyTo: "m2", Author: "Rettungsring [owner]", Mark: house.RoleVisitor, Text: fakeroom.Nasty})
	return f
}

func read(t *testing.T, f *fakeroom.House) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, thread.NewArticle(kittest.Env(f), fakeroom.Place, "m1"))
}

func TestArticleAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(journal())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], thread.NewArticle(env, fakeroom.Place, "m1"))
			d.WantNoEscape()
			d.Press("home")
			d.WantNoEscape()
			d.Golden("article-" + string(lang))
		}
	}
}

func TestCommentsAnswerAndCountAsRead(t *testing.T) {
	f := journal()
	d := read(t, f)
	d.Wants("new since your last visit")
	d.Pass(2 * time.Second)
	if f.Marks["m1"] != 3 {
		t.Errorf("got the mark %d, want 3", f.Marks["m1"])
	}
	d.Press("c")
	d.Wants("comment on “Wie wir")
	d.Type("Danke")
	d.Press("ctrl+s")
	f.WantCalls(t, "Comment  Danke")
	d.WantAsked(kit.Toast{Key: "article.posted"})
	if last := f.Posts[len(f.Posts)-1]; last.Thread != "m1" || last.ReplyTo != "m1" {
		t.Errorf("got %+v, want a comment on the article", last)
	}
}

func TestTheAuthorChangesTitleAndTextOfAnArticle(t *testing.T) {
	f := journal()
	d := read(t, f)
	d.Press("e") // on a comment of somebody else
	d.WantAsked(kit.Toast{Key: "article.key.own.off"})
	d.Press("home", "e")
	d.Wants("Wie wir", "# Vorher")
	d.Press("tab")
	d.Type("!")
	d.Press("ctrl+s")
	f.WantCalls(t, "EditArticle m1 Wie wir 会議 halten! # Vorher\n\nErst **lesen**, dann kommen.\n\n- eins\n- zwei")
}

func TestCommentsEndWhereTheArticleIsLocked(t *testing.T) {
	f := journal()
	f.Detail.Levels[house.ToolBlog] = house.LevelWrite
	f.Alter("m1", func(p *house.Post) { p.Locked = true })
	d := read(t, f)
	d.Wants("Nobody can comment any more.")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.thread_locked"})
	d.Press("L")
	d.WantAsked(kit.Toast{Key: "thread.key.tidy.off"})
	f.Detail.Levels[house.ToolBlog] = house.LevelRead
	d = read(t, f)
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}
