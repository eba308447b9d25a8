package house_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// pair is a floor with a closed room of two members and a third outside it.
func pair(t *testing.T, kind house.RoomKind) (l *lodge, anna, bert, carl house.Actor) {
	t.Helper()
	return pairAt(t, storetest.SQLitePath(t), kind)
}

func pairAt(t *testing.T, target string, kind house.RoomKind) (l *lodge, anna, bert, carl house.Actor) {
	t.Helper()
	l = lodgeAt(t, target)
	root := l.admin()
	anna, bert, carl = l.member("anna"), l.member("bert"), l.member("carl")
	l.floor(root, "f", house.FloorOpen)
	for _, a := range []house.Actor{anna, bert, carl} {
		_, err := l.JoinFloor(t.Context(), a, "f")
		l.must(err)
	}
	_, err := l.SetFloorCreator(t.Context(), root, "f", "anna", true)
	l.must(err)
	l.room(anna, "f/r", kind, bert)
	return l, anna, bert, carl
}

func (l *lodge) post(a house.Actor, p house.PostSpec) house.Sent {
	l.t.Helper()
	sent, err := l.Post(l.t.Context(), a, "f/r", p)
	l.must(err)
	return sent
}

func (l *lodge) board(a house.Actor) []house.Post {
	l.t.Helper()
	posts, err := l.Read(l.t.Context(), a, "f/r/board", house.ReadQuery{})
	l.must(err)
	return posts
}

func TestPostIsReadByTheOthersOfTheRoomAlone(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	root := l.post(anna, house.PostSpec{Title: "Budget\x1b[2J", Text: "First\r\nthoughts"})
	reply := l.post(bert, house.PostSpec{Text: "Mine", Reply: root.ID})
	deep := l.post(anna, house.PostSpec{Text: "Again", Reply: reply.ID})
	got := l.board(bert)
	if len(got) != 3 {
		t.Fatalf("got %d posts, want 3", len(got))
	}
	if p := got[0]; p.Title != "Budget[2J" || p.Text != "First\nthoughts" || p.Author != "anna" || p.Mark != house.RoleOwner || p.Mine {
		t.Errorf("got %+v, want anna's cleaned post", p)
	}
	if p := got[1]; p.Thread != root.ID || p.ReplyTo != root.ID || !p.Mine || p.Mark != "" {
		t.Errorf("got %+v, want bert's reply", p)
	}
	if p := got[2]; p.ID != deep.ID || p.Thread != root.ID || p.ReplyTo != reply.ID {
		t.Errorf("got %+v, want the reply to the reply in the same thread", p)
	}
	_, err := l.Read(t.Context(), carl, "f/r/board", house.ReadQuery{})
	wantKey(t, "read from outside", err, "error.no_such_room")
	_, err = l.Post(t.Context(), carl, "f/r", house.PostSpec{Title: "x", Text: "x"})
	wantKey(t, "post from outside", err, "error.no_such_room")
	_, err = l.Edit(t.Context(), carl, root.ID, "x")
	wantKey(t, "edit from outside", err, "error.not_found")
	_, err = l.Edit(t.Context(), carl, "nothing", "x")
	wantKey(t, "edit nothing", err, "error.not_found")
}

func TestPostNeedsATitleAndWords(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	for _, p := range []house.PostSpec{{Text: "no title"}, {Title: "t"}, {Title: "t", Text: " \u200b "}} {
		_, err := l.Post(t.Context(), anna, "f/r", p)
		wantKey(t, fmt.Sprintf("%+v", p), err, "error.empty")
	}
	_, err := l.Post(t.Context(), anna, "f/r", house.PostSpec{Title: "t", Text: strings.Repeat("x", house.MaxText+1)})
	wantKey(t, "too long", err, "error.too_long")
	_, err = l.Post(t.Context(), anna, "f/r", house.PostSpec{Text: "x", Reply: "nothing"})
	wantKey(t, "reply to nothing", err, "error.not_found")
	l.room(anna, "f/other", house.RoomConference)
	elsewhere, err := l.Post(t.Context(), anna, "f/other", house.PostSpec{Title: "t", Text: "x"})
	l.must(err)
	_, err = l.Post(t.Context(), anna, "f/r", house.PostSpec{Text: "x", Reply: elsewhere.ID})
	wantKey(t, "reply to another room's post", err, "error.not_found")
}

func TestRepeatIsStoredOnceEvenUnderARace(t *testing.T) {
	storetest.EachTarget(t, repeatRace)
}

