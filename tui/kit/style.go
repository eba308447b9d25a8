package kit

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Style is a way to write, ready as the sequence that begins it: drawing a line
// is then putting strings side by side. Styles do not nest.
type Style struct{ on string }

// Of writes s in the style.
func (s Style) Of(text string) string {
	if s.on == "" || text == "" {
		return text
	}
	return s.on + text + ansi.ResetStyle
}

// Styles are what a session's screens look like, in the terminal's own sixteen
// colours. No state is told by one of them alone.
type Styles struct {
	Plain  Style
	Dim    Style // asides: times, hints
	Strong Style // headings, unread
	Key    Style // key caps
	Path   Style // header
	Chosen Style // the row the cursor is on
	Good   Style
	Warn   Style
	Bad    Style
	Mine   Style // one's own name
	Other  Style // others' names

	dark bool
}

// NewStyles makes the styles for a dark or a light background.
func NewStyles(dark bool) *Styles {
	pick := lipgloss.LightDark(dark)
	fg := func(light, darker color.Color) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(light, darker))
	}
	plain := lipgloss.NewStyle()
	return &Styles{
		Dim:    style(plain.Faint(true)),
		Strong: style(plain.Bold(true)),
		Key:    style(fg(lipgloss.Blue, lipgloss.BrightCyan).Bold(true)),
		Path:   style(plain.Bold(true)),
		Chosen: style(plain.Reverse(true)),
		Good:   style(fg(lipgloss.Green, lipgloss.BrightGreen)),
		Warn:   style(fg(lipgloss.Magenta, lipgloss.BrightYellow).Bold(true)),
		Bad:    style(fg(lipgloss.Red, lipgloss.BrightRed).Bold(true)),
		Mine:   style(fg(lipgloss.Blue, lipgloss.BrightCyan)),
		Other:  style(plain.Bold(true)),
		dark:   dark,
	}
}

// style takes what lipgloss writes in front of a text.
func style(s lipgloss.Style) Style {
	const mark = "x"
	on, _, _ := strings.Cut(s.Render(mark), mark)
	return Style{on: on}
}

// Accents are the names of the colours a floor may have.
func Accents() []string { return []string{"red", "green", "yellow", "blue", "magenta", "cyan"} }

// Accented is the style of a floor's colour; an unknown one is Path.
func (s *Styles) Accented(name string) Style {
	var light, dark color.Color
	switch name {
	case "red":
		light, dark = lipgloss.Red, lipgloss.BrightRed
	case "green":
		light, dark = lipgloss.Green, lipgloss.BrightGreen
	case "yellow":
		light, dark = lipgloss.Yellow, lipgloss.BrightYellow
	case "blue":
		light, dark = lipgloss.Blue, lipgloss.BrightBlue
	case "magenta":
		light, dark = lipgloss.Magenta, lipgloss.BrightMagenta
	case "cyan":
		light, dark = lipgloss.Cyan, lipgloss.BrightCyan
	default:
		return s.Path
	}
	return style(lipgloss.NewStyle().Bold(true).Foreground(lipgloss.LightDark(s.dark)(light, dark)))
}
