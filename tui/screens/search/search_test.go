package search_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/search"
)

func library() *fakeroom.House {
	f := fakeroom.New()
	f.Searched = []house.Post{
		{ID: "m1", Seq: 7, Kind: house.KindBoard, Thread: "m0", Title: "Ölfässer 会議", Text: "Ein langer Text, in dem das Wort Kaffee erst spät vorkommt, und dann noch einmal Kaffee.", Author: "yuki", Place: fakeroom.Place, At: fakeroom.At(0)},
		{ID: "m2", Seq: 8, Kind: house.KindChat, Text: "kaffee? " + fakeroom.Nasty, Author: "Igel", Mark: house.RoleVisitor, Place: fakeroom.Place, At: fakeroom.At(1)},
		{ID: "m3", Seq: 9, Kind: house.KindDirect, Text: "Kaffee um vier", Author: "ben.oduya", Place: "@ben.oduya", At: fakeroom.At(2)},
	}
	return f
}

func open(t *testing.T, f kit.House, in string) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, search.New(kittest.Env(f), in))
}

func TestSearchAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(library())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], search.New(env, ""))
			d.Golden("empty-" + string(lang))
			d.Type("kaffee")
			d.Press("enter")
			d.WantNoEscape()
			d.Golden("hits-" + string(lang))
		}
	}
}

func TestHitsAreOpenedWhereTheyStand(t *testing.T) {
	for number, want := range map[string]kit.Go{
		"1": kit.GoThread{Place: fakeroom.Place, Thread: "m0", At: 7},
		"2": kit.GoTool{Place: fakeroom.Place, Tool: "chat"},
		"3": kit.GoConversation{Name: "ben.oduya"},
	} {
		d := open(t, library(), "")
		d.Type("kaffee")
		d.Press("enter", number)
		d.WantAsked(want)
	}
}

// TestHitsInEveryToolLeadThere names the tool, shows what was found although it
// stands in none of title and text, and leads to the entry.
func TestHitsInEveryToolLeadThere(t *testing.T) {
	f := fakeroom.New()
	for i, p := range []house.Post{
		{Kind: house.KindWiki, Thread: "w0", Title: "Startseite"},
		{Kind: house.KindBlog, Thread: "b0", Title: "Artikel"},
		{Kind: house.KindBookmark, Title: "Karte", Also: "https://kaffee.example/\nLandkarte"},
		{Kind: house.KindPoll, Title: "Was?", Also: "Kaffee\nTee"},
		{Kind: house.KindDate, Title: "Treffen", Also: "im Kaffeehaus"},
		{Kind: house.KindFile, Title: "kaffee.pdf"},
		{Kind: house.KindNotice, Title: "Kaffee ist alle"},
		{Kind: house.KindTask, Title: "Kaffee kaufen"},
	} {
		p.ID, p.Seq, p.Author, p.Place, p.At = house.MessageID(fmt.Sprint("m", i+1)), int64(i+1), "yuki", fakeroom.Place, fakeroom.At(i)
		f.Searched = append(f.Searched, p)
	}
	for number, want := range map[string]kit.GoTool{
		"1": {Tool: "wiki", Entry: "w0"}, "2": {Tool: "blog", Entry: "b0"}, "3": {Tool: "bookmarks", Entry: "m3"}, "4": {Tool: "polls", Entry: "m4"},
		"5": {Tool: "calendar", Entry: "m5"}, "6": {Tool: "files", Entry: "m6"}, "7": {Tool: "notices", Entry: "m7"}, "8": {Tool: "tasks", Entry: "m8"},
	} {
		d := open(t, f, "")
		d.Type("kaffee")
		d.Press("enter")
		d.Wants("kreis, Bookma", "Karte: https", "Was?: Kaffee Tee", "kreis, Polls", "kreis, Calend", "kreis, Files", "kreis, Notices", "kreis, Tasks", "kreis, Wiki", "kreis, Blog")
		d.Press(number)
		want.Place = fakeroom.Place
		d.WantAsked(want)
	}
}

func TestWordsPlaceAuthorAndTime(t *testing.T) {
	f := library()
	d := open(t, f, fakeroom.Place)
	d.Type("Kaffee @yuki te9?")
	d.Press("enter")
	d.Wants("In "+fakeroom.Place, "3 hits.")
	d.Press("e", "t")
	d.Wants("In everything you may read, in the last 7 days.")
	f.WantCalls(t, "Search Kaffee te9? "+fakeroom.Place+" yuki", "Search Kaffee te9?  yuki", "Search Kaffee te9?  yuki")
}

func TestNothingFoundAndFailure(t *testing.T) {
	f := fakeroom.New()
	d := open(t, f, "")
	d.Press("enter")
	d.WantAsked(kit.Toast{Key: "search.key.go.off"})
	d.Type("nichts")
	d.Press("enter")
	d.Wants("Nothing found.")
	f.Fail["Search"] = fakeroom.Down()
	d.Press("enter")
	d.Wants("That is not possible right now.")
}

// slow is a house in which a search goes on until it is cancelled. next lets it
// find one more.
type slow struct {
	*fakeroom.House
	next  chan struct{}
	ended chan error
}

func (s slow) Search(ctx context.Context, _ house.Actor, _ house.SearchQuery, found func(house.Post) bool) error {
	n := 0
	for {
		select {
		case <-ctx.Done():
			s.ended <- ctx.Err()
			return ctx.Err()
		case <-s.next:
			n++
			found(house.Post{ID: house.MessageID(fmt.Sprint("m", n)), Kind: house.KindChat, Text: fmt.Sprint("Treffer ", n), Place: fakeroom.Place, At: fakeroom.At(n)})
			s.next <- struct{}{}
		}
	}
}

func TestHitsComeWhileTheSearchRunsAndEscStopsIt(t *testing.T) {
	f := slow{fakeroom.New(), make(chan struct{}), make(chan error, 1)}
	env := kittest.Env(f)
	s := search.New(env, "")
	d := kittest.New(t, 80, 24, beside{s})
	d.Type("treffer")
	d.Press("enter")
	for range 2 {
		f.next <- struct{}{}
		<-f.next
	}
	d.Pass(time.Second)
	d.Wants("2 hits so far", "Treffer 2")
	d.Press("esc")
	d.Wants("Stopped. 2 hits until then.")
	if err := <-f.ended; err == nil {
		t.Error("the search went on after Esc")
	}
}
