package markdown_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/markdown"
)

// fill repeats s to about n bytes.
func fill(s string, n int) string { return strings.Repeat(s, n/len(s)) }

// each joins n lines.
func each(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i))
	}
	return b.String()
}

// bombs are texts on which parts of a Markdown renderer take the square of their
// length, or fill the memory; many are of the size of the largest page.
func bombs() map[string]string {
	const page = 256 << 10
	deep := strings.Repeat("> ", 20)
	return map[string]string{
		"quotes": fill(">", page), "quotes apart": fill("> ", page), "lists in lists": fill("- ", page), "items": fill("- a\n", page),
		"brackets": fill("[", page), "half links": fill("[a](", page), "stars": fill("*a **a ", page), "stars in words": fill("a**b* c", page),
		"ticks":               each(700, func(i int) string { return strings.Repeat("`", i+1) + " " }),
		"references":          "[a]: <http://" + fill("x", 100_000) + ">\n\n" + fill("[a] \n\n", 100_000),
		"references in lines": "[a]: <http://" + fill("x", 9_000) + ">\n\n" + fill("[a]\n\n", 200_000),
		"wide table":          fill("|a", 50_000) + "\n" + fill("|-", 50_000) + "\n" + fill("|\n", 100_000),
		"long table":          fill("|a", 60) + "\n" + fill("|-", 60) + "\n" + fill("|b\n", page/2),
		"full table":          fill("|lorem ipsum dolor", 400) + "\n" + fill("|-", 44) + "\n" + fill("|bxxxxxxxxx xxxxx", 16_000),
		"largest table":       fill("|a", 60) + "\n" + fill("|-", 60) + "\n" + fill("|b\n", 1_900),
		"one word":            fill("x", page), "one line": fill("word ", page), "lines": fill("word\n", page), "paragraphs": fill(fill("word ", 350)+"\n\n", page),
		"links to one page": fill("[[Page]] ", 100_000), "ten thousand links": each(10_000, func(i int) string { return fmt.Sprintf("[[Page %d]]\n\n", i) }),
		"headings": fill("# a\n", page), "code": "```\n" + fill("a\n", page), "comments": fill("<!-- ", page), "waves": fill("~~a~ ", page),
		"dense stars": fill("*a_", 9_000), "dense brackets": fill("[x", 5_900), "stars both ways": fill("**a*", 4_000) + fill("b*c**", 4_000),
		"stairs":            each(60, func(i int) string { return strings.Repeat("  ", i) + "- a\n" }),
		"stairs many times": each(10_000, func(i int) string { return strings.Repeat("  ", i%20) + "- a\n" }),
		"deep quotes":       fill(deep+"abc def\n", page), "deep quotes apart": fill(deep+"abc def\n\n", page),
		"underlined": fill("a\n=\n", page), "rules": fill("---\n\n", page), "entities": fill("&amp;", page), "numbers": each(20_000, func(i int) string { return fmt.Sprintf("&#%d;", i) }),
		"backslashes": fill("\\", page), "addresses": fill("http://a.b/c ", page), "mails": fill("a@b.c ", page), "www": fill("www.", page), "blank": fill("\n", page),
		"items that fit": fill("- a\n", 11_000), "numbered": fill("1. a\n\n", page), "combining": fill("e\u0301\u0301\u0301\u0301", page), "zero width": fill("\u200b", page), "wide": fill("日", page),
		"definitions": each(10_000, func(i int) string { return fmt.Sprintf("[r%d]: http://x\n", i) }), "too long": fill("word ", 4*page),
	}
}

func TestBombsCostBoundedTimeAndMemory(t *testing.T) {
	const seconds, megabytes = 15, 1_500 // generous: the cores are shared, the race detector counts too; the square of such texts takes minutes and many times that
	for name, bomb := range bombs() {
		for _, width := range []int{20, 200} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			lines := markdown.Render(kittest.Env(nil), bomb, width)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if took > seconds*time.Second {
				t.Errorf("%s, %d wide: took %v, want less than %d s", name, width, took, seconds)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > megabytes {
				t.Errorf("%s, %d wide: took %d MB, want less than %d", name, width, mb, megabytes)
			}
			only(t, name, lines[:min(len(lines), 5_000)], width)
		}
	}
}

func TestWhatIsBeyondMeasureStandsAsItWasTyped(t *testing.T) {
	env := kittest.Env(nil)
	for _, name := range []string{"brackets", "wide table", "lists in lists", "references"} {
		page := markdown.New(env)
		page.Set("before\n" + bombs()[name])
		got := bare(page.Lines(60))
		if !page.Plain() || !strings.Contains(got, "as it was typed") || !strings.Contains(got, "before") {
			t.Errorf("%s: want the text as it was typed, with a sentence, got %.200q", name, got)
		}
	}
	page := markdown.New(env)
	page.Set(sample)
	if page.Lines(60); page.Plain() {
		t.Error("want an ordinary text laid out")
	}
}
