package bookmarks_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/bookmarks"
)

// shelf is a room with bookmarks.
type shelf struct {
	*fakeroom.House
	all  []house.Bookmark
	fail error // refuses the next deed
}

func (s *shelf) did(format string, args ...any) (house.Sent, error) {
	err := s.fail
	s.fail = nil
	if err == nil {
		s.Calls = append(s.Calls, fmt.Sprintf(format, args...))
	}
	return house.Sent{ID: "b9"}, err
}

func (s *shelf) Bookmarks(context.Context, house.Actor, string, house.BookmarkQuery) ([]house.Bookmark, error) {
	return append([]house.Bookmark{}, s.all...), s.Fail["Bookmarks"]
}

func (s *shelf) AddBookmark(_ context.Context, _ house.Actor, _ string, b house.BookmarkSpec) (house.Sent, error) {
	return s.did("add %s %q %q %q", b.URL, b.Title, b.Tags, b.Note)
}

func (s *shelf) EditBookmark(_ context.Context, _ house.Actor, id house.MessageID, e house.BookmarkEdit) (house.Sent, error) {
	return s.did("edit %s %v %v %v %v", id, e.URL != nil, e.Title != nil, e.Note != nil, e.Tags != nil)
}

func (s *shelf) DeleteBookmark(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	return s.did("delete %s", id)
}

func full() *shelf {
	f := fakeroom.New()
	f.Detail.Tools = append(f.Detail.Tools, house.ToolBookmarks)
	f.Detail.Levels = map[string]house.Level{house.ToolBookmarks: house.LevelWrite}
	f.Detail.Seq = 9
	f.Marks[""] = 2
	return &shelf{House: f, all: []house.Bookmark{
		{ID: "b1", Seq: 3, URL: "https://аррӏе.com/login", Plain: "https://xn--80ak6aa92e.com/login", Title: "Apple 会議", Author: "yuki", At: fakeroom.At(-9)},
		{ID: "b2", Seq: 2, URL: "https://example.org/" + strings.Repeat("sehr/lang/", 12), Tags: []string{"recht", "grundlagen"}, Author: "mara", Own: true, At: fakeroom.At(-99), Note: "Gut erklärt.\nZweite Zeile", Edited: true},
		{ID: "b3", Seq: 1, URL: "sftp://box@files.example", Title: fakeroom.Nasty, Tags: []string{"recht"}, Author: fakeroom.Nasty, At: fakeroom.At(-999), Note: fakeroom.Nasty},
	}}
}

func open(t *testing.T, s *shelf, entry house.MessageID) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, bookmarks.New(kittest.Env(s), fakeroom.Place, entry))
}

func TestBookmarksAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(full())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], bookmarks.New(env, fakeroom.Place, ""))
			for range 3 {
				d.WantNoEscape()
				d.Press("down")
			}
			d.Press("home")
			d.Golden("list-" + string(lang))
			d.Press("1")
			d.Golden("open-" + string(lang))
			d.Press("esc", "t")
			d.Golden("tags-" + string(lang))
			d.Press("esc", "c")
			d.Golden("form-" + string(lang))
		}
	}
}

func TestTheAddressIsShownWholeWhateverTheTitleSays(t *testing.T) {
	d := open(t, full(), "")
	d.Wants("Apple", "https://аррӏе.com/login", "Take care", "https://xn--80ak6aa92e.com/login")
	d.Press("down")
	d.Lacks("Take care")
	d.Press("y")
	if want := full().all[1].URL; d.Clipboard != want {
		t.Errorf("got %q in the clipboard, want %q", d.Clipboard, want)
	}
}

func TestAnEmptyShelfSaysWhatItIsFor(t *testing.T) {
	f := full()
	f.all = nil
	d := open(t, f, "")
	d.Wants("Addresses worth keeping", "c adds the first one")
	d.Press("t")
	d.WantAsked(kit.Toast{Key: "bookmarks.key.tag.off"})
	f.Detail.Levels[house.ToolBookmarks] = house.LevelRead
	d = open(t, f, "")
	d.Lacks("c adds")
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "error.tool_read_only"})
}

func TestABookmarkIsAddedAndWhatIsWrongSaidAtItsField(t *testing.T) {
	f := full()
	d := open(t, f, "")
	d.Press("c")
	d.Type("https://bank.example@evil.example")
	d.Press("tab", "tab")
	d.Type("a, b")
	f.fail = house.Errorf(house.Invalid, "error.url_user")
	d.Press("tab", "tab", "enter")
	d.Wants("! In that address a name with @", "bank.example")
	f.fail = house.Errorf(house.Invalid, "error.tags_many", "Max", 12)
	d.Press("tab", "tab", "tab", "tab", "enter")
	d.Wants("! A bookmark has 12 tags at most")
	d.Press("tab", "tab", "enter")
	f.WantCalls(t, `add https://bank.example@evil.example "" ["a, b"] ""`)
	d.WantAsked(kit.Toast{Key: "bookmarks.added"})
}

func TestOnlyOnesOwnAreChanged(t *testing.T) {
	f := full()
	d := open(t, f, "")
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "bookmarks.key.own.off"})
	d.Press("down", "e", "tab")
	d.Type("Titel")
	d.Press("tab", "tab", "tab", "enter")
	f.WantCalls(t, "edit b2 false true false false")
	d.Press("d")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(f.Calls) != 1 {
		t.Fatalf("got %#v and %q, want to be asked", d.Asked, f.Calls)
	}
	d.Send(ask.Options[1].Do("")())
	f.WantCalls(t, "edit b2 false true false false", "delete b2")
}

func TestTagsAndWordsNarrowTheList(t *testing.T) {
	d := open(t, full(), "")
	d.Press("t", "1")
	d.Wants("Only those with #recht")
	d.Lacks("Apple")
	d.Press("f")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || ask.Input == nil {
		t.Fatalf("got %#v, want to be asked for words", d.Asked)
	}
	if cmd := ask.Options[0].Do("GUT  erklärt"); cmd != nil {
		d.Send(cmd())
	}
	d.Wants("#recht and “GUT erklärt”", "example.org")
	d.Lacks("sftp")
	d.Press("a")
	d.Wants("Apple")
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "bookmarks.key.all.off"})
}

func TestBookmarksFollowTheRoomAndCountAsRead(t *testing.T) {
	f := full()
	d := open(t, f, "")
	d.Wants("1 • Apple")
	d.Pass(2 * time.Second)
	if f.Marks[""] != 9 {
		t.Errorf("got the mark %d, want 9", f.Marks[""])
	}
	f.all = f.all[1:]
	f.Add(house.Post{Kind: house.KindChat, Text: "nur geplaudert"})
	d.Send(fakeroom.Changed())
	d.Wants("Apple")
	f.Add(house.Post{Kind: house.KindBookmark})
	d.Send(fakeroom.Changed())
	d.Lacks("Apple")
	f.Fail["Bookmarks"] = house.Errorf(house.Forbidden, "error.tool_off")
	d.Send(house.Event{Kind: house.EventRoster, Room: fakeroom.ID})
	d.Wants("switched off")
}

func TestAnEntryOpensAtOnce(t *testing.T) {
	d := open(t, full(), "b2")
	d.Wants("Gut erklärt.", "Zweite Zeile")
	d.Lacks("Apple")
	d.Press("esc")
	d.Wants("Apple")
}
