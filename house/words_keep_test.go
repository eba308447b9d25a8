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

// TestTamperedMessagesAreRefused changes in a stored message everything that a
// writer of the database can change and that means something.
func TestTamperedMessagesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(row *house.MessageRow, other house.MessageRow)
		refused bool
	}{
		"nothing (control)": {func(*house.MessageRow, house.MessageRow) {}, false},
		"pin (control)":     {func(r *house.MessageRow, _ house.MessageRow) { r.Pinned = true }, false},
		"body of another":   {func(r *house.MessageRow, o house.MessageRow) { r.Body = o.Body }, true},
		"one bit":           {func(r *house.MessageRow, _ house.MessageRow) { r.Body = slices.Clone(r.Body); r.Body[40] ^= 1 }, true},
		"no body":           {func(r *house.MessageRow, _ house.MessageRow) { r.Body = nil }, true},
		"author":            {func(r *house.MessageRow, o house.MessageRow) { r.Author = o.Author }, true},
		"thread":            {func(r *house.MessageRow, o house.MessageRow) { r.Thread = o.Thread }, true},
		"reply to":          {func(r *house.MessageRow, o house.MessageRow) { r.ReplyTo = o.ID }, true},
		"kind":              {func(r *house.MessageRow, _ house.MessageRow) { r.Kind = house.KindChat }, true},
		"created":           {func(r *house.MessageRow, _ house.MessageRow) { r.Created = r.Created.Add(-time.Hour) }, true},
		"revision":          {func(r *house.MessageRow, _ house.MessageRow) { r.Revision++ }, true},
		"deleted":           {func(r *house.MessageRow, _ house.MessageRow) { r.Deleted = true }, true},
	} {
		t.Run(name, func(t *testing.T) {
			l, anna, bert, _ := pair(t, house.RoomConference)
			one := l.post(anna, house.PostSpec{Title: "one", Text: "words of anna"})
			two := l.post(bert, house.PostSpec{Title: "two", Text: "words of bert"})
			other, err := l.store.Message(t.Context(), two.ID)
			l.must(err)
			forged := &forger{Store: l.store, id: one.ID, change: func(r *house.MessageRow) { c.change(r, other) }}
			s, err := house.Open(t.Context(), house.Config{Store: forged, HouseKey: l.key, WeakKDF: true})
			l.must(err)
			posts, err := s.Read(t.Context(), bert, "f/r", house.ReadQuery{})
			if !c.refused {
				if err != nil || len(posts) == 0 {
					t.Fatalf("got %d posts, %v, want them", len(posts), err)
				}
				return
			}
			wantKey(t, "read", err, "error.tampered")
			if house.KindOf(err) != house.Internal || strings.Contains(fmt.Sprint(err), "words") || posts != nil {
				t.Errorf("got %v, %v, want an internal error without words", posts, err)
			}
			_, err = s.Changes(t.Context(), bert, "f/r", 0, 100)
			wantKey(t, "changes", err, "error.tampered")
			found := 0
			err = s.Search(t.Context(), bert, house.SearchQuery{Words: "words", In: "f/r"}, func(house.Post) bool { found++; return true })
			if err != nil || found != 1 { // a row with the mark of deletion is not opened by a search
				wantKey(t, "search", err, "error.tampered")
			}
			if found != 1 {
				t.Errorf("search: got %d posts, want the other one", found)
			}
		})
	}
}

// forger is a store that gives one message changed, as if its row had been
// edited, columns included that PutMessage never touches.
type forger struct {
	house.Store
	id     house.MessageID
	change func(*house.MessageRow)
}

func (f *forger) forge(rows []house.MessageRow, err error) ([]house.MessageRow, error) {
	for i := range rows {
		if rows[i].ID == f.id {
			f.change(&rows[i])
		}
	}
	return rows, err
}

func (f *forger) Messages(ctx context.Context, q house.MessageQuery) ([]house.MessageRow, error) {
	return f.forge(f.Store.Messages(ctx, q))
}

func (f *forger) Changes(ctx context.Context, room house.RoomID, after int64, limit int) ([]house.MessageRow, error) {
	return f.forge(f.Store.Changes(ctx, room, after, limit))
}

