package main_test

import (
	"slices"
	"strings"
	"testing"
)

type cardShape struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Offer       string   `json:"offer"`
	Methods     []string `json:"methods"`
	AnswerHours int      `json:"answer_hours"`
	Capacity    string   `json:"capacity"`
	Free        bool     `json:"free"`
	Hours       []struct {
		Day, From, To string
	} `json:"hours"`
	Away struct {
		Now  bool   `json:"now"`
		Text string `json:"text"`
	} `json:"away"`
	Floors []struct {
		Floor  string `json:"floor"`
		State  string `json:"state"`
		Hidden bool   `json:"hidden"`
	} `json:"floors"`
}

func cardNames(list []cardShape) (names []string) {
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}

func TestCardsByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		admin, guest := p.member("hausmeister"), p.dial("guest")
		must(t, admin, "", `floor new land "Landkreis"`)
		must(t, p.dial("new"), password+"\n", "register gerd --accept-terms")
		gerd := p.member("gerd")

		refused(t, anna, "", "card edit --fee frei", 2)
		refused(t, anna, "", "card edit --hours nie Beratung", 2)
		refused(t, anna, "", "card away", 3)
		made := as[cardShape](t, must(t, anna, "Für Familien\nund Paare\n", "card edit --json"))
		got := as[cardShape](t, must(t, anna, "", `card edit --qualification "Dipl.-Psych." --method Mediation --method Supervision --language Deutsch`+
			` --fee "60 Euro" --answer 2d --capacity 3 --online yes --public yes --hours "do 14-18, mo 9:00-12:00" --zone Europe/Berlin --json`))
		if got.ID != made.ID || got.Offer != "Für Familien\nund Paare" || got.AnswerHours != 48 || got.Capacity != "3" || !got.Free ||
			len(got.Hours) != 2 || got.Hours[0].Day != "mon" || got.Hours[0].To != "12:00" || len(got.Floors) != 1 || got.Floors[0].Floor != "stadt" {
			t.Errorf("got %+v, want the card as it was written", got)
		}
		must(t, berta, "", `card edit --floor stadt Nur hier`)
		for line, want := range map[string][]string{
			"card list":                          {"anna"},
			"card list familien":                 {"anna"},
			"card list stadt":                    nil,
			"card list --language deu --online":  {"anna"},
			"card list --method yoga":            nil,
			"card list --free --method supervis": {"anna"},
		} {
			if list := as[[]cardShape](t, must(t, guest, "", line+" --json")); !slices.Equal(cardNames(list), want) {
				t.Errorf("%s: got %q as a guest, want %q", line, cardNames(list), want)
			}
		}
		if out := must(t, guest, "", "card show @anna").out; !strings.Contains(out, "Dipl.-Psych.") || !strings.Contains(out, "09:00–12:00") {
			t.Errorf("got %q, want the whole card", out)
		}
		refused(t, guest, "", "card show @berta", 3)
		refused(t, gerd, "", "card show @berta", 3)
		refused(t, guest, "", "card edit Ich auch", 4)
		refused(t, guest, "", "card hide @anna", 4)
		if list := as[[]cardShape](t, must(t, berta, "", "card list stadt --json")); !slices.Equal(cardNames(list), []string{"anna", "berta"}) {
			t.Errorf("got %q, want both on the floor", cardNames(list))
		}

		must(t, anna, "", "card offer "+made.ID+" land")
		refused(t, anna, "", "card agree "+made.ID+" land", 5)
		refused(t, berta, "", "card agree "+made.ID+" land", 4)
		if list := as[[]cardShape](t, must(t, admin, "", "card list --waiting --json")); !slices.Equal(cardNames(list), []string{"anna"}) {
			t.Errorf("got %q, want what waits", cardNames(list))
		}
		must(t, admin, "", "card agree @anna land")
		if list := as[[]cardShape](t, must(t, gerd, "", "card list land --json")); !slices.Equal(cardNames(list), []string{"anna"}) {
			t.Errorf("got %q, want it there", cardNames(list))
		}
		must(t, anna, "", "card end "+made.ID+" land")
		refused(t, anna, "", "card hide "+made.ID, 4)
		must(t, admin, "", "card hide @anna --floor stadt")
		refused(t, guest, "", "card show "+made.ID, 3)
		must(t, admin, "", "card hide @anna --off")

		away := as[cardShape](t, must(t, anna, "", "card away --until 3d --json Bin im Urlaub"))
		if !away.Away.Now || away.Free || away.Away.Text != "Bin im Urlaub" {
			t.Errorf("got %+v, want her away", away)
		}
		if list := as[[]cardShape](t, must(t, guest, "", "card list --free --json")); len(list) != 0 {
			t.Errorf("got %q, want nobody free", cardNames(list))
		}
		must(t, anna, "", "card away --off")
		if out := must(t, anna, "", "account export --json").out; !strings.Contains(out, "Dipl.-Psych.") {
			t.Error("the export lacks the card")
		}
		must(t, anna, "", "card delete")
		refused(t, guest, "", "card show "+made.ID, 3)
		p.stop()
	})
}

func TestCardsOnScreensAndInTheLinearMode(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _ := furnish(t, p)
	s := p.sit("anna", anna, 80, 24)
	s.open("Wer berät")
	s.waitFor("Hier stehen die Karten derer, die beraten")
	s.press("M")
	s.waitFor("Ihr Angebot")
	s.types("Begleitung im Umbruch")
	s.press("tab", "tab", "space")
	s.waitFor("[x] Auch")
	for range 14 {
		s.press("tab")
	}
	s.press("enter")
	s.waitFor("Ihre Karte ist gespeichert")

	g := p.sit("guest", p.dial("guest"), 40, 16)
	g.open("Find counselling")
	g.waitFor("anna")
	g.press("1")
	g.waitFor("Begleitung im Umbruch")
	g.press("!")
	g.waitFor("112")

	out := linearly(t, p, "guest", "1\n1\n0\n0\n0\n")
	for _, want := range []string{"1 Beratung finden", "anna: Begleitung im Umbruch", "Lesen können es: alle, auch Gäste"} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want %q in it", out, want)
		}
	}
	p.stop()
}

// linearly types lines in the linear mode and gives what was said.
func linearly(t *testing.T, p *program, name, typed string) string {
	t.Helper()
	session, err := p.dial(name).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var out strings.Builder
	session.Stdout, session.Stdin = &out, strings.NewReader(typed)
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	_ = session.Wait()
	return out.String()
}
