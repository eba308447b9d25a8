package house

import (
	"context"

	"stockwerk/vault"
)

// NewRoom opens a room; the actor becomes its owner. Who may: the floor's
// creators and admins. Place is FLOOR/SLUG; Conflict when the slug is taken.
func (s *Service) NewRoom(ctx context.Context, a Actor, spec RoomSpec) (Room, error) {
	code, slug, _, err := s.mayPlace(ctx, a, spec.Place, DoMakeRoom)
	if err != nil {
		return Room{}, err
	}
	kind, err := kindOf(spec.Kind)
	if err != nil {
		return Room{}, err
	}
	name, err := CleanLine(spec.Name, maxName)
	if err != nil {
		return Room{}, err
	}
	topic, err := optionalLine(spec.Topic, maxTopic)
	if err != nil {
		return Room{}, err
	}
	if a.Sealed() {
		return Room{}, errLocked()
	}
	if slug == "" {
		return Room{}, Errorf(Invalid, "error.place_invalid")
	}
	floor, err := s.floorByCode(ctx, s.store, code)
	if err != nil {
		return Room{}, err
	}
	room := s.newRoomRow(floor.row.ID, slug, kind)
	room.Listed = !spec.Unlisted
	if err := s.keepFrom(ctx, &room); err != nil {
		return Room{}, err
	}
	if room, err = s.narrowed(ctx, s.store, room); err != nil {
		return Room{}, err
	}
	id, err := s.addRoom(ctx, a, room, roomText{Slug: slug, Name: name}, topic)
	if err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, id)
}

// newRoomRow fills a row from the kind's preset.
func (s *Service) newRoomRow(floor FloorID, slug string, kind RoomKind) RoomRow {
	p := presets[kind]
	return RoomRow{
		ID: RoomID(newID()), Floor: floor, Lookup: s.slugLookup(floor, slug), Kind: kind,
		Class: p.class, Access: p.access, Listed: true, History: p.history,
		Retention: p.retention, Transcript: p.transcript, State: roomOpen, Epoch: 1, Created: s.clock(),
	}
}

// addRoom stores a new room with its first epoch and its owner.
func (s *Service) addRoom(ctx context.Context, a Actor, room RoomRow, t roomText, topic string) (RoomID, error) {
	inner := roomInner{Topic: topic}
	if !room.Listed {
		inner.Name, t.Name = t.Name, ""
	}
	room.Text = s.sealRoomText(room.ID, t)
	var to []recipient
	var owner *PersonRow
	if a.person != "" && room.Class != ClassOpen {
		me, err := s.store.Person(ctx, a.person)
		if err != nil {
			return "", err
		}
		if err := s.verify(&me); err != nil {
			return "", err
		}
		to = []recipient{{string(a.person), vault.Public(me.Public)}}
		owner = &me
	}
	k, epoch, wraps, err := s.firstEpoch(room, a.person, to)
	if err != nil {
		return "", err
	}
	if room.Topic, err = sealInner(k, inner); err != nil {
		return "", err
	}
	s.stamp(&room)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if owner != nil {
			if err := s.sameKey(ctx, tx, *owner); err != nil {
				return err
			}
		}
		if err := s.fitsRooms(ctx, tx, room, a.person); err != nil {
			return err
		}
		err := s.putNewRoom(ctx, tx, a, room, epoch, wraps)
		if err != nil && KindOf(err) == Conflict {
			return Errorf(Conflict, "error.place_taken")
		}
		return err
	})
	if err == nil {
		if a.person != "" && room.Kind != RoomPractice && room.Kind != RoomSide {
			s.tally(room.Floor, StatRoomsNew)
		}
		a.ring.keep(room.ID, k)
		s.rosterChanged(room.ID, a.person)
	}
	return room.ID, err
}

func (s *Service) putNewRoom(ctx context.Context, tx Tx, a Actor, room RoomRow, epoch EpochRow, wraps []WrapRow) error {
	if err := tx.AddRoom(ctx, room); err != nil {
		return err
	}
	if err := tx.AddEpoch(ctx, epoch); err != nil {
		return err
	}
	for _, w := range wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	if a.person == "" {
		return nil
	}
	owner := RosterRow{Room: room.ID, Person: a.person, State: stateJoined, Role: RoleOwner, Write: true, Since: s.clock(), By: a.person}
	s.stamp(&owner)
	return tx.PutRoster(ctx, owner)
}
