package command

import (
	"strings"

	"stockwerk/house"
)

// What people wrote was cleaned when it was stored; it is cleaned again here,
// where it leaves for a terminal.

// clean makes a text safe to print; its line breaks stay.
func clean(s string) string { return house.Drawable(s) }

// oneLine is clean on a single line.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(clean(s), func(r rune) bool { return r == '\n' }), " ")
}

// short is oneLine, cut where nobody would read on.
func short(s string) string {
	s = oneLine(s)
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// indent sets all lines but the first in, so that no line of a text can look
// like an entry of its own.
func indent(s string) string {
	return strings.ReplaceAll(clean(s), "\n", "\n    ")
}

func cleanAll(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = oneLine(s)
	}
	return out
}
