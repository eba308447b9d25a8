package house_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// blobs are the ids of all blobs that the house knows of.
func (s *shelf) blobs() []house.BlobRow {
	s.t.Helper()
	far := s.now().AddDate(10, 0, 0)
	list, err := s.store.BlobsOver(context.WithoutCancel(s.t.Context()), far, far, 1000)
	s.must(err)
	return list
}

func TestUploadsThatNobodyGoesOnWithAreSweptAway(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.put(s.anna, "kept", content(1, 1000))
		lost, err := s.CreateFile(t.Context(), s.anna, files, "lost", house.FileOptions{})
		s.must(err)
		_, err = lost.WriteAt(content(2, house.ChunkSize+5), 0)
		s.must(err)
		lost.Abort(io.ErrUnexpectedEOF)
		over, err := s.CreateFile(t.Context(), s.anna, files, "kept", house.FileOptions{})
		s.must(err)
		_, err = over.WriteAt(content(3, house.ChunkSize), 0)
		s.must(err)
		s.pass(23 * time.Hour)
		if got := s.names(s.ben, "/"); !slices.Equal(got, []string{"kept", "lost"}) {
			t.Fatalf("got %v before the time was over", got)
		}
		_, err = over.WriteAt(content(3, house.ChunkSize), house.ChunkSize) // it lives
		s.must(err)
		s.pass(2 * time.Hour)
		if got := s.names(s.ben, "/"); !slices.Equal(got, []string{"kept"}) {
			t.Errorf("got %v, want the lost one swept away", got)
		}
		s.must(over.Close())
		part := content(3, house.ChunkSize)
		s.wantContent(s.ben, "kept", append(part[:len(part):len(part)], part...))
	})
}

func TestSeveralNodesSweepOnce(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for i := range 5 {
			w, err := s.CreateFile(t.Context(), s.anna, files, fmt.Sprint(i), house.FileOptions{})
			s.must(err)
			_, err = w.WriteAt(content(2, house.ChunkSize), 0)
			s.must(err)
			w.Abort(io.ErrUnexpectedEOF)
		}
		s.by.Add(int64(25 * time.Hour))
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { s.Sweep(t.Context()) })
		}
		wg.Wait()
		if got, left := s.names(s.ben, "/"), s.blobs(); len(got) != 0 || len(left) != 0 {
			t.Errorf("got %v, %v, want nothing", got, left)
		}
	})
}

func TestDeletedContentsGoFromTheDisk(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		gone := func(what string, b house.BlobRow) {
			t.Helper()
			if _, err := s.store.Blobs().ReadChunk(t.Context(), b.Room, b.ID, 0); house.KindOf(err) != house.NotFound || err == nil {
				t.Errorf("%s: got %v, want no content", what, err)
			}
		}
		watch := s.spyOn()
		find := func() house.BlobRow {
			t.Helper()
			if _, err := s.store.Blobs().ReadChunk(t.Context(), watch.last.Room, watch.last.ID, 0); err != nil {
				t.Fatalf("the control: got %v, want a content", err)
			}
			return watch.last
		}
		s.put(s.anna, "deleted", content(1, 1000))
		b := find()
		s.must(s.DeleteFile(t.Context(), s.anna, files, "deleted", false))
		gone("deleted", b)
		s.put(s.anna, "replaced", content(1, 1000))
		b = find()
		s.put(s.anna, "replaced", content(2, 1000))
		gone("replaced", b)
		b = find()
		s.must(s.DeleteRoom(t.Context(), s.anna, files))
		gone("in a deleted room", b)
		s.Sweep(t.Context())
		if left := s.blobs(); len(left) != 0 {
			t.Errorf("got %v, want no row left", left)
		}
	})
}

func TestRetentionTakesFilesAndThenEmptyFolders(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		for _, f := range []string{"a", "a/b", "empty"} {
			_, err := s.MakeFolder(ctx, s.anna, files, f)
			s.must(err)
		}
		s.put(s.anna, "a/old", content(1, 1000))
		days := 30
		_, err := s.EditRoom(ctx, s.anna, files, house.RoomEdit{Retention: &days})
		s.must(err)
		s.pass(20 * 24 * time.Hour)
		s.put(s.anna, "a/b/young", content(2, 1000))
		s.pass(11 * 24 * time.Hour)
		s.pass(time.Minute)
		if got := s.names(s.anna, "/"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("got %v, want a, which holds something young", got)
		}
		if got := s.names(s.anna, "/a"); !slices.Equal(got, []string{"b"}) {
			t.Errorf("got %v, want b alone", got)
		}
		s.wantContent(s.ben, "a/b/young", content(2, 1000))
		for range 5 {
			s.pass(20 * 24 * time.Hour)
		}
		if got, left := s.names(s.anna, "/"), s.blobs(); len(got) != 0 || len(left) != 0 {
			t.Errorf("got %v, %v, want nothing", got, left)
		}
	})
}

