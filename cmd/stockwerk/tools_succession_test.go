package main_test

import (
	"slices"
	"testing"
)

type successionOf struct {
	Place     string `json:"place"`
	Leaver    string `json:"leaver"`
	Successor string `json:"successor"`
	Owner     string `json:"owner"`
	Confirm   bool   `json:"may_confirm"`
	Mine      bool   `json:"mine"`
}

// TestARoleIsHandedOver: berta names clara by a line, anna confirms on the screen;
// then anna hands her own room on, and nobody who went reads any more.
func TestARoleIsHandedOver(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, p.dial("new"), password+"\n", "register clara --accept-terms")
		clara := p.member("clara")
		must(t, berta, "", "say stadt/kreis Gesammeltes Wissen")
		refused(t, clara, "", "read stadt/kreis", 3)
		refused(t, berta, "", "room succeed stadt/kreis @berta", 4)
		refused(t, anna, "", "room succeed stadt/kreis @berta", 3)

		wishes := as[[]successionOf](t, must(t, berta, "", "account successor @clara --room stadt/kreis --json"))
		want := []successionOf{{"stadt/kreis", "berta", "clara", "anna", false, true}}
		if !slices.Equal(wishes, want) {
			t.Errorf("got %+v, want %+v", wishes, want)
		}
		must(t, berta, "", "account successor --withdraw --room stadt/kreis")
		refused(t, berta, "", "account successor --withdraw", 3)
		must(t, berta, "", "account successor @clara")
		type news struct{ Kind, Place string }
		if got := as[[]news](t, must(t, anna, "", "news --json")); !slices.Contains(got, news{"succession", "stadt/kreis"}) {
			t.Errorf("anna's news: got %+v", got)
		}

		s := p.sit("anna", p.member("anna"), 80, 24)
		s.waitFor("übergibt den Platz", "wartet etwas auf Ihre")
		s.press("g")
		s.waitFor("berta → clara")
		s.press("a")
		s.waitFor("bekommt einen neuen")
		s.open("Übergabe bestätigen")
		s.waitFor("clara hat übernommen")
		if got := texts(as[[]post](t, must(t, clara, "", "read stadt/kreis --json"))); !slices.Contains(got, "Gesammeltes Wissen") {
			t.Errorf("clara reads %q", got)
		}
		refused(t, berta, "", "read stadt/kreis", 3)

		must(t, anna, "", "account successor @clara")
		own := as[[]successionOf](t, must(t, anna, "", "account successor --json"))
		if len(own) != 1 || !own[0].Confirm || !own[0].Mine {
			t.Errorf("anna's own: got %+v", own)
		}
		must(t, anna, "", "room succeed stadt/kreis @anna")
		refused(t, anna, "", "read stadt/kreis", 3)
		type detail struct{ Owner string }
		if d := as[detail](t, must(t, clara, "", "room show stadt/kreis --json")); d.Owner != "clara" {
			t.Errorf("the owner is %q", d.Owner)
		}
		must(t, clara, "", "say stadt/kreis weiter gehts")
	})
}

// TestPeopleOfANetworkSayWhereTheyAreFrom by command and on the screen.
func TestPeopleOfANetworkSayWhereTheyAreFrom(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir(), "")
	anna, berta := furnish(t, p)
	admin := p.member("hausmeister")
	must(t, admin, "", `floor new netz "Netzwerk Hilfe" --kind network --state open`)
	must(t, admin, "", `floor new unna "Kreis Unna" --state open`)
	must(t, anna, "", "floor join netz")
	must(t, admin, "", "floor creator netz @anna")
	must(t, berta, "", "floor leave stadt")
	must(t, berta, "", "floor join unna")
	must(t, anna, "", "room new netz/runde Runde")
	must(t, anna, "", "room invite netz/runde @berta") // who is not on the network's floor
	must(t, berta, "", "room join netz/runde")
	type member struct {
		Name string
		From []string
	}
	got := as[[]member](t, must(t, berta, "", "members netz/runde --json"))
	for _, m := range got {
		want := map[string][]string{"anna": {"Stadt Hagen"}, "berta": {"Kreis Unna"}}[m.Name]
		if !slices.Equal(m.From, want) {
			t.Errorf("%s is from %q, want %q", m.Name, m.From, want)
		}
	}
	refused(t, admin, "", "members netz/runde", 3)
	s := p.sit("berta", p.member("berta"), 80, 24)
	s.openListed("Runde")
	s.waitFor("Mitglieder")
	s.open("Mitglieder")
	s.waitFor("berta · Kreis Unna", "Von: Stadt Hagen.")
}
