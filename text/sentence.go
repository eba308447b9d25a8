package text

import (
	"fmt"
	"strconv"
	"strings"

	"stockwerk/text/catalog"
)

// sentence is one entry of the catalogue in one language, cut into pieces once
// at the start so that saying it is only putting pieces side by side.
type sentence struct {
	plain phrase
	forms map[string]phrase // by CLDR plural form; nil where nothing is counted
}

// phrase is fixed words with holes between them: words[0] hole[0] words[1] …
// A phrase without holes is one word list of length one.
type phrase struct {
	words []string
	holes []string
}

func newSentence(t catalog.Text) sentence {
	if !t.Counts() {
		return sentence{plain: newPhrase(t.Plain)}
	}
	s := sentence{forms: make(map[string]phrase, len(t.Forms))}
	for form, words := range t.Forms {
		s.forms[form] = newPhrase(words)
	}
	s.plain = s.forms["other"]
	return s
}

// newPhrase cuts at {{.Name}}. Other braces stay as they are and are found by
// the catalogue's tests.
func newPhrase(src string) phrase {
	var p phrase
	rest := src
	for {
		before, after, found := strings.Cut(rest, "{{.")
		name, tail, closed := strings.Cut(after, "}}")
		if !found || !closed {
			p.words = append(p.words, rest)
			return p
		}
		p.words = append(p.words, before)
		p.holes = append(p.holes, name)
		rest = tail
	}
}

// say fills the holes from args, which alternate name and value. A hole without
// a value shows its name, so that the mistake is seen and nothing breaks.
func (p phrase) say(args []any) string {
	if len(p.holes) == 0 {
		if len(p.words) == 0 {
			return ""
		}
		return p.words[0]
	}
	buf := make([]byte, 0, 128)
	for i, hole := range p.holes {
		buf = append(buf, p.words[i]...)
		buf = appendArg(buf, hole, args)
	}
	return string(append(buf, p.words[len(p.holes)]...))
}

func appendArg(buf []byte, hole string, args []any) []byte {
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok && name == hole {
			return appendValue(buf, args[i+1])
		}
	}
	return append(buf, unknown(hole)...)
}

func appendValue(buf []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(buf, v...)
	case int:
		return strconv.AppendInt(buf, int64(v), 10)
	case int64:
		return strconv.AppendInt(buf, v, 10)
	}
	return fmt.Append(buf, value)
}

// unknown marks what the catalogue or the caller lacks.
func unknown(name string) string { return "⟦" + name + "⟧" }
