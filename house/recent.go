package house

import (
	"container/list"
	"sync"
)

const (
	ringRows     = 128     // changes kept a room
	ringBytes    = 1 << 16 // of sealed words kept a room
	ringsAtATime = 1000    // rooms
	asksAtOnce   = 4       // readers who ask the store; the others find what they learned
)

// recent keeps the last changes of rooms, sealed as they lie in the store, so
// that a line read by a thousand sessions is fetched from the store by none.
// It answers only what it knows to be whole; in doubt the store is asked.
type recent struct {
	mu    sync.Mutex
	rooms map[RoomID]*list.Element // of *changeRing
	used  *list.List               // front: used last

	asking chan struct{} // holds those who ask the store
}

// changeRing is the last changes of one room by their counter. Commits come in
// any order, so there may be holes.
type changeRing struct {
	room  RoomID
	rows  map[int64]MessageRow
	low   int64 // nothing is kept below
	top   int64 // the highest counter that is known
	bytes int
	// unsure: others may have written above top. A ring begins so, becomes so
	// when somebody says that the room changed without giving the rows, and
	// stays so until the store was asked after that (gen tells).
	unsure bool
	gen    int
}

func newRecent() *recent {
	return &recent{rooms: map[RoomID]*list.Element{}, used: list.New(), asking: make(chan struct{}, asksAtOnce)}
}

// ring gives a room's ring, with mu held; nil where there is none.
func (c *recent) ring(room RoomID) *changeRing {
	e := c.rooms[room]
	if e == nil {
		return nil
	}
	c.used.MoveToFront(e)
	return e.Value.(*changeRing)
}

// add keeps rows that this node has committed.
func (c *recent) add(rows ...MessageRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, row := range rows {
		r := c.ring(row.Room)
		if r == nil {
			r = &changeRing{room: row.Room, rows: map[int64]MessageRow{}, low: row.Mod, unsure: true}
			c.rooms[row.Room] = c.used.PushFront(r)
			if c.used.Len() > ringsAtATime {
				last := c.used.Back()
				delete(c.rooms, last.Value.(*changeRing).room)
				c.used.Remove(last)
			}
		}
		r.add(row)
	}
}

func (r *changeRing) add(row MessageRow) {
	if _, there := r.rows[row.Mod]; there || row.Mod <= r.top-ringRows {
		return
	}
	r.rows[row.Mod] = row
	r.bytes += len(row.Body)
	r.low, r.top = min(r.low, row.Mod), max(r.top, row.Mod)
	if r.top-r.low > 2*ringRows { // others wrote very much meanwhile
		for m := range r.rows {
			if m <= r.top-ringRows {
				r.forget(m)
			}
		}
		r.low = r.top - ringRows + 1
	}
	for ; r.low <= r.top && (r.top-r.low >= ringRows || r.bytes > ringBytes); r.low++ {
		r.forget(r.low)
	}
}

func (r *changeRing) forget(mod int64) {
	r.bytes -= len(r.rows[mod].Body)
	delete(r.rows, mod)
}

// doubt empties the ring.
func (r *changeRing) doubt() {
	clear(r.rows)
	r.bytes, r.low, r.unsure = 0, r.top+1, true
	r.gen++
}

// changes gives the rows of a room above after, at most limit, when the ring
// is sure to hold them all. Otherwise ask the store and tell learn, with gen.
func (c *recent) changes(room RoomID, after int64, limit int) (rows []MessageRow, gen int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.ring(room)
	if r == nil {
		return nil, 0, false
	}
	if r.unsure || after < 0 || r.top-after > ringRows {
		return nil, r.gen, false
	}
	newest := make(map[MessageID]int64, r.top-after)
	for m := after + 1; m <= r.top; m++ {
		row, there := r.rows[m]
		if !there {
			return nil, r.gen, false
		}
		newest[row.ID] = m
	}
	for m := after + 1; m <= r.top && len(rows) < limit; m++ {
		if row := r.rows[m]; newest[row.ID] == m {
			rows = append(rows, row)
		}
	}
	return rows, r.gen, true
}

// learn says that the store was asked after changes gave gen, and that these were
// the room's last changes then. They fill the holes for those who ask next.
func (c *recent) learn(room RoomID, gen int, rows []MessageRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.ring(room)
	if r == nil || r.gen != gen {
		return
	}
	for _, row := range rows {
		r.add(row)
	}
	r.unsure, r.top = false, max(r.top, rows[len(rows)-1].Mod)
}

// nothingAbove says that the store was asked after changes gave gen and had
// nothing above after.
func (c *recent) nothingAbove(room RoomID, gen int, after int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A reader may ask from any counter; only one that is known says anything.
	if r := c.ring(room); r != nil && r.gen == gen && after <= r.top {
		r.unsure = false
	}
}

// doubt says that a room changed in a way the ring was not given: by another
// node, by an event line, by retention.
func (c *recent) doubt(room RoomID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.ring(room); r != nil {
		r.doubt()
	}
}

// doubtAll is doubt for all rooms.
func (c *recent) doubtAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.rooms {
		e.Value.(*changeRing).doubt()
	}
}

// top is the highest change counter that this node knows of a room.
func (c *recent) top(room RoomID) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.rooms[room]; e != nil {
		return e.Value.(*changeRing).top
	}
	return 0
}
