package house

import (
	"context"
	"slices"
)

// Each floor has a notice board, a room of its own that is open to the floor and
// kept by the floor's admins (access.go, office). The ground floor's board is
// older and public; it has threads as well.

// boardOf is the place of a floor's notice board where a floor alone is named.
func boardOf(place string) string {
	if code, slug, _, err := SplitPlace(place); err == nil && slug == "" {
		return code + "/" + NoticesSlug
	}
	return place
}

// addFloorBoard gives a floor its notice board where it has none. A room that
// people made under that name before stays theirs.
func (s *Service) addFloorBoard(ctx context.Context, floor FloorID) error {
	_, err := s.store.RoomBySlug(ctx, floor, s.slugLookup(floor, NoticesSlug))
	if err == nil || KindOf(err) != NotFound {
		return err
	}
	room := s.newRoomRow(floor, NoticesSlug, RoomNotices)
	room.Access, room.Tools = AccessFloor, ToolNotices
	_, err = s.addRoom(ctx, Actor{}, room, roomText{Slug: NoticesSlug, Name: "Schwarzes Brett"}, "")
	if err != nil && KindOf(err) == Conflict {
		return nil // another node was quicker
	}
	return err
}

// openFloorBoard gives a new floor its board and lets its first admin in.
func (s *Service) openFloorBoard(ctx context.Context, floor FloorID, admin PersonID) error {
	if err := s.addFloorBoard(ctx, floor); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error { return s.joinBoard(ctx, tx, floor, admin) })
}

// buildFloorBoards gives every floor its board; those made by an older program
// have none. It is done at every start.
func (s *Service) buildFloorBoards(ctx context.Context) error {
	floors, err := s.store.Floors(ctx)
	if err != nil {
		return err
	}
	for _, f := range floors {
		if f.Kind == FloorGround {
			continue
		}
		if err := s.addFloorBoard(ctx, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// joinBoard lets somebody who is on a floor into its board, so that what is put up
// counts as unread for them before they first looked. In the transaction that
// takes them onto the floor, or they could stay in the one without the other.
func (s *Service) joinBoard(ctx context.Context, tx Tx, floor FloorID, person PersonID) error {
	room, err := tx.RoomBySlug(ctx, floor, s.slugLookup(floor, NoticesSlug))
	if err != nil || room.Kind != RoomNotices || room.Access != AccessFloor {
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		return nil
	}
	if room, err = tx.Room(ctx, room.ID); err != nil {
		return notRoom(err)
	}
	_, err = tx.RosterOf(ctx, room.ID, person)
	if err == nil || KindOf(err) != NotFound {
		return err
	}
	row := RosterRow{
		Room: room.ID, Person: person, State: stateJoined, Role: RoleMember,
		Since: s.clock(), SinceSeq: max(room.Seq-walkInShows, 0),
	}
	s.stamp(&row)
	return tx.PutRoster(ctx, row)
}

// boardLast puts a floor's own board behind the rooms that people made.
func boardLast(rooms []RoomRow) []RoomRow {
	i := slices.IndexFunc(rooms, func(r RoomRow) bool { return r.Kind == RoomNotices && r.Access == AccessFloor })
	if i < 0 {
		return rooms
	}
	return append(slices.Delete(slices.Clone(rooms), i, i+1), rooms[i])
}
