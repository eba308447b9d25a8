package house

import (
	"context"
	"encoding/json"
	"maps"
)

// The audit log says who of those who run a floor or the house did what to whom, and
// never holds a word that somebody wrote. Rows are only added. Each carries a MAC over
// itself and the MAC of the row before, and a sealed setting the number and MAC of the
// last one: a row that was changed, put in, moved or taken out shows (that the whole
// database was set back does not).

// settingAuditHead is the sealed number and seal of the last act.
const settingAuditHead = "audit.head"

// auditHead is the setting.
type auditHead struct {
	Seq  int64  `json:"seq"`
	Seal []byte `json:"seal,omitempty"`
}

// audit notes an act in the transaction that does it. args are what its sentence
// "audit.act.ACT" needs: codes, names of settings, numbers; never what somebody
// wrote. A name that begins with "@" holds a PersonID: whoever reads the log sees what
// the person is called then. Call it last in a transaction: it holds the log until
// the transaction ends.
func (s *Service) audit(ctx context.Context, tx Tx, by PersonID, floor FloorID, act string, args map[string]string) error {
	// Writing first holds the row, so that acts follow each other on every database.
	old, err := tx.Setting(ctx, settingAuditHead)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if err := tx.PutSetting(ctx, settingAuditHead, old); err != nil {
		return err
	}
	head, err := s.auditHead(ctx, tx)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	row := AuditRow{Seq: head.Seq + 1, At: now.UTC(), Floor: floor, Actor: by, Act: act}
	kept := maps.Clone(args)
	b, _ := json.Marshal(kept) // strings cannot fail
	row.Text = s.vault.SealText("audit", act, 0, b)
	row.Seal = s.auditSeal(row, head.Seal)
	if err := tx.AddAudit(ctx, row); err != nil {
		return err
	}
	b, _ = json.Marshal(auditHead{Seq: row.Seq, Seal: row.Seal}) // bytes and numbers cannot fail
	return tx.PutSetting(ctx, settingAuditHead, s.vault.SealText("audit.head", "", 0, b))
}

// auditSeal chains a row to the seal of the one before.
func (s *Service) auditSeal(r AuditRow, before []byte) []byte {
	return s.vault.Seal("audit", fields(before, r.Seq, r.At, string(r.Floor), string(r.Actor), r.Act, r.Text)...)
}

// auditHead is the last act that was noted; zero before the first.
func (s *Service) auditHead(ctx context.Context, r Reader) (auditHead, error) {
	return s.auditMark(ctx, r, settingAuditHead, "audit.head")
}

// auditMark opens a place in the log that a setting keeps; zero where there is none.
func (s *Service) auditMark(ctx context.Context, r Reader, setting, tag string) (auditHead, error) {
	var head auditHead
	b, err := r.Setting(ctx, setting)
	if err != nil && KindOf(err) == NotFound || err == nil && len(b) == 0 {
		return head, nil
	}
	if err != nil {
		return head, err
	}
	plain, err := s.vault.OpenText(tag, "", 0, b)
	if err != nil {
		return head, errTampered(err)
	}
	if err := json.Unmarshal(plain, &head); err != nil {
		return head, errTampered(err)
	}
	return head, nil
}
