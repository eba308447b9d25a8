package house

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// AuditEntry is one act, as those who run the floor or the house read it.
type AuditEntry struct {
	Seq   int64
	At    time.Time
	Floor string // code; "" = the house, "-" = a floor that is gone
	Actor string
	Act   string            // its sentence is audit.act.ACT
	Args  map[string]string // for the sentence
}

// AuditCheck is what looking along the chain of the audit log found.
type AuditCheck struct {
	Acts  int
	First int64 // 0 = none
	Last  int64
	Since time.Time // of the first act
	Whole bool      // nothing was changed, put in or taken out
	Wrong int64     // the first act that does not fit
}

// AuditPage is how many acts are read at once at most.
const AuditPage = 200

// auditMonths is how long acts are kept where the house says nothing else.
const auditMonths = 12

// settingAuditCut is the sealed number and seal of the last act that was removed
// because of its age: the chain begins there.
const settingAuditCut = "audit.cut"

// Audit lists acts of those who run a floor, the newest first; with "" of the house and
// all floors. before is the Seq to go on from, 0 = the newest; limit at most AuditPage.
// It never holds a word that somebody wrote. Who may: of a floor its admins, of the
// house its admins.
func (s *Service) Audit(ctx context.Context, a Actor, floor string, before int64, limit int) ([]AuditEntry, error) {
	of := FloorID("*")
	if floor == "" {
		if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
			return nil, err
		}
	} else {
		f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
		if err != nil {
			return nil, err
		}
		of = f.row.ID
	}
	if limit <= 0 || limit > AuditPage {
		limit = AuditPage
	}
	rows, err := s.store.Audit(ctx, of, before, limit)
	if err != nil {
		return nil, err
	}
	return s.auditEntries(ctx, a, rows)
}

func (s *Service) auditEntries(ctx context.Context, a Actor, rows []AuditRow) ([]AuditEntry, error) {
	var ids []PersonID
	args := make([]map[string]string, len(rows))
	for i, r := range rows {
		plain, err := s.vault.OpenText("audit", r.Act, 0, r.Text)
		if err != nil {
			return nil, errTampered(err)
		}
		if err := json.Unmarshal(plain, &args[i]); err != nil {
			return nil, errTampered(err)
		}
		ids = append(ids, r.Actor)
		for name, value := range args[i] {
			if strings.HasPrefix(name, "@") {
				ids = append(ids, PersonID(value))
			}
		}
	}
	names, err := s.names(ctx, access{actor: a}, ids)
	if err != nil {
		return nil, err
	}
	codes, err := s.floorCodes(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]AuditEntry, len(rows))
	for i, r := range rows {
		out[i] = AuditEntry{Seq: r.Seq, At: r.At, Actor: names[r.Actor], Act: r.Act, Args: map[string]string{}}
		for name, value := range args[i] {
			if person, ok := strings.CutPrefix(name, "@"); ok {
				name, value = person, names[PersonID(value)]
			}
			out[i].Args[name] = value
		}
		if r.Floor != "" {
			out[i].Floor = "-"
			if code, ok := codes[r.Floor]; ok {
				out[i].Floor = code
			}
		}
	}
	return out, nil
}

func (s *Service) floorCodes(ctx context.Context) (map[FloorID]string, error) {
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return nil, err
	}
	codes := make(map[FloorID]string, len(rows))
	for _, row := range rows {
		f, err := s.openFloor(row)
		if err != nil {
			return nil, err
		}
		codes[row.ID] = f.text.Code
	}
	return codes, nil
}

// CheckAudit looks along the whole chain of the audit log. Who may: admins of the house
// and of any floor; it tells no act.
func (s *Service) CheckAudit(ctx context.Context, a Actor, floor string) (AuditCheck, error) {
	if floor == "" {
		if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
			return AuditCheck{}, err
		}
	} else if _, err := s.floorFor(ctx, a, floor, DoShapeFloor); err != nil {
		return AuditCheck{}, err
	}
	return s.AuditChain(ctx)
}

