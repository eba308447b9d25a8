package house_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/vault"
)

// phrase is a password that everybody in these tests has.
const phrase = "correct horse battery"

func newHouseKey() []byte { return vault.NewHouseKey() }

// ahead is a store whose clock can be put forward.
type ahead struct {
	house.Store
	by        *atomic.Int64
	meanwhile *atomic.Pointer[func()]
}

func (s ahead) Now(ctx context.Context) (time.Time, error) {
	now, err := s.Store.Now(ctx)
	return now.Add(time.Duration(s.by.Load())), err
}

func (s ahead) InTx(ctx context.Context, do func(house.Tx) error) error {
	if f := s.meanwhile.Swap(nil); f != nil {
		(*f)()
	}
	return s.Store.InTx(ctx, func(tx house.Tx) error { return do(aheadTx{tx, s.by}) })
}

type aheadTx struct {
	house.Tx
	by *atomic.Int64
}

func (t aheadTx) Now(ctx context.Context) (time.Time, error) {
	now, err := t.Tx.Now(ctx)
	return now.Add(time.Duration(t.by.Load())), err
}

// lodge is a house with people in it.
type lodge struct {
	*house.Service
	t     *testing.T
	store house.Store
	key   []byte
	by    *atomic.Int64

	meanwhile *atomic.Pointer[func()] // done once, before the next transaction begins
}

// newLodge opens an empty house in a fresh SQLite file.
func newLodge(t *testing.T) *lodge {
	t.Helper()
	return lodgeAt(t, storetest.SQLitePath(t))
}

func lodgeAt(t *testing.T, target string) *lodge {
	t.Helper()
	l := &lodge{t: t, key: newHouseKey(), by: &atomic.Int64{}, meanwhile: &atomic.Pointer[func()]{}}
	l.store = ahead{storetest.Open(t, target), l.by, l.meanwhile}
	l.reopen(true)
	return l
}

// reopen starts the house anew over the same store.
func (l *lodge) reopen(weak bool) {
	l.t.Helper()
	s, err := house.Open(l.t.Context(), house.Config{Store: l.store, HouseKey: l.key, WeakKDF: weak, Clock: l.now})
	if err != nil {
		l.t.Fatalf("open house: %v", err)
	}
	l.Service = s
}

func (l *lodge) now() time.Time { return time.Now().Add(time.Duration(l.by.Load())) }

// pass lets time go by and the house do its own work.
func (l *lodge) pass(d time.Duration) {
	l.by.Add(int64(d))
	l.Sweep(l.t.Context())
}

// before has f done between what the next deed reads and what it writes.
func (l *lodge) before(f func()) { l.meanwhile.Store(&f) }

// admin is the first house admin.
func (l *lodge) admin() house.Actor {
	l.t.Helper()
	code, needed, err := l.SetupTicket(l.t.Context())
	if err != nil || !needed {
		l.t.Fatalf("setup ticket: got %v, %v, want one", needed, err)
	}
	_, a := l.registerBy(code, "admin")
	return a
}

// registerBy redeems a ticket as a member.
func (l *lodge) registerBy(code, name string) (house.Registered, house.Actor) {
	l.t.Helper()
	bearer, err := l.TicketDoor(l.t.Context(), code)
	if err != nil {
		l.t.Fatalf("ticket door: %v", err)
	}
	return l.register(bearer, name)
}

func (l *lodge) register(who house.Actor, name string) (house.Registered, house.Actor) {
	l.t.Helper()
	r, a, err := l.Register(l.t.Context(), who, house.Registration{Name: name, Password: phrase, AcceptTerms: true})
	if err != nil {
		l.t.Fatalf("register %s: %v", name, err)
	}
	return r, a
}

// member is a new member.
func (l *lodge) member(name string) house.Actor {
	l.t.Helper()
	_, a := l.register(l.Newcomer(), name)
	return a
}

// in logs a member in.
func (l *lodge) in(name string) house.Actor {
	l.t.Helper()
	a, err := l.Login(l.t.Context(), name, phrase)
	if err != nil {
		l.t.Fatalf("login %s: %v", name, err)
	}
	return a
}

// must ends the test where something that prepares it fails.
func (l *lodge) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// floor is a new floor of a.
func (l *lodge) floor(a house.Actor, code string, state house.FloorState) {
	l.t.Helper()
	_, err := l.NewFloor(l.t.Context(), a, house.FloorSpec{Code: code, Name: "Floor " + code, State: state})
	l.must(err)
}

// room is a new room of a, with others in it.
func (l *lodge) room(a house.Actor, place string, kind house.RoomKind, others ...house.Actor) {
	l.t.Helper()
	_, err := l.NewRoom(l.t.Context(), a, house.RoomSpec{Place: place, Name: "Room " + place, Kind: kind})
	l.must(err)
	for _, other := range others {
		_, err := l.Invite(l.t.Context(), a, place, other.Name())
		l.must(err)
		_, err = l.Join(l.t.Context(), other, place)
		l.must(err)
	}
}

// said is the chat of a room as a reads it, oldest first.
func (l *lodge) said(a house.Actor, place string) ([]string, error) {
	posts, err := l.Read(l.t.Context(), a, place, house.ReadQuery{})
	var out []string
	for _, p := range posts {
		if p.Kind != house.KindEvent {
			out = append(out, p.Text)
		}
	}
	return out, err
}

// wantKey checks the sentence of a refusal.
func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	if !house.IsKey(err, key) {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

// takenAlong is everything of somebody in one piece.
type takenAlong struct {
	house.Export
	Posts []house.Post
	Notes []house.Note
}

// takeAlong collects what an export gives.
func (l *lodge) takeAlong(a house.Actor) (x takenAlong, err error) {
	l.t.Helper()
	err = l.ExportAccount(l.t.Context(), a, house.Taking{
		Account: func(e house.Export) error { x.Export = e; return nil },
		Post:    func(p house.Post) error { x.Posts = append(x.Posts, p); return nil },
		Note:    func(n house.Note) error { x.Notes = append(x.Notes, n); return nil },
	})
	return x, err
}
