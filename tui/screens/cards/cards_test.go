package cards_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/cards"
)

// directory is a house with cards, seen by mara, who keeps the floor land.
type directory struct {
	kittest.House
	all   []house.Card
	calls []string
	asked house.CardQuery
	put   house.CardEdit
	fail  error
}

func (d *directory) Cards(_ context.Context, _ house.Actor, q house.CardQuery) ([]house.Card, error) {
	if q != (house.CardQuery{}) {
		d.asked = q
	}
	return append([]house.Card{}, d.all...), nil
}

func (d *directory) Floors(context.Context, house.Actor) ([]house.Floor, error) {
	return []house.Floor{
		{Code: "eg", Name: "Erdgeschoss", Kind: house.FloorGround, Member: true},
		{Code: "stadt", Name: "Stadt Hagen", Member: true},
		{Code: "land", Name: "Landkreis", Member: true, Admin: true},
	}, nil
}

func (d *directory) Teams(context.Context, house.Actor) ([]house.Team, error) {
	return []house.Team{{Floor: "stadt", Who: house.TeamCards, Names: []string{"anna"}}}, nil
}

func (d *directory) did(format string, args ...any) (house.Card, error) {
	err := d.fail
	d.fail = nil
	if err == nil {
		d.calls = append(d.calls, fmt.Sprintf(format, args...))
	}
	return house.Card{}, err
}

func (d *directory) PutCard(_ context.Context, _ house.Actor, e house.CardEdit) (house.Card, error) {
	d.put = e
	return d.did("put %s", *e.Offer)
}

func (d *directory) DeleteCard(context.Context, house.Actor) error {
	_, err := d.did("delete")
	return err
}

func (d *directory) HideCard(_ context.Context, _ house.Actor, ref, floor string, on bool) (house.Card, error) {
	return d.did("hide %s %s %v", ref, floor, on)
}

func (d *directory) OfferCard(_ context.Context, _ house.Actor, ref, floor string) (house.Card, error) {
	return d.did("offer %s %s", ref, floor)
}

func (d *directory) AgreeCard(_ context.Context, _ house.Actor, ref, floor string) (house.Card, error) {
	return d.did("agree %s %s", ref, floor)
}

func (d *directory) EndCard(_ context.Context, _ house.Actor, ref, floor string) (house.Card, error) {
	return d.did("end %s %s", ref, floor)
}

func full() *directory {
	hours, _ := house.ParseHours("mon 9-12, thu 14-18, thu 19-20")
	return &directory{all: []house.Card{
		{
			ID: "c1", Name: "anna", Public: true, Free: true, CardWords: house.CardWords{
				Offer: "Begleitung für Familien und Paare in Zeiten, in denen sich alles ändert.\n\nAuch am Abend.", Qualification: "Dipl.-Psych.",
				Methods: []string{"Mediation", "Supervision"}, Languages: []string{"Deutsch", "Türkçe"}, Fee: "60 Euro", Online: true,
				Answer: 48 * time.Hour, Capacity: 3, Hours: hours, Zone: "Europe/Berlin",
			},
			Places: []house.CardPlace{
				{Floor: "stadt", Name: "Stadt Hagen", State: house.CardHome},
				{Floor: "land", Name: "Landkreis", State: house.CardAsked, Keeps: true},
			},
		},
		{
			ID: "c2", Name: "mara", Mine: true, AwayNow: true, CardWords: house.CardWords{
				Offer: "Coaching", Away: house.CardAway{On: true, Until: kittest.Clock.AddDate(0, 0, 9), Text: "Bitte an anna wenden."},
			},
			Places: []house.CardPlace{{Floor: "stadt", Name: "Stadt Hagen", State: house.CardHome, Hidden: true}},
		},
		{
			ID: "c3", Name: fakeroom.Nasty, CardWords: house.CardWords{
				Offer: fakeroom.Nasty, Fee: fakeroom.Nasty, Methods: []string{fakeroom.Nasty}, Capacity: house.CapacityUnlimited,
			},
			Places: []house.CardPlace{{Floor: "land", Name: fakeroom.Nasty, State: house.CardShown, Keeps: true, Hidden: true}},
		},
	}}
}

func open(t *testing.T, d *directory, own bool) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, cards.New(kittest.Env(d), "", own))
}

func TestCardsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(full())
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], cards.New(env, "", false))
			for range 3 {
				d.WantNoEscape()
				d.Press("down")
			}
			d.Press("home")
			d.Golden("list-" + string(lang))
			d.Press("1")
			d.Golden("open-" + string(lang))
			d.Press("esc", "f")
			d.Golden("filter-" + string(lang))
			d.Press("esc", "M")
			d.Golden("form-" + string(lang))
		}
	}
}

