package main_test

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

type (
	freeShape struct {
		At      time.Time `json:"at"`
		Minutes int       `json:"minutes"`
		Zone    string    `json:"zone"`
		With    string    `json:"with"`
	}
	slotShape struct {
		ID      string    `json:"id"`
		Place   string    `json:"place"`
		With    string    `json:"with"`
		At      time.Time `json:"at"`
		Minutes int       `json:"minutes"`
		Zone    string    `json:"zone"`
		State   string    `json:"state"`
		Waits   string    `json:"waits"`
		Next    string    `json:"next"`
		Note    string    `json:"note"`
		Reason  string    `json:"reason"`
	}
)

// surgery gives anna a card with hours every day and two rooms for counselling: one
// with berta, one with a visitor.
func surgery(t *testing.T, p *program) (anna, berta, visitor *ssh.Client) {
	t.Helper()
	anna, berta = furnish(t, p)
	hours := "mo 9-12, di 9-12, mi 9-12, do 9-12, fr 9-12, sa 9-12, so 9-12"
	must(t, anna, "", `card edit --hours "`+hours+`" --zone Europe/Berlin Beratung für alle`)
	must(t, anna, "", "room new stadt/eins Eins --kind practice")
	must(t, anna, "", "room invite stadt/eins @berta")
	must(t, berta, "", "room join stadt/eins")
	must(t, anna, "", "room new stadt/zwei Zwei --kind practice")
	ticket := as[issued](t, must(t, anna, "", "ticket new stadt/zwei --json"))
	visitor = p.dial("ticket", code(ticket.Code))
	must(t, visitor, "", "redeem --accept --as Mond")
	return anna, berta, visitor
}

func slotsOf(t *testing.T, c *ssh.Client, line string) []slotShape {
	t.Helper()
	return as[[]slotShape](t, must(t, c, "", line+" --json"))
}

func TestAppointmentsByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta, mond := surgery(t, p)
		free := as[[]freeShape](t, must(t, mond, "", "slot list stadt/zwei --json"))
		if len(free) < 20 || free[0].Minutes != 50 || free[0].Zone != "Europe/Berlin" || free[0].With != "anna" {
			t.Fatalf("got %d free times, the first %+v, want anna's hours", len(free), free[:min(1, len(free))])
		}
		at := func(i int) string { return free[i].At.Format(time.RFC3339) }
		asked := as[slotShape](t, must(t, mond, "", "slot book stadt/zwei "+at(3)+" --json Zum ersten Mal"))
		if asked.State != "asked" || asked.Waits != "them" || asked.With != "anna" || asked.Note != "Zum ersten Mal" {
			t.Errorf("got %+v, want it asked", asked)
		}
		refused(t, berta, "", "slot book stadt/eins "+at(3), 5)
		refused(t, berta, "", "slot show "+asked.ID, 3)
		refused(t, berta, "", "slot book stadt/eins morgen", 2)
		refused(t, berta, "", "slot book stadt/kreis "+at(4), 2)
		if out := must(t, berta, "", "slot list stadt/eins").out; strings.Contains(out, "Mond") {
			t.Errorf("got %q, want nobody's name in the free times", out)
		}
		mine := slotsOf(t, anna, "slot mine")
		if len(mine) != 1 || mine[0].With != "Mond" || mine[0].Waits != "me" || mine[0].Place != "stadt/zwei" {
			t.Fatalf("got %+v, want the one that waits for anna", mine)
		}
		must(t, anna, "", "slot confirm "+asked.ID)
		refused(t, anna, "", "slot confirm "+asked.ID, 5)

		moved := as[slotShape](t, must(t, mond, "", "slot move "+asked.ID+" "+at(6)+" --json"))
		if got := as[slotShape](t, must(t, mond, "", "slot show "+asked.ID+" --json")); got.State != "confirmed" || got.Next != moved.ID {
			t.Errorf("got %+v, want the old one to stand with the new one beside it", got)
		}
		must(t, anna, "", "slot confirm "+moved.ID)
		if got := slotsOf(t, mond, "slot mine"); len(got) != 1 || got[0].ID != moved.ID || got[0].State != "confirmed" {
			t.Errorf("got %+v, want the moved one alone", got)
		}
		must(t, berta, "", "slot book stadt/eins "+at(3))

		plain, named := must(t, anna, "", "slot export --mine").out, must(t, anna, "", "slot export --mine --names").out
		if !strings.HasPrefix(plain, "BEGIN:VCALENDAR\r\n") || strings.Contains(plain, "Mond") || strings.Contains(plain, "ersten Mal") ||
			!strings.Contains(plain, "STATUS:CONFIRMED") || !strings.Contains(plain, "UID:"+asked.ID+"@stockwerk") || !strings.Contains(named, "Mond") {
			t.Errorf("got %q and %q, want a name only where it is asked for", plain, named)
		}
		cancelled := as[slotShape](t, must(t, anna, "", "slot cancel "+moved.ID+" --json Ich bin krank"))
		if got := slotsOf(t, mond, "slot mine stadt/zwei"); len(got) != 1 || got[0].Reason != "Ich bin krank" || cancelled.State != "cancelled" {
			t.Errorf("got %+v, want the reason on the other side", got)
		}
		hoursAndSpans(t, anna, berta, free[8].At)
		must(t, anna, "", "room close stadt/eins")
		if got := slotsOf(t, berta, "slot mine"); len(got) != 2 || got[0].State != "cancelled" || got[1].State != "cancelled" {
			t.Errorf("got %+v, want it cancelled with its room", got)
		}
		p.stop()
	})
}

