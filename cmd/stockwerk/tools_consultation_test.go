package main_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// circle is a room for peer consultations with five people: anna gives the case, berta
// was the second to come.
type circle struct {
	*clockHouse
	t   *testing.T
	who map[string]*ssh.Client
}

const fall = "stadt/fall"

func newCircle(t *testing.T) *circle {
	t.Helper()
	c := &circle{serveClock(t, ""), t, map[string]*ssh.Client{}}
	c.who["anna"], c.who["berta"] = furnish(t, c.program)
	for _, name := range []string{"carla", "dora", "emil"} {
		c.newcomer(name)
	}
	c.by("anna", "", `room new stadt/fall "Ein Fall" --kind consultation`)
	for _, name := range []string{"berta", "carla", "dora", "emil"} {
		c.invite(name)
	}
	return c
}

// newcomer registers somebody and takes them onto the floor.
func (c *circle) newcomer(name string) {
	c.t.Helper()
	must(c.t, c.dial("new"), password+"\n", "register "+name+" --accept-terms")
	c.who[name] = c.member(name)
	c.by(name, "", "floor join stadt")
}

func (c *circle) invite(name string) {
	c.t.Helper()
	c.by("anna", "", "room invite "+fall+" @"+name)
	c.by(name, "", "room join "+fall)
}

// by has somebody do what has to succeed.
func (c *circle) by(name, stdin, line string) reply {
	c.t.Helper()
	return must(c.t, c.who[name], stdin, line)
}

// no has somebody do what is refused, and wants words in the reason.
func (c *circle) no(name, line string, code int, words string) {
	c.t.Helper()
	if r := refused(c.t, c.who[name], "", line, code); !strings.Contains(r.err, words) {
		c.t.Errorf("%s: %q: got %q, want the reason with %q", name, line, r.err, words)
	}
}

func (c *circle) show(name string) stepShown {
	c.t.Helper()
	return as[stepShown](c.t, c.by(name, "", "step show "+fall+" --json"))
}

func (c *circle) post(name string) {
	c.t.Helper()
	c.by(name, "", `post `+fall+` --title "Von `+name+`" "Worte von `+name+`"`)
}

// again reconnects everybody after the house was opened anew.
func (c *circle) again() {
	c.t.Helper()
	c.restart()
	for name := range c.who {
		c.who[name] = c.member(name)
	}
}

func (c *circle) person(shown stepShown, name string) (wrote int, passed, missing bool, away time.Time) {
	c.t.Helper()
	for _, p := range shown.Roster {
		if p.Name == name {
			if p.Away != nil {
				away = *p.Away
			}
			return p.Wrote, p.Passed, p.Missing, away
		}
	}
	c.t.Fatalf("%s is not in the roster %+v", name, shown.Roster)
	return
}

// atOnce has several people do the same at the same moment and gives how each ended.
func (c *circle) atOnce(line string, names ...string) map[int]int {
	c.t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for _, name := range names {
		wg.Go(func() {
			r := run(c.t, c.who[name], "", line)
			mu.Lock()
			defer mu.Unlock()
			codes[r.code]++
		})
	}
	wg.Wait()
	return codes
}

const (
	tooLate = 5
	notYou  = 4
	unknown = 3
	wrong   = 2
)

