package house

import (
	"context"
	"time"
)

// sweepCases deletes counsellings whose day of deletion has come. Sweep calls it.
func (s *Service) sweepCases(ctx context.Context, now time.Time) error {
	over, err := s.store.CasesOver(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not go must not keep the others
	for _, c := range over {
		_, err := s.destroyCase(ctx, c.Room, func(c CaseRow) error {
			if c.DeleteAt.IsZero() || now.Before(c.DeleteAt) {
				return errNotYet
			}
			return nil
		})
		if err != nil && err != errNotYet && !IsKey(err, "error.held") { //nolint:errorlint // it is passed on as it is
			failed = err
		}
	}
	return failed
}

// errNotYet says that a case was prolonged since the sweep read it.
var errNotYet = Errorf(Conflict, "error.conflict")

// destroyCase destroys the room of a case, its keys first, and all that hangs on it, if
// may agrees with how the case stands in the transaction. gone is false when somebody
// else had done it.
func (s *Service) destroyCase(ctx context.Context, id RoomID, may func(CaseRow) error) (gone bool, err error) {
	var people []PersonID
	var visitors []RosterRow
	var sides []RoomID
	err = s.store.InTx(ctx, func(tx Tx) error {
		gone, people, visitors = false, nil, nil
		if _, err := tx.Room(ctx, id); err != nil { // holds it
			if KindOf(err) == NotFound {
				return nil
			}
			return err
		}
		c, ok, err := s.caseIn(ctx, tx, id)
		if err != nil || !ok {
			return err
		}
		if err := may(c); err != nil {
			return err
		}
		held, err := s.held(ctx, tx, id)
		if err != nil {
			return err
		}
		if held {
			return errHeld()
		}
		roster, err := tx.Roster(ctx, id)
		if err != nil {
			return err
		}
		for _, row := range roster {
			people = append(people, row.Person)
			if row.Role != RoleVisitor || s.verify(&row) != nil { // nobody's account goes by a row that was changed
				continue
			}
			visitors = append(visitors, row)
			if err := s.endVisitor(ctx, tx, row); err != nil {
				return err
			}
		}
		if sides, err = s.sideRooms(ctx, tx, id); err != nil {
			return err
		}
		gone = true
		why := ByRule
		if order, there, err := s.closingIn(ctx, tx, id); err == nil && there && order.State == closingDone {
			why = ByOrder
		}
		return s.destroyFor(ctx, tx, id, why)
	})
	if err != nil || !gone {
		return false, err
	}
	s.rosterChanged(id, people...)
	for _, side := range sides {
		s.rosterChanged(side)
	}
	for _, v := range visitors {
		s.publishRevoked(v.Person)
	}
	for _, room := range append(sides, id) {
		if err := s.blobs.DropRoom(ctx, room); err != nil { // no key opens them any more; the sweep tries again
			s.log.Warn("the contents of a deleted room's files were not removed", "kind", string(KindOf(err)))
		}
	}
	return true, nil
}
