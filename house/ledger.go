package house

import (
	"context"
	"encoding/json"
	"time"
)

// The ledger says what was destroyed, when and why, and holds neither names nor words
// nor ids: a random number, a count, and a keyed hash by which a room or a person that
// comes back with an older copy of the database is known again and destroyed again.
// Rows are only added and are chained like the audit log's (audit.go).

// Destroyed is what a row of the ledger is about.
type Destroyed string

// Reason is why something was destroyed.
type Reason string

// What is destroyed, and why.
const (
	DestroyedRoom    Destroyed = "room"
	DestroyedVisitor Destroyed = "visitor"
	DestroyedAccount Destroyed = "account"
	DestroyedEntries Destroyed = "entries" // those of a floor in one day

	ByRule    Reason = "rule"    // its time was over
	ByOwner   Reason = "owner"   // who owned it wished it
	ByOrder   Reason = "order"   // of those who run the floor or the house
	ByAccount Reason = "account" // an account ended
	ByVisit   Reason = "visit"   // a visit ended
	ByNobody  Reason = "nobody"  // nobody was left who could open it
)

const (
	settingLedgerHead = "ledger.head" // sealed number and seal of the last row
	settingLedgerOpen = "ledger.open" // sealed counts of entries, by floor, of the day
)

// ledgerDay counts the entries that went by rules in one day: a row for each post would
// tell when what was written.
type ledgerDay struct {
	Day    string          `json:"day"`
	Floors map[FloorID]int `json:"floors"`
}

// entryLedger notes that something was destroyed, in the transaction that does it. id is
// what it was; only its keyed hash is kept.
func (s *Service) entryLedger(ctx context.Context, tx Tx, floor FloorID, what Destroyed, why Reason, id string, rows int) error {
	head, err := s.holdLedger(ctx, tx)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	row := LedgerRow{ID: newID(), At: now, Floor: floor, What: what, Why: why, Rows: rows}
	if id != "" {
		row.Lookup = s.ledgerLookup(what, id)
	}
	_, err = s.addLedger(ctx, tx, head, row)
	return err
}

// ledgerLookup is how a thing is known again.
func (s *Service) ledgerLookup(what Destroyed, id string) []byte {
	if what == DestroyedVisitor { // who became a member is the same person
		what = DestroyedAccount
	}
	return s.vault.Lookup("ledger/"+string(what), []byte(id))
}

// addLedger appends a row to head and gives the new head.
func (s *Service) addLedger(ctx context.Context, tx Tx, head auditHead, row LedgerRow) (auditHead, error) {
	row.Seq, row.At = head.Seq+1, row.At.UTC().Truncate(time.Millisecond)
	row.Seal = s.ledgerSeal(row, head.Seal)
	if err := tx.AddLedger(ctx, row); err != nil {
		return head, err
	}
	head = auditHead{Seq: row.Seq, Seal: row.Seal}
	b, _ := json.Marshal(head) // bytes and numbers cannot fail
	return head, tx.PutSetting(ctx, settingLedgerHead, s.vault.SealText("ledger.head", "", 0, b))
}

// ledgerSeal chains a row to the seal of the one before.
func (s *Service) ledgerSeal(r LedgerRow, before []byte) []byte {
	return s.vault.Seal("ledger", fields(before, r.Seq, r.ID, r.At, string(r.Floor), string(r.What), string(r.Why), r.Rows, r.Lookup)...)
}

// holdLedger keeps others from adding rows until the transaction ends.
func (s *Service) holdLedger(ctx context.Context, tx Tx) (auditHead, error) {
	old, err := tx.Setting(ctx, settingLedgerHead)
	if err != nil && KindOf(err) != NotFound {
		return auditHead{}, err
	}
	if err := tx.PutSetting(ctx, settingLedgerHead, old); err != nil { // writing holds the row
		return auditHead{}, err
	}
	return s.ledgerHead(ctx, tx)
}

func (s *Service) ledgerHead(ctx context.Context, r Reader) (auditHead, error) {
	var head auditHead
	err := s.sealedSetting(ctx, r, settingLedgerHead, &head)
	return head, err
}

// sealedSetting reads a setting that is sealed under its own name; zero where there is none.
func (s *Service) sealedSetting(ctx context.Context, r Reader, name string, to any) error {
	b, err := r.Setting(ctx, name)
	if err != nil && KindOf(err) == NotFound || err == nil && len(b) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := s.vault.OpenText(name, "", 0, b)
	if err != nil {
		return errTampered(err)
	}
	if err := json.Unmarshal(plain, to); err != nil {
		return errTampered(err)
	}
	return nil
}

