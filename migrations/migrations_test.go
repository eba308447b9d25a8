package migrations_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stockwerk/migrations"
)

func names(t *testing.T, fsys fs.FS, folder string) []string {
	t.Helper()
	found, err := fs.Glob(fsys, folder+"/*.sql")
	if err != nil || len(found) == 0 {
		t.Fatalf("got %v, %v, want files in %s", found, err, folder)
	}
	for i := range found {
		found[i] = strings.TrimPrefix(found[i], folder+"/")
	}
	return found
}

func TestBothDatabasesHaveTheSameFiles(t *testing.T) {
	lite, pg := names(t, migrations.SQLite(), "sqlite"), names(t, migrations.Postgres(), "postgres")
	if !slices.Equal(lite, pg) {
		t.Errorf("sqlite has %v, postgres has %v, want the same names", lite, pg)
	}
}

func TestFilesAreNumberedOnceEach(t *testing.T) {
	form := regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`)
	before := "0000"
	for _, name := range names(t, migrations.SQLite(), "sqlite") {
		if !form.MatchString(name) || name[:4] <= before {
			t.Errorf("got %s after %s, want NNNN_name.sql with a number of its own", name, before)
		}
		before = name[:4]
	}
}

// Both databases must keep the same columns in the same order, or one of them
// would forget what the other remembers.
func TestBothDatabasesHaveTheSameColumns(t *testing.T) {
	for _, name := range names(t, migrations.SQLite(), "sqlite") {
		lite, pg := columns(t, migrations.SQLite(), "sqlite/"+name), columns(t, migrations.Postgres(), "postgres/"+name)
		if len(lite) == 0 || !slices.Equal(lite, pg) {
			t.Errorf("%s: sqlite has %v, postgres has %v, want the same columns", name, lite, pg)
		}
	}
}

// columns reads the first word of each line inside CREATE TABLE.
func columns(t *testing.T, fsys fs.FS, path string) []string {
	t.Helper()
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	inside := false
	for line := range strings.Lines(string(raw)) {
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "CREATE TABLE chunks"):
			// The chunks of files: beside SQLite they lie in a folder.
		case strings.HasPrefix(line, "CREATE TABLE"):
			inside = true
			found = append(found, words[2])
		case strings.HasPrefix(line, ")"):
			inside = false
		case inside && len(words) > 0 && words[0] != "--":
			found = append(found, words[0])
		}
	}
	return found
}
