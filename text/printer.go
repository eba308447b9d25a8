package text

import (
	"slices"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"stockwerk/text/catalog"
)

// Printer says the sentences of one language. It never changes once made, is
// safe for concurrent use, and there is one per language in the program.
type Printer struct {
	lang      Lang
	sentences map[string]sentence
	plural    *i18n.Localizer
}

// printers makes all printers at the first use. A sentence of a broken file is
// missing and shows its key; the catalogue's tests keep that from being released.
var printers = sync.OnceValue(func() map[Lang]*Printer {
	sentences, _ := catalog.Read(catalog.Files())
	return map[Lang]*Printer{
		German:   newPrinter(German, sentences),
		GermanDu: newPrinter(GermanDu, sentences),
		English:  newPrinter(English, sentences),
	}
})

func newPrinter(lang Lang, sentences map[string]catalog.Sentence) *Printer {
	p := &Printer{lang: lang, sentences: make(map[string]sentence, len(sentences)), plural: pluralForms(lang)}
	for key, s := range sentences {
		words := s.En
		if lang != English {
			words = s.De
		}
		if lang == GermanDu && !s.Du.Missing() {
			words = s.Du
		}
		if !words.Missing() {
			p.sentences[key] = newSentence(words)
		}
	}
	return p
}

// formsID is the one message of the plural bundle: its forms are their own names,
// so that localizing it for a number answers which form the number takes.
const formsID = "forms"

func pluralForms(lang Lang) *i18n.Localizer {
	bundle := i18n.NewBundle(lang.tag())
	forms := &i18n.Message{
		ID: formsID, Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other",
	}
	if err := bundle.AddMessages(lang.tag(), forms); err != nil {
		// Without the rules every number takes the form "other": clumsy, not wrong.
		bundle = i18n.NewBundle(lang.tag())
	}
	return i18n.NewLocalizer(bundle, lang.tag().String())
}

// For returns the printer of l, and the English one for a language that the
// house does not speak.
func For(l Lang) *Printer {
	if p, ok := printers()[l]; ok {
		return p
	}
	return printers()[English]
}

// Lang returns the language of the printer.
func (p *Printer) Lang() Lang { return p.lang }

// T says the sentence key. args alternate the name of a placeholder and its
// value. An unknown key is said as ⟦key⟧.
func (p *Printer) T(key string, args ...any) string {
	s, ok := p.sentences[key]
	if !ok {
		return unknown(key)
	}
	return s.plain.say(args)
}

// N says the sentence key in the plural form that n takes; {{.N}} is the number.
func (p *Printer) N(key string, n int, args ...any) string {
	s, ok := p.sentences[key]
	if !ok {
		return unknown(key)
	}
	words := s.plain
	if s.forms != nil {
		if w, ok := s.forms[p.form(n)]; ok {
			words = w
		}
	}
	return words.say(append([]any{"N", n}, args...))
}

func (p *Printer) form(n int) string {
	form, err := p.plural.Localize(&i18n.LocalizeConfig{MessageID: formsID, PluralCount: n})
	if err != nil {
		return "other"
	}
	return form
}

// Has reports whether the catalogue knows key.
func Has(key string) bool {
	_, ok := printers()[English].sentences[key]
	return ok
}

// Keys lists all keys of the catalogue in alphabetical order.
func Keys() []string {
	known := printers()[English].sentences
	keys := make([]string, 0, len(known))
	for key := range known {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
