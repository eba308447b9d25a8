package main_test

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// knock comes to a door and gives what was said there, all banners, too.
func (p *program) knock(user string, auth ...ssh.AuthMethod) (c *ssh.Client, said string, err error) {
	p.t.Helper()
	c, err = ssh.Dial("tcp", p.addr, &ssh.ClientConfig{
		User: user, Auth: auth, Timeout: patience,
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil },
		BannerCallback:  func(s string) error { said += s; return nil },
	})
	if err == nil {
		p.t.Cleanup(func() { _ = c.Close() })
	}
	return c, said, err
}

// lists tells whether a connection's files open.
func lists(c *ssh.Client) error {
	files, err := sftp.NewClient(c)
	if err != nil {
		return err
	}
	defer files.Close()
	_, err = files.ReadDir("/")
	return err
}

// ends waits until the other side closes a connection.
func ends(t *testing.T, what string, c *ssh.Client) {
	t.Helper()
	over := make(chan struct{})
	go func() { _ = c.Wait(); close(over) }()
	select {
	case <-over:
	case <-time.After(patience):
		t.Errorf("%s goes on", what)
	}
}

// keepsDraft waits until what somebody has begun is among their drafts.
func keepsDraft(t *testing.T, c *ssh.Client, words string) {
	t.Helper()
	for late := time.Now().Add(patience); ; {
		out := must(t, c, "", "draft list --json").out
		if strings.Contains(out, words) {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("got the drafts %s, want %q among them", out, words)
		}
	}
}

// begins types into the chat of the room without sending.
func (s *screen) begins(words string) {
	s.t.Helper()
	s.waitFor("Steuerkreis")
	s.openListed("/kreis")
	s.waitFor("Chat")
	s.openListed("Chat")
	s.waitFor("An: Steuerkreis")
	s.types(words)
	s.waitFor(words)
}

// besieged is a house with somebody at every door.
type besieged struct {
	*clockHouse
	admin, anna          *ssh.Client
	adminKey, annaKey    ssh.Signer
	visitKey             ssh.Signer
	ticket               string
	guest                *ssh.Client
	registered, contacts int
}

func newBesieged(t *testing.T) *besieged {
	t.Helper()
	h := &besieged{clockHouse: serveClock(t, ""), adminKey: newKey(t), annaKey: newKey(t), visitKey: newKey(t)}
	h.anna, _ = furnish(t, h.program)
	h.admin = h.member("hausmeister")
	must(t, h.anna, string(ssh.MarshalAuthorizedKey(h.annaKey.PublicKey())), "account keys add")
	must(t, h.admin, string(ssh.MarshalAuthorizedKey(h.adminKey.PublicKey())), "account keys add")
	must(t, h.anna, "", "card edit --floor stadt --public yes --answer 2d Für Familien")
	must(t, h.admin, "", `contact team stadt --who cards --answer 48h --note "Wir lesen jeden Tag."`)
	igel := h.withTicket(h.visitKey, as[ticketShape](t, must(t, h.anna, "", "ticket new stadt/kreis --as Igel --json")).Code)
	must(t, igel, "", "redeem --accept")
	must(t, igel, "", "visit key --this")
	_ = igel.Close()
	h.ticket = as[ticketShape](t, must(t, h.anna, "", "ticket new stadt/kreis --as Dachs --json")).Code
	h.guest = h.dial("guest")
	return h
}

// door is a deed with the first level of the lock-down that refuses it.
type door struct {
	name string
	from int
	try  func() error
}

// exits turns how a command ended into an error.
func exits(r reply) error {
	if r.code != 0 {
		return fmt.Errorf("exit %d: %s", r.code, r.err)
	}
	return nil
}

// opens tries a way in and, once in, a deed.
func (h *besieged) opens(do func(c *ssh.Client) error, user string, auth ...ssh.AuthMethod) error {
	c, _, err := h.knock(user, auth...)
	if err != nil {
		return err
	}
	defer c.Close()
	return do(c)
}

func does(t *testing.T, stdin, words string) func(c *ssh.Client) error {
	return func(c *ssh.Client) error { return exits(run(t, c, stdin, words)) }
}

