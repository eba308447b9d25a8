package settings_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/settings"
	"stockwerk/vault"
)

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func (s *stand) Factor(context.Context, house.Actor) (house.Factor, error) { return s.factor, nil }

func (s *stand) OfferFactor(_ context.Context, _ house.Actor, password, issuer string) (house.FactorOffer, error) {
	return house.FactorOffer{Secret: secret, URI: "otpauth://totp/" + issuer + ":mara?secret=" + secret + "&issuer=" + issuer}, s.call("offer", password)
}

func (s *stand) SetFactor(_ context.Context, _ house.Actor, password, _, code string) ([]string, error) {
	return []string{
		"AAAAA-11111", "BBBBB-22222", "CCCCC-33333", "DDDDD-44444", "EEEEE-55555", "FFFFF-66666", "GGGGG-77777", "HHHHH-88888",
	}, s.call("factor", password, code)
}

func (s *stand) DropFactor(_ context.Context, _ house.Actor, password, code string) error {
	return s.call("drop", password, code)
}

func (s *stand) Devices(context.Context, house.Actor) ([]house.Device, error) { return s.devices, nil }

func (s *stand) Kick(_ context.Context, _ house.Actor, id string) error { return s.call("kick", id) }

func (s *stand) KickOthers(context.Context, house.Actor) (int, error) { return 2, s.call("others") }

func (s *stand) Remains(context.Context, house.Actor) (house.Remains, error) {
	return house.Remains{
		Posts: 12, Rooms: 3, Messages: 1, Talks: 1, Destroyed: []string{"stadt/notizen"}, Notes: 2, Keys: 1, Card: true,
		HandOver: []house.HandOver{{Place: "stadt/akte", Others: 1, Counsel: true}},
	}, nil
}

// at opens a row by its number.
func at(t *testing.T, lang text.Lang, size [2]int, s *stand, row int) *kittest.Driver {
	t.Helper()
	e := kittest.Env(s)
	e.Text = text.For(lang)
	e.Who = func() kit.Who { return kit.Who{Role: house.RoleInside, Name: "mara"} }
	d := kittest.New(t, size[0], size[1], settings.New(e))
	for range row - 1 {
		d.Press("down")
	}
	d.Press("enter")
	return d
}

const (
	factorRow  = 13
	devicesRow = 14
	remainsRow = 17
)

func TestTheSecondFactorAndTheDevicesLookLikeThis(t *testing.T) {
	since := kittest.Clock.Add(-90 * time.Minute)
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			s := account()
			s.devices = []house.Device{
				{ID: "aaaa1111", Since: since, Kinds: []string{"screen"}, Way: house.WayPassword, This: true},
				{ID: "bbbb2222", Since: since, Kinds: []string{"command", "files"}, Way: house.WayKey, Key: "Laptop 東京"},
			}
			d := at(t, lang, size, s, factorRow)
			d.Golden("factor-" + string(lang))
			d.Type(password)
			d.Press("tab", "enter")
			d.Golden("factor-offer-" + string(lang))
			d.Press("enter")
			d.Golden("factor-picture-" + string(lang))
			d = at(t, lang, size, s, devicesRow)
			d.Press("down")
			d.Golden("devices-" + string(lang))
		}
	}
}

func TestWhatRemainsIsSaidBefore(t *testing.T) {
	d := at(t, text.English, [2]int{80, 24}, account(), remainsRow)
	shown, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok {
		t.Fatalf("got %#v, want a text", d.Asked)
	}
	for _, want := range []string{"12 things that you wrote, in 3 rooms", "stadt/akte", "stadt/notizen", "2 private notes", "One SSH key", "12 months", "30 days"} {
		if !strings.Contains(shown.Text, want) {
			t.Errorf("%q is missing in\n%s", want, shown.Text)
		}
	}
}

func TestASessionIsEndedFromElsewhere(t *testing.T) {
	s := account()
	s.devices = []house.Device{{ID: "aaaa1111", Way: house.WayPassword, This: true}, {ID: "bbbb2222", Way: house.WayPassword}}
	d := at(t, text.English, [2]int{80, 24}, s, devicesRow)
	d.Press("x") // this one stays
	d.Press("down", "x")
	answer(t, d, 1, "")
	d.Press("o")
	answer(t, d, 1, "")
	s.wants(t, "kick bbbb2222", "others")
}

// TestTheSecondFactorIsSwitchedOnInARealHouse, with the code that a phone would show.
func TestTheSecondFactorIsSwitchedOnInARealHouse(t *testing.T) {
	h, err := house.Open(t.Context(), house.Config{
		Store: storetest.Open(t, storetest.SQLitePath(t)), HouseKey: vault.NewHouseKey(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, a, err := h.Register(t.Context(), h.Newcomer(), house.Registration{Name: "mara", Password: password, Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	e := kittest.Env(h)
	e.Text = text.For(text.English)
	e.Actor, e.Session = func() house.Actor { return a }, t.Context()
	e.Who = func() kit.Who { return kit.WhoIs(a) }
	d := kittest.New(t, 80, 24, settings.New(e))
	d.Press("1", "3")
	d.Type("not my password")
	d.Press("tab", "enter")
	d.Wants("! That is not your password.")
	d.Press("ctrl+u")
	d.Type(password)
	d.Press("tab", "enter")
	shown := strings.ReplaceAll(regexp.MustCompile(`([A-Z2-7]{4} ){7}[A-Z2-7]{4}`).FindString(d.Screen()), " ", "")
	if len(shown) != 32 {
		t.Fatalf("got no secret:\n%s", d.Screen())
	}
	code, err := totp.GenerateCode(shown, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d.Press("tab")
	d.Type(code)
	d.Press("tab", "enter")
	d.Wants("backup codes")
	if f, err := h.Factor(t.Context(), a); err != nil || !f.On || f.Backups != 8 {
		t.Errorf("got %+v, %v, want it on", f, err)
	}
}
