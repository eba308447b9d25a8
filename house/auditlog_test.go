package house_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// acts makes some acts on the audit log: floors of a house admin.
func acts(t *testing.T, l *lodge, admin house.Actor, n int) {
	t.Helper()
	for i := range n {
		l.floor(admin, fmt.Sprintf("act%d", i), house.FloorOpen)
	}
}

func TestAuditLogSaysWhoDidWhat(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	acts(t, l, admin, 2)
	got, err := l.Audit(t.Context(), admin, "", 0, 0)
	l.must(err)
	if len(got) < 2 || got[0].Act != "floor.new" || got[0].Actor != "admin" || got[0].Floor != "act1" || got[0].Args["Code"] != "act1" {
		t.Errorf("got %+v, want the new floor act1 by admin first", got)
	}
	got, err = l.Audit(t.Context(), admin, "act0", 0, 0)
	l.must(err)
	if len(got) != 1 || got[0].Args["Code"] != "act0" {
		t.Errorf("of one floor: got %+v, want its own act alone", got)
	}
}

// TestAuditChainShowsEveryEdit is somebody with SQL and without the house key who
// wants an act not to have been. They can drop the triggers.
func TestAuditChainShowsEveryEdit(t *testing.T) {
	free := []string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"}
	for name, edit := range map[string]string{
		"a line is deleted":          "DELETE FROM audit WHERE seq = 3",
		"the last line is deleted":   "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
		"the first line is deleted":  "DELETE FROM audit WHERE seq = 1",
		"somebody else did it":       "UPDATE audit SET actor = 'nobody' WHERE seq = 3",
		"it was another floor":       "UPDATE audit SET floor = '' WHERE seq = 3",
		"it was another time":        "UPDATE audit SET at = at + 1000 WHERE seq = 3",
		"two lines change places":    "UPDATE audit SET seq = CASE seq WHEN 2 THEN 103 ELSE seq END; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 103",
		"a line is put in":           "INSERT INTO audit (seq, at, floor, actor, act, text, seal) SELECT -100, at, floor, actor, act, text, seal FROM audit WHERE seq = 2; UPDATE audit SET seq = seq + 1000 WHERE seq > 3; UPDATE audit SET seq = 4 WHERE seq = -100; UPDATE audit SET seq = seq - 999 WHERE seq > 1000",
		"the start is said to be 3":  "DELETE FROM audit WHERE seq < 3; UPDATE audit_cut SET upto = 2",
		"control: nothing is edited": "UPDATE audit SET at = at",
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			admin := s.in("admin")
			acts(t, s.lodge, admin, 5)
			for _, q := range free {
				_, err := s.db.ExecContext(t.Context(), q)
				s.must(err)
			}
			s.edit(strings.Split(edit, "; ")...)
			check, err := s.CheckAudit(t.Context(), s.in("admin"), "")
			s.must(err)
			if want := strings.HasPrefix(name, "control"); check.Whole != want {
				t.Errorf("got %+v, want whole %v", check, want)
			}
		})
	}
}

func TestOldActsGoAndTheChainStaysWhole(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	acts(t, l, admin, 3)
	l.by.Add(int64(11 * 31 * 24 * time.Hour))
	l.floor(admin, "later", house.FloorOpen)
	before, err := l.CheckAudit(t.Context(), admin, "")
	l.must(err)
	l.pass(62 * 24 * time.Hour)
	check, err := l.CheckAudit(t.Context(), admin, "")
	l.must(err)
	if !check.Whole || check.Acts != 1 || check.Last != before.Last || before.Acts < 4 {
		t.Errorf("got %+v after %+v, want the last act alone, whole", check, before)
	}
	l.must(l.KeepAudit(t.Context(), admin, 1))
	l.pass(62 * 24 * time.Hour)
	if got, err := l.Audit(t.Context(), admin, "", 0, 0); err != nil || len(got) != 0 {
		t.Errorf("with one month: got %+v, %v, want nothing", got, err)
	}
	l.floor(admin, "again", house.FloorOpen)
	if check, err = l.CheckAudit(t.Context(), admin, ""); err != nil || !check.Whole || check.Acts != 1 {
		t.Errorf("got %+v, %v, want a whole chain of one act", check, err)
	}
}
