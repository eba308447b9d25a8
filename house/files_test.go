package house_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// shelf is a house with a room of files: anna owns it, ben is in it.
type shelf struct {
	*lodge
	anna, ben house.Actor
	target    string
}

const files = "f/r"

func newShelf(t *testing.T, target string) *shelf {
	t.Helper()
	s := &shelf{lodge: lodgeAt(t, target), target: target}
	s.admin()
	s.anna, s.ben = s.member("anna"), s.member("bert")
	s.floor(s.in("admin"), "f", house.FloorOpen)
	for _, a := range []house.Actor{s.anna, s.ben} {
		_, err := s.JoinFloor(t.Context(), a, "f")
		s.must(err)
	}
	_, err := s.SetFloorCreator(t.Context(), s.in("admin"), "f", "anna", true)
	s.must(err)
	s.room(s.anna, files, house.RoomConference, s.ben)
	return s
}

// eachShelf runs a test on both databases.
func eachShelf(t *testing.T, test func(t *testing.T, s *shelf)) {
	t.Helper()
	storetest.EachTarget(t, func(t *testing.T, target string) { test(t, newShelf(t, target)) })
}

// content is n bytes that are the same for the same seed.
func content(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = r.Read(b)
	return b
}

// put stores a file in one go.
func (s *shelf) put(a house.Actor, path string, b []byte) house.File {
	s.t.Helper()
	w, err := s.CreateFile(s.t.Context(), a, files, path, house.FileOptions{})
	s.must(err)
	for off := 0; off < len(b); off += 100_000 {
		_, err = w.WriteAt(b[off:min(off+100_000, len(b))], int64(off))
		s.must(err)
	}
	s.must(w.Close())
	f, err := s.FileAt(s.t.Context(), a, files, path)
	s.must(err)
	return f
}

// get reads a file whole.
func (s *shelf) get(a house.Actor, path string) ([]byte, error) {
	r, err := s.OpenFile(s.t.Context(), a, files, path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

func (s *shelf) wantContent(a house.Actor, path string, want []byte) {
	s.t.Helper()
	got, err := s.get(a, path)
	if err != nil || !bytes.Equal(got, want) {
		s.t.Errorf("%s: got %d bytes, %v, want %d others", path, len(got), err, len(want))
	}
}

// names lists a folder.
func (s *shelf) names(a house.Actor, path string) []string {
	s.t.Helper()
	list, err := s.Files(s.t.Context(), a, files, path)
	s.must(err)
	names := []string{}
	for _, f := range list {
		names = append(names, f.Name)
	}
	return names
}

func TestFilesOfEverySizeComeBackAsTheyWere(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for i, n := range []int{0, 1, house.ChunkSize - 1, house.ChunkSize, house.ChunkSize + 1, house.ChunkSize * 7 / 2} {
			path, b := fmt.Sprintf("/file-%d.bin", n), content(uint64(i), n)
			f := s.put(s.anna, path, b)
			if f.Size != int64(n) || f.Partial || f.Author != "anna" || !f.Mine {
				t.Errorf("got %+v, want %d bytes of anna's", f, n)
			}
			s.wantContent(s.ben, path, b)
		}
		use, err := s.FileUsage(t.Context(), s.ben, files)
		if want := int64(house.ChunkSize*13/2 + 1); err != nil || use.Used != want || use.Files != 6 {
			t.Errorf("got %+v, %v, want %d bytes in 6 files", use, err, want)
		}
	})
}

func TestPartsOfAFileMayComeInAnyOrder(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		b := content(1, house.ChunkSize*9+777)
		w, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		const part = 32_000
		order := rand.New(rand.NewPCG(1, 2)).Perm((len(b) + part - 1) / part)
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Go(func() {
				for i := worker; i < len(order); i += 8 {
					from := order[i] * part
					if _, err := w.WriteAt(b[from:min(from+part, len(b))], int64(from)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		s.must(w.Close())
		s.wantContent(s.ben, "x", b)
	})
}

func TestWritingOverAndCuttingOffIsKept(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		b := content(2, house.ChunkSize*3)
		w, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		write := func(p []byte, off int) {
			_, err := w.WriteAt(p, int64(off))
			s.must(err)
			if need := off + len(p); need > len(b) {
				b = append(b, make([]byte, need-len(b))...)
			}
			copy(b[off:], p)
		}
		write(b, 0)
		write([]byte("again, in a chunk that is stored"), 10)
		write(content(3, 5000), house.ChunkSize-2500)
		s.must(w.Truncate(house.ChunkSize + 100))
		b = b[:house.ChunkSize+100]
		write([]byte("behind a hole"), house.ChunkSize*4+5)
		s.must(w.Close())
		s.wantContent(s.anna, "x", b)
		w, err = s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{Resume: true})
		s.must(err)
		write([]byte("and more"), len(b))
		s.must(w.Close())
		s.wantContent(s.anna, "x", b)
	})
}

