package sshserver

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/pkg/sftp"

	"stockwerk/house"
)

// transfer is a file or folder that a client holds open. Of reader, writer and
// list it has one. The library calls it from several goroutines.
type transfer struct {
	f    *filing
	at   spot
	room house.RoomID

	reader house.FileReader
	writer house.FileWriter
	append *appending // nil unless the writer adds to the end
	list   listing

	mu     sync.Mutex
	over   bool
	failed error // of a write: what follows is not stored
}

// hold counts an open file, or a folder whose list is kept; a client that never
// closes any gets no more.
func (f *filing) hold(at spot, list listing) (*transfer, error) {
	t := &transfer{f: f, at: at, list: list}
	f.mu.Lock()
	lists := 0
	for other := range f.open {
		if other.list != nil {
			lists++
		}
	}
	closing, enough := f.closing, len(f.open) >= sftpHandles || list != nil && lists >= sftpLists
	if !closing && !enough {
		f.open[t] = struct{}{}
	}
	f.mu.Unlock()
	switch {
	case closing:
		return nil, f.no(sftp.ErrSSHFxFailure, "door.files_closing")
	case enough:
		return nil, f.no(sftp.ErrSSHFxFailure, "door.files_enough")
	}
	return t, nil
}

// drop takes back what hold counted. The last one to close ends a session of a
// house that closes.
func (f *filing) drop(t *transfer) {
	f.mu.Lock()
	delete(f.open, t)
	over := f.closing && len(f.open) == 0
	f.mu.Unlock()
	if over {
		time.AfterFunc(lastWordsTime, f.end) // the answer is still to go out
	}
}

// writing finds what is being written at a path, for clients that set the size of
// what they have open.
func (f *filing) writing(at spot) *transfer {
	f.mu.Lock()
	defer f.mu.Unlock()
	for t := range f.open {
		if t.writer != nil && t.at == at {
			return t
		}
	}
	return nil
}

// ListAt gives a part of a folder's list.
func (t *transfer) ListAt(to []os.FileInfo, from int64) (int, error) { return t.list.ListAt(to, from) }

// ReadAt reads a part of a file.
func (t *transfer) ReadAt(p []byte, off int64) (n int, err error) {
	defer t.f.contained(&err)
	if off < 0 || t.reader == nil {
		return 0, sftp.ErrSSHFxFailure
	}
	n, err = t.reader.ReadAt(p, off)
	return n, t.f.refuse(err)
}

// WriteAt writes a part of a file. After one that failed nothing more is taken,
// so that no file is stored with a hole in it.
func (t *transfer) WriteAt(p []byte, off int64) (n int, err error) {
	defer t.f.contained(&err)
	if off < 0 || t.writer == nil {
		return 0, sftp.ErrSSHFxFailure
	}
	if err := t.trouble(); err != nil {
		return 0, err
	}
	if t.append != nil {
		if off, err = t.append.place(t.f.life, off); err != nil {
			return 0, t.f.refuse(err)
		}
	}
	if n, err = t.writer.WriteAt(p, off); err != nil {
		return n, t.fail(err)
	}
	return n, nil
}

func (t *transfer) trouble() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// fail keeps the first refusal.
func (t *transfer) fail(err error) error {
	err = t.f.refuse(err)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil {
		t.failed = err
	}
	return t.failed
}

// truncate cuts or fills what is being written.
func (t *transfer) truncate(size int64) error {
	if err := t.trouble(); err != nil {
		return err
	}
	if err := t.writer.Truncate(size); err != nil {
		return t.fail(err)
	}
	return nil
}

// TransferError is how the library says that the connection ended in the middle.
func (t *transfer) TransferError(err error) {
	var thrown error
	defer t.f.contained(&thrown)
	switch {
	case !t.ends():
	case t.writer != nil:
		t.writer.Abort(err)
	case t.reader != nil:
		_ = t.reader.Close()
	}
}

// Close ends it. A file is stored when this says so.
func (t *transfer) Close() (err error) {
	defer t.f.contained(&err)
	defer t.f.drop(t)
	if !t.ends() {
		return nil
	}
	switch {
	case t.reader != nil:
		return t.f.refuse(t.reader.Close())
	case t.writer != nil:
		defer t.f.touched(t.room)
		if err := t.trouble(); err != nil {
			t.writer.Abort(err)
			return err
		}
		return t.f.refuse(t.writer.Close())
	}
	return nil
}

// ends is true once.
func (t *transfer) ends() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.over
	t.over = true
	return !was
}

// appending finds out where a client that adds to a file counts from. The
// protocol has the server ignore the place; but parts are written in parallel
// here, so their places are needed to keep their order. Some clients count from
// the beginning of the file, others from that of what they add.
type appending struct {
	from int64 // where the file ended

	mu      sync.Mutex
	known   chan struct{} // closed once shift stands
	decided bool
	shift   int64
}

func newAppending(from int64) *appending {
	return &appending{from: from, known: make(chan struct{})}
}

// appendPatience is how long a part waits for the first one to come.
const appendPatience = 2 * time.Second

// place is where a part belongs. Parts that could be either's wait for the first.
func (a *appending) place(ctx context.Context, off int64) (int64, error) {
	a.mu.Lock()
	if !a.decided && (off == 0 || off == a.from) {
		a.decide(off)
	}
	a.mu.Unlock()
	late := time.NewTimer(appendPatience)
	defer late.Stop()
	select {
	case <-a.known:
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-late.C:
		a.mu.Lock()
		if !a.decided {
			a.decide(off)
		}
		a.mu.Unlock()
	}
	return off + a.shift, nil
}

// decide is called with mu held.
func (a *appending) decide(off int64) {
	a.decided = true
	if off < a.from {
		a.shift = a.from
	}
	close(a.known)
}

var _ io.WriterAt = (*transfer)(nil)
