package house

import "github.com/google/uuid"

// Ids are typed so that a room's id can never be passed where a person's is
// wanted. They are UUIDv7 strings: unique without asking anybody.
type (
	// PersonID names a member or a visitor for ever; names may change.
	PersonID string
	// FloorID names a floor.
	FloorID string
	// RoomID names a room, or the room behind a private conversation.
	RoomID string
	// MessageID names a board post, chat line, event line or private message.
	MessageID string
	// CardID names a counsellor's card.
	CardID string
	// TicketID names a ticket; it is no secret.
	TicketID string
	// SessionID names one session of one connection, in memory only.
	SessionID string
)

// newID returns a fresh UUIDv7 (RFC 9562), whose order follows time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
