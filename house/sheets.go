package house

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"
)

// A statistics sheet says of one counselling what a floor counts: categories, no
// words. It leads back to nobody: the row has a random id, the floor and the month; no
// room, no author, no day, no place in any order. Whether a room's sheet was filled in
// is an entry of the room's record, which its keeper alone can tell from others.
//
// A sheet and that entry are two transactions, and a month's sheets are written anew
// in the order of their random ids, at once and again by the next sweep: what a
// database keeps of the order of its writes is then that of the sweep.

// SheetID names a sheet; it is random.
type SheetID string

// sheetSize is the length in bytes to which sheets are filled up.
const sheetSize = 2_048

// Sheet is the sheet of a counselling as its keeper sees it: the questions, and
// whether they were answered. The answers are nobody's to read again.
type Sheet struct {
	Form   SheetForm
	Filled bool
}

// enterSheet enters a room for the one who fills its sheet in.
func (s *Service) enterSheet(ctx context.Context, a Actor, place string) (access, error) {
	in, err := s.enterRecord(ctx, a, place)
	if err == nil && in.me.Role != RoleOwner {
		err = Errorf(Forbidden, "error.sheet_keeper")
	}
	return in, err
}

// Sheet gives the questions for a room. Who may: who keeps the room's record, with
// open rooms (keys).
func (s *Service) Sheet(ctx context.Context, a Actor, place string) (Sheet, error) {
	in, err := s.enterSheet(ctx, a, place)
	if err != nil {
		return Sheet{}, err
	}
	form, err := s.sheetForm(ctx, in.state.floor)
	if err != nil {
		return Sheet{}, err
	}
	filled, _, err := s.sheetMark(ctx, in)
	return Sheet{Form: form, Filled: filled}, err
}

// sheetMark tells whether the sheet was filled in, and the record it was read from.
func (s *Service) sheetMark(ctx context.Context, in access) (bool, []RecordRow, error) {
	rows, err := s.store.Record(ctx, in.room.ID)
	if err != nil {
		return false, nil, err
	}
	filled := false
	for _, row := range rows {
		if row.Keeper != in.actor.person {
			continue
		}
		e, err := s.openRecord(in.actor, row)
		if err != nil {
			return false, nil, err
		}
		filled = filled || e.Kind == recordSheet
	}
	return filled, rows, nil
}

// FillSheet answers the sheet of a counselling: question to choice; questions may stay
// without an answer. A counselling has one sheet, and it cannot be changed: nobody
// knows which one it is. Who may: who keeps the room's record, with open rooms (keys).
func (s *Service) FillSheet(ctx context.Context, a Actor, place string, answers map[string]string) error {
	in, err := s.enterSheet(ctx, a, place)
	if err != nil {
		return err
	}
	form, err := s.sheetForm(ctx, in.state.floor)
	if err != nil {
		return err
	}
	given, err := form.answers(answers)
	if err != nil {
		return err
	}
	mark, err := s.markSheet(ctx, in)
	if err != nil {
		return err
	}
	if err := s.addSheet(ctx, in.room.Floor, given); err != nil {
		// Nothing was counted: it can be filled in again.
		if undo := s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteRecordEntry(ctx, mark) }); undo != nil {
			s.log.Warn("sheet not counted", "kind", string(KindOf(undo)))
		}
		return err
	}
	return nil
}

// answers checks what was chosen.
func (f SheetForm) answers(given map[string]string) (map[string]string, error) {
	out := map[string]string{}
	for id, choice := range given {
		q, known := f.Question(id)
		if !known || !slices.ContainsFunc(q.Choices, func(c SheetChoice) bool { return c.ID == choice }) {
			name, _ := CleanLine(id+"="+choice, 4096)
			if len(name) > 80 {
				name = ""
			}
			return nil, Errorf(Invalid, "error.sheet_answer", "Answer", name)
		}
		out[id] = choice
	}
	if len(out) == 0 {
		return nil, Errorf(Invalid, "error.sheet_empty")
	}
	return out, nil
}

// markSheet notes in the record that the sheet is filled in; of racing sessions one
// may.
func (s *Service) markSheet(ctx context.Context, in access) (RecordID, error) {
	for range maxRaces {
		filled, seen, err := s.sheetMark(ctx, in)
		if err != nil {
			return "", err
		}
		if filled {
			return "", Errorf(Conflict, "error.sheet_filled")
		}
		row, err := s.newRecord(ctx, in, recordBody{Kind: recordSheet, Day: s.clock().In(time.Local).Format(time.DateOnly)})
		if err != nil {
			return "", err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.sameKeeper(ctx, tx, in, in.actor.person); err != nil {
				return err
			}
			now, err := tx.Record(ctx, in.room.ID)
			if err != nil {
				return err
			}
			if !slices.EqualFunc(now, seen, func(x, y RecordRow) bool { return bytes.Equal(x.Seal, y.Seal) }) {
				return errRace
			}
			return tx.AddRecordEntry(ctx, row)
		})
		if err == nil {
			s.recordChanged(ctx, in)
		}
		if !isRace(err) {
			return row.ID, err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return "", err
		}
		if in.me.Role != RoleOwner {
			return "", Errorf(Forbidden, "error.sheet_keeper")
		}
	}
	return "", Errorf(Unavailable, "error.slow_down", errRace)
}

// addSheet stores a sheet among those of its month.
func (s *Service) addSheet(ctx context.Context, floor FloorID, answers map[string]string) error {
	row := SheetRow{Floor: floor, Month: s.month(), ID: SheetID(randomID())}
	plain, err := json.Marshal(answers)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	if less := sheetSize - len(plain); less > 0 {
		plain = append(plain, bytes.Repeat([]byte(" "), less)...)
	}
	row.Body = s.vault.SealText("sheet", row.object(), 0, plain)
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingSheets, nil); err != nil { // one after the other
			return err
		}
		if err := tx.AddSheet(ctx, row); err != nil {
			return err
		}
		return tx.ResetSheets(ctx, floor, row.Month)
	})
	if err == nil {
		s.sheetsSettled.Store(false)
	}
	return err
}

// settingSheets is written first by transactions that write sheets.
const settingSheets = "lock.sheets"

// settleSheets is the sweep of the sheets.
func (s *Service) settleSheets(ctx context.Context) {
	if s.sheetsSettled.Swap(true) {
		return
	}
	if err := s.sweepSheets(ctx); err != nil && ctx.Err() == nil {
		s.sheetsSettled.Store(false)
		s.sweepFailed(err)
	}
}

// sweepSheets writes the sheets of this and the last month of all floors anew, so that
// nothing in the database puts the last one beside what its writer did just before.
func (s *Service) sweepSheets(ctx context.Context) error {
	floors, err := s.store.Floors(ctx)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingSheets, nil); err != nil {
			return err
		}
		for _, f := range floors {
			for _, month := range []string{s.monthsAgo(1), s.month()} {
				if err := tx.ResetSheets(ctx, f.ID, month); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// monthsAgo is the month so many months before this one.
func (s *Service) monthsAgo(n int) string {
	now := s.clock().UTC()
	return time.Date(now.Year(), now.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

func (r SheetRow) object() string { return string(r.Floor) + "/" + r.Month + "/" + string(r.ID) }

func (s *Service) openSheet(row SheetRow) (map[string]string, error) {
	plain, err := s.vault.OpenText("sheet", row.object(), 0, row.Body)
	if err != nil {
		return nil, errTampered(err)
	}
	var answers map[string]string
	if err := json.Unmarshal(plain, &answers); err != nil {
		return nil, errTampered(err)
	}
	return answers, nil
}
