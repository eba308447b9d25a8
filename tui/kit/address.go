package kit

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the longest address of a room.
const maxSlug = 40

// Slug makes an address of a name: lower case a-z, digits and hyphens.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue", "ß", "ss").Replace(norm.NFC.String(name))) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsMark(r): // of the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// Address writes the field "slug" of a form from its field "name", until somebody
// writes another one.
type Address struct{ suggested string }

// Follow is called after each key.
func (a *Address) Follow(f *Form) {
	if f.Text("slug") != a.suggested {
		return
	}
	if slug := Slug(f.Text("name")); slug != a.suggested {
		a.suggested = slug
		f.SetText("slug", slug)
	}
}
