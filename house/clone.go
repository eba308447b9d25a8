package house

import "context"

// CloneSpec describes the room to make of another one. Place is FLOOR/SLUG.
type CloneSpec struct {
	Place, Name string
	Unlisted    bool
}

// CloneRoom makes a new room with what another one has of structure and
// materials: kind, rules, tools, topic, the present version of wiki pages, files,
// bookmarks, polls without votes. What people said to each other, notices, dates,
// tasks, members and tickets do not come along. The new room has keys of its own,
// the actor owns it and is the author of all that is in it. It appears whole or
// not at all: when ctx ends or anything fails, nothing is left. progress, which
// may be nil, is told how many entries have been carried, of how many. Who may:
// the room's owner, with open rooms (keys), where they may open rooms.
func (s *Service) CloneRoom(ctx context.Context, a Actor, place string, to CloneSpec, progress func(done, total int)) (Room, error) {
	from, err := s.enter(ctx, a, place, DoCloneRoom)
	if err != nil {
		return Room{}, err
	}
	code, slug, _, err := s.mayPlace(ctx, a, to.Place, DoMakeRoom)
	if err != nil {
		return Room{}, err
	}
	if from.room.Class == ClassDirect || slug == "" {
		return Room{}, Errorf(Invalid, "error.place_invalid")
	}
	name, err := CleanLine(to.Name, maxName)
	if err != nil {
		return Room{}, err
	}
	inner, err := s.material(ctx, from)
	if err != nil {
		return Room{}, err
	}
	floor, err := s.floorByCode(ctx, s.store, code)
	if err != nil {
		return Room{}, err
	}
	room := s.likeRoom(from.room, s.newRoomRow(floor.row.ID, slug, from.room.Kind))
	room.Listed = !to.Unlisted
	if room, err = s.narrowed(ctx, s.store, room); err != nil {
		return Room{}, err
	}
	b := s.newBuilding(from, room, roomText{Slug: slug, Name: name}, inner, progress)
	b.allowed = func(ctx context.Context) error {
		if _, _, _, err := s.mayPlace(ctx, a, to.Place, DoMakeRoom); err != nil {
			return err
		}
		return s.refresh(ctx, &b.from)
	}
	if err := b.build(ctx); err != nil {
		return Room{}, err
	}
	s.tell(ctx, from, "event.cloned", map[string]string{"Name": a.Name()})
	return s.roomView(ctx, a, room.ID)
}

// material opens what only the keys of the room that is cloned open; a locked
// ring is refused.
func (s *Service) material(ctx context.Context, from access) (roomInner, error) {
	if from.actor.Sealed() {
		return roomInner{}, errLocked()
	}
	if _, err := s.key(ctx, from, from.room.Epoch); err != nil {
		return roomInner{}, err
	}
	return s.inner(ctx, from)
}

// likeRoom gives a new row the rules of another room.
func (s *Service) likeRoom(from, row RoomRow) RoomRow {
	row.History, row.Retention, row.Transcript = from.History, from.Retention, from.Transcript
	row.Tools, row.Preset, row.Linger = from.Tools, from.Preset, from.Linger
	return row
}
