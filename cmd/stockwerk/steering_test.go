package main_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"stockwerk/store/storetest"
)

// TestASteeringGroupByCommands does what a coordinator's steering group does, with
// all tools of a room, and looks again after a restart.
func TestASteeringGroupByCommands(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := serve(t, data, "")
	anna, berta := furnish(t, p)
	group := meets(t, anna, berta)
	p.stop()
	p = serve(t, data, "")
	group.found(t, p.member("berta"))
	p.stop()
}

// TestASteeringGroupOverTwoNodes has one of the group on each of two servers: what
// is written on one is there on the other.
func TestASteeringGroupOverTwoNodes(t *testing.T) {
	t.Parallel()
	db := storetest.PostgresURL(t)
	data := t.TempDir()
	one := serve(t, data, db)
	furnish(t, one)
	two := serve(t, data, db)
	anna, berta := one.member("anna"), two.member("berta")
	meets(t, anna, berta).found(t, berta)
}

// steering is what a group has put into its room.
type steering struct{ notice, date, poll, task, article string }

type named struct {
	ID string `json:"id"`
}

// meets has anna write and berta take part.
func meets(t *testing.T, anna, berta *ssh.Client) (g steering) {
	t.Helper()
	id := func(c *ssh.Client, stdin, line string) string {
		t.Helper()
		return as[named](t, must(t, c, stdin, line+" --json")).ID
	}
	g.notice = id(anna, "Beschluss 7: Der Beirat tagt monatlich.", `notice new stadt/kreis "Beschluss vom Montag" --pin`)
	must(t, anna, "# Satzung\n\nSiehe [[Flugblatt]].\n", "wiki edit stadt/kreis Satzung")
	must(t, anna, "Entwurf eins\n", "wiki edit stadt/kreis Flugblatt")
	g.date = id(anna, "Mit Kuchen", `cal new stadt/kreis "Zweite Sitzung" --start "2031-03-30 10:00" --for 90m --zone Europe/Berlin --at Rathaus --repeat weekly --count 3`)
	must(t, berta, "", "cal rsvp "+g.date+" yes")
	g.poll = id(anna, "", `poll new stadt/kreis "Welcher Tag?" --option Montag --option Dienstag --results always`)
	g.task = id(anna, "", `task new stadt/kreis "Protokoll schreiben" --for @berta --due 2031-04-01`)
	g.article = id(anna, "Was bisher geschah.", `blog new stadt/kreis "Ein Jahr Steuerkreis"`)
	must(t, berta, "Danke dafür.", "blog comment "+g.article)
	must(t, berta, "Nachlesen", `bookmarks add stadt/kreis https://example.org/leitfaden --title Leitfaden --tag material`)
	must(t, berta, strings.Repeat("Zeile für Zeile\n", 50_000), "files put stadt/kreis /protokolle.txt")
	return g
}

// found looks for all of it as berta, who was told of what is hers.
func (g steering) found(t *testing.T, berta *ssh.Client) {
	t.Helper()
	for line, want := range map[string][]string{
		"notice list stadt/kreis":              {"Beschluss vom Montag"},
		"wiki list stadt/kreis":                {"Satzung", "Flugblatt"},
		"wiki show stadt/kreis Satzung":        {"Satzung", "Flugblatt"},
		"cal show " + g.date:                   {"Zweite Sitzung", "Rathaus"},
		"cal ics stadt/kreis":                  {"BEGIN:VCALENDAR", "SUMMARY:Zweite Sitzung", "Europe/Berlin"},
		"poll show " + g.poll:                  {"Welcher Tag?", "Montag"},
		"task list --mine":                     {"Protokoll schreiben"},
		"blog show " + g.article:               {"Was bisher geschah.", "Danke dafür."},
		"bookmarks list stadt/kreis":           {"https://example.org/leitfaden"},
		"files list stadt/kreis":               {"protokolle.txt"},
		"files get stadt/kreis protokolle.txt": {"Zeile für Zeile"},
		"search Kuchen":                        {"Zweite Sitzung"},
		"search monatlich":                     {"Beschluss"},
	} {
		out := must(t, berta, "", line).out
		for _, words := range want {
			if !strings.Contains(out, words) {
				t.Errorf("%s: no %q in %.400q", line, words, out)
			}
		}
	}
	kinds := map[string]bool{}
	for _, n := range as[[]struct {
		Kind string `json:"kind"`
	}](t, must(t, berta, "", "news --json")) {
		kinds[n.Kind] = true
	}
	for _, kind := range []string{"notice", "wiki", "date", "poll", "task", "blog"} {
		if !kinds[kind] {
			t.Errorf("news: nothing of kind %s among %v", kind, kinds)
		}
	}
	g.taken(t, berta)
}

// taken takes the room along and reads the archive with another program's reader.
func (g steering) taken(t *testing.T, berta *ssh.Client) {
	t.Helper()
	raw := []byte(must(t, berta, "", "room export stadt/kreis").out)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("the archive: %v", err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Name == "files/protokolle.txt" && strings.Count(string(body), "Zeile für Zeile\n") != 50_000 {
			t.Errorf("%s has %d bytes, want the whole file", f.Name, len(body))
		}
	}
	for _, part := range []string{"wiki/", "files/", "calendar", "polls/", "notices/", "tasks", "blog/", "bookmarks"} {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, part) }) {
			t.Errorf("the archive has no %s: %q", part, names)
		}
	}
}
