package text

import (
	"strings"
	"time"
)

// ActWord says a word of an act in the audit log, where it is the program's own and not
// a name: days, fields, states.
func (p *Printer) ActWord(name, value string) string {
	switch name {
	case "Date":
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return p.Date(day)
		}
	case "Fields", "State":
		parts := strings.Split(value, ", ")
		for i, part := range parts {
			if key := "audit.word." + part; Has(key) {
				parts[i] = p.T(key)
			}
		}
		return strings.Join(parts, ", ")
	}
	return value
}

// Act says an act of the audit log, whose words were cleaned; one of a later program by
// its name.
func (p *Printer) Act(act string, args map[string]string) string {
	key := "audit.act." + act
	if !Has(key) {
		return act
	}
	words := make([]any, 0, 2*len(args))
	for name, value := range args {
		words = append(words, name, p.ActWord(name, value))
	}
	return p.T(key, words...)
}
