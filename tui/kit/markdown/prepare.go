package markdown

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"stockwerk/tui/kit"
)

// prepare makes text from people fit to be parsed: clean, tabs as spaces, without
// the marks that stand for links, and with no character reference for what
// cleaning takes out.
func prepare(s string) string {
	s = kit.CleanText(expandTabs(s))
	if strings.ContainsFunc(s, isMark) {
		s = strings.Map(func(r rune) rune {
			if isMark(r) {
				return -1
			}
			return r
		}, s)
	}
	return literalReferences(s)
}

func isMark(r rune) bool { return r == linkBegin || r == linkEnd }

// expandTabs keeps code in columns; cleaning would make one space of a tab.
func expandTabs(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	return strings.ReplaceAll(s, "\t", "    ")
}

// longestReference bounds the name of a character reference.
const longestReference = 40

// literalReferences takes references to characters that cleaning removes, such as
// &#27;, by their letters.
func literalReferences(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var b strings.Builder
	known := map[string]bool{}
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('&')
		name := rest[:min(len(rest), longestReference)]
		if i := strings.IndexAny(name, "&;"); i >= 0 {
			name = name[:i+1]
		}
		bad, seen := known[name]
		if !seen {
			bad = standsForControl("&" + name)
			known[name] = bad
		}
		if bad {
			b.WriteString("amp;")
		}
		s = rest
	}
}

// standsForControl tells whether a reference stands for a character that may not
// reach a terminal.
func standsForControl(reference string) bool {
	r, _ := utf8.DecodeRuneInString(html.UnescapeString(reference))
	return unwanted(r)
}

func unwanted(r rune) bool {
	return r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) ||
		r == '\u2028' || r == '\u2029' || isMark(r)
}

// cleanAddress takes out of an address what may not reach a terminal.
func cleanAddress(b []byte) []byte {
	return []byte(strings.Map(func(r rune) rune {
		if unwanted(r) {
			return -1
		}
		return r
	}, string(b)))
}
