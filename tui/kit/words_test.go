package kit_test

import (
	"strings"
	"testing"

	"stockwerk/tui/kit"
)

func TestCleanLeavesNothingThatSteersATerminal(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                          "plain",
		"Größe 東京 👩‍👩‍👧":                 "Größe 東京 👩‍👩‍👧",
		"a\x1b[31mb":                     "a[31mb",
		"a\x9b31mb\u202ec\u2066d":        "a31mbcd",
		"two\nlines\tand\u2028more":      "two lines and more",
		"bell\a back\b null\x00 del\x7f": "bell back null del",
		"bro\xffken":                     "broken",
	} {
		if got := kit.Clean(in); got != want {
			t.Errorf("Clean(%q): got %q, want %q", in, got, want)
		}
	}
	if got, want := kit.CleanText("a\nb\x1b\r\nc"), "a\nb\nc"; got != want {
		t.Errorf("CleanText: got %q, want %q", got, want)
	}
}

func TestLinesHaveTheWidthTheyShould(t *testing.T) {
	for _, s := range []string{"", "abc", "東京東京東京", "👩‍👩‍👧 family", strings.Repeat("ä", 50)} {
		for w := range 20 {
			if got := kit.Width(kit.Fit(s, w)); got > w {
				t.Errorf("Fit(%q, %d): got %d cells", s, w, got)
			}
			if got := kit.Width(kit.Pad(s, w)); got != w {
				t.Errorf("Pad(%q, %d): got %d cells", s, w, got)
			}
			for _, line := range kit.Wrap(s, max(w, 2)) {
				if got := kit.Width(line); got > max(w, 2) {
					t.Errorf("Wrap(%q, %d): got a line of %d cells", s, w, got)
				}
			}
			if got := kit.Width(kit.Ends(s, "right", w)); got > w {
				t.Errorf("Ends(%q, right, %d): got %d cells", s, w, got)
			}
		}
	}
}
