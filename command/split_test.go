package command_test

import (
	"slices"
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/house"
)

func TestSplitKnowsQuotesAndBackslashesAlone(t *testing.T) {
	for line, want := range map[string][]string{
		``:                                nil,
		"  \t ":                           nil,
		`floors`:                          {"floors"},
		`say eg/cafe  hello   there`:      {"say", "eg/cafe", "hello", "there"},
		`say eg/cafe "a  b" 'c  d'`:       {"say", "eg/cafe", "a  b", "c  d"},
		`a\ b "c\"d" "e\x" 'f\x' g\h`:     {"a b", `c"d`, `e\x`, `f\x`, "gh"},
		`""  ''`:                          {"", ""},
		`--title="Guten Tag" x`:           {"--title=Guten Tag", "x"},
		`say x $HOME ${HOME} "$HOME" $5`:  {"say", "x", "$HOME", "${HOME}", "$HOME", "$5"},
		"say x $(id) `id` \"$(id)\"":      {"say", "x", "$(id)", "`id`", "$(id)"},
		`say x "\$5" \$5 '$5'`:            {"say", "x", "$5", "$5", "$5"},
		`say x a;b ; c && d | e > f < g`:  {"say", "x", "a;b", ";", "c", "&&", "d", "|", "e", ">", "f", "<", "g"},
		`say x hello :-) (really) #5 & !`: {"say", "x", "hello", ":-)", "(really)", "#5", "&", "!"},
		`say x * ? [a] {a,b} ~ ~root a=b`: {"say", "x", "*", "?", "[a]", "{a,b}", "~", "~root", "a=b"},
		"say x one\\\ntwo":                {"say", "x", "onetwo"},
		"say x 'one\ntwo'":                {"say", "x", "one\ntwo"},
		`say x a""b'c'd`:                  {"say", "x", "abcd"},
		`say x $'\x1b' $"y"`:              {"say", "x", `$\x1b`, "$y"},
		`say x Grüße 日本 👩‍👩‍👧`:            {"say", "x", "Grüße", "日本", "👩‍👩‍👧"},
	} {
		got, err := command.Split(line)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Split(%q) = %q, %v, want %q", line, got, err, want)
		}
	}
}

func TestSplitRefusesWhatIsOpen(t *testing.T) {
	for _, line := range []string{`say x it's`, `say x "open`, `'`, "say x \U0010FF00"} {
		if got, err := command.Split(line); house.KindOf(err) != house.Invalid || err == nil {
			t.Errorf("Split(%q) = %q, %v, want an invalid line", line, got, err)
		}
	}
}

// FuzzSplit looks for a line that breaks the splitter or of which it loses
// letters that stand outside quotes.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a b", `"a\"b" c`, "$(x) `y`", "a\\", "#", "a\x00b", "<<E\nx\nE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := command.Split(line)
		if err != nil {
			return
		}
		if strings.ContainsAny(line, "'\"\\\x00\r\n") || strings.ToValidUTF8(line, "") != line {
			return
		}
		want := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
		if !slices.Equal(words, want) {
			t.Errorf("Split(%q) = %q, want %q", line, words, want)
		}
	})
}
