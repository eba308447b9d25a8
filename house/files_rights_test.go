package house_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestLevelsDecideWhatMayBeDoneWithFiles(t *testing.T) {
	s := newShelf(t, storetest.SQLitePath(t))
	ctx := t.Context()
	s.put(s.anna, "x", []byte("anna's"))
	write := func(path string, o house.FileOptions) error {
		w, err := s.CreateFile(ctx, s.ben, files, path, o)
		if err == nil {
			w.Abort(nil)
		}
		return err
	}
	wantKey(t, "replacing another's file", write("x", house.FileOptions{}), "error.file_not_yours")
	_, err := s.MoveFile(ctx, s.ben, files, "x", "y", false)
	wantKey(t, "moving another's file", err, "error.file_not_yours")
	s.put(s.ben, "own", nil)
	_, err = s.MoveFile(ctx, s.ben, files, "own", "x", true)
	wantKey(t, "moving over another's file", err, "error.file_not_yours")

	r, err := s.OpenFile(ctx, s.ben, files, "x")
	s.must(err)
	w, err := s.CreateFile(ctx, s.ben, files, "going", house.FileOptions{})
	s.must(err)
	s.must(s.SetRights(ctx, s.anna, files, "bert", house.ToolFiles, house.LevelRead))
	if _, err := s.get(s.ben, "x"); err != nil {
		t.Errorf("reading with the right to read: %v", err)
	}
	if err := write("z", house.FileOptions{}); house.KindOf(err) != house.Forbidden {
		t.Errorf("writing with the right to read: got %v", err)
	}
	if _, err := w.WriteAt(content(1, house.ChunkSize), 0); house.KindOf(err) != house.Forbidden {
		t.Errorf("going on writing with the right to read: got %v", err)
	}
	if err := w.Close(); err == nil {
		t.Error("a file was closed without the right to write")
	}
	s.must(s.SetRights(ctx, s.anna, files, "bert", house.ToolFiles, house.LevelNone))
	for what, err := range map[string]error{
		"list": only(s.Files(ctx, s.ben, files, "/")), "stat": only(s.FileAt(ctx, s.ben, files, "/x")),
		"open": only(s.OpenFile(ctx, s.ben, files, "x")), "usage": only(s.FileUsage(ctx, s.ben, files)),
		"going on reading": only(r.ReadAt(make([]byte, 3), 0)),
	} {
		if house.KindOf(err) != house.Forbidden || err == nil {
			t.Errorf("%s without any right: got %v", what, err)
		}
	}
	s.must(s.SetRights(ctx, s.anna, files, "bert", house.ToolFiles, house.LevelManage))
	s.must(s.DeleteFile(ctx, s.ben, files, "x", false))
}

func TestARemovedMemberReadsAndWritesNoMore(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		b := content(1, house.ChunkSize*3)
		s.put(s.anna, "old", b)
		r, err := s.OpenFile(ctx, s.ben, files, "old")
		s.must(err)
		w, err := s.CreateFile(ctx, s.ben, files, "mine", house.FileOptions{})
		s.must(err)
		_, err = w.WriteAt(b[:house.ChunkSize], 0)
		s.must(err)
		over, err := s.CreateFile(ctx, s.anna, files, "during", house.FileOptions{})
		s.must(err)
		_, err = over.WriteAt(b[:house.ChunkSize+7], 0)
		s.must(err)
		_, err = s.Remove(ctx, s.anna, files, "bert")
		s.must(err)
		if _, err := r.ReadAt(make([]byte, 10), house.ChunkSize*2); house.KindOf(err) != house.NotFound {
			t.Errorf("reading on: got %v, want no such room", err)
		}
		if _, err := w.WriteAt(b[house.ChunkSize:], house.ChunkSize); house.KindOf(err) != house.NotFound {
			t.Errorf("writing on: got %v, want no such room", err)
		}
		if err := w.Close(); err == nil {
			t.Error("a removed member's file was stored")
		}
		// What is sealed from now on is sealed with a key that ben never had.
		_, err = over.WriteAt(b[house.ChunkSize+7:], house.ChunkSize+7)
		s.must(err)
		s.must(over.Close())
		s.wantContent(s.anna, "during", b)
		s.put(s.anna, "after", b)
		s.wantContent(s.anna, "old", b)
		s.wantContent(s.anna, "after", b)
		if _, err := s.get(s.ben, "after"); house.KindOf(err) != house.NotFound {
			t.Errorf("got %v, want no such room", err)
		}
	})
}

