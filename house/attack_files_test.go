package house_test

// The attack: a client of sftp that writes at places where no file has any, or in
// pieces that are dear to remember.

import (
	"math"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestAWriteBehindEveryEndIsTooBig(t *testing.T) {
	t.Parallel()
	s := newShelf(t, storetest.SQLitePath(t))
	for _, off := range []int64{math.MaxInt64, math.MaxInt64 - 10, math.MaxInt64 - house.ChunkSize, 1 << 62, house.MaxFileSize} {
		w, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		if _, err := w.WriteAt(make([]byte, 3*house.ChunkSize), off); !house.IsKey(err, "error.file_too_big") {
			t.Errorf("at %d: got %v, want error.file_too_big", off, err)
		}
		w.Abort(err)
	}
	if got := s.names(s.anna, "/"); len(got) != 0 {
		t.Errorf("got %q left behind", got)
	}
}

func TestCrumbsOfAFileAreNotCollectedWithoutEnd(t *testing.T) {
	t.Parallel()
	s := newShelf(t, storetest.SQLitePath(t))
	crumbs := func(size, step int) error {
		w, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		defer w.Abort(nil)
		for off := 0; off < house.ChunkSize; off += step {
			if _, err := w.WriteAt(make([]byte, size), int64(off)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := crumbs(1, 2); house.KindOf(err) != house.Invalid {
		t.Errorf("every other byte: got %v, want a refusal", err)
	}
	if err := crumbs(1<<10, 2<<10); err != nil {
		t.Errorf("control: every other piece of a kilobyte: %v", err)
	}
}
