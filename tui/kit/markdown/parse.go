package markdown

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// document is a parsed text. source holds the text and, behind it, what is drawn
// in the place of links to pages.
type document struct {
	root   ast.Node
	source []byte
	links  []Link
}

// parse parses a text that was prepared and measured. HTML has no parser: it is
// text like any other.
func parse(source string, mark func(Link) string) document {
	b := []byte(source)
	pages := &pageParser{mark: mark, base: len(b), known: map[string]int{}}
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(pages, 150),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	md := goldmark.New(goldmark.WithParser(p),
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList))
	root := md.Parser().Parse(text.NewReader(b))
	return document{root: root, source: append(b, pages.drawn...), links: pages.links}
}

// Link is a link to a page, written [[Name]] or [[Name|shown so]].
type Link struct {
	Number int // from 1, the same for each link to a page
	Page   string
	Shown  string
}

// Pages lists the pages that a text links to, each once, in the order of their
// first link. A text beyond measure has none.
func Pages(text string) []Link {
	source := prepare(text)
	if !measured(source) {
		return nil
	}
	return parse(source, nil).links
}

// pageParser reads links to pages. What is drawn for them stands behind the
// text, between two marks that prepare took out of it.
type pageParser struct {
	mark  func(Link) string
	base  int
	drawn []byte
	links []Link
	known map[string]int
}

const (
	linkBegin, linkEnd = '\uE000', '\uE001'
	maxPageLink        = 400 // bytes of a name with what is shown
)

// Trigger is the character that begins a link.
func (*pageParser) Trigger() []byte { return []byte{'['} }

// Parse reads a link, or nothing.
func (p *pageParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 5 || line[1] != '[' {
		return nil
	}
	inner, _, closed := strings.Cut(string(line[2:min(len(line), maxPageLink)]), "]]")
	if !closed || strings.ContainsAny(inner, "[\n") {
		return nil
	}
	page, shown, split := strings.Cut(strings.ReplaceAll(inner, `\|`, "|"), "|")
	page, shown = strings.Join(strings.Fields(page), " "), strings.TrimSpace(shown)
	if page == "" {
		return nil
	}
	if !split || shown == "" {
		shown = page
	}
	block.Advance(len(inner) + 4)
	link := Link{Page: page, Shown: shown}
	if link.Number = p.known[strings.ToLower(page)]; link.Number == 0 {
		link.Number = len(p.links) + 1
		p.known[strings.ToLower(page)] = link.Number
		p.links = append(p.links, link)
	}
	return p.draw(link)
}

// draw appends what is drawn and points to it.
func (p *pageParser) draw(link Link) ast.Node {
	words := link.Shown
	if p.mark != nil {
		words += p.mark(link)
	}
	words = strings.NewReplacer("&", "&amp;", `\`, `\\`).Replace(words)
	p.drawn = append(p.drawn, ' ') // keeps it from growing together with text before
	start := p.base + len(p.drawn)
	p.drawn = append(p.drawn, string(linkBegin)+words+string(linkEnd)...)
	return ast.NewTextSegment(text.NewSegment(start, p.base+len(p.drawn)))
}
