package talk

import (
	"context"
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Stream says which words a Talk shows and how one's own get there.
type Stream struct {
	Place string // as House.Read takes it
	Draft string // place of the draft
	Kind  house.MessageKind
	Max   int    // characters of a line
	Empty string // sentence for a stream with nothing in it
	// Room reads what is known of the room. Where it gives a room without an ID,
	// the first line is going to make it.
	Room func(ctx context.Context, h kit.House, a house.Actor) (house.RoomDetail, error)
	// Send stores a line; a repeat under the same key is harmless.
	Send func(ctx context.Context, h kit.House, a house.Actor, text, key string) (house.Sent, error)
	// Live tells that people see who is here and who writes, that "/me" is
	// understood, and that the house's own lines stand among theirs.
	Live bool
}

// takes tells which posts belong to the stream.
func (s Stream) takes(p house.Post) bool {
	return p.Kind == s.Kind || s.Live && p.Kind == house.KindEvent
}

// said is a line without "/me", and whether it was there.
func (s Stream) said(w kit.Words) (string, bool) {
	if !s.Live {
		return strings.TrimSpace(w.Text), false
	}
	return strings.CutPrefix(strings.TrimSpace(w.Text), "/me ")
}

// clean is the text of a line as the house stores it.
func (s Stream) clean(w kit.Words) string {
	said, _ := s.said(w)
	said, _ = house.CleanText(said, s.Max)
	return said
}
