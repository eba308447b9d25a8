// Package markdown draws text from people that is written in Markdown, for every
// tool that has longer texts: wiki, blog, notices, dates, tasks, files.
//
// Three things hold for whatever the text is. It costs bounded time and memory:
// before it is parsed and again before it is drawn it is measured (bounds.go),
// and what is beyond measure is shown as it was typed, with a sentence. No
// escape sequence of the text's own comes through: the text is cleaned before,
// character references that stand for control characters are taken literally,
// HTML is not interpreted, and of what the renderer wrote only marks of style
// remain (lines.go). And each line is at most as wide as asked and complete in
// itself, so that screens can cut and scroll.
//
// It imports kit and glamour and no screen. Start reading at markdown.go.
package markdown
