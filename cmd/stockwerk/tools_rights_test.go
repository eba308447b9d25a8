package main_test

import (
	"slices"
	"strings"
	"testing"
)

type rightsOf struct {
	Name   string            `json:"name"`
	Role   string            `json:"role"`
	Levels map[string]string `json:"levels"`
	Own    []string          `json:"own"`
}

// TestRightsByCommandsAndOnTheScreen: the owner keeps the board from somebody by a
// line, gives it back on the screen, and switches a tool off for all.
func TestRightsByCommandsAndOnTheScreen(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	of := func(line, name string) rightsOf {
		t.Helper()
		all := as[[]rightsOf](t, must(t, berta, "", line))
		i := slices.IndexFunc(all, func(r rightsOf) bool { return r.Name == name })
		if i < 0 {
			t.Fatalf("%s: got %+v without %s", line, all, name)
		}
		return all[i]
	}
	const show = "rights show stadt/kreis --json"
	if r := of(show, "berta"); r.Role != "member" || r.Levels["board"] != "write" || len(r.Own) != 0 {
		t.Errorf("before: got %+v", r)
	}
	set := as[rightsOf](t, must(t, anna, "", "rights set stadt/kreis @berta board read --json"))
	if set.Levels["board"] != "read" || !slices.Equal(set.Own, []string{"board"}) {
		t.Errorf("rights set: got %+v", set)
	}
	why := refused(t, berta, "", `post stadt/kreis/board --title x y`, 4).err
	if !strings.Contains(why, "dürfen Sie lesen") {
		t.Errorf("got %q, want the reason", why)
	}
	refused(t, berta, "", "rights set stadt/kreis @berta board manage", 4)
	refused(t, berta, "", "rights reset stadt/kreis @berta", 4)
	refused(t, anna, "", "rights set stadt/kreis @berta board everything", 2)
	refused(t, anna, "", "rights set stadt/kreis @berta cellar read", 2)
	refused(t, anna, "", "rights set stadt/kreis @anna board none", 5)

	s := p.sit("anna", p.member("anna"), 80, 24)
	s.openListed("Steuerkreis")
	s.waitFor("Rechte und Werkzeuge")
	s.open("Rechte und Werkzeuge")
	s.waitFor("gleichberechtigt", "l*")
	s.press("down")
	s.waitFor("berta, Forum: lesen, für diese Person gesetzt.")
	s.press("4")
	s.waitFor("berta, Forum: verwalten, für diese Person gesetzt.")
	if r := of(show, "berta"); r.Levels["board"] != "manage" {
		t.Errorf("after the screen: got %+v", r)
	}
	must(t, anna, "", "rights reset stadt/kreis @berta")
	s.waitFor("berta, Forum: schreiben, wie im Raum üblich.")

	must(t, anna, "", "rights preset stadt/kreis graded")
	s.waitFor("gestuft")
	if r := of(show, "berta"); r.Levels["wiki"] != "read" {
		t.Errorf("graded: got %+v", r)
	}
	must(t, anna, "", "room tools stadt/kreis -wiki -blog +polls")
	refused(t, anna, "", "room tools stadt/kreis -members", 5)
	refused(t, berta, "", "room tools stadt/kreis +wiki", 4)
	if _, on := of(show, "berta").Levels["wiki"]; on {
		t.Error("the wiki is on after it was switched off")
	}
	if out := must(t, berta, "", "room show stadt/kreis").out; strings.Contains(out, "wiki") || !strings.Contains(out, "Umfragen (polls)") {
		t.Errorf("room show: got %q, want the tools by their names", out)
	}
}
