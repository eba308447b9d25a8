package house

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How many characters (runes) a field takes.
const (
	MaxChat  = 8_000  // a chat line
	MaxText  = 64_000 // a board post or private message
	MaxTitle = 200    // of a thread
	MaxName  = 80     // of a room, floor, ticket, key
)

// tabWidth is how many spaces stand for a tab.
const tabWidth = 4

// CleanLine cleans what a person typed into one line: as CleanText, and line
// breaks become spaces. max counts characters.
func CleanLine(s string, max int) (string, error) {
	return clean(s, max, ' ')
}

// CleanText cleans a text of a person so that, drawn on a terminal, it stays
// within its own cells and shows what it says: invalid bytes become U+FFFD (one
// for each run, so that the loss shows), line ends become \n and tabs spaces,
// control, format, private and invisible characters are dropped, what remains
// is NFC with at most 4 marks and 32 bytes a grapheme, and no line begins with
// a mark. Cleaning twice changes nothing. It returns error.empty when nothing
// visible is left and error.too_long above max characters.
func CleanText(s string, max int) (string, error) {
	return clean(s, max, '\n')
}

// Drawable cleans a text of any length for drawing. What came through CleanText
// comes through unchanged; nothing is refused.
func Drawable(s string) string { return scrub(s, '\n') }

func clean(s string, max int, lineEnd rune) (string, error) {
	// Nobody types this much; it is refused before any work is spent on it.
	if len(s) > 16*max+4096 {
		return "", Errorf(Invalid, "error.too_long", "Max", max)
	}
	s = trimBlank(scrub(s, lineEnd))
	if s == "" {
		return "", Errorf(Invalid, "error.empty")
	}
	if utf8.RuneCountInString(s) > max {
		return "", Errorf(Invalid, "error.too_long", "Max", max)
	}
	return s, nil
}

// trimBlank drops blank lines at both ends. The first of several lines keeps
// its indentation; a single line has none.
func trimBlank(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	body := strings.TrimLeftFunc(s, unicode.IsSpace)
	s = s[strings.LastIndexByte(s[:len(s)-len(body)], '\n')+1:]
	if strings.Contains(s, "\n") {
		return s
	}
	// Without its spaces the line could begin with a mark that stood on one.
	return strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsMark(r) })
}

// scrub does all of CleanText but trimming and the limit, and writes line ends
// as lineEnd.
func scrub(s string, lineEnd rune) string {
	s, plain := dropUnwanted(strings.ToValidUTF8(s, "\uFFFD"), lineEnd)
	if plain {
		return s
	}
	// Trimming a grapheme can make the next one join it. What still does not
	// fit after two rounds is hostile and becomes U+FFFD, which joins nothing.
	for range 2 {
		trimmed := trimGraphemes(norm.NFC.String(s), false)
		if trimmed == s {
			return s
		}
		s = trimmed
	}
	return trimGraphemes(norm.NFC.String(s), true)
}

// dropUnwanted maps and drops single characters. plain tells that nothing
// above Latin letters is left, which needs no further work.
func dropUnwanted(s string, lineEnd rune) (_ string, plain bool) {
	plain = true
	var b strings.Builder
	b.Grow(len(s))
	marks, start := 0, true // marks since the last base; at the start of a line
	var last rune           // the last character kept
	for i, r := range s {
		if start && unicode.IsMark(r) {
			continue
		}
		switch {
		case r == '\t':
			b.WriteString("    "[:tabWidth])
			last, start, marks = ' ', false, 0
			continue
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			continue
		case breaksLine(r):
			r = lineEnd
		case r == zeroWidthJoiner || r == emojiStyle:
			if !insideEmoji(b.String(), last, r, s[i+utf8.RuneLen(r):]) {
				continue
			}
		case unwanted(r):
			continue
		}
		if unicode.IsMark(r) && r != emojiStyle || closesHangul(r) {
			// More would make NFC slow, and it would add its own joiners.
			if marks++; marks > 2*maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		if r >= 0x300 {
			plain = false
		}
		b.WriteRune(r)
		last, start = r, r == '\n'
	}
	return b.String(), plain
}

func breaksLine(r rune) bool {
	switch r {
	case '\r', '\n', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// unwanted tells what is never kept: controls, formats (bidi among them),
// surrogates, private use, invisible characters and non-characters.
func unwanted(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
		unicode.Noncharacter_Code_Point)
}
