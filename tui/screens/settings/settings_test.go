package settings_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/settings"
)

// stand is a house with one account.
type stand struct {
	kittest.House
	set     house.Settings
	self    house.Self
	keys    []house.SSHKey
	blocked []string
	mail    house.Mail
	calls   []string
	err     error // refuses the next deed
	factor  house.Factor
	devices []house.Device
}

func (s *stand) call(what ...any) error {
	s.calls = append(s.calls, strings.TrimSpace(fmt.Sprintln(what...)))
	err := s.err
	s.err = nil
	return err
}

func (s *stand) WhoAmI(context.Context, house.Actor) (house.Self, error) { return s.self, nil }

func (s *stand) Settings(context.Context, house.Actor) (house.Settings, error) { return s.set, nil }

func (s *stand) SetSettings(_ context.Context, _ house.Actor, set house.Settings) error {
	if err := s.call("set"); err != nil {
		return err
	}
	s.set = set
	return nil
}

func (s *stand) Mail(context.Context, house.Actor) (house.Mail, error) { return s.mail, nil }

func (s *stand) SetMail(_ context.Context, _ house.Actor, address string) (house.Mail, error) {
	if err := s.call("mail", address); err != nil {
		return house.Mail{}, err
	}
	s.mail = house.Mail{Offered: true, Address: address, State: house.MailAsked, Often: house.MailDaily}
	return s.mail, nil
}

func (s *stand) ConfirmMail(_ context.Context, _ house.Actor, code string) (house.Mail, error) {
	if err := s.call("code", code); err != nil {
		return house.Mail{}, err
	}
	s.mail.State = house.MailOn
	return s.mail, nil
}

func (s *stand) SetMailOften(_ context.Context, _ house.Actor, often string) (house.Mail, error) {
	s.mail.Often = often
	return s.mail, s.call("often", often)
}

func (s *stand) DropMail(context.Context, house.Actor) error {
	s.mail = house.Mail{Offered: true, Often: house.MailDaily}
	return s.call("drop")
}

func (s *stand) SSHKeys(context.Context, house.Actor) ([]house.SSHKey, error) {
	return slices.Clone(s.keys), nil
}

func (s *stand) AddSSHKey(_ context.Context, _ house.Actor, name string, key []byte) (house.SSHKey, error) {
	k := house.SSHKey{Name: name, Fingerprint: "SHA256:" + name}
	if err := s.call("add", name, len(key)); err != nil {
		return k, err
	}
	s.keys = append(s.keys, k)
	return k, nil
}

func (s *stand) RemoveSSHKey(_ context.Context, _ house.Actor, fingerprint string) error {
	s.keys = slices.DeleteFunc(s.keys, func(k house.SSHKey) bool { return k.Fingerprint == fingerprint })
	return s.call("remove", fingerprint)
}

func (s *stand) ChangePassword(_ context.Context, _ house.Actor, old, fresh string) error {
	return s.call("password", old, fresh)
}

const code = "AAAA-BBBB-C0C1-DDDD-EEEE-F0F1-GGGG-HHHH"

func (s *stand) NewRecoveryCode(_ context.Context, _ house.Actor, password string) (string, error) {
	if err := s.call("recovery", password); err != nil {
		return "", err
	}
	return code, nil
}

func (s *stand) DeleteAccount(_ context.Context, _ house.Actor, password string) (time.Time, error) {
	if err := s.call("delete", password); err != nil {
		return time.Time{}, err
	}
	s.self.Leaving = kittest.Clock.Add(48 * time.Hour)
	return s.self.Leaving, nil
}

func (s *stand) KeepAccount(context.Context, house.Actor) error {
	s.self.Leaving = time.Time{}
	return s.call("keep")
}

func (s *stand) Block(_ context.Context, _ house.Actor, name string) error {
	s.blocked = append(s.blocked, name)
	return s.call("block", name)
}

func (s *stand) Unblock(_ context.Context, _ house.Actor, name string) error {
	s.blocked = slices.DeleteFunc(s.blocked, func(b string) bool { return b == name })
	return s.call("unblock", name)
}

func (s *stand) Blocked(context.Context, house.Actor) ([]string, error) {
	return slices.Clone(s.blocked), nil
}

