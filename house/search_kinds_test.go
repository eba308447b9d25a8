package house_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// hits are the kinds and titles that a search finds, sorted.
func (w *workshop) hits(a house.Actor, q house.SearchQuery) []string {
	w.t.Helper()
	var out []string
	w.must(w.Search(w.t.Context(), a, q, func(p house.Post) bool {
		out = append(out, string(p.Kind)+" "+p.Title)
		return true
	}))
	slices.Sort(out)
	return out
}

// everyTool puts an entry into each tool, by the tool's own deed. What is looked
// for stands where only that tool has it.
func (w *workshop) everyTool() {
	w.t.Helper()
	ctx, room := w.t.Context(), "work/desk"
	ok := func(_ any, err error) {
		w.t.Helper()
		w.must(err)
	}
	ok(w.AddBookmark(ctx, w.anna, room, house.BookmarkSpec{URL: "https://zinnober.example/", Title: "Karte", Tags: []string{"ultramarin"}}))
	ok(w.NewPoll(ctx, w.anna, room, house.PollSpec{Question: "Welche?", Options: []string{"Ocker", "Umbra"}, Kind: house.PollSingle, Rule: house.ResultsAlways}))
	ok(w.NewDate(ctx, w.anna, room, house.DateSpec{Title: "Treffen", Where: "Saal Terrakotta", Start: "2030-05-01 10:00"}))
	ok(w.NewTask(ctx, w.anna, room, house.TaskSpec{Title: "Aufräumen", Text: "im Keller Magenta"}))
	ok(w.PostNotice(ctx, w.anna, room, house.NoticeSpec{Title: "Aushang", Text: "Cyan gesucht"}))
	ok(w.NewArticle(ctx, w.anna, room, house.ArticleSpec{Title: "Artikel", Text: "über Indigo"}))
	ok(w.MakeFolder(ctx, w.anna, room, "/Purpur"))
	w.file(w.anna, room, "/Purpur/Karmin.txt", []byte("Inhalt"))
	page, err := w.SaveWiki(ctx, w.anna, room, house.WikiSpec{Page: "Seite", Text: "früher stand hier Azur"})
	w.must(err)
	ok(w.SaveWiki(ctx, w.anna, room, house.WikiSpec{Page: string(page.Page), Text: "jetzt steht hier Siena", Base: page.Version}))
	ok(w.Post(ctx, w.anna, room, house.PostSpec{Title: "Thema", Text: "von Beige"}))
	ok(w.Say(ctx, w.anna, room, "das Wort Türkis", ""))
}

func TestSearchFindsWhatStandsInEveryTool(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.everyTool()
	for words, want := range map[string]string{
		"ZINNOBER": "bookmark Karte", "ultramarin": "bookmark Karte", "karte ultramarin": "bookmark Karte", "ocker": "poll Welche?",
		"welche umbra": "poll Welche?", "terrakotta": "date Treffen", "magenta": "task Aufräumen", "cyan": "notice Aushang",
		"indigo": "blog Artikel", "purpur": "file Purpur", "karmin": "file Karmin.txt", "siena": "wiki Seite", "beige": "board Thema",
		"TÜRKIS": "chat ",
		// What a tool keeps for itself is nobody's word.
		"single": "", "always": "", "azur": "", "karte umbra": "",
	} {
		got := strings.Join(w.hits(w.bert, house.SearchQuery{Words: words}), ", ")
		if got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
		if got := strings.Join(w.hits(w.bert, house.SearchQuery{Words: words, In: "work/desk"}), ", "); got != want {
			t.Errorf("%q in the room: got %q, want %q", words, got, want)
		}
	}
	w.must(w.SetRights(t.Context(), w.anna, "work/desk", "bert", house.ToolWiki, house.LevelNone))
	w.must(w.SetRights(t.Context(), w.anna, "work/desk", "bert", house.ToolBookmarks, house.LevelNone))
	for _, words := range []string{"siena", "ultramarin"} {
		if got := w.hits(w.bert, house.SearchQuery{Words: words}); len(got) != 0 {
			t.Errorf("%q: got %q from a tool that is closed to the reader", words, got)
		}
	}
	if got := w.hits(w.anna, house.SearchQuery{Words: "siena"}); len(got) != 1 {
		t.Errorf("the control does not hold: the owner finds %q", got)
	}
	if got := w.hits(w.anna, house.SearchQuery{Author: "anna", In: "work/desk"}); len(got) < 10 {
		t.Errorf("by author: got %q, want an entry of each tool", got)
	}
}

func TestSearchSaysWhatItFoundBesideTheText(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	w.everyTool()
	var also string
	w.must(w.Search(t.Context(), w.bert, house.SearchQuery{Words: "ultramarin"}, func(p house.Post) bool {
		also = p.Also
		return true
	}))
	if also != "ultramarin\nhttps://zinnober.example/" {
		t.Errorf("got %q, want tag and address", also)
	}
}

// TestSearchOfManyWordsEndsWhenItIsToldTo begins a search of some thousand posts
// that would go on, and ends it in each of the three ways.
func TestSearchOfManyWordsEndsWhenItIsToldTo(t *testing.T) {
	w := newWorkshop(t, newLodge(t))
	for i := range 3000 {
		_, err := w.Say(t.Context(), w.anna, "work/desk", fmt.Sprint("Wort ", i), "")
		w.must(err)
	}
	seen := 0
	w.must(w.Search(t.Context(), w.bert, house.SearchQuery{Words: "wort"}, func(house.Post) bool {
		seen++
		return seen < 5
	}))
	if seen != 5 {
		t.Errorf("told to end after 5, got %d", seen)
	}
	seen = 0
	w.must(w.Search(t.Context(), w.bert, house.SearchQuery{Words: "wort", Limit: 7}, func(house.Post) bool {
		seen++
		return true
	}))
	if seen != 7 {
		t.Errorf("limited to 7, got %d", seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen = 0
	begun := time.Now()
	err := w.Search(ctx, w.bert, house.SearchQuery{Words: "wort"}, func(house.Post) bool {
		seen++
		cancel()
		return true
	})
	if house.KindOf(err) != house.Unavailable || seen == 0 || seen >= 3000 || time.Since(begun) > 5*time.Second {
		t.Errorf("cancelled: got %v after %d hits and %v", err, seen, time.Since(begun))
	}
	seen = 0
	w.must(w.Search(t.Context(), w.bert, house.SearchQuery{Words: "wort"}, func(house.Post) bool {
		seen++
		return true
	}))
	if seen != 3000 {
		t.Errorf("the control does not hold: got %d hits of 3000", seen)
	}
}
