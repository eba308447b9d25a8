package main_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Shapes of visits.
type (
	passShape struct {
		ReturnTicket string    `json:"return_ticket"`
		Until        time.Time `json:"until"`
		Gone         time.Time `json:"gone"`
		Ended        bool      `json:"ended"`
		Fresh        bool      `json:"fresh"`
		Waiting      bool      `json:"waiting"`
		ReadOnly     bool      `json:"read_only"`
	}
	visitShape struct {
		Name    string     `json:"name"`
		State   string     `json:"state"`
		Until   *time.Time `json:"until"`
		Gone    time.Time  `json:"gone"`
		Write   bool       `json:"write"`
		Join    string     `json:"join"`
		Key     *struct{ Fingerprint string }
		Waiting *struct {
			Away     bool
			AwayText string `json:"away_text"`
			Message  string
		}
	}
	ticketShape struct {
		ID     string
		Code   string
		State  string
		Wait   bool
		Return bool
	}
)

// newKey is an SSH key of somebody.
func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// withTicket comes to the ticket door with a key that opens nothing and a code.
func (p *program) withTicket(key ssh.Signer, ticket string) *ssh.Client {
	p.t.Helper()
	if key == nil {
		return p.dial("ticket", code(ticket))
	}
	return p.dial("ticket", ssh.PublicKeys(key), code(ticket))
}

func visitOf(t *testing.T, c *ssh.Client) visitShape {
	t.Helper()
	return as[visitShape](t, must(t, c, "", "visit show --json"))
}

func TestAVisitOverWeeksByKeyAndTickets(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		h := serveClock(t, db)
		anna, _ := furnish(t, h.program)
		must(t, anna, "", "room new stadt/praxis Beratung --kind practice --unlisted")
		must(t, anna, "", "room edit stadt/praxis --visitors 24")
		refused(t, anna, "", "room edit stadt/praxis --visitors 9999", 2)
		issued := as[ticketShape](t, must(t, anna, "", "ticket new stadt/praxis --as Igel --json"))
		key, stranger := newKey(t), newKey(t)

		// Typed as people do: small letters, blanks, O for 0 and L for 1.
		typed := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(issued.Code))
		igel := h.withTicket(key, typed)
		first := as[passShape](t, must(t, igel, "", "redeem --accept --json"))
		if first.Gone.Sub(first.Until) != 24*time.Hour || first.ReturnTicket == "" {
			t.Errorf("got %+v, want a day between the end and the deletion", first)
		}
		if out := must(t, igel, "", "visit key").out; !strings.Contains(out, "mitlesen") {
			t.Errorf("got %q, want to hear what a bound key means", out)
		}
		must(t, igel, "", "visit key --this")
		refused(t, anna, "", "visit key --this", 2)
		if v := visitOf(t, igel); v.Key == nil || v.Key.Fingerprint != ssh.FingerprintSHA256(key.PublicKey()) || !v.Write || v.Join != "free" {
			t.Errorf("got %+v, want the key bound", v)
		}
		if pass := as[passShape](t, must(t, igel, "", "visit ticket --json")); pass.Fresh || pass.ReturnTicket != first.ReturnTicket {
			t.Errorf("got %+v, want the same ticket again", pass)
		}
		if _, err := h.tryDial("ticket", ssh.PublicKeys(stranger)); err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
			t.Errorf("another key: got %v, want the refusal", err)
		}
		_ = igel.Close()

		h.jump(20 * 24 * time.Hour)
		byKey := h.dial("ticket", ssh.PublicKeys(stranger, key))
		must(t, byKey, "", "say stadt/praxis 'Guten Morgen'")
		if r := must(t, byKey, "", "whoami"); !strings.Contains(r.out, "Igel") {
			t.Errorf("got %q, want the visitor", r.out)
		}
		_ = byKey.Close()
		h.jump(20 * 24 * time.Hour)
		h.restart()
		anna = h.member("anna")
		byKey = h.dial("ticket", ssh.PublicKeys(key))
		pass := as[passShape](t, must(t, byKey, "", "visit ticket --json"))
		if !pass.Fresh || pass.ReturnTicket == first.ReturnTicket {
			t.Errorf("got %+v, want a new ticket in place of the first", pass)
		}
		if _, err := h.tryDial("ticket", code(first.ReturnTicket)); err == nil {
			t.Error("the replaced ticket still opens the door")
		}

		// A closed room is read by the return ticket, and the visit ended for good.
		must(t, anna, "", "room close stadt/praxis")
		reader := h.withTicket(nil, pass.ReturnTicket)
		back := as[passShape](t, must(t, reader, "", "redeem --accept --json"))
		if !back.ReadOnly || back.Waiting {
			t.Errorf("got %+v, want to read only", back)
		}
		if r := must(t, reader, "", "read stadt/praxis"); !strings.Contains(r.out, "Guten Morgen") {
			t.Errorf("got %q, want the words", r.out)
		}
		refused(t, reader, "", "say stadt/praxis Hallo", 4)
		if r := must(t, reader, "", "room export stadt/praxis"); !strings.HasPrefix(r.out, "PK") {
			t.Error("got no archive")
		}
		bye := as[passShape](t, must(t, reader, "", "leave --for-good --json"))
		if !bye.Ended || bye.Gone.Sub(h.now()) > 24*time.Hour {
			t.Errorf("got %+v, want a day for reading", bye)
		}
		if v := visitOf(t, h.dial("ticket", ssh.PublicKeys(key))); v.State != "ended" || v.Until != nil || v.Write {
			t.Errorf("got %+v, want the end seen", v)
		}
		h.jump(25 * time.Hour)
		for what, auth := range map[string]ssh.AuthMethod{"key": ssh.PublicKeys(key), "ticket": code(bye.ReturnTicket)} {
			if _, err := h.tryDial("ticket", auth); err == nil {
				t.Errorf("the %s still opens the door after the deletion", what)
			}
		}
		if r := must(t, anna, "", "members stadt/praxis"); strings.Contains(r.out, "Igel") {
			t.Errorf("got %q, want the visitor gone", r.out)
		}
		if r := must(t, anna, "", "read stadt/praxis"); !strings.Contains(r.out, "Igel") {
			t.Errorf("got %q, want the words to stay under the pseudonym", r.out)
		}
	})
}