func (h *besieged) doors() []door {
	t, byPassword := h.t, ssh.Password(password)
	return []door{
		{"password", 3, func() error { return h.opens(does(t, "", "read stadt/kreis"), "anna", byPassword) }},
		{"key", 3, func() error { return h.opens(does(t, "", "whoami"), "anna", ssh.PublicKeys(h.annaKey)) }},
		{"files", 3, func() error { return h.opens(lists, "anna", byPassword) }},
		{"ticket", 3, func() error { return h.opens(does(t, "", "whoami"), "ticket", code(h.ticket)) }},
		{"key of a visit", 3, func() error { return h.opens(does(t, "", "read stadt/kreis"), "ticket", ssh.PublicKeys(h.visitKey)) }},
		{"cards for guests", 2, func() error { return h.opens(does(t, "", "card list"), "guest") }},
		{"a guest who is here", 2, func() error { return does(t, "", "card list")(h.guest) }},
		{"sign-up", 1, func() error {
			h.registered++
			return h.opens(does(t, password+"\n", fmt.Sprintf("register neu%d --accept-terms", h.registered)), "new")
		}},
		{"first contact", 1, func() error {
			h.contacts++
			return h.opens(does(t, "Hilfe\n", fmt.Sprintf("contact new stadt --accept --subject Sorgen --as Linde%d", h.contacts)), "guest")
		}},
		{"new ticket", 2, func() error { return exits(run(t, h.admin, "", "ticket membership")) }},
		{"the admin's password", 9, func() error { return h.opens(does(t, "", "house closing"), "hausmeister", byPassword) }},
		{"the admin's key", 9, func() error { return h.opens(does(t, "", "house closing"), "hausmeister", ssh.PublicKeys(h.adminKey)) }},
		{"the admin's files", 9, func() error { return h.opens(lists, "hausmeister", byPassword) }},
		{"the emergency page at guest@", 9, func() error { return h.opens(h.emergency, "guest") }},
		{"the emergency page at new@", 9, func() error { return h.opens(h.emergency, "new") }},
		{"the emergency page of a guest who is here", 9, func() error { return h.emergency(h.guest) }},
	}
}

func (h *besieged) emergency(c *ssh.Client) error {
	r := run(h.t, c, "", "emergency")
	if err := exits(r); err != nil || strings.Contains(r.out, "112") {
		return err
	}
	return fmt.Errorf("no numbers in %q", r.out)
}

// tryAll tries every door at a level.
func (h *besieged) tryAll(level int) {
	h.t.Helper()
	for _, d := range h.doors() {
		if err := d.try(); (err != nil) != (level >= d.from) {
			h.t.Errorf("level %d, %s: got %v, want it refused from level %d on", level, d.name, err, d.from)
		}
	}
}

func TestLockdownAtEveryDoor(t *testing.T) {
	t.Parallel()
	h := newBesieged(t)
	h.tryAll(0)
	files, err := sftp.NewClient(h.anna)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	sitting := h.member("anna")
	s := h.sit("anna", sitting, 80, 24)
	s.begins("halb gesagt")
	desk := h.sit("hausmeister", h.member("hausmeister"), 80, 24)
	desk.waitFor("Etagen")
	for level := 1; level <= 2; level++ {
		must(t, h.admin, "", fmt.Sprintf("house lockdown %d Wir werden überrannt", level))
		h.tryAll(level)
		if _, said, _ := h.knock("guest"); !strings.Contains(said, "überrannt") {
			t.Errorf("level %d: got %q before the doors, want the reason", level, said)
		}
		must(t, sitting, "", "say stadt/kreis weiter")
	}
	if toll := must(t, h.admin, "", "house lockdown 3 --dry-run --json").out; strings.Contains(toll, `"people":0`) {
		t.Errorf("got %s, want who would be kept out", toll)
	}
	must(t, h.admin, "", "house lockdown 3 Wir werden überrannt")
	s.waitFor("Das Haus schließt in")
	h.tryAll(3)
	h.sameForAll("überrannt")
	must(t, sitting, "", "say stadt/kreis noch eine Minute")
	h.jump(61 * time.Second)
	keepsDraft(t, sitting, "halb gesagt")
	if r := run(t, sitting, "", "say stadt/kreis zu spät"); r.code == 0 {
		t.Error("words were taken after the minute")
	}
	h.jump(10 * time.Second)
	s.waitFor("Das Haus ist vorerst geschlossen")
	ends(t, "a member's connection", h.anna)
	if _, err := files.ReadDir("/"); err == nil {
		t.Error("a member's files are still open")
	}
	s.press("enter")
	s.waitEnd()
	ends(t, "the connection with the screen", sitting)
	if err := h.emergency(h.guest); err != nil {
		t.Errorf("after everybody went: %v", err)
	}
	must(t, h.admin, "", "say eg/cafe ich bin noch da")
	desk.press("down")
	if desk.shows("vorerst geschlossen") {
		t.Errorf("the admin was put out\n%s", desk.dump())
	}

	must(t, h.admin, "", "house lockdown off")
	h.tryAll(0)
	keepsDraft(t, h.member("anna"), "halb gesagt")
}

