package house

import (
	"context"
	"errors"
)

// markRotate says that the room's next session must begin a new epoch. The mark
// is sealed like what it protects.
func (s *Service) markRotate(ctx context.Context, tx Tx, id RoomID) error {
	room, err := tx.Room(ctx, id)
	if err != nil {
		return notRoom(err)
	}
	if err := s.verify(&room); err != nil {
		return err
	}
	room.Rotate = true
	s.stamp(&room)
	return tx.PutRoom(ctx, room)
}

// rekeyOrMark does a removal: with a new epoch where the actor holds the key,
// else at once without one, marking the room so that the next session that
// holds the key rotates before it writes.
func (s *Service) rekeyOrMark(ctx context.Context, in *access, r rekeying) error {
	if in.room.Class == ClassOpen {
		return s.changeAndMark(ctx, in, r, false)
	}
	err := s.rekey(ctx, in, r)
	if IsKey(err, "error.locked") {
		return s.changeAndMark(ctx, in, r, true)
	}
	return err
}

func (s *Service) changeAndMark(ctx context.Context, in *access, r rekeying, mark bool) error {
	for range maxRaces {
		err := s.changeOnce(ctx, in, r, mark)
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) changeOnce(ctx context.Context, in *access, r rekeying, mark bool) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		if err := s.sameRights(ctx, tx, *in); err != nil {
			return err
		}
		for _, gone := range r.drop {
			if err := tx.DeleteWraps(ctx, in.room.ID, gone); err != nil {
				return err
			}
		}
		if r.change != nil {
			if err := r.change(tx, nil); err != nil {
				return err
			}
		}
		if !mark {
			return nil
		}
		return s.markRotate(ctx, tx, in.room.ID)
	})
	if err == nil {
		s.rosterChanged(in.room.ID)
	}
	return err
}
