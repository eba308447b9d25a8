package main_test

import (
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/store/storetest"
)

// TestALostDatabaseLosesNothing cuts the line between the house and PostgreSQL
// while people talk: commands and screens say so in a sentence, what was typed
// stays, and with the line back everything goes on by itself.
func TestALostDatabaseLosesNothing(t *testing.T) {
	t.Parallel()
	line := newLine(t, storetest.PostgresURL(t))
	p := serve(t, t.TempDir(), line.url)
	annaByCommand, _ := furnish(t, p)
	inChat := func(name string) *screen {
		s := p.sit(name, p.member(name), 80, 24)
		s.openListed("Steuerkreis")
		s.openListed("Chat")
		s.waitFor("An: Steuerkreis")
		return s
	}
	anna, berta := inChat("anna"), inChat("berta")
	anna.waitFor("Hier: berta")
	anna.types("vorher")
	anna.press("enter")
	berta.waitFor("anna: vorher")

	line.breaks() // connections die, new ones are there at once
	anna.types("gerissen")
	anna.press("enter")
	berta.waitFor("anna: gerissen")

	line.cuts()
	got := run(t, annaByCommand, "", "say stadt/kreis --key k verloren")
	if got.code != 1 || strings.Count(got.err, "\n") != 1 || !strings.Contains(got.err, "gerade nicht") {
		t.Errorf("without a database: got %+v, want exit 1 and one clear line", got)
	}
	anna.types("unterwegs")
	anna.press("enter")
	anna.waitFor("unterwegs (nicht gesendet)")
	if !strings.Contains(strings.Join(anna.rows(), "\n"), "gerade nicht") {
		t.Errorf("the screen does not say what happened\n%s", anna.dump())
	}

	line.mends()
	retried(t, func() bool { return run(t, annaByCommand, "", "say stadt/kreis --key k verloren").code == 0 })
	must(t, annaByCommand, "", "say stadt/kreis --key k verloren")
	anna.press("enter") // the footer says so: send again
	berta.waitFor("anna: unterwegs", "anna: verloren")
	berta.types("alles da")
	berta.press("enter")
	anna.waitFor("berta: alles da")
	want := []string{"vorher", "gerissen", "verloren", "unterwegs", "alles da"}
	have := texts(as[[]post](t, must(t, annaByCommand, "", "read stadt/kreis --json")))
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(have, want) {
		t.Errorf("got %q, want each line once: %q", have, want)
	}
}

// retried asks again until it is so.
func retried(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); !so(); {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it never came to be")
		}
	}
}

// line is the way between the house and its database, which a test can cut.
type line struct {
	url    string
	target string

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

func newLine(t *testing.T, database string) *line {
	t.Helper()
	address, err := url.Parse(database)
	if err != nil || address.Hostname() == "" {
		t.Fatalf("%s has no host that a line could lead to: %v", database, err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{target: address.Host, conns: map[net.Conn]bool{}}
	if address.Port() == "" {
		l.target = net.JoinHostPort(address.Hostname(), "5432")
	}
	address.Host = listener.Addr().String()
	l.url = address.String()
	t.Cleanup(func() {
		_ = listener.Close()
		l.cuts()
	})
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go l.join(c)
		}
	}()
	return l
}

func (l *line) join(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.keep(near, far) {
		return
	}
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, near)
	delete(l.conns, far)
}

func (l *line) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.conns[c] = true
	}
	return !l.cut
}

// breaks ends all connections.
func (l *line) breaks() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		_ = c.Close()
	}
}

// cuts ends all connections and lets none through.
func (l *line) cuts() {
	l.mu.Lock()
	l.cut = true
	l.mu.Unlock()
	l.breaks()
}

func (l *line) mends() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}
