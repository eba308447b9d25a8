package main_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Shapes of the contract and the letters of a counselling.
type (
	contractShape struct {
		ID       string   `json:"id"`
		Version  int      `json:"version"`
		State    string   `json:"state"`
		Agreed   int      `json:"agreed_version"`
		Goal     string   `json:"goal"`
		Letters  int      `json:"letters"`
		Length   int      `json:"length"`
		Answer   int      `json:"answer_hours"`
		Delete   int      `json:"delete_days"`
		Until    *string  `json:"until"`
		Secrecy  string   `json:"secrecy"`
		Review   bool     `json:"review"`
		Waiting  []string `json:"waiting"`
		Mine     bool     `json:"mine"`
		DeleteOn *string  `json:"delete_on"`
	}
	letterShape struct {
		ID      string `json:"id"`
		Seq     int64  `json:"seq"`
		Author  string `json:"author"`
		Subject string `json:"subject"`
		Text    string `json:"text"`
		ReplyTo string `json:"reply_to"`
	}
	laterShape struct {
		ID      string    `json:"id"`
		Subject string    `json:"subject"`
		Due     time.Time `json:"due"`
		Held    bool      `json:"held"`
	}
	rulesShape struct {
		Limited bool `json:"limited"`
		Left    int  `json:"left"`
		Length  int  `json:"length"`
	}
)

// counsel makes a room for a counselling: anna counsels, a visitor is her client.
func counsel(t *testing.T, p *program) (anna, client *ssh.Client, back string) {
	t.Helper()
	anna, _ = furnish(t, p)
	must(t, anna, "", "room new stadt/beratung Beratung --kind practice --unlisted")
	issued := as[issued](t, must(t, anna, "", "ticket new stadt/beratung --json"))
	client = p.dial("ticket", code(issued.Code))
	r := as[redeemed](t, must(t, client, "", "redeem --accept --as Igel --json"))
	return anna, client, r.Return
}

func lettersIn(t *testing.T, c *ssh.Client) []letterShape {
	t.Helper()
	return as[[]letterShape](t, must(t, c, "", "letter list stadt/beratung --json"))
}

func TestContractAndLettersByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, client, back := counsel(t, p)

		refused(t, anna, "", "contract show stadt/beratung", 3)
		refused(t, anna, "", "contract propose stadt/beratung --letters 2", 2) // without a goal
		one := as[contractShape](t, must(t, anna, "", "contract propose stadt/beratung --letters 2 --length 100 --answer 2d --delete 30d --review yes --json Besser schlafen"))
		if one.Version != 1 || one.State != "proposed" || one.Goal != "Besser schlafen" || one.Letters != 2 || one.Answer != 48 || one.Delete != 30 ||
			!one.Review || one.Secrecy == "" || one.Until != nil || !slices.Equal(one.Waiting, []string{"Igel"}) {
			t.Errorf("got %+v, want version 1 to wait for Igel", one)
		}
		seen := as[contractShape](t, must(t, client, "", "contract show stadt/beratung --json"))
		if !seen.Mine || seen.Agreed != 0 {
			t.Errorf("got %+v, want it to wait for the client", seen)
		}
		if !slices.Contains(as[[]newsLine](t, must(t, client, "", "news --json")), newsLine{"stadt/beratung/contract", "contract", true}) {
			t.Error("the client was not told")
		}
		refused(t, client, "", "contract accept stadt/beratung", 2)
		refused(t, client, "", "contract accept stadt/beratung --version 4", 3)
		must(t, client, "", "contract refuse stadt/beratung --version 1 Bitte drei Briefe")
		two := as[contractShape](t, must(t, anna, "", "contract propose stadt/beratung --letters 3 --json"))
		if two.Version != 2 || two.Letters != 3 || two.Length != 100 || two.Goal != "Besser schlafen" {
			t.Errorf("got %+v, want the rest as before", two)
		}
		refused(t, client, "", "contract accept stadt/beratung --version 1", 5)
		agreed := as[contractShape](t, must(t, client, "", "contract accept stadt/beratung --version 2 --json"))
		if agreed.State != "agreed" || agreed.Agreed != 2 || len(agreed.Waiting) != 0 {
			t.Errorf("got %+v, want it agreed", agreed)
		}
		refused(t, client, "", "contract refuse stadt/beratung --version 2", 5)
		refused(t, anna, "", "edit "+two.ID+" Anders", 4)
		refused(t, anna, "", "delete "+two.ID, 4)
		if out := must(t, client, "", "contract list stadt/beratung").out; !strings.Contains(out, "Version 2") && !strings.Contains(out, "Fassung 2") {
			t.Errorf("got %q, want both versions", out)
		}

		if r := as[rulesShape](t, must(t, client, "", "letter rules stadt/beratung --json")); !r.Limited || r.Left != 3 || r.Length != 100 {
			t.Errorf("got %+v, want three letters", r)
		}
		first := as[sent](t, must(t, client, "Wie werde ich ruhiger?\n", "letter write stadt/beratung --subject Frage --key k --json"))
		if again := as[sent](t, must(t, client, "Wie werde ich ruhiger?\n", "letter write stadt/beratung --subject Frage --key k --json")); again.ID != first.ID {
			t.Errorf("got %+v, want the repeat to be harmless", again)
		}
		refused(t, client, strings.Repeat("x", 101), "letter write stadt/beratung --subject Lang", 2)
		refused(t, client, "x", "letter write stadt/beratung", 2)
		must(t, anna, "Mit Geduld.\n", "letter write stadt/beratung --reply "+first.ID)
		got := lettersIn(t, client)
		if len(got) != 2 || got[0].Author != "Igel" || got[1].Subject != "Re: Frage" || got[1].ReplyTo != first.ID || got[1].Text != "Mit Geduld." {
			t.Errorf("got %+v, want question and answer", got)
		}
		if l := as[letterShape](t, must(t, client, "", "letter read stadt/beratung --json")); l.ID != got[1].ID {
			t.Errorf("got %+v, want the newest", l)
		}
		for _, n := range as[[]newsLine](t, must(t, client, "", "news --json")) {
			if n.Kind == "letter" {
				t.Errorf("got %+v, want it read", n)
			}
		}
		refused(t, client, "", "edit "+first.ID+" Anders", 4)
		refused(t, anna, "", "delete "+first.ID, 4)

		// To be sent later: seen by nobody else, withdrawn, refused where it is past.
		later := as[sent](t, must(t, anna, "Und noch etwas.", "letter write stadt/beratung --subject Nachtrag --later 3d --json"))
		if len(lettersIn(t, client)) != 2 || len(as[[]laterShape](t, must(t, client, "", "letter later stadt/beratung --json"))) != 0 {
			t.Error("the client sees a letter before its time")
		}
		refused(t, client, "", "letter withdraw "+later.ID, 3)
		refused(t, client, "", "letter show "+later.ID, 3)
		must(t, anna, "", "letter change "+later.ID+" --subject Nachschlag --later 2d")
		waiting := as[[]laterShape](t, must(t, anna, "", "letter later stadt/beratung --json"))
		if len(waiting) != 1 || waiting[0].Subject != "Nachschlag" || waiting[0].Held || time.Until(waiting[0].Due) > 49*time.Hour {
			t.Errorf("got %+v, want the letter as it was changed", waiting)
		}
		if out := must(t, anna, "", "letter withdraw "+later.ID).out; !strings.Contains(out, "Und noch etwas.") {
			t.Errorf("got %q, want the words back", out)
		}
		refused(t, anna, "x", "letter write stadt/beratung --subject x --later 1.1.2020", 2)
		refused(t, p.member("berta"), "", "letter list stadt/beratung", 3)

		// A letter is due while the server is stopped; the limit holds beyond it.
		must(t, client, "Bis morgen.", "letter write stadt/beratung --subject Gruß --later 1s")
		due := as[[]laterShape](t, must(t, client, "", "letter later stadt/beratung --json"))
		p.stop()
		if len(due) == 1 {
			<-time.After(time.Until(due[0].Due)) // its time comes while nobody serves
		}
		p = serve(t, data, db)
		anna = p.member("anna")
		waitUntil(t, func() bool { return len(lettersIn(t, anna)) == 3 })
		client = p.dial("ticket", code(back))
		must(t, client, "", "redeem --accept")
		if r := as[rulesShape](t, must(t, client, "", "letter rules stadt/beratung --json")); r.Left != 1 {
			t.Errorf("got %+v, want one letter left", r)
		}
		must(t, client, "x", "letter write stadt/beratung --subject Letzter")
		refused(t, client, "x", "letter write stadt/beratung --subject Zuviel", 4)
		p.stop()
	})
}

