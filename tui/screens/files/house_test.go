package files_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/tui/kit/kittest/fakeroom"
)

// store is a room with files in memory.
type store struct {
	*fakeroom.House
	all     []house.File
	content map[string][]byte
	usage   house.Usage
	rules   house.FileRules
	deeds   []string
	fail    map[string]error // by method, the next call
}

// newStore is a room with folders, texts, a picture and what is half there.
func newStore() *store {
	s := &store{
		House: fakeroom.New(), content: map[string][]byte{}, fail: map[string]error{},
		usage: house.Usage{Used: 12 << 20, Quota: 100 << 20, MaxFile: 50 << 20},
	}
	s.Detail.Tools = []string{house.ToolBoard, house.ToolFiles}
	s.Detail.Levels = map[string]house.Level{house.ToolFiles: house.LevelManage}
	s.folder("/Protokolle")
	s.folder("/Bilder 会議")
	s.file("/Tagesordnung.md", "ben.oduya", "# Tagesordnung\n\n- Begrüßung\n- **Haushalt**\n")
	s.file("/lies mich.txt", "mara", "Guten Tag.\n\tEingerückt.\n")
	s.file("/Bericht.pdf", "ben.oduya", "%PDF-")
	s.file("/foto.png", "yuki", string(dots(64, 48)))
	s.file("/"+strings.ReplaceAll(fakeroom.Nasty, "\u0000", ""), "ben.oduya", "x")
	s.file("/Protokolle/2026-03.md", "ben.oduya", "neu")
	s.at("/halb.zip").Partial = false
	s.file("/halb.zip", "mara", strings.Repeat("x", 4_500_000))
	s.at("/halb.zip").Partial = true
	s.at("/Bericht.pdf").Unread = true
	s.at("/Protokolle/2026-03.md").Unread = true
	return s
}

func (s *store) folder(at string) {
	s.all = append(s.all, house.File{ID: house.MessageID(at), Name: path.Base(at), Path: at, Dir: true, At: fakeroom.At(-60), Author: "mara", Mine: true})
}

func (s *store) file(at, author, content string) {
	kind := map[string]string{
		".md": "text/markdown", ".txt": "text/plain", ".pdf": "application/pdf", ".png": "image/png", ".zip": "application/zip",
		".jpg": "image/jpeg", ".gif": "image/gif",
	}[path.Ext(at)]
	p := s.Add(house.Post{ID: house.MessageID(at), Kind: house.KindFile, Author: author, Title: path.Base(at)})
	s.content[at] = []byte(content)
	s.all = append(s.all, house.File{
		ID: p.ID, Name: path.Base(at), Path: at, Size: int64(len(content)), At: fakeroom.At(-len(s.all)), Author: author,
		Type: kind, Mine: author == fakeroom.Me, Seq: p.Seq, Mod: p.Mod,
	})
}

func (s *store) at(p string) *house.File {
	for i := range s.all {
		if s.all[i].Path == p {
			return &s.all[i]
		}
	}
	return &house.File{}
}

func (s *store) call(method string, args ...any) error {
	if len(args) > 0 {
		s.deeds = append(s.deeds, strings.TrimSpace(fmt.Sprintln(append([]any{method}, args...)...)))
	}
	err := s.fail[method]
	delete(s.fail, method)
	return err
}

func (s *store) wantDeeds(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.deeds, want) {
		t.Errorf("got the deeds %q, want %q", s.deeds, want)
	}
}

func errMissing() error { return house.Errorf(house.NotFound, "error.not_found") }

