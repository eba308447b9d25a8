package main_test

import (
	"strings"
	"testing"
)

func TestAFloorAdminKeepsCoursesByCommandsAndScreens(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	c.who["admin"] = c.member("hausmeister")
	c.by("admin", "", "step templates stadt copy six kurz")
	c.no("admin", "step templates stadt copy six kurz", tooLate, "kurz")
	c.no("admin", "step templates stadt show nirgends", unknown, "Ablauf")
	c.no("anna", "step templates stadt copy six meins", notYou, "")
	text := c.by("admin", "", "step templates stadt show kurz").out
	bad := strings.Replace(text, "writes: giver", "writes: niemand", 1)
	if r := refused(t, c.who["admin"], bad, "step templates stadt edit kurz", wrong); !strings.Contains(r.err, "Zeile 10") {
		t.Errorf("got %q, want the line", r.err)
	}
	s := c.sit("hausmeister", c.who["admin"], 80, 24)
	s.openListed("Etagen")
	s.openListed("Etage 1")
	s.openListed("Meine Organisation")
	s.openListed("Beratungsabl")
	s.openListed("Kopie")
	s.waitFor("name.de: Sechs Schritte (Kopie)")
	s.types("# ein Kommentar")
	s.press("enter")
	s.types("unfug")
	s.press("enter", "ctrl+s")
	s.waitFor("Zeile 2 ist nicht zu verstehen")
	s.press("ctrl+k", "ctrl+s")
	s.waitFor("Gespeichert")
	if all := c.by("carla", "", "step templates stadt").out; !strings.Contains(all, "Kopie") {
		t.Errorf("got %q, want the floor's own course for everybody", all)
	}
	c.by("admin", "", "step templates stadt reset kurz")
	c.no("admin", "step templates stadt show kurz", unknown, "Ablauf")
}
