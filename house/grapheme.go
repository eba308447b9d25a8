package house

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const (
	maxMarks    = 4  // combining marks a grapheme
	maxGrapheme = 32 // bytes a grapheme

	zeroWidthJoiner = '\u200d'
	emojiStyle      = '\ufe0f'
	keycap          = '\u20e3'
)

// insideEmoji tells whether a joiner or style r stands where an emoji needs
// it: behind a pictograph (perhaps with a skin tone), the joiner also before
// one, or the style in a keycap. kept is the text so far, last its end.
func insideEmoji(kept string, last, r rune, rest string) bool {
	next := firstWanted(rest)
	if r == emojiStyle {
		if next == keycap && (last >= '0' && last <= '9' || last == '#' || last == '*') {
			return true
		}
		return pictograph(last)
	}
	if !pictograph(next) {
		return false
	}
	for kept != "" {
		c, size := utf8.DecodeLastRuneInString(kept)
		if c != emojiStyle && !skinTone(c) {
			return pictograph(c)
		}
		kept = kept[:len(kept)-size]
	}
	return false
}

// firstWanted is the first character of s that will be kept.
func firstWanted(s string) rune {
	for i, r := range s {
		if i > 64 {
			break // nobody hides that much between the parts of an emoji
		}
		if !unwanted(r) {
			return r
		}
	}
	return 0
}

// closesHangul tells the vowels and finals of Korean syllables, which join what
// stands before them like marks.
func closesHangul(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff }

func skinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }

// pictograph tells Extended_Pictographic characters apart by the rule that
// only they are joined to an emoji by a joiner (UAX 29, GB11).
func pictograph(r rune) bool {
	if r < 0xa9 || skinTone(r) || unicode.IsMark(r) || unwanted(r) {
		return false
	}
	return uniseg.GraphemeClusterCount("\U0001F600\u200d"+string(r)) == 1
}

// trimGraphemes cuts graphemes to maxMarks and maxGrapheme; hard replaces
// those that are over instead.
func trimGraphemes(s string, hard bool) string {
	var b strings.Builder
	b.Grow(len(s))
	state := -1
	for s != "" {
		var g string
		g, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		cut := trimGrapheme(g)
		if hard && cut != g {
			cut = "\uFFFD"
		}
		b.WriteString(cut)
	}
	return b.String()
}

func trimGrapheme(g string) string {
	if len(g) <= maxMarks {
		return g // too short for more
	}
	marks := 0
	kept := make([]byte, 0, maxGrapheme)
	for _, r := range g {
		if unicode.IsMark(r) && r != emojiStyle {
			if marks++; marks > maxMarks {
				continue
			}
		}
		if len(kept)+utf8.RuneLen(r) > maxGrapheme {
			break
		}
		kept = utf8.AppendRune(kept, r)
	}
	if len(kept) == len(g) {
		return g
	}
	return strings.TrimRight(string(kept), string(zeroWidthJoiner)) // it would take the next one in
}