func (s *stand) wants(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.calls, want) {
		t.Errorf("got the deeds %q, want %q", s.calls, want)
	}
}

func account() *stand {
	return &stand{
		self: house.Self{Name: "mara", Role: house.RoleHouseAdmin, Created: "2025-11", Last: "2026-03"},
		keys: []house.SSHKey{
			{Name: "Laptop 東京", Fingerprint: "SHA256:3n9fP2o1nS6m0a7dVnJd8kqYw0b2hYl9c1Zx4rT5uVw", Last: "2026-02"},
			{Fingerprint: "SHA256:zzz9fP2o1nS6m0a7dVnJd8kqYw0b2hYl9c1Zx4rT5uV"},
		},
		blocked: []string{"stoerer"},
	}
}

// withMail is an account with an address in that state.
func withMail(state string) *stand {
	s := account()
	s.mail = house.Mail{Offered: true, Address: "mara@example.org", State: state, Often: house.MailHourly}
	return s
}

func env(s *stand, lang text.Lang) *kit.Env {
	e := kittest.Env(s)
	e.Text = text.For(lang)
	e.Key, e.KeyName = []byte("\x00\x00\x00\x0bssh-ed25519 and so on"), "von zu Hause"
	return e
}

func open(t *testing.T, s *stand) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, settings.New(env(s, text.English)))
}

// answer gives an answer to the last question.
func answer(t *testing.T, d *kittest.Driver, option int, input string) {
	t.Helper()
	if len(d.Asked) > 0 {
		if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); ok {
			if cmd := ask.Options[option].Do(input); cmd != nil {
				msg := cmd()
				switch msg.(type) {
				case kit.Ask, kit.Speak:
					d.Asked = append(d.Asked, msg)
				}
				d.Send(msg)
			}
			return
		}
	}
	t.Fatalf("got %#v, want a question last", d.Asked)
}

func TestSettingsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.GermanDu, text.English} {
		for _, size := range kittest.Sizes() {
			at := func(name string, s *stand, keys ...string) {
				d := kittest.New(t, size[0], size[1], settings.New(env(s, lang)))
				d.Press(keys...)
				d.WantNoEscape()
				d.Golden(name + "-" + string(lang))
			}
			at("all", account())
			at("keys", account(), "K")
			at("nokeys", &stand{}, "K")
			at("add", account(), "K", "c")
			at("blocked", account(), "7")
			at("password", account(), "1", "1")
			at("mail", withMail(house.MailNone), "3")
			at("mailcode", withMail(house.MailAsked), "3")
			at("mailon", withMail(house.MailOn), "3")
			at("maillost", withMail(house.MailLost))
		}
	}
}

func TestLanguageIsStoredAndSpokenAtOnce(t *testing.T) {
	s := account()
	s.set = house.Settings{Bell: "all"} // another session chose it meanwhile
	d := open(t, s)
	s.set.Mouse = true
	d.Press("L")
	answer(t, d, 1, "")
	want := house.Settings{Lang: "de-du", Bell: "all", Mouse: true}
	if s.set != want {
		t.Errorf("got %+v, want %+v", s.set, want)
	}
	if n := len(d.Asked); n < 2 || d.Asked[n-2] != (kit.Prefer{Settings: want}) {
		t.Errorf("got the requests %#v, want the settings applied", d.Asked)
	}
}

func TestChoicesAndSwitchesAreStored(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("2", "enter")
	answer(t, d, 2, "")
	d.Press("4", "5")
	d.Press("6")
	answer(t, d, 1, "")
	d.Press("8", "1", "0")
	want := house.Settings{Bell: "all", Mouse: true, Linear: true, WritersOnly: "shared", Absence: true, AskPassword: true}
	if s.set != want {
		t.Errorf("got %+v, want %+v", s.set, want)
	}
	d.Press("6")
	answer(t, d, 0, "")
	d.Press("4", "5", "8", "1", "0")
	if want := (house.Settings{Bell: "all"}); s.set != want {
		t.Errorf("got %+v, want all switched off again", s.set)
	}
}

func TestRefusedSettingStaysAsItWas(t *testing.T) {
	s := account()
	s.err = house.Errorf(house.Unavailable, "error.database")
	d := open(t, s)
	d.Press("4")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok || s.set.Mouse {
		t.Errorf("got %#v, want the failure said", d.Asked)
	}
	d.Wants("Mouse                     off")
}

