package run

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// brush turns one line of a view into what goes over the wire.
type brush struct {
	profile colorprofile.Profile
	utf8    bool
}

// line appends text, clipped to width cells, in the terminal's colours and
// letters. Only printable text and SGR get through, whatever else is in there.
// It returns the cells filled, whether the line leaves a style to be reset, and
// whether terminals may disagree about its width.
func (b brush) line(dst []byte, text string, width int) (out []byte, cells int, styled, unsure bool) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= 0x20 && c < 0x7F:
			if cells < width {
				dst = append(dst, c)
			}
			cells++
			i++
		case c == ansi.ESC:
			seq := escape(text[i:])
			i += len(seq)
			if isSGR(seq) && cells <= width {
				n := len(dst)
				dst = b.style(dst, seq)
				styled = (styled || len(dst) > n) && !isReset(seq)
			}
		case c == '\t':
			if cells < width {
				dst = append(dst, ' ')
			}
			cells++
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			cluster, w := ansi.FirstGraphemeCluster(text[i:], ansi.GraphemeWidth)
			i += max(len(cluster), 1)
			if !printable(cluster) {
				continue
			}
			if cells+w > width { // half a wide sign is none
				return dst, cells, styled, unsure
			}
			dst = b.cluster(dst, cluster, w)
			unsure = unsure || w != 1 || utf8.RuneCountInString(cluster) > 1
			cells += w
		}
		if cells > width {
			break
		}
	}
	return dst, min(cells, width), styled, unsure
}

func (b brush) cluster(dst []byte, cluster string, width int) []byte {
	if b.utf8 {
		return append(dst, cluster...)
	}
	if width == 0 {
		return dst
	}
	r, _ := utf8.DecodeRuneInString(cluster)
	dst = append(dst, asciiLikeness(r))
	for range width - 1 {
		dst = append(dst, ' ')
	}
	return dst
}

// style appends an SGR sequence in the colours the terminal has.
func (b brush) style(dst []byte, seq string) []byte {
	switch {
	case b.profile == colorprofile.NoTTY:
		return dst
	case b.profile == colorprofile.TrueColor,
		b.profile > colorprofile.ASCII && !strings.Contains(seq, "8"):
		return append(dst, seq...) // nothing of 38, 48 or 58 in it
	}
	var buf bytes.Buffer
	w := colorprofile.Writer{Forward: &buf, Profile: b.profile}
	_, _ = w.WriteString(seq) // a bytes.Buffer does not fail
	if buf.String() == ansi.ResetStyle && !strings.HasPrefix(seq, "\x1b[0") && !isReset(seq) {
		return dst // nothing was left of it, which the writer spells as a reset
	}
	return append(dst, buf.Bytes()...)
}

// escape returns the escape sequence at the front of s, whole or broken off.
func escape(s string) string {
	if len(s) > 1 && s[1] == '[' {
		for i := 2; i < len(s); i++ {
			if c := s[i]; c >= 0x40 && c <= 0x7E {
				return s[:i+1]
			} else if c < 0x20 || c > 0x7E {
				return s[:i]
			}
		}
		return s
	}
	n, _ := extent([]byte(s))
	return s[:max(n, 1)]
}

func isReset(seq string) bool { return seq == ansi.ResetStyle || seq == "\x1b[0m" }

// isSGR says that seq sets colours or attributes and does nothing else.
func isSGR(seq string) bool {
	if len(seq) < 3 || seq[1] != '[' || seq[len(seq)-1] != 'm' {
		return false
	}
	for _, c := range seq[2 : len(seq)-1] {
		if (c < '0' || c > '9') && c != ';' && c != ':' {
			return false
		}
	}
	return true
}

// printable says that a grapheme is text: valid, without controls (of which
// some terminals know eight-bit ones) and without marks that turn the direction
// of what follows.
func printable(cluster string) bool {
	for _, r := range cluster {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) ||
			r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}
