package kit

import (
	tea "charm.land/bubbletea/v2"
)

// Item is one thing in a Scroll: a post, a chat line, a paragraph.
type Item struct {
	ID    string
	Stamp int64                // changes when the item must be drawn anew, such as Post.Mod
	Draw  func(w int) []string // called once per width and stamp; without the mark of the cursor
}

// Scroll shows items below each other, each wrapped once per width. With Pick the
// arrows go from item to item, otherwise from line to line; Space pages.
type Scroll struct {
	Pick   bool
	Idle   bool     // the arrows belong elsewhere: the cursor is not drawn
	Follow bool     // stays at the end when it was there and items come
	Empty  []string // sentences, said already

	env    *Env
	items  []drawn
	total  int // lines
	cur    int // item with the cursor
	top    int // first line shown
	width  int
	height int
	show   string // item to bring into view at the next drawing
	bottom bool   // go to the end at the next drawing
}

type drawn struct {
	Item
	lines []string
}

// NewScroll makes an empty Scroll.
func NewScroll(env *Env) *Scroll { return &Scroll{env: env, height: 1} }

// SetItems replaces the items. What was drawn stays drawn where ID and stamp are
// the same; the first visible item stays where it is.
func (s *Scroll) SetItems(items []Item) {
	atEnd, id := s.AtEnd(), s.Selected()
	anchor, offset := s.anchor()
	s.take(items)
	s.layout()
	s.cur = min(s.cur, max(len(items)-1, 0))
	for i := range s.items {
		if s.items[i].ID == id && id != "" {
			s.cur = i
		}
		if s.items[i].ID == anchor && anchor != "" {
			s.top = s.start(i) + offset
		}
	}
	if s.Follow && atEnd {
		cur := s.cur
		if s.End(); !s.Idle && id != "" { // somebody is at work on that item
			s.cur = cur
		}
	}
	s.clamp()
}

// take keeps what was drawn of items that are still there. Mostly some come at the
// end and the others stay, which costs no more than looking.
func (s *Scroll) take(items []Item) {
	same := 0
	for same < min(len(items), len(s.items)) && items[same].ID == s.items[same].ID {
		s.items[same] = items[same].drawn(s.items[same])
		same++
	}
	rest := s.items[same:]
	if len(rest) == 0 {
		for _, item := range items[same:] {
			s.items = append(s.items, drawn{Item: item})
		}
		return
	}
	old := make(map[string]drawn, len(rest))
	for _, d := range rest {
		old[d.ID] = d
	}
	all := make([]drawn, 0, len(items))
	all = append(all, s.items[:same]...)
	for _, item := range items[same:] {
		all = append(all, item.drawn(old[item.ID]))
	}
	s.items = all
}

// drawn is the item with the lines of before where these still hold.
func (i Item) drawn(before drawn) drawn {
	if before.Stamp != i.Stamp || before.ID != i.ID {
		before.lines = nil
	}
	return drawn{i, before.lines}
}

// SetText shows a text in the stead of items, a paragraph each.
func (s *Scroll) SetText(text string) {
	text = CleanText(text)
	s.items, s.top, s.cur = nil, 0, 0
	s.SetItems([]Item{{ID: "text", Draw: func(w int) []string { return Wrap(text, w) }}})
}

// Redraw forgets all that was drawn.
func (s *Scroll) Redraw() {
	for i := range s.items {
		s.items[i].lines = nil
	}
	s.layout()
	s.clamp()
}

// Selected is the ID of the item with the cursor, "" when there is none.
func (s *Scroll) Selected() string {
	if s.cur < 0 || s.cur >= len(s.items) {
		return ""
	}
	return s.items[s.cur].ID
}

// Show puts the cursor on an item and its first line to the top.
func (s *Scroll) Show(id string) { s.show, s.bottom, s.cur = id, false, s.find(id) }

// End goes to the last line.
func (s *Scroll) End() {
	s.bottom, s.show = true, ""
	s.cur = max(len(s.items)-1, 0)
	s.top = max(s.total-s.height, 0)
}

// AtEnd tells whether the last line is seen.
func (s *Scroll) AtEnd() bool { return s.top+s.height >= s.total }

// AtTop tells whether the first line is seen: time to read older items.
func (s *Scroll) AtTop() bool { return s.top == 0 }

// Seen is the ID of the last item whose end has been in view, "" for none: all up
// to it may count as read.
func (s *Scroll) Seen() string {
	seen, line := "", 0
	for i := range s.items {
		line += len(s.items[i].lines)
		if line > s.top+s.height {
			break
		}
		seen = s.items[i].ID
	}
	return seen
}

// Update takes a key and tells whether it was one for scrolling. Space at the end
// is none, so that the screen can go on to the next unread place.
func (s *Scroll) Update(msg tea.Msg) bool {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		if m.Button == tea.MouseWheelUp {
			s.by(-3)
		} else {
			s.by(3)
		}
		return true
	case tea.KeyPressMsg:
		return s.key(m)
	}
	return false
}

