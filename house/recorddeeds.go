package house

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// AddRecordEntry enters something in the record; its keeper alone reads it. Who may:
// the counsellor's side.
func (s *Service) AddRecordEntry(ctx context.Context, a Actor, place string, spec RecordSpec) (RecordEntry, error) {
	in, err := s.enterRecord(ctx, a, place)
	if err != nil {
		return RecordEntry{}, err
	}
	b := recordBody{Kind: cmp.Or(spec.Kind, RecordContact)}
	e := RecordEdit{Kind: &b.Kind, Day: &spec.Day, Way: &spec.Way, Minutes: &spec.Minutes, Topics: &spec.Topics, Text: &spec.Text}
	if err := b.edit(e, s.clock()); err != nil {
		return RecordEntry{}, err
	}
	return s.enterEntryIn(ctx, in, b)
}

// enterEntryIn seals a new entry to the keeper and stores it.
func (s *Service) enterEntryIn(ctx context.Context, in access, b recordBody) (RecordEntry, error) {
	for range maxRaces {
		row, err := s.newRecord(ctx, in, b)
		if err != nil {
			return RecordEntry{}, err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.sameKeeper(ctx, tx, in, row.Keeper); err != nil {
				return err
			}
			return tx.AddRecordEntry(ctx, row)
		})
		if err == nil {
			s.recordChanged(ctx, in)
			s.entryAdded(ctx, in, row, b)
			e := b.entry(row.ID)
			e.Place = in.place
			return e, nil
		}
		if !isRace(err) {
			return RecordEntry{}, err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return RecordEntry{}, err
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return RecordEntry{}, err
		}
	}
	return RecordEntry{}, Errorf(Unavailable, "error.slow_down", errRace)
}

// newRecord seals an entry to who keeps the record now.
func (s *Service) newRecord(ctx context.Context, in access, b recordBody) (RecordRow, error) {
	owner, err := s.keeper(ctx, in)
	if err != nil {
		return RecordRow{}, err
	}
	if b.By = ""; owner.ID != in.actor.person {
		b.By = in.actor.Name()
	}
	row := RecordRow{Room: in.room.ID, ID: RecordID(randomID())}
	return row, s.sealRecord(&row, owner, b)
}

// sameKeeper holds the room and gives errRace unless the actor may still enter and
// the room's owner is still that one.
func (s *Service) sameKeeper(ctx context.Context, tx Tx, in access, keeper PersonID) error {
	if _, err := tx.Room(ctx, in.room.ID); err != nil {
		return notRoom(err)
	}
	if err := s.sameRights(ctx, tx, in); err != nil {
		return err
	}
	row, err := s.rosterRow(ctx, tx, in.room.ID, keeper)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if err != nil || row.Role != RoleOwner {
		return errRace
	}
	return nil
}

// EditRecordEntry changes an entry; what it said before is gone. Who may: the
// record's keeper.
func (s *Service) EditRecordEntry(ctx context.Context, a Actor, id RecordID, e RecordEdit) (RecordEntry, error) {
	in, row, err := s.ownEntry(ctx, a, id)
	if err != nil {
		return RecordEntry{}, err
	}
	b, err := s.recordBody(a, row)
	if err != nil {
		return RecordEntry{}, err
	}
	if err := b.edit(e, s.clock()); err != nil {
		return RecordEntry{}, err
	}
	was := row.Seal
	me, err := s.self(ctx, a)
	if err != nil {
		return RecordEntry{}, err
	}
	row.Revision++
	if err := s.sealRecord(&row, me, b); err != nil {
		return RecordEntry{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.sameEntry(ctx, tx, in, id, was); err != nil {
			return err
		}
		return tx.PutRecordEntry(ctx, row)
	})
	if err != nil {
		return RecordEntry{}, err
	}
	s.recordChanged(ctx, in)
	return s.shownEntry(in, row)
}

// DeleteRecordEntry deletes an entry. Who may: the record's keeper.
func (s *Service) DeleteRecordEntry(ctx context.Context, a Actor, id RecordID) error {
	in, row, err := s.ownEntry(ctx, a, id)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.sameEntry(ctx, tx, in, id, row.Seal); err != nil {
			return err
		}
		return tx.DeleteRecordEntry(ctx, id)
	})
}

// sameEntry holds the room and refuses when the entry is not as it was read, or the
// actor's rights are not.
func (s *Service) sameEntry(ctx context.Context, tx Tx, in access, id RecordID, seal []byte) error {
	if _, err := tx.Room(ctx, in.room.ID); err != nil {
		return notRoom(err)
	}
	if err := s.sameRights(ctx, tx, in); err != nil {
		if isRace(err) {
			err = Errorf(Conflict, "error.conflict", err)
		}
		return err
	}
	now, err := tx.RecordEntry(ctx, id)
	if err != nil {
		return noEntry(err)
	}
	if !bytes.Equal(now.Seal, seal) {
		return Errorf(Conflict, "error.note_changed")
	}
	return nil
}

// edit puts what is not nil into the entry, cleaned and checked.
func (b *recordBody) edit(e RecordEdit, now time.Time) (err error) {
	if e.Kind != nil {
		if !slices.Contains(RecordKinds(), *e.Kind) {
			return Errorf(Invalid, "error.record_entry_kind")
		}
		b.Kind = *e.Kind
	}
	if e.Day != nil {
		if b.Day, err = recordDay(*e.Day, now); err != nil {
			return err
		}
	}
	if e.Way != nil {
		if b.Way = strings.ToLower(strings.TrimSpace(*e.Way)); b.Way != "" && !slices.Contains(RecordWays(), b.Way) {
			return Errorf(Invalid, "error.record_way", "Ways", strings.Join(RecordWays(), ", "))
		}
	}
	if e.Minutes != nil {
		if b.Minutes = *e.Minutes; b.Minutes < 0 || b.Minutes > maxMinutes {
			return Errorf(Invalid, "error.record_minutes", "Max", maxMinutes)
		}
	}
	if e.Topics != nil {
		if b.Topics, err = recordTopics(*e.Topics); err != nil {
			return err
		}
	}
	if e.Text != nil {
		if b.Text, err = optionalText(*e.Text, MaxRecordText); err != nil {
			return err
		}
	}
	if b.Kind != RecordContact {
		b.Way, b.Minutes = "", 0
	}
	if b.Kind != RecordContact && b.Text == "" && len(b.Steps) == 0 {
		return Errorf(Invalid, "error.empty")
	}
	return nil
}

// recordDay reads a day, "" = today; days to come are slips of the finger.
func recordDay(typed string, now time.Time) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return now.In(time.Local).Format(time.DateOnly), nil
	}
	d, err := ParseDue(typed, time.Local)
	if err != nil {
		return "", err
	}
	if d.At.After(now.Add(48 * time.Hour)) {
		return "", Errorf(Invalid, "error.record_future")
	}
	return d.At.Format(time.DateOnly), nil
}

func recordTopics(items []string) ([]string, error) {
	var out []string
	for _, item := range items {
		line, err := optionalLine(item, maxRecordTopic)
		if err != nil {
			return nil, err
		}
		if line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	if len(out) > MaxRecordTopics {
		return nil, Errorf(Invalid, "error.record_topics", "Max", MaxRecordTopics)
	}
	return out, nil
}
