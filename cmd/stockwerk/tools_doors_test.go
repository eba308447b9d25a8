package main_test

import (
	"slices"
	"strings"
	"testing"

	"stockwerk/command"
)

// TestNewTermsStopEveryCommand tries the whole table over SSH: what is not one's own
// hears the one sentence, and a screen asks for consent before it shows anything.
func TestNewTermsStopEveryCommand(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	admin := p.member("hausmeister")
	if r := must(t, admin, "Neue Regeln.", "house terms --lang de --consent --dry-run --json"); !strings.Contains(r.out, `"people":2`) {
		t.Errorf("got %q, want two to agree anew", r.out)
	}
	must(t, anna, "", "floors")
	must(t, admin, "Neue Regeln.", "house terms --lang de --consent")
	open := []string{
		"help", "emergency", "terms", "privacy", "terms accept", "terms changes", "terms list", "whoami", "unlock",
		"account export", "account delete", "account keep",
	}
	for _, s := range command.Table() {
		if slices.Contains(open, s.Name) {
			continue
		}
		line := s.Name
		for _, a := range s.Args {
			if !a.Rest {
				line += " x"
			} else if !a.Optional {
				line += " -- x"
			}
		}
		if r := run(t, anna, "x\nx\n", line); r.code != 4 || !strings.Contains(r.err, "terms accept") {
			t.Errorf("%q: exit %d, %q, want the one sentence", line, r.code, r.err)
		}
	}
	must(t, anna, "", "account export --format json")
	must(t, anna, "", "emergency")
	if r := must(t, anna, "", "terms changes"); !strings.Contains(r.out, "+ Neue Regeln.") {
		t.Errorf("got %q, want what is new", r.out)
	}
	refused(t, anna, "", "terms accept --version 1", 5)
	must(t, anna, "", "terms accept --version 2")
	must(t, anna, "", "floors")

	s := p.sit("berta", berta, 80, 24)
	s.waitFor("Neue Nutzungsbedingungen")
	s.press("a")
	s.waitFor("Etagen")
	must(t, berta, "", "floors")
	p.stop()
}

func TestNewcomersAreLetIn(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	_, _ = furnish(t, p)
	admin := p.member("hausmeister")
	must(t, admin, "", "house registration invitation")
	if out := linearly(t, p, "new", "0\n"); !strings.Contains(out, "auf Einladung") || strings.Contains(out, "Ein Konto anlegen") {
		t.Errorf("got %q, want what holds before anything is typed", out)
	}
	must(t, admin, "", "house registration approval")
	c := p.dial("new")
	if r := must(t, c, password+"\n", "register gerd --accept-terms --message Hallo --json"); !strings.Contains(r.out, `"waiting":true`) {
		t.Errorf("got %q, want Gerd to wait", r.out)
	}
	refused(t, c, "", "floors", 4)
	must(t, c, "", "account show")
	s := p.sit("gerd", p.member("gerd"), 40, 16)
	s.waitFor("Warten auf Freigabe")
	if r := must(t, admin, "", "house approvals --json"); !strings.Contains(r.out, "Hallo") {
		t.Errorf("got %q, want what Gerd says", r.out)
	}
	must(t, admin, "", "house approve @gerd")
	s.waitFor("eingelassen")
	must(t, c, "", "floors")

	must(t, admin, "", "house admin @anna")
	if r := must(t, admin, "", "house admin @berta --json"); !strings.Contains(r.out, `"waiting":true`) {
		t.Errorf("got %q, want a second admin to be asked", r.out)
	}
	refused(t, admin, "", "house admin approve @berta", 4)
	must(t, p.member("anna"), "", "house admin approve @berta")
	must(t, p.member("berta"), "", "house rename @gerd Gerhard")
	if r := must(t, c, "", "whoami"); !strings.Contains(r.out, "Gerhard") {
		t.Errorf("got %q, want the new name at once", r.out)
	}
	must(t, admin, "", "house delete @Gerhard --dry-run")
	must(t, admin, "", "house delete @Gerhard")
	refused(t, c, "", "account keep", 4)
	must(t, admin, "", "house keep @Gerhard")
	p.stop()
}
