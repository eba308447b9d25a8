package house

import "time"

// EventKind says what changed; screens re-read, events carry no words.
type EventKind string

const (
	EventRoom     EventKind = "room"     // something was written or changed in Room
	EventPresence EventKind = "presence" // who is in Room, or who types there, changed
	EventRoster   EventKind = "roster"   // members, rights, state of Room changed; perhaps one's own
	EventPerson   EventKind = "person"   // invitation, message, floor right: re-read lists and counts
	EventResync   EventKind = "resync"   // some were lost: re-read everything
	EventDrain    EventKind = "drain"    // the server stops at Until
	EventHouse    EventKind = "house"    // the house closes soon, or says something else: ask Closing
	EventTerms    EventKind = "terms"    // there are new terms to agree to
	EventRevoked  EventKind = "revoked"  // this visit or account ended
)

// Event tells a session what to read again.
type Event struct {
	Kind  EventKind
	Room  RoomID
	Until time.Time
}