func TestTenStepsOfFivePeopleInTwelveDays(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	c.no("carla", "step start "+fall, notYou, "beginnt")
	c.by("anna", "", "step start "+fall+" --template ten")
	c.no("anna", "step start "+fall, tooLate, "läuft schon")
	now := c.show("carla")
	if now.Step != 1 || now.Of != 10 || now.Giver != "anna" || now.Moderator != "berta" || now.Day != 1 || len(now.Missing) != 5 {
		t.Fatalf("got %+v, want step 1 of 10 with five who are missing", now)
	}

	// Day 1: everybody writes, then the moderator may go on and nobody else.
	for _, name := range []string{"anna", "berta", "carla", "dora", "emil"} {
		c.post(name)
	}
	if now = c.show("berta"); now.Suggest != "all" || !now.Leads || !strings.Contains(now.Todo, "nächsten Schritt") {
		t.Errorf("got %q and %q, want that the moderator is told to go on", now.Suggest, now.Todo)
	}
	if now = c.show("carla"); now.Leads || !strings.Contains(now.Todo, "berta") {
		t.Errorf("got %q, want carla to be told who goes on", now.Todo)
	}
	c.no("carla", "step next "+fall, notYou, "Moderation")
	c.jump(day)
	if now = c.show("carla"); now.Step != 1 {
		t.Fatalf("got step %d, want that nothing goes on by itself", now.Step)
	}
	c.by("berta", "", "step next "+fall+" --from 1")

	// Day 2: the case giver reports; the side table is open for all.
	for _, name := range []string{"berta", "carla", "dora", "emil"} {
		c.no(name, `post `+fall+` --title Rat "Ich weiss etwas"`, notYou, "Nebentisch")
		c.by(name, "", `say `+fall+` "Wann treffen wir uns?"`)
	}
	c.post("anna")
	c.by("berta", "", "step next "+fall)

	c.jump(day)
	// Day 3: questions. One passes, one is away, two go on at once.
	c.by("berta", "", "step moderator "+fall+" @carla --deputy")
	c.post("berta")
	c.post("carla")
	c.by("emil", "", "step pass "+fall)
	c.by("dora", "", "step away "+fall+" --until 20h")
	now = c.show("berta")
	_, passed, _, _ := c.person(now, "emil")
	_, _, missing, away := c.person(now, "dora")
	if !passed || missing || away.IsZero() || len(now.Missing) != 1 || now.Missing[0] != "anna" || now.Suggest == "all" {
		t.Errorf("got %+v, want anna alone to be waited for", now)
	}
	c.by("anna", "", "step pass "+fall+" --done")
	if codes := c.atOnce("step next "+fall+" --from 3", "berta", "carla"); codes[0] != 1 || codes[tooLate] != 1 {
		t.Errorf("got %v, want one who goes on and one who is told that it moved", codes)
	}

	c.jump(day)
	// Day 4: the flash round, each counsellor once; a nudge once a day.
	c.no("anna", `post `+fall+` --title x "y"`, notYou, "Beratenden")
	c.post("berta")
	c.post("carla")
	c.no("carla", `post `+fall+` --title x "noch etwas"`, notYou, "einmal")
	if now = c.show("berta"); len(now.Missing) != 2 || now.Missing[1] != "emil" || !strings.Contains(now.Todo, "emil") {
		t.Errorf("got %q missing and %q, want emil", now.Missing, now.Todo)
	}
	c.by("berta", "", "step nudge "+fall)
	c.no("berta", "step nudge "+fall, tooLate, "vor kurzem")
	c.again() // the house is killed between two steps
	c.jump(day)
	if now = c.show("berta"); now.Step != 4 || now.Moderator != "berta" || now.Suggest != "time" || !strings.Contains(now.Todo, "Zeit ist um") {
		t.Errorf("got %+v, want it to go on where it was, with the time over", now)
	}
	c.by("berta", "", "step nudge "+fall)
	c.post("emil")
	c.post("dora")
	c.by("berta", "", "step next "+fall)

	// Day 5: ideas. Somebody joins in the middle and can take part at once.
	c.newcomer("fritz")
	c.invite("fritz")
	if now = c.show("fritz"); now.Step != 5 || !now.Writes || now.Chapters[0].Posts != 0 {
		t.Errorf("got %+v, want fritz to write, without what was before", now)
	}
	c.post("fritz")
	// The moderator is silent; the deputy may at any time, others after two days.
	c.no("anna", "step takeover "+fall, notYou, "mitberät")
	c.no("emil", "step takeover "+fall, notYou, "ist da")
	c.post("emil")
	c.jump(3 * day)
	if now = c.show("emil"); !now.TakeOver || !now.Silent || !strings.Contains(now.Todo, "still") {
		t.Errorf("got %+v, want emil to be told that he can take over", now)
	}
	c.by("emil", "", "step takeover "+fall)
	c.no("berta", "step next "+fall, notYou, "Moderation")
	c.by("emil", "", "step next "+fall)

	// Day 8: a step back with a reason, more time, and the response.
	c.by("emil", "", `step back `+fall+` "Es fehlt noch eine Sichtweise"`)
	if said := c.by("anna", "", "read "+fall).out; !strings.Contains(said, "Es fehlt noch eine Sichtweise") {
		t.Errorf("got %q, want everybody to read the reason", said)
	}
	c.post("dora")
	c.by("emil", "", "step extend "+fall+" 2")
	c.no("emil", "step extend "+fall+" 12", wrong, "20 Tage")
	for step := 5; step < 10; step++ {
		if now = c.show("emil"); now.Step != step {
			t.Fatalf("got step %d, want %d", now.Step, step)
		}
		who := "carla"
		if now.Writers == "giver" {
			who = "anna"
		}
		c.post(who)
		c.jump(22 * time.Hour)
		c.by("emil", "", "step next "+fall)
	}
	if now = c.show("emil"); now.Day != 12 || now.Late {
		t.Errorf("got day %d, want the twelfth", now.Day)
	}
	c.no("emil", "step next "+fall, tooLate, "letzte Schritt")
	c.post("anna")

	// The chapters can be read again, and the sheet closes the room.
	for step, words := range map[string]string{"1": "von emil", "2": "von anna", "4": "von carla", "5": "von fritz", "10": "von anna"} {
		if r := c.by("berta", "", "step show "+fall+" --chapter "+step); !strings.Contains(r.out, words) {
			t.Errorf("chapter %s: got %q, want words %s", step, r.out, words)
		}
	}
	c.no("dora", `step end `+fall+` "Schluss"`, notYou, "Moderation")
	c.no("emil", `step end `+fall+` --follow-up 80d --delete 60d "Schluss"`, wrong, "nach der Löschung")
	c.no("emil", `step end `+fall+` --delete 900d "Schluss"`, wrong, "365 Tage")
	now = as[stepShown](t, c.by("emil", "Anna spricht mit der Schulleitung.\n", "step end "+fall+" --follow-up 30d --delete 60d --json"))
	if now.Going || now.Deleted == nil || now.Deleted.Sub(c.now()) < 59*day {
		t.Errorf("got %+v, want it ended with the day that was agreed", now)
	}
	c.no("emil", `post `+fall+` --title x "y"`, notYou, "geschlossen")
	c.no("berta", `say `+fall+` "y"`, notYou, "geschlossen")
	c.no("emil", "step next "+fall, notYou, "geschlossen")
	if r := c.by("dora", "", "read "+fall); !strings.Contains(r.out, "Schulleitung") || !strings.Contains(r.out, "nur noch lesbar") {
		t.Errorf("got %q, want the sheet to be read, and a line that it is over", r.out)
	}
	if r := c.by("dora", "", "room show "+fall); !strings.Contains(r.out, "gelöscht") {
		t.Errorf("got %q, want the day of the deletion in the room's header", r.out)
	}
	c.jump(30 * day)
	if r := c.by("anna", "", "upcoming"); !strings.Contains(r.out, "Nachsehen") {
		t.Errorf("got %q, want the day to look at it again", r.out)
	}
	c.jump(20 * day)
	if r := c.by("dora", "", "upcoming"); !strings.Contains(r.out, "gelöscht") {
		t.Errorf("got %q, want a warning before the deletion", r.out)
	}
	c.jump(11 * day)
	c.no("anna", "step show "+fall, unknown, "")
	c.no("berta", "read "+fall, unknown, "")
}
