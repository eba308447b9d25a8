package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stockwerk/store/storetest"
)

// TestEveryToolAppearsOnTheOtherNode has somebody look at each tool on one server
// while it is written with on another: the screen changes without a key. The
// servers share the database and the house's keys, and no folder.
func TestEveryToolAppearsOnTheOtherNode(t *testing.T) {
	t.Parallel()
	db := storetest.PostgresURL(t)
	data, other := t.TempDir(), t.TempDir()
	one := serve(t, data, db)
	anna, _ := furnish(t, one)
	for _, name := range []string{"house.key", "host_key"} {
		key, err := os.ReadFile(filepath.Join(data, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(other, name), key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	two := serve(t, other, db)
	bertaByCommand := two.member("berta")
	for i, c := range acrossNodes {
		place, name := fmt.Sprintf("stadt/raum-%d", i), fmt.Sprintf("Zimmer %d", i) // each its own: news of one would change the ways of the others
		must(t, anna, "", fmt.Sprintf("room new %s %q", place, name))
		must(t, anna, "", "room invite "+place+" @berta")
		must(t, bertaByCommand, "", "room join "+place)
		t.Run(c.tool, func(t *testing.T) {
			t.Parallel()
			berta := sitAs(t, "berta", two.member("berta"), 80, 40, terminal{cols: 80, rows: 40})
			berta.openListed(name)
			berta.waitFor("In diesem Raum suchen")
			berta.open(c.tool)
			berta.waitFor(c.empty)
			c.live(func(line string) string {
				t.Helper()
				return as[named](t, must(t, anna, "", strings.ReplaceAll(line, "PLACE", place)+" --json")).ID
			}, berta)
		})
	}
	t.Run("content of files", func(t *testing.T) {
		t.Parallel()
		content := strings.Repeat("Zeile für Zeile\n", 100_000)
		must(t, anna, content, "files put stadt/kreis /groß.txt")
		if got := must(t, bertaByCommand, "", "files get stadt/kreis /groß.txt").out; got != content {
			t.Errorf("the other node has %d bytes that are not the %d", len(got), len(content))
		}
	})
}

// acrossNodes says for each tool what an empty one shows, and what is written
// while somebody looks. PLACE stands for the room.
var acrossNodes = []struct {
	tool, empty string
	live        func(anna func(line string) string, berta *screen)
}{
	{"Schwarzes Brett", "Hier hängt", func(anna func(string) string, berta *screen) {
		id := anna("notice new PLACE Treppenhaus wird gestrichen")
		berta.waitFor("Treppenhaus")
		anna("notice edit " + id + " --title Kellerflur")
		berta.waitFor("Kellerflur")
	}},
	{"Wiki", "Seite", func(anna func(string) string, berta *screen) {
		anna("wiki edit PLACE Satzung Paragraph eins")
		berta.openListed("Satzung")
		berta.waitFor("Paragraph eins")
		anna("wiki lock PLACE Satzung")
		berta.waitFor("anna schreibt gerade")
		anna("wiki edit PLACE Satzung --base 1 Paragraph zwei")
		berta.waitFor("Paragraph zwei")
	}},
	{"Dateiablage", "U hochladen", func(anna func(string) string, berta *screen) {
		anna("files mkdir PLACE Briefe")
		berta.waitFor("Briefe")
		anna("files move PLACE /Briefe /Akten")
		berta.waitFor("Akten")
	}},
	{"Kalender", "neuer Termin", func(anna func(string) string, berta *screen) {
		id := anna("cal new PLACE Sitzung --start 2026-12-24T10:00")
		berta.openListed("Sitzung")
		berta.waitFor("Wer kommt")
		anna("cal rsvp " + id + " yes")
		berta.waitFor("Ja: anna")
	}},
	{"Umfragen", "Umfrage", func(anna func(string) string, berta *screen) {
		id := anna("poll new PLACE Kuchen? --option Ja --option Nein")
		berta.openListed("Kuchen?")
		berta.waitFor("( ) Nein")
		anna("poll vote " + id + " 2")
		berta.waitFor("100 %")
		anna("poll close " + id)
		berta.waitFor("beendet")
	}},
	{"Aufgaben", "Wer macht was", func(anna func(string) string, berta *screen) {
		id := anna("task new PLACE Protokoll")
		berta.waitFor("Protokoll")
		anna("task take " + id)
		berta.waitFor("Protokoll (anna)")
	}},
	{"Blog", "Artikel", func(anna func(string) string, berta *screen) {
		id := anna("blog new PLACE Rückblick Viel geschah")
		berta.openListed("Rückblick")
		berta.waitFor("Viel geschah")
		anna("blog comment " + id + " Und mehr kommt")
		berta.waitFor("Und mehr kommt")
	}},
	{"Lesezeichen", "Lesezeichen", func(anna func(string) string, berta *screen) {
		id := anna("bookmarks add PLACE https://example.org/a --title Leitfaden")
		berta.waitFor("Leitfaden")
		anna("bookmarks edit " + id + " --title Handbuch")
		berta.waitFor("Handbuch")
	}},
}
