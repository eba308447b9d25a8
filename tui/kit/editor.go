package kit

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// editorLimit is the most bytes an Editor takes; the house's own limits are lower.
const editorLimit = 64 << 10

// Editor is a text with an insertion point: one line or many, words wrapped, by
// graphemes. It is own code since the library's text area keeps 240 KB for each,
// and every chat on every session has one.
type Editor struct {
	Single bool // one line
	Secret bool // drawn as dots
	Limit  int  // bytes, 0 = editorLimit
	Hint   string

	text string
	pos  int // byte offset, always between graphemes
	goal int // column that up and down keep; -1 = none
	top  int // first visual line shown

	spans []span // visual lines of text at width
	width int
}

// span is a visual line: text[from:to]; what follows to may be a line break.
type span struct{ from, to int }

// NewEditor makes an empty editor.
func NewEditor() *Editor { return &Editor{goal: -1} }

// Value is the text.
func (e *Editor) Value() string { return e.text }

// SetValue replaces the text and puts the insertion point at its end.
func (e *Editor) SetValue(s string) {
	e.text, e.pos = "", 0
	e.Insert(s)
}

// Insert puts s in at the insertion point, cleaned; what does not fit is left out
// and Insert is false.
func (e *Editor) Insert(s string) bool {
	s = clean(s, !e.Single)
	room := cmp.Or(e.Limit, editorLimit) - len(e.text)
	whole := len(s) <= room
	for !whole && room > 0 && !utf8.RuneStart(s[room]) {
		room--
	}
	if !whole {
		s = s[:max(room, 0)]
	}
	e.change(e.text[:e.pos]+s+e.text[e.pos:], e.pos+len(s))
	return whole
}

func (e *Editor) change(text string, pos int) {
	e.text, e.pos, e.goal, e.spans = text, pos, -1, nil
}

// Update takes a key or a paste and tells whether the text changed.
func (e *Editor) Update(msg tea.Msg) bool {
	before := e.text
	switch msg := msg.(type) {
	case tea.PasteMsg:
		e.Insert(msg.Content)
	case tea.KeyPressMsg:
		e.key(msg)
	}
	return e.text != before
}

func (e *Editor) key(k tea.KeyPressMsg) {
	switch k.String() {
	case "left", "ctrl+b":
		e.to(e.before())
	case "right", "ctrl+f":
		e.to(e.after())
	case "alt+left", "ctrl+left", "alt+b":
		e.to(e.wordBefore())
	case "alt+right", "ctrl+right", "alt+f":
		e.to(e.wordAfter())
	case "home", "ctrl+a":
		e.to(e.row().from)
	case "end", "ctrl+e":
		e.to(e.row().to)
	case "ctrl+home":
		e.to(0)
	case "ctrl+end":
		e.to(len(e.text))
	case "up":
		e.vertical(-1)
	case "down":
		e.vertical(1)
	case "pgup":
		e.vertical(-5)
	case "pgdown":
		e.vertical(5)
	case "backspace", "ctrl+h":
		e.cut(e.before(), e.pos)
	case "delete":
		e.cut(e.pos, e.after())
	case "ctrl+w", "alt+backspace":
		e.cut(e.wordBefore(), e.pos)
	case "alt+d":
		e.cut(e.pos, e.wordAfter())
	case "ctrl+u":
		e.cut(e.lineStart(), e.pos)
	case "ctrl+k":
		e.cut(e.pos, e.lineEnd())
	case "enter", "shift+enter", "alt+enter", "ctrl+j":
		if !e.Single {
			e.Insert("\n")
		}
	default:
		if k.Text != "" {
			e.Insert(k.Text)
		}
	}
}

func (e *Editor) to(pos int) { e.pos, e.goal = pos, -1 }

// toLine puts the insertion point at the beginning of a line, counted from 1.
func (e *Editor) toLine(n int) {
	pos := 0
	for range n - 1 {
		next := strings.IndexByte(e.text[pos:], '\n')
		if next < 0 {
			break
		}
		pos += next + 1
	}
	e.to(pos)
}

func (e *Editor) cut(from, to int) {
	if from < to {
		e.change(e.text[:from]+e.text[to:], from)
	}
}

// after is the offset behind the grapheme at the insertion point.
func (e *Editor) after() int {
	if e.pos >= len(e.text) {
		return len(e.text)
	}
	cluster, _ := grapheme(e.text[e.pos:])
	return e.pos + len(cluster)
}

// before is the offset of the grapheme that ends at the insertion point.
func (e *Editor) before() int {
	// Graphemes are found forwards only; a line break always ends one.
	at := e.lineStart()
	if at == e.pos {
		return max(e.pos-1, 0)
	}
	for {
		cluster, _ := grapheme(e.text[at:])
		if at+len(cluster) >= e.pos {
			return at
		}
		at += len(cluster)
	}
}

