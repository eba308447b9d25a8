package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

// Header says what an epoch of a room is: which key, for whom, why, by whom
// and when. It is stored beside its chain MAC. A session accepts an epoch only
// if the chain from one that it holds verifies.
type Header struct {
	House, Room string
	Epoch       int
	Commitment  []byte // RoomKey.Commit of the epoch's key
	Roster      []byte // RosterHash of those it was wrapped for
	Reason, By  string
	At          int64 // unix milliseconds
}

// Encode returns the header as bytes: the version and each field with its
// length. DecodeHeader reads them.
func (h Header) Encode() []byte {
	return fields{version}.text(h.House, h.Room).number(int64(h.Epoch)).
		bytes(h.Commitment).bytes(h.Roster).text(h.Reason, h.By).number(h.At)
}

// DecodeHeader reads what Encode wrote and nothing else: it returns ErrFormat
// for missing or further bytes and for an unknown version.
func DecodeHeader(b []byte) (Header, error) {
	if len(b) == 0 || b[0] != version {
		return Header{}, fmt.Errorf("epoch header: %w", ErrFormat)
	}
	r := reader{rest: b[1:]}
	var h Header
	h.House, h.Room = string(r.field()), string(r.field())
	epoch := r.number()
	h.Commitment, h.Roster = bytes.Clone(r.field()), bytes.Clone(r.field())
	h.Reason, h.By = string(r.field()), string(r.field())
	h.At = r.number()
	if r.failed || len(r.rest) > 0 || epoch < 0 || epoch > math.MaxInt32 {
		return Header{}, fmt.Errorf("epoch header: %w", ErrFormat)
	}
	h.Epoch = int(epoch)
	return h, nil
}

// reader takes fields off encoded bytes and remembers whether one was missing.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) field() []byte {
	if r.failed || len(r.rest) < 4 {
		r.failed = true
		return nil
	}
	n, rest := binary.BigEndian.Uint32(r.rest), r.rest[4:]
	if uint64(n) > uint64(len(rest)) {
		r.failed = true
		return nil
	}
	r.rest = rest[n:]
	return rest[:n]
}

func (r *reader) number() int64 {
	b := r.field()
	if len(b) != 8 {
		r.failed = true
		return 0
	}
	return int64(binary.BigEndian.Uint64(b))
}

// Commit returns 32 bytes that fit this key only and do not tell it.
func (k *RoomKey) Commit() []byte {
	sub, err := k.sub(subCommit)
	if err != nil {
		return nil
	}
	defer sub.Zero()
	return mac(sub, associate("commit").text(k.room).number(int64(k.epoch)))
}

// Fits says whether this is the key that the header commits to. It returns
// ErrTampered where it is not.
func (k *RoomKey) Fits(h Header) error {
	commitment := k.Commit()
	if commitment == nil {
		return ErrLocked
	}
	if h.Room != k.room || h.Epoch != k.epoch || !hmac.Equal(h.Commitment, commitment) {
		return fmt.Errorf("epoch key: %w", ErrTampered)
	}
	return nil
}

// RosterHash returns the SHA-256 of a set of recipients, whatever their order.
func RosterHash(recipients []string) []byte {
	set := slices.Compact(slices.Sorted(slices.Values(recipients)))
	sum := sha256.Sum256(associate("roster").text(set...))
	return sum[:]
}

// Chain returns the MAC by which whoever holds prev accepts the next epoch. It
// returns nil for a header of another room or of an epoch that does not follow.
func (prev *RoomKey) Chain(next Header) []byte {
	sub, err := prev.sub(subChain)
	if err != nil || !prev.precedes(next.Room, next.Epoch) {
		return nil
	}
	defer sub.Zero()
	return mac(sub, associate("chain").bytes(next.Encode()))
}

// VerifyChain compares a chain MAC in constant time. It returns ErrTampered
// for an epoch that nobody with the previous key has made.
func (prev *RoomKey) VerifyChain(next Header, mac []byte) error {
	if _, err := prev.sub(subChain); err != nil {
		return err
	}
	want := prev.Chain(next)
	if want == nil || !hmac.Equal(mac, want) {
		return fmt.Errorf("epoch chain: %w", ErrTampered)
	}
	return nil
}

func (k *RoomKey) precedes(room string, epoch int) bool {
	return k.room == room && k.epoch+1 == epoch
}

// BackLink seals the key of the previous epoch under this one, for rooms whose
// newcomers may read everything. It returns nil where previous is locked or is
// not the epoch before.
func (k *RoomKey) BackLink(previous *RoomKey) []byte { return k.backLink(rand.Reader, previous) }

func (k *RoomKey) backLink(random io.Reader, previous *RoomKey) []byte {
	sub, err := k.sub(subBack)
	if err != nil {
		return nil
	}
	defer sub.Zero()
	old, err := previous.copyKey()
	if err != nil || !previous.precedes(k.room, k.epoch) {
		return nil
	}
	defer old.Zero()
	out, err := sealBox(random, sub, k.backAD(), old[:])
	if err != nil {
		return nil
	}
	return out
}

// FollowBack opens a back link and returns the key of the previous epoch.
func (k *RoomKey) FollowBack(link []byte) (*RoomKey, error) {
	sub, err := k.sub(subBack)
	if err != nil {
		return nil, err
	}
	defer sub.Zero()
	raw, err := openBox(sub, k.backAD(), link)
	if err != nil {
		return nil, fmt.Errorf("back link: %w", err)
	}
	return roomKeyFrom(k.room, k.epoch-1, raw)
}

func (k *RoomKey) backAD() []byte {
	return associate("back").text(k.room).number(int64(k.epoch))
}
