package house

import (
	"context"
	"time"
)

// rewatchWithin bounds the query that follows a change of somebody's rooms.
const rewatchWithin = 5 * time.Second

// publishRows keeps what was just committed for the readers and tells them.
func (s *Service) publishRows(rows ...MessageRow) {
	s.recent.add(rows...)
	for i, row := range rows {
		if i > 0 && rows[i-1].Room == row.Room {
			continue
		}
		s.hub.tellRoom(EventRoom, row.Room)
		s.hub.bell.ring("m " + string(row.Room))
	}
}

// publish says that words of a room changed, other than by publishRows. Call
// it after commit.
func (s *Service) publish(room RoomID) {
	s.recent.doubt(room)
	s.hub.tellRoom(EventRoom, room)
	s.hub.bell.ring("m " + string(room))
}

// publishRoster says that members, rights or the state of a room changed.
// Tell the people who came or went by publishPerson too. Call it after commit.
func (s *Service) publishRoster(room RoomID) {
	s.hub.tellRoom(EventRoster, room)
	s.hub.bell.ring("r " + string(room))
}

// publishPerson says that a person came into a room, left one, was invited or
// written to. Call it after commit.
func (s *Service) publishPerson(person PersonID) {
	s.hub.bell.ring("u " + string(person))
	s.personChanged(person)
}

// personChanged is publishPerson on this node.
func (s *Service) personChanged(person PersonID) {
	s.hub.names.forget(person)
	s.hub.sanctions.forget(person)
	ctx, cancel := context.WithTimeout(context.Background(), rewatchWithin)
	defer cancel()
	if err := s.rewatch(ctx, person); err != nil {
		s.log.Warn("rooms of a person not read", "kind", string(KindOf(err)))
	}
	s.hub.tellPerson(EventPerson, person)
}

// publishRevoked ends the person's sessions, and every copy of their actors.
// Call it after commit.
func (s *Service) publishRevoked(person PersonID) {
	s.hub.bell.ring("x " + string(person))
	s.revoked(person)
}

// revoked is publishRevoked on this node.
func (s *Service) revoked(person PersonID) {
	s.hub.names.forget(person)
	s.hub.sanctions.forget(person)
	s.hub.tellPerson(EventRevoked, person)
	s.hub.living.end(person)
}

// Drain tells every session that the server stops at until, and refuses new
// words from now on; drafts are still kept. Only the program calls it.
func (s *Service) Drain(until time.Time) {
	s.hub.mu.Lock()
	s.hub.until = until
	s.hub.mu.Unlock()
	s.hub.tellAll(Event{Kind: EventDrain, Until: until})
}
