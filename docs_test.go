package stockwerk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// templates are the legal templates of a language: file → its headings' numbers.
func templates(t *testing.T, lang string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("docs", "legal", lang, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates in %s: %v", lang, err)
	}
	found := map[string][]string{}
	for _, file := range files {
		found[filepath.Base(file)] = shapeOf(read(t, file))
	}
	return found
}

// shapeOf lists the headings of a text by level and number.
func shapeOf(text string) []string {
	var shape []string
	for line := range strings.Lines(text) {
		if marks, heading, ok := strings.Cut(line, " "); ok && marks != "" && strings.Trim(marks, "#") == "" {
			number, _, _ := strings.Cut(heading, " ")
			if strings.Trim(number, "0123456789.") != "" {
				number = ""
			}
			shape = append(shape, marks+number)
		}
	}
	return shape
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLegalTemplatesAreTheSameInBothLanguages(t *testing.T) {
	german, english := templates(t, "de"), templates(t, "en")
	for file := range english {
		if _, there := german[file]; !there {
			t.Errorf("%s is there in English only", file)
		}
	}
	for file, shape := range german {
		if !slices.Equal(shape, english[file]) {
			t.Errorf("%s has the headings %q in German and %q in English", file, shape, english[file])
		}
		for lang, mark := range map[string]string{"de": "keine Rechtsberatung", "en": "no legal advice"} {
			text := read(t, filepath.Join("docs", "legal", lang, file))
			if begin := text[:min(len(text), 200)]; !strings.Contains(begin, mark) || !strings.Contains(text, "[") {
				t.Errorf("%s/%s does not begin with what it is: %q", lang, file, begin)
			}
		}
	}
	if got := shapeOf("# A\n\n## 1. B\ntext # no\n### C\n"); !slices.Equal(got, []string{"#", "##1.", "###"}) {
		t.Errorf("got the headings %q", got) // the control: headings are seen
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

func TestLinksInTheDocumentsLeadSomewhere(t *testing.T) {
	links := 0
	err := filepath.WalkDir("docs", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".md") {
			return err
		}
		for _, found := range link.FindAllStringSubmatch(read(t, path), -1) {
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), found[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", path, found[1])
			}
		}
		return nil
	})
	if err != nil || links < 10 {
		t.Errorf("got %d links, %v", links, err)
	}
}
