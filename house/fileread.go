package house

import (
	"context"
	"io"
	"io/fs"
	"strconv"
	"sync"

	"stockwerk/vault"
)

// chunksRead is how many opened chunks a reader keeps.
const chunksRead = 4

// OpenFile opens a file for reading; nothing is read before it is asked for. A
// Partial file gives Conflict. Who may: as Files.
func (s *Service) OpenFile(ctx context.Context, a Actor, place, path string) (FileReader, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead)
	if err != nil {
		return nil, err
	}
	names, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	n, err := s.find(ctx, in, names)
	if err != nil {
		return nil, err
	}
	r, err := s.openNode(ctx, in, n)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *Service) openNode(ctx context.Context, in access, n node) (*fileReader, error) {
	if n.dir() {
		return nil, Errorf(Conflict, "error.file_is_folder", "Name", joinPath(n.path...))
	}
	if n.data.Partial {
		return nil, Errorf(Conflict, "error.file_partial", "Name", n.words.Title)
	}
	info, err := s.oneView(ctx, in, n)
	if err != nil {
		return nil, err
	}
	return &fileReader{s: s, ctx: ctx, in: in, info: info, id: n.row.ID, data: n.data}, nil
}

// fileReader reads one blob. It opens the chunks that are asked for and asks with
// each whether the reader may still read here.
type fileReader struct {
	s    *Service
	ctx  context.Context
	in   access // as it was at the beginning; who, where and what for
	info File
	id   MessageID
	data fileData

	mu     sync.Mutex
	closed bool
	clock  int
	chunks []*readChunk
}

// readChunk is an opened chunk, or one that is being opened.
type readChunk struct {
	index int
	used  int           // by the reader's clock
	done  chan struct{} // closed when plain and err are there
	plain []byte
	err   error
}

// Size is the size in bytes.
func (r *fileReader) Size() int64 { return r.data.Size }

// Info is the file as it was when it was opened.
func (r *fileReader) Info() File { return r.info }

// ReadAt reads a part of the content.
func (r *fileReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, Errorf(Invalid, "error.invalid")
	}
	for n < len(p) {
		if off >= r.data.Size {
			return n, io.EOF
		}
		plain, err := r.chunk(int(off / ChunkSize))
		if err != nil {
			return n, err
		}
		part := copy(p[n:], plain[off%ChunkSize:])
		n, off = n+part, off+int64(part)
	}
	return n, nil
}

// chunk gives an opened chunk; those who ask for the same one at once share it.
func (r *fileReader) chunk(i int) ([]byte, error) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, fs.ErrClosed
	}
	r.clock++
	for _, c := range r.chunks {
		if c.index == i {
			c.used = r.clock
			r.mu.Unlock()
			<-c.done
			return c.plain, c.err
		}
	}
	c := &readChunk{index: i, used: r.clock, done: make(chan struct{})}
	r.makeRoom()
	r.chunks = append(r.chunks, c)
	r.mu.Unlock()
	c.plain, c.err = r.open(i)
	close(c.done)
	if c.err != nil {
		r.forget(c)
	}
	return c.plain, c.err
}

// makeRoom forgets the chunk used longest ago, with mu held.
func (r *fileReader) makeRoom() {
	if len(r.chunks) < chunksRead {
		return
	}
	oldest := 0
	for at, c := range r.chunks {
		if c.used < r.chunks[oldest].used {
			oldest = at
		}
	}
	r.chunks = append(r.chunks[:oldest], r.chunks[oldest+1:]...)
}

func (r *fileReader) forget(c *readChunk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for at, other := range r.chunks {
		if other == c {
			r.chunks = append(r.chunks[:at], r.chunks[at+1:]...)
			return
		}
	}
}

// Close ends the reading.
func (r *fileReader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed, r.chunks = true, nil
	return nil
}

// open opens a chunk.
func (r *fileReader) open(i int) ([]byte, error) {
	in, err := r.s.enterRoom(r.ctx, r.in.actor, r.in.room.ID, r.in.do)
	if err != nil {
		return nil, err
	}
	how := r.data.chunk(i)
	k, err := r.s.key(r.ctx, in, how.Epoch)
	if err != nil {
		return nil, err
	}
	plain, err := r.s.readChunk(r.ctx, k, in.room.ID, r.data.Blob, i, how.Try, chunkLen(r.data.Size, i))
	if IsKey(err, "error.tampered") {
		return nil, r.explain(err)
	}
	return plain, err
}

// explain tells a file that was replaced or deleted meanwhile from one that was
// tampered with.
func (r *fileReader) explain(tampered error) error {
	row, w, err := r.s.readable(r.ctx, r.in, r.id)
	if KindOf(err) == NotFound || err == nil && row.Deleted {
		return errFileChanged()
	}
	if err != nil {
		return err
	}
	if d, err := dataOf[fileData](w.Data); err == nil && d.Blob != r.data.Blob {
		return errFileChanged()
	}
	r.s.log.Error("the stored content of a file does not fit its seal")
	return tampered
}

// chunkName names what a chunk is sealed as, beside its number.
func chunkName(blob BlobID, try int) string {
	if try == 0 {
		return string(blob)
	}
	return string(blob) + "/" + strconv.Itoa(try)
}

// readChunk reads and opens a chunk that must hold n bytes. One that is missing, is
// another one or is shorter gives error.tampered.
func (s *Service) readChunk(ctx context.Context, k *vault.RoomKey, room RoomID, blob BlobID, i, try, n int) ([]byte, error) {
	sealed, err := s.blobs.ReadChunk(ctx, room, blob, i)
	if err != nil && KindOf(err) == NotFound {
		return nil, errTampered(vault.ErrTampered)
	}
	if err != nil {
		return nil, err
	}
	plain, err := k.OpenObject("file", chunkName(blob, try), i, sealed)
	if err != nil {
		return nil, sealFailed(err)
	}
	if len(plain) != n {
		return nil, errTampered(vault.ErrTampered)
	}
	return plain, nil
}
