package house_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// save stores a version of a page and ends the test where that fails.
func (l *lodge) save(a house.Actor, spec house.WikiSpec) house.WikiSaved {
	l.t.Helper()
	saved, err := l.SaveWiki(l.t.Context(), a, "f/r/wiki", spec)
	l.must(err)
	return saved
}

func (l *lodge) page(a house.Actor, name string, version int) house.WikiPage {
	l.t.Helper()
	p, err := l.WikiPage(l.t.Context(), a, "f/r", name, version)
	l.must(err)
	return p
}

func (l *lodge) pages(a house.Actor) []string {
	l.t.Helper()
	pages, err := l.WikiPages(l.t.Context(), a, "f/r")
	l.must(err)
	var names []string
	for _, p := range pages {
		names = append(names, fmt.Sprintf("%s %d", p.Name, p.Version))
	}
	return names
}

func TestAPageKeepsAllItsVersions(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	first := l.save(anna, house.WikiSpec{Page: "Hausregeln", Text: "eins\nzwei\n", Comment: "neu"})
	second := l.save(bert, house.WikiSpec{Page: "hausREGELN", Text: "eins\nzwo\ndrei", Base: 1, Comment: "verbessert"})
	if first.Version != 1 || second.Version != 2 || first.Page != second.Page || second.ID == first.ID {
		t.Fatalf("got %+v and %+v, want versions 1 and 2 of one page", first, second)
	}
	p := l.page(anna, "Hausregeln", 0)
	if p.Text != "eins\nzwo\ndrei" || p.Version != 2 || p.By != "bert" || p.Mine || p.Comment != "verbessert" || p.Unread != 1 || p.Newest != 2 {
		t.Errorf("got %+v", p)
	}
	if p := l.page(bert, string(second.ID), 1); p.Text != "eins\nzwei" || p.Version != 1 || p.By != "anna" || p.Newest != 2 {
		t.Errorf("got %+v, want the first version", p)
	}
	d, err := l.WikiDiff(t.Context(), bert, "f/r", "Hausregeln", 1, 0)
	if err != nil || d.Unified() != "--- Hausregeln (1)\n+++ Hausregeln (2)\n@@ -1,2 +1,3 @@\n eins\n-zwei\n+zwo\n+drei\n" {
		t.Errorf("got %q, %v", d.Unified(), err)
	}
	restored, err := l.RestoreWiki(t.Context(), bert, "f/r", "Hausregeln", 1, 0)
	if err != nil || restored.Version != 3 {
		t.Fatalf("got %+v, %v, want version 3", restored, err)
	}
	if p := l.page(anna, "Hausregeln", 0); p.Text != "eins\nzwei" || p.From != 1 {
		t.Errorf("got %+v, want the text of version 1", p)
	}
	_, err = l.RestoreWiki(t.Context(), bert, "f/r", "Hausregeln", 1, 2)
	wantKey(t, "restore onto an old base", err, "error.wiki_newer")
	_, err = l.WikiPage(t.Context(), anna, "f/r", "Hausregeln", 9)
	wantKey(t, "a version that is not there", err, "error.wiki_no_version")
	_, err = l.Edit(t.Context(), anna, first.ID, "overwritten")
	wantKey(t, "edit of a version", err, "error.edit_by_tool")
}

func TestASaveOnAnOldVersionStoresNothing(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	l.save(anna, house.WikiSpec{Page: "A", Text: "1"})
	l.save(bert, house.WikiSpec{Page: "A", Text: "2", Base: 1})
	for base, key := range map[int]string{1: "error.wiki_newer", 3: "error.wiki_newer", 0: "error.wiki_exists"} {
		_, err := l.SaveWiki(t.Context(), anna, "f/r", house.WikiSpec{Page: "A", Text: "mine", Base: base})
		wantKey(t, fmt.Sprint("base ", base), err, key)
	}
	_, err := l.SaveWiki(t.Context(), anna, "f/r", house.WikiSpec{Page: "B", Text: "mine", Base: 1})
	wantKey(t, "a page that is not there", err, "error.wiki_gone")
	if got := l.pages(anna); fmt.Sprint(got) != "[A 2]" || l.page(anna, "A", 0).Text != "2" {
		t.Errorf("got %v, want nothing stored", got)
	}
	l.save(anna, house.WikiSpec{Page: "A", Text: "mine", Base: 2, Key: "k"})
	again := l.save(anna, house.WikiSpec{Page: "A", Text: "mine", Base: 2, Key: "k"})
	if !again.Repeat || again.Version != 3 || fmt.Sprint(l.pages(anna)) != "[A 3]" {
		t.Errorf("got %+v, want the repeat to give the first one", again)
	}
}

