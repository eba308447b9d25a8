package house

import (
	"context"
	"time"
)

// sweepRetention deletes what is older than a room's rules (keepdays.go), which its header
// shows: posts, chat and event lines alike. A thread's root stays as an empty
// place as long as younger replies hang on it. A contract stays as long as the room:
// it says what holds. In a counselling that was closed so do the letters, the summary
// among them: people were told that they read them until the agreed day. In a room on
// hold nothing goes.
//
// What goes by a rule is overwritten in the database and its log. The keys of its time
// stay as long as the room, since whatever else was sealed with them must still open:
// whoever has an old copy of the database and a member's keys can still read in that copy
// what went since. Only a whole room goes with its keys. Sweep calls it.
func (s *Service) sweepRetention(ctx context.Context, now time.Time) error {
	return s.eachRoom(ctx, func(room RoomRow) error {
		if err := s.verify(&room); err != nil {
			return err
		}
		b, err := s.boundsOf(ctx, s.store, room)
		if err != nil {
			return err
		}
		if room.Retention == 0 && room.Keep == "" && b.at(now) == 0 {
			return nil
		}
		return s.deleteOlder(ctx, room.ID, now)
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

// deleteOlder deletes what is too old by the rules as they stand in the transaction, so
// that what was prolonged, or put on hold, a moment ago stays.
func (s *Service) deleteOlder(ctx context.Context, id RoomID, now time.Time) error {
	gone := 0
	err := s.store.InTx(ctx, func(tx Tx) error {
		gone = 0
		room, err := s.heldRoom(ctx, tx, id)
		if err != nil {
			return err
		}
		if held, err := s.held(ctx, tx, id); err != nil || held {
			return err
		}
		b, err := s.boundsOf(ctx, tx, room)
		if err != nil {
			return err
		}
		c, counselled, err := s.caseIn(ctx, tx, id)
		if err != nil {
			return err
		}
		closed := counselled && c.State == CaseClosed && !c.DeleteAt.IsZero()
		for _, kind := range append(wordKinds(), KindEvent) {
			days := b.kept(room, ToolOf(kind), now)
			if days == 0 || kind == KindContract || closed && kind == KindLetter {
				continue
			}
			n, err := tx.DeleteMessages(ctx, id, now.AddDate(0, 0, -days), kind)
			if err != nil {
				return err
			}
			gone += n
		}
		if days := b.kept(room, "", now); days > 0 {
			if err := tx.DeleteDraftsBefore(ctx, id, now.AddDate(0, 0, -days)); err != nil {
				return err
			}
		}
		if gone == 0 {
			return nil
		}
		return s.countEntries(ctx, tx, room.Floor, gone)
	})
	if err == nil && gone > 0 {
		s.publish(id)
	}
	return err
}
