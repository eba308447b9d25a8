package main_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

type wikiShape struct {
	Page    string `json:"page"`
	ID      string `json:"id"`
	Version int    `json:"version"`
	Text    string `json:"text"`
	Author  string `json:"author"`
	Comment string `json:"comment"`
	Unread  int    `json:"unread"`
	Seq     int64  `json:"seq"`
	Lock    *struct {
		Name string `json:"name"`
		Mine bool   `json:"mine"`
	} `json:"lock"`
}

func TestTheWikiByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		get := func(c *ssh.Client, more string) wikiShape {
			return as[wikiShape](t, must(t, c, "", "wiki get stadt/kreis/wiki Hausregeln --json "+more))
		}

		must(t, anna, "# Regeln\nleise ab 22 Uhr\n", "wiki edit stadt/kreis Hausregeln --comment neu")
		refused(t, berta, "anders", "wiki edit stadt/kreis hausregeln", 5)
		page := get(berta, "")
		if page.Version != 1 || page.Text != "# Regeln\nleise ab 22 Uhr" || page.Author != "anna" || page.Comment != "neu" || page.Unread != 1 {
			t.Errorf("got %+v", page)
		}
		if got := must(t, berta, "", "wiki edit stadt/kreis Hausregeln").out; got != page.Text+"\n" {
			t.Errorf("got %q, want the page read where no text is given", got)
		}
		racingSavers(t, anna, berta, page.ID)
		if got := get(anna, ""); got.Version != 2 || get(anna, "--version 1").Text != page.Text {
			t.Errorf("got %+v, want both versions", got)
		}
		if got := must(t, anna, "", "wiki diff stadt/kreis Hausregeln 1 2").out; !strings.Contains(got, "-leise ab 22 Uhr") || !strings.Contains(got, "+von ") {
			t.Errorf("got %q", got)
		}
		must(t, berta, "", "wiki restore stadt/kreis Hausregeln 1")
		if list := as[[]wikiShape](t, must(t, anna, "", "wiki versions stadt/kreis Hausregeln --json")); len(list) != 3 || list[0].Version != 3 {
			t.Errorf("got %+v, want three versions", list)
		} else if rest := as[[]wikiShape](t, must(t, anna, "", fmt.Sprintf("wiki versions stadt/kreis Hausregeln --limit 1 --after %d --json", list[0].Seq))); len(rest) != 1 || rest[0].Version != 2 {
			t.Errorf("got %+v, want the next one", rest)
		}
		locks(t, anna, berta, get)

		must(t, anna, "", `wiki rename stadt/kreis Hausregeln "Unsere Regeln"`)
		refused(t, anna, "", "wiki show stadt/kreis Hausregeln", 3)
		must(t, berta, "", `wiki edit stadt/kreis Start "siehe [[Unsere Regeln]]"`)
		var names []string
		for _, w := range as[[]wikiShape](t, must(t, berta, "", "wiki list stadt/kreis --json")) {
			names = append(names, w.Page)
		}
		if !slices.Equal(names, []string{"Start", "Unsere Regeln"}) {
			t.Errorf("got %q", names)
		}
		refused(t, berta, "", `wiki delete stadt/kreis "Unsere Regeln"`, 4)
		must(t, berta, "", "wiki delete stadt/kreis Start")
		wikiOfOthers(t, p, "wiki list stadt/kreis", "wiki get stadt/kreis Start", "wiki edit stadt/kreis Start x",
			"wiki versions stadt/kreis "+page.ID, "wiki lock stadt/kreis "+page.ID, "wiki delete stadt/kreis "+page.ID)
		for _, wrong := range []string{"wiki diff stadt/kreis P x 2", "wiki get stadt/kreis", "wiki edit stadt/kreis/board P x", "wiki show stadt/kreis P --version x"} {
			refused(t, anna, "", wrong, 2)
		}
		p.stop()
	})
}