// hoursAndSpans changes how times are offered, opens one and blocks one.
func hoursAndSpans(t *testing.T, anna, berta *ssh.Client, at time.Time) {
	t.Helper()
	refused(t, berta, "", "slot hours --length 30", 3) // no card
	refused(t, anna, "", "slot hours --length 5", 2)
	refused(t, anna, "", "slot hours --remind nie", 2)
	h := as[struct {
		Length, Gap, Ahead, Notice int
		Auto                       bool
		Remind                     []int
	}](t, must(t, anna, "", "slot hours --length 30 --gap 5 --ahead 14d --notice 3h --auto yes --remind 2d,30m --json"))
	if h.Length != 30 || h.Gap != 5 || h.Ahead != 14 || h.Notice != 180 || !h.Auto || fmt.Sprint(h.Remind) != "[2880 30]" {
		t.Errorf("got %+v, want what was set", h)
	}
	night := time.Now().AddDate(0, 0, 3).Format("2006-01-02") + " 21:15"
	must(t, anna, "", "slot open "+night+" --minutes 40")
	booked := as[slotShape](t, must(t, berta, "", `slot book stadt/eins "`+night+`" --json`))
	if booked.State != "confirmed" || booked.Minutes != 40 {
		t.Errorf("got %+v, want the opening, confirmed by itself", booked)
	}
	must(t, berta, "", "slot cancel "+booked.ID)
	day := at.Format("2006-01-02")
	block := as[struct{ ID string }](t, must(t, anna, "", "slot block "+day+" "+day+" --json"))
	for _, f := range as[[]freeShape](t, must(t, berta, "", "slot list stadt/eins --json")) {
		if f.At.Format("2006-01-02") == day {
			t.Errorf("%v is offered in a blocked day", f.At)
		}
	}
	must(t, anna, "", "slot unblock "+block.ID)
	refused(t, anna, "", "slot unblock "+block.ID, 3)
}

func TestOneOfManyCommandsGetsATime(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		_, berta, mond := surgery(t, p)
		at := as[[]freeShape](t, must(t, mond, "", "slot list stadt/zwei --json"))[4].At.Format(time.RFC3339)
		codes := make([]int, 8)
		var all sync.WaitGroup
		for i := range codes {
			all.Go(func() {
				c, place := berta, "stadt/eins"
				if i%2 == 1 {
					c, place = mond, "stadt/zwei"
				}
				codes[i] = run(t, c, "", "slot book "+place+" "+at).code
			})
		}
		all.Wait()
		won := 0
		for _, code := range codes {
			if code == 0 {
				won++
			} else if code != 5 {
				t.Errorf("got exit %d, want 5", code)
			}
		}
		if won != 1 {
			t.Errorf("%d booked one time, want 1", won)
		}
		p.stop()
	})
}

func TestAppointmentsInTheLinearMode(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _, mond := surgery(t, p)
	l := talks(t, mond)
	l.picks("Termine")
	l.picks("Termin buchen: die freien Zeiten")
	said := l.hears("Freie Zeiten. Welche soll es sein?")
	said += l.hears("0 Zurück")
	first := ""
	for line := range strings.Lines(said) {
		if n, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && n == "1" && strings.HasSuffix(rest, "mit anna") {
			first = rest
		}
	}
	l.picks(first)
	l.hears("Worum geht es?")
	_, _ = io.WriteString(l.keys, "Es eilt\n")
	l.hears("wartet auf Antwort")
	mine := slotsOf(t, anna, "slot mine")
	if len(mine) != 1 || mine[0].Note != "Es eilt" {
		t.Fatalf("got %+v, want what was booked by number", mine)
	}
	c := talks(t, anna)
	c.picks("Meine Termine")
	c.hears("braucht Ihr Ja")
	_, _ = io.WriteString(c.keys, "1\n")
	c.picks("Bestätigen")
	c.hears("bestätigt")
	p.stop()
}

func TestAppointmentsOnScreens(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, _, mond := surgery(t, p)
	client := p.sit("mond", mond, 40, 16)
	client.waitFor("Appointments")
	client.openListed("Appointments")
	client.waitFor("Free:")
	client.press("enter")
	client.waitFor("Ask for this appointment?")
	client.types("Es eilt")
	client.press("enter")
	client.waitFor("waits for an answer")

	counsellor := p.sit("anna", anna, 80, 24)
	counsellor.waitFor("Ein Termin wartet auf Ihr Ja")
	counsellor.press("enter")
	counsellor.waitFor("braucht Ihr Ja", "Es eilt")
	counsellor.press("y")
	counsellor.waitFor("bestätigt")
	client.waitFor("confirmed")
	client.press("x")
	client.waitFor("Cancel this appointment?")
	client.types("Doch nicht")
	client.press("tab", "enter")
	counsellor.waitFor("abgesagt", "Doch nicht")
	p.stop()
}
