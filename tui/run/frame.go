package run

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// screen is what the client's terminal shows, as far as frames have told it.
type screen struct {
	brush brush
	modes modes
	size  Size
	// lines are the lines of the last view as the model gave them, parts of one
	// string; nil when the cells are unknown.
	lines []string
}

// resize forgets the cells: terminals reflow, cut and scroll as they like.
func (s *screen) resize(size Size) {
	s.size = size
	s.forget()
}

// forget makes the next frame paint everything.
func (s *screen) forget() { s.lines = nil }

// frame appends what turns the terminal's present state into the view; nothing
// when it shows it already.
func (s *screen) frame(dst []byte, v *tea.View) []byte {
	dst, changed := s.modes.screenChange(dst, v)
	dst = s.modes.set(dst, v)
	lines := splitLines(v.Content, s.size.Height)
	wipe := changed || s.lines == nil
	count := s.changes(lines, wipe)
	var up shift
	if !wipe && v.AltScreen && count > shiftWorth {
		if up = shifted(s.lines, lines); up.by > 0 {
			s.lines = up.apply(s.lines)
		}
	}
	painted := count > 0 || wipe
	// A single line needs no protection from being seen half done.
	many := count > 1 || wipe
	if many {
		dst = append(dst, ansi.SetModeSynchronizedOutput...)
	}
	if painted {
		dst = s.paint(dst, lines, up, wipe, many)
	}
	s.lines = lines
	dst = s.cursor(dst, v.Cursor, painted)
	if many {
		dst = append(dst, ansi.ResetModeSynchronizedOutput...)
	}
	return dst
}

// changes counts the lines to paint.
func (s *screen) changes(lines []string, wipe bool) int {
	n := 0
	for y, line := range lines {
		if wipe && line != "" || !wipe && line != s.lines[y] {
			n++
		}
	}
	return n
}

// paint appends the changed lines. For more than one the cursor is hidden.
// Lines are never allowed to wrap: terminals disagree about the width of some
// signs.
func (s *screen) paint(dst []byte, lines []string, up shift, wipe, many bool) []byte {
	if many && !s.modes.hidden {
		dst = append(dst, ansi.ResetModeTextCursorEnable...)
		s.modes.hidden = true
	}
	dst = append(dst, ansi.ResetModeAutoWrap...)
	if wipe {
		dst = append(dst, ansi.ResetStyle+ansi.CursorHomePosition+ansi.EraseEntireScreen...)
	}
	if up.by > 0 {
		dst = up.write(dst)
	}
	for y, line := range lines {
		if wipe && line != "" || !wipe && line != s.lines[y] {
			dst = s.paintLine(dst, y, line)
		}
	}
	return append(dst, ansi.SetModeAutoWrap...)
}

func (s *screen) paintLine(dst []byte, y int, line string) []byte {
	dst = moveTo(dst, 0, y)
	start := len(dst)
	dst, cells, styled, unsure := s.brush.line(dst, line, s.size.Width)
	if styled {
		dst = append(dst, ansi.ResetStyle...)
	}
	switch {
	case unsure || cells == 0:
		// What the terminal takes for the line's end may not be ours: empty
		// the line first.
		dst = slices.Insert(dst, start, []byte(ansi.EraseLineRight)...)
	case cells < s.size.Width:
		dst = append(dst, ansi.EraseLineRight...)
	}
	return dst
}

// cursor puts the terminal's cursor where the view has it, or hides it.
func (s *screen) cursor(dst []byte, c *tea.Cursor, moved bool) []byte {
	m := &s.modes
	if c == nil {
		if !m.hidden {
			dst = append(dst, ansi.ResetModeTextCursorEnable...)
			m.hidden = true
		}
		return dst
	}
	x := min(max(c.X, 0), s.size.Width-1)
	y := min(max(c.Y, 0), s.size.Height-1)
	if moved || m.hidden || x != m.x || y != m.y {
		dst = moveTo(dst, x, y)
		m.x, m.y = x, y
	}
	if m.hidden {
		dst = append(dst, ansi.SetModeTextCursorEnable...)
		m.hidden = false
	}
	return dst
}

// restore returns what gives the user the terminal back.
func (s *screen) restore() []byte {
	used := len(s.lines)
	for used > 1 && s.lines[used-1] == "" {
		used--
	}
	return s.modes.restore(nil, max(used, 1))
}

// splitLines cuts a view into exactly height lines.
func splitLines(content string, height int) []string {
	lines := make([]string, height)
	for y := range lines {
		line, rest, more := strings.Cut(content, "\n")
		lines[y] = strings.TrimSuffix(line, "\r")
		if !more {
			break
		}
		content = rest
	}
	return lines
}

func moveTo(dst []byte, x, y int) []byte {
	dst = append(dst, "\x1b["...)
	dst = strconv.AppendInt(dst, int64(y+1), 10)
	dst = append(dst, ';')
	dst = strconv.AppendInt(dst, int64(x+1), 10)
	return append(dst, 'H')
}
