package house

import (
	"fmt"
	"strings"
	"time"
)

// What a presence line says of a person: there, there and typing, gone.
const (
	saysHere   = "h"
	saysTyping = "t"
	saysGone   = "-"
)

// line is what the other nodes hear of a person's presence at this node.
func (p *presence) line(node string, room RoomID, person PersonID) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := saysGone
	if st := p.rooms[room][person]; st != nil {
		state = st.state()
	}
	return fmt.Sprintf("p %s %s %s %s", node, room, person, state)
}

// state is called with mu held.
func (st *stay) state() string {
	switch {
	case len(st.here) == 0:
		return saysGone
	case st.typing != nil:
		return saysTyping
	}
	return saysHere
}

// lines renews the leases of everybody who is at this node.
func (p *presence) lines(node string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for room, people := range p.rooms {
		for person, st := range people {
			if len(st.here) > 0 {
				out = append(out, fmt.Sprintf("p %s %s %s %s", node, room, person, st.state()))
			}
		}
	}
	return out
}

// presenceOf takes a line apart.
func presenceOf(line string) (node string, room RoomID, person PersonID, state string, ok bool) {
	f := strings.Fields(line)
	if len(f) != 4 {
		return "", "", "", "", false
	}
	return f[0], RoomID(f[1]), PersonID(f[2]), f[3], true
}

// hear takes what another node says and tells whether it is news.
func (p *presence) hear(node string, room RoomID, person PersonID, state string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if state == saysGone && p.rooms[room][person] == nil {
		return false
	}
	p.changed(room)
	st := p.at(room, person)
	old, had := st.away[node]
	if state == saysGone {
		delete(st.away, node)
		p.tidy(room, person)
		return had
	}
	st.away[node] = lease{until: now.Add(leaseFor), typing: state == saysTyping}
	return !had || old.typing != st.away[node].typing
}

// expire drops the leases of nodes that have gone silent and gives the rooms.
func (p *presence) expire(now time.Time) []RoomID {
	p.mu.Lock()
	defer p.mu.Unlock()
	var rooms []RoomID
	for room, people := range p.rooms {
		gone := false
		for person, st := range people {
			for node, l := range st.away {
				if !now.Before(l.until) {
					delete(st.away, node)
					gone = true
				}
			}
			p.tidy(room, person)
		}
		if gone {
			p.changed(room)
			rooms = append(rooms, room)
		}
	}
	return rooms
}
