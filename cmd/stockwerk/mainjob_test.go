package main_test

import (
	"bufio"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestTheMainJobByCommands is a house's first day: set up, people, a room,
// words both ways, private messages, a visitor who returns, and a restart.
func TestTheMainJobByCommands(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		t.Parallel()
		data := t.TempDir()
		p := serve(t, data, db)
		anna, berta := furnish(t, p)

		must(t, anna, "", `post stadt/kreis/board --title "Erste Sitzung" "Wir treffen uns am Montag."`)
		must(t, berta, "Ich bringe Kuchen mit.\n", "say stadt/kreis")
		want := []string{"Wir treffen uns am Montag.", "Ich bringe Kuchen mit."}
		for _, c := range []*ssh.Client{anna, berta} {
			if got := texts(as[[]post](t, must(t, c, "", "read stadt/kreis --json"))); !slices.Equal(got, want) {
				t.Errorf("read: got %q, want %q", got, want)
			}
		}
		livesAcross(t, anna, berta)

		must(t, anna, "", `msg @berta "Nur unter uns"`)
		if got := texts(as[[]post](t, must(t, berta, "", "read @anna --json"))); !slices.Equal(got, []string{"Nur unter uns"}) {
			t.Errorf("private messages: got %q", got)
		}

		ticket := as[issued](t, must(t, anna, "", "ticket new stadt/kreis --label Erstgespräch --json"))
		next := visit(t, p, ticket.Code, "Sonnenblume", "Guten Tag aus dem Wartezimmer")
		if _, err := p.tryDial("ticket", code(ticket.Code)); err == nil {
			t.Error("a redeemed ticket opened the door again")
		}
		next = visit(t, p, next, "Sonnenblume", "Da bin ich wieder")

		p.stop()
		p = serve(t, data, db)
		if p.setup != "" {
			t.Error("a house with an admin printed a setup ticket")
		}
		got := texts(as[[]post](t, must(t, p.member("berta"), "", "read stadt/kreis --json")))
		want = append(want, "live!", "Guten Tag aus dem Wartezimmer", "Da bin ich wieder")
		if !slices.Equal(got, want) {
			t.Errorf("after the restart: got %q, want %q", got, want)
		}
		visit(t, p, next, "Sonnenblume", "Auch nach dem Neustart")
		p.stop()
	})
}

// visit redeems a ticket, writes a line and gives the next ticket.
func visit(t *testing.T, p *program, ticket, name, words string) string {
	t.Helper()
	c := p.dial("ticket", code(strings.ToLower(ticket)))
	defer c.Close()
	r := as[redeemed](t, must(t, c, "", "redeem --accept --as "+name+" --json"))
	if r.Name != name || r.Place != "stadt/kreis" || r.Return == "" {
		t.Fatalf("redeemed %+v, want the name %s, the room and a return ticket", r, name)
	}
	must(t, c, words, "say stadt/kreis")
	return r.Return
}

// livesAcross checks that follow shows another's line without being asked.
func livesAcross(t *testing.T, anna, berta *ssh.Client) {
	t.Helper()
	s, err := anna.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.StdinPipe(); err != nil { // stays open: follow goes on
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("follow stadt/kreis --json"); err != nil {
		t.Fatal(err)
	}
	lines := make(chan post, 64)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			var p post
			if json.Unmarshal(in.Bytes(), &p) == nil {
				lines <- p
			}
		}
	}()
	// follow does not say when it has begun, so the other writes until a line
	// arrives, and takes those lines back.
	deadline := time.After(patience)
	again := time.NewTicker(300 * time.Millisecond)
	defer again.Stop()
	var probes []string
	for ready := false; !ready; {
		select {
		case p := <-lines:
			ready = p.Text == "there?"
		case <-again.C:
			probes = append(probes, as[sent](t, must(t, berta, "", "say stadt/kreis --json there?")).ID)
		case <-deadline:
			t.Fatal("nothing arrived at the follower")
		}
	}
	for _, id := range probes {
		must(t, berta, "", "delete "+id)
	}
	must(t, berta, "", "say stadt/kreis live!")
	begun := time.Now()
	for {
		select {
		case p, ok := <-lines:
			if !ok {
				t.Fatal("follow ended")
			}
			if p.Text == "live!" {
				t.Logf("the line took %v", time.Since(begun))
				return
			}
		case <-deadline:
			t.Fatal("the line did not arrive at the follower")
		}
	}
}
