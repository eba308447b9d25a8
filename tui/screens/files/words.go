package files

import (
	"strings"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// size says a number of bytes, as the house says it in its refusals.
func (s *Screen) size(n int64) string { return house.SizeText(n) }

// full tells whether the room is nearly used up.
func (s *Screen) full() bool { return s.usage.Quota > 0 && s.usage.Used >= s.usage.Quota/10*9 }

// usageLine says how full the room is.
func (s *Screen) usageLine() string {
	key := "files.usage"
	if s.full() {
		key = "files.usage.full"
	}
	return s.env.N(key, s.usage.Files, "Used", s.size(s.usage.Used), "Quota", s.size(s.usage.Quota))
}

// about says all there is to say about a file or folder, a sentence each.
func (s *Screen) about(f house.File) []string {
	when := s.env.Text.DateTime(f.At.In(s.env.Location))
	by := s.env.T("files.about.by", "Name", kit.Clean(f.Author), "When", when)
	if f.Dir {
		return []string{s.env.T("files.about.folder"), by}
	}
	lines := []string{s.env.T("files.about.size", "Size", s.size(f.Size), "Type", s.kind(f)), by}
	if f.Partial {
		lines = append(lines, s.env.T("files.about.partial"))
	}
	if f.Unread {
		lines = append(lines, s.env.T("files.about.unread"))
	}
	return lines
}

// kind says in words what a file is.
func (s *Screen) kind(f house.File) string {
	t := f.Type
	for _, k := range []struct{ prefix, key string }{
		{"text/markdown", "files.kind.markdown"},
		{"text/", "files.kind.text"},
		{"image/", "files.kind.picture"},
		{"audio/", "files.kind.sound"},
		{"video/", "files.kind.film"},
		{"application/pdf", "files.kind.pdf"},
		{"application/zip", "files.kind.archive"},
		{"application/gzip", "files.kind.archive"},
		{"application/x-", "files.kind.archive"},
		{"application/vnd.", "files.kind.document"},
		{"application/msword", "files.kind.document"},
		{"application/json", "files.kind.text"},
		{"application/yaml", "files.kind.text"},
		{"application/toml", "files.kind.text"},
	} {
		if strings.HasPrefix(t, k.prefix) {
			return s.env.T(k.key)
		}
	}
	return s.env.T("files.kind.other")
}
