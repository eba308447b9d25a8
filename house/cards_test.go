package house_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// clinic is a house with the floors stadt (open) and keller (hidden) of the admin,
// and land of lotte. anna and berta are on stadt, gerd is on no floor.
type clinic struct {
	*lodge
	head, anna, berta, lotte, gerd house.Actor
}

func newClinic(t *testing.T, target string) *clinic {
	t.Helper()
	c := &clinic{lodge: lodgeAt(t, target)}
	c.head = c.admin()
	c.floor(c.head, "stadt", house.FloorOpen)
	c.floor(c.head, "keller", house.FloorHidden)
	c.floor(c.head, "land", house.FloorOpen)
	c.anna, c.berta, c.lotte, c.gerd = c.member("anna"), c.member("berta"), c.member("lotte"), c.member("gerd")
	for _, a := range []house.Actor{c.anna, c.berta} {
		_, err := c.JoinFloor(t.Context(), a, "stadt")
		c.must(err)
	}
	_, err := c.SetFloorAdmin(t.Context(), c.head, "land", "lotte", true)
	c.must(err)
	_, err = c.SetFloorAdmin(t.Context(), c.lotte, "land", c.head.Name(), false)
	c.must(err)
	return c
}

// card makes or changes somebody's card.
func (c *clinic) card(a house.Actor, floor string, public bool, offer string) string {
	c.t.Helper()
	made, err := c.PutCard(c.t.Context(), a, house.CardEdit{Floor: &floor, Offer: &offer, Public: &public})
	c.must(err)
	return string(made.ID)
}

// seen are the names in the directory as somebody finds it.
func (c *clinic) seen(a house.Actor, q house.CardQuery) string {
	c.t.Helper()
	cards, err := c.Cards(c.t.Context(), a, q)
	c.must(err)
	var names []string
	for _, card := range cards {
		names = append(names, card.Name)
	}
	return strings.Join(names, " ")
}

func (c *clinic) wants(a house.Actor, q house.CardQuery, want string) {
	c.t.Helper()
	if got := c.seen(a, q); got != want {
		c.t.Errorf("%s: got the cards %q of %+v, want %q", a.Name(), got, q, want)
	}
}

func TestGuestsSeePublicCardsAndNoOthers(t *testing.T) {
	c := newClinic(t, storetest.SQLitePath(t))
	open := c.card(c.anna, "stadt", true, "Beratung für alle")
	closed := c.card(c.berta, "stadt", false, "Nur für die Etage")
	c.card(c.head, "keller", true, "Im Keller")
	guest := c.Guest()
	c.wants(guest, house.CardQuery{}, "anna")
	c.wants(c.gerd, house.CardQuery{}, "anna")
	c.wants(c.berta, house.CardQuery{}, "anna berta")
	c.wants(c.head, house.CardQuery{}, "admin anna berta")
	c.wants(c.head, house.CardQuery{Floor: "keller"}, "admin")
	for _, a := range []house.Actor{guest, c.gerd} {
		if _, err := c.Card(t.Context(), a, closed); !house.IsKey(err, "error.no_such_card") {
			t.Errorf("got %v, want no such card", err)
		}
		if _, err := c.Card(t.Context(), a, "@berta"); !house.IsKey(err, "error.no_such_card") {
			t.Errorf("got %v, want no such card by its name", err)
		}
		if _, err := c.Cards(t.Context(), a, house.CardQuery{Floor: "keller"}); !house.IsKey(err, "error.no_such_floor") {
			t.Errorf("got %v, want no such floor", err)
		}
	}
	got, err := c.Card(t.Context(), guest, open)
	c.must(err)
	if len(got.Places) != 0 || got.Offer != "Beratung für alle" || got.Mine {
		t.Errorf("got %+v, want the card without floors that guests may not know", got)
	}
	c.card(c.anna, "stadt", false, "Nun nicht mehr")
	c.wants(guest, house.CardQuery{}, "")
	state := house.FloorSuspended
	_, err = c.EditFloor(t.Context(), c.head, "stadt", house.FloorEdit{State: &state})
	c.must(err)
	c.wants(c.berta, house.CardQuery{}, "berta")
}

