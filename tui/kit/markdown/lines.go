package markdown

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"stockwerk/tui/kit"
)

// lay makes lines of what the renderer wrote: none wider than width, each with
// its styles begun and ended in itself, links to pages in the style link. Of all
// escape sequences only marks of style are kept.
func lay(out string, width int, link kit.Style) []string {
	before, _, _ := strings.Cut(link.Of("x"), "x")
	l := &layer{width: width, link: before}
	parser := ansi.NewParser()
	var state byte
	for out != "" {
		seq, cells, n, next := ansi.DecodeSequence(out, state, parser)
		out, state = out[n:], next
		switch {
		case seq == "\n":
			l.breakLine()
		case seq == string(linkBegin):
			l.inLink = true
		case seq == string(linkEnd):
			l.inLink = false
		case cells > 0:
			l.put(seq, cells)
		case isStyle(seq):
			l.style(seq)
		}
	}
	l.breakLine()
	return trimmed(l.lines)
}

// layer lays out lines.
type layer struct {
	width  int
	link   string // begins the style of links
	inLink bool

	on     []string // styles that are begun
	lines  []string
	line   strings.Builder
	pen    string // style of what was written last
	col    int
	blanks int // spaces that wait for something to follow
}

// isStyle tells whether a sequence is a mark of style: ESC [ digits m.
func isStyle(seq string) bool {
	params, ok := strings.CutPrefix(seq, "\x1b[")
	if !ok {
		return false
	}
	params, ok = strings.CutSuffix(params, "m")
	return ok && strings.Trim(params, "0123456789;") == ""
}

func (l *layer) style(seq string) {
	if seq == "\x1b[m" || seq == "\x1b[0m" {
		l.on = l.on[:0]
		return
	}
	if len(l.on) < 8 {
		l.on = append(l.on, seq)
	}
}

// put writes one sign, in the style of now.
func (l *layer) put(sign string, cells int) {
	if cells > l.width {
		sign, cells = "?", 1
	}
	if l.col+l.blanks+cells > l.width {
		if sign == " " {
			return
		}
		if l.col+l.blanks > 0 {
			l.breakLine()
		}
	}
	if sign == " " {
		l.blanks++
		return
	}
	pen := strings.Join(l.on, "")
	if l.inLink {
		pen += l.link
	}
	if l.blanks > 0 { // spaces between words of one style keep it
		if pen != l.pen {
			l.setPen("")
		}
		l.line.WriteString(strings.Repeat(" ", l.blanks))
		l.col, l.blanks = l.col+l.blanks, 0
	}
	l.setPen(pen)
	l.line.WriteString(sign)
	l.col += cells
}

func (l *layer) setPen(pen string) {
	if pen == l.pen {
		return
	}
	if l.pen != "" {
		l.line.WriteString(ansi.ResetStyle)
	}
	l.line.WriteString(pen)
	l.pen = pen
}

func (l *layer) breakLine() {
	l.setPen("")
	l.lines = append(l.lines, l.line.String())
	l.line.Reset()
	l.col, l.blanks = 0, 0
}

// trimmed takes blank lines off both ends.
func trimmed(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// broken is one line of plain text in lines of at most width cells.
func broken(line string, width int) []string {
	var out []string
	for len(line) > mostInLine { // a line of many thousand letters is no prose
		n := mostInLine
		for n > 0 && line[n]&0xC0 == 0x80 {
			n--
		}
		out, line = append(out, wrapped(line[:n], width)...), line[n:]
	}
	return append(out, wrapped(line, width)...)
}

// mostInLine is how much of a line is wrapped at once, in bytes.
const mostInLine = 4_000

// wrapped is Wrap that holds: wrapping at words leaves "- - -" whole.
func wrapped(line string, width int) []string {
	var out []string
	for _, l := range kit.Wrap(line, width) {
		if kit.Width(l) <= width {
			out = append(out, l)
		} else {
			out = append(out, lay(l, width, kit.Style{})...)
		}
	}
	return out
}
