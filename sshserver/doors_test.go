package sshserver_test

import (
	"io"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/sshserver"
)

// answers is a client at a keyboard; it keeps what it was asked and told.
type answers struct {
	give []string
	seen []string
}

func (a *answers) method() gossh.AuthMethod {
	return gossh.KeyboardInteractive(func(_, instruction string, questions []string, _ []bool) ([]string, error) {
		a.seen = append(a.seen, instruction+"|"+strings.Join(questions, "|"))
		var out []string
		for range questions {
			out = append(out, a.give[0])
			if len(a.give) > 1 {
				a.give = a.give[1:]
			}
		}
		return out, nil
	})
}

func TestDoorsLetInByTheirOwnCredential(t *testing.T) {
	f := open(t, nil)
	kept, stranger := newSigner(t), newSigner(t)
	f.keep(kept)
	for _, c := range []struct {
		name, user string
		auth       []gossh.AuthMethod
		want       string
	}{
		{"nothing is asked at new", "new", nil, `guest "" sealed=false`},
		{"nothing is asked at guest", "guest", nil, `guest "" sealed=false`},
		{"phones write capitals", "Guest", nil, `guest "" sealed=false`},
		{"a ticket typed when asked", "ticket", []gossh.AuthMethod{(&answers{give: []string{f.membershipTicket()}}).method()}, `bearer "" sealed=false`},
		{"a ticket as password", "ticket", []gossh.AuthMethod{gossh.Password(strings.ToLower(f.membershipTicket()))}, `bearer "" sealed=false`},
		{"a password", adminName, []gossh.AuthMethod{gossh.Password(adminPass)}, `house_admin "anna" sealed=false`},
		{"a password typed when asked", adminName, []gossh.AuthMethod{(&answers{give: []string{adminPass}}).method()}, `house_admin "anna" sealed=false`},
		{"a key proves the account only", adminName, []gossh.AuthMethod{gossh.PublicKeys(kept)}, `house_admin "anna" sealed=true`},
		{"a key at new by key", "new+key", []gossh.AuthMethod{gossh.PublicKeys(stranger)}, `guest "" sealed=false`},
		{"no key at new by key", "new+key", []gossh.AuthMethod{(&answers{}).method()}, `guest "" sealed=false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, code := say(t, f.in(c.user, c.auth...), "whoami"); got != c.want || code != 0 {
				t.Errorf("got %q and code %d, want %q", got, code, c.want)
			}
		})
	}
}

func TestDoorsRefuse(t *testing.T) {
	f := open(t, nil)
	used := f.setup
	stranger := newSigner(t)
	for _, c := range []struct {
		name, user string
		auth       []gossh.AuthMethod
	}{
		{"an ordinary name without a credential", adminName, nil},
		{"nobody without a credential", "nobody", nil},
		{"a wrong password", adminName, []gossh.AuthMethod{gossh.Password("wrong password")}},
		{"no password", adminName, []gossh.AuthMethod{gossh.Password("")}},
		{"a name that nobody has", "nobody", []gossh.AuthMethod{gossh.Password(adminPass)}},
		{"a name that is too long", strings.Repeat("a", 5_000), []gossh.AuthMethod{gossh.Password(adminPass)}},
		{"a key that is nobody's", adminName, []gossh.AuthMethod{gossh.PublicKeys(stranger)}},
		{"a ticket without its code", "ticket", nil},
		{"a key in place of a ticket", "ticket", []gossh.AuthMethod{gossh.PublicKeys(stranger)}},
		{"a used ticket", "ticket", []gossh.AuthMethod{gossh.Password(used)}},
		{"a ticket as user name", used, nil},
		{"nothing at new by key", "new+key", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := f.dial(c.user, c.auth...); err == nil {
				t.Error("came in")
			} else if !strings.Contains(err.Error(), "unable to authenticate") {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}

func TestATypingErrorInATicketIsAskedAgain(t *testing.T) {
	f := open(t, nil)
	code := f.membershipTicket()
	wrong := []byte(code)
	if wrong[0]++; wrong[0] > 'Z' || wrong[0] == ':' {
		wrong[0] = '2'
	}
	a := &answers{give: []string{string(wrong), code}}
	f.in("ticket", a.method())
	if len(a.seen) != 2 || !strings.Contains(a.seen[1], "Tippfehler") || !strings.Contains(a.seen[1], "typing error") {
		t.Errorf("asked %q, want a second question with the reason", a.seen)
	}
}

func TestAnOfferedKeyThatIsNotProvenGivesNothing(t *testing.T) {
	f := open(t, nil)
	kept, other := newSigner(t), newSigner(t)
	f.keep(kept)
	// The thief knows the public key, offers it and signs with another one.
	thief := pretender{Signer: other, public: kept.PublicKey()}
	if c, err := f.dial(adminName, gossh.PublicKeys(thief)); err == nil {
		got, _ := say(t, c, "whoami")
		t.Errorf("came in as %s", got)
	}
	// Nor does an offered key count for keeping after a password login.
	c, err := f.dial(adminName, gossh.PublicKeys(), gossh.Password(adminPass))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := say(t, c, "key"); got != "0 " {
		t.Errorf("offered for keeping: %q, want nothing", got)
	}
}

// pretender offers a key that it does not hold.
type pretender struct {
	gossh.Signer
	public gossh.PublicKey
}

func (p pretender) PublicKey() gossh.PublicKey { return p.public }

func TestKeysAreNoOracle(t *testing.T) {
	f := open(t, nil)
	kept, stranger := newSigner(t), newSigner(t)
	f.keep(kept)
	for name, c := range map[string]struct {
		user string
		key  gossh.PublicKey
	}{
		"a member and their key":       {adminName, kept.PublicKey()},
		"a member and a stranger's":    {adminName, stranger.PublicKey()},
		"nobody and a member's key":    {"nobody", kept.PublicKey()},
		"nobody and a stranger's key":  {"nobody", stranger.PublicKey()},
		"the ticket door and any key":  {"ticket", stranger.PublicKey()},
		"the new by key door, any key": {"new+key", stranger.PublicKey()},
	} {
		// A client signs only after its offer was welcome; all offers are.
		signed := false
		_, _ = f.dial(c.user, gossh.PublicKeys(watcher{pretender{newSigner(t), c.key}, &signed}))
		if !signed {
			t.Errorf("%s: the offer was answered differently", name)
		}
	}
}

// watcher notes that it was asked to sign.
type watcher struct {
	pretender
	signed *bool
}

func (w watcher) Sign(random io.Reader, data []byte) (*gossh.Signature, error) {
	*w.signed = true
	return w.Signer.Sign(random, data)
}

func TestAnAgentWithFiveKeysReachesThePassword(t *testing.T) {
	f := open(t, nil)
	var keys []gossh.Signer
	for range 5 {
		keys = append(keys, newSigner(t))
	}
	c := f.in(adminName, gossh.PublicKeys(keys...), gossh.Password(adminPass))
	if got, _ := say(t, c, "key"); !strings.HasSuffix(got, " ed25519") || strings.HasPrefix(got, "0 ") {
		t.Errorf("offered for keeping: %q, want the first key", got)
	}
}

func TestAProvenKeyIsOfferedForKeeping(t *testing.T) {
	f := open(t, nil)
	kept, stranger := newSigner(t), newSigner(t)
	f.keep(kept)
	ticket := (&answers{give: []string{f.membershipTicket()}}).method()
	for _, c := range []struct {
		name string
		in   *gossh.Client
		want bool
	}{
		{"registering with a key", f.in("new+key", gossh.PublicKeys(stranger)), true},
		{"coming with a ticket", f.in("ticket", gossh.PublicKeys(stranger), ticket), true},
		{"a password after an unknown key", f.in(adminName, gossh.PublicKeys(stranger), gossh.Password(adminPass)), true},
		{"a key that is kept already", f.in(adminName, gossh.PublicKeys(kept)), false},
		{"no key", f.in(adminName, gossh.Password(adminPass)), false},
	} {
		got, _ := say(t, c.in, "key")
		if has := !strings.HasPrefix(got, "0 "); has != c.want {
			t.Errorf("%s: got %q, want a key %v", c.name, got, c.want)
		}
	}
}

func TestTheMembersWishAsksForThePasswordAfterTheKey(t *testing.T) {
	f := open(t, nil)
	kept := newSigner(t)
	f.keep(kept)
	if err := f.house.SetSettings(t.Context(), f.admin(), house.Settings{AskPassword: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.dial(adminName, gossh.PublicKeys(kept)); err == nil {
		t.Error("came in by key alone")
	}
	if _, err := f.dial(adminName, gossh.PublicKeys(kept), gossh.Password("wrong password")); err == nil {
		t.Error("came in with a wrong password")
	}
	c := f.in(adminName, gossh.PublicKeys(kept), (&answers{give: []string{adminPass}}).method())
	if got, _ := say(t, c, "whoami"); got != `house_admin "anna" sealed=false` {
		t.Errorf("got %q, want the rooms open", got)
	}
}

func TestTheBannerNamesTheDoors(t *testing.T) {
	f := open(t, func(c *sshserver.Config) { c.Name = "Haus am See" })
	var banner string
	_, err := f.dialAs(&gossh.ClientConfig{User: "guest", BannerCallback: func(s string) error { banner = s; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Haus am See", "new@", "guest@", "ticket@", "Notfall", "emergency"} {
		if !strings.Contains(banner, want) {
			t.Errorf("the banner lacks %q:\n%s", want, banner)
		}
	}
}

func TestTheVersionSaysNothingOfTheImplementation(t *testing.T) {
	f := open(t, nil)
	if got := string(f.in("guest").ServerVersion()); got != "SSH-2.0-Stockwerk" {
		t.Errorf("got %q", got)
	}
}

// TestAnExpiredTicketOpensNothing sets the database's clock beyond a ticket's end:
// the same code, which would have been let in, is refused like a used one.
func TestAnExpiredTicketOpensNothing(t *testing.T) {
	f := open(t, nil)
	in, out := f.membershipTicket(), f.membershipTicket()
	if _, err := f.dial("ticket", gossh.Password(in)); err != nil {
		t.Fatalf("control: a ticket that has not run out: %v", err)
	}
	f.later.by.Store(int64(400 * 24 * time.Hour))
	_, expired := f.dial("ticket", gossh.Password(out))
	_, invented := f.dial("ticket", gossh.Password(f.setup)) // used up long ago
	if expired == nil || invented == nil || expired.Error() != invented.Error() {
		t.Errorf("got %v for an expired ticket and %v for a used one, want the same refusal", expired, invented)
	}
}
