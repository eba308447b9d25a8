package house

import (
	"bytes"
	"cmp"
	"context"
	"slices"
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
// HandOver and Succeed do so.
//
// A counselling with clients changes hands when the last of them says yes, in their
// session, which opens nothing of the record. So it is sealed to the colleague as soon
// as they are asked (copyRecord, in the keeper's session), what is entered while the
// question is open is sealed to both, and when it ends one of the two goes: the copy
// when nothing came of it, the former keeper's entries when the colleague took over.
// Until then the colleague is not in the room and reads nothing.

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
			if b.By = cmp.Or(b.By, a.name); b.By == to.Name {
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

// heirAsked is the colleague whom the open question of a handover is about, the zero row
// where there is none.
func (s *Service) heirAsked(ctx context.Context, r Reader, room RoomRow) (PersonRow, error) {
	if !room.hasRecord() {
		return PersonRow{}, nil
	}
	row, open, err := s.question(ctx, r, room.ID)
	if err != nil || !open || row.Kind != HandsOver {
		return PersonRow{}, err
	}
	p, err := r.Person(ctx, row.Person)
	if err != nil || p.State != stateActive {
		return PersonRow{}, err
	}
	return p, s.verify(&p)
}

// forHeir seals an entry to the colleague who was asked, too.
func (s *Service) forHeir(in access, heir PersonRow, b recordBody) (RecordRow, error) {
	if b.By = cmp.Or(b.By, in.actor.name); b.By == heir.Name {
		b.By = ""
	}
	row := RecordRow{Room: in.room.ID, ID: RecordID(randomID())}
	return row, s.sealRecord(&row, heir, b)
}

// copyRecord seals what the actor keeps in a room to the colleague who was asked, in
// place of what was sealed to them before; nothing where nobody is asked.
func (s *Service) copyRecord(ctx context.Context, in access) error {
	for range maxRaces {
		heir, err := s.heirAsked(ctx, s.store, in.room)
		if err != nil || heir.ID == "" || in.me.Role != RoleOwner {
			return err
		}
		seen, err := s.store.Record(ctx, in.room.ID)
		if err != nil {
			return err
		}
		var fresh []RecordRow
		for _, row := range seen {
			if row.Keeper != in.actor.person {
				continue
			}
			b, err := s.recordBody(in.actor, row)
			if err != nil {
				return err
			}
			copied, err := s.forHeir(in, heir, b)
			if err != nil {
				return err
			}
			fresh = append(fresh, copied)
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if _, err := tx.Room(ctx, in.room.ID); err != nil {
				return notRoom(err)
			}
			now, err := tx.Record(ctx, in.room.ID)
			if err != nil {
				return err
			}
			if !slices.EqualFunc(now, seen, func(x, y RecordRow) bool { return bytes.Equal(x.Seal, y.Seal) }) {
				return errRace
			}
			if err := tx.DeleteRecordKept(ctx, in.room.ID, heir.ID); err != nil {
				return err
			}
			for _, row := range fresh {
				if err := tx.AddRecordEntry(ctx, row); err != nil {
					return err
				}
			}
			return nil
		})
		if !isRace(err) {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}
