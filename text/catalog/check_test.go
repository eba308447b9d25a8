package catalog_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"stockwerk/text/catalog"
)

var (
	placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z0-9]*)\}\}`)
	braces      = regexp.MustCompile(`\{\{|\}\}`)
	keyShape    = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)
	formal      = regexp.MustCompile(`(?:^|[^\pL])(Sie|Ihnen|Ihr|Ihre[mnrs]?)(?:[^\pL]|$)`)
	familiar    = regexp.MustCompile(`(?:^|[^\pL])([Dd]u|[Dd]ir|[Dd]ich|[Dd]ein(?:e[mnrs]?)?)(?:[^\pL]|$)`)
)

// pluralForms are the forms that CLDR has for whole numbers in German and English.
var pluralForms = []string{"one", "other"}

// check says what is wrong with a catalogue, one line a fault.
func check(sentences map[string]catalog.Sentence, errs []error) []string {
	var faults []string
	for _, err := range errs {
		faults = append(faults, err.Error())
	}
	for _, s := range sentences {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Sprintf("%s: %s: ", s.File, s.Key)+fmt.Sprintf(format, args...))
		}
		if !keyShape.MatchString(s.Key) {
			fault("a key has lower-case letters, digits, dots, - and _")
		}
		checkLanguages(s, fault)
		checkForms(s, fault)
		checkPlaceholders(s, fault)
		checkAddress(s, fault)
	}
	slices.Sort(faults)
	return faults
}

func checkLanguages(s catalog.Sentence, fault func(string, ...any)) {
	if s.En.Missing() {
		fault("no English")
	}
	if s.De.Missing() {
		fault("no German")
	}
	if s.En.Counts() != s.De.Counts() || (!s.Du.Missing() && s.Du.Counts() != s.De.Counts()) {
		fault("counts in one language and not in the other")
	}
}

func checkForms(s catalog.Sentence, fault func(string, ...any)) {
	for name, text := range languages(s) {
		if !text.Counts() {
			continue
		}
		for _, form := range pluralForms {
			if text.Forms[form] == "" {
				fault("%s lacks the form %q", name, form)
			}
		}
		for form := range text.Forms {
			if !slices.Contains(pluralForms, form) {
				fault("%s has a form %q that its language does not use", name, form)
			}
		}
	}
}

// checkPlaceholders wants the same names in every language and form. A form may
// leave out the number, since "one" often says it as a word.
func checkPlaceholders(s catalog.Sentence, fault func(string, ...any)) {
	want := names(other(s.En))
	for name, text := range languages(s) {
		if text.Missing() {
			continue
		}
		if got := names(other(text)); got != want {
			fault("%s has the placeholders %q, en has %q", name, got, want)
		}
		for form, words := range forms(text) {
			if got := names(words); strip(got, "N") != strip(want, "N") {
				fault("%s.%s has the placeholders %q, en has %q", name, form, got, want)
			}
			if braces.MatchString(placeholder.ReplaceAllString(words, "")) {
				fault("%s has braces that are no {{.Name}}", name)
			}
		}
	}
}

// checkAddress wants Sie in de alone, Du in du alone, and a du wherever de
// addresses somebody.
func checkAddress(s catalog.Sentence, fault func(string, ...any)) {
	for _, words := range forms(s.De) {
		if m := formal.FindStringSubmatch(words); m != nil && s.Du.Missing() {
			fault("de says %q, so it needs a du", m[1])
		}
		if m := familiar.FindStringSubmatch(words); m != nil {
			fault("de says %q", m[1])
		}
	}
	for _, words := range forms(s.Du) {
		if m := formal.FindStringSubmatch(words); m != nil {
			fault("du says %q", m[1])
		}
	}
}

func languages(s catalog.Sentence) map[string]catalog.Text {
	return map[string]catalog.Text{"en": s.En, "de": s.De, "du": s.Du}
}

func forms(t catalog.Text) map[string]string {
	if t.Counts() {
		return t.Forms
	}
	return map[string]string{"other": t.Plain}
}

func other(t catalog.Text) string { return forms(t)["other"] }

func names(words string) string {
	var found []string
	for _, m := range placeholder.FindAllStringSubmatch(words, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

func strip(names, name string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(names), func(n string) bool { return n == name }), " ")
}

func TestCatalogueIsWhole(t *testing.T) {
	for _, fault := range check(catalog.Read(catalog.Files())) {
		t.Error(fault)
	}
}

// TestCheckFindsEveryFault is the negative control of TestCatalogueIsWhole.
func TestCheckFindsEveryFault(t *testing.T) {
	for name, c := range map[string]struct{ toml, want string }{
		"broken file":          {"[a.b", "x.toml: toml"},
		"no English":           {`[a.b]` + "\n" + `de = "Tür"`, "x.toml: a.b: no English"},
		"no German":            {`[a.b]` + "\n" + `en = "door"`, "x.toml: a.b: no German"},
		"unknown language":     {`[a.b]` + "\n" + `fr = "porte"`, "x.toml: a.b.fr: a sentence has only en, de and du"},
		"capital in a key":     {`[a.B]` + "\n" + `en = "door"` + "\n" + `de = "Tür"`, "x.toml: a.B: a key has lower-case"},
		"other placeholder":    {`[a.b]` + "\n" + `en = "{{.Name}} left"` + "\n" + `de = "{{.Nam}} ging"`, `x.toml: a.b: de has the placeholders "Nam", en has "Name"`},
		"placeholder in du":    {`[a.b]` + "\n" + `en = "{{.A}}"` + "\n" + `de = "Ihr {{.A}}"` + "\n" + `du = "dein"`, `x.toml: a.b: du has the placeholders ""`},
		"template code":        {`[a.b]` + "\n" + `en = "{{if .A}}"` + "\n" + `de = "{{if .A}}"`, "has braces that are no {{.Name}}"},
		"lacking form":         {`[a.b]` + "\n" + `en = {one="a", other="b"}` + "\n" + `de = {other="b"}`, `x.toml: a.b: de lacks the form "one"`},
		"strange form":         {`[a.b]` + "\n" + `en = {one="a", other="b"}` + "\n" + `de = {one="a", few="c", other="b"}`, `de has a form "few"`},
		"form lacks a name":    {`[a.b]` + "\n" + `en = {one="a", other="{{.X}} b"}` + "\n" + `de = {one="{{.X}} a", other="{{.X}} b"}`, `en.one has the placeholders ""`},
		"counts in one only":   {`[a.b]` + "\n" + `en = {one="a", other="b"}` + "\n" + `de = "b"`, "counts in one language"},
		"Sie without du":       {`[a.b]` + "\n" + `en = "wait"` + "\n" + `de = "Warten Sie."`, `de says "Sie", so it needs a du`},
		"Ihre without du":      {`[a.b]` + "\n" + `en = "words"` + "\n" + `de = "Ihre Worte"`, `de says "Ihre", so it needs a du`},
		"Sie in du":            {`[a.b]` + "\n" + `en = "wait"` + "\n" + `de = "Warten Sie."` + "\n" + `du = "Warte auf Ihr Ticket."`, `du says "Ihr"`},
		"du in de":             {`[a.b]` + "\n" + `en = "yours"` + "\n" + `de = "Das ist deins, für dich."`, `de says "dich"`},
		"a number as sentence": {`[a.b]` + "\n" + `en = 1` + "\n" + `de = "eins"`, "neither a string nor a table"},
	} {
		t.Run(name, func(t *testing.T) {
			faults := check(catalog.Read(fstest.MapFS{"x.toml": {Data: []byte(c.toml)}}))
			if !strings.Contains(strings.Join(faults, "\n"), c.want) {
				t.Errorf("got %q, want %q", faults, c.want)
			}
		})
	}
}

func TestCheckFindsAKeyInTwoFiles(t *testing.T) {
	data := []byte("[a.b]\nen = \"door\"\nde = \"Tür\"\n")
	faults := check(catalog.Read(fstest.MapFS{"x.toml": {Data: data}, "y.toml": {Data: data}}))
	if len(faults) != 1 || faults[0] != "y.toml: a.b stands in x.toml too" {
		t.Errorf("got %q, want one fault that names both files", faults)
	}
}

func TestCheckAcceptsAWholeCatalogue(t *testing.T) {
	faults := check(catalog.Read(fstest.MapFS{"x.toml": {Data: []byte(`
[chat]
en = "Chat"
de = "Chat"
[chat.joined]
en = "{{.Name}} came in, siesta over"
de = "{{.Name}} ist hereingekommen, Siesta vorbei"
[ticket.count]
en = { one = "one open ticket", other = "{{.N}} open tickets" }
de = { one = "ein offenes Ticket", other = "{{.N}} offene Tickets" }
[lock.prompt]
en = "Open your rooms:"
de = "Öffnen Sie Ihre Räume:"
du = "Öffne deine Räume:"
`)}}))
	if len(faults) != 0 {
		t.Errorf("got %q, want no fault", faults)
	}
}
