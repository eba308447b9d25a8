package house

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// replay destroys what stands in the ledger and is there all the same. Each thing is a
// transaction of its own, so that it may be killed midway and begun again.
func (s *Service) replay(ctx context.Context) (int, error) {
	rows, err := s.ledgerRows(ctx)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	gone := map[string]bool{}
	for _, r := range rows {
		if len(r.Lookup) > 0 {
			gone[string(r.Lookup)] = true
		}
	}
	if len(gone) == 0 {
		return 0, nil
	}
	n := 0
	for _, state := range []string{roomOpen, roomClosed, roomTemplate} {
		rooms, err := s.store.RoomsIn(ctx, state)
		if err != nil {
			return n, err
		}
		for _, room := range rooms {
			if !gone[string(s.ledgerLookup(DestroyedRoom, string(room.ID)))] {
				continue
			}
			if err := s.destroyAgain(ctx, room.ID); err != nil {
				return n, err
			}
			n++
		}
	}
	people, err := s.replayPeople(ctx, gone)
	return n + people, err
}

func (s *Service) destroyAgain(ctx context.Context, id RoomID) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		err := tx.DeleteRoom(ctx, id)
		if err != nil && KindOf(err) == NotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	s.rosterChanged(id)
	return s.blobs.DropRoom(ctx, id)
}

func (s *Service) replayPeople(ctx context.Context, gone map[string]bool) (int, error) {
	const step = 500
	n := 0
	for after := PersonID(""); ; {
		people, err := s.store.Everybody(ctx, after, step)
		if err != nil {
			return n, err
		}
		for _, p := range people {
			after = p.ID
			if p.State == stateDeleted || !gone[string(s.ledgerLookup(DestroyedAccount, string(p.ID)))] {
				continue
			}
			erased, err := s.EraseAgain(ctx, []PersonID{p.ID})
			if err != nil {
				return n, err
			}
			n += erased
		}
		if len(people) < step {
			return n, nil
		}
	}
}

// destroyRoom destroys a room on the order of those who run the floor or the house.
func (s *Service) destroyRoom(ctx context.Context, tx Tx, room RoomID) error {
	return s.destroyFor(ctx, tx, room, ByOrder)
}

// destroyFor deletes a room with its side rooms, keys first, and notes it in the ledger. A
// hold keeps it from being done (error.held). After commit the caller tells those who were
// in it by rosterChanged. A room that nobody can open any more goes in spite of
// a hold: a hold gives nobody a key.
func (s *Service) destroyFor(ctx context.Context, tx Tx, id RoomID, why Reason) error {
	if why != ByNobody {
		held, err := s.held(ctx, tx, id)
		if err != nil {
			return err
		}
		if held {
			return errHeld()
		}
	}
	if err := s.dropSides(ctx, tx, id, why); err != nil {
		return err
	}
	return s.dropRoom(ctx, tx, id, why)
}

// dropRoom deletes one room, its visitors with it, and notes it.
func (s *Service) dropRoom(ctx context.Context, tx Tx, id RoomID, why Reason) error {
	room, err := tx.Room(ctx, id)
	if err != nil {
		return err
	}
	rows, err := tx.CountMessages(ctx, id)
	if err != nil {
		return err
	}
	roster, err := tx.Roster(ctx, id)
	if err != nil {
		return err
	}
	var visitors []PersonID
	for _, r := range roster {
		if r.Role != RoleVisitor {
			continue
		}
		p, err := tx.Person(ctx, r.Person)
		if err == nil && p.Kind == personVisitor {
			visitors = append(visitors, r.Person)
		} else if err != nil && KindOf(err) != NotFound { // NotFound: noted by endVisitor
			return err
		}
	}
	if err := tx.DeleteRoom(ctx, id); err != nil {
		return err
	}
	if err := s.entryLedger(ctx, tx, room.Floor, DestroyedRoom, why, string(id), rows); err != nil {
		return err
	}
	for _, v := range visitors {
		if err := s.entryLedger(ctx, tx, room.Floor, DestroyedVisitor, why, string(v), 0); err != nil {
			return err
		}
	}
	return nil
}