func TestOneCardForEverybodyOnAFloorOfTheirs(t *testing.T) {
	c := newClinic(t, storetest.SQLitePath(t))
	offer := "Beratung"
	for floor, key := range map[string]string{"land": "error.card_not_on_floor", "keller": "error.no_such_floor"} {
		if _, err := c.PutCard(t.Context(), c.anna, house.CardEdit{Floor: &floor, Offer: &offer}); !house.IsKey(err, key) {
			t.Errorf("%s: got %v, want %s", floor, err, key)
		}
	}
	if _, err := c.PutCard(t.Context(), c.anna, house.CardEdit{}); !house.IsKey(err, "error.card_offer") {
		t.Errorf("got %v, want to be asked for an offer", err)
	}
	if _, err := c.PutCard(t.Context(), c.gerd, house.CardEdit{Offer: &offer}); !house.IsKey(err, "error.card_floor") {
		t.Errorf("got %v, want to be asked for a floor", err)
	}
	first, err := c.PutCard(t.Context(), c.anna, house.CardEdit{Offer: &offer})
	c.must(err)
	if got := first.Places; len(got) != 1 || got[0].Floor != "stadt" || got[0].State != house.CardHome {
		t.Errorf("got %+v, want the only floor", got)
	}
	fee := "nach Vereinbarung"
	again, err := c.PutCard(t.Context(), c.anna, house.CardEdit{Fee: &fee})
	c.must(err)
	if again.ID != first.ID || again.Offer != offer || again.Fee != fee {
		t.Errorf("got %+v, want the same card with a fee", again)
	}
	_, err = c.LeaveFloor(t.Context(), c.anna, "stadt")
	c.must(err)
	c.wants(c.berta, house.CardQuery{}, "")
	c.wants(c.head, house.CardQuery{}, "")
	c.wants(c.anna, house.CardQuery{}, "anna")
	c.must(c.DeleteCard(t.Context(), c.anna))
	if _, err := c.MyCard(t.Context(), c.anna); !house.IsKey(err, "error.no_card") {
		t.Errorf("got %v, want no card", err)
	}
}

func TestBothSidesAgreeAndEitherEndsIt(t *testing.T) {
	c := newClinic(t, storetest.SQLitePath(t))
	id := c.card(c.anna, "stadt", false, "Beratung")
	ctx := t.Context()
	there := house.CardQuery{Floor: "land"}
	_, err := c.JoinFloor(ctx, c.gerd, "land")
	c.must(err)

	_, err = c.OfferCard(ctx, c.anna, id, "land")
	c.must(err)
	c.wants(c.gerd, there, "")
	c.wants(c.lotte, house.CardQuery{Waiting: true}, "anna")
	for name, do := range map[string]func() (house.Card, error){
		"asking twice":       func() (house.Card, error) { return c.OfferCard(ctx, c.anna, id, "land") },
		"agreeing with self": func() (house.Card, error) { return c.AgreeCard(ctx, c.anna, id, "land") },
	} {
		if _, err := do(); house.KindOf(err) != house.Conflict {
			t.Errorf("%s: got %v, want a conflict", name, err)
		}
	}
	if _, err := c.AgreeCard(ctx, c.berta, id, "land"); house.KindOf(err) != house.Forbidden {
		t.Errorf("got %v, want somebody else's yes refused", err)
	}
	_, err = c.AgreeCard(ctx, c.lotte, id, "land")
	c.must(err)
	c.wants(c.gerd, there, "anna")
	_, err = c.EndCard(ctx, c.lotte, id, "land")
	c.must(err)
	c.wants(c.gerd, there, "")

	open := c.card(c.berta, "stadt", true, "Coaching")
	_, err = c.OfferCard(ctx, c.lotte, open, "land")
	c.must(err)
	c.wants(c.gerd, there, "")
	c.wants(c.berta, house.CardQuery{Waiting: true}, "berta")
	_, err = c.AgreeCard(ctx, c.berta, open, "land")
	c.must(err)
	c.wants(c.gerd, there, "berta")
	_, err = c.EndCard(ctx, c.berta, open, "land")
	c.must(err)
	c.wants(c.gerd, there, "")
	if _, err := c.EndCard(ctx, c.berta, open, "stadt"); !house.IsKey(err, "error.card_home") {
		t.Errorf("got %v, want the home floor kept", err)
	}

	_, err = c.OfferCard(ctx, c.head, open, "keller")
	c.must(err)
	_, err = c.AgreeCard(ctx, c.berta, open, "keller") // a hidden floor that invited is known to the one invited
	c.must(err)
	got, err := c.Card(ctx, c.gerd, open)
	c.must(err)
	if slices.ContainsFunc(got.Places, func(p house.CardPlace) bool { return p.Floor == "keller" }) {
		t.Errorf("got %+v, want the hidden floor left out", got.Places)
	}
}

func TestWhatAFloorHidesStaysHiddenThere(t *testing.T) {
	c := newClinic(t, storetest.SQLitePath(t))
	id := c.card(c.anna, "stadt", true, "Beratung")
	_, err := c.HideCard(t.Context(), c.head, id, "", true)
	c.must(err)
	c.wants(c.Guest(), house.CardQuery{}, "")
	c.wants(c.berta, house.CardQuery{}, "")
	c.wants(c.head, house.CardQuery{}, "anna")
	c.card(c.anna, "eg", true, "Beratung")
	c.wants(c.Guest(), house.CardQuery{}, "anna")
	c.card(c.anna, "stadt", true, "Beratung")
	c.wants(c.Guest(), house.CardQuery{}, "")
	if _, err := c.HideCard(t.Context(), c.anna, id, "stadt", false); house.KindOf(err) != house.Forbidden {
		t.Errorf("got %v, want the owner refused", err)
	}
	_, err = c.HideCard(t.Context(), c.head, "@anna", "stadt", false)
	c.must(err)
	c.wants(c.Guest(), house.CardQuery{}, "anna")
}