// ed25519 is the blob of a key in base64.
var ed25519 = base64.StdEncoding.EncodeToString([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + strings.Repeat("k", 32)))

func TestKeyIsAddedByPasting(t *testing.T) {
	for _, line := range []string{
		"ssh-ed25519 " + ed25519 + " mara@laptop\n",
		`no-pty,command="x y" ssh-ed25519 ` + ed25519 + " mara@laptop",
	} {
		s := account()
		d := open(t, s)
		d.Press("9", "4")
		d.Paste(line)
		d.Press("enter", "enter", "enter")
		s.wants(t, "add mara@laptop 51")
		d.Wants("mara@laptop", "Laptop") // back among the keys
	}
}

func TestWhatIsNoPublicKeyIsRefusedHere(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("K", "c")
	for _, line := range []string{"", "ssh-rsa " + ed25519, "hello world", "ssh-ed25519 %%%"} {
		d.Paste(line)
		d.Press("tab", "tab", "enter")
		d.Wants("! That is no public key")
		d.Press("ctrl+u")
	}
	s.wants(t)
}

func TestPastedPrivateKeyIsWipedAndNotStored(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("K", "c")
	d.Paste("-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n")
	d.Press("tab", "tab", "enter")
	d.Wants("That looks like a private key.")
	d.Lacks("c2VjcmV0", "BEGIN")
	s.wants(t)
}

func TestKeyOfThisVisitIsKeptOnce(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("K", "t")
	s.wants(t, "add von zu Hause 25")
	e := env(s, text.English)
	e.Key = nil
	d = kittest.New(t, 80, 24, settings.New(e))
	d.Press("K", "t")
	d.WantAsked(kit.Toast{Key: "settings.ssh.this.off"})
}

func TestRemovingAKeyAsks(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("K", "1")
	s.wants(t)
	answer(t, d, 1, "")
	s.wants(t, "remove SHA256:3n9fP2o1nS6m0a7dVnJd8kqYw0b2hYl9c1Zx4rT5uVw")
	d.Lacks("Laptop")
}

func TestPasswordIsChanged(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("1", "1")
	d.Type("old password")
	d.Press("tab")
	d.Type("neues Passwort 1")
	d.Press("tab")
	d.Type("neues Passwort 2")
	d.Press("tab", "enter")
	s.wants(t)
	d.Wants("! The two new passwords differ.")
	d.Lacks("neues Passwort", "old password")
	d.Press("backspace")
	d.Type("1")
	s.err = house.Errorf(house.Forbidden, "error.password_wrong")
	d.Press("tab", "enter")
	d.Wants("! That is not your password.")
	d.Press("tab", "tab", "tab", "enter")
	s.wants(t, "password old password neues Passwort 1", "password old password neues Passwort 1")
	d.WantAsked(kit.Toast{Key: "settings.password.done"})
	d.Wants("Language")
}

func TestRecoveryCodeIsTypedBackAndShownOnce(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("1", "2")
	d.Type("my password")
	d.Press("tab", "enter")
	s.wants(t, "recovery my password")
	d.Wants("AAAA - BBBB - C0C1 - DDDD")
	d.Press("esc")
	if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); !ok || ask.Title != "Leave without the code?" {
		t.Fatalf("got %#v, want to be asked before the code is gone", d.Asked)
	}
	d.Press("tab")
	d.Type("c0c1")
	d.Press("tab")
	d.Type("XXXX")
	d.Press("tab", "enter")
	d.Wants("AAAA - BBBB")
	d.Press("ctrl+u")
	d.Type("fofi")
	d.Press("tab", "enter")
	d.Lacks("AAAA")
	d.Wants("Language")
}

func TestBlockedPeopleAreListedAndFreed(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("7", "2")
	answer(t, d, 0, "@karl")
	d.Wants("karl")
	d.Press("1")
	s.wants(t, "block karl", "unblock stoerer")
	d.Lacks("stoerer")
	d.Press("esc")
	d.Wants("Language")
}