func TestRenamingIsAVersionAndNamesAreUnique(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	l.save(anna, house.WikiSpec{Page: "Zettel", Text: "z"})
	l.save(anna, house.WikiSpec{Page: "Straße", Text: "s"})
	l.save(bert, house.WikiSpec{Page: "startseite", Text: "[[Zettel]]"})
	if got := l.pages(bert); fmt.Sprint(got) != "[startseite 1 Straße 1 Zettel 1]" {
		t.Errorf("got %v, want the start page first", got)
	}
	for _, taken := range []string{"STRASSE", " straße ", "Strasse"} {
		_, err := l.RenameWiki(t.Context(), bert, "f/r", "Zettel", taken)
		wantKey(t, "rename to "+taken, err, "error.wiki_exists")
		_, err = l.SaveWiki(t.Context(), bert, "f/r", house.WikiSpec{Page: taken, Text: "x"})
		wantKey(t, "new page "+taken, err, "error.wiki_exists")
	}
	renamed, err := l.RenameWiki(t.Context(), bert, "f/r", "Zettel", "zettel  Kasten")
	if err != nil || renamed.Version != 2 || renamed.Name != "zettel Kasten" {
		t.Fatalf("got %+v, %v", renamed, err)
	}
	if _, err := l.RenameWiki(t.Context(), bert, "f/r", "zettel kasten", "Zettel Kasten"); err != nil {
		t.Errorf("another case of the own name: %v", err)
	}
	if p := l.page(anna, "zettel kasten", 1); p.Name != "Zettel" {
		t.Errorf("got %q, want the name of then", p.Name)
	}
	_, err = l.WikiPage(t.Context(), anna, "f/r", "Zettel", 0)
	wantKey(t, "the old name", err, "error.wiki_no_page")
	l.save(anna, house.WikiSpec{Page: "Zettel", Text: "free again"})
	for _, bad := range []string{"", " \n", "a]b", "[x", "a|b", strings.Repeat("x", house.MaxPageName+1)} {
		if _, err := l.SaveWiki(t.Context(), anna, "f/r", house.WikiSpec{Page: bad, Text: "x"}); house.KindOf(err) != house.Invalid {
			t.Errorf("name %q: got %v, want invalid", bad, err)
		}
	}
	news, err := l.News(t.Context(), anna)
	if err != nil || len(news) == 0 || !strings.Contains(fmt.Sprint(news), "Zettel Kasten") {
		t.Errorf("got %+v, %v, want news of the page by its present name", news, err)
	}
}

func TestAPageHasALongestLength(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	long := strings.Repeat("ä\n", house.MaxPage/3)
	l.save(anna, house.WikiSpec{Page: "long", Text: long})
	if p := l.page(anna, "long", 0); p.Text != strings.TrimSpace(long) {
		t.Error("want a page of 256 KiB whole")
	}
	_, err := l.SaveWiki(t.Context(), anna, "f/r", house.WikiSpec{Page: "long", Text: long + "xx", Base: 1})
	wantKey(t, "too long", err, "error.wiki_too_long")
	l.must(l.SaveDraft(t.Context(), anna, house.Draft{Place: "f/r/wiki", Text: long}))
	if d, err := l.Draft(t.Context(), anna, "f/r/wiki"); err != nil || d.Text != long {
		t.Errorf("got a draft of %d bytes, %v, want it whole", len(d.Text), err)
	}
}

