package main_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

const demoPassword = "lindenhof-zum-umsehen"

// TestADemoHouseCanBeLookedAround wants what a newcomer is promised: a counselling with
// contract and letters, enquiries, a peer consultation in step 5.
func TestADemoHouseCanBeLookedAround(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	out, err := operator(t, "demo", "--data", data).Output()
	if err != nil || strings.Count(string(out), "demo: ssh ") < 5 {
		t.Fatalf("demo: %v, %q", err, out)
	}
	if out, err := operator(t, "demo", "--data", data).CombinedOutput(); err != nil {
		t.Errorf("a demo house again: %v, %s", err, out)
	}
	p := serve(t, data, "")
	if p.setup != "" {
		t.Error("the house has no admin, want the demo's")
	}
	in := func(name string) *ssh.Client { return p.dial(name, ssh.Password(demoPassword)) }
	anna, gerda, berta, elif := in("anna.k"), in("gerda.b"), in("berta.m"), in("elif.t")

	stages := map[string]string{}
	for name, c := range map[string]*ssh.Client{"anna": anna, "berta": berta, "gerda": gerda} {
		for _, of := range as[[]caseShape](t, must(t, c, "", "contact list --json")) {
			stages[name] += of.Stage + " "
		}
	}
	if stages["anna"] != "waiting_me new " || stages["berta"] != "overdue new " || stages["gerda"] != "waiting_counsellor " {
		t.Errorf("got the desks %q", stages)
	}
	mine := as[[]caseShape](t, must(t, gerda, "", "contact list --json"))[0]
	if got := as[[]post](t, must(t, gerda, "", "letter list "+mine.Place+" --json")); len(got) != 5 {
		t.Errorf("got %d letters, want 5", len(got))
	}
	if out := must(t, gerda, "", "contract show "+mine.Place).out; !strings.Contains(out, "kostenfrei") {
		t.Errorf("got the contract %q", out)
	}
	if got := as[[]struct{ State string }](t, must(t, anna, "", "slot mine --json")); len(got) != 1 || got[0].State != "confirmed" {
		t.Errorf("got the appointments %+v", got)
	}
	now := as[struct {
		Step, Of int
		Chapters []struct{ Posts int }
	}](t, must(t, elif, "", "step show kolleg/fall --json"))
	if now.Step != 5 || now.Of != 10 || now.Chapters[1].Posts != 1 {
		t.Errorf("got %+v, want a consultation in step 5", now)
	}
}

func TestADemoTouchesNoHouseWithPeople(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data, "")
	furnish(t, p)
	p.stop()
	for _, args := range [][]string{{"demo", "--data", data}, {"serve", "--demo", "--listen", "127.0.0.1:0", "--data", data}} {
		out, err := operator(t, args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "people in it already") || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s: got %v and %q, want one clear line", fmt.Sprint(args[0]), err, out)
		}
	}
	again := serve(t, data, "")
	must(t, again.member("anna"), "", "room show stadt/kreis")
}