func TestTheDirectoryIsFiltered(t *testing.T) {
	c := newClinic(t, storetest.SQLitePath(t))
	methods, languages, full, yes := []string{"Lösungsorientierte Beratung", "Supervision"}, []string{"Deutsch", "Türkçe"}, house.CapacityNone, true
	c.card(c.anna, "stadt", true, "Für Familien")
	_, err := c.PutCard(t.Context(), c.anna, house.CardEdit{Methods: &methods, Languages: &languages, Online: &yes})
	c.must(err)
	c.card(c.berta, "stadt", true, "Für Paare")
	_, err = c.PutCard(t.Context(), c.berta, house.CardEdit{Capacity: &full})
	c.must(err)
	for want, queries := range map[string][]house.CardQuery{
		"anna":       {{Words: "FAMILIEN supervision"}, {Language: "tür"}, {Method: "lösung"}, {Online: true}, {Free: true}},
		"anna berta": {{Words: "für"}, {}},
		"":           {{Words: "Familien Paare"}, {Language: "eutsch"}, {Method: "Yoga"}},
	} {
		for _, q := range queries {
			c.wants(c.gerd, q, want)
		}
	}
	away := house.CardAway{On: true, Until: c.now().Add(48 * time.Hour), Text: "Urlaub"}
	_, err = c.PutCard(t.Context(), c.anna, house.CardEdit{Away: &away})
	c.must(err)
	c.wants(c.gerd, house.CardQuery{Free: true}, "")
	c.pass(72 * time.Hour)
	c.gerd = c.in("gerd")
	c.wants(c.gerd, house.CardQuery{Free: true}, "anna")
}

func TestConsultingHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"mon 09:00-12:00, thu 14-18:30":         "mon 09:00-12:00, thu 14:00-18:30",
		"Do. 14:00–18:30; Mo 9-10 11-12, 10-11": "mon 09:00-12:00, thu 14:00-18:30",
		"so 20:00 - 24:00\nmontag 0:00-1:00":    "mon 00:00-01:00, sun 20:00-24:00",
		"":                                      "",
	} {
		hours, err := house.ParseHours(in)
		if err != nil || house.FormatHours(hours) != want {
			t.Errorf("%q: got %q and %v, want %q", in, house.FormatHours(hours), err, want)
		}
	}
	for _, in := range []string{"9-12", "mon", "mon 12-9", "xyz 9-12", "mon 9-25", "mon 9"} {
		if _, err := house.ParseHours(in); !house.IsKey(err, "error.card_hours") {
			t.Errorf("%q: got %v, want it refused", in, err)
		}
	}
}

func TestCardsAreDecidedOneAfterTheOther(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		c := newClinic(t, target)
		offer := "Beratung"
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { _, _ = c.PutCard(t.Context(), c.anna, house.CardEdit{Offer: &offer}) })
		}
		wg.Wait()
		c.wants(c.berta, house.CardQuery{}, "anna")
		for range 4 {
			wg.Go(func() { _, _ = c.OfferCard(t.Context(), c.anna, "@anna", "land") })
		}
		wg.Wait()
		got, err := c.MyCard(t.Context(), c.anna)
		c.must(err)
		if len(got.Places) != 2 || !slices.ContainsFunc(got.Places, func(p house.CardPlace) bool { return p.State == house.CardAsked }) {
			t.Errorf("got %+v, want one question beside the home floor", got.Places)
		}
		_, err = c.HideCard(t.Context(), c.head, "@anna", "stadt", true)
		c.must(err)
		c.must(c.DeleteCard(t.Context(), c.anna))
		c.wants(c.anna, house.CardQuery{}, "")
	})
}

func TestCardsThatWereTamperedWithAreRefused(t *testing.T) {
	for name, edit := range map[string]string{
		"made public":       `UPDATE cards SET public = 1 WHERE public = 0`,
		"given to somebody": `UPDATE cards SET person = person || 'x'`,
		"other words":       `UPDATE cards SET text = x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'`,
		"unhidden":          `UPDATE card_places SET hidden = 0 WHERE hidden = 1`,
		"agreed":            `UPDATE card_places SET state = 'shown' WHERE state = 'asked'`,
		"moved":             `UPDATE card_places SET floor = (SELECT id FROM floors WHERE kind = 'ground') WHERE state = 'asked'`,
		"nothing":           `UPDATE cards SET public = public`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			admin := s.in("admin")
			s.floor(admin, "land", house.FloorOpen)
			anna := s.in("anna")
			floor, offer, secret := "stadt", "geheimes Angebot", false
			made, err := s.PutCard(t.Context(), anna, house.CardEdit{Floor: &floor, Offer: &offer, Public: &secret})
			s.must(err)
			_, err = s.OfferCard(t.Context(), anna, string(made.ID), "land")
			s.must(err)
			_, err = s.HideCard(t.Context(), admin, string(made.ID), "stadt", true)
			s.must(err)
			s.edit(edit)
			_, err = s.Cards(t.Context(), s.in("anna"), house.CardQuery{})
			if got := house.IsKey(err, "error.tampered"); got == (name == "nothing") {
				t.Errorf("got %v", err)
			}
		})
	}
}
