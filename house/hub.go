package house

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// maxMail is how many different events wait for one session; one more, and
// they are replaced by one EventResync.
const maxMail = 256

// hub tells sessions what changed. It carries no words: a session that is told
// that a room changed reads it again, with its own rights and keys. Publishing
// comes after commit, never blocks and costs the room's subscribers only.
type hub struct {
	presence  *presence
	bell      *ringer
	names     *nameCache
	sanctions *sanctionCache
	resyncs   atomic.Uint64 // mailboxes that ran over
	living    *living

	mu     sync.RWMutex
	all    map[*Subscription]struct{}
	people map[PersonID]*household
	rooms  map[RoomID]map[*Subscription]struct{}
	until  time.Time // of the drain; zero while the house runs

	closing Closing   // as sessions were told
	said    string    // announcements, as they were told
	told    time.Time // the end of a countdown that those concerned were told of
}

// household is the living sessions of one person and the rooms they watch.
type household struct {
	gen   int // counts changes, so that a list read before one is not used
	subs  map[*Subscription]struct{}
	rooms map[RoomID]struct{}
}

func newHub() *hub {
	return &hub{
		presence: newPresence(), bell: newRinger(), names: newNameCache(), sanctions: newSanctionCache(), living: newLiving(),
		all:    map[*Subscription]struct{}{},
		people: map[PersonID]*household{},
		rooms:  map[RoomID]map[*Subscription]struct{}{},
	}
}

// Subscribe opens a mailbox of what happens in the actor's rooms and to the
// actor. Who may: everybody who came in; guests hear of the rooms they enter
// and of the server's stop. Close it when the session ends.
func (s *Service) Subscribe(ctx context.Context, a Actor) (*Subscription, error) {
	if a.role == RoleNobody {
		return nil, errForbidden()
	}
	if a.ring.over() {
		return nil, errGone(a)
	}
	sub := newSubscription(s.hub, a.person)
	sub.ring = a.ring
	s.hub.add(sub)
	if a.person != "" {
		if err := s.rewatch(ctx, a.person); err != nil {
			sub.Close()
			return nil, err
		}
	}
	return sub, nil
}

// rewatch makes the person's sessions watch the rooms that they are in now.
func (s *Service) rewatch(ctx context.Context, person PersonID) error {
	for range maxRaces {
		gen, living := s.hub.changing(person)
		if !living {
			return nil
		}
		rows, err := s.store.RostersOf(ctx, person)
		if err != nil {
			return err
		}
		rooms := make(map[RoomID]struct{}, len(rows))
		for _, r := range rows {
			if r.State == stateJoined || r.State == stateEnded {
				rooms[r.Room] = struct{}{}
			}
		}
		if s.hub.watchOnly(person, gen, rooms) {
			return nil
		}
	}
	return nil // others are changing it and will be the last
}

func (h *hub) add(sub *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[sub] = struct{}{}
	if !h.until.IsZero() {
		sub.put(Event{Kind: EventDrain, Until: h.until})
	}
	if sub.person == "" {
		return
	}
	p := h.people[sub.person]
	if p == nil {
		p = &household{subs: map[*Subscription]struct{}{}, rooms: map[RoomID]struct{}{}}
		h.people[sub.person] = p
	}
	p.subs[sub] = struct{}{}
	for room := range p.rooms {
		h.index(room, sub)
	}
}

func (h *hub) remove(sub *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, sub)
	for room := range sub.extra {
		h.unindex(room, sub)
	}
	p := h.people[sub.person]
	if p == nil {
		return
	}
	for room := range p.rooms {
		h.unindex(room, sub)
	}
	if delete(p.subs, sub); len(p.subs) == 0 {
		delete(h.people, sub.person)
	}
}

// index and unindex are called with mu held.
func (h *hub) index(room RoomID, sub *Subscription) {
	if h.rooms[room] == nil {
		h.rooms[room] = map[*Subscription]struct{}{}
	}
	h.rooms[room][sub] = struct{}{}
}

func (h *hub) unindex(room RoomID, sub *Subscription) {
	if delete(h.rooms[room], sub); len(h.rooms[room]) == 0 {
		delete(h.rooms, room)
	}
}

// changing says that the person's rooms are about to be read.
func (h *hub) changing(person PersonID) (gen int, living bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.people[person]
	if p == nil {
		return 0, false
	}
	p.gen++
	return p.gen, true
}

// watchOnly sets what the person's sessions watch. It tells false when
// somebody else began to read the person's rooms since changing gave gen.
func (h *hub) watchOnly(person PersonID, gen int, rooms map[RoomID]struct{}) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.people[person]
	if p == nil {
		return true
	}
	if p.gen != gen {
		return false
	}
	for room := range p.rooms {
		if _, stay := rooms[room]; stay {
			continue
		}
		for sub := range p.subs {
			h.unindex(room, sub)
		}
	}
	for room := range rooms {
		for sub := range p.subs {
			h.index(room, sub)
		}
	}
	p.rooms = rooms
	return true
}

// watchExtra makes a guest's session watch a room it has entered.
func (h *hub) watchExtra(sub *Subscription, room RoomID, on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, living := h.all[sub]; !living {
		return
	}
	if !on {
		delete(sub.extra, room)
		h.unindex(room, sub)
		return
	}
	if sub.extra == nil {
		sub.extra = map[RoomID]struct{}{}
	}
	sub.extra[room] = struct{}{}
	h.index(room, sub)
}

// tellRoom, tellPerson and tellAll put an event into this node's mailboxes.
func (h *hub) tellRoom(kind EventKind, room RoomID) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for sub := range h.rooms[room] {
		sub.put(Event{Kind: kind, Room: room})
	}
}

func (h *hub) tellPerson(kind EventKind, person PersonID) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	p := h.people[person]
	if p == nil {
		return
	}
	for sub := range p.subs {
		sub.put(Event{Kind: kind})
	}
}

func (h *hub) tellAll(e Event) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for sub := range h.all {
		sub.put(e)
	}
}

// watched lists the rooms that somebody on this node watches.
func (h *hub) watched() []RoomID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ids := make([]RoomID, 0, len(h.rooms))
	for id := range h.rooms {
		ids = append(ids, id)
	}
	return ids
}

func (h *hub) livingPeople() []PersonID {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ids := make([]PersonID, 0, len(h.people))
	for id := range h.people {
		ids = append(ids, id)
	}
	return ids
}

func (h *hub) draining() bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return !h.until.IsZero()
}
