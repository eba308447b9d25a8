package markdown

import (
	"bytes"
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"stockwerk/tui/kit"
)

// Render draws text in lines of at most width cells, without blank ones at the
// ends. It asks nothing of the session but its styles and sentences; a text that
// is shown again and again is better kept in a Text.
func Render(env *kit.Env, text string, width int) []string {
	t := New(env)
	t.Set(text)
	return t.Lines(width)
}

// Text is one text, drawn once for each width that is asked for. It belongs to
// the session's loop.
type Text struct {
	env   *kit.Env
	text  string
	mark  func(Link) string
	drawn []string
	width int
	plain bool
}

// New makes an empty text.
func New(env *kit.Env) *Text { return &Text{env: env} }

// Set shows another text.
func (t *Text) Set(text string) {
	if text != t.text {
		t.text, t.drawn = text, nil
	}
}

// Mark says what is drawn behind a link to a page, such as its number; nil
// draws nothing.
func (t *Text) Mark(mark func(Link) string) { t.mark, t.drawn = mark, nil }

// Fresh forgets what was drawn: styles or language changed.
func (t *Text) Fresh() { t.drawn = nil }

// Plain tells whether the last drawing was of the text as it was typed, since it
// is beyond measure.
func (t *Text) Plain() bool { return t.plain }

// Lines are the text in lines of at most width cells. The caller must not change
// them.
func (t *Text) Lines(width int) []string {
	width = max(width, 1)
	if t.drawn == nil || t.width != width {
		t.width = width
		t.drawn, t.plain = t.draw(width)
	}
	return t.drawn
}

func (t *Text) draw(width int) (lines []string, plain bool) {
	source := prepare(t.text)
	if strings.TrimSpace(source) == "" {
		return []string{}, false
	}
	if width < narrowest || !measured(source) {
		return t.asTyped(width), true
	}
	doc := parse(source, t.mark)
	if !doc.bounded() {
		return t.asTyped(width), true
	}
	var out bytes.Buffer
	// No more than this is ever right for a text of that length; the rest would be
	// padding upon padding.
	limited := &limit{to: &out, left: mostDrawn}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(ansi.NewRenderer(ansi.Options{
		WordWrap: width, PreserveNewLines: true, InlineTableLinks: true, Styles: look(t.env, width),
	}), 1000)))
	if err := r.Render(limited, doc.source, doc.root); err != nil {
		return t.asTyped(width), true
	}
	return lay(out.String(), width, t.env.Styles.Key), false
}

// asTyped are the words as they were typed, wrapped.
func (t *Text) asTyped(width int) []string {
	var lines []string
	if width >= narrowest {
		for _, line := range kit.Wrap(t.env.T("markdown.plain"), width) {
			lines = append(lines, t.env.Styles.Dim.Of(line))
		}
		lines = append(lines, "")
	}
	for line := range strings.SplitSeq(kit.CleanText(expandTabs(t.text)), "\n") {
		lines = append(lines, broken(line, width)...)
	}
	return lines
}