func TestAVisitorSharesFilesAsThePresetSays(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	visitor := s.who["visitor"]
	w, err := s.CreateFile(ctx, visitor, "work/desk", "from-me.txt", house.FileOptions{})
	s.must(err)
	_, err = w.WriteAt([]byte("hello"), 0)
	s.must(err)
	s.must(w.Close())
	f, err := s.FileAt(ctx, s.who["owner"], "work/desk", "from-me.txt")
	if err != nil || f.Author != "Besuch 7" || f.Mine {
		t.Errorf("got %+v, %v, want the visitor's by their pseudonym", f, err)
	}
	if _, err := s.Files(ctx, visitor, "work/closing", "/"); house.KindOf(err) != house.NotFound {
		t.Errorf("another room: got %v, want no such room", err)
	}
	graded := house.Graded
	_, err = s.EditRoom(ctx, s.who["owner"], "work/desk", house.RoomEdit{Preset: &graded})
	s.must(err)
	_, err = s.CreateFile(ctx, visitor, "work/desk", "more.txt", house.FileOptions{})
	if house.KindOf(err) != house.Forbidden {
		t.Errorf("writing in a graded room: got %v", err)
	}
	if _, err = s.OpenFile(ctx, visitor, "work/desk", "from-me.txt"); err != nil {
		t.Errorf("reading in a graded room: got %v", err)
	}
}

func TestOfManyWhoTakeANameOneGetsIt(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		var made, refused atomic.Int32
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				name := []string{"Über", "über", "U\u0308BER"}[i%3]
				var err error
				if i%2 == 0 {
					_, err = s.MakeFolder(t.Context(), s.anna, files, name)
				} else {
					var w house.FileWriter
					if w, err = s.CreateFile(t.Context(), s.ben, files, name, house.FileOptions{Exclusive: true}); err == nil {
						err = w.Close()
					}
				}
				switch {
				case err == nil:
					made.Add(1)
				case house.KindOf(err) == house.Conflict || house.IsKey(err, "error.slow_down"):
					refused.Add(1)
				default:
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 || len(s.names(s.anna, "/")) != 1 {
			t.Errorf("got %d made, %d refused, %v, want one", made.Load(), refused.Load(), s.names(s.anna, "/"))
		}
	})
}

func TestManyMayUploadAtOnce(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				b := content(uint64(i), 1000)
				w, err := s.CreateFile(t.Context(), s.anna, files, string(rune('a'+i)), house.FileOptions{Exclusive: true})
				if err == nil {
					_, _ = w.WriteAt(b, 0)
					err = w.Close()
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := s.names(s.ben, "/"); len(got) != 10 {
			t.Errorf("got %v, want ten", got)
		}
	})
}

func TestTwoMovesMakeNoRing(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for _, f := range []string{"a", "b"} {
			_, err := s.MakeFolder(t.Context(), s.anna, files, f)
			s.must(err)
		}
		var wg sync.WaitGroup
		var moved atomic.Int32
		for _, m := range [][2]string{{"a", "b/a"}, {"b", "a/b"}} {
			wg.Go(func() {
				if _, err := s.MoveFile(t.Context(), s.anna, files, m[0], m[1], false); err == nil {
					moved.Add(1)
				}
			})
		}
		wg.Wait()
		if moved.Load() != 1 || len(s.names(s.anna, "/")) != 1 {
			t.Errorf("got %d moves, %v, want one of the two", moved.Load(), s.names(s.anna, "/"))
		}
	})
}

func TestTwoUploadsAtTheQuotaDoNotBothFit(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(s.SetFileRules(ctx, s.anna, files, house.FileRules{Quota: house.ChunkSize * 4}))
		s.put(s.anna, "old", content(1, house.ChunkSize))
		var fit atomic.Int32
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				w, err := s.CreateFile(ctx, s.anna, files, string(rune('a'+i)), house.FileOptions{Size: int64(i%2) * house.ChunkSize * 2})
				if err == nil {
					_, err = w.WriteAt(content(2, house.ChunkSize*2), 0)
					if closed := w.Close(); err == nil {
						err = closed
					}
				}
				if err == nil {
					fit.Add(1)
				} else if !house.IsKey(err, "error.file_quota") {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		use, err := s.FileUsage(ctx, s.anna, files)
		if fit.Load() != 1 || err != nil || use.Used != house.ChunkSize*3 || use.Quota != house.ChunkSize*4 {
			t.Errorf("got %d, %+v, %v, want one of them", fit.Load(), use, err)
		}
		if got := s.names(s.anna, "/"); len(got) != 2 {
			t.Errorf("got %v, want nothing left of what did not fit", got)
		}
		s.put(s.anna, "fits", content(3, house.ChunkSize)) // to the last byte
		w, err := s.CreateFile(ctx, s.anna, files, "old", house.FileOptions{})
		s.must(err)
		_, err = w.WriteAt([]byte{1}, 0)
		wantKey(t, "one byte more", err, "error.file_quota")
		w.Abort(err)
		s.wantContent(s.ben, "old", content(1, house.ChunkSize))
	})
}

