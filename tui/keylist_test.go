package tui_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"stockwerk/text"
	"stockwerk/tui"
)

const (
	keysBegin = "<!-- keys -->\n"
	keysEnd   = "<!-- /keys -->"
	readme    = "../README.md"
)

// TestReadmeListsTheKeys keeps the list in README.md as the tables are; go test
// ./tui -run Readme -update writes it.
func TestReadmeListsTheKeys(t *testing.T) {
	file, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(file), keysBegin)
	got, after, closed := strings.Cut(rest, keysEnd)
	if !ok || !closed {
		t.Fatalf("README.md has no place for keys between %q and %q", keysBegin, keysEnd)
	}
	want := "\n" + tui.KeyList(text.For(text.English)) + "\n"
	if got == want {
		return
	}
	if flag.Lookup("update").Value.String() != "true" {
		t.Fatalf("README.md lists other keys than the tables (go test ./tui -run Readme -update writes them); want\n%s", want)
	}
	if err := os.WriteFile(readme, []byte(before+keysBegin+want+keysEnd+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestKeyListHasHouseAndScreens(t *testing.T) {
	for _, lang := range []text.Lang{text.English, text.German} {
		list := tui.KeyList(text.For(lang))
		for _, want := range []string{"`0`", "`F1`", "`g`", "`:`"} {
			if !strings.Contains(list, want) {
				t.Errorf("%s: the list lacks %s:\n%s", lang, want, list)
			}
		}
		if strings.Contains(list, "⟦") {
			t.Errorf("%s: a sentence is missing:\n%s", lang, list)
		}
	}
}
