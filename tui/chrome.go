package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/tui/kit"
)

// Below this a screen cannot be read; one sentence says so.
const (
	leastWidth  = 20
	leastHeight = 6
)

// chrome is what was drawn around the last frame, kept as long as it is the same.
type chrome struct {
	key     chromeKey
	header  []string
	footKey footKey
	foot    string
}

// footKey is all that the line of keys depends on.
type footKey struct {
	width                  int
	lang                   string
	styles                 *kit.Styles
	typing, dialog, sealed bool
	member                 bool
	own                    uint64
}

// chromeKey is all that the header depends on.
type chromeKey struct {
	width                int
	path, readers, keeps string
	warning              string
	accent, lang         string
	unread, direct       int
	styles               *kit.Styles
}

// View draws header, body and footer.
func (s *shell) View() tea.View {
	if s.blank { // the runner empties both screens
		return tea.View{}
	}
	v := tea.View{AltScreen: true, WindowTitle: s.env.HouseName}
	if s.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	w, h := s.env.Width, s.env.Height
	if w < leastWidth || h < leastHeight {
		v.Content = strings.Join(kit.Fill(kit.Wrap(s.env.T("shell.small"), max(w, 1)), max(h, 1)), "\n")
		return v
	}
	head := s.header(w, h)
	foot := s.footer(w)
	room := h - len(head) - len(foot)
	var body kit.View
	if n := len(s.stack); n > 0 {
		body = s.stack[n-1].screen.View(w, room)
	} else {
		body.Lines = []string{s.env.T("common.loading")}
	}
	s.write(&v, head, body, room, foot)
	if c := body.Cursor; c != nil && c.Y < room {
		cursor := *c
		cursor.Y += len(head)
		v.Cursor = &cursor
	}
	return v
}

