package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/audit"
)

// book is a log of many acts.
type book struct {
	kittest.House
	acts  int64
	whole bool
}

func (b book) Audit(_ context.Context, _ house.Actor, floor string, before int64, limit int) ([]house.AuditEntry, error) {
	if before == 0 {
		before = b.acts + 1
	}
	var out []house.AuditEntry
	for seq := before - 1; seq > 0 && len(out) < limit; seq-- {
		e := house.AuditEntry{
			Seq: seq, At: kittest.Clock.Add(-time.Duration(b.acts-seq) * time.Hour), Floor: "hagen", Actor: "mara",
			Act: "floor.new", Args: map[string]string{"Code": "東京-\x1b[31m"},
		}
		switch seq % 3 {
		case 0:
			e.Floor, e.Act, e.Args = "", "audit.keep", map[string]string{"Months": "6"}
		case 1:
			e.Floor, e.Act = "-", "of.a.later.program"
		}
		out = append(out, e)
	}
	return out, nil
}

func (b book) CheckAudit(context.Context, house.Actor, string) (house.AuditCheck, error) {
	return house.AuditCheck{Acts: int(b.acts), Whole: b.whole, Wrong: 17}, nil
}

func (book) AuditKept(context.Context, house.Actor) (int, error) { return 12, nil }

func TestLogAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for _, of := range []string{"hagen", ""} {
				e := kittest.Env(book{acts: 7})
				e.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], audit.New(e, of))
				d.WantNoEscape()
				d.Golden("log" + of + "-" + string(lang))
			}
		}
	}
}

func TestOlderActsAreReadOn(t *testing.T) {
	d := kittest.New(t, 80, 24, audit.New(kittest.Env(book{acts: 60}), "hagen"))
	d.Press("end", "enter", "end")
	d.Wants("› 60 ")
	d.Lacks("Show older ones")
}

func TestABrokenLogIsSaid(t *testing.T) {
	for _, whole := range []bool{true, false} {
		d := kittest.New(t, 80, 24, audit.New(kittest.Env(book{acts: 20, whole: whole}), ""))
		d.Press("v")
		got, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
		if !ok || strings.Contains(got.Text, "line 17 was changed") == whole {
			t.Errorf("whole %v: got %#v", whole, d.Asked)
		}
	}
}
