package posts_test

import (
	"fmt"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/kit/posts"
)

func line(seq, mod int64, text string) house.Post {
	return house.Post{ID: house.MessageID(fmt.Sprint("m", seq)), Seq: seq, Mod: mod, Kind: house.KindChat, Text: text, Author: "yuki", At: fakeroom.At(int(seq))}
}

func lines(from, to int64) []house.Post {
	var out []house.Post
	for seq := from; seq <= to; seq++ {
		out = append(out, line(seq, seq, "x"))
	}
	return out
}

func all(house.Post) bool { return true }

func TestFeedKeepsNoMoreThanItMay(t *testing.T) {
	var f posts.Feed
	f.Reset(lines(901, 1000), 1000, true, false)
	for f.First() > 1 {
		first := f.First()
		f.Prepend(lines(max(first-posts.Page, 1), first-1), first-posts.Page > 1)
		if n := len(f.Posts()); n > posts.Most {
			t.Fatalf("got %d posts, want at most %d", n, posts.Most)
		}
	}
	if !f.Newer || f.Older || f.Last() != posts.Most {
		t.Errorf("got newer %v, older %v, last %d; want the oldest %d", f.Newer, f.Older, f.Last(), posts.Most)
	}
	for f.Newer {
		last := f.Last()
		f.Append(lines(last+1, min(last+posts.Page, 1000)), last+posts.Page < 1000)
	}
	if f.Last() != 1000 || !f.Older || len(f.Posts()) != posts.Most {
		t.Errorf("got last %d, older %v, %d posts; want the newest %d", f.Last(), f.Older, len(f.Posts()), posts.Most)
	}
}

func TestChangesReplaceAndAddOnce(t *testing.T) {
	var f posts.Feed
	f.Reset(lines(1, 3), 3, false, false)
	f.Merge([]house.Post{line(2, 4, "anders"), line(4, 5, "neu"), line(4, 5, "neu")}, all)
	if got := len(f.Posts()); got != 4 || f.Mod() != 5 {
		t.Errorf("got %d posts and mod %d, want 4 and 5", got, f.Mod())
	}
	if p, _ := f.Find("m2"); p.Text != "anders" {
		t.Errorf("got %q, want the changed text", p.Text)
	}
	if f.Merge([]house.Post{line(5, 6, "fremd")}, func(house.Post) bool { return false }) {
		t.Error("the window changed by what is not of its stream")
	}
	if f.Mod() != 6 {
		t.Errorf("got mod %d, want 6: the change is known", f.Mod())
	}
}

func TestLinesStandInOrderInWhateverOrderTheyCame(t *testing.T) {
	var f posts.Feed
	f.Reset(lines(1, 3), 3, false, false)
	f.Merge([]house.Post{line(6, 4, "x"), line(4, 5, "x"), line(5, 6, "x"), line(7, 7, "x")}, all)
	for i, p := range f.Posts() {
		if p.Seq != int64(i+1) {
			t.Fatalf("post %d: got seq %d", i, p.Seq)
		}
	}
	if n := len(f.Posts()); n != 7 {
		t.Errorf("got %d posts, want 7", n)
	}
}

func TestALongTalkDoesNotGrow(t *testing.T) {
	var f posts.Feed
	for seq := int64(1); seq <= 5_000; seq++ {
		f.Merge([]house.Post{line(seq, seq, "x")}, all)
		if n := len(f.Posts()); n > posts.Most+posts.Page || f.Last() != seq {
			t.Fatalf("got %d posts up to %d, want at most %d up to %d", n, f.Last(), posts.Most+posts.Page, seq)
		}
	}
	if !f.Older || f.Newer {
		t.Errorf("got older %v, newer %v, want older ones to be read again", f.Older, f.Newer)
	}
}

func TestNewPostsStayOutOfAWindowThatDoesNotReachTheEnd(t *testing.T) {
	var f posts.Feed
	f.Reset(lines(1, 100), 1000, false, true)
	f.Merge([]house.Post{line(1001, 1001, "neu")}, all)
	if f.Last() != 100 {
		t.Errorf("got last %d, want no gap behind 100", f.Last())
	}
}

func TestDrawingStaysWithinItsCells(t *testing.T) {
	env := kittest.Env(nil)
	for _, text := range []string{fakeroom.Nasty, fakeroom.WideOf, strings.Repeat("会", 99), "> " + strings.Repeat("Zitat ", 40), strings.Repeat("> ", 60) + "tief", "a\n\n\nb"} {
		for _, w := range []int{1, 7, 20, 40, 120} {
			p := house.Post{Author: "mara [owner] " + text, Mark: house.RoleVisitor, Text: text, Kind: house.KindChat, At: fakeroom.At(0), Edited: true}
			for _, l := range append(posts.Entry(env, p, text, w), posts.Line(env, p, "✓", max(w, 8))...) {
				if n := kit.Width(l); n > max(w, 8) {
					t.Errorf("%d cells of %d: %q", n, w, l)
				}
				if bare := kit.Bare(l); strings.ContainsAny(bare, "\x1b\x07\u202e\n") {
					t.Errorf("got control characters in %q", bare)
				}
			}
		}
	}
}

func TestMarkStandsInFrontOfTheName(t *testing.T) {
	env := kittest.Env(nil)
	got := posts.Author(env, house.Post{Author: "[owner] mara", Mark: house.RoleVisitor})
	if got != "[visitor] [owner] mara" {
		t.Errorf("got %q, want the house's mark first", got)
	}
	if got := posts.Author(env, house.Post{Author: "yuki"}); got != "yuki" {
		t.Errorf("got %q, want a plain member without a mark", got)
	}
}

func TestUnknownEventLinesSayNothingForeign(t *testing.T) {
	env := kittest.Env(nil)
	p := house.Post{Kind: house.KindEvent, Event: house.EventLine{Key: "error.internal", Args: map[string]string{"Id": "x"}}}
	if got := posts.Body(env, p); got != env.T("posts.event") {
		t.Errorf("got %q, want the plain sentence", got)
	}
}

func TestOnceFoldsQuestions(t *testing.T) {
	var o posts.Once
	if !o.Begin() || o.Begin() || o.Begin() {
		t.Fatal("want one question on its way")
	}
	if !o.End() || !o.Begin() || o.End() {
		t.Error("want it asked once more, and then no more")
	}
}
