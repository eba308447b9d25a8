package command

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"stockwerk/house"
)

// Split takes a line apart as a POSIX shell does with quotes and backslashes,
// and with these alone: $, backticks, *, ;, | and all else that a shell would
// act on mean themselves, since there is no shell here and a chat line is full
// of them. An unclosed quote is refused.
func Split(line string) ([]string, error) {
	line = strings.ReplaceAll(line, "\x00", "")
	if strings.ContainsFunc(line, isStandIn) {
		return nil, house.Errorf(house.Invalid, "command.error.quotes")
	}
	hidden := hideOperators.Replace(line)
	var words []string
	end := 0
	parser := syntax.NewParser(syntax.Variant(syntax.LangPOSIX))
	for w, err := range parser.WordsSeq(strings.NewReader(hidden)) {
		if err != nil {
			return nil, house.Errorf(house.Invalid, "command.error.quotes")
		}
		from, to := int(w.Pos().Offset()), int(w.End().Offset())
		if lost(hidden, end, from) {
			return nil, house.Errorf(house.Invalid, "command.error.quotes")
		}
		end = to
		word, ok := plain(w.Parts)
		if !ok {
			return nil, house.Errorf(house.Invalid, "command.error.quotes")
		}
		words = append(words, showOperators.Replace(word))
	}
	if lost(hidden, end, len(hidden)) {
		return nil, house.Errorf(house.Invalid, "command.error.quotes")
	}
	return words, nil
}

// The parser knows quotes, backslashes and blanks; what else it would act on is
// hidden from it behind private characters, which no text of the house keeps.
const (
	operators    = ";&|<>()#$`"
	firstStandIn = 0x10FF00
)

var hideOperators, showOperators = standIns()

func standIns() (hide, show *strings.Replacer) {
	var there, back []string
	for i, op := range operators {
		in := string(rune(firstStandIn + i))
		there = append(there, string(op), in)
		back = append(back, in, string(op))
	}
	return strings.NewReplacer(there...), strings.NewReplacer(back...)
}

func isStandIn(r rune) bool {
	return r >= firstStandIn && r < firstStandIn+rune(len(operators))
}

// lost tells whether the parser skipped more than blanks between two words.
func lost(line string, from, to int) bool {
	if from < 0 || to > len(line) || from > to {
		return true
	}
	between := strings.ReplaceAll(line[from:to], "\\\n", "")
	return strings.Trim(between, " \t\r\n") != ""
}

// plain puts a word's parts together without quotes and backslashes.
func plain(parts []syntax.WordPart) (string, bool) {
	var b strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(part.Value, func(rune) bool { return true }))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			for _, inner := range part.Parts {
				lit, ok := inner.(*syntax.Lit)
				if !ok {
					return "", false
				}
				b.WriteString(unescape(lit.Value, escapedInQuotes))
			}
		default:
			return "", false
		}
	}
	return b.String(), true
}

// escapedInQuotes are the characters that a backslash protects within double
// quotes; before others it is a backslash.
func escapedInQuotes(r rune) bool {
	shown := showOperators.Replace(string(r))
	return strings.Contains("\"\\$`\n", shown)
}

func unescape(s string, protected func(rune) bool) string {
	if !strings.Contains(s, "\\") {
		return s
	}
	var b strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped && protected(r):
			if r != '\n' {
				b.WriteRune(r)
			}
			escaped = false
		case escaped:
			b.WriteRune('\\')
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		default:
			b.WriteRune(r)
		}
	}
	if escaped {
		b.WriteRune('\\')
	}
	return b.String()
}