// AuditChain is CheckAudit for the operator, who runs it on the machine itself. It
// reads number, time and seal of the acts and tells none of them.
func (s *Service) AuditChain(ctx context.Context) (AuditCheck, error) {
	// The end first: what is added while the chain is walked lies behind it.
	head, err := s.auditHead(ctx, s.store)
	if err != nil {
		return AuditCheck{}, err
	}
	at, err := s.auditCut(ctx, s.store)
	if err != nil {
		return AuditCheck{}, err
	}
	check := AuditCheck{Whole: true}
	for at.Seq < head.Seq {
		rows, err := s.store.AuditAfter(ctx, at.Seq, AuditPage)
		if err != nil {
			return check, err
		}
		if len(rows) == 0 {
			return check.broken(at.Seq + 1), nil
		}
		for _, r := range rows {
			if r.Seq > head.Seq {
				break
			}
			if r.Seq != at.Seq+1 || !bytes.Equal(r.Seal, s.auditSeal(r, at.Seal)) {
				return check.broken(at.Seq + 1), nil
			}
			if check.Acts++; check.Acts == 1 {
				check.First, check.Since = r.Seq, r.At
			}
			at = auditHead{r.Seq, r.Seal}
			check.Last = r.Seq
		}
	}
	if !bytes.Equal(at.Seal, head.Seal) {
		return check.broken(at.Seq), nil
	}
	return check, nil
}

func (c AuditCheck) broken(at int64) AuditCheck {
	c.Whole, c.Wrong = false, at
	return c
}

// auditCut is the last act that was removed because of its age; zero before.
func (s *Service) auditCut(ctx context.Context, r Reader) (auditHead, error) {
	return s.auditMark(ctx, r, settingAuditCut, "audit.cut")
}

// KeepAudit says for how many months acts are kept, 1 to 120. Who may: house admins.
func (s *Service) KeepAudit(ctx context.Context, a Actor, months int) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	if months < 1 || months > 120 {
		return Errorf(Invalid, "error.audit_months", "Max", 120)
	}
	return s.editRules(ctx, a, "audit.keep", map[string]string{"Months": strconv.Itoa(months)}, func(r *houseRules) error {
		r.AuditMonths = months
		return nil
	})
}

// AuditKept is for how many months acts are kept. Who may: whoever may read them.
func (s *Service) AuditKept(ctx context.Context, a Actor) (int, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return 0, err
	}
	rules, err := s.rules(ctx, s.store)
	return rules.auditMonths(), err
}

func (r houseRules) auditMonths() int {
	if r.AuditMonths == 0 {
		return auditMonths
	}
	return r.AuditMonths
}

// sweepAudit removes acts that are older than the house keeps them, from the front, and
// keeps where the chain begins now. Sweep calls it.
func (s *Service) sweepAudit(ctx context.Context, now time.Time) error {
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return err
	}
	before := now.AddDate(0, -rules.auditMonths(), 0)
	for {
		more, err := s.cutAudit(ctx, before)
		if err != nil || !more {
			return err
		}
	}
}

// cutAudit removes one page of what is older; more says that there may be another.
func (s *Service) cutAudit(ctx context.Context, before time.Time) (more bool, err error) {
	cut, err := s.auditCut(ctx, s.store)
	if err != nil {
		return false, err
	}
	first, err := s.store.AuditAfter(ctx, cut.Seq, 1)
	if err != nil || len(first) == 0 || !first[0].At.Before(before) {
		return false, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		old, err := tx.Setting(ctx, settingAuditHead) // holds the log
		if err != nil {
			return err
		}
		if err := tx.PutSetting(ctx, settingAuditHead, old); err != nil {
			return err
		}
		at, err := s.auditCut(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.AuditAfter(ctx, at.Seq, AuditPage)
		if err != nil {
			return err
		}
		begun := at.Seq
		for _, r := range rows {
			// A chain that is broken is left as it is, for those who look at it.
			if !r.At.Before(before) || r.Seq != at.Seq+1 || !bytes.Equal(r.Seal, s.auditSeal(r, at.Seal)) {
				break
			}
			at = auditHead{r.Seq, r.Seal}
		}
		if more = at.Seq > begun; !more {
			return nil
		}
		b, _ := json.Marshal(at) // bytes and numbers cannot fail
		if err := tx.PutSetting(ctx, settingAuditCut, s.vault.SealText("audit.cut", "", 0, b)); err != nil {
			return err
		}
		return tx.CutAudit(ctx, at.Seq)
	})
	return more, err
}