func TestALargeFilePassesInLittleMemory(t *testing.T) {
	s := newShelf(t, storetest.SQLitePath(t))
	const size, bound = 64 << 20, 16 << 20
	part := content(1, house.ChunkSize)
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before, most := stats.HeapAlloc, uint64(0)
	measure := func() {
		runtime.GC()
		runtime.ReadMemStats(&stats)
		most = max(most, stats.HeapAlloc-min(before, stats.HeapAlloc))
	}
	w, err := s.CreateFile(t.Context(), s.anna, files, "large", house.FileOptions{})
	s.must(err)
	for off := int64(0); off < size; off += house.ChunkSize {
		_, err := w.WriteAt(part, off)
		s.must(err)
		if off%(8<<20) == 0 {
			measure()
		}
	}
	s.must(w.Close())
	r, err := s.OpenFile(t.Context(), s.anna, files, "large")
	s.must(err)
	got := make([]byte, house.ChunkSize)
	for off := int64(0); off < size; off += house.ChunkSize {
		_, err := r.ReadAt(got, off)
		s.must(err)
		if off%(8<<20) == 0 {
			measure()
		}
	}
	s.must(r.Close())
	if most > bound {
		t.Errorf("got %d MiB more memory in use, want at most %d", most>>20, bound>>20)
	}
}

func TestALargeFolderIsListedInOrder(t *testing.T) {
	s := newShelf(t, storetest.SQLitePath(t))
	for i := range 300 {
		_, err := s.MakeFolder(t.Context(), s.anna, files, fmt.Sprintf("folder %03d", i))
		s.must(err)
	}
	list, err := s.Files(t.Context(), s.ben, files, "/")
	if err != nil || len(list) != 300 || list[299].Name != "folder 299" {
		t.Errorf("got %d, %v, want 300 in order", len(list), err)
	}
}

func TestSomebodyWhoCameLaterSeesTheirOwnOfEqualNames(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		_, err := s.NewRoom(ctx, s.anna, house.RoomSpec{Place: "f/joining", Name: "J", Kind: house.RoomPractice})
		s.must(err)
		put := func(a house.Actor, path, text string) error {
			w, err := s.CreateFile(ctx, a, "f/joining", path, house.FileOptions{Exclusive: true})
			if err == nil {
				_, _ = w.WriteAt([]byte(text), 0)
				err = w.Close()
			}
			return err
		}
		s.must(put(s.anna, "Plan.txt", "anna's"))
		_, err = s.Invite(ctx, s.anna, "f/joining", "bert")
		s.must(err)
		_, err = s.Join(ctx, s.ben, "f/joining")
		s.must(err)
		s.must(put(s.ben, "plan.TXT", "bert's"))
		wantKey(t, "the same again", put(s.ben, "plan.txt", ""), "error.file_exists")
		want := map[string]string{"Plan.txt": "anna's", "plan (2).TXT": "bert's"}
		list, err := s.Files(ctx, s.anna, "f/joining", "/")
		if err != nil || len(list) != 2 {
			t.Fatalf("got %v, %v, want both", list, err)
		}
		for _, f := range list {
			r, err := s.OpenFile(ctx, s.anna, "f/joining", f.Path)
			s.must(err)
			b, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
			if err != nil || string(b) != want[f.Name] {
				t.Errorf("%s: got %q, %v, want %q", f.Name, b, err, want[f.Name])
			}
		}
		if list, err = s.Files(ctx, s.ben, "f/joining", "/"); err != nil || len(list) != 1 || list[0].Name != "plan.TXT" {
			t.Errorf("got %v, %v, want bert's alone", list, err)
		}
	})
}

func TestWhatComesIntoAnOldFolderIsSeenByThoseWhoCameLater(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		const place = "f/joining"
		_, err := s.NewRoom(ctx, s.anna, house.RoomSpec{Place: place, Name: "J", Kind: house.RoomPractice})
		s.must(err)
		put := func(path string) {
			w, err := s.CreateFile(ctx, s.anna, place, path, house.FileOptions{})
			s.must(err)
			_, err = w.WriteAt([]byte(path), 0)
			s.must(err)
			s.must(w.Close())
		}
		for _, f := range []string{"Blätter", "Blätter/alte"} {
			_, err = s.MakeFolder(ctx, s.anna, place, f)
			s.must(err)
		}
		put("Blätter/vorher.txt")
		_, err = s.Invite(ctx, s.anna, place, "bert")
		s.must(err)
		_, err = s.Join(ctx, s.ben, place)
		s.must(err)
		see := func(want ...string) {
			t.Helper()
			list, err := s.Files(ctx, s.ben, place, "/")
			var got []string
			for _, f := range list {
				got = append(got, f.Path)
				if byID, err := s.FileByID(ctx, s.ben, f.ID); err != nil || byID.Path != f.Path {
					t.Errorf("%s by its id: got %s, %v", f.Path, byID.Path, err)
				}
				if r, err := s.OpenFile(ctx, s.ben, place, f.Path); err != nil {
					t.Errorf("%s: %v", f.Path, err)
				} else {
					s.must(r.Close())
				}
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		}
		see()
		put("Blätter/alte/nachher.txt")
		see("/nachher.txt")
		put("Blätter/noch.txt")
		see("/nachher.txt", "/noch.txt")
		_, err = s.FileAt(ctx, s.ben, place, "/Blätter")
		wantKey(t, "a folder from before", err, "error.no_such_file")
	})
}
