package house_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestAnExportHoldsTheFilesThatAreWhole(t *testing.T) {
	s := newShelf(t, storetest.SQLitePath(t))
	_, err := s.MakeFolder(t.Context(), s.anna, files, "Ordner")
	s.must(err)
	large := content(1, house.ChunkSize*2+5)
	s.put(s.anna, "Ordner/groß.bin", large)
	s.put(s.ben, "leer", nil)
	w, err := s.CreateFile(t.Context(), s.anna, files, "halb", house.FileOptions{})
	s.must(err)
	w.Abort(io.ErrUnexpectedEOF)
	var out bytes.Buffer
	s.must(s.ExportRoom(t.Context(), s.ben, files, &out, nil))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	s.must(err)
	got := map[string][]byte{}
	for _, f := range z.File {
		if at := strings.Index(f.Name, "files/"); at >= 0 {
			r, err := f.Open()
			s.must(err)
			got[f.Name[at:]], err = io.ReadAll(r)
			s.must(err)
		}
	}
	if len(got) != 2 || !bytes.Equal(got["files/Ordner/groß.bin"], large) || len(got["files/leer"]) != 0 {
		t.Errorf("got %d files, want the two that are whole", len(got))
	}
}