func TestALostUploadIsResumed(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		b := content(4, house.ChunkSize*4+99)
		for _, cut := range []int{0, 10, house.ChunkSize, house.ChunkSize*2 + 5} {
			path := fmt.Sprintf("/cut-%d", cut)
			w, err := s.CreateFile(t.Context(), s.anna, files, path, house.FileOptions{Exclusive: true})
			s.must(err)
			_, err = w.WriteAt(b[:cut], 0)
			s.must(err)
			_, err = w.WriteAt([]byte("far away"), house.ChunkSize*3+7) // does not count
			s.must(err)
			w.Abort(io.ErrUnexpectedEOF)
			if _, err := w.WriteAt(b, 0); err == nil {
				t.Error("an aborted writer wrote on")
			}
			f, err := s.FileAt(t.Context(), s.ben, files, path)
			if err != nil || !f.Partial || f.Size != int64(cut) {
				t.Fatalf("got %+v, %v, want a partial file of %d bytes", f, err, cut)
			}
			_, err = s.get(s.anna, path)
			wantKey(t, "read of a partial file", err, "error.file_partial")
			for _, end := range []int{cut + 1000, len(b)} {
				w, err = s.CreateFile(t.Context(), s.anna, files, path, house.FileOptions{Resume: true})
				s.must(err)
				if w.Size() < int64(cut) {
					t.Errorf("got %d bytes, want %d", w.Size(), cut)
				}
				from := int(w.Size())
				_, err = w.WriteAt(b[from:end], int64(from))
				s.must(err)
				if end < len(b) {
					w.Abort(io.ErrUnexpectedEOF)
					continue
				}
				s.must(w.Close())
			}
			s.wantContent(s.ben, path, b)
		}
	})
}

func TestAnUploadThatLostItsKeysKeepsWholeChunks(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		b := content(5, house.ChunkSize*3+99)
		again := s.in("anna")
		w, err := s.CreateFile(t.Context(), again, files, "x", house.FileOptions{})
		s.must(err)
		_, err = w.WriteAt(b[:house.ChunkSize*2+50], 0)
		s.must(err)
		s.Lock(again)
		w.Abort(io.ErrUnexpectedEOF)
		f, err := s.FileAt(t.Context(), s.anna, files, "x")
		if err != nil || !f.Partial || f.Size != house.ChunkSize*2 {
			t.Fatalf("got %+v, %v, want two whole chunks", f, err)
		}
		w, err = s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{Resume: true})
		s.must(err)
		_, err = w.WriteAt(b[house.ChunkSize*2:], house.ChunkSize*2)
		s.must(err)
		s.must(w.Close())
		s.wantContent(s.ben, "x", b)
	})
}

func TestASecondSessionTakesAnUploadOver(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		b := content(6, house.ChunkSize*2)
		first, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		_, err = first.WriteAt(b[:house.ChunkSize+9], 0)
		s.must(err)
		second, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{Resume: true})
		s.must(err)
		if _, err := first.WriteAt(b[:100], 0); err == nil {
			t.Error("the first one writes on")
		}
		if second.Size() != house.ChunkSize+9 {
			t.Errorf("got %d, want what the first one wrote", second.Size())
		}
		_, err = second.WriteAt(b[house.ChunkSize:], house.ChunkSize)
		s.must(err)
		s.must(second.Close())
		if err := first.Close(); err == nil {
			t.Error("the first one was closed as if it had written the file")
		}
		s.wantContent(s.ben, "x", b)
	})
}

func TestAnOverwrittenFileKeepsItsContentUntilTheNewOneIsWhole(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		old, fresh := content(7, 1000), content(8, house.ChunkSize*2)
		before := s.put(s.anna, "x", old)
		w, err := s.CreateFile(t.Context(), s.anna, files, "X", house.FileOptions{Truncate: true})
		s.must(err)
		_, err = w.WriteAt(fresh, 0)
		s.must(err)
		s.wantContent(s.ben, "x", old)
		w.Abort(errors.New("lost"))
		s.wantContent(s.ben, "x", old)
		after := s.put(s.anna, "x", fresh)
		s.wantContent(s.ben, "x", fresh)
		if after.ID == before.ID || len(s.names(s.ben, "/")) != 1 {
			t.Errorf("got %v, want one new entry", s.names(s.ben, "/"))
		}
		use, err := s.FileUsage(t.Context(), s.ben, files)
		if err != nil || use.Used != int64(len(fresh)) || use.Files != 1 {
			t.Errorf("got %+v, %v, want the new content alone", use, err)
		}
	})
}