// countEntries notes that entries of a floor went by a rule. They stand in the ledger
// once the day is over.
func (s *Service) countEntries(ctx context.Context, tx Tx, floor FloorID, n int) error {
	head, err := s.holdLedger(ctx, tx)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var day ledgerDay
	if err := s.sealedSetting(ctx, tx, settingLedgerOpen, &day); err != nil {
		return err
	}
	if today := now.UTC().Format(time.DateOnly); day.Day != today {
		for _, f := range sortedKeys(day.Floors) {
			if day.Floors[f] == 0 {
				continue
			}
			row := LedgerRow{ID: newID(), At: now, Floor: f, What: DestroyedEntries, Why: ByRule, Rows: day.Floors[f]}
			if head, err = s.addLedger(ctx, tx, head, row); err != nil {
				return err
			}
		}
		day = ledgerDay{Day: today}
	}
	if day.Floors == nil {
		day.Floors = map[FloorID]int{}
	}
	if n > 0 {
		day.Floors[floor] += n
	}
	b, _ := json.Marshal(day) // strings and numbers cannot fail
	return tx.PutSetting(ctx, settingLedgerOpen, s.vault.SealText(settingLedgerOpen, "", 0, b))
}

// sweepLedger writes what a day that is over counted. Sweep calls it.
func (s *Service) sweepLedger(ctx context.Context, now time.Time) error {
	var day ledgerDay
	if err := s.sealedSetting(ctx, s.store, settingLedgerOpen, &day); err != nil {
		return err
	}
	if len(day.Floors) == 0 || day.Day == now.UTC().Format(time.DateOnly) {
		return nil
	}
	return s.store.InTx(ctx, func(tx Tx) error { return s.countEntries(ctx, tx, "", 0) })
}

// Ledger is all that was destroyed, checked: Tampered (error.tampered) where the chain is
// broken. For the operator's own program; it asks nobody for a right.
func (s *Service) Ledger(ctx context.Context) ([]LedgerRow, error) {
	head, err := s.ledgerHead(ctx, s.store)
	if err != nil {
		return nil, err
	}
	rows, err := s.ledgerRows(ctx)
	if err != nil {
		return nil, err
	}
	if !s.whole(rows, head) {
		return rows, errTampered(nil)
	}
	return rows, nil
}

func (s *Service) ledgerRows(ctx context.Context) ([]LedgerRow, error) {
	const step = 1000
	var out []LedgerRow
	for after := int64(0); ; {
		rows, err := s.store.Ledger(ctx, "*", after, step)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		if len(rows) < step {
			return out, nil
		}
		after = rows[len(rows)-1].Seq
	}
}

// whole tells whether rows are the whole chain up to head.
func (s *Service) whole(rows []LedgerRow, head auditHead) bool {
	if int64(len(rows)) != head.Seq {
		return int64(len(rows)) > head.Seq && s.whole(rows[:head.Seq], head) // noted since head was read
	}
	_, ok := s.chained(rows, auditHead{})
	return ok && (head.Seq == 0 || string(rows[len(rows)-1].Seal) == string(head.Seal))
}

// chained tells whether rows go on from head without a gap, and gives the head after them.
func (s *Service) chained(rows []LedgerRow, head auditHead) (auditHead, bool) {
	for _, r := range rows {
		if r.Seq != head.Seq+1 || string(s.ledgerSeal(r, head.Seal)) != string(r.Seal) {
			return head, false
		}
		head = auditHead{Seq: r.Seq, Seal: r.Seal}
	}
	return head, true
}

// ReplayLedger appends the rows of a later ledger of this house that the database does not
// know, and destroys again what they name, holds or not: what was destroyed after a backup
// was made must not come back with it. It gives how many things were. Rows that are not
// the continuation of what the database holds are refused. For the operator's own
// program, before the house is opened to people; it asks nobody for a right.
func (s *Service) ReplayLedger(ctx context.Context, rows []LedgerRow) (int, error) {
	err := s.store.InTx(ctx, func(tx Tx) error {
		head, err := s.holdLedger(ctx, tx)
		if err != nil {
			return err
		}
		var fresh []LedgerRow
		for _, r := range rows {
			if r.Seq > head.Seq {
				fresh = append(fresh, r)
			}
		}
		if _, ok := s.chained(fresh, head); !ok {
			return Errorf(Invalid, "error.ledger_foreign")
		}
		for _, r := range fresh {
			if head, err = s.addLedger(ctx, tx, head, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return s.replay(ctx)
}
