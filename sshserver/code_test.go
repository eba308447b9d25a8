package sshserver_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// phone switches the admin's second factor on; code gives what it shows some steps from
// now.
func (f *fixture) phone() (code func(steps int) string, backups []string) {
	f.t.Helper()
	offer, err := f.house.OfferFactor(f.t.Context(), f.admin(), adminPass, "Stockwerk")
	if err != nil {
		f.t.Fatal(err)
	}
	code = func(steps int) string {
		c, err := totp.GenerateCode(offer.Secret, time.Now().Add(time.Duration(steps)*30*time.Second))
		if err != nil {
			f.t.Fatal(err)
		}
		return c
	}
	backups, err = f.house.SetFactor(f.t.Context(), f.admin(), adminPass, offer.Secret, code(-1))
	if err != nil {
		f.t.Fatal(err)
	}
	return code, backups
}

// replies answers each question by what it asks.
func replies(asked *atomic.Int32, password string, codes ...string) gossh.AuthMethod {
	var mu sync.Mutex
	return gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		mu.Lock()
		defer mu.Unlock()
		out := make([]string, len(questions))
		for i, q := range questions {
			if !strings.Contains(q, "Code") {
				out[i] = password
				continue
			}
			asked.Add(1)
			if len(codes) > 0 {
				out[i], codes = codes[0], codes[1:]
			}
		}
		return out, nil
	})
}

// TestTheDoorAsksForACodeWhateverCameBefore: password, question or key.
func TestTheDoorAsksForACodeWhateverCameBefore(t *testing.T) {
	f := open(t, nil)
	kept := newSigner(t)
	f.keep(kept)
	code, backups := f.phone()
	var asked atomic.Int32
	ways := map[string][]gossh.AuthMethod{
		"password":          {gossh.Password(adminPass), replies(&asked, "", backups[0])},
		"question":          {replies(&asked, adminPass, backups[1])},
		"key":               {gossh.PublicKeys(kept), replies(&asked, "", backups[2])},
		"password and typo": {gossh.Password(adminPass), replies(&asked, "", "000000", backups[3])},
		"question and typo": {replies(&asked, adminPass, "000000", backups[4])},
		"code":              {gossh.Password(adminPass), replies(&asked, "", code(0))},
	}
	for name, way := range ways {
		asked.Store(0)
		c, err := f.dial(adminName, way...)
		if err != nil || asked.Load() == 0 {
			t.Errorf("%s: got %v and %d questions for a code, want to be let in by one", name, err, asked.Load())
			continue
		}
		got, _ := say(t, c, "whoami")
		if want := `house_admin "anna" sealed=` + map[bool]string{true: "true", false: "false"}[name == "key"]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for name, way := range map[string][]gossh.AuthMethod{
		"password alone":    {gossh.Password(adminPass)},
		"key alone":         {gossh.PublicKeys(kept)},
		"the same code":     {gossh.Password(adminPass), replies(&asked, "", code(0))},
		"a used backup":     {replies(&asked, adminPass, backups[0])},
		"nothing":           {replies(&asked, adminPass)},
		"key, wrong code":   {gossh.PublicKeys(kept), replies(&asked, "", "123456")},
		"key and password":  {gossh.PublicKeys(kept), gossh.Password(adminPass)},
		"two times the key": {gossh.PublicKeys(kept, kept)},
	} {
		if _, err := f.dial(adminName, way...); err == nil {
			t.Errorf("%s: came in", name)
		}
	}
}

func TestTheCodeIsAskedForAfterARightPasswordOnly(t *testing.T) {
	f := open(t, nil)
	f.phone()
	for _, c := range []struct{ name, password string }{{adminName, "not the password"}, {"nobody9", adminPass}, {"nobody9", "not the password"}} {
		var asked atomic.Int32
		if _, err := f.dial(c.name, gossh.Password(c.password), replies(&asked, c.password)); err == nil || asked.Load() != 0 {
			t.Errorf("%s with %q: got %v after %d questions for a code", c.name, c.password, err, asked.Load())
		}
	}
	var asked atomic.Int32 // control
	if _, err := f.dial(adminName, gossh.Password(adminPass), replies(&asked, "")); err == nil || asked.Load() == 0 {
		t.Errorf("control: got %v after %d questions", err, asked.Load())
	}
	if n := asked.Load(); n > 3 {
		t.Errorf("%d codes were asked for on one connection", n)
	}
}

func TestThePasswordAfterTheKeyComesBeforeTheCode(t *testing.T) {
	f := open(t, nil)
	kept := newSigner(t)
	f.keep(kept)
	if err := f.house.SetSettings(t.Context(), f.admin(), house.Settings{AskPassword: true}); err != nil {
		t.Fatal(err)
	}
	_, backups := f.phone()
	var asked atomic.Int32
	if _, err := f.dial(adminName, gossh.PublicKeys(kept), replies(&asked, "not the password", backups[0])); err == nil || asked.Load() != 0 {
		t.Errorf("got %v after %d questions for a code, want none before the password", err, asked.Load())
	}
	c := f.in(adminName, gossh.PublicKeys(kept), replies(&asked, adminPass, backups[0]))
	if got, _ := say(t, c, "whoami"); got != `house_admin "anna" sealed=false` {
		t.Errorf("got %q, want the rooms open", got)
	}
}

// TestTheSameCodeLetsOneConnectionIn, of several at once.
func TestTheSameCodeLetsOneConnectionIn(t *testing.T) {
	f := open(t, nil)
	code, _ := f.phone()
	now := code(0)
	var in atomic.Int32
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			var asked atomic.Int32
			if _, err := f.dial(adminName, gossh.Password(adminPass), replies(&asked, "", now)); err == nil {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d came in, want one", in.Load())
	}
}
