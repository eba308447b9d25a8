package kit

import (
	"cmp"

	tea "charm.land/bubbletea/v2"
)

// Height is what View takes at w cells, within most.
func (c *Composer) Height(w, most int) int {
	n := len(c.head(w)) + c.text.Height(w-2)
	if c.Subject {
		n++
	}
	if !c.Line {
		n++
	}
	return min(n, most)
}

func (c *Composer) head(w int) []string {
	if c.Note != "" {
		return Wrap(c.Note, w)
	}
	return Wrap(c.env.T("kit.composer", "To", Clean(c.To), "Readers", Clean(c.Readers)), w)
}

// View draws the prompt, the title and the text.
func (c *Composer) View(w, h int) View {
	st := c.env.Styles
	var lines []string
	fields := 1
	if c.Subject {
		fields++
	}
	if !c.Line {
		h-- // of the button
	}
	for _, line := range c.head(w) {
		if len(lines) < max(h-fields, 0) {
			lines = append(lines, st.Key.Of(line))
		}
	}
	var cursor *tea.Cursor
	if c.Subject {
		label := cmp.Or(c.Label, c.env.T("kit.subject")) + " "
		v := c.title.View(w-Width(label), 1)
		if c.onTitle {
			cursor = CursorAt(v.Cursor.X+Width(label), len(lines))
		}
		lines = append(lines, st.Strong.Of(label)+v.Lines[0])
	}
	v := c.text.View(w-2, max(h-len(lines), 1))
	if cursor == nil {
		cursor = CursorAt(v.Cursor.X+2, v.Cursor.Y+len(lines))
	}
	for _, line := range v.Lines {
		lines = append(lines, st.Dim.Of("│")+" "+line)
	}
	if !c.Line {
		button := "[ " + c.env.T(c.verb("common.send", "common.save")) + " ]"
		if c.onSend {
			cursor = CursorAt(2, len(lines))
			button = st.Chosen.Of(button)
		}
		lines = append(lines, button)
	}
	return View{Lines: lines, Cursor: cursor}
}
