package house_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"stockwerk/house"
)

// spied is a store that counts which chunks are read and can give others.
type spied struct {
	house.Store
	spy *spy
}

func (s spied) Blobs() house.Blobs { return s.spy }

type spy struct {
	house.Blobs
	mu    sync.Mutex
	reads []int
	find  func(blob house.BlobID, index int) (house.BlobID, int) // where to read instead
	alter func(index int, sealed []byte) []byte                  // what to give instead; nil: nothing there
	last  house.BlobRow                                          // the blob opened last for writing
	full  error                                                  // what writing gives
}

func (s *spy) ReadChunk(ctx context.Context, room house.RoomID, blob house.BlobID, index int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(s.reads, index)
	if s.find != nil {
		blob, index = s.find(blob, index)
	}
	b, err := s.Blobs.ReadChunk(ctx, room, blob, index)
	if err == nil && s.alter != nil {
		if b = s.alter(index, b); b == nil {
			err = house.Errorf(house.NotFound, "error.not_found")
		}
	}
	return b, err
}

func (s *spy) Write(ctx context.Context, room house.RoomID, blob house.BlobID) (house.BlobWriter, error) {
	s.last = house.BlobRow{Room: room, ID: blob}
	w, err := s.Blobs.Write(ctx, room, blob)
	return spiedWriter{w, s}, err
}

type spiedWriter struct {
	house.BlobWriter
	spy *spy
}

func (w spiedWriter) Put(ctx context.Context, index int, sealed []byte) error {
	if w.spy.full != nil {
		return w.spy.full
	}
	return w.BlobWriter.Put(ctx, index, sealed)
}

// spyOn puts a spy between the house and its contents.
func (s *shelf) spyOn() *spy {
	watch := &spy{Blobs: s.store.Blobs()}
	s.store = spied{s.store, watch}
	s.reopen(true)
	s.anna, s.ben = s.in("anna"), s.in("bert")
	return watch
}

func TestReadingAPartOpensOnlyItsChunks(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		watch := s.spyOn()
		b := content(1, house.ChunkSize*6)
		s.put(s.anna, "x", b)
		watch.reads = nil
		r, err := s.OpenFile(t.Context(), s.ben, files, "x")
		s.must(err)
		defer r.Close()
		if len(watch.reads) != 0 {
			t.Errorf("got chunks %v read before any was asked for", watch.reads)
		}
		part := make([]byte, 1000)
		var wg sync.WaitGroup
		for range 8 { // as pkg/sftp does
			wg.Go(func() {
				p := make([]byte, 1000)
				if _, err := r.ReadAt(p, house.ChunkSize*3-500); err != nil || !bytes.Equal(p, b[house.ChunkSize*3-500:][:1000]) {
					t.Errorf("got other bytes, %v", err)
				}
			})
		}
		wg.Wait()
		if len(watch.reads) != 2 {
			t.Errorf("got chunks %v, want 2 and 3 once", watch.reads)
		}
		if n, err := r.ReadAt(part, int64(len(b))-10); n != 10 || !errors.Is(err, io.EOF) {
			t.Errorf("got %d, %v at the end, want 10 bytes and the end", n, err)
		}
		if n, err := r.ReadAt(part, int64(len(b))+10); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("got %d, %v behind the end", n, err)
		}
	})
}

func TestAContentThatWasTamperedWithIsRefused(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		watch := s.spyOn()
		b := content(1, house.ChunkSize*3)
		s.put(s.anna, "x", b)
		other := content(2, house.ChunkSize*3)
		s.put(s.anna, "y", other)
		blobs := map[house.BlobID]bool{}
		watch.find = func(blob house.BlobID, i int) (house.BlobID, int) { blobs[blob] = true; return blob, i }
		s.wantContent(s.ben, "x", b) // the control
		s.wantContent(s.ben, "y", other)
		elsewhere := func(blob house.BlobID) house.BlobID {
			for id := range blobs {
				if id != blob {
					return id
				}
			}
			return blob
		}
		for what, edit := range map[string]func(){
			"two chunks swapped":      func() { watch.find = func(b house.BlobID, i int) (house.BlobID, int) { return b, i ^ 1 } },
			"a chunk twice":           func() { watch.find = func(b house.BlobID, i int) (house.BlobID, int) { return b, i &^ 1 } },
			"another file's chunks":   func() { watch.find = func(b house.BlobID, i int) (house.BlobID, int) { return elsewhere(b), i } },
			"a byte changed":          func() { watch.alter = func(i int, b []byte) []byte { b[len(b)/2] ^= 1; return b } },
			"a chunk cut off":         func() { watch.alter = func(i int, b []byte) []byte { return b[:len(b)-256] } },
			"the last chunk missing":  func() { watch.alter = func(i int, b []byte) []byte { return map[bool][]byte{true: b}[i < 2] } },
			"the first chunk missing": func() { watch.alter = func(i int, b []byte) []byte { return map[bool][]byte{true: b}[i > 0] } },
		} {
			watch.find, watch.alter = nil, nil
			edit()
			got, err := s.get(s.ben, "x")
			if !house.IsKey(err, "error.tampered") {
				t.Errorf("%s: got %d bytes, %v, want error.tampered", what, len(got), err)
			}
		}
		watch.find, watch.alter = nil, nil
		s.wantContent(s.ben, "x", b)
	})
}

func TestAnOldStateOfAChunkDoesNotPassForTheNew(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		watch := s.spyOn()
		b := content(1, house.ChunkSize)
		w, err := s.CreateFile(t.Context(), s.anna, files, "x", house.FileOptions{})
		s.must(err)
		_, err = w.WriteAt(b, 0)
		s.must(err)
		var old []byte
		watch.alter = func(_ int, b []byte) []byte { old = bytes.Clone(b); return b }
		_, err = w.WriteAt([]byte("new"), 0) // reads the chunk back
		s.must(err)
		s.must(w.Close())
		watch.alter = nil
		s.wantContent(s.ben, "x", append([]byte("new"), b[3:]...))
		watch.alter = func(int, []byte) []byte { return old }
		_, err = s.get(s.ben, "x")
		wantKey(t, "an old state of a chunk", err, "error.tampered")
	})
}

func TestAFullDiskLosesNothing(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		watch := s.spyOn()
		old := content(1, 1000)
		s.put(s.anna, "x", old)
		watch.full = house.Errorf(house.Unavailable, "error.full_disk")
		for _, path := range []string{"x", "new"} {
			w, err := s.CreateFile(t.Context(), s.anna, files, path, house.FileOptions{})
			s.must(err)
			_, err = w.WriteAt(content(2, house.ChunkSize), 0)
			wantKey(t, "writing "+path, err, "error.full_disk")
			wantKey(t, "closing "+path, w.Close(), "error.full_disk")
		}
		watch.full = nil
		s.wantContent(s.ben, "x", old)
		w, err := s.CreateFile(t.Context(), s.anna, files, "new", house.FileOptions{Resume: true})
		s.must(err)
		b := content(2, house.ChunkSize)
		_, err = w.WriteAt(b[w.Size():], w.Size())
		s.must(err)
		s.must(w.Close())
		s.wantContent(s.ben, "new", b)
	})
}

func TestAFileThatIsReplacedWhileItIsReadSaysSo(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.put(s.anna, "x", content(1, house.ChunkSize*2))
		r, err := s.OpenFile(t.Context(), s.ben, files, "x")
		s.must(err)
		s.put(s.anna, "x", content(2, 10))
		_, err = r.ReadAt(make([]byte, 10), 0)
		wantKey(t, "reading on", err, "error.file_changed")
	})
}
