package run

import (
	"bytes"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

const pasteEnd = "\x1b[201~"

// takePaste moves bytes into the paste and says whether its end was among them.
func (d *decoder) takePaste(rest []byte) bool {
	if end := bytes.Index(rest, []byte(pasteEnd)); end >= 0 {
		d.keep(rest[:end])
		d.pos += end + len(pasteEnd)
		d.endPaste()
		return true
	}
	// The last bytes may be the beginning of the end.
	n := max(len(rest)-len(pasteEnd)+1, 0)
	d.keep(rest[:n])
	d.pos += n
	return false
}

func (d *decoder) keep(b []byte) {
	n := min(len(b), d.limit-len(d.paste))
	d.paste = append(d.paste, b[:n]...)
	d.dropped += len(b) - n
}

func (d *decoder) endPaste() {
	text := d.text(d.paste, d.dropped > 0)
	d.queue = append(d.queue, tea.PasteMsg{Content: text})
	if d.dropped > 0 {
		d.queue = append(d.queue, PasteCut{Limit: d.limit, Dropped: d.dropped})
	}
	d.pasting, d.paste, d.dropped = false, nil, 0
}

// text makes a paste valid UTF-8 with \n between lines; terminals send \r.
func (d *decoder) text(b []byte, cut bool) string {
	if cut {
		for n := 0; n < utf8.UTFMax && len(b) > 0; n++ {
			if r, size := utf8.DecodeLastRune(b); r != utf8.RuneError || size != 1 {
				break
			}
			b = b[:len(b)-1]
		}
	}
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			if !d.utf8 && b[0] >= 0xA0 {
				out.WriteRune(rune(b[0]))
			}
		case r == '\r':
			out.WriteByte('\n')
			if len(b) > 1 && b[1] == '\n' {
				size = 2
			}
		default:
			out.WriteRune(r)
		}
		b = b[size:]
	}
	return out.String()
}
