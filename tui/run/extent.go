package run

import (
	"bytes"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// extent measures the key or sequence at the front of b, which is not empty.
// whole is false when its end has not arrived; n is then what there is.
//
// Eight-bit controls are not looked for: in UTF-8 their bytes are the inside of
// a letter.
func extent(b []byte) (n int, whole bool) {
	switch {
	case b[0] >= utf8.RuneSelf:
		if !utf8.FullRune(b) {
			return len(b), false
		}
		_, n = utf8.DecodeRune(b)
		return n, true
	case b[0] != ansi.ESC:
		return 1, true
	case len(b) == 1:
		return 1, false
	}
	switch b[1] {
	case '[':
		return csiExtent(b)
	case 'O':
		return ss3Extent(b)
	case 'P', ']', '^', '_', 'X':
		return stringExtent(b)
	case ansi.ESC:
		if len(b) > 2 && b[2] == ansi.ESC {
			return 1, true // a heap of Esc is not a sequence of anything
		}
	}
	n, whole = extent(b[1:])
	return n + 1, whole
}

func csiExtent(b []byte) (int, bool) {
	if len(b) > 2 && b[2] == '[' { // the Linux console's function keys
		return min(len(b), 4), len(b) >= 4
	}
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c == 'M' && i == 2: // three bytes of an old mouse report follow
			return min(len(b), 6), len(b) >= 6
		case c >= 0x40 && c <= 0x7E:
			return i + 1, true
		case c < 0x20 || c > 0x7E:
			return i, true // broken off
		}
	}
	return len(b), false
}

func ss3Extent(b []byte) (int, bool) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9':
		case c >= 0x21 && c <= 0x7E:
			return i + 1, true
		default:
			return i, true
		}
	}
	return len(b), false
}

func stringExtent(b []byte) (int, bool) {
	n, over := stringEnd(b[2:], false)
	return n + 2, over
}

// stringEnd finds the end of a string of a terminal (OSC, DCS, APC, …): n bytes
// belong to it. An Esc that begins something else ends it too and is left. With
// force, an Esc at the very end does not wait for what follows.
func stringEnd(b []byte, force bool) (n int, over bool) {
	i := bytes.IndexAny(b, "\a\x18\x1a\x1b")
	switch {
	case i < 0:
		return len(b), force
	case b[i] != ansi.ESC:
		return i + 1, true
	case i+1 == len(b):
		return i, force
	case b[i+1] == '\\':
		return i + 2, true
	default:
		return i, true
	}
}
