package house_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestTasksBlogAndBookmarksStandInAnExport(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	ctx := t.Context()
	l.newTask(anna, house.TaskSpec{Title: "bake", For: "bert", Due: due(t, "2026-03-05"), Text: "with\ncream"})
	ended := l.newTask(anna, house.TaskSpec{Title: "book"})
	_, err := l.FinishTask(ctx, bert, ended, true)
	l.must(err)
	_, err = l.AssignTask(ctx, anna, ended, "bert") // leaves a line that is no task
	l.must(err)
	article := l.article(anna, "A ../ title")
	_, err = l.Comment(ctx, bert, article, "a comment", "")
	l.must(err)
	gone := l.article(anna, "gone")
	_, err = l.DeleteArticle(ctx, anna, gone)
	l.must(err)
	_, err = l.AddBookmark(ctx, anna, "f/r", house.BookmarkSpec{URL: "example.org/x?a=1&b=2", Tags: []string{"law"}})
	l.must(err)

	var out bytes.Buffer
	l.must(l.ExportRoom(ctx, bert, "f/r", &out, nil))
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	l.must(err)
	files := map[string]string{}
	blog := 0
	for _, f := range r.File {
		in, err := f.Open()
		l.must(err)
		b, err := io.ReadAll(in)
		l.must(err)
		name := f.Name[strings.Index(f.Name, "/")+1:]
		if strings.Contains(f.Name, "blog/") {
			blog++
			name = "blog"
		}
		files[name[strings.LastIndex(name, "/")+1:]] = string(b)
	}
	if want := "- [ ] bake · bert · 2026-03-05\n\n      with\n      cream\n\n- [x] book · bert\n"; files["tasks.md"] != want {
		t.Errorf("tasks.md: got %q, want %q", files["tasks.md"], want)
	}
	var tasks []struct{ Title, Assignee, Due string }
	if err := json.Unmarshal([]byte(files["tasks.json"]), &tasks); err != nil || len(tasks) != 2 || tasks[0].Due != "2026-03-05" {
		t.Errorf("tasks.json: got %+v, %v", tasks, err)
	}
	if !strings.Contains(files["bookmarks.md"], "- <https://example.org/x?a=1&b=2>\n  #law\n") || !strings.Contains(files["bookmarks.json"], `"https://example.org/x?a=1&b=2"`) {
		t.Errorf("bookmarks: got %q and %q", files["bookmarks.md"], files["bookmarks.json"])
	}
	if got := files["blog"]; blog != 1 || !strings.HasPrefix(got, "# A ../ title\n\nanna, ") || !strings.Contains(got, "a comment") {
		t.Errorf("blog: got %d files, %q; want the one article with its comment", blog, got)
	}
}
