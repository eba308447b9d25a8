package main_test

import (
	"slices"
	"strings"
	"testing"
)

type caseShape struct {
	Place      string   `json:"place"`
	Name       string   `json:"name"`
	State      string   `json:"state"`
	Stage      string   `json:"stage"`
	Client     string   `json:"client"`
	Counsellor string   `json:"counsellor"`
	Readers    []string `json:"readers"`
	Overdue    bool     `json:"overdue"`
	DeleteAt   *string  `json:"delete_at"`
	Feedback   []struct {
		Heard int
		Text  string
	} `json:"feedback"`
}

type contactedShape struct {
	Place   string   `json:"place"`
	Name    string   `json:"name"`
	Readers []string `json:"readers"`
	Return  string   `json:"return_ticket"`
	Slip    string   `json:"slip"`
}

func TestFirstContactsByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		admin, guest := p.member("hausmeister"), p.dial("guest")
		for _, c := range []struct{ who, line string }{{"anna", "Für Familien"}, {"berta", "Für junge Leute"}} {
			must(t, p.member(c.who), "", `card edit --floor stadt --public yes --answer 2d `+c.line)
		}
		refused(t, guest, "", "contact offer stadt", 3)
		refused(t, anna, "", "contact team stadt --who cards", 4)
		must(t, admin, "", `contact team stadt --who cards --answer 48h --note "Wir lesen jeden Tag."`)
		if out := must(t, guest, "", "contact offer stadt").out; !strings.Contains(out, "anna, berta") || !strings.Contains(out, "112") {
			t.Errorf("got %q, want to be told who reads", out)
		}
		refused(t, guest, "Hilfe\n", "contact new stadt --subject Sorgen", 2)
		refused(t, guest, "\n", "contact new stadt --accept --subject Sorgen", 2)
		refused(t, guest, "Hilfe\n", "contact new stadt --accept", 2)
		refused(t, guest, "Hilfe\n", "contact new @nobody --accept --subject Sorgen", 3)
		asked := as[contactedShape](t, must(t, guest, "Ich weiß nicht weiter.\n", "contact new stadt --accept --subject Sorgen --as Linde --json"))
		if asked.Name != "Linde" || len(asked.Return) != 23 || !strings.Contains(asked.Slip, asked.Return) || !slices.Equal(asked.Readers, []string{"anna", "berta"}) {
			t.Errorf("got %+v", asked)
		}
		// The guest's connection is the visitor's now, and knows the one room.
		if out := must(t, guest, "", "contact show "+asked.Place).out; !strings.Contains(out, "anna, berta") && !strings.Contains(out, "Linde") {
			t.Errorf("got %q", out)
		}
		refused(t, guest, "", "card list", 4)
		refused(t, admin, "", "contact show "+asked.Place, 3)
		refused(t, anna, "Hallo", "say "+asked.Place, 4)
		must(t, anna, "", "contact accept "+asked.Place)
		refused(t, berta, "", "contact accept "+asked.Place, 5)
		refused(t, berta, "", "letter list "+asked.Place, 3)
		must(t, anna, "Erzählen Sie.", "letter write "+asked.Place+" --subject Antwort")

		back := p.dial("ticket", code(asked.Return))
		visit := as[redeemed](t, must(t, back, "", "redeem --accept --json"))
		if visit.Place != asked.Place || visit.Name != "Linde" {
			t.Errorf("got %+v", visit)
		}
		if got := as[caseShape](t, must(t, back, "", "contact show "+asked.Place+" --json")); got.Stage != "waiting_me" || got.Counsellor != "anna" {
			t.Errorf("got %+v", got)
		}
		refused(t, back, "", "contact feedback "+asked.Place+" --heard 5", 5)
		refused(t, back, "Ende", "contact close "+asked.Place, 4)
		refused(t, anna, "Ende", "contact close "+asked.Place+" --delete 1970-01-02", 2)
		closed := as[caseShape](t, must(t, anna, "Das war es.", "contact close "+asked.Place+" --follow-up 14d --delete 20d --json"))
		if closed.State != "closed" || closed.DeleteAt == nil {
			t.Errorf("got %+v", closed)
		}
		refused(t, back, "", "contact feedback "+asked.Place+" --heard 9", 2)
		must(t, back, "", "contact feedback "+asked.Place+" --heard 5 Danke")
		if got := as[caseShape](t, must(t, anna, "", "contact show "+asked.Place+" --json")); len(got.Feedback) != 1 || got.Feedback[0].Heard != 5 {
			t.Errorf("got the feedback %+v", got.Feedback)
		}
		refused(t, anna, "", "contact deletion "+asked.Place+" 90d", 2)
		must(t, anna, "", "contact deletion "+asked.Place+" 2d")
	})
}
