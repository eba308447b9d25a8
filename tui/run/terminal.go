package run

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// modes are what has been asked of the client's terminal beside its cells, so
// that it can be taken back.
type modes struct {
	alt     bool
	paste   bool
	focus   bool
	mouse   tea.MouseMode
	title   string
	titled  bool // a title has been set at least once
	style   int  // of the cursor, DECSCUSR; 0 is the user's own
	hidden  bool // the cursor
	x, y    int  // of the cursor, where the last frame left it
	touched bool // anything at all was written
}

const (
	// XTWINOPS: keep the user's title and bring it back.
	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b[23;2t"

	mouseOff = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr
)

// screenChange appends what enters or leaves the alternate screen and says
// whether it did: the cells are unknown afterwards.
func (m *modes) screenChange(dst []byte, v *tea.View) ([]byte, bool) {
	if m.touched && m.alt == v.AltScreen {
		return dst, false
	}
	switch {
	case v.AltScreen:
		dst = append(dst, ansi.SetModeAltScreenSaveCursor...)
	case m.alt:
		dst = append(dst, ansi.ResetModeAltScreenSaveCursor...)
	}
	m.alt, m.touched = v.AltScreen, true
	return dst, true
}

// set appends what the view asks for and the terminal does not have yet.
func (m *modes) set(dst []byte, v *tea.View) []byte {
	if paste := !v.DisableBracketedPasteMode; paste != m.paste {
		dst = append(dst, pick(paste, ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste)...)
		m.paste = paste
	}
	if v.ReportFocus != m.focus {
		dst = append(dst, pick(v.ReportFocus, ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent)...)
		m.focus = v.ReportFocus
	}
	if v.MouseMode != m.mouse {
		dst = append(dst, mouseOff...)
		switch v.MouseMode {
		case tea.MouseModeCellMotion:
			dst = append(dst, ansi.SetModeMouseButtonEvent+ansi.SetModeMouseExtSgr...)
		case tea.MouseModeAllMotion:
			dst = append(dst, ansi.SetModeMouseAnyEvent+ansi.SetModeMouseExtSgr...)
		}
		m.mouse = v.MouseMode
	}
	if v.WindowTitle != m.title {
		if !m.titled {
			dst = append(dst, pushTitle...)
		}
		dst = append(dst, ansi.SetWindowTitle(cleanTitle(v.WindowTitle))...)
		m.title, m.titled = v.WindowTitle, true
	}
	if v.Cursor != nil {
		if style := cursorStyle(v.Cursor); style != m.style {
			dst = append(dst, ansi.SetCursorStyle(style)...)
			m.style = style
		}
	}
	return dst
}

// restore appends what gives the user the terminal back as it was, on every way
// out and after frames that were cut off in the middle. Without the alternate
// screen the used lines stay and the cursor goes below them.
func (m *modes) restore(dst []byte, used int) []byte {
	if !m.touched {
		return dst
	}
	dst = append(dst, ansi.ResetModeSynchronizedOutput+ansi.ResetStyle+ansi.SetModeAutoWrap...)
	if m.mouse != tea.MouseModeNone {
		dst = append(dst, mouseOff...)
	}
	if m.focus {
		dst = append(dst, ansi.ResetModeFocusEvent...)
	}
	if m.paste {
		dst = append(dst, ansi.ResetModeBracketedPaste...)
	}
	if m.titled {
		dst = append(dst, ansi.SetWindowTitle("")+popTitle...)
	}
	if m.style != 0 {
		dst = append(dst, ansi.SetCursorStyle(0)...)
	}
	if m.alt {
		dst = append(dst, ansi.ResetModeAltScreenSaveCursor...)
	} else {
		dst = append(dst, ansi.CursorPosition(1, used)+"\r\n"...)
	}
	dst = append(dst, ansi.SetModeTextCursorEnable...)
	*m = modes{}
	return dst
}

// cursorStyle is the DECSCUSR number of a cursor. Bubble Tea's default, a
// blinking block, is left to the user's own setting.
func cursorStyle(c *tea.Cursor) int {
	if c.Shape == tea.CursorBlock && c.Blink {
		return 0
	}
	style := int(c.Shape)*2 + 1
	if !c.Blink {
		style++
	}
	return style
}

// cleanTitle keeps a title from ending its own sequence.
func cleanTitle(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, ansi.Truncate(strings.ToValidUTF8(s, ""), 120, ""))
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
