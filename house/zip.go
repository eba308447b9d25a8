package house

import (
	"archive/zip"
	"context"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// maxSegment bounds a name in an archive, in bytes: what every file system takes.
const maxSegment = 120

// zipped is an Archive that is written as it comes, without a temporary file. What
// it remembers is the names. Whatever names people gave, those in the archive are
// plain relative paths: nothing that leads out of the folder it is unpacked in,
// hides, overwrites another file or moves a terminal's cursor.
type zipped struct {
	ctx   context.Context //nolint:containedctx // one archive is one call
	w     *zip.Writer
	fold  cases.Caser
	files map[string]bool // by folded path
	dirs  map[string]bool
	parts map[string]int // files by the first part of their path
	next  map[string]int // by folded path: the number for the next file called so
	told  func(files int)
}

func newZip(ctx context.Context, w io.Writer, told func(files int)) *zipped {
	if told == nil {
		told = func(int) {}
	}
	return &zipped{
		ctx: ctx, w: zip.NewWriter(w), fold: cases.Fold(), files: map[string]bool{}, dirs: map[string]bool{}, parts: map[string]int{},
		next: map[string]int{}, told: told,
	}
}

// File begins the next file.
func (z *zipped) File(name string, changed time.Time) (io.Writer, error) {
	if err := z.ctx.Err(); err != nil {
		return nil, Errorf(Unavailable, "error.unavailable", err)
	}
	name = z.unique(safePath(name))
	z.told(len(z.files))
	top, _, _ := strings.Cut(name, "/")
	z.parts[top]++
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: changed.UTC()}
	h.SetMode(0o600)
	w, err := z.w.CreateHeader(h)
	if err != nil {
		return nil, writeFailed(err)
	}
	return failing{w}, nil
}

// close writes the directory of the archive.
func (z *zipped) close() error {
	if err := z.w.Close(); err != nil {
		return writeFailed(err)
	}
	return nil
}

// failing tells failures of the reader's line from failures of the house.
type failing struct{ w io.Writer }

func (f failing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err != nil {
		err = writeFailed(err)
	}
	return n, err
}

func writeFailed(err error) error { return Errorf(Unavailable, "error.export_broken", err) }

// unique finds a name that is not taken, on file systems too that do not tell
// upper from lower case.
func (z *zipped) unique(name string) string {
	parts := strings.Split(name, "/")
	for i := range parts[:len(parts)-1] {
		for z.files[z.key(parts[:i+1])] { // a file is called like this folder
			parts[i] += "_"
		}
		z.dirs[z.key(parts[:i+1])] = true
	}
	last := parts[len(parts)-1]
	ext, wanted := path.Ext(last), z.key(parts)
	for z.files[z.key(parts)] || z.dirs[z.key(parts)] {
		n := max(z.next[wanted], 2)
		z.next[wanted] = n + 1
		parts[len(parts)-1] = strings.TrimSuffix(last, ext) + " (" + strconv.Itoa(n) + ")" + ext
	}
	z.files[z.key(parts)] = true
	return strings.Join(parts, "/")
}

func (z *zipped) key(parts []string) string { return z.fold.String(strings.Join(parts, "/")) }

// safePath makes a plain relative path of any name.
func safePath(name string) string {
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		if part != "" {
			parts = append(parts, safeSegment(part))
		}
	}
	if len(parts) == 0 {
		return "_"
	}
	return strings.Join(parts, "/")
}

// forbidden are characters that some file system or shell takes for its own.
const forbidden = `\/:*?"<>|` + "`$"

// devices are names that Windows opens as something else than a file.
var devices = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// safeSegment makes one name of a path.
func safeSegment(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(forbidden, r) {
			return '_'
		}
		return r
	}, scrub(s, ' '))
	ext := path.Ext(s)
	if len(ext) > 16 || len(ext) == len(s) {
		ext = ""
	}
	s = shorten(strings.TrimSuffix(s, ext), maxSegment-len(ext)) + ext
	s = strings.TrimRight(strings.TrimSpace(s), ". ")
	stem, _, _ := strings.Cut(s, ".")
	if s == "" || strings.ContainsAny(s[:1], ".-~") || devices[strings.ToLower(strings.TrimSpace(stem))] {
		s = "_" + s
	}
	return s
}

// shorten cuts a text to at most n bytes, between characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
