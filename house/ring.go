package house

import (
	"sync"
	"time"

	"stockwerk/vault"
)

// ring is the keys of one connection: the person's identity and the room keys
// opened with it. They live in memory only and are zeroed at lock and logout.
type ring struct {
	mu      sync.Mutex
	who     *vault.Identity
	rooms   map[RoomID]map[int]*vault.RoomKey
	public  vault.Public // of the key pair they came in with
	outside bool         // they came in shut out of the house
	ended   bool         // the visit or account is over; nothing opens the ring again
	after   []func()     // called at the end
	news    whoSince     // what became of them since they came in (onterms.go)

	// For the list of connections (devices.go).
	id, way, fingerprint string
	since                time.Time
	kinds                func() []string // nil: it is not listed
}

func newRing(who *vault.Identity) *ring { return &ring{who: who} }

func (r *ring) locked() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.who == nil
}

// identity gives the person's key pair, or nil when locked.
func (r *ring) identity() *vault.Identity {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.who
}

// open puts an identity in, and drops the one that was there. It tells false,
// and wipes the identity, when the ring has ended.
func (r *ring) open(who *vault.Identity) bool {
	r.lock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		who.Zero()
		return false
	}
	r.who = who
	return true
}

// end zeroes everything for good.
func (r *ring) end() {
	r.mu.Lock()
	after := r.after
	r.ended, r.after = true, nil
	r.mu.Unlock()
	r.lock()
	for _, do := range after {
		go do()
	}
}

// shut notes that whoever came in with the ring is shut out of the house.
func (r *ring) shut(out bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outside = out
}

func (r *ring) isOutside() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outside
}

// over tells whether the ring has ended.
func (r *ring) over() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// whenEnded calls do at the end of the ring.
func (r *ring) whenEnded(do func()) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		go do()
		return
	}
	r.after = append(r.after, do)
}

// lock zeroes everything.
func (r *ring) lock() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.who != nil {
		r.who.Zero()
	}
	for _, epochs := range r.rooms {
		for _, k := range epochs {
			k.Zero()
		}
	}
	r.who, r.rooms = nil, nil
}

func (r *ring) key(room RoomID, epoch int) *vault.RoomKey {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rooms[room][epoch]
}

// keep remembers a key; a ring that was locked meanwhile zeroes it instead.
func (r *ring) keep(room RoomID, k *vault.RoomKey) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.who == nil {
		return
	}
	if r.rooms == nil {
		r.rooms = map[RoomID]map[int]*vault.RoomKey{}
	}
	if r.rooms[room] == nil {
		r.rooms[room] = map[int]*vault.RoomKey{}
	}
	r.rooms[room][k.Epoch()] = k
}

// forget drops a room's keys, when the person is no longer in it.
func (r *ring) forget(room RoomID) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range r.rooms[room] {
		k.Zero()
	}
	delete(r.rooms, room)
}