func TestRevokedVisitEndsAtOnceWithItsKey(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, _ := furnish(t, h.program)
	issued := as[ticketShape](t, must(t, anna, "", "ticket new stadt/kreis --as Igel --json"))
	key := newKey(t)
	igel := h.withTicket(key, issued.Code)
	must(t, igel, "", "redeem --accept")
	must(t, igel, "", "visit key --this")
	open := h.dial("ticket", ssh.PublicKeys(key))
	must(t, anna, "", "ticket revoke "+issued.ID)
	for _, c := range []*ssh.Client{igel, open} {
		ended := make(chan struct{})
		go func() { _ = c.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("a connection of the visit goes on")
		}
	}
	if _, err := h.tryDial("ticket", ssh.PublicKeys(key)); err == nil {
		t.Error("the key still opens the door")
	}
	var told string
	_, err := ssh.Dial("tcp", h.addr, &ssh.ClientConfig{
		User: "ticket", Auth: []ssh.AuthMethod{code(issued.Code)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		BannerCallback: func(s string) error { told += s; return nil },
	})
	if err == nil || !strings.Contains(told, "kann Ihnen ein neues geben") || !strings.Contains(told, "give you a new one") {
		t.Errorf("got %v and %q, want to hear what to do", err, told)
	}
}

func TestWaitingVisitorWritesOnceAndBecomesAMember(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		h := serveClock(t, db)
		anna, _ := furnish(t, h.program)
		must(t, anna, "", `card edit --hours "mo 9:00-12:00" --zone Europe/Berlin Beratung`)
		must(t, anna, "", "card away Im Urlaub")
		must(t, anna, "", "room new stadt/praxis Beratung --kind practice")
		issued := as[ticketShape](t, must(t, anna, "", "ticket new stadt/praxis --as Igel --wait --json"))
		igel := h.withTicket(nil, issued.Code)
		if in := as[passShape](t, must(t, igel, "", "redeem --accept --json")); !in.Waiting {
			t.Errorf("got %+v, want to wait", in)
		}
		v := visitOf(t, igel)
		if v.State != "waiting" || v.Waiting == nil || !v.Waiting.Away || v.Waiting.AwayText != "Im Urlaub" {
			t.Errorf("got %+v, want the absence told", v)
		}
		refused(t, igel, "", "read stadt/praxis", 4)
		refused(t, igel, "", "visit key --this", 2)
		must(t, igel, "Ich brauche\neinen Termin.\n", "visit message")
		refused(t, igel, "", "visit message Noch etwas", 5)
		if r := must(t, anna, "", "read stadt/praxis"); !strings.Contains(r.out, "einen Termin.") {
			t.Errorf("got %q, want the message at once", r.out)
		}
		if v = visitOf(t, igel); v.Waiting == nil || v.Waiting.Message != "Ich brauche\neinen Termin." {
			t.Errorf("got %+v, want the own message found again", v)
		}
		must(t, anna, "", "ticket letin stadt/praxis Igel")
		refused(t, igel, "", "visit message x", 5)
		must(t, igel, "", "say stadt/praxis 'Danke sehr'")

		refused(t, igel, password+"\n", "visit join igelin", 2)
		refused(t, igel, password+"\n", "visit join anna --accept-terms", 5)
		refused(t, h.member("berta"), "", "ticket member stadt/praxis Igel", 3)
		must(t, anna, "", "ticket member stadt/praxis Igel")
		joined := as[struct {
			Name         string
			RecoveryCode string `json:"recovery_code"`
		}](t, must(t, igel, password+"\n", "visit join igelin --accept-terms --json"))
		if joined.Name != "igelin" || joined.RecoveryCode == "" {
			t.Errorf("got %+v, want a member", joined)
		}
		must(t, igel, "", "say stadt/praxis 'Ich bleibe'")
		h.jump(60 * 24 * time.Hour)
		h.restart()
		igelin := h.member("igelin")
		r := must(t, igelin, "", "read stadt/praxis --json")
		if !strings.Contains(r.out, "Danke sehr") || !strings.Contains(r.out, "Ich bleibe") {
			t.Errorf("got %q, want the room kept", r.out)
		}
		if r := must(t, h.member("anna"), "", "read stadt/praxis"); !strings.Contains(r.out, "igelin") {
			t.Errorf("got %q, want to see who the visitor is now", r.out)
		}
	})
}

