package house_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"stockwerk/house"
)

func TestCleanTextShowsWhatItSays(t *testing.T) {
	family := "👨\u200d👩\u200d👧"
	for name, c := range map[string]struct{ in, want string }{
		"plain":                     {"Grüße aus Köln", "Grüße aus Köln"},
		"invalid bytes show":        {"a\xff\xfeb\x80c", "a\uFFFDb\uFFFDc"},
		"escape sequence":           {"a\x1b[31mb\x1b]8;;http://x\x07c", "a[31mb]8;;http://xc"},
		"raw C1":                    {"a\u009b31mb\u0090", "a31mb"},
		"carriage return":           {"Mara\rVera", "Mara\nVera"},
		"Windows lines":             {"a\r\nb\r\n\r\nc", "a\nb\n\nc"},
		"line and paragraph":        {"a\u2028b\u2029c\u0085d\ve\ff", "a\nb\nc\nd\ne\nf"},
		"tab":                       {"a\tb", "a    b"},
		"bidi":                      {"a\u202eb\u2066c\u2069\u200fd", "abcd"},
		"zero width":                {"a\u200bb\u200cc\u2060d\ufeffe\u00adf", "abcdef"},
		"fillers":                   {"a\u3164b\uffa0c\u115f\u034fd", "abcd"},
		"private and non-character": {"a\ue000b\ufffec\U0010ffffd\U000f0000", "abcd"},
		"tags":                      {"a\U000e0041b", "ab"},
		"joiner between letters":    {"a\u200db", "ab"},
		"joiner inside emoji":       {family, family},
		"joiner after skin tone":    {"👩🏽\u200d🚀!", "👩🏽\u200d🚀!"},
		"joiner before nothing":     {"👩\u200d", "👩"},
		"style of emoji":            {"❤\ufe0f x\ufe0f", "❤\ufe0f x"},
		"keycap":                    {"1\ufe0f\u20e3 1\ufe0f", "1\ufe0f\u20e3 1"},
		"joiner behind a style":     {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"},
		"composed":                  {"u\u0308", "ü"},
		"marks":                     {"a" + strings.Repeat("\u0332", 50) + "b", "a" + strings.Repeat("\u0332", 4) + "b"},
		"leading mark":              {"\u0301a\n\u0302b", "a\nb"},
		"mark bared by trimming":    {"  \u0301 a", "a"},
		"blank ends":                {"\n \n  two\nlines\n\n ", "  two\nlines"},
		"indentation of one line":   {"   one  ", "one"},
		"hangul":                    {"\u1112\u1161\u11ab", "한"},
	} {
		got, err := house.CleanText(c.in, 1000)
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
}

func TestCleanLineIsOneLine(t *testing.T) {
	got, err := house.CleanLine("one\r\ntwo\u2028three\tfour ", 100)
	if want := "one two three    four"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestCleanRefusesTooLongAndEmpty(t *testing.T) {
	if _, err := house.CleanText(strings.Repeat("ü", 11), 10); !house.IsKey(err, "error.too_long") {
		t.Errorf("got %v, want error.too_long", err)
	}
	if _, err := house.CleanText(strings.Repeat("x", 10_000_000), 10); !house.IsKey(err, "error.too_long") {
		t.Errorf("got %v, want error.too_long", err)
	}
	if got, err := house.CleanText(strings.Repeat("ü", 10), 10); err != nil || got == "" {
		t.Errorf("got %q, %v, want ten characters", got, err)
	}
	for _, s := range []string{"", " \n\t ", "\u200b\u2060", "\x1b\x07", "\u3164", "\u0301"} {
		if got, err := house.CleanText(s, 10); !house.IsKey(err, "error.empty") {
			t.Errorf("%q: got %q, %v, want error.empty", s, got, err)
		}
	}
}

// hostile lists pieces that make terminals show what is not there.
var hostile = []string{
	"\x1b[2J", "\x1b]0;title\x07", "\x1b]52;c;cm0=\x07", "\x1b]8;;http://evil\x1b\\", "\x1bP", "\u009b1;1H", "\u0090", "\u009d0;x\u009c",
	"\r", "\b\b\b", "\x7f", "\x00", "\x9b31m", "\xc2", "\xf4\x90\x80\x80", "\xed\xa0\x80", "\x0e", "\x05",
	"\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c",
	"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\ufe0f", "\ufe0e", "\U000e0100", "\U000e0041",
	"\u3164", "\uffa0", "\u115f", "\u1160", "\u17b4", "\u2028", "\u2029", "\u0085", "\ue000", "\U00100000", "\uffff", "\ufdd0", "\ufff9",
	"\u0301", "\u0332", "\u20dd", "\u0489", "\u0e33", "\u0903", "\u1100", "\u1161", "\u11a8", "\u0958", "\ufb2c",
	"👨", "👩🏽", "❤", "1", "\u20e3", "🇩", "🇪", "a", "ß", "字", " ", "\n", "\t", "admin",
}

func hostileString(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(60) {
		piece := hostile[r.IntN(len(hostile))]
		b.WriteString(strings.Repeat(piece, 1+r.IntN(3)*r.IntN(8)))
		if r.IntN(8) == 0 {
			b.WriteRune(rune(r.IntN(0x110000)))
		}
		if r.IntN(16) == 0 {
			b.WriteByte(byte(r.IntN(256)))
		}
	}
	return b.String()
}

// foreign tells what in a drawn text would move the cursor, hide or reorder.
func foreign(s string) string {
	if !utf8.ValidString(s) {
		return "invalid UTF-8"
	}
	if !norm.NFC.IsNormalString(s) {
		return "not NFC"
	}
	for i, r := range s {
		switch {
		case r == '\n':
		case unicode.IsControl(r):
			return "control"
		case unicode.Is(unicode.Bidi_Control, r):
			return "bidi"
		case r == '\u200d' || r == '\ufe0f':
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Noncharacter_Code_Point):
			return "invisible"
		case unicode.IsMark(r) && (i == 0 || s[i-1] == '\n'):
			return "mark at the start of a line"
		}
	}
	for g := uniseg.NewGraphemes(s); g.Next(); {
		marks := 0
		for _, r := range g.Runes() {
			if unicode.IsMark(r) && r != '\ufe0f' {
				marks++
			}
		}
		if marks > 4 || len(g.Str()) > 32 {
			return "grapheme too large"
		}
	}
	return ""
}

func TestNothingHostileSurvives(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	survives := 0
	for range 10_000 {
		s := hostileString(r)
		if foreign(ansi.Strip(s)) != "" {
			survives++
		}
		got, err := house.CleanText(s, 100_000)
		if err != nil && !house.IsKey(err, "error.empty") {
			t.Fatalf("%q: %v", s, err)
		}
		if bad := foreign(got); bad != "" {
			t.Fatalf("%s in %q from %q", bad, got, s)
		}
		line, _ := house.CleanLine(s, 100_000)
		if bad := foreign(line); bad != "" || strings.Contains(line, "\n") {
			t.Fatalf("%s in line %q from %q", bad, line, s)
		}
	}
	if survives < 9_000 { // the control: stripping escape sequences alone is no cleaning
		t.Errorf("ansi.Strip left only %d of 10,000 hostile, want most", survives)
	}
}

func FuzzCleanIsStable(f *testing.F) {
	for _, s := range hostile {
		f.Add(s + "x" + s)
	}
	f.Add("\u1100\u1100\u1100\u1100\u1100\u1100\u1100\u1100\u1100\u1100\u1100\u11a8\u1161\u11a8")
	f.Fuzz(func(t *testing.T, s string) {
		once, err := house.CleanText(s, 10_000)
		if err != nil {
			return
		}
		if bad := foreign(once); bad != "" {
			t.Fatalf("%s in %q", bad, once)
		}
		twice, err := house.CleanText(once, 10_000)
		if err != nil || twice != once {
			t.Fatalf("got %q, %v the second time, want %q", twice, err, once)
		}
		if drawn := house.Drawable(once); drawn != once {
			t.Fatalf("drawn %q, want %q", drawn, once)
		}
	})
}

func BenchmarkCleanText(b *testing.B) {
	for name, s := range map[string]string{
		"chat":  "Guten Morgen, wie geht es Ihnen heute? Schöne Grüße!",
		"jamo":  strings.Repeat(strings.Repeat("\u1100", 11)+"\u11a8", 2000) + strings.Repeat("\u1161\u11a8", 10_000),
		"emoji": strings.Repeat("👨\u200d👩\u200d👧 ", 2000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				_, _ = house.CleanText(s, 64_000)
			}
		})
	}
}