func TestSearchFindsAllWordsNewestFirst(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	l.post(anna, house.PostSpec{Title: "Straße", Text: "nach Köln"})
	l.post(bert, house.PostSpec{Title: "Umweg", Text: "die STRASSE nach Bonn"})
	_, err := l.Say(t.Context(), anna, "f/r", "straße gesperrt", "")
	l.must(err)
	_, err = l.Send(t.Context(), bert, "anna", "Straße frei", "")
	l.must(err)
	gone := l.post(anna, house.PostSpec{Title: "Straße", Text: "x"})
	_, err = l.Delete(t.Context(), anna, gone.ID)
	l.must(err)
	search := func(a house.Actor, q house.SearchQuery) (got []string) {
		t.Helper()
		l.must(l.Search(t.Context(), a, q, func(p house.Post) bool {
			got = append(got, p.Place+": "+p.Text)
			return true
		}))
		return got
	}
	for name, c := range map[string]struct {
		q    house.SearchQuery
		want []string
	}{
		"everywhere": {house.SearchQuery{Words: "strasse"}, []string{"f/r: straße gesperrt", "f/r: die STRASSE nach Bonn", "f/r: nach Köln", "@bert: Straße frei"}},
		"all words":  {house.SearchQuery{Words: "straße NACH"}, []string{"f/r: die STRASSE nach Bonn", "f/r: nach Köln"}},
		"one stream": {house.SearchQuery{Words: "straße", In: "f/r/chat"}, []string{"f/r: straße gesperrt"}},
		"author":     {house.SearchQuery{Words: "straße", Author: "@Bert"}, []string{"f/r: die STRASSE nach Bonn", "@bert: Straße frei"}},
		"author all": {house.SearchQuery{Author: "anna", In: "f/r/chat"}, []string{"f/r: straße gesperrt"}},
		"limit":      {house.SearchQuery{Words: "strasse", Limit: 1}, []string{"f/r: straße gesperrt"}},
		"since":      {house.SearchQuery{Words: "strasse", Since: time.Now().Add(time.Hour)}, nil},
		"nothing":    {house.SearchQuery{Words: "autobahn"}, nil},
	} {
		if got := search(anna, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if got := search(carl, house.SearchQuery{Words: "strasse"}); len(got) != 0 {
		t.Errorf("carl: got %q, want nothing", got)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Search(stopped, anna, house.SearchQuery{Words: "x"}, func(house.Post) bool { return true }); house.KindOf(err) != house.Unavailable {
		t.Errorf("cancelled: got %v, want Unavailable", err)
	}
	wantKey(t, "no words", l.Search(t.Context(), anna, house.SearchQuery{}, nil), "error.empty")
	l.Lock(anna)
	wantKey(t, "locked", l.Search(t.Context(), anna, house.SearchQuery{Words: "x"}, nil), "error.locked")
}

func TestDraftsAreKeptSealedAndByPlace(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	root := l.post(bert, house.PostSpec{Title: "t", Text: "x"})
	places := []string{"f/r/board", "f/r/board/" + string(root.ID), "f/r/chat", "@carl"}
	for _, p := range places {
		l.must(l.SaveDraft(t.Context(), anna, house.Draft{Place: p, Title: "T", Text: " half a sentence for " + p}))
	}
	again := l.in("anna")
	for _, p := range places {
		d, err := l.Draft(t.Context(), again, p)
		if err != nil || d.Place != p || d.Text != " half a sentence for "+p || d.Title != "T" || d.Saved.IsZero() {
			t.Errorf("%s: got %+v, %v, want the draft", p, d, err)
		}
	}
	_, err := l.Draft(t.Context(), bert, "f/r/board")
	if house.KindOf(err) != house.NotFound {
		t.Errorf("another's draft: got %v, want NotFound", err)
	}
	wantKey(t, "draft outside", l.SaveDraft(t.Context(), carl, house.Draft{Place: "f/r/board", Text: "x"}), "error.no_such_room")
	rows, err := l.store.Drafts(t.Context(), anna.Person())
	l.must(err)
	for _, row := range rows {
		if strings.Contains(string(row.Body), "sentence") || strings.Contains(string(row.Place), "f/r") {
			t.Errorf("got readable row %+v", row)
		}
	}
	l.must(l.DropDraft(t.Context(), anna, "f/r/chat"))
	l.must(l.SaveDraft(t.Context(), anna, house.Draft{Place: "f/r/board", Text: "  "})) // emptied
	drafts, err := l.Drafts(t.Context(), anna)
	if err != nil || len(drafts) != 2 {
		t.Errorf("got %+v, %v, want two", drafts, err)
	}
	// A row that is put at another place does not open there.
	moved := rows[0]
	moved.Place = []byte("elsewhere")
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutDraft(t.Context(), moved) }))
	_, err = l.Drafts(t.Context(), anna)
	wantKey(t, "moved draft", err, "error.tampered")
	l.Lock(anna)
	_, err = l.Draft(t.Context(), anna, "@carl")
	wantKey(t, "locked", err, "error.locked")
}

func TestTranscriptRuleEndsChatOnly(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	none := 0
	_, err := l.EditRoom(t.Context(), anna, "f/r", house.RoomEdit{Transcript: &none})
	l.must(err)
	sub, err := l.Subscribe(t.Context(), bert)
	l.must(err)
	l.must(l.Enter(t.Context(), bert, sub, "f/r"))
	_, err = l.Say(t.Context(), anna, "f/r", "spoken", "")
	l.must(err)
	l.post(anna, house.PostSpec{Title: "t", Text: "written"})
	for _, step := range []struct {
		what string
		do   func()
		want []string
	}{
		{"at once", func() { l.pass(0) }, []string{"spoken", "written"}},
		{"while somebody is there", func() { l.pass(2 * time.Hour) }, []string{"spoken", "written"}},
		{"when they have gone", func() { sub.Close(); l.pass(0) }, []string{"written"}},
	} {
		step.do()
		if got := l.texts(anna, "f/r"); !slices.Equal(got, step.want) {
			t.Errorf("%s: got %q, want %q", step.what, got, step.want)
		}
	}
}

func TestRetentionEndsAllWords(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	week := 7
	_, err := l.EditRoom(t.Context(), anna, "f/r", house.RoomEdit{Retention: &week})
	l.must(err)
	root := l.post(anna, house.PostSpec{Title: "t", Text: "old"})
	_, err = l.Say(t.Context(), anna, "f/r", "old line", "")
	l.must(err)
	l.pass(6 * 24 * time.Hour)
	l.post(bert, house.PostSpec{Text: "young", Reply: root.ID})
	if got := l.texts(anna, "f/r"); len(got) != 3 {
		t.Errorf("within the week: got %q, want all", got)
	}
	l.pass(2 * 24 * time.Hour)
	if got := l.texts(anna, "f/r"); !slices.Equal(got, []string{"", "young"}) {
		t.Errorf("after the week: got %q, want the young reply under an empty root", got)
	}
	threads, err := l.Threads(t.Context(), bert, "f/r", 10, 0)
	if err != nil || len(threads) != 1 || !threads[0].Root.Deleted {
		t.Errorf("got %+v, %v, want the thread with a tombstone", threads, err)
	}
}
