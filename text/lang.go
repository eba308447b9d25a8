// Package text has every sentence a person sees, in German (with Sie and with Du)
// and in English. A sentence has a key; For gives the printer of a language and
// Printer.T the sentence:
//
//	text.For(text.German).T("chat.joined", "Name", name)
//
// The sentences themselves lie in text/catalog, one TOML file per area. The
// package imports nothing of the house, so that everything may import it.
// Start reading at Printer.
package text

import (
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language of the house together with its form of address, written as
// people write it in settings and commands.
type Lang string

// The languages of the house.
const (
	German   Lang = "de"    // addresses people with Sie
	GermanDu Lang = "de-du" // addresses people with Du
	English  Lang = "en"
)

// Parse reads "de", "de-du" or "en" in any case. Anything else is false.
func Parse(s string) (Lang, bool) {
	switch l := Lang(strings.ToLower(strings.TrimSpace(s))); l {
	case German, GermanDu, English:
		return l, true
	}
	return "", false
}

// FromLocale reads the value of LANG or LC_ALL, such as "de_DE.UTF-8". It is
// false for "C", "POSIX", nothing, and languages that the house does not speak,
// so that the caller goes on to the next wish in its list.
func FromLocale(s string) (Lang, bool) {
	name, _, _ := strings.Cut(s, ".")
	name, _, _ = strings.Cut(name, "@")
	if name == "" || name == "C" || name == "POSIX" {
		return "", false
	}
	tag, err := language.Parse(name)
	if err != nil {
		return "", false
	}
	switch base, _ := tag.Base(); base.String() {
	case "de":
		return German, true
	case "en":
		return English, true
	}
	return "", false
}

// tag is what the plural rules of CLDR know the language by.
func (l Lang) tag() language.Tag {
	if l == English {
		return language.English
	}
	return language.German
}
