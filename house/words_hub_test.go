package house_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
)

func (l *lodge) subscribe(a house.Actor) *house.Subscription {
	l.t.Helper()
	sub, err := l.Subscribe(l.t.Context(), a)
	l.must(err)
	l.t.Cleanup(sub.Close)
	return sub
}

// kinds empties a mailbox and lists what was in it, without the rooms.
func kinds(sub *house.Subscription) (out []house.EventKind) {
	for _, e := range sub.Take() {
		out = append(out, e.Kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// heard waits until a mailbox holds an event of that kind.
func heard(t *testing.T, sub *house.Subscription, kind house.EventKind) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for !slices.Contains(kinds(sub), kind) {
		select {
		case <-sub.C():
		case <-deadline:
			t.Fatalf("no event %q came", kind)
		}
	}
}

func TestWordsAreToldToTheRoomAlone(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	annas, berts, carls := l.subscribe(anna), l.subscribe(bert), l.subscribe(carl)
	for range 3 {
		_, err := l.Say(t.Context(), anna, "f/r", "x", "")
		l.must(err)
	}
	for who, sub := range map[string]*house.Subscription{"anna": annas, "bert": berts} {
		select {
		case <-sub.C():
		default:
			t.Errorf("%s: nothing is ready", who)
		}
		if got := sub.Take(); len(got) != 1 || got[0].Kind != house.EventRoom {
			t.Errorf("%s: got %+v, want three lines folded into one event", who, got)
		}
	}
	if got := carls.Take(); len(got) != 0 {
		t.Errorf("carl: got %+v, want nothing", got)
	}
	// An invitation is told to the invited; entering starts the room's events.
	_, err := l.Invite(t.Context(), anna, "f/r", "carl")
	l.must(err)
	if got := kinds(carls); !slices.Contains(got, house.EventPerson) {
		t.Errorf("carl invited: got %v, want a person event", got)
	}
	_, err = l.Join(t.Context(), carl, "f/r")
	l.must(err)
	kinds(carls)
	_, err = l.Say(t.Context(), anna, "f/r", "x", "")
	l.must(err)
	if got := kinds(carls); !slices.Contains(got, house.EventRoom) {
		t.Errorf("carl inside: got %v, want a room event", got)
	}
	_, err = l.Remove(t.Context(), anna, "f/r", "carl")
	l.must(err)
	kinds(carls)
	_, err = l.Say(t.Context(), anna, "f/r", "x", "")
	l.must(err)
	if got := carls.Take(); len(got) != 0 {
		t.Errorf("carl removed: got %+v, want nothing", got)
	}
}

func TestFullMailboxBecomesResync(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	sub := l.subscribe(anna)
	fill := func(n int) {
		for i := range n {
			sub.Put(house.Event{Kind: house.EventRoom, Room: house.RoomID(fmt.Sprint(i))})
		}
	}
	fill(256)
	if got := sub.Take(); len(got) != 256 || got[0].Room != "0" || got[255].Room != "255" {
		t.Fatalf("got %d events, want 256 in order", len(got))
	}
	fill(257)
	sub.Put(house.Event{Kind: house.EventRevoked})
	sub.Put(house.Event{Kind: house.EventDrain})
	fill(10)
	if got := sub.Take(); len(got) != 2 || got[0].Kind != house.EventRevoked || got[1].Kind != house.EventResync {
		t.Fatalf("got %+v, want the end of the visit and one resync", got)
	}
	fill(1)
	if got := sub.Take(); len(got) != 1 || got[0].Kind != house.EventRoom {
		t.Errorf("got %+v, want it to work as before", got)
	}
}

func TestPresenceIsSeenInside(t *testing.T) {
	l, anna, bert, carl := pair(t, house.RoomConference)
	annas, berts := l.subscribe(anna), l.subscribe(bert)
	l.must(l.Enter(t.Context(), bert, berts, "f/r/chat"))
	l.must(l.Enter(t.Context(), bert, berts, "f/r/board"))
	wantKey(t, "enter by another's session", l.Enter(t.Context(), anna, berts, "f/r"), "error.forbidden")
	wantKey(t, "enter from outside", l.Enter(t.Context(), carl, l.subscribe(carl), "f/r"), "error.no_such_room")
	if got := kinds(annas); !slices.Contains(got, house.EventPresence) {
		t.Errorf("got %v, want a presence event", got)
	}
	present := func() string {
		t.Helper()
		got, err := l.Present(t.Context(), anna, "f/r")
		l.must(err)
		out := ""
		for _, p := range got {
			out += fmt.Sprint(p.Name, " ", p.Typing, "; ")
		}
		return out
	}
	if got := present(); got != "bert false; " {
		t.Errorf("got %q, want bert", got)
	}
	l.must(l.Typing(t.Context(), bert, "f/r"))
	if got := present(); got != "bert true; " {
		t.Errorf("got %q, want bert typing", got)
	}
	_, err := l.Say(t.Context(), bert, "f/r", "done", "")
	l.must(err)
	l.Exit(t.Context(), bert, berts, "f/r/chat")
	if got := present(); got != "bert false; " {
		t.Errorf("got %q, want bert still on the board", got)
	}
	kinds(annas)
	berts.Close()
	if got := present(); got != "" {
		t.Errorf("got %q, want nobody after the line dropped", got)
	}
	if got := kinds(annas); !slices.Contains(got, house.EventPresence) {
		t.Errorf("got %v, want a presence event", got)
	}
	l.must(l.Enter(t.Context(), bert, berts, "f/r")) // too late: the session has ended
	if got := present(); got != "" {
		t.Errorf("got %q, want nobody", got)
	}
}

func TestDrainTellsEverybodyAndRefusesWords(t *testing.T) {
	l, anna, _, _ := pair(t, house.RoomConference)
	annas, guests := l.subscribe(anna), l.subscribe(l.Guest())
	until := time.Now().Add(10 * time.Second)
	l.Drain(until)
	for _, sub := range []*house.Subscription{annas, guests, l.subscribe(anna)} {
		if got := sub.Take(); len(got) != 1 || got[0].Kind != house.EventDrain || !got[0].Until.Equal(until) {
			t.Errorf("got %+v, want the end", got)
		}
	}
	_, err := l.Say(t.Context(), anna, "f/r", "x", "")
	wantKey(t, "say", err, "error.unavailable")
	l.must(l.SaveDraft(t.Context(), anna, house.Draft{Place: "f/r/chat", Text: "x"}))
}

// counted is a store that counts how often changes are asked for.
type counted struct {
	house.Store
	asked *atomic.Int64
}

func (c counted) Changes(ctx context.Context, room house.RoomID, after int64, limit int) ([]house.MessageRow, error) {
	c.asked.Add(1)
	return c.Store.Changes(ctx, room, after, limit)
}

// TestChangesGiveWhatTheStoreHolds lets many write and many follow, and holds
// what each follower collected against the store.
func TestChangesGiveWhatTheStoreHolds(t *testing.T) {
	l, anna, bert, _ := pair(t, house.RoomConference)
	asked := &atomic.Int64{}
	s, err := house.Open(t.Context(), house.Config{Store: counted{l.store, asked}, HouseKey: l.key, WeakKDF: true})
	l.must(err)
	l.Service = s
	const followers, writers, lines = 20, 8, 60
	written := make(chan struct{})
	var follow, write sync.WaitGroup
	got := make([]map[house.MessageID]house.Post, followers)
	var last atomic.Int64
	for i := range followers {
		sub := l.subscribe(bert)
		follow.Go(func() { got[i] = followChanges(t, l, bert, sub, written, &last) })
	}
	for w := range writers {
		who := []house.Actor{anna, bert}[w%2]
		write.Go(func() {
			for n := range lines {
				sent, err := l.Say(t.Context(), who, "f/r", fmt.Sprint(w, " ", n), "")
				if err == nil && n%5 == 0 {
					_, err = l.Edit(t.Context(), who, sent.ID, fmt.Sprint(w, " ", n, " edited"))
				}
				if err == nil && n%7 == 0 {
					_, err = l.Delete(t.Context(), who, sent.ID)
				}
				if err != nil {
					t.Errorf("write: %v", err)
				}
			}
		})
	}
	write.Wait()
	room, err := l.Room(t.Context(), anna, "f/r")
	l.must(err)
	last.Store(room.Mod)
	close(written)
	follow.Wait()
	want, err := l.Read(t.Context(), bert, "f/r", house.ReadQuery{Limit: 1000})
	l.must(err)
	for i := range got {
		for _, p := range want {
			if g := got[i][p.ID]; g.Mod != p.Mod || g.Text != p.Text || g.Deleted != p.Deleted {
				t.Fatalf("follower %d: got %+v, want %+v", i, g, p)
			}
		}
		if len(got[i]) != len(want) {
			t.Errorf("follower %d: got %d messages, want %d", i, len(got[i]), len(want))
		}
	}
	t.Logf("%d changes, %d followers, the store was asked %d times", room.Mod, followers, asked.Load())
	if most := room.Mod * followers / 4; asked.Load() > most {
		t.Errorf("the store was asked %d times, want at most %d", asked.Load(), most)
	}
}

// followChanges reads on at each event until it has seen the last change.
func followChanges(t *testing.T, l *lodge, a house.Actor, sub *house.Subscription, written <-chan struct{}, last *atomic.Int64) map[house.MessageID]house.Post {
	got := map[house.MessageID]house.Post{}
	var at int64
	for read := true; ; {
		for read {
			posts, err := l.Changes(t.Context(), a, "f/r", at, 50)
			if err != nil {
				t.Errorf("changes: %v", err)
				return got
			}
			for _, p := range posts {
				if p.Mod <= at {
					t.Errorf("got change %d after %d", p.Mod, at)
				}
				got[p.ID], at = p, p.Mod
			}
			read = len(posts) == 50
		}
		if end := last.Load(); end > 0 && at >= end {
			return got
		}
		select {
		case <-sub.C():
			sub.Take()
			read = true
		case <-time.After(20 * time.Second):
			t.Errorf("no event for what came after change %d of %d", at, last.Load())
			return got
		case <-written:
			written = nil // look whether this was the end, without reading
		}
	}
}
