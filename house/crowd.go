package house

import (
	"context"
	"maps"
	"slices"
	"time"
)

const (
	// crowded is how many people in a room make its comings and goings no news
	// for each of them: told at once to all, they would cost the square of that.
	crowded = 50
	// crowdEach is what each person adds to the time that such news waits for more.
	crowdEach = 3 * time.Millisecond
	// listLife bounds how long leases that ran out stay in a list.
	listLife = time.Second
)

// presentList is who is in a room, kept for those who ask next. Nobody changes
// it once it was made.
type presentList struct {
	state *roomState
	until time.Time
	list  []Presence
}

// presenceChanged tells this node and the others. In a crowd this node hears of
// it later, once for all that happened meanwhile.
func (h *hub) presenceChanged(room RoomID, person PersonID) {
	h.bell.ring(h.presence.line(h.bell.node, room, person))
	wait, pending := h.presence.crowd(room, func() { h.tellRoom(EventPresence, room) })
	if wait == 0 && !pending {
		h.tellRoom(EventPresence, room)
	}
}

// crowd has tell called in a while when the room is crowded, unless it is to be
// called already.
func (p *presence) crowd(room RoomID, tell func()) (wait time.Duration, pending bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told[room] {
		return 0, true
	}
	n := len(p.rooms[room])
	if n < crowded {
		return 0, false
	}
	p.told[room] = true
	wait = time.Duration(n) * crowdEach
	time.AfterFunc(wait, func() {
		p.mu.Lock()
		delete(p.told, room)
		p.mu.Unlock()
		tell()
	})
	return wait, false
}

// changed forgets what was made of a room's presence. Call it with mu held, with
// every change.
func (p *presence) changed(room RoomID) {
	p.gen++
	p.gens[room] = p.gen
	delete(p.lists, room)
}

// list gives the kept list of a room; gen is for keep.
func (p *presence) list(st *roomState, now time.Time) (list []Presence, gen int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lists[st.room.ID]
	return l.list, p.gens[st.room.ID], l.state == st && now.Before(l.until)
}

// keep keeps a list unless something changed since gen.
func (p *presence) keep(st *roomState, gen int, list []Presence, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gens[st.room.ID] == gen {
		p.lists[st.room.ID] = presentList{st, now.Add(listLife), list}
	}
}

// presentIn lists who is in a room, by name. Readers share a list as long as
// there are no visitors in it, whose names each reader opens with their own keys;
// in a crowd, where all ask at once, the first one makes it for the others.
func (s *Service) presentIn(ctx context.Context, in access) ([]Presence, error) {
	list, gen, ok := s.hub.presence.list(in.state, s.clock())
	if ok {
		return list, nil
	}
	if len(in.state.roster) >= crowded {
		select {
		case s.hub.presence.making <- struct{}{}:
			defer func() { <-s.hub.presence.making }()
		case <-ctx.Done():
			return nil, Errorf(Unavailable, "error.unavailable", ctx.Err())
		}
		if list, gen, ok = s.hub.presence.list(in.state, s.clock()); ok {
			return list, nil
		}
	}
	return s.listPresent(ctx, in, gen)
}

func (s *Service) listPresent(ctx context.Context, in access, gen int) ([]Presence, error) {
	now := s.clock()
	typing := s.hub.presence.in(in.room.ID, now)
	maps.DeleteFunc(typing, func(id PersonID, _ bool) bool { return in.state.roster[id].State != stateJoined })
	names, err := s.knownNames(ctx, in, slices.Collect(maps.Keys(typing)))
	if err != nil {
		return nil, err
	}
	list := make([]Presence, 0, len(typing))
	shared := true
	for id, types := range typing {
		role := in.state.roster[id].Role
		shared = shared && role != RoleVisitor
		list = append(list, Presence{Person: id, Name: names[id], Role: role, Typing: types})
	}
	slices.SortFunc(list, byName)
	if shared {
		s.hub.presence.keep(in.state, gen, list, now)
	}
	return list, nil
}
