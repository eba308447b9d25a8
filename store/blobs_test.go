package store_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"stockwerk/house"
	"stockwerk/store"
	"stockwerk/store/storetest"
)

// chunk writes one chunk of a blob.
func chunk(t *testing.T, s house.Store, room house.RoomID, blob house.BlobID, index int, b []byte) {
	t.Helper()
	w, err := s.Blobs().Write(t.Context(), room, blob)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Put(t.Context(), index, b), w.Sync(t.Context()), w.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestChunksComeBackByTheirNumber(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		long := bytes.Repeat([]byte{7}, house.MaxSealedChunk)
		chunk(t, s, "r1", "b1", 2, long)
		chunk(t, s, "r1", "b1", 0, []byte("short"))
		chunk(t, s, "r1", "b1", 2, []byte("shorter than before"))
		chunk(t, s, "r1", "b1", 5, long)
		chunk(t, s, "r2", "b1", 0, []byte("another room's"))
		for index, want := range map[int][]byte{0: []byte("short"), 2: []byte("shorter than before"), 5: long} {
			if got, err := s.Blobs().ReadChunk(t.Context(), "r1", "b1", index); err != nil || !bytes.Equal(got, want) {
				t.Errorf("chunk %d: got %d bytes, %v, want %d", index, len(got), err, len(want))
			}
		}
		for _, index := range []int{1, 3, 6} {
			_, err := s.Blobs().ReadChunk(t.Context(), "r1", "b1", index)
			refused(t, "a chunk that nobody wrote", err, house.NotFound)
		}
		_, err := s.Blobs().ReadChunk(t.Context(), "r1", "b2", 0)
		refused(t, "a blob that nobody wrote", err, house.NotFound)
		for range 2 {
			if err := s.Blobs().Drop(t.Context(), "r1", "b1"); err != nil {
				t.Errorf("drop: %v", err)
			}
		}
		_, err = s.Blobs().ReadChunk(t.Context(), "r1", "b1", 0)
		refused(t, "a dropped blob", err, house.NotFound)
		if got, err := s.Blobs().ReadChunk(t.Context(), "r2", "b1", 0); err != nil || string(got) != "another room's" {
			t.Errorf("got %q, %v, want the other room's", got, err)
		}
		for range 2 {
			if err := s.Blobs().DropRoom(t.Context(), "r2"); err != nil {
				t.Errorf("drop room: %v", err)
			}
		}
		_, err = s.Blobs().ReadChunk(t.Context(), "r2", "b1", 0)
		refused(t, "a dropped room", err, house.NotFound)
	})
}

func TestBlobFilesAreNobodyElsesAndStayInTheirFolder(t *testing.T) {
	target := storetest.SQLitePath(t)
	s := storetest.Open(t, target)
	chunk(t, s, "r1", "b1", 0, []byte("sealed"))
	dir := filepath.Dir(target)
	for path, want := range map[string]fs.FileMode{"files": 0o700, "files/r1": 0o700, "files/r1/b1": 0o600} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v, %v, want %v", path, info, err, want)
		}
	}
	for _, bad := range []string{"", "..", "../x", "a/b", "/etc/passwd", "A", "a\x00"} {
		if _, err := s.Blobs().Write(t.Context(), house.RoomID(bad), "b1"); err == nil {
			t.Errorf("room %q: got a file", bad)
		}
		if _, err := s.Blobs().Write(t.Context(), "r1", house.BlobID(bad)); err == nil {
			t.Errorf("blob %q: got a file", bad)
		}
		if err := s.Blobs().DropRoom(t.Context(), house.RoomID(bad)); err == nil {
			t.Errorf("room %q was dropped", bad)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "files/r1/b1")); err != nil {
		t.Errorf("the blob went: %v", err)
	}
}

func TestFilesLeaveSpaceForTheDatabase(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		free, total uint64
		full        bool
	}{{65 * mib, 1 << 40, false}, {63 * mib, 1 << 40, true}, {2 * mib, 8 * mib, false}, {mib, 8 * mib, true}, {0, 8 * mib, true}} {
		w, err := store.FilesOn(filepath.Join(t.TempDir(), "files"), c.free, c.total).Write(t.Context(), "r1", "b1")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Put(t.Context(), 0, []byte("sealed")); house.IsKey(err, "error.full_disk") != c.full || (err != nil) != c.full {
			t.Errorf("%d of %d bytes free: got %v, want full %v", c.free, c.total, err, c.full)
		}
		_ = w.Close()
	}
}

