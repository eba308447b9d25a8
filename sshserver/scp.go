package sshserver

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"stockwerk/command"
	"stockwerk/house"
)

// The protocol of rcp, which scp spoke before it took sftp, and which "scp -O" and
// small clients speak still. One side is the source: it sends lines that begin
// with C (a file), D (a folder), E (its end) or T (times), and behind a C line the
// bytes of the file. The other side answers each with a zero byte, or with a 1
// (this one not) or 2 (nothing any more) and a sentence. "scp -f PATH" makes the
// house the source, "scp -t PATH" the other side.

const (
	copyFine  = 0
	copyNot   = 1
	copyOver  = 2
	copyLine  = 4096 // bytes of a line
	copyDepth = 64   // folders within folders
	copyChunk = 32 << 10
)

// errCopyOver says that the other side has given up, or does not speak the
// protocol.
var errCopyOver = errors.New("sshserver: the copying is over")

// copying is one command scp.
type copying struct {
	f    *filing
	in   *bufio.Reader
	out  io.Writer
	ask  copyRequest
	fail bool // something was refused
}

// copyRequest is what the command line asks for.
type copyRequest struct {
	send, receive   bool
	recursive       bool
	times           bool
	targetIsAFolder bool
	paths           []string
}

// copyFiles serves the command scp of older clients.
func copyFiles(ctx context.Context, s *Session, line string) int {
	f := newFiling(ctx, s)
	f.client = "" // sentences go the protocol's own way
	c := &copying{f: f, in: bufio.NewReader(s.seat.channel), out: s.seat.channel}
	var ok bool
	if c.ask, ok = readCopyRequest(line); !ok {
		c.complain(copyOver, house.Errorf(house.Invalid, "error.usage", "Usage", "scp -t PATH, scp -f PATH"))
		return 2
	}
	done, err := f.begin(func() { _ = s.seat.channel.Close() })
	if err != nil {
		c.complain(copyOver, err)
		return 1
	}
	defer done()
	if err := c.run(); err != nil || c.fail {
		return 1
	}
	return 0
}

// readCopyRequest reads the options of the command as the clients write them.
func readCopyRequest(line string) (copyRequest, bool) {
	var r copyRequest
	words, err := command.Split(line)
	if err != nil || len(words) == 0 {
		return r, false
	}
	words = words[1:]
	for len(words) > 0 && strings.HasPrefix(words[0], "-") && len(words[0]) > 1 {
		options := words[0][1:]
		words = words[1:]
		if options == "-" {
			break
		}
		for _, o := range options {
			switch o {
			case 'f':
				r.send = true
			case 't':
				r.receive = true
			case 'r':
				r.recursive = true
			case 'p':
				r.times = true
			case 'd':
				r.targetIsAFolder = true
			case 'v', 'q':
			default:
				return r, false
			}
		}
	}
	for _, w := range words {
		if w == "~" || strings.HasPrefix(w, "~/") {
			w = w[1:]
		}
		r.paths = append(r.paths, path.Join("/", w))
	}
	whole := r.send && len(words) > 0 || r.receive && len(words) == 1
	return r, whole && r.send != r.receive
}

func (c *copying) run() error {
	if _, err := c.f.actor(); err != nil {
		c.complain(copyOver, err)
		return err
	}
	if c.ask.receive {
		return c.receive()
	}
	return c.send()
}

// fine tells the other side to go on.
func (c *copying) fine() error {
	_, err := c.out.Write([]byte{copyFine})
	return err
}

// complain tells the other side what was refused, in the person's language.
func (c *copying) complain(how byte, err error) {
	c.fail = true
	sentence := strings.ReplaceAll(c.f.refuse(err).Error(), "\n", " ")
	_, _ = io.WriteString(c.out, string(rune(how))+"scp: "+sentence+"\n")
}

// heard waits for the other side's answer: whether it took what was offered.
func (c *copying) heard() (bool, error) {
	b, err := c.in.ReadByte()
	if err != nil {
		return false, err
	}
	switch b {
	case copyFine:
		return true, nil
	case copyNot:
		c.fail = true
		_, err := c.line() // their sentence is for their side
		return false, err
	}
	return false, errCopyOver
}

// line reads to the end of a line, which must not be too long.
func (c *copying) line() (string, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return "", errors.Join(errCopyOver, err)
	}
	return string(line[:len(line)-1]), nil
}
