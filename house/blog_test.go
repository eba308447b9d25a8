package house_test

import (
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func (l *lodge) article(a house.Actor, title string) house.MessageID {
	l.t.Helper()
	sent, err := l.NewArticle(l.t.Context(), a, "f/r", house.ArticleSpec{Title: title, Text: "# words of " + title})
	l.must(err)
	return sent.ID
}

func titlesOf(threads []house.Thread) string {
	var titles []string
	for _, t := range threads {
		titles = append(titles, t.Root.Title)
	}
	return strings.Join(titles, " ")
}

func TestArticlesStandNewestFirstWhateverIsSaidToThem(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l, anna, bert, _ := pairAt(t, target, house.RoomConference)
		ctx := t.Context()
		one, two, three := l.article(anna, "one"), l.article(bert, "two"), l.article(anna, "three")
		_, err := l.Comment(ctx, bert, one, "well", "k")
		l.must(err)
		again, err := l.Comment(ctx, bert, one, "well", "k")
		if err != nil || !again.Repeat {
			t.Errorf("the same key: got %+v, %v, want a repeat", again, err)
		}
		all, err := l.Articles(ctx, anna, "f/r", 0, 0)
		if got := titlesOf(all); err != nil || got != "three two one" {
			t.Fatalf("got %q, %v, want the newest first", got, err)
		}
		if all[2].Posts != 1 || all[2].Unread != 1 || all[1].Unread != 1 || all[0].Unread != 0 {
			t.Errorf("got %+v, want a comment and what is unread of each", all)
		}
		page, err := l.Articles(ctx, anna, "f/r", 1, 0)
		l.must(err)
		next, err := l.Articles(ctx, anna, "f/r", 5, page[0].Root.Seq)
		if got := titlesOf(page) + " | " + titlesOf(next); err != nil || got != "three | two one" {
			t.Errorf("pages: got %q, %v", got, err)
		}
		l.must(l.Pin(ctx, anna, one, true))
		all, err = l.Articles(ctx, bert, "f/r", 0, 0)
		if got := titlesOf(all); err != nil || got != "one three two" {
			t.Errorf("pinned: got %q, %v", got, err)
		}
		_, err = l.DeleteArticle(ctx, bert, two)
		l.must(err)
		_, err = l.DeleteArticle(ctx, anna, one)
		l.must(err)
		all, err = l.Articles(ctx, bert, "f/r", 0, 0)
		if got := titlesOf(all); err != nil || len(all) != 2 || strings.TrimSpace(got) != "three" {
			t.Errorf("deleted: got %q of %d, %v, want three and the place of the one with a comment", got, len(all), err)
		}
		whole, err := l.Article(ctx, bert, one)
		if err != nil || !whole.Deleted || whole.Text != "" || len(whole.Comments) != 1 || whole.Comments[0].Text != "well" {
			t.Errorf("got %+v, %v, want the comment without the article", whole, err)
		}
		_ = three
	})
}

func TestOnlyTheAuthorChangesAnArticle(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.article(bert, "title")
	comment, err := l.Comment(ctx, anna, id, "hm", "")
	l.must(err)
	title, text := "other", "new *text*"
	_, err = l.EditArticle(ctx, anna, id, house.ArticleEdit{Text: &text})
	wantKey(t, "the owner edits bert's", err, "error.forbidden")
	_, err = l.EditArticle(ctx, bert, comment.ID, house.ArticleEdit{Text: &text})
	wantKey(t, "bert edits anna's comment", err, "error.forbidden")
	_, err = l.DeleteArticle(ctx, bert, comment.ID)
	wantKey(t, "bert deletes anna's comment", err, "error.forbidden")
	_, err = l.EditArticle(ctx, anna, comment.ID, house.ArticleEdit{Title: &title})
	wantKey(t, "a title for a comment", err, "error.comment_title")
	_, err = l.EditArticle(ctx, bert, id, house.ArticleEdit{Title: &title, Text: &text})
	l.must(err)
	a, err := l.Article(ctx, anna, comment.ID) // by its comment
	if err != nil || a.Title != title || a.Text != text || !a.Edited || a.Author != "bert" || a.Place != "f/r" {
		t.Errorf("got %+v, %v, want it changed and marked so", a, err)
	}
	_, err = l.DeleteArticle(ctx, anna, id) // who tidies up may
	l.must(err)
}

