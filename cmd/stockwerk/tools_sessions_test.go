package main_test

import (
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// sessionShown is what session show says.
type sessionShown struct {
	Kind     string   `json:"kind"`
	State    string   `json:"state"`
	Topic    string   `json:"topic"`
	Minutes  int      `json:"minutes"`
	Left     int      `json:"left_minutes"`
	Over     bool     `json:"over"`
	Agreed   string   `json:"agreed"`
	Waiting  []string `json:"waiting"`
	Rules    string   `json:"rules"`
	Accepted bool     `json:"accepted"`
	Silent   int      `json:"silent_minutes"`
	Banned   []string `json:"banned"`
	Why      string   `json:"why"`
	ChatOpen bool     `json:"chat_open"`
}

func showSession(t *testing.T, c *ssh.Client) sessionShown {
	t.Helper()
	return as[sessionShown](t, must(t, c, "", "session show stadt/praxis --json"))
}

// consults furnishes a house with anna's room for counselling.
func consults(t *testing.T, h *clockHouse) (anna *ssh.Client) {
	t.Helper()
	anna, _ = furnish(t, h.program)
	must(t, anna, "", `room new stadt/praxis "Praxis Anna" --kind practice`)
	return anna
}

// comesByTicket is a visitor of the practice.
func comesByTicket(t *testing.T, h *clockHouse, anna *ssh.Client, name string, flags string) *ssh.Client {
	t.Helper()
	ticket := as[struct {
		Code string `json:"code"`
	}](t, must(t, anna, "", "ticket new stadt/praxis "+flags+" --json"))
	c := h.dial("ticket", code(ticket.Code))
	must(t, c, "", "redeem --accept --as "+name+" --json")
	return c
}

func TestALiveSessionByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		h := serveClock(t, db)
		anna := consults(t, h)
		sonne := comesByTicket(t, h, anna, "Sonne", "--wait")
		refused(t, sonne, "", "session show stadt/praxis", 4) // at the door
		must(t, anna, "", `session plan stadt/praxis --at 1h --minutes 30 --topic "Erstes Gespräch"`)
		now := showSession(t, anna)
		if now.State != "waiting" || !slices.Equal(now.Waiting, []string{"Sonne"}) || now.Topic != "Erstes Gespräch" || now.Kind != "live" {
			t.Fatalf("got %+v, want Sonne to wait for what is planned", now)
		}
		must(t, anna, "", "session begin stadt/praxis")
		refused(t, anna, "", "session begin stadt/praxis", 5)
		refused(t, sonne, "", "session end stadt/praxis --minutes 3", 2)
		refused(t, sonne, "", "session extend stadt/praxis 5", 4)
		refused(t, anna, "", "session extend stadt/praxis viel", 2)
		if now = showSession(t, sonne); now.State != "running" || now.Minutes != 30 || now.Left != 30 {
			t.Errorf("got %+v, want 30 minutes", now)
		}
		h.jump(21 * time.Minute)
		if r := must(t, sonne, "", "session show stadt/praxis"); !strings.Contains(r.out, "letzten zehn Minuten") {
			t.Errorf("got %q, want it said that ten minutes are left", r.out)
		}
		if now = showSession(t, anna); now.Silent != 21 {
			t.Errorf("got %+v, want 21 silent minutes", now)
		}
		must(t, anna, "", "session check stadt/praxis")
		if r := must(t, sonne, "", "session show stadt/praxis"); !strings.Contains(r.out, "noch da") {
			t.Errorf("got %q, want the question", r.out)
		}
		must(t, sonne, "", "session here stadt/praxis")
		posts := as[[]post](t, must(t, anna, "", "read stadt/praxis/chat --json"))
		if got := texts(posts); !slices.Equal(got, []string{"Sind Sie noch da?", "Ich bin da."}) {
			t.Errorf("got the chat %q, want question and answer", got)
		}
		must(t, anna, "", "session extend stadt/praxis 10")
		h.jump(25 * time.Hour)
		if now = showSession(t, sonne); now.State != "running" || !now.Over {
			t.Errorf("got %+v, want it to stay open", now)
		}
		must(t, sonne, "", "session end stadt/praxis") // leaves
		must(t, sonne, "", "session arrive stadt/praxis")
		must(t, anna, "", `session end stadt/praxis Bis nächste Woche.`)
		if now = showSession(t, sonne); now.State != "ended" || now.Agreed != "Bis nächste Woche." {
			t.Errorf("got %+v, want it ended", now)
		}
		must(t, sonne, "Danke.\n", "say stadt/praxis")
		refused(t, anna, "", "session show stadt/kreis", 2)
	})
}