// waitUntil waits for a condition.
func waitUntil(t *testing.T, done func() bool) {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	late := time.After(time.Minute)
	for !done() {
		select {
		case <-again.C:
		case <-late:
			t.Fatal("it did not happen")
		}
	}
}

func TestAVisitorAgreesAndWritesInTheLinearMode(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, client, _ := counsel(t, p)
	must(t, anna, "", "contract propose stadt/beratung --letters 3 Ruhiger werden")
	out := typedBy(t, client, "\n0\n")
	tool := func(label string) string {
		for line := range strings.SplitSeq(out, "\n") {
			if n, name, ok := strings.Cut(line, " "); ok && name == label {
				return n
			}
		}
		t.Fatalf("got %q, want %q offered", out, label)
		return ""
	}
	said := typedBy(t, client, tool("Kontrakt")+"\n1\n0\n"+tool("Briefe")+"\n1\nFrage\n\nWie geht das?\n.\n0\n0\n")
	for _, want := range []string{"wartet auf", "Fassung 1: vereinbart", "Frage: Igel"} {
		if !strings.Contains(said, want) {
			t.Errorf("got %q, want %q in it", said, want)
		}
	}
	if got := lettersIn(t, anna); len(got) != 1 || got[0].Text != "Wie geht das?" {
		t.Errorf("got %+v, want the letter", got)
	}
	p.stop()
}

// typedBy types lines in the linear mode of a connection and gives what was said.
func typedBy(t *testing.T, c *ssh.Client, typed string) string {
	t.Helper()
	session, err := c.NewSession()
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

func TestContractAndLettersOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	annas, client, _ := counsel(t, p)
	must(t, annas, "", "account settings --lang en")
	must(t, annas, "", "contract propose stadt/beratung --letters 3 Ruhiger werden")
	igel := p.sit("igel", client, 40, 16)
	igel.openListed("Contract")
	igel.waitFor("waits for your yes")
	igel.press("a")
	igel.open("Yes, I agree")
	igel.waitFor("is agreed")
	igel.press("esc")
	igel.openListed("Letters")
	igel.waitFor("c writes one")
	igel.press("c")
	igel.types("Frage")
	igel.press("enter")
	igel.types("Wie geht das?")
	igel.press("ctrl+s")
	igel.open("Now")
	igel.waitFor("The letter is sent", "2 of the 3")

	anna := p.sit("anna", annas, 80, 24)
	anna.waitFor("Beratung: letters")
	anna.press("g")
	anna.waitFor("Frage (Igel)", "Wie geht das?")
	anna.press("r")
	anna.types("Mit Geduld.")
	anna.press("ctrl+s")
	anna.open("Now")
	anna.waitFor("The letter is sent")
	igel.waitFor("Re: Frage")
	p.stop()
}
