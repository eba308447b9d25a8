package house

import (
	"context"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// archiveWiki writes the pages as they stand, a file each.
func (s *Service) archiveWiki(ctx context.Context, in access, to Archive) error {
	taken := map[string]bool{}
	return s.eachPage(ctx, s.opener(in), func(m opened) (bool, error) {
		w, err := to.File("wiki/"+pageFile(m.words.Title, taken)+".md", m.row.Created)
		if err != nil {
			return false, err
		}
		_, err = io.WriteString(w, ended(m.words.Text))
		return err == nil, err
	})
}

// pageFile is a page's name as that of a file on any system, and no other page's.
func pageFile(name string, taken map[string]bool) string {
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == ' ' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
	runes := []rune(strings.Trim(safe, " "))
	safe = strings.TrimRight(string(runes[:min(len(runes), 60)]), " ")
	if safe == "" {
		safe = "-"
	}
	file := safe
	// Some systems keep devices under such names.
	for n := 2; taken[PageKey(file)] || device(file); n++ {
		file = safe + " " + strconv.Itoa(n)
	}
	taken[PageKey(file)] = true
	return file
}

// device tells whether a name is one that Windows does not give to files.
func device(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && name[3] >= '0' && name[3] <= '9'
}
