package markdown

import (
	"errors"
	"io"
	"strings"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// What a text may hold to be drawn. Each bound is where some part of parsing or
// drawing begins to cost the square of it.
const (
	narrowest    = 10      // cells; below, wrapping in wraps makes no sense
	mostBytes    = 1 << 18 // of the text: a page of the wiki
	mostMarks    = 3_000   // characters with a meaning in one paragraph
	mostInRow    = 1 << 16 // bytes of one paragraph
	mostDeep     = 24      // quotes and lists in each other
	mostCells    = 20_000  // of tables
	mostColumns  = 40
	mostNodes    = 60_000
	mostSiblings = 3_000   // items of a list, lines of a code block
	mostAddress  = 1 << 19 // bytes of all addresses as they would be drawn
	mostCopied   = 1 << 24 // bytes of addresses that a short reference could repeat
	mostDrawn    = 8 << 20 // bytes that the renderer may write
)

// measured tells whether a text may be parsed, from a look at its lines.
func measured(source string) bool {
	if len(source) > mostBytes {
		return false
	}
	cells := 0
	if longestWord(source)*strings.Count(source, "[") > mostCopied {
		return false
	}
	var p paragraph
	for line := range strings.Lines(source) {
		if strings.TrimSpace(line) == "" {
			cells += p.cells()
			p = paragraph{}
			continue
		}
		p.add(line)
		if p.marks > mostMarks || p.bytes > mostInRow || deep(line) > mostDeep || p.columns > mostColumns {
			return false
		}
	}
	return cells+p.cells() <= mostCells
}

// longestWord is the length of the longest run without a space, in bytes.
func longestWord(s string) int {
	longest, begin := 0, 0
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\n' {
			longest, begin = max(longest, i-begin), i+1
		}
	}
	return max(longest, len(s)-begin)
}

// paragraph is a run of lines without a blank one between.
type paragraph struct{ bytes, marks, lines, columns int }

func (p *paragraph) add(line string) {
	p.bytes += len(line)
	p.lines++
	for i := range len(line) {
		switch line[i] {
		case '[', ']', '*', '_', '`', '<', '~', '!', '\\', '&':
			p.marks++
		}
	}
	if strings.Trim(line, "|:- \t>\r\n") == "" { // could be the line below a table's head
		p.columns = max(p.columns, strings.Count(line, "|")+1)
	}
}

// cells is how many cells a table could have: short rows are filled up.
func (p *paragraph) cells() int { return p.lines * p.columns }

// deep is how many quotes and lists a line begins.
func deep(line string) int {
	n, spaces := 0, 0
	for i := range len(line) {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			spaces++
		case c == '>' || c == '-' || c == '*' || c == '+' || c == '.' || c == ')':
			n++
		case c >= '0' && c <= '9':
		default:
			return max(n, spaces/20)
		}
	}
	if strings.Trim(line, "-*=_ \t\r\n") == "" && !strings.Contains(line, "- -") && !strings.Contains(line, "* *") {
		return 0 // a rule
	}
	return max(n, spaces/20)
}

// errTooMuch ends a walk or a drawing.
var errTooMuch = errors.New("beyond measure")

// bounded tells whether a parsed text may be drawn. It cleans the addresses, where
// a backslash can bring about a character reference that prepare did not see.
func (d document) bounded() bool {
	nodes, depth, address := 0, 0, 0
	err := ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			depth--
			return ast.WalkContinue, nil
		}
		depth++
		nodes++
		switch n := n.(type) {
		case *ast.Link:
			address += len(n.Destination)
			n.Destination, n.Title = cleanAddress(n.Destination), nil
		case *ast.Image:
			address += len(n.Destination)
			n.Destination, n.Title = cleanAddress(n.Destination), nil
		case *ast.FencedCodeBlock:
			if n.Lines().Len() > mostSiblings {
				return ast.WalkStop, errTooMuch
			}
		case *ast.CodeBlock:
			if n.Lines().Len() > mostSiblings {
				return ast.WalkStop, errTooMuch
			}
		case *astext.Table:
			if n.ChildCount()*len(n.Alignments) > mostCells {
				return ast.WalkStop, errTooMuch
			}
		}
		if depth > 3*mostDeep || nodes > mostNodes || address > mostAddress || n.Kind() == ast.KindList && n.ChildCount() > mostSiblings {
			return ast.WalkStop, errTooMuch
		}
		return ast.WalkContinue, nil
	})
	return err == nil
}

// limit is a writer that ends the drawing of what grows too large.
type limit struct {
	to   io.Writer
	left int
}

func (l *limit) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, errTooMuch
	}
	return l.to.Write(b)
}
