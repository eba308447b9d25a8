package kit

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Row is an entry of a list, or a heading over the entries below it.
type Row struct {
	ID     string  // what Do and the caller know it by; the cursor stays with it
	Label  string  // from people or said; cleaned when drawn
	Note   string  // at the right end, short; gives way in narrow lists
	Unread int     // > 0: marked, and counted where there is room
	ForMe  bool    // unread and meant for oneself
	New    bool    // marked as unread, without a count
	Head   bool    // a heading: cannot be chosen
	More   string  // the preview beside the list, where there is room
	Off    bool    // drawn as not available
	Go     tea.Msg // what opening sends, usually a request; nil: List.Open decides
}

// List is a list with a cursor: arrows and j/k move, Enter and digits open, Space
// pages, / finds.
type List struct {
	env   *Env
	Open  func(Row) tea.Cmd // opens a row without Go; nil = nothing
	Empty []string          // sentences, said already, shown when there is nothing

	rows   []Row
	shown  []int // rows that pass the filter
	cur    int   // index into shown; on a heading never
	top    int
	height int
	typed  int // digits typed so far, 0 = none
	moved  bool
	find   *Editor
}

// NewList makes an empty list.
func NewList(env *Env) *List { return &List{env: env, height: 1} }

// SetRows replaces the rows. The cursor is on the first one until somebody moved it;
// then it stays with its row where that is still there.
func (l *List) SetRows(rows []Row) {
	id := l.Selected().ID
	at := l.cur
	l.rows = rows
	l.filter()
	if !l.moved {
		l.cur, l.top = 0, 0
		l.settle(1)
		return
	}
	for i, r := range l.shown {
		if id != "" && rows[r].ID == id && !rows[r].Head {
			l.cur = i
			return
		}
	}
	l.cur = min(at, len(l.shown)-1)
	l.settle(1)
}

// Rows are the rows as set.
func (l *List) Rows() []Row { return l.rows }

// Selected is the row under the cursor, the zero Row when there is none.
func (l *List) Selected() Row {
	if l.cur < 0 || l.cur >= len(l.shown) {
		return Row{}
	}
	r := l.rows[l.shown[l.cur]]
	if r.Head {
		return Row{}
	}
	return r
}

// Select puts the cursor on the row with that id.
func (l *List) Select(id string) {
	for i, r := range l.shown {
		if l.rows[r].ID == id && !l.rows[r].Head {
			l.cur, l.moved = i, true
			return
		}
	}
}

// Typing tells whether the find field is open.
func (l *List) Typing() bool { return l.find != nil }

// Wants tells whether a digit belongs to a number that was begun, or a key to the
// find field.
func (l *List) Wants(msg tea.KeyPressMsg) bool {
	return l.typed > 0 && isDigit(msg) || l.find != nil && (Is(msg, "esc", "enter") || msg.Text != "")
}

// AtEnd tells whether the cursor is on the last row.
func (l *List) AtEnd() bool {
	for i := l.cur + 1; i < len(l.shown); i++ {
		if !l.rows[l.shown[i]].Head {
			return false
		}
	}
	return true
}

// Update takes a key.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if paste, ok := msg.(tea.PasteMsg); ok && l.find != nil {
			l.find.Update(paste)
			l.filter()
			l.settle(1)
		}
		return nil
	}
	if l.find != nil && key.Text != "" {
		l.findKey(key)
		return nil
	}
	typed := l.typed
	l.typed, l.moved = 0, true
	switch key.String() {
	case "up", "k":
		l.move(-1)
	case "down", "j":
		l.move(1)
	case "pgup", "ctrl+b":
		l.move(-max(l.height-1, 1))
	case "pgdown", "space", "ctrl+f":
		l.move(max(l.height-1, 1))
	case "home":
		l.cur = 0
		l.settle(1)
	case "end", "G":
		l.cur = len(l.shown) - 1
		l.settle(-1)
	case "enter", "right", "l":
		return l.open()
	case "/":
		l.find = NewEditor()
		l.find.Single = true
	case "esc":
		l.find = nil
		l.filter()
		l.settle(1)
	default:
		if isDigit(key) {
			return l.digit(typed*10 + int(key.Code-'0'))
		}
		if l.find != nil {
			l.findKey(key)
		}
	}
	return nil
}

func isDigit(key tea.KeyPressMsg) bool {
	return len(key.Text) == 1 && key.Code >= '0' && key.Code <= '9' && key.Text[0] == byte(key.Code)
}

func (l *List) findKey(key tea.KeyPressMsg) {
	l.find.Update(key)
	l.filter()
	l.cur = 0
	l.settle(1)
}

