package house

import (
	"bytes"
	"cmp"
	"context"
)

// Handing a record over. Only the keeper's session can open the entries, so a deed
// that makes somebody else the owner of a room for counselling prepares in it, before
// its transaction,
//
//	rows, err := s.resealRecord(ctx, a, room, heir)
//
// and inside the transaction that changes the roles, which holds the room,
//
//	err := s.putRecord(ctx, tx, room, rows)
//
// From its commit on the heir reads every entry and the former keeper none: each
// row is replaced by one under the heir's key, and the store erases what stood there.
// errRace says that somebody entered or changed something in between: prepare anew.
// HandOver and Succeed do so. A counselling with clients changes hands in the session of
// the last one who says yes, which opens nothing of it: there what was prepared lies with
// the question (handoverrecord.go).

// recordFor prepares the record of a room that is handed over; nil where the room has
// none.
func (s *Service) recordFor(ctx context.Context, in access, heir PersonID) ([]RecordRow, error) {
	if !in.room.hasRecord() {
		return nil, nil
	}
	to, err := s.store.Person(ctx, heir)
	if err != nil {
		return nil, err
	}
	return s.resealRecord(ctx, in.actor, in.room.ID, to)
}

// resealRecord seals all entries of a room that the actor keeps to another member.
// Entries of other keepers come along as they are, so that putRecord sees whether the
// record is still the one that was read. It stores nothing.
func (s *Service) resealRecord(ctx context.Context, a Actor, room RoomID, to PersonRow) ([]RecordRow, error) {
	if err := s.verify(&to); err != nil {
		return nil, err
	}
	rows, err := s.store.Record(ctx, room)
	if err != nil {
		return nil, err
	}
	out := make([]RecordRow, 0, len(rows))
	for _, row := range rows {
		if row.Keeper == a.person && to.ID != a.person {
			b, err := s.recordBody(a, row)
			if err != nil {
				return nil, err
			}
			if b.By = cmp.Or(b.By, a.Name()); b.By == to.Name {
				b.By = ""
			}
			row.Revision++
			if err := s.sealRecord(&row, to, b); err != nil {
				return nil, err
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// putRecord writes what resealRecord prepared in place of what stood there; errRace
// when the record has changed since.
func (s *Service) putRecord(ctx context.Context, tx Tx, room RoomID, rows []RecordRow) error {
	now, err := tx.Record(ctx, room)
	if err != nil {
		return err
	}
	if len(now) != len(rows) {
		return errRace
	}
	for i, row := range rows { // both by id
		old := now[i]
		if old.ID != row.ID {
			return errRace
		}
		if bytes.Equal(old.Seal, row.Seal) {
			continue
		}
		if old.Keeper == row.Keeper || old.Revision+1 != row.Revision {
			return errRace
		}
		if err := tx.PutRecordEntry(ctx, row); err != nil {
			return err
		}
	}
	return nil
}
