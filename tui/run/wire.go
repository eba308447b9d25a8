package run

import (
	"io"
	"time"
)

// reader brings what the client sends, no faster than allowed.
type reader struct {
	rw     io.Reader
	rate   int // bytes a second
	chunks chan []byte
	over   <-chan struct{} // the session's end
	gone   chan struct{}   // the goroutine's end
}

const (
	chunkSize   = 2 << 10
	maxNothings = 100 // reads in a row that bring neither a byte nor an error
)

func newReader(rw io.Reader, rate int, over <-chan struct{}) *reader {
	return &reader{rw: rw, rate: rate, chunks: make(chan []byte), over: over, gone: make(chan struct{})}
}

// read runs beside the loop until the channel ends, and then closes chunks.
// There are two buffers: when the loop takes a chunk it is done with the one
// before.
func (r *reader) read() {
	defer close(r.gone)
	defer close(r.chunks)
	defer func() { _ = recover() }() // a channel's fault ends this session only
	var bufs [2][chunkSize]byte
	bucket := float64(r.rate)
	last := time.Now()
	for i, nothings := 0, 0; nothings < maxNothings; {
		n, err := r.rw.Read(bufs[i][:])
		if n > 0 {
			select {
			case r.chunks <- bufs[i][:n]:
			case <-r.over:
				return
			}
			i, nothings = 1-i, 0
			now := time.Now()
			bucket = min(bucket+now.Sub(last).Seconds()*float64(r.rate), float64(r.rate)) - float64(n)
			last = now
			if bucket < 0 && !r.pause(time.Duration(-bucket/float64(r.rate)*float64(time.Second))) {
				return
			}
		} else {
			nothings++
		}
		if err != nil {
			return
		}
	}
}

func (r *reader) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.over:
		return false
	}
}

// stop takes the read that is under way back where the channel allows it, and
// waits for the goroutine to end.
func (r *reader) stop(most time.Duration) {
	select {
	case <-r.gone:
		return
	default:
	}
	d, ok := r.rw.(interface{ SetReadDeadline(time.Time) error })
	if !ok || d.SetReadDeadline(time.Unix(1, 0)) != nil {
		return
	}
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-r.gone:
		_ = d.SetReadDeadline(time.Time{}) // the channel is the caller's again
	case <-t.C:
	}
}

// writer writes one buffer at a time beside the loop. It has a goroutine only
// while it writes.
type writer struct {
	rw      io.ReadWriter
	written chan error  // the result of the write that was started
	timer   *time.Timer // fires when it takes too long
	busy    bool
	spare   []byte // the buffer of the last write, if it was small
	last    []byte
}

func newWriter(rw io.ReadWriter) *writer {
	return &writer{rw: rw, written: make(chan error, 1), timer: stoppedTimer()}
}

// buffer returns an empty buffer for the next write.
func (w *writer) buffer() []byte { return w.spare[:0] }

// write starts writing buf; not to be called while busy.
func (w *writer) write(buf []byte, timeout time.Duration) {
	w.busy, w.last, w.spare = true, buf, nil
	w.timer.Reset(timeout)
	go func() {
		err := error(nil)
		defer func() {
			if recover() != nil {
				err = io.ErrClosedPipe
			}
			w.written <- err
		}()
		_, err = w.rw.Write(buf)
	}()
}

// done follows the receipt of a result.
func (w *writer) done() {
	w.timer.Stop()
	w.busy = false
	if cap(w.last) <= keptBuffer {
		w.spare = w.last
	}
	w.last = nil
}

// settle waits for the write that is under way and says whether the next one
// has a chance.
func (w *writer) settle(most time.Duration) bool {
	if !w.busy {
		return true
	}
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case err := <-w.written:
		w.done()
		return err == nil
	case <-t.C:
		return false
	}
}

// hangUp closes the channel under a write that does not end. The closing may
// itself be stuck behind a dead connection, so it is not waited for without
// limit.
func (w *writer) hangUp(most time.Duration) {
	w.timer.Stop()
	if c, ok := w.rw.(io.Closer); ok {
		go func() {
			defer func() { _ = recover() }()
			_ = c.Close()
		}()
		w.settle(most)
	}
}