func TestTheDiskKnowsItsSpace(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if free, total, known := store.DiskSpace(f); known && (total == 0 || free > total) {
		t.Errorf("%d of %d bytes are free", free, total)
	}
}

func TestWhatADiskSaysBecomesTheHousesWords(t *testing.T) {
	for err, want := range map[error]string{
		&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}: "error.full_disk",
		&fs.PathError{Op: "write", Path: "x", Err: syscall.EROFS}:  "error.full_disk",
		&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}:  "error.not_found",
		errors.New("else"): "error.database",
	} {
		if got := store.MappedFile(err); !house.IsKey(got, want) {
			t.Errorf("%v: got %v, want %s", err, got, want)
		}
	}
}

func TestBlobsThatNobodyNeedsAreFound(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		rows := []house.BlobRow{
			{ID: "gone", State: "gone", Touched: at(100)},
			{ID: "abandoned", State: "open", Touched: at(1), Size: 1},
			{ID: "living", State: "open", Touched: at(50), Size: 2},
			{ID: "unclaimed", State: "kept", File: "nowhere", Touched: at(1), Size: 4},
			{ID: "fresh", State: "kept", File: "nowhere", Touched: at(50), Size: 8},
			{ID: "kept", State: "kept", File: "m1", Touched: at(0), Size: 16},
			{ID: "deleted", State: "kept", File: "m2", Touched: at(50), Size: 32},
		}
		do(t, s, func(tx house.Tx) error {
			for i, id := range []house.MessageID{"m1", "m2"} {
				m := house.MessageRow{Room: "r1", ID: id, Kind: house.KindFile, Thread: "/", Author: "p", Created: at(0)}
				if err := tx.AddMessage(t.Context(), &m); err != nil {
					return err
				}
				if m.Deleted = i == 1; m.Deleted {
					if err := tx.PutMessage(t.Context(), &m); err != nil {
						return err
					}
				}
			}
			for _, b := range rows {
				b.Room, b.Created = "r1", at(0)
				if err := tx.PutBlob(t.Context(), b); err != nil {
					return err
				}
			}
			return nil
		})
		found, err := s.BlobsOver(t.Context(), at(10), at(10), 100)
		got := map[house.BlobID]bool{}
		for _, b := range found {
			got[b.ID] = true
		}
		if err != nil || len(got) != 4 || !got["gone"] || !got["abandoned"] || !got["unclaimed"] || !got["deleted"] {
			t.Errorf("got %v, %v, want the four that nobody needs", got, err)
		}
		size, files, err := s.BlobUse(t.Context(), "r1")
		if err != nil || size != 63 || files != 4 {
			t.Errorf("got %d bytes, %d files, %v, want what is open or kept", size, files, err)
		}
		id, err := s.BlobOf(t.Context(), "r1", "m1")
		if err != nil || id != "kept" {
			t.Errorf("got %q, %v, want kept", id, err)
		}
		do(t, s, func(tx house.Tx) error { return tx.DeleteRoom(context.WithoutCancel(t.Context()), "r1") })
		found, err = s.BlobsOver(t.Context(), at(0), at(0), 100)
		if err != nil || len(found) != len(rows) {
			t.Errorf("got %d, %v, want all of a deleted room", len(found), err)
		}
	})
}

func TestAFolderStaysWhileSomethingLiesInIt(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		add := func(id, folder house.MessageID, minutes int) {
			do(t, s, func(tx house.Tx) error {
				return tx.AddMessage(t.Context(), &house.MessageRow{
					Room: "r1", ID: id, Kind: house.KindFile, Thread: folder, Author: "p", Created: at(minutes),
				})
			})
		}
		add("a", "/", 0)
		add("b", "a", 1)
		add("old", "a", 2)
		add("young", "b", 20)
		round := func(before, want int) {
			t.Helper()
			do(t, s, func(tx house.Tx) error {
				n, err := tx.DeleteMessages(t.Context(), "r1", at(before), house.KindFile)
				if n != want {
					t.Errorf("got %d gone, want %d", n, want)
				}
				return err
			})
		}
		round(10, 1) // old
		round(10, 0)
		round(30, 1) // young
		round(30, 1) // b
		round(30, 1) // a
	})
}