func TestFoldersAndNames(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		folder, err := s.MakeFolder(ctx, s.anna, files, "/Ordner")
		if err != nil || !folder.Dir || folder.Path != "/Ordner" {
			t.Fatalf("got %+v, %v, want /Ordner", folder, err)
		}
		_, err = s.MakeFolder(ctx, s.ben, files, "ordner")
		wantKey(t, "a folder that is there in another case", err, "error.file_exists")
		s.put(s.ben, "/Ordner/über.txt", []byte("text"))
		s.put(s.ben, "b", nil)
		s.put(s.ben, "A", nil)
		if got := s.names(s.anna, "/"); !slices.Equal(got, []string{"Ordner", "A", "b"}) {
			t.Errorf("got %v, want folders first, then by name", got)
		}
		f, err := s.FileAt(ctx, s.anna, files+"/files", "/x/../ORDNER/./u\u0308ber.TXT")
		if err != nil || f.Path != "/Ordner/über.txt" || f.Type != "text/plain" || f.Size != 4 || !f.Unread {
			t.Errorf("got %+v, %v, want über.txt", f, err)
		}
		byID, err := s.FileByID(ctx, s.anna, f.ID)
		if err != nil || byID.Path != f.Path {
			t.Errorf("got %+v, %v, want the same by its id", byID, err)
		}
		s.must(s.MarkRead(ctx, s.anna, files, house.KindFile, "", f.Seq))
		if f, _ := s.FileAt(ctx, s.anna, files, "/Ordner/über.txt"); f.Unread {
			t.Error("a file that was marked read is unread")
		}
		for _, bad := range []string{"/", "a\x00/..", "..", strings.Repeat("x", 256), strings.Repeat("ü", 128), strings.Repeat("d/", 100) + "x"} {
			if w, err := s.CreateFile(ctx, s.anna, files, bad, house.FileOptions{}); err == nil {
				t.Errorf("%q: got a file %s", bad, w.Info().Path)
				w.Abort(nil)
			}
		}
		_, err = s.CreateFile(ctx, s.anna, files, "/nowhere/x", house.FileOptions{})
		wantKey(t, "a folder that is not there", err, "error.no_such_file")
		_, err = s.CreateFile(ctx, s.anna, files, "/b/x", house.FileOptions{})
		wantKey(t, "a file as a folder", err, "error.file_no_folder")
		_, err = s.CreateFile(ctx, s.anna, files, "/ordner", house.FileOptions{})
		wantKey(t, "a folder as a file", err, "error.file_is_folder")
		_, err = s.CreateFile(ctx, s.anna, files, "/b", house.FileOptions{Exclusive: true})
		wantKey(t, "an exclusive file that is there", err, "error.file_exists")
	})
}

func TestMovingAndDeleting(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		for _, f := range []string{"a", "a/b", "a/b/c"} {
			_, err := s.MakeFolder(ctx, s.anna, files, f)
			s.must(err)
		}
		s.put(s.anna, "a/b/one.txt", []byte("one"))
		s.put(s.anna, "two.txt", []byte("two"))
		_, err := s.MoveFile(ctx, s.anna, files, "a", "a/b/c/a", false)
		wantKey(t, "a folder into itself", err, "error.folder_into_itself")
		_, err = s.MoveFile(ctx, s.anna, files, "two.txt", "a/b/one.txt", false)
		wantKey(t, "over another file", err, "error.file_exists")
		f, err := s.MoveFile(ctx, s.anna, files, "two.txt", "a/b/one.txt", true)
		if err != nil || f.Path != "/a/b/one.txt" {
			t.Errorf("got %+v, %v, want /a/b/one.txt", f, err)
		}
		s.wantContent(s.ben, "a/b/one.txt", []byte("two"))
		f, err = s.MoveFile(ctx, s.anna, files, "a/b/one.txt", "/ONE.txt", false)
		s.must(err)
		f, err = s.MoveFile(ctx, s.anna, files, "one.TXT", "/One.txt", false)
		if err != nil || f.Name != "One.txt" {
			t.Errorf("got %+v, %v, want the other case", f, err)
		}
		_, err = s.MoveFile(ctx, s.anna, files, "a/b", "/b", false)
		s.must(err)
		if got := s.names(s.ben, "/"); !slices.Equal(got, []string{"a", "b", "One.txt"}) {
			t.Errorf("got %v", got)
		}
		wantKey(t, "a folder that is not empty", s.DeleteFile(ctx, s.anna, files, "b", false), "error.folder_not_empty")
		wantKey(t, "another's folder", s.DeleteFile(ctx, s.ben, files, "b", true), "error.file_not_yours")
		s.must(s.DeleteFile(ctx, s.anna, files, "b", true))
		s.must(s.DeleteFile(ctx, s.anna, files, "a", false))
		id, err := s.FileAt(ctx, s.anna, files, "one.txt")
		s.must(err)
		_, err = s.Delete(ctx, s.anna, id.ID) // by its id, as all words
		s.must(err)
		use, err := s.FileUsage(ctx, s.anna, files)
		if got := s.names(s.ben, "/"); len(got) != 0 || err != nil || use.Used != 0 || use.Files != 0 {
			t.Errorf("got %v, %+v, %v, want nothing", got, use, err)
		}
	})
}
