package command

import (
	"context"
	"strings"
)

type helpJSON struct {
	Name  string `json:"name"`
	Usage string `json:"usage"`
	Text  string `json:"text"`
}

func (e *Env) helpOf(s Spec) helpJSON {
	return helpJSON{Name: s.Name, Usage: s.Usage(), Text: e.say().T(s.Help)}
}

// runHelp explains the commands that begin with the words given, or lists all
// that concern who is asking.
func runHelp(_ context.Context, e *Env, c *Call) error {
	c.given = c.given && strings.TrimSpace(c.rest) != ""
	var shown []helpJSON
	for _, s := range Table() {
		asked := c.given && (s.Name == c.rest || strings.HasPrefix(s.Name, c.rest+" "))
		if asked || (!c.given && s.For.shows(e.Actor)) {
			shown = append(shown, e.helpOf(s))
		}
	}
	if c.given && len(shown) == 0 {
		return unknown(strings.Fields(c.rest))
	}
	if c.on("json") {
		return e.json(shown)
	}
	var lines []string
	for _, h := range shown {
		lines = append(lines, h.Usage, "    "+indent(h.Text))
	}
	if c.given {
		return e.show(c, nil, lines...)
	}
	return e.show(c, nil, append([]string{e.say().T("command.help.intro"), ""}, lines...)...)
}

// explain answers --help of one command.
func (e *Env) explain(c *Call, s Spec) error {
	h := e.helpOf(s)
	return e.show(c, h, h.Usage, "    "+indent(h.Text))
}