// answer takes the option of the dialog that was asked last.
func answer(t *testing.T, d *kittest.Driver, label string) {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked[len(d.Asked)-1])
	}
	for _, o := range ask.Options {
		if o.Label == label {
			d.Send(o.Do("")())
			return
		}
	}
	t.Fatalf("got %+v, want the answer %q", ask.Options, label)
}

func wantCalls(t *testing.T, d *directory, want ...string) {
	t.Helper()
	if fmt.Sprint(d.calls) != fmt.Sprint(want) {
		t.Errorf("got the calls %q, want %q", d.calls, want)
	}
}

func TestDeedsWithCards(t *testing.T) {
	f := full()
	d := open(t, f, false)
	d.Press("y")
	answer(t, d, "Landkreis")
	d.Press("E")
	answer(t, d, "Landkreis")
	d.Press("H")
	answer(t, d, "Landkreis")
	d.Press("o")
	d.WantAsked(kit.Toast{Key: "cards.key.offer.off"})
	d.Press("d")
	d.WantAsked(kit.Toast{Key: "cards.key.delete.off"})
	d.Press("down", "y")
	d.WantAsked(kit.Toast{Key: "cards.key.agree.off"})
	d.Press("E")
	d.WantAsked(kit.Toast{Key: "cards.key.end.off"})
	d.Press("H")
	d.WantAsked(kit.Toast{Key: "cards.key.hide.off"})
	d.Press("o")
	answer(t, d, "Landkreis")
	d.Press("d")
	answer(t, d, d.Asked[len(d.Asked)-1].(kit.Ask).Options[1].Label)
	wantCalls(t, f, "agree c1 land", "end c1 land", "hide c1 land true", "offer c2 land", "delete")
}

func TestOnesOwnCardIsFilledIn(t *testing.T) {
	f := full()
	f.all = f.all[:1]
	d := open(t, f, true)
	d.Type("Beratung")
	d.Press("tab", "tab", "space", "tab", "tab")
	d.Type("a, b")
	d.Press("tab", "tab", "tab")
	d.Type("drei")
	d.Press("tab", "tab", "tab")
	d.Type("di 9-11")
	d.Press("tab", "tab", "tab", "tab", "tab", "tab", "enter")
	d.Wants("whole hours or days", "drei")
	d.Press("backspace", "backspace", "backspace", "backspace")
	d.Type("2d")
	for range 9 {
		d.Press("tab")
	}
	f.fail = house.Errorf(house.Invalid, "error.date_zone", "Zone", "x")
	d.Press("enter")
	d.Wants("There is no time zone", "di 9-11")
	for range 5 {
		d.Press("tab")
	}
	d.Press("enter")
	wantCalls(t, f, "put Beratung")
	e := f.put
	if *e.Floor != "land" || !*e.Public || fmt.Sprint(*e.Methods) != "[a  b]" || *e.Answer != 48*time.Hour ||
		house.FormatHours(*e.Hours) != "tue 09:00-11:00" || *e.Capacity != house.CapacityUnlimited || e.Away.On {
		t.Errorf("got %+v", e)
	}
	d.WantAsked(kit.Toast{Key: "cards.saved"})
}

func TestTheListIsNarrowed(t *testing.T) {
	f := full()
	d := open(t, f, false)
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "cards.key.all.off"})
	d.Press("f")
	d.Type("familien")
	d.Press("tab")
	d.Type("deu")
	d.Press("tab", "tab", "space", "tab", "tab", "enter")
	if want := (house.CardQuery{Words: "familien", Language: "deu", Online: true}); f.asked != want {
		t.Errorf("got the query %+v, want %+v", f.asked, want)
	}
	d.Wants("Only: familien, deu, online counselling")
	d.Press("a")
	d.Lacks("Only:")
}

func TestGuestsReadAndAreToldWhy(t *testing.T) {
	f := full()
	env := kittest.Env(f)
	env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuest} }
	d := kittest.New(t, 40, 16, cards.New(env, "", false))
	d.Wants("anna")
	d.Press("1")
	d.Wants("Begleitung")
	for _, key := range []string{"M", "o", "d", "H"} {
		d.Press(key)
		d.WantAsked(kit.Toast{Key: "key.for_members"})
	}
	f.all = nil
	d = kittest.New(t, 40, 16, cards.New(env, "", false))
	d.Wants("Here stand the cards")
	d.Lacks("M makes yours")
}

func TestTheWayToACounsellor(t *testing.T) {
	f := full()
	d := open(t, f, false)
	d.Press("c")
	d.WantAsked(kit.GoContact{To: "c1"})
	d.Press("down", "c")
	d.WantAsked(kit.Toast{Key: "cards.key.contact.off"})
	d.Press("t")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) != 2 {
		t.Fatalf("got %#v, want to be asked for a floor", d.Asked[len(d.Asked)-1])
	}
	if got := ask.Options[0].Do("")(); got != (kit.GoContact{To: "stadt"}) {
		t.Errorf("got %#v, want the team of stadt", got)
	}
}