func (e *Editor) lineStart() int { return strings.LastIndexByte(e.text[:e.pos], '\n') + 1 }

func (e *Editor) lineEnd() int {
	if n := strings.IndexByte(e.text[e.pos:], '\n'); n >= 0 {
		return e.pos + n
	}
	return len(e.text)
}

func (e *Editor) wordBefore() int {
	s := strings.TrimRightFunc(e.text[:e.pos], notWord)
	return len(strings.TrimRightFunc(s, isWord))
}

func (e *Editor) wordAfter() int {
	s := strings.TrimLeftFunc(e.text[e.pos:], notWord)
	return len(e.text) - len(strings.TrimLeftFunc(s, isWord))
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_'
}
func notWord(r rune) bool { return !isWord(r) }

// vertical moves by visual lines and keeps the column.
func (e *Editor) vertical(by int) {
	spans := e.layout(e.width)
	y, x := e.locate()
	if e.goal >= 0 {
		x = e.goal
	}
	y = min(max(y+by, 0), len(spans)-1)
	s := spans[y]
	pos, col := s.from, 0
	for pos < s.to {
		cluster, w := grapheme(e.text[pos:s.to])
		if col+w > x {
			break
		}
		pos, col = pos+len(cluster), col+w
	}
	e.pos, e.goal = pos, x
}

func (e *Editor) row() span {
	y, _ := e.locate()
	return e.layout(e.width)[y]
}

// locate is the visual line and column of the insertion point.
func (e *Editor) locate() (y, x int) {
	spans := e.layout(e.width)
	for y = len(spans) - 1; y > 0 && spans[y].from > e.pos; y-- {
	}
	return y, e.cells(spans[y].from, min(e.pos, spans[y].to))
}

func (e *Editor) cells(from, to int) int {
	if e.Secret {
		return utf8.RuneCountInString(e.text[from:to])
	}
	return Width(e.text[from:to])
}

// layout breaks the text into visual lines of w cells.
func (e *Editor) layout(w int) []span {
	if w < 1 {
		w = 80
	}
	if e.spans != nil && e.width == w {
		return e.spans
	}
	e.width, e.spans = w, e.spans[:0]
	from := 0
	for {
		to, rest := len(e.text), -1
		if n := strings.IndexByte(e.text[from:], '\n'); n >= 0 {
			to, rest = from+n, from+n+1
		}
		e.wrapLine(from, to, w)
		if rest < 0 {
			return e.spans
		}
		from = rest
	}
}

// wrapLine adds the visual lines of text[from:to], which has no line break. A
// single-line editor does not wrap: it scrolls sideways.
func (e *Editor) wrapLine(from, to, w int) {
	if e.Single {
		e.spans = append(e.spans, span{from, to})
		return
	}
	col, space := 0, -1
	for at := from; at < to; {
		cluster, cw := grapheme(e.text[at:to])
		if col+cw > w && cluster != " " {
			end := at
			if space > from {
				end = space
			}
			if end == from { // a sign wider than the field
				end = at + len(cluster)
			}
			e.spans = append(e.spans, span{from, end})
			from, at, col, space = end, end, 0, -1
			continue
		}
		at, col = at+len(cluster), col+cw
		if cluster == " " {
			space = at
		}
	}
	e.spans = append(e.spans, span{from, to})
}

// grapheme is the first grapheme of s with its cells.
func grapheme(s string) (string, int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1], 1
	}
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if cluster == "" {
		return s[:1], 1
	}
	return cluster, w
}

// Height is the number of visual lines at w cells.
func (e *Editor) Height(w int) int { return len(e.layout(w)) }

// View draws h lines of w cells around the insertion point, where the cursor is.
func (e *Editor) View(w, h int) View {
	w, h = max(w, 1), max(h, 1)
	spans := e.layout(w)
	y, x := e.locate()
	if y < e.top {
		e.top = y
	}
	if y >= e.top+h {
		e.top = y - h + 1
	}
	e.top = max(min(e.top, len(spans)-h), 0)
	lines := make([]string, 0, h)
	for i := e.top; i < len(spans) && i < e.top+h; i++ {
		lines = append(lines, e.visible(spans[i]))
	}
	if e.text == "" && e.Hint != "" {
		lines[0] = Fit(e.Hint, w)
	}
	if e.Single && Width(lines[0]) >= w { // scroll sideways
		skip := max(x-w+1, 0)
		lines[0] = ansi.Cut(lines[0], skip, skip+w)
		x -= skip
	}
	return View{Lines: Fill(lines, h), Cursor: CursorAt(min(x, w-1), y-e.top)}
}

func (e *Editor) visible(s span) string {
	if e.Secret {
		return strings.Repeat("•", utf8.RuneCountInString(e.text[s.from:s.to]))
	}
	return strings.TrimRight(e.text[s.from:s.to], " ")
}
