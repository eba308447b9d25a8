package house_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stockwerk/house"
)

// tower carries the bells of the nodes that share a store.
type tower struct {
	mu    sync.Mutex
	ears  []chan string
	deaf  func(payload string) bool // rings that get lost
	rungs []string
}

// bell is one node's end.
type bell struct {
	tower *tower
	ear   chan string
}

func (t *tower) bell() bell {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := bell{t, make(chan string, 1000)}
	t.ears = append(t.ears, b.ear)
	return b
}

func (b bell) Ring(_ context.Context, payload string) error {
	b.tower.mu.Lock()
	defer b.tower.mu.Unlock()
	b.tower.rungs = append(b.tower.rungs, payload)
	for _, ear := range b.tower.ears {
		if ear != b.ear && (b.tower.deaf == nil || !b.tower.deaf(payload)) {
			ear <- payload
		}
	}
	return nil
}

func (b bell) Rings(context.Context) <-chan string { return b.ear }

func (t *tower) loses(deaf func(string) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.deaf = deaf
}

// noded is a store with a bell.
type noded struct {
	house.Store
	bell house.Bell
}

func (n noded) Bell() house.Bell { return n.bell }

// twoNodes is the house of pair, served by two nodes: l and far.
func twoNodes(t *testing.T) (l, far *lodge, bells *tower, anna, bert house.Actor) {
	t.Helper()
	l, anna, _, _ = pair(t, house.RoomConference)
	bells = &tower{}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	t.Cleanup(func() { stop(); running.Wait() })
	node := func() *lodge {
		s, err := house.Open(ctx, house.Config{Store: noded{l.store, bells.bell()}, HouseKey: l.key, WeakKDF: true})
		l.must(err)
		running.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
		return &lodge{Service: s, t: t, store: l.store, key: l.key, by: l.by}
	}
	near := node()
	far = node()
	return near, far, bells, anna, far.in("bert")
}

func TestNodesHearOfWordsRostersAndPresence(t *testing.T) {
	near, far, _, anna, bert := twoNodes(t)
	berts := far.subscribe(bert)
	sent, err := near.Say(t.Context(), anna, "f/r", "one", "")
	near.must(err)
	heard(t, berts, house.EventRoom)
	at := sent.Seq
	for _, text := range []string{"two", "three"} {
		_, err := far.Say(t.Context(), bert, "f/r", "mine", "")
		far.must(err)
		kinds(berts)
		_, err = near.Say(t.Context(), anna, "f/r", text, "")
		near.must(err)
		heard(t, berts, house.EventRoom)
		// The far node has written since it last asked the store.
		posts, err := far.Changes(t.Context(), bert, "f/r", 0, 100)
		far.must(err)
		if last := posts[len(posts)-1]; last.Text != text || last.Seq <= at {
			t.Errorf("got %q last, want %q", last.Text, text)
		}
	}
	near.must(near.Enter(t.Context(), anna, near.subscribe(anna), "f/r"))
	heard(t, berts, house.EventPresence)
	present, err := far.Present(t.Context(), bert, "f/r")
	if err != nil || len(present) != 1 || present[0].Name != "anna" {
		t.Errorf("got %+v, %v, want anna of the other node", present, err)
	}
	_, err = near.Remove(t.Context(), anna, "f/r", "bert")
	near.must(err)
	heard(t, berts, house.EventPerson)
	_, err = far.Read(t.Context(), bert, "f/r", house.ReadQuery{})
	wantKey(t, "read after removal at the other node", err, "error.no_such_room")
	kinds(berts)
	_, err = near.Say(t.Context(), anna, "f/r", "secret hour", "")
	near.must(err)
	if got := kinds(berts); slices.Contains(got, house.EventRoom) {
		t.Errorf("got %v, want the removed to hear nothing", got)
	}
}

func TestBellCarriesNoWords(t *testing.T) {
	near, far, bells, anna, bert := twoNodes(t)
	berts := far.subscribe(bert)
	_, err := near.Say(t.Context(), anna, "f/r", "confidential", "")
	near.must(err)
	_, err = near.Send(t.Context(), anna, "bert", "confidential", "")
	near.must(err)
	heard(t, berts, house.EventPerson)
	bells.mu.Lock()
	defer bells.mu.Unlock()
	for _, payload := range bells.rungs {
		for _, word := range []string{"confidential", "anna", "bert", "f/r"} {
			if strings.Contains(payload, word) {
				t.Errorf("got %q in a ring: %q", word, payload)
			}
		}
	}
	if len(bells.rungs) == 0 {
		t.Error("nothing was rung")
	}
}

func TestSweepFindsWhatLostRingsHid(t *testing.T) {
	t.Parallel() // it waits for two sweeps
	near, far, bells, anna, bert := twoNodes(t)
	bells.loses(func(string) bool { return true })
	berts := far.subscribe(bert)
	for _, text := range []string{"one", "two"} {
		_, err := near.Say(t.Context(), anna, "f/r", text, "")
		near.must(err)
		heard(t, berts, house.EventRoom)
		if got := far.texts(bert, "f/r"); got[len(got)-1] != text {
			t.Errorf("got %q, want %q last", got, text)
		}
	}
}

func TestPresenceOfASilentNodeRunsOut(t *testing.T) {
	p := house.NewPresence()
	start := time.Now()
	if !p.Hear("p node room person h", start) || p.Hear("p node room person h", start.Add(10*time.Second)) {
		t.Error("want news once")
	}
	if !p.Here("room", "person", start.Add(39*time.Second)) || p.Here("room", "person", start.Add(41*time.Second)) {
		t.Error("want presence for 30 s after the last renewal")
	}
	if got := p.Expire(start.Add(41 * time.Second)); len(got) != 1 || p.Rooms() != 0 {
		t.Errorf("got %v expired and %d rooms kept, want one and none", got, p.Rooms())
	}
}

func TestTypingIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := house.NewPresence()
		var stops atomic.Int32
		p.EnterAs("room", "person")
		for range 3 {
			p.Types("room", "person", func() { stops.Add(1) })
			time.Sleep(3 * time.Second)
		}
		if stops.Load() != 0 {
			t.Error("forgotten while typing")
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if stops.Load() != 1 {
			t.Errorf("got %d stops, want one five seconds after the last key", stops.Load())
		}
	})
}
