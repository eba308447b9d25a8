package sshserver

import "io"

// NewHandoff lets the tests outside try a handoff.
func NewHandoff(in io.Reader) (first io.Reader, rest func() io.Reader) {
	h := newHandoff(in)
	return h, h.rest
}
