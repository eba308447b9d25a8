package main_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestRoomsAreMadeOfRooms clones a room, saves it as a template and fetches it as
// an archive, by commands over SSH.
func TestRoomsAreMadeOfRooms(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, db string) {
		p := serve(t, t.TempDir(), db)
		anna, berta := furnish(t, p)
		must(t, anna, "", `post stadt/kreis --title Gespräch "bleibt hier"`)
		for i := range 30 {
			must(t, anna, "", fmt.Sprintf(`bookmarks add stadt/kreis https://example.org/%d "Notiz"`, i))
		}

		type room struct {
			Place, Name, Role string
			Listed            bool
		}
		r := must(t, anna, "", `room clone stadt/kreis stadt/neu "Neuer Kreis" --json`)
		if got := as[room](t, r); got != (room{"stadt/neu", "Neuer Kreis", "owner", true}) {
			t.Errorf("got %+v", got)
		}
		if !strings.Contains(r.err, "30 of 30") && !strings.Contains(r.err, "30 von 30") {
			t.Errorf("no progress on standard error: %q", r.err)
		}
		type mark struct{ URL string }
		if got := as[[]mark](t, must(t, anna, "", "bookmarks list stadt/neu --json")); len(got) != 30 {
			t.Errorf("got %d bookmarks in the clone, want 30", len(got))
		}
		if got := texts(as[[]post](t, must(t, anna, "", "read stadt/neu/board --json"))); len(got) != 0 {
			t.Errorf("the talk came along: %q", got)
		}
		refused(t, berta, "", "read stadt/neu", 3)
		refused(t, berta, "", "room clone stadt/kreis stadt/bertas Meiner", 4)
		refused(t, anna, "", "room clone stadt/kreis stadt/neu Nochmal", 5)
		for _, line := range []string{"room clone stadt/kreis stadt/zwei/wiki Zwei", "room new stadt/zwei/wiki Zwei"} {
			refused(t, anna, "", line, 2) // an address of a tool is none for a room
		}

		templates(t, p, anna, berta)
		exported(t, anna, berta)
		clonedOnScreen(p, anna)
	})
}

// clonedOnScreen saves a template, finds an entry by its address, and clones the
// room, at a terminal.
func clonedOnScreen(p *program, anna *ssh.Client) {
	p.t.Helper()
	must(p.t, anna, "", "account settings --lang en")
	s := p.sit("anna", p.member("anna"), 80, 24)
	s.waitFor("Your rooms", "Steuerkreis")
	s.openListed("Steuerkreis")
	s.waitFor("Search this room")
	s.press("T")
	s.waitFor("A template is no closed room", "Save for the floor")
	s.types("Vom Schirm")
	s.press("down", "enter")
	s.waitFor("The template Vom Schirm is saved.")
	s.press("N")
	s.waitFor("Stays behind: board, chat", "On which floor")
	s.types("Kreis am Schirm")
	s.press("down", "down", "down", "down", "enter")
	s.waitFor("Kreis am Schirm", "Clone this room") // it has loaded
	s.press("s")
	s.waitFor("All words must occur")
	s.types("example.org/17")
	s.press("enter")
	s.waitFor("Bookmarks", "One hit.")
	s.press("esc")
}

func templates(t *testing.T, p *program, anna, berta *ssh.Client) {
	t.Helper()
	type template struct{ Name, Kind, By string }
	r := must(t, anna, "", `room template stadt/kreis "Kreis mit allem" --json`)
	if got := as[template](t, r); got != (template{"Kreis mit allem", "conference", "anna"}) {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(r.err, "Schlüssel des Hauses") && !strings.Contains(r.err, "house's key") {
		t.Errorf("it is not said who can read a template: %q", r.err)
	}
	refused(t, anna, "", `room template stadt/kreis "Kreis mit allem"`, 5)
	refused(t, berta, "", "room templates stadt", 4)
	refused(t, berta, "", `room new stadt/b B --template "Kreis mit allem"`, 4)
	admin := p.member("hausmeister")
	if got := as[[]template](t, must(t, admin, "", "room templates stadt --json")); len(got) != 1 {
		t.Errorf("got %+v, want the template", got)
	}
	must(t, admin, "", `room new stadt/daraus "Daraus gemacht" --template "kreis mit allem"`)
	if got := as[[]struct{ URL string }](t, must(t, admin, "", "bookmarks list stadt/daraus --json")); len(got) != 30 {
		t.Errorf("got %d bookmarks, want 30", len(got))
	}
	refused(t, admin, "", `room new stadt/x X --template "gibt es nicht"`, 3)
	refused(t, admin, "", `room new stadt/x X --kind practice --template "Kreis mit allem"`, 2)
	must(t, anna, "", `room template delete stadt "Kreis mit allem"`)
	refused(t, anna, "", `room template delete stadt "Kreis mit allem"`, 3)
}

func exported(t *testing.T, anna, berta *ssh.Client) {
	t.Helper()
	for _, who := range []*ssh.Client{anna, berta} {
		r := must(t, who, "", "room export stadt/kreis")
		z, err := zip.NewReader(strings.NewReader(r.out), int64(len(r.out)))
		if err != nil {
			t.Fatalf("no archive: %v in %q", err, r.out[:min(len(r.out), 200)])
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		if !slices.Contains(names, "room.json") || !slices.Contains(names, "board/001-Gespräch.md") {
			t.Errorf("got the files %q", names)
		}
	}
	refused(t, berta, "", "room export stadt/neu", 3)
	if r := atTerminal(t, anna, "room export stadt/kreis"); !strings.Contains(r, "ssh ") || strings.Contains(r, "PK\x03") {
		t.Errorf("a terminal got %q, want the line to type", r)
	}
}

// atTerminal runs a command with a terminal, as ssh -t does.
func atTerminal(t *testing.T, c *ssh.Client, line string) string {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer // each is written by a goroutine of its own
	s.Stdout, s.Stderr, s.Stdin = &out, &errs, io.NopCloser(strings.NewReader(""))
	_ = s.Run(line)
	return out.String() + errs.String()
}
