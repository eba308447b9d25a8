package main_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

type pollShape struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Kind     string `json:"kind"`
	Secret   bool   `json:"secret"`
	State    string `json:"state"`
	Voted    bool   `json:"voted"`
	Votes    int    `json:"votes"`
	Options  []struct {
		ID     string   `json:"id"`
		Text   string   `json:"text"`
		Count  *int     `json:"count"`
		Points *float64 `json:"points"`
	} `json:"options"`
}

// counts are the votes for each option, -1 where they are not shown.
func (p pollShape) counts() []int {
	var out []int
	for _, o := range p.Options {
		n := -1
		if o.Count != nil {
			n = *o.Count
		}
		out = append(out, n)
	}
	return out
}

func TestPollsByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		id := as[sent](t, must(t, anna, "", `poll new stadt/kreis "Wann treffen wir uns?" --option Montag --option "Mittwoch abend" --until 3d --json`)).ID
		show := func(c *ssh.Client) pollShape { return as[pollShape](t, must(t, c, "", "poll show "+id+" --json")) }

		must(t, berta, "", "poll vote "+id+" Mittwoch abend")
		must(t, anna, "", "poll vote "+id+" 2")
		must(t, anna, "", "poll vote "+id+" 1")
		if got := show(berta); !slices.Equal(got.counts(), []int{1, 1}) || !got.Voted || got.State != "open" || got.Kind != "single" {
			t.Errorf("got %+v, want the last vote of each", got)
		}
		refused(t, berta, "", "poll vote "+id+" Freitag", 2)
		refused(t, berta, "", "poll close "+id, 4)
		must(t, anna, "", "poll close "+id)
		refused(t, berta, "", "poll vote "+id+" 1", 5)
		if got := must(t, berta, "", "poll results "+id).out; !strings.Contains(got, "50 %") || !strings.Contains(got, "##########") {
			t.Errorf("got %q, want a bar and its number", got)
		}

		secret := as[sent](t, must(t, anna, "Ja\nNein\nVielleicht\n", `poll new stadt/kreis --kind ranking --secret --results voted "Machen wir weiter?" --json`)).ID
		racing(t, berta, secret)
		got := as[pollShape](t, must(t, berta, "", "poll results "+secret+" --json"))
		if got.Votes != 1 || !got.Voted || !slices.Equal(got.counts(), []int{-1, -1, -1}) {
			t.Errorf("got %+v, want one vote and no result of so few", got)
		}
		list := as[[]pollShape](t, must(t, anna, "", "poll list stadt/kreis --json"))
		if len(list) != 2 || list[0].ID != secret || list[1].State != "ended" {
			t.Errorf("got %+v, want the open one first", list)
		}
		outsider(t, p, "poll list stadt/kreis", "poll show "+id, "poll vote "+secret+" 1", "poll close "+secret, "poll delete "+secret)
		must(t, anna, "", "poll delete "+id)
		refused(t, anna, "", "poll show "+id, 3)
		p.stop()
	})
}

// racing votes in a secret poll from several sessions at once; one of them counts.
func racing(t *testing.T, c *ssh.Client, id string) {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for n := range 4 { // as many sessions as a connection may have
		wg.Go(func() {
			r := run(t, c, "", fmt.Sprintf("poll vote %s %d", id, n%3+1))
			mu.Lock()
			codes[r.code]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if codes[0] != 1 || codes[5] != 3 {
		t.Errorf("got the exit codes %v, want one vote and three refused", codes)
	}
}

// outsider tries commands as somebody who is not in the room and as the admin.
func outsider(t *testing.T, p *program, lines ...string) {
	t.Helper()
	must(t, p.dial("new"), password+"\n", "register otto --accept-terms")
	for _, name := range []string{"otto", "hausmeister"} {
		c := p.member(name)
		for _, line := range lines {
			refused(t, c, "", line, 3)
		}
	}
}

func TestAPollOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	_, berta := furnish(t, p)
	anna := p.sit("anna", p.member("anna"), 80, 24)
	anna.openListed("Steuerkreis")
	anna.waitFor("In diesem Raum suchen")
	anna.open("Umfragen")
	anna.waitFor("Eine Umfrage fragt den Raum")
	anna.press("c")
	anna.fill("Frage", "Kuchen?")
	anna.fill("Antworten", "Ja")
	anna.press("enter")
	anna.types("Nein")
	anna.press("tab", "tab")
	anna.open("Fragen")
	anna.waitFor("Kuchen?", "Stimme fehlt")
	anna.press("1")
	anna.waitFor("( ) Ja", "( ) Nein")
	anna.press("1")
	anna.waitFor("(x) Ja")
	anna.press("v")
	anna.waitFor("Ihre Stimme zählt", "100 %")
	list := as[[]pollShape](t, must(t, berta, "", "poll list stadt/kreis --json"))
	if len(list) != 1 {
		t.Fatalf("got %+v, want the poll", list)
	}
	must(t, berta, "", "poll vote "+list[0].ID+" Nein")
	anna.waitFor("2 Stimmen", "50 %")
	p.stop()
}
