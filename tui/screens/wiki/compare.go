package wiki

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// comparison is what differs between two texts: a sign at the beginning of each
// line says it, and a colour beside it.
type comparison struct {
	env    *kit.Env
	scroll *kit.Scroll
}

func newComparison(env *kit.Env, head []string, lines []house.DiffLine) *comparison {
	c := &comparison{env: env, scroll: kit.NewScroll(env)}
	c.scroll.SetItems([]kit.Item{{ID: "diff", Draw: func(w int) []string {
		var out []string
		for _, sentence := range head {
			for _, line := range kit.Wrap(sentence, w) {
				out = append(out, env.Styles.Strong.Of(line))
			}
		}
		if out = append(out, ""); len(lines) == 0 {
			return append(out, kit.Wrap(env.T("wiki.compare.same"), w)...)
		}
		for _, l := range lines {
			out = append(out, drawLine(env, l, w)...)
		}
		return out
	}}})
	return c
}

func drawLine(env *kit.Env, l house.DiffLine, w int) []string {
	style := env.Styles.Plain
	switch l.Op {
	case '+':
		style = env.Styles.Good
	case '-':
		style = env.Styles.Bad
	case '@':
		return []string{env.Styles.Dim.Of(kit.Fit(env.T("wiki.compare.line", "N", lineOf(l.Text)), w))}
	}
	var out []string
	for _, line := range kit.Wrap(kit.Clean(l.Text), max(w-2, 1)) {
		out = append(out, style.Of(strings.TrimRight(string(l.Op)+" "+line, " ")))
	}
	return out
}

// View shows the comparison.
func (c *comparison) View(w, h int) kit.View { return c.scroll.Page(w, h) }

// lineOf is the line of the newer text at which a part begins: "@@ -1,2 +3,4 @@".
func lineOf(head string) string {
	_, after, _ := strings.Cut(head, "+")
	return strings.TrimSpace(strings.TrimRight(after[:strings.IndexAny(after+" ", ", ")], ","))
}
