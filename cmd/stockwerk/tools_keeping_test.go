package main_test

import (
	"strings"
	"testing"
)

type keepShape struct {
	Days  int `json:"days"`
	Max   int `json:"max_days"`
	Tools []struct {
		Tool string `json:"tool"`
		Days int    `json:"days"`
		Own  bool   `json:"own"`
	} `json:"tools"`
	Going []struct {
		Tool    string `json:"tool"`
		Entries int    `json:"entries"`
	} `json:"going"`
	Hold struct {
		State string `json:"state"`
		By    string `json:"by"`
		Why   string `json:"why"`
	} `json:"hold"`
}

// TestThingsGoWhenTheirTimeHasComeByCommand: rules, notices, a hold and the ledger over
// SSH.
func TestThingsGoWhenTheirTimeHasComeByCommand(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, _ := furnish(t, h.program)
	const room = "stadt/kreis"
	must(t, anna, "Altes Wort\n", "post "+room+" --title Thema")
	h.jump(60 * day)
	anna = h.member("anna")
	berta, admin := h.member("berta"), h.member("hausmeister")

	if k := as[keepShape](t, must(t, anna, "", "room retention "+room+" 30 --json")); k.Days != 30 || len(k.Going) != 1 || k.Going[0].Entries != 1 {
		t.Errorf("got %+v, want one entry to go", k)
	}
	must(t, anna, "", "room retention "+room+" files 90")
	refused(t, berta, "", "room retention "+room+" 10", 4)
	refused(t, anna, "", "room retention "+room+" contract 10", 2)
	if out := must(t, berta, "", "upcoming").out; !strings.Contains(out, "Steuerkreis") {
		t.Errorf("got %q, want the notice", out)
	}
	if out := must(t, berta, "", "room show "+room).out; !strings.Contains(out, "30") || !strings.Contains(out, "90") {
		t.Errorf("got %q, want both rules", out)
	}
	if k := as[keepShape](t, must(t, berta, "Wir klären etwas\n", "room retention "+room+" --json")); k.Hold.State != "none" {
		t.Errorf("got %+v, want no hold", k.Hold)
	}
	must(t, berta, "Wir klären etwas\n", "hold ask "+room+" --until 90d")
	refused(t, berta, "", "hold agree "+room, 4)
	if k := as[keepShape](t, must(t, anna, "", "room retention "+room+" --json")); k.Hold.State != "asked" || k.Hold.Why != "Wir klären etwas" || k.Hold.By != "berta" {
		t.Errorf("got %+v, want berta's wish", k.Hold)
	}
	refused(t, admin, "", "hold show "+room, 3)
	must(t, anna, "", "hold agree "+room)
	h.jump(40 * day)
	anna, berta, admin = h.member("anna"), h.member("berta"), h.member("hausmeister")
	if out := must(t, berta, "", "read "+room+"/board").out; !strings.Contains(out, "Altes Wort") {
		t.Errorf("got %q, want the word under the hold", out)
	}
	refused(t, anna, "", "room delete "+room, 5)
	must(t, anna, "", "hold end "+room)
	h.jump(day)
	if out := run(t, berta, "", "read "+room+"/board").out; strings.Contains(out, "Altes Wort") {
		t.Errorf("got %q after the hold, want the word gone", out)
	}

	toll := as[map[string]int](t, must(t, admin, "", "floor retention stadt conference --max 20 --dry-run --json"))
	if toll["people"] > 2 || toll["rooms"] > 1 {
		t.Errorf("got %v, want the one room at most", toll)
	}
	must(t, admin, "", "floor retention stadt conference 10 --max 20")
	must(t, admin, "", "house retention practice --max 730")
	refused(t, anna, "", "floor retention stadt", 4)
	refused(t, anna, "", "room retention "+room+" for-ever", 2)
	must(t, anna, "", "room new stadt/neu Neu")
	if k := as[keepShape](t, must(t, anna, "", "room retention stadt/neu --json")); k.Days != 10 {
		t.Errorf("got %+v, want a new room to begin with the floor's rule", k)
	}
	must(t, anna, "", "room delete "+room)
	h.jump(day)
	admin = h.member("hausmeister")
	ledger := as[struct {
		Whole bool `json:"whole"`
		Rows  []struct {
			What    string `json:"what"`
			Why     string `json:"why"`
			Entries int    `json:"entries"`
		} `json:"rows"`
	}](t, must(t, admin, "", "floor ledger stadt --json"))
	got := ""
	for _, r := range ledger.Rows {
		got += r.What + " " + r.Why + "; "
	}
	if !ledger.Whole || !strings.Contains(got, "room owner") || !strings.Contains(got, "entries rule") {
		t.Errorf("got %q, whole %v, want the room and the entries", got, ledger.Whole)
	}
	if out := must(t, admin, "", "house ledger").out; strings.Contains(out, "Steuerkreis") || strings.Contains(out, "anna") {
		t.Errorf("got %q, want no names", out)
	}
	must(t, admin, "", "house unused off")
	refused(t, anna, "", "house ledger", 4)
}
