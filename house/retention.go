package house

import (
	"context"
	"time"
)

// sweepRetention deletes what is older than a room's rule, which its header
// shows: posts, chat and event lines alike. A thread's root stays as an empty
// place as long as younger replies hang on it. A contract stays as long as the room:
// it says what holds. In a counselling that was closed so do the letters, the summary
// among them: people were told that they read them until the agreed day. Sweep calls it.
func (s *Service) sweepRetention(ctx context.Context, now time.Time) error {
	return s.eachRoom(ctx, func(room RoomRow) error {
		if room.Retention == 0 {
			return nil
		}
		if err := s.verify(&room); err != nil {
			return err
		}
		return s.deleteOlder(ctx, room.Floor, room.ID, now.AddDate(0, 0, -room.Retention))
	})
}

// eachRoom does something with all rooms of all floors. One that fails must not
// keep the others; the last failure is told.
func (s *Service) eachRoom(ctx context.Context, do func(RoomRow) error) error {
	floors, err := s.store.Floors(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, floor := range floors {
		rooms, err := s.store.RoomsOn(ctx, floor.ID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if room.hidden() {
				continue
			}
			if err := do(room); err != nil {
				failed = err
			}
		}
	}
	return failed
}

func (s *Service) deleteOlder(ctx context.Context, floor FloorID, room RoomID, before time.Time) error {
	gone := 0
	err := s.store.InTx(ctx, func(tx Tx) error {
		gone = 0
		if held, err := s.held(ctx, tx, room); err != nil || held {
			return err
		}
		c, counselled, err := s.caseIn(ctx, tx, room)
		if err != nil {
			return err
		}
		closed := counselled && c.State == CaseClosed && !c.DeleteAt.IsZero()
		for _, kind := range append(wordKinds(), KindEvent) {
			if kind == KindContract || closed && kind == KindLetter {
				continue
			}
			n, err := tx.DeleteMessages(ctx, room, before, kind)
			if err != nil {
				return err
			}
			gone += n
		}
		if gone == 0 {
			return nil
		}
		return s.countEntries(ctx, tx, floor, gone)
	})
	if err == nil && gone > 0 {
		s.publish(room)
	}
	return err
}