func TestManyVersionsAreFoundAndListedInParts(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	const many = 130
	var ids []house.MessageID
	for v := range many {
		ids = append(ids, l.save(anna, house.WikiSpec{Page: "P", Text: fmt.Sprint("text ", v+1), Base: v}).ID)
		if v%3 == 0 {
			_, err := l.Say(t.Context(), bert, "f/r", "between", "")
			l.must(err)
		}
	}
	for _, v := range []int{2, 50, 51} { // numbers that are missing must not hide others
		_, err := l.Delete(t.Context(), anna, ids[v-1])
		l.must(err)
	}
	for v := 1; v <= many; v++ {
		p, err := l.WikiPage(t.Context(), bert, "f/r", "P", v)
		if v == 2 || v == 50 || v == 51 {
			wantKey(t, "a deleted version", err, "error.wiki_no_version")
		} else if err != nil || p.Text != fmt.Sprint("text ", v) || p.Newest != many {
			t.Fatalf("version %d: got %+v, %v", v, p, err)
		}
	}
	seen, before := 0, int64(0)
	for {
		part, err := l.WikiVersions(t.Context(), bert, "f/r", "P", 60, before)
		l.must(err)
		if len(part) == 0 {
			break
		}
		for _, p := range part {
			if p.Text != "" || p.By != "anna" || before != 0 && p.Seq >= before {
				t.Fatalf("got %+v", p)
			}
			before = p.Seq
			seen++
		}
	}
	if seen != many-3 {
		t.Errorf("got %d versions, want %d", seen, many-3)
	}
	_, err := l.Delete(t.Context(), anna, ids[many-1])
	l.must(err)
	if p := l.page(bert, "P", 0); p.Version != many-1 {
		t.Errorf("got version %d, want the newest that is left", p.Version)
	}
	l.save(bert, house.WikiSpec{Page: "P", Text: "on", Base: many - 1})
}

func TestADeletedPageLeavesTombstones(t *testing.T) {
	l, anna, bert, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference) // anna owns the room
	mine := l.save(bert, house.WikiSpec{Page: "Mine", Text: "secret 1"})
	for v := 1; v < 120; v++ {
		l.save(bert, house.WikiSpec{Page: "Mine", Text: fmt.Sprint("secret ", v+1), Base: v})
	}
	l.save(anna, house.WikiSpec{Page: "Ours", Text: "a"})
	l.save(bert, house.WikiSpec{Page: "Ours", Text: "b", Base: 1})
	_, err := l.DeleteWiki(t.Context(), bert, "f/r", "Ours")
	if house.KindOf(err) != house.Forbidden {
		t.Errorf("a page that others wrote, too: got %v, want forbidden", err)
	}
	if _, err := l.LockWiki(t.Context(), bert, "f/r", "Mine", false); err != nil {
		t.Fatal(err)
	}
	if _, err := l.DeleteWiki(t.Context(), bert, "f/r", "Mine"); err != nil {
		t.Fatalf("own page: %v", err)
	}
	if _, err := l.DeleteWiki(t.Context(), anna, "f/r", "Ours"); err != nil {
		t.Fatalf("by who tidies up: %v", err)
	}
	if got := l.pages(anna); len(got) != 0 {
		t.Errorf("got %v, want no page", got)
	}
	posts, err := l.Read(t.Context(), anna, "f/r", house.ReadQuery{Kind: house.KindWiki, Limit: 500})
	l.must(err)
	for _, p := range posts {
		if !p.Deleted || p.Text != "" || p.Title != "" {
			t.Fatalf("got %+v, want a tombstone", p)
		}
	}
	if len(posts) != 122 {
		t.Errorf("got %d tombstones, want 122", len(posts))
	}
	_, err = l.SaveWiki(t.Context(), bert, "f/r", house.WikiSpec{Page: string(mine.Page), Text: "x", Base: 120})
	wantKey(t, "save on a deleted page", err, "error.wiki_gone")
	if again := l.save(bert, house.WikiSpec{Page: "Mine", Text: "anew"}); again.Version != 1 || again.Page == mine.Page {
		t.Errorf("got %+v, want a new page", again)
	}
}

// tallied counts the messages that a house reads.
type tallied struct {
	house.Store
	rows *atomic.Int64
}

