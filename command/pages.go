package command

import (
	"context"
	"strings"
)

func runPage(titleKey string, bodyKeys ...string) func(context.Context, *Env, *Call) error {
	return func(_ context.Context, e *Env, c *Call) error {
		title, body := e.page(titleKey, bodyKeys...)
		shown := map[string]string{"title": title, "text": body}
		return e.show(c, shown, title, "", body)
	}
}

// page gives the title and the text of a page of the house.
func (e *Env) page(titleKey string, bodyKeys ...string) (title, body string) {
	say := e.say()
	parts := make([]string, len(bodyKeys))
	for i, key := range bodyKeys {
		parts[i] = e.said(key)
	}
	return say.T(titleKey), strings.Join(parts, "\n\n")
}

// houseName is what the house calls itself to those who come in: where it is.
func (e *Env) houseName() string {
	if e.Host == "" {
		return "Stockwerk"
	}
	return oneLine(e.Host)
}