func (s *Scroll) key(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "up", "k":
		s.step(-1)
	case "down", "j":
		s.step(1)
	case "pgup", "ctrl+b":
		s.page(-1)
	case "pgdown", "ctrl+f":
		s.page(1)
	case "space":
		if s.AtEnd() {
			return false
		}
		s.page(1)
	case "home":
		s.top, s.cur = 0, 0
	case "end", "G":
		s.End()
	default:
		return false
	}
	return true
}

// step goes to the next item, but line by line through one that does not fit.
func (s *Scroll) step(by int) {
	if !s.Pick || len(s.items) == 0 {
		s.by(by)
		return
	}
	from := s.start(s.cur)
	to := from + len(s.items[s.cur].lines)
	if by > 0 && to > s.top+s.height || by < 0 && from < s.top {
		s.by(3 * by)
		return
	}
	s.cur = min(max(s.cur+by, 0), len(s.items)-1)
	from = s.start(s.cur)
	to = from + len(s.items[s.cur].lines)
	switch {
	case from < s.top:
		s.top = max(from, to-s.height)
	case to > s.top+s.height:
		s.top = min(from, to-s.height)
	}
	s.clamp()
}

func (s *Scroll) page(by int) {
	s.by(by * max(s.height-1, 1))
	for s.cur < len(s.items)-1 && s.start(s.cur)+len(s.items[s.cur].lines) <= s.top {
		s.cur++
	}
	for s.cur > 0 && s.start(s.cur) >= s.top+s.height {
		s.cur--
	}
	if s.AtEnd() && by > 0 {
		s.cur = max(len(s.items)-1, 0)
	}
}

func (s *Scroll) by(lines int) {
	s.top += lines
	s.clamp()
}

func (s *Scroll) clamp() { s.top = max(min(s.top, s.total-s.height), 0) }

// start is the line at which an item begins.
func (s *Scroll) start(item int) int {
	line := 0
	for i := range s.items[:min(item, len(s.items))] {
		line += len(s.items[i].lines)
	}
	return line
}

// anchor is the first visible item and the lines of it above the view.
func (s *Scroll) anchor() (string, int) {
	line := 0
	for i := range s.items {
		if n := len(s.items[i].lines); line+n > s.top {
			return s.items[i].ID, s.top - line
		}
		line += len(s.items[i].lines)
	}
	return "", 0
}

// layout draws what is not drawn at the present width.
func (s *Scroll) layout() {
	if s.width == 0 {
		return
	}
	w := s.width
	if s.Pick {
		w -= 2
	}
	s.total = 0
	for i := range s.items {
		if s.items[i].lines == nil {
			s.items[i].lines = s.items[i].Draw(max(w, 1))
		}
		s.total += len(s.items[i].lines)
	}
}

// View draws the part that is seen.
func (s *Scroll) View(w, h int) View {
	if len(s.items) == 0 {
		s.height = max(h, 1)
		return View{Lines: s.empty(w)}
	}
	if w != s.width {
		first := s.width == 0
		anchor, _ := s.anchor()
		s.width = w
		for i := range s.items {
			s.items[i].lines = nil
		}
		s.layout()
		if !first && s.show == "" {
			s.top = s.start(s.find(anchor))
		}
	}
	if h = max(h, 1); h != s.height {
		s.bottom = s.bottom || s.Follow && s.AtEnd()
		s.height = h
	}
	if s.bottom {
		s.top = max(s.total-h, 0)
	} else if s.show != "" {
		s.cur = s.find(s.show)
		s.top = s.start(s.cur)
	}
	s.bottom, s.show = false, ""
	s.clamp()
	return View{Lines: s.visible(h)}
}

// Page is View for a text to be read: where it goes on below, the last line says
// so and which key turns the page.
func (s *Scroll) Page(w, h int) View {
	if h < 2 {
		return s.View(w, h)
	}
	v := s.View(w, h-1)
	if s.total <= h {
		return s.View(w, h)
	}
	v.Lines = Fill(v.Lines, h-1)
	words := "kit.page.end"
	if !s.AtEnd() {
		words = "kit.page.more"
	}
	v.Lines = append(v.Lines, s.env.Styles.Dim.Of(Fit(s.env.T(words), w)))
	return v
}

func (s *Scroll) find(id string) int {
	for i := range s.items {
		if s.items[i].ID == id {
			return i
		}
	}
	return max(min(s.cur, len(s.items)-1), 0)
}

func (s *Scroll) visible(h int) []string {
	out := make([]string, 0, h)
	line := 0
	for i := range s.items {
		lines := s.items[i].lines
		if line += len(lines); line <= s.top {
			continue
		}
		for n := max(s.top-(line-len(lines)), 0); n < len(lines); n++ {
			if len(out) == h {
				return out
			}
			out = append(out, s.marked(lines[n], i))
		}
	}
	return out
}

func (s *Scroll) marked(line string, item int) string {
	switch {
	case !s.Pick:
		return line
	case item == s.cur && !s.Idle:
		return s.env.Styles.Key.Of("▌") + " " + line
	}
	return "  " + line
}

func (s *Scroll) empty(w int) []string {
	var lines []string
	for i, sentence := range s.Empty {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, Wrap(sentence, w)...)
	}
	return lines
}
