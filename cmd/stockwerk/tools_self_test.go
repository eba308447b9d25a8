package main_test

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/ssh"
)

// codes answers the door's question for a code.
func codes(all ...string) ssh.AuthMethod {
	return ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		out := make([]string, len(questions))
		for i := range questions {
			if len(all) > 0 {
				out[i], all = all[0], all[1:]
			}
		}
		return out, nil
	})
}

// TestOnesOwnAccountByCommand: second factor, sessions and what remains, over SSH on
// both databases.
func TestOnesOwnAccountByCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, anna, "", "say stadt/kreis ein Wort")
		must(t, anna, "", "msg @berta ein Brief")
		remains := as[struct {
			Posts, Rooms, Messages, Conversations int
			First                                 []struct{ Place string } `json:"hand_over_first"`
		}](t, must(t, anna, "", "account remains --json"))
		if remains.Posts != 1 || remains.Rooms != 1 || remains.Messages != 1 || remains.Conversations != 1 ||
			len(remains.First) != 1 || remains.First[0].Place != "stadt/kreis" {
			t.Errorf("got %+v, want a word, a letter and a room to hand over", remains)
		}

		secret, backups := switchOn(t, anna)
		refused(t, anna, password+"\n", "account totp on", 5)
		if _, err := p.tryDial("anna", ssh.Password(password)); err == nil {
			t.Error("came in without a code")
		}
		code, err := totp.GenerateCode(secret, time.Now().Add(30*time.Second)) // the next: this one may be used
		if err != nil {
			t.Fatal(err)
		}
		phone := p.dial("anna", ssh.Password(password), codes(code))
		if _, err := p.tryDial("anna", ssh.Password(password), codes(code)); err == nil {
			t.Error("the same code let somebody in again")
		}
		backup := p.dial("anna", ssh.Password(password), codes(backups[0]))
		type session struct {
			ID   string
			This bool
			Way  string
		}
		sessions := as[[]session](t, must(t, phone, "", "account sessions --json"))
		if len(sessions) != 4 {
			t.Errorf("got %+v, want four connections, one of them where she registered", sessions)
		}
		if out := must(t, phone, "", "account kick all-others --json").out; !strings.Contains(out, `"ended":3`) {
			t.Errorf("got %s, want three ended", out)
		}
		_ = backup.Wait()
		_ = anna.Wait()
		refused(t, phone, password+"\n000000\n", "account totp off", 4)
		must(t, phone, password+"\n"+backups[1]+"\n", "account totp off")
		p.member("anna")

		// Whoever goes leaves their words by nobody's name.
		must(t, berta, "", "say stadt/kreis bleibt")
		must(t, berta, password+"\n", "account delete")
	})
}

// switchOn turns a second factor on as a person does: the secret comes first, then the
// code.
func switchOn(t *testing.T, c *ssh.Client) (secret string, backups []string) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("account totp on --json"); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	decode := func(v any) {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(line, v); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
	}
	say := func(line string) {
		if _, err := io.WriteString(in, line+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	say(password)
	var offer struct{ Secret, URI string }
	decode(&offer)
	if !strings.HasPrefix(offer.URI, "otpauth://totp/") {
		t.Errorf("got the address %q", offer.URI)
	}
	code, err := totp.GenerateCode(offer.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	say(code)
	var on struct {
		On    bool
		Codes []string `json:"backup_codes"`
	}
	decode(&on)
	if !on.On || len(on.Codes) != 8 {
		t.Fatalf("got %+v, want it on and eight codes", on)
	}
	return offer.Secret, on.Codes
}