func TestTheOwnersRulesHold(t *testing.T) {
	s := newShelf(t, storetest.SQLitePath(t))
	ctx := t.Context()
	wantKey(t, "more than the house allows", s.SetFileRules(ctx, s.anna, files, house.FileRules{Quota: house.FileQuota + 1}), "error.file_rules_size")
	wantKey(t, "a path for an extension", s.SetFileRules(ctx, s.anna, files, house.FileRules{Allow: []string{"a/b"}}), "error.file_rules_extension")
	s.must(s.SetFileRules(ctx, s.anna, files, house.FileRules{Allow: []string{".PDF", "txt"}, Deny: []string{"exe"}, MaxFile: 1000}))
	name := "Room, renamed"
	_, err := s.EditRoom(ctx, s.anna, files, house.RoomEdit{Name: &name})
	s.must(err)
	rules, err := s.FileRules(ctx, s.ben, files)
	if err != nil || strings.Join(rules.Allow, " ") != "pdf txt" || rules.MaxFile != 1000 {
		t.Errorf("got %+v, %v", rules, err)
	}
	for path, key := range map[string]string{"a.exe": "error.file_type", "a": "error.file_type_only", "a.pdf.zip": "error.file_type_only"} {
		_, err := s.CreateFile(ctx, s.ben, files, path, house.FileOptions{})
		wantKey(t, path, err, key)
	}
	_, err = s.CreateFile(ctx, s.ben, files, "a.txt", house.FileOptions{Size: 1001})
	wantKey(t, "a size that is too large", err, "error.file_too_big")
	w, err := s.CreateFile(ctx, s.ben, files, "a.txt", house.FileOptions{})
	s.must(err)
	_, err = w.WriteAt(make([]byte, 1001), 0)
	wantKey(t, "one byte too many", err, "error.file_too_big")
	wantKey(t, "closing it", w.Close(), "error.file_too_big")
	s.put(s.ben, "a.TXT", make([]byte, 1000))
	_, err = s.MoveFile(ctx, s.ben, files, "a.txt", "a.exe", false)
	wantKey(t, "another name", err, "error.file_type")
}

func TestFilesAreNotReadableAtRest(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		secret, plain := []byte("Quittenmarmelade"), []byte("Holunderblüten")
		s.put(s.anna, "/Zwetschgenkuchen.txt", bytes.Repeat(secret, 50_000))
		_, err := s.MakeFolder(t.Context(), s.anna, files, "/Mirabellenkompott")
		s.must(err)
		rests := s.rests(t)
		if len(rests) < 500_000 {
			t.Fatalf("got %d bytes at rest, want those of the file among them", len(rests))
		}
		for _, word := range []string{string(secret), "Zwetschgenkuchen", "Mirabellenkompott"} {
			if bytes.Contains(rests, []byte(word)) {
				t.Errorf("%q stands in the clear", word)
			}
		}
		// The control: what is put in the clear is found.
		room, blob := s.aBlob(t)
		w, err := s.store.Blobs().Write(t.Context(), room, blob)
		s.must(err)
		s.must(w.Put(t.Context(), 0, plain))
		s.must(w.Sync(t.Context()))
		s.must(w.Close())
		if !bytes.Contains(s.rests(t), plain) {
			t.Error("the search finds nothing that is there")
		}
	})
}

// aBlob finds a blob that is there.
func (s *shelf) aBlob(t *testing.T) (house.RoomID, house.BlobID) {
	t.Helper()
	list, err := s.store.BlobsOver(t.Context(), s.now().AddDate(1, 0, 0), s.now().AddDate(1, 0, 0), 100)
	s.must(err)
	if len(list) > 0 {
		return list[0].Room, list[0].ID
	}
	w, err := s.CreateFile(t.Context(), s.anna, files, "open", house.FileOptions{})
	s.must(err)
	t.Cleanup(func() { w.Abort(nil) })
	list, err = s.store.BlobsOver(context.WithoutCancel(t.Context()), s.now().AddDate(1, 0, 0), s.now(), 100)
	s.must(err)
	return list[0].Room, list[0].ID
}

// rests is everything that is stored: the files beside SQLite, or PostgreSQL's rows.
func (s *shelf) rests(t *testing.T) []byte {
	t.Helper()
	var all bytes.Buffer
	if strings.HasPrefix(s.target, "postgres") {
		return pgBytes(t, s.target)
	}
	s.must(filepath.WalkDir(filepath.Dir(s.target), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.WriteString(path)
		all.Write(b)
		return err
	}))
	return all.Bytes()
}

// pgBytes is everything in PostgreSQL that holds bytes, and the text of the rest.
func pgBytes(t *testing.T, target string) []byte {
	t.Helper()
	db, err := pgx.Connect(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	var all bytes.Buffer
	for _, query := range []string{
		`SELECT body FROM chunks`, `SELECT body FROM messages WHERE body IS NOT NULL`, `SELECT convert_to(blobs::text, 'UTF8') FROM blobs`,
		`SELECT text FROM rooms UNION ALL SELECT topic FROM rooms WHERE topic IS NOT NULL`,
	} {
		rows, err := db.Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range found {
			all.Write(b)
		}
	}
	return all.Bytes()
}
