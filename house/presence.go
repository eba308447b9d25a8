package house

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

const (
	typingFor   = 5 * time.Second  // after the last key
	leaseFor    = 30 * time.Second // what another node said about a person
	renewsEvery = 10 * time.Second
)

// presence knows who is in which room now: the sessions of this node, and by
// leases those of other nodes. It lives in memory only.
type presence struct {
	mu    sync.Mutex
	rooms map[RoomID]map[PersonID]*stay
	lists map[RoomID]presentList // see crowd.go
	told  map[RoomID]bool        // rooms whose sessions are to be told soon
	gen   int                    // counts changes
	gens  map[RoomID]int         // the last one of a room, so that a list made before it is not kept

	making chan struct{} // holds the one who makes a crowd's list
}

// stay is one person's presence in a room.
type stay struct {
	here   map[*Subscription]struct{}
	typing *time.Timer      // runs out when they stopped; nil: not typing
	away   map[string]lease // by node
}

type lease struct {
	until  time.Time
	typing bool
}

func newPresence() *presence {
	return &presence{
		rooms: map[RoomID]map[PersonID]*stay{}, lists: map[RoomID]presentList{}, told: map[RoomID]bool{},
		gens: map[RoomID]int{}, making: make(chan struct{}, 1),
	}
}

// Enter says that the session has the place open; the room's sessions hear of
// it once a person. Who may: everybody who may read there.
func (s *Service) Enter(ctx context.Context, a Actor, sub *Subscription, place string) error {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return err
	}
	if sub == nil || sub.person != a.person {
		return errForbidden()
	}
	if a.person == "" {
		s.hub.watchExtra(sub, in.room.ID, true)
		return nil
	}
	if s.hub.presence.enter(sub, in.room.ID) {
		s.hub.presenceChanged(in.room.ID, a.person)
	}
	return nil
}

// Exit takes Enter back; Close does so for all places of a session.
func (s *Service) Exit(ctx context.Context, a Actor, sub *Subscription, place string) {
	if a.role == RoleNobody || sub == nil || sub.person != a.person {
		return
	}
	id, err := s.roomAt(ctx, a, place)
	if err != nil {
		return // the presence ends with the session, or with the membership
	}
	if a.person == "" {
		s.hub.watchExtra(sub, id, false)
		return
	}
	if s.hub.presence.leave(sub, id) {
		s.hub.presenceChanged(id, a.person)
	}
}

// Typing says that the actor is writing at the place; it is forgotten after
// five seconds or when the words are sent. Who may: those who may write there.
func (s *Service) Typing(ctx context.Context, a Actor, place string) error {
	in, err := s.enter(ctx, a, place, DoSay)
	if err != nil {
		return err
	}
	if s.hub.presence.types(in.room.ID, a.person, func() { s.stopsTyping(in.room.ID, a.person) }) {
		s.hub.presenceChanged(in.room.ID, a.person)
	}
	return nil
}

// stopsTyping is called when the words were sent or the time is over.
func (s *Service) stopsTyping(room RoomID, person PersonID) {
	if s.hub.presence.rests(room, person) {
		s.hub.presenceChanged(room, person)
	}
}

// Present lists who is at a place now, by name; the list is not the caller's to
// change. Who may: those inside.
func (s *Service) Present(ctx context.Context, a Actor, place string) ([]Presence, error) {
	in, err := s.enter(ctx, a, place, DoSeeMembers)
	if err != nil {
		return nil, err
	}
	if a.person == "" {
		return nil, errForbidden()
	}
	list, err := s.presentIn(ctx, in)
	if err == nil && in.room.Class != ClassDirect && !in.reads(KindChat) {
		list = slices.Clone(list)
		for i := range list {
			list[i].Typing = false // of a chat that is not theirs to see
		}
	}
	return list, err
}

func byName(x, y Presence) int {
	return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Person, y.Person))
}

// hereNow tells who is in a room, for the list of members.
func (s *Service) hereNow(room RoomID) map[PersonID]bool {
	here := s.hub.presence.in(room, s.clock())
	for id := range here {
		here[id] = true
	}
	return here
}

// at gives the person's stay in a room, with mu held.
func (p *presence) at(room RoomID, person PersonID) *stay {
	people := p.rooms[room]
	if people == nil {
		people = map[PersonID]*stay{}
		p.rooms[room] = people
	}
	if people[person] == nil {
		people[person] = &stay{here: map[*Subscription]struct{}{}, away: map[string]lease{}}
	}
	return people[person]
}

// tidy drops what is empty, with mu held.
func (p *presence) tidy(room RoomID, person PersonID) {
	if st := p.rooms[room][person]; st == nil || len(st.here)+len(st.away) > 0 {
		return
	}
	if delete(p.rooms[room], person); len(p.rooms[room]) == 0 {
		delete(p.rooms, room)
		delete(p.lists, room)
	}
}

// enter tells whether the person was not there before.
func (p *presence) enter(sub *Subscription, room RoomID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if sub.entered == nil { // closed
		return false
	}
	sub.entered[room]++
	st := p.at(room, sub.person)
	was := len(st.here)
	p.changed(room)
	st.here[sub] = struct{}{}
	return was == 0
}

// leave tells whether the person's last session left.
func (p *presence) leave(sub *Subscription, room RoomID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if sub.entered[room] == 0 {
		return false
	}
	if sub.entered[room]--; sub.entered[room] > 0 {
		return false
	}
	delete(sub.entered, room)
	return p.out(sub, room)
}

// leaveAll ends a session and gives the rooms where it was the person's last.
func (p *presence) leaveAll(sub *Subscription) []RoomID {
	p.mu.Lock()
	defer p.mu.Unlock()
	var gone []RoomID
	for room := range sub.entered {
		if p.out(sub, room) {
			gone = append(gone, room)
		}
	}
	sub.entered = nil
	return gone
}

// out is called with mu held.
func (p *presence) out(sub *Subscription, room RoomID) bool {
	st := p.rooms[room][sub.person]
	if st == nil {
		return false
	}
	p.changed(room)
	delete(st.here, sub)
	gone := len(st.here) == 0
	if gone && st.typing != nil {
		st.typing.Stop()
		st.typing = nil
	}
	p.tidy(room, sub.person)
	return gone
}

// types tells whether the person, who must be there, was not typing before;
// over runs when they have stopped.
func (p *presence) types(room RoomID, person PersonID, over func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.rooms[room][person]
	if st == nil || len(st.here) == 0 {
		return false
	}
	if st.typing != nil {
		st.typing.Reset(typingFor)
		return false
	}
	p.changed(room)
	st.typing = time.AfterFunc(typingFor, over)
	return true
}

// rests tells whether the person was typing.
func (p *presence) rests(room RoomID, person PersonID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.rooms[room][person]
	if st == nil || st.typing == nil {
		return false
	}
	p.changed(room)
	st.typing.Stop()
	st.typing = nil
	return true
}

// in tells who is in a room, and whether they type.
func (p *presence) in(room RoomID, now time.Time) map[PersonID]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make(map[PersonID]bool, len(p.rooms[room]))
	for id, st := range p.rooms[room] {
		typing, here := st.typing != nil, len(st.here) > 0
		for _, l := range st.away {
			if now.Before(l.until) {
				here, typing = true, typing || l.typing
			}
		}
		if here {
			out[id] = typing
		}
	}
	return out
}
