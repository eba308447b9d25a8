package house_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// between is a store in which a test does something between two statements of
// somebody else's deed: the moment that an attacker waits for.
type between struct {
	house.Store
	mu   sync.Mutex
	does map[string]func()
}

// grace is how long a deed in between may take. One that has to wait for the
// transaction it came into goes on after it.
const grace = 300 * time.Millisecond

// after makes do run once, after the next call of the method: "PersonByName"
// outside a transaction, "tx.RosterOf" inside one. The result is closed when do
// has ended.
func (b *between) after(method string, do func()) (ended chan struct{}) {
	ended = make(chan struct{})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.does[method] = func() {
		go func() {
			defer close(ended)
			do()
		}()
		select {
		case <-ended:
		case <-time.After(grace):
		}
	}
	return ended
}

func (b *between) called(method string) {
	b.mu.Lock()
	do := b.does[method]
	delete(b.does, method)
	b.mu.Unlock()
	if do != nil {
		do()
	}
}

func (b *between) PersonByName(ctx context.Context, key string) (house.PersonRow, error) {
	p, err := b.Store.PersonByName(ctx, key)
	b.called("PersonByName")
	return p, err
}

func (b *between) Slots(ctx context.Context, person house.PersonID) ([]house.SlotRow, error) {
	rows, err := b.Store.Slots(ctx, person)
	b.called("Slots")
	return rows, err
}

func (b *between) Roster(ctx context.Context, room house.RoomID) ([]house.RosterRow, error) {
	rows, err := b.Store.Roster(ctx, room)
	b.called("Roster")
	return rows, err
}

func (b *between) Tickets(ctx context.Context, room house.RoomID) ([]house.TicketRow, error) {
	rows, err := b.Store.Tickets(ctx, room)
	b.called("Tickets")
	return rows, err
}

func (b *between) Ticket(ctx context.Context, id house.TicketID) (house.TicketRow, error) {
	row, err := b.Store.Ticket(ctx, id)
	b.called("Ticket")
	return row, err
}

func (b *between) InTx(ctx context.Context, do func(house.Tx) error) error {
	return b.Store.InTx(ctx, func(tx house.Tx) error { return do(betweenTx{tx, b}) })
}

type betweenTx struct {
	house.Tx
	b *between
}

func (t betweenTx) RosterOf(ctx context.Context, room house.RoomID, person house.PersonID) (house.RosterRow, error) {
	row, err := t.Tx.RosterOf(ctx, room, person)
	t.b.called("tx.RosterOf")
	return row, err
}

func (t betweenTx) Slots(ctx context.Context, person house.PersonID) ([]house.SlotRow, error) {
	rows, err := t.Tx.Slots(ctx, person)
	t.b.called("tx.Slots")
	return rows, err
}

// meddler is a house in which deeds can be interrupted.
type meddler struct {
	*lodge
	*between
}

// eachMeddler runs test on both databases. In the house anna owns the
// conference room stadt/kreis on an open floor, with berta in it; carla is on
// the floor.
func eachMeddler(t *testing.T, test func(t *testing.T, m *meddler)) {
	t.Helper()
	storetest.EachTarget(t, func(t *testing.T, target string) {
		t.Parallel()
		l := lodgeAt(t, target)
		m := &meddler{lodge: l, between: &between{Store: l.store, does: map[string]func(){}}}
		l.store = m.between
		l.reopen(true)
		admin := l.admin()
		l.floor(admin, "stadt", house.FloorOpen)
		anna, berta, carla := l.member("anna"), l.member("berta"), l.member("carla")
		for _, a := range []house.Actor{anna, berta, carla} {
			_, err := l.JoinFloor(t.Context(), a, "stadt")
			l.must(err)
		}
		_, err := l.SetFloorCreator(t.Context(), admin, "stadt", "anna", true)
		l.must(err)
		l.room(anna, "stadt/kreis", house.RoomConference, berta)
		test(t, m)
	})
}

// owners counts who owns a room, as somebody in it sees it.
func (m *meddler) owners(a house.Actor, place string) (n int) {
	m.t.Helper()
	list, err := m.Members(m.t.Context(), a, place)
	m.must(err)
	for _, member := range list {
		if member.Role == house.RoleOwner {
			n++
		}
	}
	return n
}

// isIn tells whether a name is on a room's roster, as somebody in it sees it.
func (m *meddler) isIn(a house.Actor, place, name string) bool {
	m.t.Helper()
	list, err := m.Members(m.t.Context(), a, place)
	m.must(err)
	for _, member := range list {
		if member.Name == name {
			return true
		}
	}
	return false
}
