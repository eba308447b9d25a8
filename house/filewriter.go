package house

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"time"

	"stockwerk/vault"
)

const (
	// window is how many chunks a writer keeps in memory. Within it, writes may come
	// in any order; a chunk that is pushed out half full is read back later.
	window = 8
	// maxSpans is in how many pieces apart from each other a chunk may lie meanwhile:
	// each of them is remembered.
	maxSpans = 256
	// writerLease is how long a writer counts as living after it was last heard of.
	writerLease = 2 * time.Minute
	// writerRenew is when a writer makes itself heard again before it writes.
	writerRenew = time.Minute
	// endWithin bounds what is done after a connection was lost.
	endWithin = 30 * time.Second
	// The steps in which room is reserved grow with the file between these.
	leastStep, mostStep = 256 << 10, 16 << 20
)

// fileWriter writes one blob. Chunks are sealed and stored as soon as they are
// full.
type fileWriter struct {
	s   *Service
	ctx context.Context

	mu     sync.Mutex
	in     access
	target fileTarget
	blob   BlobID
	token  string // tells this writer from others of the same blob
	rules  FileRules
	out    BlobWriter // nil until the first chunk

	size     int64 // where the content ends so far
	reserved int64 // bytes of the quota that the blob holds
	ready    int64 // what the blob's row says is durable
	heard    time.Time
	chunks   map[int]*chunkState
	memory   []int  // chunks in memory, the one used last at the end
	free     []byte // a buffer to use again
	head     []byte // first bytes of the file
	next     chunkRun
	recorded int   // whole chunks that a Partial entry tells about
	old      *node // the file whose content this one begins with
	failed   error
	ended    bool
}

// fileTarget is what a writer writes for.
type fileTarget struct {
	id     MessageID // of the entry that will have the content
	stands bool      // it stands already, as Partial
	parent node      // the folder
	name   string
}

// chunkState is what a writer knows of a chunk.
type chunkState struct {
	buf    []byte // ChunkSize bytes; nil when it is not in memory
	have   spans  // what was written of it
	dirty  bool   // buf is not stored
	stored bool
	len    int // of what is stored
	how    chunkRun
}

// rests tells whether a chunk is stored whole.
func (c *chunkState) rests() bool {
	return c.stored && !c.dirty && c.len == ChunkSize && c.have.whole(ChunkSize)
}

// WriteAt takes a part of the content. An error stays: what follows is refused.
func (w *fileWriter) WriteAt(p []byte, off int64) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return 0, fs.ErrClosed
	}
	if w.failed != nil {
		return 0, w.failed
	}
	if off < 0 {
		return 0, Errorf(Invalid, "error.invalid")
	}
	if off > MaxFileSize { // before anything is added to it
		w.failed = errFileTooBig(w.rules)
		return 0, w.failed
	}
	n, err := w.write(p, off)
	w.failed = err
	return n, err
}

func (w *fileWriter) write(p []byte, off int64) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := w.reserve(off + int64(len(p))); err != nil {
		return 0, err
	}
	for len(p) > 0 {
		i, from := int(off/ChunkSize), int(off%ChunkSize)
		c, err := w.load(i)
		if err != nil {
			return n, err
		}
		part := copy(c.buf[from:], p)
		if c.have.add(from, from+part); len(c.have) > maxSpans {
			return n, Errorf(Invalid, "error.invalid")
		}
		c.dirty = true
		p, off, n = p[part:], off+int64(part), n+part
		w.size = max(w.size, off)
		if c.have.whole(ChunkSize) {
			if err := w.store(i, c); err != nil {
				return n, err
			}
			w.release(i)
		}
	}
	return n, nil
}

// Truncate sets where the content ends. What was not written is zero.
func (w *fileWriter) Truncate(size int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return fs.ErrClosed
	}
	if w.failed != nil {
		return w.failed
	}
	if size < 0 {
		return Errorf(Invalid, "error.invalid")
	}
	w.failed = w.truncate(size)
	return w.failed
}

func (w *fileWriter) truncate(size int64) error {
	if size >= w.size {
		err := w.reserve(size)
		if err == nil {
			w.size = size
		}
		return err
	}
	last, rest := int(size/ChunkSize), int(size%ChunkSize)
	if err := w.keepOff(last); err != nil {
		return err
	}
	for i := range w.chunks {
		if i > last || i == last && rest == 0 {
			w.release(i)
			delete(w.chunks, i)
		}
	}
	if c := w.chunks[last]; c != nil {
		if _, err := w.load(last); err != nil {
			return err
		}
		clear(c.buf[rest:])
		c.have.cut(rest)
		c.dirty = true
	}
	w.size = size
	return nil
}

