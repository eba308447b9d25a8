package main_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// advised is a counselling from the first word to its deletion: anna counsels, a guest
// comes without an account.
type advised struct {
	*clockHouse
	anna   *ssh.Client
	place  string
	ticket string
}

// comes is the next visit of the guest, by the ticket of the last one.
func (a *advised) comes() *ssh.Client {
	a.t.Helper()
	c := a.dial("ticket", code(a.ticket))
	visit := as[redeemed](a.t, must(a.t, c, "", "redeem --accept --json"))
	if visit.Place != a.place || visit.Name != "Linde" {
		a.t.Fatalf("got %+v, want the same room and name", visit)
	}
	a.ticket = visit.Return
	return c
}

func TestAWholeCounselling(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		a := &advised{clockHouse: serveClock(t, db)}
		a.anna, _ = furnish(t, a.program)
		must(t, a.anna, "", `card edit --floor stadt --public yes --answer 2d --capacity 3 --hours "mo 9-17, di 9-17, mi 9-17, do 9-17, fr 9-17" --zone Europe/Berlin Beratung`)
		a.firstContact()
		a.contract()
		a.threeLetters()
		a.bookedSession()
		a.threeStores()
		a.end()
	})
}

func (a *advised) stage(c *ssh.Client) string {
	a.t.Helper()
	return as[caseShape](a.t, must(a.t, c, "", "contact show "+a.place+" --json")).Stage
}

func (a *advised) wants(c *ssh.Client, stage string) {
	a.t.Helper()
	if got := a.stage(c); got != stage {
		a.t.Errorf("got the stage %s, want %s:\n%s", got, stage, must(a.t, c, "", "contact show "+a.place).out)
	}
}

func (a *advised) firstContact() {
	t := a.t
	guest := a.dial("guest")
	if out := must(t, guest, "", "contact offer @anna").out; !strings.Contains(out, "anna") || !strings.Contains(out, "112") {
		t.Errorf("got %q before the first word", out)
	}
	asked := as[contactedShape](t, must(t, guest, "Ich weiß nicht weiter.\n", "contact new @anna --subject Sorgen --as Linde --accept --json"))
	a.place, a.ticket = asked.Place, asked.Return
	_ = guest.Close()
	if list := as[[]caseShape](t, must(t, a.anna, "", "contact list --json")); len(list) != 1 || list[0].Stage != "new" || list[0].Client != "Linde" {
		t.Errorf("anna's desk: got %+v", list)
	}
	a.jump(3 * day)
	a.wants(a.anna, "overdue")
	if client := a.comes(); !as[caseShape](t, must(t, client, "", "contact show "+a.place+" --json")).Overdue {
		t.Error("the client is not told of the missed promise")
	}
	must(t, a.anna, "", "contact accept "+a.place)
	must(t, a.anna, "Erzählen Sie mir davon.", "letter write "+a.place+" --subject Willkommen")
	a.wants(a.anna, "waiting_client")
}

func (a *advised) contract() {
	t := a.t
	must(t, a.anna, "", `contract propose `+a.place+` --form Briefe --letters 2 --answer 48h --fee kostenfrei --delete 30d "Wieder schlafen"`)
	client := a.comes()
	refused(t, client, "", "contract accept "+a.place+" --version 2", 3)
	must(t, client, "", `contract refuse `+a.place+` --version 1 "Bitte drei Briefe"`)
	must(t, a.anna, "", "contract propose "+a.place+" --letters 3")
	refused(t, client, "", "contract accept "+a.place+" --version 1", 5)
	must(t, client, "", "contract accept "+a.place+" --version 2")
	if out := must(t, client, "", "contract show "+a.place).out; !strings.Contains(out, "kostenfrei") || !strings.Contains(out, "Wieder schlafen") {
		t.Errorf("got the contract %q", out)
	}
}

