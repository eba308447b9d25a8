package house

import "sync"

// writersEach is how many files a person may write at once; each takes memory.
const writersEach = 16

// fileWriters are the writers that live on this node.
type fileWriters struct {
	mu   sync.Mutex
	blob map[BlobID]*fileWriter
	each map[PersonID]int
}

func newFileWriters() *fileWriters {
	return &fileWriters{blob: map[BlobID]*fileWriter{}, each: map[PersonID]int{}}
}

// take counts a writer of a person, or refuses.
func (w *fileWriters) take(who PersonID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.each[who] >= writersEach {
		return Errorf(Unavailable, "error.file_many", "Max", writersEach)
	}
	w.each[who]++
	return nil
}

func (w *fileWriters) give(who PersonID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.each[who]--; w.each[who] <= 0 {
		delete(w.each, who)
	}
}

func (w *fileWriters) add(f *fileWriter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blob[f.blob] = f
}

func (w *fileWriters) remove(f *fileWriter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.blob[f.blob] == f {
		delete(w.blob, f.blob)
	}
}

// of is the living writer of a blob, nil where there is none.
func (w *fileWriters) of(blob BlobID) *fileWriter {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.blob[blob]
}
