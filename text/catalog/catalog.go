// Package catalog holds the sentences themselves: one TOML file per area of the
// house, each sentence in English, German and, where it addresses somebody,
// German with Du.
//
// A sentence is a table named by its key:
//
//	[lock.prompt]
//	en = "Open your rooms with your password:"
//	de = "Öffnen Sie Ihre Räume mit Ihrem Passwort:"
//	du = "Öffne deine Räume mit deinem Passwort:"
//
// A sentence that counts has a table of CLDR plural forms instead of a string:
//
//	[ticket.count]
//	en = { one = "one open ticket", other = "{{.N}} open tickets" }
//	de = { one = "ein offenes Ticket", other = "{{.N}} offene Tickets" }
//
// The only placeholders are of the shape {{.Name}}. The package imports nothing
// of this module; read Read first. People never see it: they see package text.
package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"

	"github.com/BurntSushi/toml"
)

// Text is one sentence in one language: Plain, or Forms by CLDR plural form
// ("one", "other"). Neither is set where the language lacks the sentence.
type Text struct {
	Plain string
	Forms map[string]string
}

// Missing reports whether there are no words at all.
func (t Text) Missing() bool { return t.Plain == "" && len(t.Forms) == 0 }

// Counts reports whether the words differ by number.
func (t Text) Counts() bool { return len(t.Forms) > 0 }

// Sentence is one entry of the catalogue. Du is missing where nobody is addressed.
type Sentence struct {
	Key, File  string
	En, De, Du Text
}

//go:embed *.toml
var files embed.FS

// Files returns the catalogue that the program was built with.
func Files() fs.FS { return files }

// Read reads every .toml file at the top of fsys. What can be read is returned
// even when there are errors, so that one broken file costs its own sentences
// only; the errors name the file and the key.
func Read(fsys fs.FS) (map[string]Sentence, []error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, []error{err}
	}
	r := reader{sentences: make(map[string]Sentence)}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			r.fail("%s: %w", name, err)
			continue
		}
		var tree map[string]any
		if err := toml.Unmarshal(data, &tree); err != nil {
			r.fail("%s: %w", name, err)
			continue
		}
		r.walk(path.Base(name), "", tree)
	}
	return r.sentences, r.errs
}

type reader struct {
	sentences map[string]Sentence
	errs      []error
}

func (r *reader) fail(format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf(format, args...))
}

// walk reads one table: its own en, de and du, and then its children, so that
// both "chat" and "chat.joined" may be sentences.
func (r *reader) walk(file, key string, table map[string]any) {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names)

	s := Sentence{Key: key, File: file}
	found := false
	for _, name := range names {
		switch name {
		case "en", "de", "du":
			found = true
			r.language(&s, name, table[name])
			continue
		}
		child, ok := table[name].(map[string]any)
		if !ok {
			r.fail("%s: %s: a sentence has only en, de and du", file, join(key, name))
			continue
		}
		r.walk(file, join(key, name), child)
	}
	if !found {
		return
	}
	if old, twice := r.sentences[key]; twice {
		r.fail("%s: %s stands in %s too", file, key, old.File)
		return
	}
	r.sentences[key] = s
}

func (r *reader) language(s *Sentence, name string, value any) {
	var text Text
	switch value := value.(type) {
	case string:
		text.Plain = value
	case map[string]any:
		text.Forms = make(map[string]string, len(value))
		for form, words := range value {
			words, ok := words.(string)
			if !ok {
				r.fail("%s: %s.%s.%s is not a string", s.File, s.Key, name, form)
				continue
			}
			text.Forms[form] = words
		}
	default:
		r.fail("%s: %s.%s is neither a string nor a table of plural forms", s.File, s.Key, name)
	}
	switch name {
	case "en":
		s.En = text
	case "de":
		s.De = text
	case "du":
		s.Du = text
	}
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