// Size is where the content ends so far, in bytes.
func (w *fileWriter) Size() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.size
}

// load brings a chunk into memory.
func (w *fileWriter) load(i int) (*chunkState, error) {
	c := w.chunks[i]
	if c == nil {
		c = &chunkState{}
		w.chunks[i] = c
	}
	if c.buf != nil {
		w.touch(i)
		return c, nil
	}
	for len(w.memory) >= window {
		oldest := w.memory[0]
		if err := w.store(oldest, w.chunks[oldest]); err != nil {
			return nil, err
		}
		w.release(oldest)
	}
	c.buf, w.free = w.free, nil
	if c.buf == nil {
		c.buf = make([]byte, ChunkSize)
	}
	w.memory = append(w.memory, i)
	if !c.stored {
		return c, nil
	}
	plain, err := w.readBack(i, c)
	if err != nil {
		return nil, err
	}
	copy(c.buf, plain)
	clear(plain)
	return c, nil
}

func (w *fileWriter) readBack(i int, c *chunkState) ([]byte, error) {
	k, err := w.s.key(w.ctx, w.in, c.how.Epoch)
	if err != nil {
		return nil, err
	}
	return w.s.readChunk(w.ctx, k, w.in.room.ID, w.blob, i, c.how.Try, c.len)
}

// touch notes that a chunk in memory was used.
func (w *fileWriter) touch(i int) {
	n := len(w.memory) - 1
	if w.memory[n] == i {
		return
	}
	w.forget(i)
	w.memory = append(w.memory, i)
}

func (w *fileWriter) forget(i int) {
	for at, other := range w.memory {
		if other == i {
			w.memory = append(w.memory[:at], w.memory[at+1:]...)
			return
		}
	}
}

// release takes a chunk out of memory.
func (w *fileWriter) release(i int) {
	c := w.chunks[i]
	if c == nil || c.buf == nil {
		return
	}
	clear(c.buf)
	w.free, c.buf = c.buf, nil
	w.forget(i)
}

// store seals what is in memory of a chunk and stores it.
func (w *fileWriter) store(i int, c *chunkState) error {
	if !c.dirty {
		return nil
	}
	if err := w.keepOff(i); err != nil {
		return err
	}
	k, err := w.key()
	if err != nil {
		return err
	}
	how := w.next
	if c.stored && c.how.Try >= how.Try {
		how.Try = c.how.Try + 1
	}
	n := chunkLen(w.size, i)
	sealed, err := k.SealObject("file", chunkName(w.blob, how.Try), i, c.buf[:n])
	if err != nil {
		return sealFailed(err)
	}
	if w.out == nil {
		if w.out, err = w.s.blobs.Write(w.ctx, w.in.room.ID, w.blob); err != nil {
			return err
		}
	}
	if err := w.out.Put(w.ctx, i, sealed); err != nil {
		return err
	}
	if i == 0 {
		w.head = append([]byte{}, c.buf[:min(n, headSize)]...)
	}
	c.dirty, c.stored, c.len, c.how = false, true, n, how
	return nil
}

// keepOff makes sure that neither the entry nor the blob's row tells of chunks from
// i on, which are about to be replaced.
func (w *fileWriter) keepOff(i int) error {
	if i >= w.recorded && int64(i)*ChunkSize >= w.ready {
		return nil
	}
	return w.checkpoint(min(i, w.wholeFromStart()))
}

