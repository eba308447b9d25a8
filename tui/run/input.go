package run

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	// escapeWait tells the key Esc from the first byte of a sequence.
	escapeWait = 50 * time.Millisecond
	// sequenceWait is for a sequence that has clearly begun: nobody types one,
	// so a slow line gets its time.
	sequenceWait = time.Second
	// maxSequence is the longest sequence that is waited for.
	maxSequence = 4 << 10
)

// decoder turns the bytes of a client into messages. It holds at most one
// unfinished sequence, one chunk and one paste.
type decoder struct {
	uv    uv.EventDecoder
	utf8  bool // else single bytes count as Latin-1
	limit int  // of a paste, in bytes

	buf   []byte
	pos   int       // buf[pos:] is not decoded yet
	queue []tea.Msg // decoded, not yet asked for

	skipping bool // inside an endless sequence, until its terminator
	pasting  bool
	paste    []byte
	dropped  int // bytes that did not fit into the paste
}

// feed adds what was read. The loop calls it only when next has nothing left.
func (d *decoder) feed(chunk []byte) {
	d.buf = append(d.buf[:copy(d.buf, d.buf[d.pos:])], chunk...)
	d.pos = 0
}

// next returns the next message, or nil when it takes more bytes to tell. With
// force what is there is taken for all there will be.
func (d *decoder) next(force bool) tea.Msg {
	for {
		if len(d.queue) > 0 {
			msg := d.queue[0]
			d.queue = append(d.queue[:0], d.queue[1:]...)
			if len(d.queue) == 0 {
				d.queue = nil // a paste is large
			}
			return msg
		}
		rest := d.buf[d.pos:]
		switch {
		case len(rest) == 0:
			d.skipping = d.skipping && !force
			return nil
		case d.pasting:
			if !d.takePaste(rest) {
				return nil
			}
		case d.skipping:
			n, over := stringEnd(rest, force)
			d.pos += n
			d.skipping = !over
			if n == 0 && !over {
				return nil
			}
		default:
			n, whole := extent(rest)
			if !whole && !force {
				if len(rest) <= maxSequence {
					return nil
				}
				d.skipping = true
				d.pos += len(bytes.TrimSuffix(rest, []byte{ansi.ESC})) // it may begin the end
				continue
			}
			if msg := d.decode(rest, n, whole); msg != nil {
				return msg
			}
		}
	}
}

// patience is how long to wait for more bytes before forcing next; 0 when
// nothing waits.
func (d *decoder) patience() time.Duration {
	switch rest := len(d.buf) - d.pos; {
	case d.pasting || rest == 0 && !d.skipping:
		return 0
	case rest <= 2 && !d.skipping:
		return escapeWait
	default:
		return sequenceWait
	}
}

// decode takes one sequence of n bytes off the front of rest; whole says that
// it is complete.
func (d *decoder) decode(rest []byte, n int, whole bool) tea.Msg {
	first, _ := utf8.DecodeRune(rest)
	switch {
	case !whole && rest[0] == ansi.ESC && (len(rest) == 1 || rest[1] == ansi.ESC):
		d.pos++ // Esc, Esc pressed twice
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case rest[0] >= utf8.RuneSelf && first == utf8.RuneError:
		d.pos++
		if latin := rune(rest[0]); !d.utf8 && latin >= 0xA0 {
			return tea.KeyPressMsg{Code: latin, Text: string(latin)}
		}
		return nil
	case rest[0] >= utf8.RuneSelf:
		return d.letter(first, rest)
	}
	d.pos += n
	if n == 4 && string(rest[:3]) == "\x1b[[" { // F1 to F5 of the Linux console
		if c := rest[3]; c >= 'A' && c <= 'E' {
			return tea.KeyPressMsg{Code: tea.KeyF1 + rune(c-'A')}
		}
		return nil
	}
	return d.translate(d.event(rest[:n:n]))
}

// letter takes one grapheme beyond ASCII, as far as it has arrived, which
// begins with first.
func (d *decoder) letter(first rune, rest []byte) tea.Msg {
	cluster, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
	d.pos += len(cluster)
	if unicode.IsControl(first) {
		return nil
	}
	if len(cluster) > utf8.RuneLen(first) {
		first = tea.KeyExtended
	}
	return tea.KeyPressMsg{Code: first, Text: string(cluster)}
}

// event decodes one sequence. The library is not trusted with hostile bytes: a
// panic in it costs the sequence, not the session.
func (d *decoder) event(seq []byte) (ev uv.Event) {
	defer func() {
		if recover() != nil {
			ev = nil
		}
	}()
	_, ev = d.uv.Decode(seq)
	return ev
}

// translate maps the decoder's events to Bubble Tea's messages and drops what
// no screen asks for. The window's size comes with the channel, never from
// among the keys.
func (d *decoder) translate(ev uv.Event) tea.Msg {
	switch ev := ev.(type) {
	case uv.KeyPressEvent:
		if strings.ContainsFunc(ev.Text, unicode.IsControl) {
			ev.Text = ""
		}
		return tea.KeyPressMsg(ev)
	case uv.MultiEvent: // F3 or the cursor's place; nobody asked for the place
		if len(ev) > 0 {
			if key, ok := ev[0].(uv.KeyPressEvent); ok {
				return tea.KeyPressMsg(key)
			}
		}
	case uv.PasteStartEvent:
		d.pasting, d.paste, d.dropped = true, nil, 0
	case uv.KeyReleaseEvent:
		return tea.KeyReleaseMsg(ev)
	case uv.MouseClickEvent:
		return tea.MouseClickMsg(ev)
	case uv.MouseReleaseEvent:
		return tea.MouseReleaseMsg(ev)
	case uv.MouseWheelEvent:
		return tea.MouseWheelMsg(ev)
	case uv.MouseMotionEvent:
		return tea.MouseMotionMsg(ev)
	case uv.FocusEvent:
		return tea.FocusMsg(ev)
	case uv.BlurEvent:
		return tea.BlurMsg(ev)
	case uv.BackgroundColorEvent:
		return tea.BackgroundColorMsg(ev)
	case uv.ForegroundColorEvent:
		return tea.ForegroundColorMsg(ev)
	case uv.CursorColorEvent:
		return tea.CursorColorMsg(ev)
	case uv.CursorPositionEvent:
		return tea.CursorPositionMsg(ev)
	case uv.TerminalVersionEvent:
		return tea.TerminalVersionMsg(ev)
	case uv.CapabilityEvent:
		return tea.CapabilityMsg(ev)
	case uv.ModeReportEvent:
		return tea.ModeReportMsg(ev)
	case uv.ClipboardEvent:
		return tea.ClipboardMsg(ev)
	}
	return nil
}
