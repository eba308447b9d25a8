package markdown_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/markdown"
)

const sample = "# Hausregeln\n\nSiehe [[Start]] und [[Neu|die *neue* Seite]], **fett** *kursiv* ~~weg~~ `code` & mehr, " +
	"ein langer Satz, der umgebrochen wird.\nZweite Zeile\n\n## Zwei\n\n- eins\n- zwei\n  - tief\n\n1. a\n2. b\n\n- [ ] offen\n- [x] fertig\n\n" +
	"> Zitat mit\n> zwei Zeilen\n\n```go\nfunc main() {\n\tprintln(1)\n\n\n}\n```\n\n| A | B |\n|---|--:|\n| 1 | [x](http://a.example) |\n" +
	"| mit [[Start]] | 2 |\n\n---\n\n[Link](https://example.org/a) <b>x</b> 日本語 ![Bild](a.png)\n"

func bare(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

func TestEveryPartOfATextIsDrawn(t *testing.T) {
	got := bare(markdown.Render(kittest.Env(nil), sample, 60))
	for _, want := range []string{
		"Hausregeln\n", "Siehe Start und die *neue* Seite, fett kursiv weg `code`", "wird.\nZweite Zeile", "• eins\n• zwei\n  • tief",
		"1. a\n2. b", "[ ] offen\n[x] fertig", "│ Zitat mit\n│ zwei Zeilen", "  func main() {\n      println(1)\n\n\n  }", " A ", "┼",
		"x http://a.example", "────", "Link https://example.org/a <b>x</b> 日本語 Image: Bild",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %q in it", got, want)
		}
	}
}

func TestLinksToPagesAreNumberedAndListed(t *testing.T) {
	text := "[[Start]] [[Zwei Wörter|so]] [[ START ]] `[[kein Link]]` \\[[auch keiner]] [[]] [[a\nb]] [[offen\n\n    [[Code]]\n"
	text += "\n|[[In der Tafel]]|[[Quer\\|strich]]|\n|-|-|\n"
	var pages []string
	for _, l := range markdown.Pages(text) {
		pages = append(pages, fmt.Sprint(l.Number, l.Page))
	}
	if want := []string{"1Start", "2Zwei Wörter", "3In der Tafel", "4Quer"}; !slices.Equal(pages, want) {
		t.Errorf("got %q, want %q", pages, want)
	}
	page := markdown.New(kittest.Env(nil))
	page.Mark(func(l markdown.Link) string { return fmt.Sprintf("[%d]", l.Number) })
	page.Set(text)
	if got := bare(page.Lines(70)); !strings.Contains(got, "Start[1] so[2] START[1] `[[kein Link]]` [[auch keiner]]") {
		t.Errorf("got\n%s", got)
	}
}

// styles are the marks of style that the kit has: bold, faint, italic, underlined,
// struck out, bright cyan.
func styles() *regexp.Regexp { return regexp.MustCompile(`\x1b\[((1|2|3|4|9|96)(;(1|2|3|4|9|96))*)?m`) }

// only holds what may come out: no control character and no sequence but marks
// of style that the kit has.
func only(t *testing.T, name string, lines []string, width int) {
	t.Helper()
	ours := styles()
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Fatalf("%s: got a line of %d cells, want at most %d: %q", name, w, width, line)
		}
		if !strings.HasSuffix(line, ansi.ResetStyle) && strings.Contains(line, "\x1b") && strings.LastIndex(line, ansi.ResetStyle) < strings.LastIndex(line, "\x1b[") {
			t.Fatalf("%s: a line leaves its style on: %q", name, line)
		}
		rest := ours.ReplaceAllString(line, "")
		if rest != kit.Clean(rest) {
			t.Fatalf("%s: got %q, want nothing but words and the kit's styles", name, line)
		}
	}
}

func TestNoSequenceOfTheTextComesThrough(t *testing.T) {
	hostile := []string{
		"\x1b[31mred\x1b]0;title\x07 \x1b]52;c;AAAA\x07 \u009b31m", "&#27;[31mred &#x1b;]52;c;x&#7; &#155;31m", "&#27[31m &#x1B[2J", "&Tab;&NewLine;&#8238;abc&rlm;",
		"[a](&\\#27;[31m) [a](<&\\#x1b;]0;x> \"&\\#27;\")", "![&#27;[31m](x&#27;)", "| [a](&\\#27;[31mx) |\n|-|\n| ![&#27;](&\\#27;]0;y) |",
		"<b title=\"&#27;[31m\">x</b>\n\n<div>&amp;#27;[31m</div>", "`&#27;[31m` ~~&#27;[2J~~ **&#27;c**", "    &#27;[31m\n", "[[&#27;[31m]] [[a|&#x9b;31m]]",
		"\uE000[31m\uE001 &#xE000;x", "&am&#27;p;#27;", "<http://a/&#27;[31m> <&#27;@a.example>", "[r]: x&\\#27;[31m \"&#27;\"\n\n[r] ![r]", "x\u202Egnp.exe",
	}
	for _, text := range hostile {
		for _, width := range []int{12, 40, 80} {
			only(t, text, markdown.Render(kittest.Env(nil), text, width), width)
		}
	}
	// the test can tell: a style that is not the kit's is found
	if rest := styles().ReplaceAllString("\x1b[31mx\x1b[m", ""); rest == kit.Clean(rest) {
		t.Error("want a foreign style to be seen")
	}
}

func TestATextIsDrawnOnceForAWidth(t *testing.T) {
	page := markdown.New(kittest.Env(nil))
	page.Set(sample)
	first := page.Lines(40)
	if again := page.Lines(40); &first[0] != &again[0] {
		t.Error("want the same lines for the same width")
	}
	if other := page.Lines(41); &first[0] == &other[0] {
		t.Error("want other lines for another width")
	}
	page.Set(sample + "!")
	if !strings.Contains(bare(page.Lines(41)), "!") {
		t.Error("want another text drawn")
	}
}

func TestEmptyTextsHaveNoLines(t *testing.T) {
	for _, text := range []string{"", "\n\n", " \t\n", "\x1b"} {
		if got := markdown.Render(kittest.Env(nil), text, 40); len(got) != 0 {
			t.Errorf("got %q for %q, want nothing", got, text)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add(sample, 40)
	f.Add("&#27;[31m[a](&\\#27;)", 1)
	if raw, err := os.ReadFile("../../../README.md"); err == nil {
		f.Add(string(raw), 76)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 1 + (width&0xFF)%200
		lines := markdown.Render(kittest.Env(nil), text, width)
		only(t, "fuzz", lines, width)
	})
}