// sameForAll compares what those hear who would be let in with what others hear, while
// nobody is.
func (h *besieged) sameForAll(reason string) {
	h.t.Helper()
	var first, who string
	for _, k := range []struct {
		name, user string
		auth       ssh.AuthMethod
	}{
		{"right password", "anna", ssh.Password(password)},
		{"wrong password", "anna", ssh.Password("falsch")},
		{"unknown name", "niemand", ssh.Password(password)},
		{"an admin's name, wrong password", "hausmeister", ssh.Password("falsch")},
	} {
		c, said, err := h.knock(k.user, k.auth)
		if err == nil {
			_ = c.Close()
			h.t.Fatalf("%s: was let in", k.name)
		}
		heard := said + "\n" + err.Error()
		if !strings.Contains(said, reason) || !strings.Contains(said, "Notfallseite") {
			h.t.Errorf("%s: got %q, want why, and where the emergency page is", k.name, said)
		}
		if first == "" {
			first, who = heard, k.name
		}
		if heard != first {
			h.t.Errorf("%s hears %q, %s hears %q", k.name, heard, who, first)
		}
	}
	_, known, _ := h.knock("anna", ssh.PublicKeys(h.annaKey))
	_, unknown, _ := h.knock("niemand", ssh.PublicKeys(newKey(h.t)))
	if known != unknown || !strings.Contains(known, reason) {
		h.t.Errorf("by key: %q and %q, want the same", known, unknown)
	}
}

var seconds = regexp.MustCompile(`schließt in (\d+) Sekunden`)

func TestMaintenanceLosesNoWord(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		h := serveClock(t, db)
		anna, berta := furnish(t, h.program)
		admin := h.member("hausmeister")
		sitting := h.member("anna")
		s := h.sit("anna", sitting, 80, 24)
		s.begins("halb gesagt")

		must(t, admin, "", "house maintenance on --in 30m Neue Platten")
		s.waitFor("Das Haus schließt in 30 Minuten")
		_ = h.member("berta").Close()
		h.jump(21 * time.Minute)
		for _, name := range []string{"berta", "niemand"} {
			if _, said, err := h.knock(name, ssh.Password(password)); err == nil || !strings.Contains(said, "Neue Platten") {
				t.Errorf("%s: got %v and %q, want to be told of the maintenance", name, err, said)
			}
		}
		_ = h.member("hausmeister").Close()

		// A nearer time has its own, closer steps.
		must(t, admin, "", "house maintenance on --in 50s Neue Platten")
		left := func(rows []string) int {
			found := seconds.FindStringSubmatch(strings.Join(rows, "\n"))
			if found == nil {
				return 0
			}
			n, _ := strconv.Atoi(found[1])
			return n
		}
		var first int
		s.wait("the nearer time", func(rows []string) bool { first = left(rows); return first > 0 })
		s.wait("the time to count down", func(rows []string) bool { n := left(rows); return n > 0 && n < first })

		acked := make(chan []string)
		started := make(chan struct{})
		go func() {
			var ids []string
			defer func() { acked <- ids }()
			for n := 1; ; n++ {
				c, err := berta.NewSession()
				if err != nil {
					return
				}
				if c.Run(fmt.Sprintf("say stadt/kreis Zeile-%d.", n)) != nil {
					_ = c.Close()
					return
				}
				_ = c.Close()
				if ids = append(ids, fmt.Sprintf("Zeile-%d.", n)); n == 3 {
					close(started)
				}
			}
		}()
		<-started
		h.jump(51 * time.Second)
		keepsDraft(t, sitting, "halb gesagt")
		sent := <-acked
		h.jump(10 * time.Second)
		s.waitFor("Das Haus ist vorerst geschlossen")
		ends(t, "a member's connection", anna)
		if _, _, err := h.knock("anna", ssh.Password(password)); err == nil {
			t.Error("a member came in during the maintenance")
		}
		if c, _, err := h.knock("guest"); err != nil {
			t.Errorf("guest@: %v", err)
		} else if r := must(t, c, "", "emergency"); !strings.Contains(r.out, "112") {
			t.Errorf("got %q, want the numbers", r.out)
		}

		must(t, admin, "", "house maintenance off")
		anna = h.member("anna")
		keepsDraft(t, anna, "halb gesagt")
		if got := texts(as[[]post](t, must(t, anna, "", "read stadt/kreis --limit 500 --json"))); !slices.Equal(got, sent) {
			t.Errorf("got %q, want what was acknowledged and nothing else: %q", got, sent)
		}
	})
}
