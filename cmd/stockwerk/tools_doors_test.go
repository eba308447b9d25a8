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
