package house

import (
	"bytes"
	"context"
)

// The record goes along with a handover. Only its keeper's session can open it, and the
// client's does the handover: so it is sealed to the colleague when the question is asked,
// lies with the question until then, and is sealed anew when the keeper enters something
// meanwhile. Private notes are nobody's to hand over.

const handedSlot = "record"

// handRecord seals the record to a colleague and puts it with the question.
func (s *Service) handRecord(ctx context.Context, in access, p PersonRow) ([]RecordRow, error) {
	if in.me.Role != RoleOwner || !in.room.hasRecord() {
		return nil, nil
	}
	return s.resealRecord(ctx, in.actor, in.room.ID, p)
}

// handedRecord is what lies with the open question.
func (s *Service) handedRecord(ctx context.Context, in access) ([]RecordRow, error) {
	var rows []RecordRow
	answer, err := s.store.Answer(ctx, in.room.ID, handoverEntry, handedSlot)
	if err == nil {
		err = s.openAnswer(ctx, in, answer, &rows)
	}
	if err != nil && KindOf(err) == NotFound {
		return nil, nil
	}
	return rows, err
}

// putHanded writes the entries that lie with the question in place of the keeper's; one
// that was changed without being sealed anew stays as it is.
func (s *Service) putHanded(ctx context.Context, tx Tx, room RoomID, to PersonID, rows []RecordRow) error {
	now, err := tx.Record(ctx, room)
	if err != nil {
		return err
	}
	ready := map[RecordID]RecordRow{}
	for _, row := range rows {
		if err := s.verify(&row); err != nil {
			return err
		}
		ready[row.ID] = row
	}
	for _, old := range now {
		row, ok := ready[old.ID]
		if !ok || row.Room != room || row.Keeper != to || old.Keeper == to || row.Revision != old.Revision+1 {
			continue
		}
		if err := tx.PutRecordEntry(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// recordChanged seals the record anew for the colleague of an open question. It is best
// effort: the entry that was made stands.
func (s *Service) recordChanged(ctx context.Context, in access) {
	row, open, err := s.question(ctx, s.store, in.room.ID)
	if err != nil || !open || row.Kind != HandsOver || in.me.Role != RoleOwner {
		return
	}
	err = s.handAnew(ctx, in, row)
	if err != nil {
		s.log.Warn("record not sealed anew", "kind", string(KindOf(err)))
	}
}

func (s *Service) handAnew(ctx context.Context, in access, row HandoverRow) error {
	p, err := s.ownRow(ctx, s.store, row.Person)
	if err != nil {
		return err
	}
	if err := sameColleague(p, row); err != nil {
		return err
	}
	rows, err := s.handRecord(ctx, in, p)
	if err != nil {
		return err
	}
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return err
	}
	fresh, err := s.sealAnswer(k, handoverEntry, handedSlot, rows)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		if err := s.sameHandover(ctx, tx, row); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, fresh)
	})
}

// entryAdded seals to the colleague of an open question what another colleague entered,
// who cannot open the rest. It is best effort: the entry that was made stands.
func (s *Service) entryAdded(ctx context.Context, in access, row RecordRow, b recordBody) {
	q, open, err := s.question(ctx, s.store, in.room.ID)
	if err != nil || !open || q.Kind != HandsOver || row.Keeper == in.actor.person {
		return
	}
	for range maxRaces {
		if err = s.handEntry(ctx, in, q, row, b); !isRace(err) {
			break
		}
	}
	if err != nil {
		s.log.Warn("record not sealed anew", "kind", string(KindOf(err)))
	}
}

func (s *Service) handEntry(ctx context.Context, in access, q HandoverRow, row RecordRow, b recordBody) error {
	p, err := s.ownRow(ctx, s.store, q.Person)
	if err == nil {
		err = sameColleague(p, q)
	}
	if err != nil {
		return err
	}
	seen, err := s.store.Answer(ctx, in.room.ID, handoverEntry, handedSlot)
	if err != nil {
		return err
	}
	var rows []RecordRow
	if err := s.openAnswer(ctx, in, seen, &rows); err != nil {
		return err
	}
	if b.By = in.actor.Name(); b.By == p.Name {
		b.By = ""
	}
	row.Revision++
	if err := s.sealRecord(&row, p, b); err != nil {
		return err
	}
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return err
	}
	fresh, err := s.sealAnswer(k, handoverEntry, handedSlot, append(rows, row))
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		if err := s.sameHandover(ctx, tx, q); err != nil {
			return err
		}
		now, err := tx.Answer(ctx, in.room.ID, handoverEntry, handedSlot)
		if err != nil {
			return err
		}
		if !bytes.Equal(now.Body, seen.Body) {
			return errRace
		}
		return tx.PutAnswer(ctx, fresh)
	})
}

// dropWords deletes what was said and laid by with a question.
func (s *Service) dropWords(ctx context.Context, tx Tx, room RoomID) error {
	for _, slot := range []string{offerSlot, handedSlot} {
		if err := tx.DeleteAnswer(ctx, room, handoverEntry, slot); err != nil {
			return err
		}
	}
	return nil
}
