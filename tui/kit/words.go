package kit

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes text from people fit for one line of the screen: no control
// characters, no marks that turn the direction of what follows, line breaks and
// tabs as spaces.
func Clean(s string) string { return clean(s, false) }

// CleanText is Clean that keeps line breaks, for bodies.
func CleanText(s string) string { return clean(s, true) }

func clean(s string, breaks bool) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && breaks:
			return r
		case r == '\n' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// isClean is the common case, told without an allocation.
func isClean(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// Width is the number of cells of s; escape sequences have none.
func Width(s string) int {
	if isClean(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// Fit cuts s to at most w cells, with an ellipsis where something was cut.
func Fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if Width(s) <= w {
		return s
	}
	return ansi.Truncate(s, w, "…")
}

// Pad makes s exactly w cells wide.
func Pad(s string, w int) string {
	s = Fit(s, w)
	if n := w - Width(s); n > 0 {
		return s + spaces(n)
	}
	return s
}

// Ends puts left and right at the two ends of a line of w cells; left gives way.
func Ends(left, right string, w int) string {
	if right == "" {
		return Fit(left, w)
	}
	rw := Width(right)
	if rw+1 >= w {
		return Fit(right, w)
	}
	return Pad(left, w-rw-1) + " " + right
}

// Wrap breaks s at words into lines of at most w cells; a longer word is broken.
func Wrap(s string, w int) []string {
	if w < 1 {
		w = 1
	}
	if Width(s) <= w && !strings.Contains(s, "\n") {
		return []string{s}
	}
	lines := strings.Split(ansi.Wrap(s, w, ""), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// Fill makes lines exactly h long.
func Fill(lines []string, h int) []string {
	if h < 0 {
		h = 0
	}
	if len(lines) > h {
		return lines[:h]
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines
}

const blanks = "                                                                                                    "

func spaces(n int) string {
	if n <= len(blanks) {
		return blanks[:max(n, 0)]
	}
	return strings.Repeat(" ", n)
}

// Rule is a horizontal line of w cells.
func Rule(w int) string { return strings.Repeat("─", max(w, 0)) }

// Bare is a drawn line without its styles.
func Bare(s string) string { return ansi.Strip(s) }
