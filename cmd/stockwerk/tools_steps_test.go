package main_test

import (
	"strings"
	"testing"
	"time"
)

// stepShown is what step show says.
type stepShown struct {
	Going     bool       `json:"going"`
	Step      int        `json:"step"`
	Of        int        `json:"of"`
	Day       int        `json:"day"`
	Late      bool       `json:"late"`
	Giver     string     `json:"giver"`
	Moderator string     `json:"moderator"`
	Writers   string     `json:"writers"`
	Suggest   string     `json:"suggest"`
	Leads     bool       `json:"leads"`
	MayEnd    bool       `json:"may_end"`
	TakeOver  bool       `json:"may_take_over"`
	Silent    bool       `json:"silent"`
	Writes    bool       `json:"writes"`
	Todo      string     `json:"todo"`
	Missing   []string   `json:"missing"`
	Deleted   *time.Time `json:"deleted"`
	Chapters  []struct {
		Posts int `json:"posts"`
	} `json:"chapters"`
	Roster []struct {
		Name    string     `json:"name"`
		Wrote   int        `json:"wrote"`
		Passed  bool       `json:"passed"`
		Missing bool       `json:"missing"`
		Away    *time.Time `json:"away_until"`
	} `json:"roster"`
}

func TestAPeerConsultationByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, anna, "", `room new stadt/runde "Runde" --kind consultation`)
		must(t, anna, "", `room invite stadt/runde @berta`)
		must(t, berta, "", `room join stadt/runde`)
		now := as[stepShown](t, must(t, anna, "", "step start stadt/runde --template six --json"))
		if !now.Going || now.Step != 1 || now.Of != 6 || now.Giver != "anna" || now.Moderator != "berta" || !now.Writes {
			t.Fatalf("got %+v, want the first of six steps", now)
		}
		refused(t, berta, "", `post stadt/runde --title Rat "Ich weiss etwas"`, 4)
		must(t, berta, "", `say stadt/runde "Ich bin da"`)
		must(t, anna, "", `post stadt/runde --title "Der Fall" "Es geht um eine Klasse."`)
		if now = as[stepShown](t, must(t, berta, "", "step show stadt/runde --json")); now.Suggest != "all" || now.Chapters[0].Posts != 1 {
			t.Errorf("got %+v, want that it can go on", now)
		}
		must(t, berta, "", "step next stadt/runde --from 1")
		refused(t, berta, "", "step next stadt/runde --from 1", 5)
		must(t, anna, "", "step pass stadt/runde")
		must(t, anna, "", "step away stadt/runde --until 3d")
		must(t, berta, "", "step extend stadt/runde 2")
		must(t, berta, "", `step back stadt/runde "Noch eine Frage"`)
		refused(t, berta, "", "step nudge stadt/runde", 5) // who is away is not waited for
		must(t, anna, "", "step away stadt/runde")
		must(t, berta, "", "step nudge stadt/runde")
		if r := must(t, anna, "", "step show stadt/runde --chapter 1"); !strings.Contains(r.out, "Klasse") {
			t.Errorf("got %q, want the chapter", r.out)
		}
		now = as[stepShown](t, must(t, berta, "Was wir mitnehmen.\n", "step end stadt/runde --follow-up 30d --json"))
		if now.Going {
			t.Errorf("got %+v, want it ended", now)
		}
		course := must(t, anna, "", "step templates stadt show six").out
		refused(t, berta, course, "step templates stadt edit six", 4)
	})
}