func (a *advised) threeLetters() {
	t := a.t
	for i, subject := range []string{"Erster", "Zweiter", "Dritter"} {
		a.jump(2 * day)
		client := a.comes()
		must(t, client, "Brief "+subject, "letter write "+a.place+" --subject "+subject)
		a.wants(a.anna, "waiting_me")
		later := a.now().Add(20 * time.Hour).Format(time.RFC3339)
		must(t, a.anna, "Antwort auf "+subject, "letter write "+a.place+" --subject Re --later "+later)
		if got := len(as[[]post](t, must(t, client, "", "letter list "+a.place+" --json"))); got != 3+2*i {
			t.Errorf("got %d letters before the answer is sent, want %d", got, 3+2*i)
		}
		a.jump(day)
		if got := len(as[[]post](t, must(t, client, "", "letter list "+a.place+" --json"))); got != 4+2*i {
			t.Errorf("got %d letters after it was sent, want %d", got, 4+2*i)
		}
	}
	refused(t, a.comes(), "Noch einer", "letter write "+a.place+" --subject Vierter", 4)
}

func (a *advised) bookedSession() {
	t := a.t
	type slot struct {
		ID    string    `json:"id"`
		At    time.Time `json:"at"`
		State string    `json:"state"`
	}
	client := a.comes()
	free := as[[]slot](t, must(t, client, "", "slot list "+a.place+" --json"))
	if len(free) == 0 {
		t.Fatal("no free appointment")
	}
	when := free[len(free)/2].At
	booked := as[slot](t, must(t, client, "", "slot book "+a.place+" "+when.Format(time.RFC3339)+" --json"))
	refused(t, client, "", "slot book "+a.place+" "+when.Format(time.RFC3339), 5)
	must(t, a.anna, "", "slot confirm "+booked.ID)
	a.jumpTo(when.Add(-5 * time.Minute))
	client = a.comes()
	must(t, client, "", "session arrive "+a.place)
	a.jumpTo(when)
	must(t, a.anna, "", "session begin "+a.place+" --minutes 50")
	must(t, client, "Guten Tag", "say "+a.place)
	a.jump(10 * time.Minute)
	now := as[struct {
		State string `json:"state"`
		Left  int    `json:"left_minutes"`
	}](t, must(t, client, "", "session show "+a.place+" --json"))
	if now.State != "running" || now.Left < 39 || now.Left > 40 {
		t.Errorf("got %+v, want the time that is left", now)
	}
	must(t, a.anna, "Bis in zwei Wochen", "session end "+a.place)
	if got := as[struct{ State string }](t, must(t, client, "", "session show "+a.place+" --json")); got.State != "ended" {
		t.Errorf("got %+v after the end", got)
	}
}

func (a *advised) threeStores() {
	t := a.t
	must(t, a.anna, "Nur für mich.", "note add "+a.place+" --title Eindruck")
	must(t, a.anna, "Ein Gespräch.", "record add "+a.place+" --kind contact --minutes 50")
	client := a.comes()
	if out := must(t, client, "", "note list "+a.place).out; strings.Contains(out, "Eindruck") {
		t.Error("the client sees the counsellor's note")
	}
	refused(t, client, "", "record list "+a.place, 4)
}

func (a *advised) end() {
	t := a.t
	refused(t, a.anna, "Ende", "contact close "+a.place+" --delete 90d", 5) // 30 were agreed
	must(t, a.anna, "Sie haben viel geschafft.", "contact close "+a.place+" --follow-up 20d")
	client := a.comes()
	must(t, client, "", `contact feedback `+a.place+` --heard 5 --helped 4 "Danke."`)
	refused(t, client, "Noch etwas", "say "+a.place, 4)
	if out := must(t, client, "", "room export "+a.place).out; !strings.HasPrefix(out, "PK") {
		t.Error("the client cannot take the counselling along")
	}
	a.jump(29 * day)
	if got := as[caseShape](t, must(t, a.anna, "", "contact show "+a.place+" --json")); got.Stage != "archived" || len(got.Feedback) != 1 {
		t.Errorf("got %+v before the deletion", got)
	}
	must(t, a.anna, "", "note list "+a.place)
	a.jump(3 * day)
	for _, line := range []string{"contact show ", "letter list ", "contract show ", "note list ", "record list ", "room show "} {
		refused(t, a.anna, "", line+a.place, 3)
	}
	if list := as[[]caseShape](t, must(t, a.anna, "", "contact list --all --json")); len(list) != 0 {
		t.Errorf("got %+v after the deletion", list)
	}
	if _, err := a.tryDial("ticket", code(a.ticket)); err == nil {
		t.Error("the ticket opens a room that is gone")
	}
}