func TestVisitInTheLinearModeByNumbers(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna, _ := furnish(t, h.program)
	issued := as[ticketShape](t, must(t, anna, "", "ticket new stadt/kreis --as Igel --json"))
	key := newKey(t)
	igel := h.withTicket(key, issued.Code)
	must(t, igel, "", "redeem --accept")
	talk := func(lines string) string {
		s, err := igel.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Stdin = strings.NewReader(lines)
		out, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Shell(); err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(out)
		return string(b)
	}
	number := func(menu, label string) string {
		for line := range strings.Lines(menu) {
			if n, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && strings.HasPrefix(rest, label) {
				return n
			}
		}
		t.Fatalf("no %q in %q", label, menu)
		return ""
	}
	menu := talk("0\n")
	mine := number(menu, "Mein Besuch")
	menu = talk(mine + "\n0\n0\n")
	bind := number(menu[strings.LastIndex(menu, "Ticket für den nächsten Besuch")-3:], "Mit meinem SSH-Schlüssel kommen")
	out := talk(mine + "\n" + bind + "\n1\n0\n0\n")
	if !strings.Contains(out, "mitlesen") || !strings.Contains(out, "öffnet diesen Raum ohne Ticket") {
		t.Errorf("got %q, want the key bound after one was told", out)
	}
	h.dial("ticket", ssh.PublicKeys(key))
}
