package markdown

import (
	"strings"

	"charm.land/glamour/v2/ansi"

	"stockwerk/tui/kit"
)

// look is the renderer's style: the terminal's own colours, no state told by one
// of them. Headings are bold, code keeps its marks, quotes have a line beside.
func look(env *kit.Env, width int) ansi.StyleConfig {
	yes := true
	two, one := uint(2), uint(1)
	bar, column, row, cross := "│ ", "│", "─", "┼"
	bold := ansi.StylePrimitive{Bold: &yes}
	heading := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &yes, BlockSuffix: "\n"}}
	c := ansi.StyleConfig{
		BlockQuote:     ansi.StyleBlock{Indent: &one, IndentToken: &bar},
		List:           ansi.StyleList{LevelIndent: 2},
		Heading:        heading,
		H1:             ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Underline: &yes}},
		Emph:           ansi.StylePrimitive{Italic: &yes},
		Strong:         bold,
		Strikethrough:  ansi.StylePrimitive{CrossedOut: &yes},
		HorizontalRule: ansi.StylePrimitive{Format: "\n" + strings.Repeat("─", min(width, 40)) + "\n"},
		Item:           ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		Link:           ansi.StylePrimitive{Underline: &yes},
		LinkText:       bold,
		Image:          ansi.StylePrimitive{Underline: &yes},
		ImageText:      ansi.StylePrimitive{Format: env.T("markdown.image") + " {{.text}}"},
		Code:           ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: "`", Suffix: "`"}},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{Margin: &two}},
		Table:          ansi.StyleTable{CenterSeparator: &cross, ColumnSeparator: &column, RowSeparator: &row},
	}
	return c
}