// digit goes to entry n and opens it when no longer number can be meant.
func (l *List) digit(n int) tea.Cmd {
	count, at := 0, -1
	for i, r := range l.shown {
		if l.rows[r].Head {
			continue
		}
		if count++; count == n {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	l.cur = at
	if n*10 <= count {
		l.typed = n
		return nil
	}
	return l.open()
}

func (l *List) open() tea.Cmd {
	row := l.Selected()
	switch {
	case row.ID == "" && row.Go == nil || row.Head:
		return nil
	case row.Go != nil:
		return Send(row.Go)
	case l.Open != nil:
		return l.Open(row)
	}
	return nil
}

func (l *List) filter() {
	l.shown = l.shown[:0]
	want := ""
	if l.find != nil {
		want = strings.ToLower(l.find.Value())
	}
	for i, r := range l.rows {
		if want == "" || !r.Head && strings.Contains(strings.ToLower(r.Label), want) {
			l.shown = append(l.shown, i)
		}
	}
	l.shown = slices.Clip(l.shown)
}

// move steps over headings.
func (l *List) move(by int) {
	l.cur = min(max(l.cur+by, 0), len(l.shown)-1)
	if by < 0 {
		l.settle(-1)
	} else {
		l.settle(1)
	}
}

// settle leaves a heading in the direction, or the other way at an end.
func (l *List) settle(dir int) {
	l.cur = min(max(l.cur, 0), max(len(l.shown)-1, 0))
	for _, d := range []int{dir, -dir} {
		for i := l.cur; i >= 0 && i < len(l.shown); i += d {
			if !l.rows[l.shown[i]].Head {
				l.cur = i
				return
			}
		}
	}
}

// View draws the list; the cursor is that of the find field.
func (l *List) View(w, h int) View {
	if h <= 0 || w <= 0 {
		return View{}
	}
	var v View
	if l.find != nil {
		prompt := l.env.T("kit.find") + " "
		field := l.find.View(w-Width(prompt), 1)
		v.Cursor = CursorAt(Width(prompt)+field.Cursor.X, h-1)
		v.Lines = append(Fill(l.lines(w, h-1), h-1), l.env.Styles.Key.Of(prompt)+field.Lines[0])
		return v
	}
	v.Lines = l.lines(w, h)
	return v
}

func (l *List) lines(w, h int) []string {
	if len(l.shown) == 0 {
		return l.empty(w)
	}
	l.height = max(h, 1)
	l.scroll()
	lines := make([]string, 0, h)
	number := 0
	for i, r := range l.shown {
		if i >= l.top+h {
			break
		}
		row := &l.rows[r]
		if !row.Head {
			number++
		}
		if i >= l.top {
			lines = append(lines, l.line(row, number, i == l.cur, w))
		}
	}
	return lines
}

func (l *List) empty(w int) []string {
	if l.find != nil && len(l.rows) > 0 {
		return Wrap(l.env.T("kit.found_nothing"), w)
	}
	var lines []string
	for i, sentence := range l.Empty {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, Wrap(sentence, w)...)
	}
	return lines
}

func (l *List) scroll() {
	if l.cur < l.top {
		l.top = l.cur
		if l.top > 0 && l.rows[l.shown[l.top-1]].Head {
			l.top--
		}
	}
	if l.cur >= l.top+l.height {
		l.top = l.cur - l.height + 1
	}
	l.top = min(max(l.top, 0), max(len(l.shown)-l.height, 0))
}

// line draws "› 12 • label      note". The cursor, the mark of the unread and what
// is off are signs before they are colours.
func (l *List) line(row *Row, number int, chosen bool, w int) string {
	st := l.env.Styles
	label := Clean(row.Label)
	if row.Head {
		return Fit(st.Strong.Of(label), w)
	}
	sign := "  "
	if chosen {
		sign = "› "
	}
	mark := "  "
	switch {
	case row.ForMe:
		mark = "* "
	case row.Unread > 0 || row.New:
		mark = "• "
	}
	digits := strconv.Itoa(number)
	left := sign + spaces(2-len(digits)) + digits + " " + mark + label
	note := Clean(row.Note)
	if row.Unread > 0 {
		switch count := l.env.N("common.unread", row.Unread); {
		case w < 50:
			note = strconv.Itoa(row.Unread)
		case note != "" && w >= 60:
			note += " · " + count
		default:
			note = count
		}
	}
	if chosen && l.typed > 0 { // a second digit may follow
		note = l.env.T("kit.typed")
	}
	if room := w - Width(left) - 1; Width(note) > room { // the note gives way first, down to two fifths
		note = Fit(note, min(max(room, w*2/5), w/2))
	}
	switch {
	case chosen:
		return st.Chosen.Of(Pad(Ends(left, note, w), w))
	case row.Off:
		return st.Dim.Of(Ends(left, note, w))
	case row.Unread > 0 || row.ForMe || row.New:
		return Ends(st.Strong.Of(Fit(left, max(w-Width(note)-1, 1))), note, w)
	}
	return Ends(left, st.Dim.Of(note), w)
}