func repeatRace(t *testing.T, target string) {
	l, anna, bert, _ := pairAt(t, target, house.RoomConference)
	const racers, keys = 8, 10
	var mu sync.Mutex
	ids, firsts := map[string]map[house.MessageID]bool{}, map[string]int{}
	var wg sync.WaitGroup
	for r := range racers * keys {
		wg.Go(func() {
			key := fmt.Sprint("key", r%keys)
			sent, err := l.Say(t.Context(), anna, "f/r", "once "+key, key)
			if err != nil {
				t.Errorf("say: %v", err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if ids[key] == nil {
				ids[key] = map[house.MessageID]bool{}
			}
			ids[key][sent.ID] = true
			if !sent.Repeat {
				firsts[key]++
			}
		})
	}
	wg.Wait()
	for key, set := range ids {
		if len(set) != 1 || firsts[key] != 1 {
			t.Errorf("%s: got %d ids and %d first ones, want one each", key, len(set), firsts[key])
		}
	}
	said, err := l.said(bert, "f/r/chat")
	if err != nil || len(said) != keys {
		t.Errorf("got %d lines, %v, want %d", len(said), err, keys)
	}
	// The same key of another person, and no key at all, are no repeats.
	for _, again := range []struct {
		who house.Actor
		key string
	}{{bert, "key0"}, {anna, ""}, {anna, ""}} {
		sent, err := l.Say(t.Context(), again.who, "f/r", "new", again.key)
		if err != nil || sent.Repeat {
			t.Errorf("got %+v, %v, want a new line", sent, err)
		}
	}
}

func TestEditKeepsPlaceAndTitleAndIsMarked(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	root := l.post(anna, house.PostSpec{Title: "Budget", Text: "draft"})
	before := l.board(bert)[0]
	sent, err := l.Edit(t.Context(), anna, root.ID, "final")
	if err != nil || sent.Seq != root.Seq {
		t.Fatalf("edit: got %+v, %v, want seq %d", sent, err, root.Seq)
	}
	p := l.board(bert)[0]
	if p.Text != "final" || p.Title != "Budget" || !p.Edited || p.Seq != root.Seq || p.Mod <= before.Mod || !p.At.Equal(before.At) {
		t.Errorf("got %+v, want the edited post", p)
	}
	_, err = l.Edit(t.Context(), bert, root.ID, "forged")
	wantKey(t, "edit of another's words", err, "error.forbidden")
	_, err = l.Edit(t.Context(), anna, root.ID, " ")
	wantKey(t, "edit to nothing", err, "error.empty")
}

func TestDeleteLeavesATombstone(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	root := l.post(anna, house.PostSpec{Title: "Budget", Text: "secret"})
	reply := l.post(bert, house.PostSpec{Text: "mine", Reply: root.ID})
	_, err := l.Delete(t.Context(), bert, root.ID)
	wantKey(t, "delete of the owner's words", err, "error.forbidden")
	_, err = l.Delete(t.Context(), anna, reply.ID) // the owner tidies up
	l.must(err)
	_, err = l.Delete(t.Context(), anna, root.ID)
	l.must(err)
	got := l.board(bert)
	if len(got) != 2 {
		t.Fatalf("got %d posts, want two tombstones", len(got))
	}
	for _, p := range got {
		if !p.Deleted || p.Text != "" || p.Title != "" {
			t.Errorf("got %+v, want a tombstone", p)
		}
	}
	_, err = l.Edit(t.Context(), anna, root.ID, "back")
	wantKey(t, "edit of a tombstone", err, "error.deleted")
}

func TestLockedThreadTakesRepliesOfModeratorsOnly(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	root := l.post(bert, house.PostSpec{Title: "Budget", Text: "x"})
	wantKey(t, "lock by a member", l.LockThread(t.Context(), bert, root.ID, true), "error.forbidden")
	l.must(l.LockThread(t.Context(), anna, root.ID, true))
	_, err := l.Post(t.Context(), bert, "f/r", house.PostSpec{Text: "late", Reply: root.ID})
	wantKey(t, "reply", err, "error.thread_locked")
	l.post(anna, house.PostSpec{Text: "closing", Reply: root.ID})
	l.must(l.LockThread(t.Context(), anna, root.ID, false))
	reply := l.post(bert, house.PostSpec{Text: "thanks", Reply: root.ID})
	wantKey(t, "lock of a reply", l.LockThread(t.Context(), anna, reply.ID, true), "error.not_thread")
}

func TestPinnedThreadsComeFirst(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	first := l.post(anna, house.PostSpec{Title: "first", Text: "x"})
	second := l.post(anna, house.PostSpec{Title: "second", Text: "x"})
	third := l.post(bert, house.PostSpec{Title: "third", Text: "x"})
	l.post(bert, house.PostSpec{Text: "bump", Reply: second.ID})
	l.must(l.Pin(t.Context(), anna, first.ID, true))
	threads, err := l.Threads(t.Context(), bert, "f/r", 10, 0)
	l.must(err)
	var got []house.MessageID
	for _, th := range threads {
		got = append(got, th.Root.ID)
	}
	want := []house.MessageID{first.ID, second.ID, third.ID}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	th := threads[1]
	if th.Posts != 1 || th.LastBy != "bert" || th.Unread != 1 || th.Root.Title != "second" {
		t.Errorf("got %+v, want one reply of bert's and one unread post of anna's", th)
	}
}

func TestMeIsToldOfThePerson(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	_, err := l.Say(t.Context(), anna, "f/r", "/me waves", "")
	l.must(err)
	_, err = l.Say(t.Context(), anna, "f/r", "/me", "")
	wantKey(t, "/me alone", err, "error.empty")
	posts, err := l.Read(t.Context(), bert, "f/r/chat", house.ReadQuery{})
	l.must(err)
	if len(posts) != 1 || posts[0].Text != "waves" || !posts[0].Action {
		t.Errorf("got %+v, want one action", posts)
	}
}
