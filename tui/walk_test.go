package tui

import (
	"slices"
	"testing"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

func unread() []house.NewsItem {
	return []house.NewsItem{
		{Place: "@jonas", Kind: "direct", Unread: 1},
		{Place: "f/a/board", Kind: "board", Thread: "t1", Unread: 3},
		{Place: "f/a/board", Kind: "board", Thread: "t2", Unread: 1},
		{Place: "f/b/chat", Kind: "chat", Unread: 9},
	}
}

// walkAll follows the walk from here until it ends, reading or leaving each place.
func walkAll(w *walk, news []house.NewsItem, here kit.Go, read bool) []kit.Go {
	var way []kit.Go
	for range 20 {
		n, ok := w.pick(news, here)
		if !ok {
			break
		}
		here = kit.GoNews(n)
		way = append(way, here)
		if read {
			news = slices.DeleteFunc(news, func(m house.NewsItem) bool { return walkKey(m) == walkKey(n) })
		} else {
			w.leave(news, here)
		}
	}
	return way
}

func TestWalkGoesInTheHousesOrder(t *testing.T) {
	want := []kit.Go{
		kit.GoConversation{Name: "jonas"},
		kit.GoThread{Place: "f/a", Thread: "t1"},
		kit.GoThread{Place: "f/a", Thread: "t2"},
		kit.GoTool{Place: "f/b", Tool: "chat"},
	}
	for _, read := range []bool{true, false} {
		if got := walkAll(&walk{}, unread(), kit.GoHome{}, read); !slices.Equal(got, want) {
			t.Errorf("read %v: got %v, want %v", read, got, want)
		}
	}
}

func TestWalkGoesOnFromHereAndRound(t *testing.T) {
	got := walkAll(&walk{}, unread(), kit.GoThread{Place: "f/a", Thread: "t1", At: 7}, true)
	want := []kit.Go{kit.GoThread{Place: "f/a", Thread: "t2"}}
	if len(got) < 1 || got[0] != want[0] {
		t.Errorf("got %v, want it to begin with %v", got, want)
	}
	n, ok := (&walk{}).pick(unread(), kit.GoTool{Place: "f/b", Tool: "chat"})
	if !ok || n.Place != "@jonas" {
		t.Errorf("got %v, %v, want the first place after the last", n, ok)
	}
}

func TestWhatWasLeftUnreadComesBackWhenThereIsMore(t *testing.T) {
	w := &walk{}
	news := unread()
	w.leave(news, kit.GoConversation{Name: "jonas"})
	if n, _ := w.pick(news, kit.GoHome{}); n.Place == "@jonas" {
		t.Error("got the place that was left unread")
	}
	news[0].Unread = 2
	if n, _ := w.pick(news, kit.GoHome{}); n.Place != "@jonas" {
		t.Errorf("got %v, want the place with more in it", n.Place)
	}
}

func TestWalkEndsWhereOnlyHereIsLeft(t *testing.T) {
	if n, ok := (&walk{}).pick(unread()[:1], kit.GoConversation{Name: "jonas"}); ok {
		t.Errorf("got %v, want nothing", n)
	}
	if _, ok := (&walk{}).pick(nil, nil); ok {
		t.Error("got a place out of nothing")
	}
}

// TestWalkKnowsEveryTool stops once at each page and article, and once at every
// other tool, whatever is open in it.
func TestWalkKnowsEveryTool(t *testing.T) {
	all := []house.NewsItem{
		{Place: "f/a/notices", Kind: "notice", Unread: 2},
		{Place: "f/a/wiki", Kind: "wiki", Thread: "w1", Unread: 1},
		{Place: "f/a/wiki", Kind: "wiki", Thread: "w2", Unread: 1},
		{Place: "f/a/files", Kind: "file", Unread: 4},
		{Place: "f/a/calendar", Kind: "date", Unread: 1},
		{Place: "f/a/polls", Kind: "poll", Unread: 1},
		{Place: "f/a/tasks", Kind: "task", Unread: 1},
		{Place: "f/a/blog", Kind: "blog", Thread: "b1", Unread: 1},
		{Place: "f/a/bookmarks", Kind: "bookmark", Unread: 1},
		{Place: "f/a", Kind: "application", Unread: 1},
	}
	want := []kit.Go{
		kit.GoTool{Place: "f/a", Tool: "notices"},
		kit.GoTool{Place: "f/a", Tool: "wiki", Entry: "w1"},
		kit.GoTool{Place: "f/a", Tool: "wiki", Entry: "w2"},
		kit.GoTool{Place: "f/a", Tool: "files"},
		kit.GoTool{Place: "f/a", Tool: "calendar"},
		kit.GoTool{Place: "f/a", Tool: "polls"},
		kit.GoTool{Place: "f/a", Tool: "tasks"},
		kit.GoTool{Place: "f/a", Tool: "blog", Entry: "b1"},
		kit.GoTool{Place: "f/a", Tool: "bookmarks"},
		kit.GoTool{Place: "f/a", Tool: "members"},
	}
	for _, read := range []bool{true, false} {
		if got := walkAll(&walk{}, slices.Clone(all), kit.GoHome{}, read); !slices.Equal(got, want) {
			t.Errorf("read %v: got %v, want %v", read, got, want)
		}
	}
	w, news := &walk{}, all
	at := kit.GoTool{Place: "f/a", Tool: "calendar", Entry: "d7"}
	if n, _ := w.pick(news, at); n.Kind != "poll" {
		t.Errorf("from a date: got %q, want the polls", n.Kind)
	}
	if w.leave(news, at); len(w.left) != 1 {
		t.Errorf("left %v, want the calendar", w.left)
	}
	if n, _ := w.pick(news, kit.GoTool{Place: "f/a", Tool: "wiki", Entry: "w1"}); n.Thread != "w2" {
		t.Errorf("from a page: got %v, want the next page", n)
	}
}
