package kit

import (
	"strings"

	"stockwerk/house"
)

// FloorTexts is contact, imprint and privacy text of a floor, "" where it has none.
func (e *Env) FloorTexts(f house.Floor) string {
	var parts []string
	for _, p := range []struct{ key, text string }{
		{"floordesk.contact", f.Contact}, {"floordesk.imprint", f.Imprint}, {"floordesk.privacy_text", f.Privacy},
	} {
		if p.text != "" {
			parts = append(parts, e.T(p.key)+"\n"+CleanText(p.text))
		}
	}
	return strings.Join(parts, "\n\n")
}