// key gives the key to seal with: it asks anew whether the writer may still write
// here, and follows the room's epochs.
func (w *fileWriter) key() (*vault.RoomKey, error) {
	in, err := w.s.enterRoom(w.ctx, w.in.actor, w.in.room.ID, w.in.do)
	if err != nil {
		return nil, err
	}
	w.in = in
	k, err := w.s.writeKey(w.ctx, &w.in)
	if err != nil {
		return nil, err
	}
	if k.Epoch() != w.next.Epoch {
		w.next.Epoch = k.Epoch()
		if w.target.stands {
			if err := w.checkpoint(w.wholeFromStart()); err != nil {
				return nil, err
			}
			return w.key()
		}
	}
	if w.s.clock().Sub(w.heard) > writerRenew {
		if err := w.hold(w.reserved); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// wholeFromStart is how many chunks from the beginning are stored whole.
func (w *fileWriter) wholeFromStart() int {
	n := 0
	for c := w.chunks[n]; c != nil && c.rests(); c = w.chunks[n] {
		n++
	}
	return n
}

// readyNow is how many bytes from the beginning can be gone on from when nothing
// but the blob's row says so: whole chunks, sealed as the entry expects.
func (w *fileWriter) readyNow() int64 {
	n := 0
	for c := w.chunks[n]; c != nil && c.rests(); c = w.chunks[n] {
		if n >= w.recorded && (c.how.Epoch != w.next.Epoch || c.how.Try != w.next.Try) {
			break
		}
		n++
	}
	return int64(n) * ChunkSize
}

// reserve makes sure that the blob holds room for content up to end. It takes some
// more than is needed, so that not every write asks.
func (w *fileWriter) reserve(end int64) error {
	if end <= w.reserved {
		return nil
	}
	if end > w.rules.maxFile() {
		return errFileTooBig(w.rules)
	}
	step := min(max(end/4, leastStep), mostStep)
	err := w.hold(min(end+step, w.rules.maxFile()))
	if full(err) {
		err = w.hold(end)
	}
	return err
}

// hold writes into the blob's row how much it holds of the quota, how far it is,
// and that its writer lives.
func (w *fileWriter) hold(bytes int64) error {
	ready := w.ready
	if now := w.readyNow(); w.target.stands && now > ready && w.out != nil {
		if err := w.out.Sync(w.ctx); err != nil {
			return err
		}
		ready = now
	}
	return w.hear(w.ctx, func(tx Tx, b *BlobRow) error {
		if more := bytes - b.Size; more > 0 {
			if err := w.s.fitsQuota(w.ctx, tx, b.Room, w.rules, more); err != nil {
				return err
			}
		}
		b.Size, b.Ready = bytes, ready
		return nil
	}, func() { w.reserved, w.ready = bytes, ready })
}

// hear changes the blob's row, as long as this writer has it.
func (w *fileWriter) hear(ctx context.Context, do func(tx Tx, b *BlobRow) error, done func()) error {
	err := w.s.store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.Room(ctx, w.in.room.ID); err != nil { // holds it
			return notRoom(err)
		}
		b, err := w.own(ctx, tx)
		if err != nil {
			return err
		}
		if b.Touched, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := do(tx, &b); err != nil {
			return err
		}
		return tx.PutBlob(ctx, b)
	})
	if err == nil {
		w.heard = w.s.clock()
		done()
	}
	return err
}

// own reads the blob's row, as long as this writer has it.
func (w *fileWriter) own(ctx context.Context, tx Tx) (BlobRow, error) {
	b, err := tx.Blob(ctx, w.in.room.ID, w.blob)
	if err != nil && KindOf(err) != NotFound {
		return b, err
	}
	if err != nil || b.State != blobOpen || b.Writer != w.token {
		return b, errFileChanged()
	}
	return b, nil
}

func errFileChanged() error { return Errorf(Conflict, "error.file_changed") }

// Info is what is written.
func (w *fileWriter) Info() File {
	w.mu.Lock()
	defer w.mu.Unlock()
	path := append(w.target.parent.path[:len(w.target.parent.path):len(w.target.parent.path)], w.target.name)
	return File{
		ID: w.target.id, Name: w.target.name, Path: joinPath(path...), Size: w.size, At: w.s.clock(),
		Author: w.in.actor.Name(), Partial: true, Mine: true,
	}
}

// sealedHow is how the first n chunks are sealed.
func (w *fileWriter) sealedHow(n int) []chunkRun {
	all := make([]chunkRun, n)
	for i := range all {
		all[i] = w.chunks[i].how
	}
	return runs(all)
}

// limit tells whether a file must not stay as Partial, since going on is refused
// again.
func limit(err error) bool {
	return full(err) || IsKey(err, "error.file_too_big") || IsKey(err, "error.file_type") ||
		IsKey(err, "error.file_type_only")
}

var errAborted = errors.New("house: the upload was aborted")

// full tells whether there is no room for so much.
func full(err error) bool {
	return IsKey(err, "error.file_quota") || IsKey(err, "error.plan_storage") || IsKey(err, "error.plan_room_storage")
}