func TestLockedArticlesTakeNoComments(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.article(anna, "title")
	if err := l.LockThread(ctx, bert, id, true); house.KindOf(err) != house.Forbidden {
		t.Errorf("bert locks: got %v, want a refusal", err)
	}
	l.must(l.LockThread(ctx, anna, id, true))
	_, err := l.Comment(ctx, bert, id, "but", "")
	wantKey(t, "a comment", err, "error.thread_locked")
	_, err = l.Comment(ctx, anna, id, "so it is", "")
	l.must(err)
	// With the blog alone, without the board, pinning and locking work as well.
	tools := []string{house.ToolBlog}
	_, err = l.EditRoom(ctx, anna, "f/r", house.RoomEdit{Tools: &tools})
	l.must(err)
	l.must(l.Pin(ctx, anna, id, true))
	l.must(l.LockThread(ctx, anna, id, false))
	_, err = l.Comment(ctx, bert, id, "again", "")
	l.must(err)
	if _, err := l.Read(ctx, bert, "f/r/blog", house.ReadQuery{}); err != nil {
		t.Errorf("read: got %v", err)
	}
}

func TestTheWalkLeadsToAnArticle(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	id := l.article(anna, "title")
	find := func() (found house.NewsItem) {
		news, err := l.News(ctx, bert)
		l.must(err)
		for _, n := range news {
			if n.Kind == string(house.KindBlog) {
				found = n
			}
		}
		return found
	}
	if n := find(); n.Thread != id || n.Title != "title" || n.Place != "f/r/blog" || n.ForMe {
		t.Errorf("got %+v, want the article", n)
	}
	l.must(l.MarkRead(ctx, bert, "f/r", house.KindBlog, id, 1000))
	if n := find(); n.Thread != "" {
		t.Errorf("got %+v, want nothing unread", n)
	}
	mine, err := l.Comment(ctx, bert, id, "a question", "")
	l.must(err)
	_, err = l.Comment(ctx, anna, mine.ID, "an answer", "")
	l.must(err)
	if n := find(); n.Unread != 1 || !n.ForMe {
		t.Errorf("got %+v, want the answer to him as news for him", n)
	}
}

func TestArticlesFromBeforeOnesTimeStayShut(t *testing.T) {
	l, anna, _, carl := pairAt(t, storetest.SQLitePath(t), house.RoomPractice)
	ctx := t.Context()
	tools := []string{house.ToolBlog}
	_, err := l.EditRoom(ctx, anna, "f/r", house.RoomEdit{Tools: &tools})
	l.must(err)
	old, quiet := l.article(anna, "old"), l.article(anna, "quiet")
	_, err = l.Invite(ctx, anna, "f/r", "carl")
	l.must(err)
	_, err = l.Join(ctx, carl, "f/r")
	l.must(err)
	fresh := l.article(anna, "fresh")
	comment, err := l.Comment(ctx, anna, old, "later", "")
	l.must(err)
	all, err := l.Articles(ctx, carl, "f/r", 0, 0)
	if err != nil || len(all) != 2 || all[0].Root.ID != fresh || all[1].Root.Title != "" || all[1].Root.Author != "" && all[1].Root.Author == "anna" {
		t.Errorf("got %+v, %v, want the fresh one, and the old one shut", all, err)
	}
	for _, id := range []house.MessageID{old, quiet, comment.ID} {
		if a, err := l.Article(ctx, carl, id); !house.IsKey(err, "error.not_found") {
			t.Errorf("got %+v, %v, want not found", a, err)
		}
	}
	if posts, err := l.Read(ctx, carl, "f/r/blog", house.ReadQuery{Thread: old}); err != nil || len(posts) != 1 || posts[0].Text != "later" {
		t.Errorf("got %+v, %v, want the later comment alone", posts, err)
	}
}

func TestArticlesHoldMuchAndNotMore(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	long := strings.Repeat("ä", house.MaxText)
	sent, err := l.NewArticle(t.Context(), anna, "f/r", house.ArticleSpec{Title: "long", Text: long})
	l.must(err)
	if a, err := l.Article(t.Context(), anna, sent.ID); err != nil || a.Text != long {
		t.Errorf("got %d bytes, %v, want all of them", len(a.Text), err)
	}
	_, err = l.NewArticle(t.Context(), anna, "f/r", house.ArticleSpec{Title: "long", Text: long + "ä"})
	wantKey(t, "more", err, "error.too_long")
	_, err = l.NewArticle(t.Context(), anna, "f/r", house.ArticleSpec{Text: "without a title"})
	wantKey(t, "no title", err, "error.empty")
}
