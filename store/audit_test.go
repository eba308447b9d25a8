package store_test

import (
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store"
)

func TestAuditIsOnlyAddedTo(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		act := func(seq int64, floor house.FloorID) house.AuditRow {
			return house.AuditRow{
				Seq: seq, At: time.UnixMilli(1_800_000_000_000 + seq).UTC(), Floor: floor, Actor: "p1", Act: "floor.new", Text: []byte{1}, Seal: []byte{2},
			}
		}
		rows := []house.AuditRow{act(1, ""), act(2, "f1"), act(3, "f1")}
		do(t, s, func(tx house.Tx) error {
			for _, r := range rows {
				if err := tx.AddAudit(ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
		refused(t, "a number twice", s.InTx(ctx, func(tx house.Tx) error { return tx.AddAudit(ctx, rows[0]) }), house.Conflict)
		list, err := s.Audit(ctx, "f1", 0, 10)
		same(t, "acts of a floor", list, err, []house.AuditRow{rows[2], rows[1]})
		list, err = s.Audit(ctx, "*", 3, 1)
		same(t, "acts before one", list, err, []house.AuditRow{rows[1]})
		for _, statement := range []string{`UPDATE audit SET act = 'other' WHERE seq = 2`, `DELETE FROM audit WHERE seq = 2`} {
			err := s.InTx(ctx, func(tx house.Tx) error { return store.Raw(ctx, tx, statement) })
			if err == nil {
				t.Errorf("%s was done", statement)
			}
		}
		do(t, s, func(tx house.Tx) error { return tx.CutAudit(ctx, 2) })
		list, err = s.AuditAfter(ctx, 0, 10)
		same(t, "acts after the cut", list, err, []house.AuditRow{rows[2]})
	})
}