func (s *shell) write(v *tea.View, head []string, body kit.View, room int, foot []string) {
	var b strings.Builder
	size := 0
	for _, part := range [][]string{head, body.Lines, foot} {
		for _, line := range part {
			size += len(line) + 1
		}
	}
	b.Grow(size + room)
	for _, line := range head {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	for y := range room {
		if y < len(body.Lines) {
			b.WriteString(body.Lines[y])
		}
		b.WriteByte('\n')
	}
	for i, line := range foot {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	v.Content = b.String()
}

// header is the path and the counts, who can read and how long words live, a rule.
func (s *shell) header(w, h int) []string {
	place, title := s.place(), s.env.HouseName
	if n := len(s.stack); n > 0 {
		title = s.stack[n-1].screen.Title()
	}
	key := chromeKey{
		width: w, path: strings.Join(place.Path, "\x00") + "\x00" + title, readers: place.Readers, keeps: place.Keeps,
		accent: place.Accent, lang: string(s.env.Text.Lang()), unread: s.counts.unread, direct: s.counts.direct, styles: s.env.Styles,
	}
	key.warning = s.warning()
	if h < 12 {
		key.readers, key.keeps = "", ""
	}
	if key == s.frame.key {
		return s.frame.header
	}
	st := s.env.Styles
	right := s.countWords(w)
	var lines []string
	if key.warning != "" {
		for i, line := range kit.Wrap(key.warning, w) {
			if i < 2 {
				lines = append(lines, st.Warn.Of(line))
			}
		}
	}
	lines = append(lines, kit.Ends(st.Accented(place.Accent).Of(s.path(place.Path, title, w-kit.Width(right)-1)), right, w))
	if words := strings.TrimSpace(key.readers + " " + key.keeps); words != "" {
		for i, line := range kit.Wrap(kit.Clean(words), w) {
			if i < 3 { // on the smallest screen two cut off how long words live
				lines = append(lines, line)
			}
		}
	}
	lines = append(lines, st.Dim.Of(kit.Rule(w)))
	s.frame.key, s.frame.header = key, lines
	return lines
}

func (s *shell) countWords(w int) string {
	if s.counts.unread == 0 && s.counts.direct == 0 {
		return ""
	}
	if w < 60 {
		return s.env.T("shell.counts.short", "Unread", s.counts.unread, "Direct", s.counts.direct)
	}
	return s.env.T("shell.counts", "Unread", s.counts.unread, "Direct", s.counts.direct)
}

// path joins the crumbs; the first ones give way, the title stays.
func (s *shell) path(crumbs []string, title string, w int) string {
	all := append(append([]string{s.env.HouseName}, crumbs...), title)
	for i := range all {
		all[i] = kit.Clean(all[i])
	}
	path := strings.Join(all, " › ")
	for n := 1; kit.Width(path) > w && n < len(all); n++ {
		path = "… › " + strings.Join(all[n:], " › ")
	}
	return kit.Fit(path, w)
}

// footer is what is to be said, and the keys that matter now.
func (s *shell) footer(w int) []string {
	var lines []string
	st := s.env.Styles
	if s.notice != "" {
		for _, line := range kit.Wrap(s.notice, w) {
			lines = append(lines, st.Warn.Of(line))
		}
	}
	if s.toast != "" {
		style, words := st.Strong, s.toast
		if s.bad {
			style, words = st.Bad, "! "+s.toast
		}
		for i, line := range kit.Wrap(words, w) {
			if i < 3 {
				lines = append(lines, style.Of(line))
			}
		}
	}
	return append(lines, s.keyLine(w))
}

// keyLine fits as many keys as there is room for; the house's own come last and
// stay. In a text field only those stand there that write nothing.
func (s *shell) keyLine(w int) string {
	if len(s.stack) == 0 {
		return ""
	}
	screen := s.stack[len(s.stack)-1].screen
	typing := isTyping(screen)
	own := screen.Keys()
	key := footKey{
		width: w, lang: string(s.env.Text.Lang()), styles: s.env.Styles, typing: typing,
		dialog: isDialog(screen), sealed: s.sealed, member: s.env.Who().Member(), own: fingerprint(own),
	}
	if key == s.frame.footKey {
		return s.frame.foot
	}
	s.frame.footKey, s.frame.foot = key, s.drawKeys(screen, own, typing, w)
	return s.frame.foot
}

// fingerprint is a number for what the footer takes from a table (FNV-1a).
func fingerprint(keys []kit.Key) uint64 {
	sum := uint64(14695981039346656037)
	add := func(s string) {
		for i := range len(s) {
			sum = (sum ^ uint64(s[i])) * 1099511628211
		}
		sum = (sum ^ 0xff) * 1099511628211
	}
	for _, k := range keys {
		for _, name := range k.Keys {
			add(name)
		}
		add("")
		if k.Foot && k.Off == "" {
			add(k.Help)
		}
	}
	return sum
}

func (s *shell) drawKeys(screen kit.Screen, own []kit.Key, typing bool, w int) string {
	own, house := s.ownBack(own, s.keys(screen), typing, w)
	fixed := s.caps(house, own, typing, w)
	line := append(s.caps(own, nil, typing, w-width(fixed)), fixed...)
	parts := make([]string, len(line))
	for i, c := range line {
		parts[i] = s.env.Styles.Key.Of(c.cap) + " " + c.help
	}
	return strings.Join(parts, "  ")
}

// ownBack puts a screen's own way back where the house's stands: were there no room
// for it among the others, only q would be shown, which leaves the whole screen.
func (s *shell) ownBack(own, house []kit.Key, typing bool, w int) (rest, all []kit.Key) {
	isBack := func(k kit.Key) bool { return k.Off == "" && slices.Contains(k.Keys, "esc") }
	at := slices.IndexFunc(own, func(k kit.Key) bool { return k.Foot && isBack(k) })
	here := slices.IndexFunc(house, isBack)
	if typing || at < 0 || here < 0 {
		return own, house
	}
	all = slices.Clone(house)
	all[here] = own[at]
	if w < 60 && kit.Width(s.env.T(own[at].Help)) > shortHelp {
		all[here].Help = "key.back"
	}
	return slices.Delete(slices.Clone(own), at, at+1), all
}

// shortHelp is how many cells a narrow footer has for the words of the way back.
const shortHelp = 10

type capHelp struct{ cap, help string }

func width(line []capHelp) int {
	n := 0
	for _, c := range line {
		n += kit.Width(c.cap) + kit.Width(c.help) + 3
	}
	return n
}

// caps are the keys of a table that stand in the footer, work now and fit into w
// cells.
func (s *shell) caps(keys, shadow []kit.Key, typing bool, w int) (line []capHelp) {
	for _, k := range keys {
		if !k.Foot || k.Off != "" {
			continue
		}
		i := slices.IndexFunc(k.Keys, func(name string) bool {
			press := keyPress(name)
			_, taken := kit.Find(shadow, press, false)
			return !taken && (!typing || press.Text == "")
		})
		if i < 0 {
			continue
		}
		c := capHelp{s.env.Cap(k.Keys[i]), s.env.T(k.Help)}
		if width(append(line, c)) > w {
			break
		}
		line = append(line, c)
	}
	return line
}
