package house

import "context"

// buildGround makes the ground floor with its notice board and café where they
// are missing. It is done at every start; two nodes that start at once agree,
// since codes and slugs are unique.
func (s *Service) buildGround(ctx context.Context) error {
	f, err := s.floorByCode(ctx, s.store, GroundFloor)
	if IsKey(err, "error.no_such_floor") {
		if err := s.addGround(ctx); err != nil {
			return err
		}
		f, err = s.floorByCode(ctx, s.store, GroundFloor)
	}
	if err != nil {
		return err
	}
	rooms := []struct {
		slug, name string
		kind       RoomKind
	}{
		{NoticesSlug, "Schwarzes Brett", RoomNotices},
		{CafeSlug, "Café", RoomCafe},
	}
	for _, r := range rooms {
		if err := s.addGroundRoom(ctx, f, r.slug, r.name, r.kind); err != nil {
			return err
		}
	}
	return s.buildFloorBoards(ctx)
}

func (s *Service) addGround(ctx context.Context) error {
	row := FloorRow{ID: FloorID(newID()), Lookup: s.floorLookup(GroundFloor), Kind: FloorGround, State: FloorOpen}
	s.sealFloor(&row, floorText{Code: GroundFloor, Name: "Erdgeschoss"})
	err := s.store.InTx(ctx, func(tx Tx) error { return tx.AddFloor(ctx, row) })
	if err != nil && KindOf(err) == Conflict {
		return nil // another node was quicker
	}
	return err
}

func (s *Service) addGroundRoom(ctx context.Context, f floorState, slug, name string, kind RoomKind) error {
	_, err := s.store.RoomBySlug(ctx, f.row.ID, s.slugLookup(f.row.ID, slug))
	if err == nil || KindOf(err) != NotFound {
		return err
	}
	_, err = s.addRoom(ctx, Actor{}, s.newRoomRow(f.row.ID, slug, kind), roomText{Slug: slug, Name: name}, "")
	if err != nil && KindOf(err) == Conflict {
		return nil
	}
	return err
}
