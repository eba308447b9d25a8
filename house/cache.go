package house

import (
	"context"
	"sync"
	"time"
)

// cacheLife bounds how long another node's change can stay unseen when its
// bell was lost. Writing checks the store again inside its transaction, and a
// removed member has no key for what comes after, so stale rows leak nothing.
const cacheLife = 2 * time.Second

// maxCachedRooms bounds the memory of the cache.
const maxCachedRooms = 4096

// roomState is a room with its whole roster, checked. It is never changed
// after it was made. Its counters are as old as it is.
type roomState struct {
	room   RoomRow
	text   roomText // slug and name where the house may know them
	floor  floorState
	roster map[PersonID]RosterRow
	loaded time.Time
}

// roomCache spares the queries of entering a room: a line in a room of a
// thousand would otherwise cost thousands.
type roomCache struct {
	mu      sync.Mutex
	expires bool
	gen     uint64
	rooms   map[RoomID]*roomState
	slugs   map[string]RoomID
}

func newRoomCache(expires bool) *roomCache {
	return &roomCache{expires: expires, rooms: map[RoomID]*roomState{}, slugs: map[string]RoomID{}}
}

func (c *roomCache) get(id RoomID, now time.Time) *roomState {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.rooms[id]
	if st == nil || c.expires && now.Sub(st.loaded) > cacheLife {
		return nil
	}
	return st
}

func (c *roomCache) slug(place string) (RoomID, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, ok := c.slugs[place]
	return id, ok
}

func (c *roomCache) generation() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gen
}

// put keeps what was loaded since generation gen, unless something was
// dropped meanwhile.
func (c *roomCache) put(st *roomState, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen != gen {
		return
	}
	if len(c.rooms) >= maxCachedRooms {
		clear(c.rooms)
		clear(c.slugs)
	}
	c.rooms[st.room.ID] = st
	if st.room.Class != ClassDirect {
		c.slugs[st.floor.text.Code+"/"+st.text.Slug] = st.room.ID
	}
}

// drop forgets a room after a change of its row, roster or epoch.
func (c *roomCache) drop(id RoomID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	if st := c.rooms[id]; st != nil {
		delete(c.slugs, st.floor.text.Code+"/"+st.text.Slug)
		delete(c.rooms, id)
	}
}

// dropAll forgets everything, after a floor changed or bells were lost.
func (c *roomCache) dropAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	clear(c.rooms)
	clear(c.slugs)
}

// state gives a room with its roster, from the cache or the store.
func (s *Service) state(ctx context.Context, id RoomID) (*roomState, error) {
	if st := s.cache.get(id, s.clock()); st != nil {
		return st, nil
	}
	gen := s.cache.generation()
	st, err := s.loadState(ctx, s.store, id)
	if err != nil {
		return nil, err
	}
	s.cache.put(st, gen)
	return st, nil
}

// loadState reads and checks a room and its roster.
func (s *Service) loadState(ctx context.Context, r Reader, id RoomID) (*roomState, error) {
	room, err := r.Room(ctx, id)
	if err != nil {
		return nil, notRoom(err)
	}
	if err := s.verify(&room); err != nil {
		return nil, err
	}
	if room.hidden() {
		return nil, errNoRoom()
	}
	st := &roomState{room: room, roster: map[PersonID]RosterRow{}, loaded: s.clock()}
	rows, err := r.Roster(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return nil, err
		}
		st.roster[row.Person] = row
	}
	if room.Class == ClassDirect {
		return st, nil
	}
	if st.floor, err = s.floorByID(ctx, r, room.Floor); err != nil {
		return nil, err
	}
	st.text, err = s.openRoomText(room)
	return st, err
}

// hidden tells whether a row is no room that anybody can be in.
func (r RoomRow) hidden() bool { return r.State == roomBuilding || r.State == roomTemplate }

// notRoom turns a missing row into the refusal that tells nothing.
func notRoom(err error) error {
	if KindOf(err) == NotFound {
		return errNoRoom()
	}
	return err
}
