package main_test

import (
	"strings"
	"testing"
	"time"
)

func TestNobodyIsLockedOutOfAConsultation(t *testing.T) {
	t.Parallel()
	t.Run("the longest form is over", func(t *testing.T) {
		t.Parallel()
		c := newCircle(t)
		c.by("anna", "", "step start "+fall+" --template six")
		c.jump(21 * day)
		now := c.show("anna")
		if !now.Late || now.Suggest != "limit" || !now.MayEnd || !strings.Contains(now.Todo, "abschließen") {
			t.Errorf("got %+v, want whoever takes part to be told to end it", now)
		}
		c.no("berta", "step extend "+fall+" 1", wrong, "20 Tage")
		c.by("carla", "", `step end `+fall+` "Es ist eingeschlafen."`)
	})
	t.Run("the case giver deletes the account", func(t *testing.T) {
		t.Parallel()
		c := newCircle(t)
		c.by("anna", "", "room handover stadt/kreis @berta")
		c.by("anna", "", "step start "+fall+" --template six")
		c.post("anna")
		if r := run(t, c.who["anna"], password+"\n", "account delete"); r.code != tooLate || !strings.Contains(r.err, "stadt/fall") {
			t.Errorf("got %+v, want that the room gets another owner first", r)
		}
		c.by("anna", "", "room handover "+fall+" @carla")
		if strings.Contains(c.logs.String(), "not written") {
			t.Error("the room was not told of its new owner")
		}
		c.by("anna", password+"\n", "account delete")
		c.jump(49 * time.Hour)
		delete(c.who, "anna")
		now := c.show("berta")
		if now.Giver != "" || !now.Leads || !now.Going {
			t.Fatalf("got %+v, want it to go on without the case giver", now)
		}
		if r := c.by("carla", "", "step show "+fall); !strings.Contains(r.out, "nicht mehr da") {
			t.Errorf("got %q, want a sentence that says so", r.out)
		}
		c.no("carla", `post `+fall+` --title x "y"`, notYou, "Nebentisch")
		c.by("berta", "", "step next "+fall)
		c.post("carla")
		c.by("berta", "", `step end `+fall+` "Ohne Fall kein Ende."`)
	})
	t.Run("the moderator leaves", func(t *testing.T) {
		t.Parallel()
		c := newCircle(t)
		c.by("anna", "", "step start "+fall)
		c.by("berta", "", "room leave "+fall)
		delete(c.who, "berta")
		now := c.show("carla")
		if now.Moderator != "" || !now.TakeOver || !strings.Contains(now.Todo, "Niemand moderiert") {
			t.Errorf("got %+v, want carla to be told that nobody moderates", now)
		}
		if codes := c.atOnce("step takeover "+fall, "carla", "dora"); codes[0] != 1 || codes[notYou] != 1 {
			t.Errorf("got %v, want one to take over", codes)
		}
		now = c.show("emil")
		c.by(now.Moderator, "", "step next "+fall)
	})
	t.Run("a visitor counsels", func(t *testing.T) {
		t.Parallel()
		c := newCircle(t)
		ticket := as[issued](t, c.by("anna", "", "ticket new "+fall+" --json"))
		vera := c.dial("ticket", code(ticket.Code))
		must(t, vera, "", "redeem --accept --as Vera")
		c.by("anna", "", "step start "+fall+" --template six")
		c.who["vera"] = vera
		c.no("vera", `post `+fall+` --title x "y"`, notYou, "Nebentisch")
		c.by("vera", "", `say `+fall+` "Ich bin Vera"`)
		c.by("berta", "", "step next "+fall)
		c.by("vera", "", "step pass "+fall)
		c.post("vera")
		c.by("berta", "", "step moderator "+fall+" Vera")
		c.by("vera", "", "step next "+fall)
		if now := c.show("emil"); now.Moderator != "Vera" || now.Step != 3 {
			t.Errorf("got %+v, want the visitor to have gone on", now)
		}
	})
}

func TestALiveFormCountsDownForBoth(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	c.by("anna", "", "step start "+fall+" --live --template six")
	a, b := c.sit("anna", c.who["anna"], 80, 24), c.sit("berta", c.who["berta"], 80, 24)
	for _, s := range []*screen{a, b} {
		s.waitFor("Ihre Räume", "Ein Fall")
		s.open("Ein Fall")
		s.openListed("Kollegiale Beratung")
		s.waitFor("Schritt 1 von 6", "Noch 9:")
	}
	c.jump(3 * time.Minute)
	a.waitFor("Noch 6:")
	b.waitFor("Noch 6:")
	c.jump(7 * time.Minute)
	a.waitFor("Zeit dieses Schritts ist um")
	b.waitFor("Zeit dieses Schritts ist um", "Verlängern")
	b.press("v")
	b.waitFor("Wie viele")
	b.press("enter")
	a.waitFor("Noch 0:")
	b.waitFor("Noch 0:")
	c.by("berta", "", "step next "+fall)
	a.waitFor("Schritt 2 von 6")
	b.waitFor("Schritt 2 von 6", "Noch 9:")
}
