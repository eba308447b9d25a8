package house

import (
	"context"
	"time"
)

// A room that is over is closed: it can be read until the day that was agreed for its
// deletion, and then its keys and its rows go. What is agreed stands in the room's
// case, also where it was no counselling but a peer consultation.

// closeUntil makes a room read-only, with the day of its deletion (zero = as long as
// the room's rule says). Called inside a transaction that holds the room; the caller
// drops the room from the cache after the commit.
func (s *Service) closeUntil(ctx context.Context, tx Tx, id RoomID, deleteAt time.Time) error {
	room, err := s.heldRoom(ctx, tx, id)
	if err != nil {
		return err
	}
	room.State = roomClosed
	s.stamp(&room)
	if err := tx.PutRoom(ctx, room); err != nil {
		return err
	}
	if err := s.prolongVisits(ctx, tx, room, deleteAt); err != nil {
		return err
	}
	c, known, err := s.caseIn(ctx, tx, id)
	if err != nil {
		return err
	}
	now := s.clock().UTC().Truncate(time.Millisecond)
	if !known {
		c = CaseRow{Room: id, Floor: room.Floor, Asked: now}
	}
	c.State, c.Closed, c.DeleteAt = CaseClosed, now, deleteAt.UTC().Truncate(time.Millisecond)
	if deleteAt.IsZero() {
		c.DeleteAt = time.Time{}
	}
	s.stamp(&c)
	return tx.PutCase(ctx, c)
}

// deletionWarning is how many days before its deletion a room comes up.
const deletionWarning = 14

// upcomingDeletion is that a room that is over is deleted soon.
func (s *Service) upcomingDeletion(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	if in.room.State != roomClosed || in.room.onHold(now) {
		return nil, nil
	}
	c, known, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil || !known || c.DeleteAt.IsZero() || c.DeleteAt.After(now.AddDate(0, 0, deletionWarning)) {
		return nil, err
	}
	return []Upcoming{{Place: in.place, Kind: KindDeletion, Says: "upcoming.deletion", At: c.DeleteAt.In(time.Local), Day: true, Reminder: c.DeleteAt.Before(now.Add(keepSoon))}}, nil
}
