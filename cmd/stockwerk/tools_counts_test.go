package main_test

import (
	"strings"
	"testing"
	"time"
)

type statsDoc struct {
	Floor  string `json:"floor"`
	Months []struct {
		Month   string          `json:"month"`
		Figures map[string]*int `json:"figures"`
	} `json:"months"`
}

type actDoc struct {
	Seq   string `json:"seq"`
	Floor string `json:"floor"`
	Actor string `json:"actor"`
	Act   string `json:"act"`
	Text  string `json:"text"`
}

// TestStatisticsAndLog counts a month of a floor, and reads what its admins did,
// without a word of the room.
func TestStatisticsAndLog(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, berta := furnish(t, h.program)
	admin := h.member("hausmeister")
	for range 7 {
		must(t, anna, "", `post stadt/kreis/board --title Zucchini "Geheime Worte"`)
	}
	must(t, berta, "", `say stadt/kreis "Geheime Antwort"`)
	now := h.now().UTC()
	h.jumpTo(time.Date(now.Year(), now.Month()+1, 5, 12, 0, 0, 0, time.UTC))

	st := as[statsDoc](t, must(t, admin, "", "stats stadt --json"))
	if len(st.Months) != 12 || st.Floor != "stadt" {
		t.Fatalf("got %d months of %q, want twelve of stadt", len(st.Months), st.Floor)
	}
	last := st.Months[11].Figures
	if posts := last["posts"]; posts == nil || *posts != 7 || last["lines"] != nil || last["rooms"] != nil {
		t.Errorf("got %v, want seven posts and nothing of small numbers", last)
	}
	if table := must(t, admin, "", "stats stadt --csv").out; !strings.Contains(table, st.Months[11].Month+",posts,") || !strings.Contains(table, ",lines,Chat-Zeilen,<5") {
		t.Errorf("the table lacks the month:\n%s", table)
	}
	refused(t, anna, "", "stats stadt", 4)

	acts := as[[]actDoc](t, must(t, admin, "", "audit --json"))
	found := false
	for _, a := range acts {
		found = found || a.Act == "floor.new" && a.Floor == "stadt" && a.Actor == "hausmeister"
		for _, word := range []string{"Zucchini", "Geheime"} {
			if strings.Contains(a.Text, word) {
				t.Errorf("the log holds a word of the room: %q", a.Text)
			}
		}
	}
	if !found {
		t.Errorf("got %+v, want the new floor in it", acts)
	}
	refused(t, berta, "", "audit stadt", 4)
	must(t, admin, "", "audit check stadt")
	must(t, admin, "", "audit keep 6")
}