func (s *store) Files(_ context.Context, _ house.Actor, _, dir string) ([]house.File, error) {
	if err := s.call("Files"); err != nil {
		return nil, err
	}
	if dir != "/" && !s.at(dir).Dir {
		return nil, errMissing()
	}
	var out []house.File
	for _, dirs := range []bool{true, false} {
		for _, f := range s.all {
			if path.Dir(f.Path) == dir && f.Dir == dirs {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

func (s *store) FileAt(_ context.Context, _ house.Actor, _, p string) (house.File, error) {
	f := s.at(p)
	if f.ID == "" {
		return house.File{}, errMissing()
	}
	return *f, s.call("FileAt")
}

func (s *store) FileByID(ctx context.Context, a house.Actor, id house.MessageID) (house.File, error) {
	return s.FileAt(ctx, a, "", string(id))
}

func (s *store) FileUsage(context.Context, house.Actor, string) (house.Usage, error) {
	u := s.usage
	for _, f := range s.all {
		if !f.Dir {
			u.Files++
		}
	}
	return u, s.call("FileUsage")
}

func (s *store) FileRules(context.Context, house.Actor, string) (house.FileRules, error) {
	return s.rules, s.call("FileRules")
}

func (s *store) SetFileRules(_ context.Context, _ house.Actor, _ string, r house.FileRules) error {
	s.rules = r
	return s.call("SetFileRules", r.Allow, r.Deny, r.MaxFile, r.Quota)
}

func (s *store) MakeFolder(_ context.Context, _ house.Actor, _, p string) (house.File, error) {
	err := s.call("MakeFolder", p)
	if err == nil {
		s.folder(p)
	}
	return *s.at(p), err
}

func (s *store) MoveFile(_ context.Context, _ house.Actor, _, from, to string, replace bool) (house.File, error) {
	err := s.call("MoveFile", from, to, replace)
	if err == nil {
		f := s.at(from)
		f.Path, f.Name = to, path.Base(to)
		s.content[to] = s.content[from]
	}
	return *s.at(to), err
}

func (s *store) DeleteFile(_ context.Context, _ house.Actor, _, p string, all bool) error {
	err := s.call("DeleteFile", p, all)
	if err == nil {
		s.all = slices.DeleteFunc(s.all, func(f house.File) bool { return f.Path == p || strings.HasPrefix(f.Path, p+"/") })
	}
	return err
}

type reading struct {
	*bytes.Reader
	file house.File
}

func (r reading) Info() house.File { return r.file }
func (r reading) Close() error     { return nil }

func (s *store) OpenFile(_ context.Context, _ house.Actor, _, p string) (house.FileReader, error) {
	return reading{bytes.NewReader(s.content[p]), *s.at(p)}, s.call("OpenFile")
}

type writing struct {
	s    *store
	at   string
	text []byte
}

func (w *writing) WriteAt(p []byte, off int64) (int, error) {
	w.text = append(w.text[:min(int(off), len(w.text))], p...)
	return len(p), nil
}
func (w *writing) Truncate(size int64) error { w.text = w.text[:size]; return nil }
func (w *writing) Size() int64               { return int64(len(w.text)) }
func (w *writing) Info() house.File          { return *w.s.at(w.at) }
func (w *writing) Abort(error)               {}
func (w *writing) Close() error {
	if w.s.at(w.at).ID == "" {
		w.s.file(w.at, fakeroom.Me, "")
	}
	w.s.content[w.at] = w.text
	w.s.at(w.at).Size = int64(len(w.text))
	return w.s.call("stored", w.at, string(w.text))
}

func (s *store) CreateFile(_ context.Context, _ house.Actor, _, p string, o house.FileOptions) (house.FileWriter, error) {
	if o.Exclusive && s.at(p).ID != "" {
		return nil, house.Errorf(house.Conflict, "error.conflict")
	}
	return &writing{s: s, at: p}, s.call("CreateFile")
}

// pattern is a picture with a light and a dark half.
func pattern(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 0xF0, G: 0xE0, B: 0x20, A: 0xFF}
			if x >= w/2 {
				c = color.RGBA{R: 0x10, G: 0x20, B: 0x40, A: 0xFF}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func dots(w, h int) []byte { return encoded(pattern(w, h), png.Encode) }

func encoded(m image.Image, encode func(io.Writer, image.Image) error) []byte {
	var b bytes.Buffer
	_ = encode(&b, m) // to memory
	return b.Bytes()
}

func asJPEG(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }
func asGIF(w io.Writer, m image.Image) error  { return gif.Encode(w, m, nil) }