// racingSavers save at once on top of version 1: one of them is stored.
func racingSavers(t *testing.T, anna, berta *ssh.Client, page string) {
	t.Helper()
	codes := make([]int, 2)
	var wg sync.WaitGroup
	for i, c := range []*ssh.Client{anna, berta} {
		wg.Go(func() { codes[i] = run(t, c, fmt.Sprint("von ", i), "wiki edit stadt/kreis "+page+" --base 1").code })
	}
	wg.Wait()
	if slices.Sort(codes); !slices.Equal(codes, []int{0, 5}) {
		t.Errorf("got the exit codes %v, want one saved and one told", codes)
	}
}

func locks(t *testing.T, anna, berta *ssh.Client, get func(*ssh.Client, string) wikiShape) {
	t.Helper()
	must(t, anna, "", "wiki lock stadt/kreis Hausregeln")
	if r := refused(t, berta, "", "wiki lock stadt/kreis Hausregeln", 5); !strings.Contains(r.err, "anna") {
		t.Errorf("got %q, want to be told who writes", r.err)
	}
	must(t, berta, "", "wiki lock stadt/kreis Hausregeln --take")
	if lock := get(anna, "").Lock; lock == nil || lock.Name != "berta" || lock.Mine {
		t.Errorf("got %+v, want berta's lock", lock)
	}
	must(t, berta, "", "wiki unlock stadt/kreis Hausregeln")
	if lock := get(anna, "").Lock; lock != nil {
		t.Errorf("got %+v, want none", lock)
	}
}

// TestTwoWriteAPageOnScreens has two people write one page at the same time: the
// slower one sees both texts before theirs is saved.
func TestTwoWriteAPageOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	must(t, anna, "", `wiki edit stadt/kreis Startseite "Siehe [[Protokolle]]. Geheimer Satz."`)
	a, b := p.sit("anna", p.member("anna"), 80, 24), p.sit("berta", p.member("berta"), 80, 24)
	a.openListed("Steuerkreis")
	a.open("Wiki")
	a.waitFor("Startseite", "Fassung 1, anna")
	a.press("1")
	b.openListed("Steuerkreis") // it is news for berta, which leads to the page itself
	for _, s := range []*screen{a, b} {
		s.waitFor("Protokolle[1", "Geheimer Satz")
	}
	a.press("e")
	a.waitFor("[ Speichern ]")
	b.waitFor("anna schreibt gerade")
	b.press("e")
	b.waitFor("Übernehmen?")
	b.press("down", "enter")
	b.waitFor("[ Speichern ]")
	a.waitFor("berta hat die Seite übernommen")
	b.types("Von Berta. ")
	b.press("ctrl+s")
	b.waitFor("Fassung 2, berta", "Von Berta.")
	a.waitFor("berta hat inzwischen Fassung 2 gespeichert")
	a.types("Von Anna. ")
	a.press("ctrl+s")
	a.waitFor("Was berta geändert hat", "+ Von Berta.")
	a.press("s")
	a.waitFor("Fassung 3, anna", "Von Anna.")
	b.waitFor("Fassung 3, anna")
	a.press("V")
	a.waitFor("Fassung 3, anna", "Fassung 2, berta", "Fassung 1, anna")
	a.press("c")
	a.waitFor("Von Fassung 2 zu Fassung 3", "+ Von Anna.")
	if got := as[wikiShape](t, must(t, berta, "", "wiki get stadt/kreis Startseite --json")); got.Version != 3 || !strings.HasPrefix(got.Text, "Von Anna. ") {
		t.Errorf("got %+v", got)
	}
	p.stop()
	atRest := everythingAtRest(t, p)
	for _, words := range []string{"Geheimer Satz", "Startseite", "Von Berta"} {
		if where := found(atRest, words); len(where) > 0 {
			t.Errorf("%q lies in clear in %v", words, where)
		}
	}
}

// wikiOfOthers has people who are not in the room try the lines: to them there is
// no such room.
func wikiOfOthers(t *testing.T, p *program, lines ...string) {
	t.Helper()
	must(t, p.dial("new"), password+"\n", "register fremde --accept-terms")
	for _, name := range []string{"fremde", "hausmeister"} {
		c := p.member(name)
		for _, line := range lines {
			refused(t, c, "", line, 3)
		}
	}
}
