package sshserver

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

// What one client may have under way with the file store. The library below
// bounds neither, and takes a request's word for how much it wants to read.
const (
	sftpPacket    = 256 << 10 // bytes of a packet
	sftpRead      = 64 << 10  // bytes of one answer to a read
	sftpHandles   = 64        // files and folders open at once
	sftpLists     = 16        // of these, folders: their lists are kept
	sftpRequests  = 64        // requests that are not answered yet
	sftpUnderWay  = 2 << 20   // bytes of these, asked for or brought
	sftpPlainCost = 4 << 10   // what a request counts that brings little
	sftpListCost  = 32 << 10  // what a part of a folder's list counts
)

// The packets that the wire looks at; see draft-ietf-secsh-filexfer-02.
const (
	sftpTypeRead     = 5
	sftpTypeWrite    = 6
	sftpTypeReaddir  = 12
	sftpTypeExtended = 200
	sftpTypeReply    = 201
)

// sftpLimits is the extension by which clients learn how much they may ask for.
const sftpLimits = "limits@openssh.com"

// errWire says that the client does not speak the protocol.
var errWire = errors.New("sshserver: no sftp packet")

// wire stands between a session's channel and the library that speaks sftp. It
// lets only so many requests and bytes be under way, so that a client that asks
// without listening waits on its own side, and adds the extension that the
// library does not know. Answers come in the order of the requests: the library
// promises it, and the count of what is under way rests on it.
type wire struct {
	ch io.ReadWriteCloser
	in *bufio.Reader

	left int // bytes of the packet that is being passed on; the reader's alone

	mu      sync.Mutex
	changed *sync.Cond
	costs   []int // of the requests under way, oldest first
	sum     int
	closed  bool

	writing sync.Mutex // held while something is written; mu may be taken inside
	out     int        // bytes missing of the answer that is being written
	own     []byte     // answers of the wire's own that wait for its end
	first   []byte     // the first answer while it is collected
	greeted bool
}

func newWire(ch io.ReadWriteCloser) *wire {
	w := &wire{ch: ch, in: bufio.NewReaderSize(ch, sftpPlainCost)}
	w.changed = sync.NewCond(&w.mu)
	return w
}

// Close is how the library says that it has had enough. The channel itself is
// closed with the session, whose place is free before the client hears of it.
func (w *wire) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.changed.Broadcast()
	return nil
}

// end closes the channel, so that nobody waits for it any more. It may be called
// at any time and again.
func (w *wire) end() {
	_ = w.Close()
	_ = w.ch.Close()
}

// Read gives the library the next bytes of the packet it is at. It waits before a
// packet that would be one too many.
func (w *wire) Read(p []byte) (int, error) {
	for w.left == 0 {
		if err := w.next(); err != nil {
			return 0, err
		}
	}
	n, err := w.in.Read(p[:min(len(p), w.left)])
	w.left -= n
	return n, err
}

// next looks at the packet that comes next.
func (w *wire) next() error {
	head, err := w.in.Peek(5)
	if err != nil {
		if len(head) > 0 && errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	length := int(binary.BigEndian.Uint32(head))
	if length < 1 || length > sftpPacket {
		return errWire
	}
	cost := sftpPlainCost + length
	switch head[4] {
	case sftpTypeWrite:
		cost = length
	case sftpTypeReaddir:
		cost = sftpListCost
	case sftpTypeRead:
		if cost, err = w.asked(length); err != nil {
			return err
		}
	case sftpTypeExtended:
		if done, err := w.extended(length); done || err != nil {
			return err
		}
	}
	if !w.admit(cost) {
		return io.ErrClosedPipe
	}
	w.left = 4 + length
	return nil
}

// admit waits until there is room for one more request.
func (w *wire) admit(cost int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed && len(w.costs) > 0 && (len(w.costs) >= sftpRequests || w.sum+cost > sftpUnderWay) {
		w.changed.Wait()
	}
	w.costs, w.sum = append(w.costs, cost), w.sum+cost
	return !w.closed
}

// extended answers the question for limits and tells so. Everything else is the
// library's.
func (w *wire) extended(length int) (bool, error) {
	const name = 4 + 1 + 4 + 4 // where the extension's name begins
	if 4+length != name+len(sftpLimits) {
		return false, nil
	}
	packet, err := w.in.Peek(4 + length)
	if err != nil {
		return false, err
	}
	if string(packet[name:]) != sftpLimits {
		return false, nil
	}
	answer := binary.BigEndian.AppendUint32(nil, 1+4+4*8)
	answer = append(answer, sftpTypeReply)
	answer = append(answer, packet[5:9]...) // the request's number
	for _, limit := range []uint64{sftpPacket, sftpRead, sftpRead, sftpHandles} {
		answer = binary.BigEndian.AppendUint64(answer, limit)
	}
	if _, err := w.in.Discard(4 + length); err != nil {
		return false, err
	}
	return true, w.say(answer)
}

// asked is how much a read wants to bring: the last number of its packet.
func (w *wire) asked(length int) (int, error) {
	if 4+length > sftpPlainCost {
		return 0, errWire
	}
	packet, err := w.in.Peek(4 + length)
	if err != nil || length < 4 {
		return 0, errors.Join(errWire, err)
	}
	return int(min(binary.BigEndian.Uint32(packet[length:]), sftpRead)), nil
}

// say writes an answer of the wire's own, between two of the library's.
func (w *wire) say(answer []byte) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.own = append(w.own, answer...); len(w.own) > sftpPlainCost {
		return errWire
	}
	if w.out > 0 || !w.greeted {
		return nil
	}
	return w.flush()
}

// flush is called with writing held.
func (w *wire) flush() error {
	if len(w.own) == 0 {
		return nil
	}
	_, err := w.ch.Write(w.own)
	w.own = w.own[:0]
	return err
}

// Write passes on the library's answers, whose pieces it brings one after the
// other, each answer beginning with its head.
func (w *wire) Write(p []byte) (int, error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.out == 0 {
		if len(p) < 5 {
			return 0, errWire
		}
		w.out = 4 + int(binary.BigEndian.Uint32(p))
	}
	if len(p) > w.out {
		return 0, errWire
	}
	w.out -= len(p)
	if !w.greeted {
		return len(p), w.greet(p)
	}
	if _, err := w.ch.Write(p); err != nil {
		return 0, err
	}
	return len(p), w.answered()
}

// greet adds to the first answer, which lists the extensions. Called with
// writing held.
func (w *wire) greet(p []byte) error {
	if w.first = append(w.first, p...); w.out > 0 {
		return nil
	}
	for _, s := range []string{sftpLimits, "1"} {
		w.first = binary.BigEndian.AppendUint32(w.first, uint32(len(s)))
		w.first = append(w.first, s...)
	}
	binary.BigEndian.PutUint32(w.first, uint32(len(w.first)-4))
	_, err := w.ch.Write(w.first)
	w.first, w.greeted = nil, true
	return errors.Join(err, w.answered())
}

// answered frees the place of a request whose answer is out. Called with writing
// held.
func (w *wire) answered() error {
	if w.out > 0 {
		return nil
	}
	w.mu.Lock()
	if len(w.costs) > 0 {
		w.sum -= w.costs[0]
		w.costs = w.costs[1:]
	}
	w.changed.Broadcast()
	w.mu.Unlock()
	return w.flush()
}