func TestAGroupSessionByCommands(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna := consults(t, h)
	sonne, mond := comesByTicket(t, h, anna, "Sonne", ""), comesByTicket(t, h, anna, "Mond", "")
	must(t, anna, "", `session plan stadt/praxis --group --topic Trauer --minutes 60 --rules "Wir reden nacheinander."`)
	refused(t, sonne, "x\n", "say stadt/praxis", 4)
	refused(t, sonne, "", "read stadt/praxis/chat", 4)
	if r := must(t, sonne, "", "session rules stadt/praxis"); !strings.Contains(r.out, "nacheinander") {
		t.Errorf("got %q, want the rules", r.out)
	}
	for _, c := range []*ssh.Client{sonne, mond} {
		must(t, c, "", "session rules stadt/praxis --accept")
		refused(t, c, "x\n", "say stadt/praxis", 4)
	}
	must(t, anna, "", "session begin stadt/praxis")
	must(t, sonne, "Guten Abend\n", "say stadt/praxis")
	must(t, anna, "", "session ban stadt/praxis Sonne unterbricht die anderen")
	if r := refused(t, sonne, "x\n", "say stadt/praxis", 4); !strings.Contains(r.err, "unterbricht") {
		t.Errorf("got %q, want the reason", r.err)
	}
	refused(t, sonne, "", "read stadt/praxis/chat", 4)
	if now := showSession(t, anna); !slices.Equal(now.Banned, []string{"Sonne"}) || now.Kind != "group" || now.ChatOpen {
		t.Errorf("got %+v, want Sonne to pause", now)
	}
	must(t, mond, "Weiter\n", "say stadt/praxis")
	h.jump(25 * time.Hour)
	must(t, sonne, "Da bin ich wieder\n", "say stadt/praxis")
	must(t, anna, "", "session ban stadt/praxis Sonne")
	must(t, anna, "", "session ban stadt/praxis Sonne --off")
	must(t, sonne, "danke\n", "say stadt/praxis")
	must(t, anna, "", "session end stadt/praxis")
	refused(t, mond, "x\n", "say stadt/praxis", 4)
}

func TestASessionInTheLinearMode(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna := consults(t, h)
	ticket := as[struct {
		Code string `json:"code"`
	}](t, must(t, anna, "", "ticket new stadt/praxis --json"))
	c := h.dial("ticket", code(ticket.Code))
	must(t, c, "", "redeem --accept --as Sonne --json")
	l := talks(t, c)
	l.picks("Sitzung")
	l.picks("Ich bin da und warte")
	l.hears("Sie sind im Warteraum")
	if r := must(t, anna, "", "news"); !strings.Contains(r.out, "stadt/praxis/session") || !strings.Contains(r.out, "Sonne, Sitzung") {
		t.Errorf("got the news %q, want that Sonne waits", r.out)
	}
	must(t, anna, "", "session begin stadt/praxis --minutes 20")
	l.picks("Zurück")
	l.picks("Sitzung")
	l.hears("Noch 20 Minuten")
	l.picks("Antworten: Ich bin da")
	l.picks("Die Sitzung verlassen")
	l.hears("hat die Sitzung verlassen")
	l.picks("Zurück")
	l.picks("Chat")
	l.hears("Noch 20 Minuten")
	if r := must(t, anna, "", "news"); strings.Contains(r.out, "stadt/praxis/session") {
		t.Errorf("got the news %q, want nobody to wait", r.out)
	}
}

// talker is somebody in the linear mode, who picks by the labels.
type talker struct {
	t     *testing.T
	keys  io.WriteCloser
	mu    sync.Mutex
	out   strings.Builder
	at    int // what was said up to here was answered
	heard chan struct{}
}