func (c tallied) Messages(ctx context.Context, q house.MessageQuery) ([]house.MessageRow, error) {
	rows, err := c.Store.Messages(ctx, q)
	c.rows.Add(int64(len(rows)))
	return rows, err
}

func (c tallied) ThreadEnds(ctx context.Context, room house.RoomID, kind house.MessageKind, limit int, before int64) ([]house.MessageRow, error) {
	rows, err := c.Store.ThreadEnds(ctx, room, kind, limit, before)
	c.rows.Add(int64(len(rows)))
	return rows, err
}

func TestOpeningAPageReadsNoMoreWithManyVersions(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	const many = 300
	for v := range many {
		l.save(anna, house.WikiSpec{Page: "P", Text: fmt.Sprint("text ", v+1), Base: v})
	}
	rows := &atomic.Int64{}
	l.store = tallied{l.store, rows}
	l.reopen(true)
	anna = l.in("anna")
	for what, c := range map[string]struct {
		do   func() error
		most int64
	}{
		"list":         {func() error { return only(l.WikiPages(t.Context(), anna, "f/r")) }, 1},
		"present page": {func() error { return only(l.WikiPage(t.Context(), anna, "f/r", "p", 0)) }, 1},
		"old version":  {func() error { return only(l.WikiPage(t.Context(), anna, "f/r", "p", many/3)) }, 30},
		"versions":     {func() error { return only(l.WikiVersions(t.Context(), anna, "f/r", "p", 20, 0)) }, 21},
		"save": {func() error {
			return only(l.SaveWiki(t.Context(), anna, "f/r", house.WikiSpec{Page: "P", Text: "x", Base: many}))
		}, 1},
		// the test can tell: all of it is more
		"everything": {func() error {
			posts, err := l.Read(t.Context(), anna, "f/r", house.ReadQuery{Kind: house.KindWiki, Limit: 1000})
			if rows.Load() < many || len(posts) < many {
				t.Errorf("got %d rows, want them counted", rows.Load())
			}
			return err
		}, many + 1},
	} {
		rows.Store(0)
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n := rows.Load(); n > c.most {
			t.Errorf("%s: read %d messages, want at most %d", what, n, c.most)
		}
	}
}

func TestPagesGoIntoAnArchiveUnderSafeNames(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	for _, name := range []string{"../../etc/passwd", "..", "a/b", "a-b", "CON", "Straße 会議", ".ssh", strings.Repeat("x", 100)} {
		l.save(anna, house.WikiSpec{Page: name, Text: "text of " + name})
	}
	var out bytes.Buffer
	l.must(l.ExportRoom(t.Context(), anna, "f/r", &out, func(int) {}))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	l.must(err)
	var texts []string
	for _, f := range z.File {
		_, name, ours := strings.Cut(f.Name, "wiki/")
		if !ours {
			continue
		}
		r, err := f.Open()
		l.must(err)
		text, err := io.ReadAll(r)
		l.must(err)
		texts = append(texts, name)
		if strings.ContainsAny(name, `/\:*?"<>|`) || strings.HasPrefix(name, ".") || len(name) > 100 || name == "CON.md" || !strings.HasPrefix(string(text), "text of ") {
			t.Errorf("got the file %q with %q", f.Name, text)
		}
	}
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) != 8 {
		t.Errorf("got the pages %q, want 8", texts)
	}
}

func TestInAClonedRoomAPageBeginsAnew(t *testing.T) {
	l, anna, _, _ := pairAt(t, storetest.SQLitePath(t), house.RoomConference)
	l.save(anna, house.WikiSpec{Page: "P", Text: "1"})
	l.save(anna, house.WikiSpec{Page: "P", Text: "2", Base: 1, Comment: "of the old room"})
	_, err := l.CloneRoom(t.Context(), anna, "f/r", house.CloneSpec{Place: "f/neu", Name: "Neu"}, func(int, int) {})
	l.must(err)
	p, err := l.WikiPage(t.Context(), anna, "f/neu", "P", 0)
	if err != nil || p.Version != 1 || p.Text != "2" || p.Comment != "" {
		t.Errorf("got %+v, %v, want the present text as version 1", p, err)
	}
}
