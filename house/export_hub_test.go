package house

import (
	"strings"
	"time"
)

// Put lets a test fill a mailbox.
func (s *Subscription) Put(e Event) { s.put(e) }

// PresenceBoard lets a test work on presence with a clock of its own.
type PresenceBoard struct{ *presence }

// NewPresence is empty.
func NewPresence() PresenceBoard { return PresenceBoard{newPresence()} }

// Hear takes a line of another node.
func (p PresenceBoard) Hear(line string, now time.Time) bool {
	node, room, person, state, ok := presenceOf(strings.TrimPrefix(line, "p "))
	return ok && p.hear(node, room, person, state, now)
}

// Here tells whether a person is in a room.
func (p PresenceBoard) Here(room RoomID, person PersonID, now time.Time) bool {
	_, here := p.in(room, now)[person]
	return here
}

// Expire drops old leases.
func (p PresenceBoard) Expire(now time.Time) []RoomID { return p.expire(now) }

// Rooms counts what is kept.
func (p PresenceBoard) Rooms() int { return len(p.rooms) }

// EnterAs lets a session of a person enter.
func (p PresenceBoard) EnterAs(room RoomID, person PersonID) {
	p.enter(newSubscription(nil, person), room)
}

// Types says that a person types.
func (p PresenceBoard) Types(room RoomID, person PersonID, over func()) { p.types(room, person, over) }

// Crowd tells a room's sessions that somebody came or went, at once or later.
func (p PresenceBoard) Crowd(room RoomID, tell func()) {
	if wait, pending := p.crowd(room, tell); wait == 0 && !pending {
		tell()
	}
}
