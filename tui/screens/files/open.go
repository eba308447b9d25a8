package files

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/markdown"
)

const (
	textShown  = 256 << 10 // bytes of a text that are shown
	textEdited = 48 << 10  // bytes of a text that can be changed here
	openWithin = 30 * time.Second
)

// file is one that is looked at.
type file struct {
	file   house.File
	scroll *kit.Scroll
	text   string   // as it is, for changing
	cut    bool     // there is more of it
	pic    *picture // nil where it is none
	wrong  string   // why it is not shown
	busy   bool
	width  int // that the scroll was made for
}

// editable tells whether all of it is a text that the field takes.
func (f *file) editable() bool {
	return f.text != "" && !f.cut && len(f.text) <= textEdited || f.isText() && f.file.Size == 0
}

func (f *file) isText() bool {
	return !f.file.Partial && (strings.HasPrefix(f.file.Type, "text/") || strings.HasSuffix(f.file.Type, "/json") ||
		strings.HasSuffix(f.file.Type, "/yaml") || strings.HasSuffix(f.file.Type, "/toml") || strings.HasSuffix(f.file.Type, "+xml"))
}

func (f *file) isMarkdown() bool {
	ext := strings.ToLower(path.Ext(f.file.Name))
	return f.file.Type == "text/markdown" || ext == ".md" || ext == ".markdown"
}

// fresh forgets what was drawn.
func (f *file) fresh() { f.width = 0 }

// opened brings a file's content.
type opened struct {
	by   *Screen
	file house.File
	text string
	cut  bool
	pic  *picture
	err  error
}

// openFile shows a file: what it is at once, its content when it has come.
func (s *Screen) openFile(f house.File) tea.Cmd {
	s.shown = &file{file: f, scroll: kit.NewScroll(s.env), busy: true}
	if f.Partial {
		s.shown.busy = false
		return nil
	}
	place, isText := s.place, s.shown.isText()
	return s.env.DoWithin(openWithin, func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		o := opened{by: s, file: f}
		if !isText && !drawable(f) {
			return o
		}
		r, err := h.OpenFile(ctx, a, place, f.Path)
		if err != nil {
			o.err = err
			return o
		}
		defer func() { _ = r.Close() }()
		if !isText {
			o.pic, o.err = readPicture(ctx, r)
			return o
		}
		o.text, o.cut, o.err = readText(r)
		return o
	})
}

// readText reads the beginning of a text; "" where it is none after all.
func readText(r house.FileReader) (words string, cut bool, err error) {
	b := make([]byte, min(r.Size(), textShown))
	n, err := r.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	b = b[:n]
	if cut = r.Size() > int64(n); cut {
		for i := 0; i < utf8.UTFMax && !utf8.Valid(b); i++ {
			b = b[:len(b)-1] // a letter may have been cut in two
		}
	}
	words = strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(words) || strings.ContainsRune(words, 0) {
		return "", false, nil
	}
	return strings.ReplaceAll(words, "\r\n", "\n"), cut, nil
}

func (s *Screen) opened(o opened) tea.Cmd {
	if s.shown == nil || s.shown.file.ID != o.file.ID {
		return nil
	}
	f := s.shown
	f.busy, f.text, f.cut, f.pic, f.wrong = false, o.text, o.cut, o.pic, ""
	switch {
	case house.IsKey(o.err, errPicture):
		f.wrong = s.env.Sentence(o.err)
	case o.err != nil:
		s.shown = nil
		return kit.Send(kit.Failed{Err: o.err})
	}
	f.fresh()
	return nil
}

// closeFile goes back to the folder.
func (s *Screen) closeFile() tea.Cmd {
	s.list.Select(s.shown.file.Path)
	s.shown = nil
	return s.load()
}

// viewFile shows the content under a line that says what it is.
func (s *Screen) viewFile(w, h int) kit.View {
	f := s.shown
	head := s.env.T("files.head", "Size", s.size(f.file.Size), "Name", kit.Clean(f.file.Author), "When", s.env.Ago(f.file.At))
	lines := []string{s.env.Styles.Dim.Of(kit.Fit(head, w))}
	rest := max(h-len(lines), 1)
	if f.pic != nil {
		return kit.View{Lines: append(lines, f.pic.draw(s.env, w, rest)...)}
	}
	if f.width != w {
		f.width = w
		f.scroll.SetItems([]kit.Item{{ID: "file", Stamp: int64(w), Draw: s.body}})
		f.scroll.Redraw()
	}
	return kit.View{Lines: append(lines, f.scroll.Page(w, rest).Lines...)}
}

// body is the text, or what to do with a file that is none.
func (s *Screen) body(w int) []string {
	f := s.shown
	switch {
	case f.busy:
		return kit.Wrap(s.env.T("common.loading"), w)
	case f.text != "":
		return s.textLines(w)
	}
	var out []string
	paragraph := func(sentence string) {
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, kit.Wrap(sentence, w)...)
	}
	switch {
	case f.wrong != "":
		paragraph(f.wrong)
	case f.file.Partial:
		paragraph(s.env.T("files.about.partial"))
	case f.file.Size == 0:
		paragraph(s.env.T("files.show.empty"))
		return out
	default:
		paragraph(s.env.T("files.show.not", "Type", s.kind(f.file)))
	}
	if !f.file.Partial {
		paragraph(s.env.T("files.show.fetch"))
		out = append(out, "")
		out = append(out, kit.Wrap(s.fetchLine(f.file), w)...)
	}
	return out
}

func (s *Screen) textLines(w int) []string {
	f := s.shown
	var out []string
	if f.isMarkdown() {
		out = append(out, markdown.Render(s.env, f.text, w)...)
	} else {
		out = kit.Wrap(kit.CleanText(strings.ReplaceAll(f.text, "\t", "    ")), w)
	}
	if f.cut {
		out = append(append(out, ""), kit.Wrap(s.env.T("files.show.cut", "Size", s.size(textShown)), w)...)
	}
	return out
}
