package house

import (
	"cmp"
	"context"
	"time"
)

// sweepHandovers ends questions that nobody answered in time: nothing has changed, both
// sides are told. What came of older ones is forgotten.
func (s *Service) sweepHandovers(ctx context.Context, now time.Time) error {
	over, err := s.store.HandoversOver(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not end must not keep the others
	for _, row := range over {
		if err := s.expireHandover(ctx, row, now); err != nil {
			failed = err
		}
	}
	return failed
}

func (s *Service) expireHandover(ctx context.Context, row HandoverRow, now time.Time) error {
	if err := s.verify(&row); err != nil {
		return err
	}
	ended := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		ended = false
		if _, err := tx.Room(ctx, row.Room); err != nil { // holds it
			return notRoom(err)
		}
		if err := s.sameHandover(ctx, tx, row); err != nil {
			return nil //nolint:nilerr // somebody was quicker
		}
		if !row.open() {
			return tx.DeleteHandover(ctx, row.ID)
		}
		ended = true
		fresh := row
		fresh.State, fresh.Expires = HandoverExpired, now.Add(offerKept).UTC().Truncate(time.Millisecond)
		s.stamp(&fresh)
		if _, next, err := s.question(ctx, tx, row.Room); err != nil || next { // its words took the place of these
			return cmp.Or(err, tx.PutHandover(ctx, fresh))
		}
		if err := s.dropWords(ctx, tx, row.Room); err != nil {
			return err
		}
		return tx.PutHandover(ctx, fresh)
	})
	if err == nil && ended {
		s.handoverChanged(row.Room, row.Person, row.By)
	}
	return err
}

// leaveCounsel is what becomes of a room for counselling when somebody goes without a key
// at hand. Nobody inherits it: no colleague to whom the client has not agreed, and no
// client, who would not know what they own. When the counsellor goes the clients stay with
// their words and are told what they can do; nobody whom the counsellor let wait waits on.
// rest are those who are left.
func (s *Service) leaveCounsel(ctx context.Context, tx Tx, room RoomRow, gone RosterRow, rest []RosterRow) (PersonID, error) {
	clients := 0
	for i := range rest {
		if err := s.verify(&rest[i]); err != nil {
			return "", err
		}
		if rest[i].Role == RoleOwner {
			return rest[i].Person, nil
		}
		if rank[rest[i].Role] < rank[RoleModerator] && rest[i].State != stateInvited {
			clients++
		}
	}
	if gone.Role != RoleOwner {
		return "", nil
	}
	c, is, err := s.caseIn(ctx, tx, room.ID)
	if err != nil {
		return "", err
	}
	switch {
	case clients > 0:
		if err := s.admitAlone(ctx, tx, room, rest); err != nil {
			return "", err
		}
		if is && c.State == CaseAccepted {
			c.Counsellor = ""
		}
	case !is:
		return s.inherit(ctx, tx, rest) // nobody who was counselled is left in it
	default:
		now, err := tx.Now(ctx)
		if err != nil {
			return "", err
		}
		c.Counsellor, c.State, c.Closed = "", CaseClosed, now.UTC().Truncate(time.Millisecond)
		if c.DeleteAt.IsZero() {
			c.DeleteAt = c.Closed.Add(offerKept)
		}
		if err := s.shut(ctx, tx, room.ID); err != nil {
			return "", err
		}
	}
	if err := s.deleteSides(ctx, tx, room.ID); err != nil || !is {
		return "", err
	}
	s.stamp(&c)
	return "", tx.PutCase(ctx, c)
}

func (s *Service) shut(ctx context.Context, tx Tx, id RoomID) error {
	room, err := s.heldRoom(ctx, tx, id)
	if err != nil {
		return err
	}
	room.State = roomClosed
	s.stamp(&room)
	return tx.PutRoom(ctx, room)
}

// admitAlone lets those in whom nobody is left to let in.
func (s *Service) admitAlone(ctx context.Context, tx Tx, room RoomRow, rest []RosterRow) error {
	for _, row := range rest {
		if row.State != stateWaiting {
			continue
		}
		row.State = stateJoined
		if row.SinceSeq == fromLetIn {
			row.SinceSeq = room.Seq
		}
		s.stamp(&row)
		if err := tx.PutRoster(ctx, row); err != nil {
			return err
		}
	}
	return nil
}
