package settings_test

import (
	"regexp"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/settings"
	"stockwerk/vault"
)

const password = "four words in a row"

func TestNewRecoveryCodeOpensARealHouse(t *testing.T) {
	h, err := house.Open(t.Context(), house.Config{
		Store: storetest.Open(t, storetest.SQLitePath(t)), HouseKey: vault.NewHouseKey(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	old, a, err := h.Register(t.Context(), h.Newcomer(), house.Registration{Name: "mara", Password: password, Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	e := kittest.Env(h)
	e.Text = text.For(text.English)
	e.Actor, e.Session = func() house.Actor { return a }, t.Context()
	e.Who = func() kit.Who { return kit.WhoIs(a) }
	d := kittest.New(t, 80, 24, settings.New(e))

	d.Press("1", "2")
	d.Type("not my password")
	d.Press("tab", "enter")
	d.Wants("! That is not your password.")
	d.Press("ctrl+u")
	d.Type(password)
	d.Press("tab", "enter")
	groups := regexp.MustCompile(`[0-9A-Z]{4}`).FindAllString(strings.Join(regexp.MustCompile(`(?m)^.* - .*$`).FindAllString(d.Screen(), -1), " "), -1)
	if len(groups) != 8 {
		t.Fatalf("got the groups %q, want eight:\n%s", groups, d.Screen())
	}
	d.Press("tab")
	d.Type(strings.ToLower(groups[2]))
	d.Press("tab")
	d.Type(groups[5])
	d.Press("tab", "enter")
	d.Wants("Language")
	if _, _, err := h.Recover(t.Context(), "mara", old.Recovery, "another password 1"); err == nil {
		t.Error("the old code still opens the account")
	}
	if _, _, err := h.Recover(t.Context(), "mara", strings.Join(groups, "-"), "another password 2"); err != nil {
		t.Errorf("the new code does not open the account: %v", err)
	}
}