func TestWhatTheHouseKnowsIsShown(t *testing.T) {
	d := open(t, account())
	d.Press("down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "enter")
	shown, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || !strings.Contains(shown.Text, "March 2026") || !strings.Contains(shown.Text, "Not kept: network addresses") {
		t.Errorf("got %#v, want the account", d.Asked)
	}
	d.Press("down", "enter")
	shown, ok = d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || !strings.Contains(shown.Text, "ssh -o PubkeyAuthentication=no -p 2222 mara@house.example account export --format zip > stockwerk.zip") {
		t.Errorf("got %#v, want the commands", d.Asked)
	}
}

func TestAccountIsDeletedAndKept(t *testing.T) {
	s := account()
	d := open(t, s)
	d.Press("end", "enter")
	s.wants(t)
	answer(t, d, 1, "")
	s.err = house.Errorf(house.Conflict, "error.owner_goes", "Place", "hagen/kreis")
	d.Type("my password")
	d.Press("tab", "enter")
	if _, ok := d.Asked[len(d.Asked)-1].(kit.Failed); !ok {
		t.Errorf("got %#v, want the refusal said", d.Asked)
	}
	d.Press("enter")
	s.wants(t, "delete my password", "delete my password")
	d.WantAsked(kit.Toast{Key: "settings.delete.done", Args: []any{"When", "Thu 5 Mar 2026, 14:05"}})
	d.Wants("Keep my account")
	d.Press("end", "enter")
	d.Wants("Delete my account")
	s.wants(t, "delete my password", "delete my password", "keep")
}

func TestLeavingAFormAsksOnlyWhenSomethingWasTyped(t *testing.T) {
	d := open(t, account())
	d.Press("1", "1", "esc")
	d.Wants("Language")
	d.Press("1", "1")
	d.Type("q0?")
	d.Press("esc")
	d.Lacks("Language")
	answer(t, d, 1, "")
	d.Wants("Language")
}

func TestGuestsChooseTheLanguageOnly(t *testing.T) {
	e := env(&stand{}, text.English)
	e.Who = func() kit.Who { return kit.Who{Role: house.RoleGuest} }
	d := kittest.New(t, 80, 24, settings.New(e))
	d.Lacks("Bell")
	d.Press("1")
	answer(t, d, 0, "")
	d.WantAsked(kit.Speak{Lang: text.German})
}

func TestHostileTextShowsNoEscape(t *testing.T) {
	evil := "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b31m\r"
	s := account()
	s.self.Name, s.self.Created, s.self.Last = evil, evil, evil
	s.keys[0].Name, s.keys[0].Last = evil, evil
	s.blocked = []string{evil}
	s.mail = house.Mail{Address: evil, State: house.MailOn, Often: house.MailDaily}
	for _, w := range []int{40, 120} {
		for _, way := range []string{"K", "7", "3", "r"} {
			d := kittest.New(t, w, 24, settings.New(env(s, text.German)))
			d.Press(way)
			for range 14 {
				d.WantNoEscape()
				d.Press("down")
			}
		}
	}
}

func TestAnAddressIsConfirmedAndForgotten(t *testing.T) {
	s := account()
	s.mail = house.Mail{Offered: true, Often: house.MailDaily}
	d := open(t, s)
	d.Press("3")
	d.Type("mara@example.org")
	d.Press("tab", "enter")
	d.Wants("Address: mara@example.org", "Code from the mail") // the field comes at once
	s.err = house.Errorf(house.Invalid, "error.mail_code")
	d.Type("AAAABBBB")
	d.Press("tab", "enter")
	d.Wants("! That is not the code from the mail.")
	d.Press("tab", "enter")
	d.Wants("Notices by mail         daily")
	d.Press("3", "right", "tab", "enter")
	d.Press("3", "tab", "tab", "tab", "enter")
	d.Wants("Notices by mail")
	if s.mail.State != house.MailNone || !strings.Contains(strings.Join(s.calls, ";"), "mail mara@example.org;code AAAABBBB;code AAAABBBB;often") {
		t.Errorf("got the deeds %q and %+v, want the address confirmed, chosen and forgotten", s.calls, s.mail)
	}
}

func TestAHouseWithoutMailSaysSo(t *testing.T) {
	d := open(t, account())
	d.Press("3")
	d.Wants("This house sends no mail.")
}
