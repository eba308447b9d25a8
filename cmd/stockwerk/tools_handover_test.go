package main_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

type (
	colleaguesShown struct {
		Me         string `json:"me"`
		Counsellor string `json:"counsellor"`
		People     []struct {
			Name    string `json:"name"`
			Kind    string `json:"kind"`
			Invited bool   `json:"invited"`
		} `json:"people"`
		Offer *offerShown `json:"offer"`
		Sides []struct {
			Place   string   `json:"place"`
			Names   []string `json:"names"`
			Version int      `json:"version"`
		} `json:"sides"`
	}
	offerShown struct {
		ID      string `json:"id"`
		Place   string `json:"place"`
		Kind    string `json:"kind"`
		Name    string `json:"name"`
		State   string `json:"state"`
		Message string `json:"message"`
		ForMe   bool   `json:"for_me"`
	}
)

// TestACounsellingChangesHandsWithAVisitorAsClient: a substitute, a colleague called in, a
// draft shown to one, then the handover, each as the client sees and answers it.
func TestACounsellingChangesHandsWithAVisitorAsClient(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, p.dial("new"), password+"\n", "register clara --accept-terms")
		clara := p.member("clara")
		must(t, clara, "", "floor join stadt")
		for _, c := range []*ssh.Client{anna, berta, clara} {
			must(t, c, "", `card edit --floor stadt --public yes Beratung`)
		}
		must(t, anna, "", `room new stadt/praxis Praxis --kind practice --unlisted`)
		paper := as[issued](t, must(t, anna, "", "ticket new stadt/praxis --json")).Code
		client := p.dial("ticket", code(paper))
		must(t, client, "", "redeem --accept --as Igel")
		must(t, client, "", "say stadt/praxis Ich brauche Rat")
		show := func(c *ssh.Client) colleaguesShown {
			t.Helper()
			return as[colleaguesShown](t, must(t, c, "", "handover show stadt/praxis --json"))
		}

		// Drafts and substitutes as the contract says.
		refused(t, anna, "Entwurf\n", "handover review stadt/praxis @berta --subject Brief", 4)
		must(t, anna, "", `contract propose stadt/praxis "Besser schlafen" --review yes`)
		must(t, client, "", "contract accept stadt/praxis --version 1")
		draft := as[post](t, must(t, anna, "Entwurf an Igel\n", "handover review stadt/praxis @berta --subject Brief --json")).ID
		side := show(anna).Sides[0].Place
		if seen := show(client); len(seen.Sides) != 1 || seen.Sides[0].Place != "" || !slices.Equal(seen.Sides[0].Names, []string{"berta"}) || seen.Sides[0].Version != 1 {
			t.Errorf("the client sees %+v", seen.Sides)
		}
		must(t, berta, "", "room join "+side)
		must(t, berta, "", "post "+side+" --reply "+draft+" Freundlicher an Igel")
		refused(t, client, "", "read "+side, 3)
		must(t, anna, "", "handover use stadt/praxis "+draft)
		if r := must(t, anna, "", "draft list"); !strings.Contains(r.out, "stadt/praxis/letters") {
			t.Errorf("got %q, want the draft of a letter", r.out)
		}

		must(t, anna, "", "handover substitute stadt/praxis @berta --until 10d")
		refused(t, berta, "", "room join stadt/praxis", 3)
		if o := show(client).Offer; o == nil || !o.ForMe || o.Kind != "substitute" {
			t.Errorf("the client is asked %+v", o)
		}
		must(t, client, "", "handover agree stadt/praxis")
		must(t, berta, "", "room join stadt/praxis")
		must(t, anna, "", "handover end stadt/praxis")
		refused(t, berta, "", "read stadt/praxis", 3)

		must(t, anna, "", `handover call stadt/praxis @clara "Für einen zweiten Blick"`)
		must(t, clara, "", "room join stadt/praxis")
		if seen := show(client); len(seen.People) != 2 || seen.People[1].Name != "clara" || seen.People[1].Kind != "call" {
			t.Errorf("the client sees %+v", seen.People)
		}
		must(t, anna, "", "handover dismiss stadt/praxis @clara")
		refused(t, clara, "", "read stadt/praxis", 3)

		// The handover: refused once, then agreed.
		refused(t, anna, "", "room handover stadt/praxis @Igel", 5)
		take := func() {
			t.Helper()
			must(t, anna, "", `handover offer stadt/praxis @clara "Ich ziehe um."`)
			type news struct{ Kind, Place string }
			if got := as[[]news](t, must(t, clara, "", "news --json")); !slices.Contains(got, news{"handover", "stadt"}) {
				t.Errorf("clara's news: got %+v", got)
			}
			refused(t, client, "", "handover agree stadt/praxis", 5)
			asked := as[[]offerShown](t, must(t, clara, "", "handover asked --json"))
			if !asked[0].ForMe || asked[0].Place != "" || asked[0].Message != "" {
				t.Errorf("clara is asked %+v", asked[0])
			}
			must(t, clara, "", "handover take "+asked[0].ID)
		}
		take()
		must(t, client, "", "handover refuse stadt/praxis Lieber nicht")
		if o := show(anna).Offer; o == nil || o.State != "refused" {
			t.Errorf("anna is told %+v", o)
		}
		take()
		if r := must(t, client, "", "handover show stadt/praxis"); !strings.Contains(r.out, "Ich ziehe um.") || !strings.Contains(r.out, "clara") {
			t.Errorf("the client reads %q", r.out)
		}
		must(t, client, "", "handover agree stadt/praxis --all")
		if seen := show(client); seen.Counsellor != "clara" || len(seen.Sides) != 0 {
			t.Errorf("got %+v, want clara", seen)
		}
		if got := texts(as[[]post](t, must(t, clara, "", "read stadt/praxis --json"))); !slices.Contains(got, "Ich brauche Rat") {
			t.Errorf("clara reads %q", got)
		}
		refused(t, anna, "", "read stadt/praxis", 3)
		refused(t, berta, "", "read "+side, 3)
		must(t, client, "", "say stadt/praxis Guten Tag")
	})
}