func (l *talker) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.heard <- struct{}{}:
	default:
	}
	return l.out.Write(b)
}

func talks(t *testing.T, c *ssh.Client) *talker {
	t.Helper()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	l := &talker{t: t, heard: make(chan struct{}, 1)}
	session.Stdout = l
	if l.keys, err = session.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	return l
}

// hears waits until something was said since the last answer, and gives all of that.
func (l *talker) hears(want string) string {
	l.t.Helper()
	late := time.After(20 * time.Second)
	for {
		l.mu.Lock()
		said := l.out.String()[l.at:]
		l.mu.Unlock()
		if strings.Contains(said, want) {
			return said
		}
		select {
		case <-l.heard:
		case <-late:
			l.t.Fatalf("got %q, want %q in it", said, want)
		}
	}
}

// picks types the number of a choice.
func (l *talker) picks(label string) {
	l.t.Helper()
	said := l.hears(" " + label + "\n")
	for line := range strings.Lines(said) {
		if n, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && rest == label {
			l.mu.Lock()
			l.at = l.out.Len()
			l.mu.Unlock()
			_, _ = io.WriteString(l.keys, n+"\n")
			return
		}
	}
	l.t.Fatalf("got %q, want the choice %q", said, label)
}

func TestASessionOnScreens(t *testing.T) {
	t.Parallel()
	h := serveClock(t, "")
	anna := consults(t, h)
	ticket := as[struct {
		Code string `json:"code"`
	}](t, must(t, anna, "", "ticket new stadt/praxis --wait --json"))

	counsellor := h.sit("anna", h.member("anna"), 80, 24)
	counsellor.waitFor("Praxis Anna")
	counsellor.openListed("Praxis Anna")
	counsellor.waitFor("Sitzung")
	counsellor.openListed("Sitzung")
	counsellor.waitFor("Eine Sitzung planen")

	client := h.sit("client", h.dial("ticket", code(ticket.Code)), 40, 16)
	client.comesToTheDoor("Sonnenblume")
	counsellor.waitFor("Es warten: Sonnenblume", "Die Sitzung beginnen")
	counsellor.openListed("Die Sitzung beginnen")
	counsellor.waitFor("Minuten")
	counsellor.press("enter")
	counsellor.waitFor("Noch 50 Minuten")

	client.waitFor("Session")
	client.openListed("Session")
	client.waitFor("minutes left")
	client.openListed("Go to the chat")
	client.waitFor("minutes left", "Go into the chat")
	client.openListed("Go into the chat")
	client.waitFor("To: ")
	client.types("Guten Tag")
	client.press("enter")
	client.waitFor("Sonnenblume: Guten Tag")

	h.jump(42 * time.Minute)
	counsellor.press("c")
	counsellor.waitFor("In den Chat gehen", "Seit 42 Minuten still")
	counsellor.openListed("In den Chat gehen")
	counsellor.waitFor("Sonnenblume: Guten Tag")
	counsellor.press("ctrl+t")
	client.waitFor("Are you still there?", "Ctrl-T")
	client.press("ctrl+t")
	counsellor.waitFor("I am here.", "letzten zehn Minuten")
	client.waitFor("last ten minutes")

	counsellor.press("esc")
	counsellor.waitFor("Die Sitzung beenden")
	counsellor.openListed("Die Sitzung beenden")
	counsellor.waitFor("Für das nächste Mal verabredet")
	counsellor.types("Tagebuch")
	counsellor.press("enter")
	counsellor.waitFor("Für das nächste Mal: Tagebuch")
	client.waitFor("ended the session")
	client.waitGone("minutes left")
}

// comesToTheDoor redeems a ticket that lets wait.
func (s *screen) comesToTheDoor(name string) {
	s.t.Helper()
	s.waitFor("Your ticket leads into the room")
	s.fill("How shall the others call you?", name)
	s.open("I have read the privacy text")
	s.waitFor("[x] I have read")
	s.open("Go in")
	s.waitFor("Your ticket is used up.")
	s.open("I have it, into the room")
	s.waitFor("waiting room")
}
