package sshserver

import (
	"io"
	"sync"
)

// handoff lends a session's input to one front and then to another. A read of
// an SSH channel cannot be called back, so the bytes that the first front's last
// read still brings are passed on instead of being lost.
type handoff struct {
	in io.Reader

	mu      sync.Mutex
	reading bool
	moved   bool
	late    chan piece // what the read that was under way brought
}

type piece struct {
	bytes []byte
	err   error
}

func newHandoff(in io.Reader) *handoff { return &handoff{in: in, late: make(chan piece, 1)} }

// Read is for the first front. After rest it gives io.EOF.
func (h *handoff) Read(p []byte) (int, error) {
	h.mu.Lock()
	if h.moved {
		h.mu.Unlock()
		return 0, io.EOF
	}
	h.reading = true
	h.mu.Unlock()

	n, err := h.in.Read(p)

	h.mu.Lock()
	defer h.mu.Unlock()
	h.reading = false
	if !h.moved {
		return n, err
	}
	h.late <- piece{append([]byte(nil), p[:n]...), err}
	return 0, io.EOF
}

// rest is the input from now on, for the second front. Call it once.
func (h *handoff) rest() io.Reader {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moved = true
	return &remainder{from: h, wait: h.reading}
}

// remainder begins with the read that was under way.
type remainder struct {
	from *handoff
	wait bool
	got  piece
}

func (r *remainder) Read(p []byte) (int, error) {
	if r.wait {
		r.got, r.wait = <-r.from.late, false
	}
	if len(r.got.bytes) > 0 {
		n := copy(p, r.got.bytes)
		r.got.bytes = r.got.bytes[n:]
		return n, nil
	}
	if r.got.err != nil {
		return 0, r.got.err
	}
	return r.from.in.Read(p)
}
