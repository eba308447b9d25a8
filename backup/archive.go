package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// An archive is one age file. Inside stand a line that says what it is, and then
// frames: a byte that says the kind, the length, what is in it. The manifest comes
// first, the trailer last.
const (
	magic      = "stockwerk backup 1\n"
	magicStart = "stockwerk backup "

	frameManifest = 'M' // JSON, Manifest
	frameKeys     = 'K' // JSON, KeyStore; only where the keys are not apart
	frameTable    = 'T' // JSON, tableHead: whose rows follow
	frameRows     = 'R' // rooms, number of rows, rows (sealed where rooms are named)
	frameChunk    = 'B' // room, the content of a file, piece by piece (sealed)
	frameTrailer  = 'Z' // JSON, trailer

	maxFrame  = 256 << 20 // nothing that one row holds comes near it
	batchSize = 64 << 10  // rows of one room are put together up to here
)

// Manifest says what an archive is. It names no person and no room.
type Manifest struct {
	Format    int       `json:"format"`
	Program   string    `json:"program"`
	House     string    `json:"house"`
	Created   time.Time `json:"created"`
	Database  string    `json:"database"`
	Schema    []string  `json:"schema"`
	KeysApart bool      `json:"keys_apart"`
}

type tableHead struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// trailer is what was written, so that a file which is not whole shows.
type trailer struct {
	Frames int64            `json:"frames"`
	Rows   map[string]int64 `json:"rows"`
	Chunks int64            `json:"chunks"`
	Sum    string           `json:"sha256"` // of everything before the trailer
}

// What a file can be instead of a backup that opens.
var (
	ErrForeign    = errors.New("this is no backup of Stockwerk")
	ErrNewer      = errors.New("a newer program wrote this backup; take that program, or a newer one")
	ErrPassphrase = errors.New("the passphrase does not open it")
	ErrDamaged    = errors.New("it is damaged or was cut short; take another backup")
)

// frameWriter writes frames and remembers what the trailer says.
type frameWriter struct {
	to  *bufio.Writer
	sum hash.Hash
	end trailer
	err error
}

func newFrameWriter(w io.Writer) *frameWriter {
	f := &frameWriter{to: bufio.NewWriterSize(w, batchSize), sum: sha256.New(), end: trailer{Rows: map[string]int64{}}}
	f.write([]byte(magic))
	return f
}

func (f *frameWriter) write(b []byte) {
	if f.err == nil {
		f.sum.Write(b)
		_, f.err = f.to.Write(b)
	}
}

func (f *frameWriter) frame(kind byte, parts ...[]byte) error {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > maxFrame {
		return fmt.Errorf("a part of %d bytes is too large for a backup", n)
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(n))
	f.write(head)
	for _, p := range parts {
		f.write(p)
	}
	f.end.Frames++
	return f.err
}

func (f *frameWriter) json(kind byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	defer clear(b)
	return f.frame(kind, b)
}

// close writes the trailer.
func (f *frameWriter) close() error {
	f.end.Sum = hex.EncodeToString(f.sum.Sum(nil))
	if err := f.json(frameTrailer, f.end); err != nil {
		return err
	}
	return f.to.Flush()
}

// frameReader reads frames and compares them with the trailer.
type frameReader struct {
	from *bufio.Reader
	sum  hash.Hash
	got  trailer
	buf  []byte
}

func newFrameReader(r io.Reader) (*frameReader, error) {
	f := &frameReader{from: bufio.NewReaderSize(r, batchSize), sum: sha256.New(), got: trailer{Rows: map[string]int64{}}}
	line := make([]byte, len(magic))
	if _, err := io.ReadFull(f.from, line); err != nil {
		return nil, broken(err)
	}
	if string(line) != magic {
		if string(line[:len(magicStart)]) == magicStart {
			return nil, ErrNewer
		}
		return nil, ErrForeign
	}
	f.sum.Write(line)
	return f, nil
}

// next gives the next frame, which is good until the one after, and io.EOF once the
// trailer has agreed.
func (f *frameReader) next() (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(f.from, head[:]); err != nil {
		return 0, nil, broken(err)
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, ErrDamaged
	}
	if int(n) > cap(f.buf) {
		f.buf = make([]byte, n)
	}
	body = f.buf[:n]
	if _, err := io.ReadFull(f.from, body); err != nil {
		return 0, nil, broken(err)
	}
	if head[0] == frameTrailer {
		return 0, nil, f.compare(body)
	}
	f.sum.Write(head[:])
	f.sum.Write(body)
	f.got.Frames++
	return head[0], body, nil
}

func (f *frameReader) compare(body []byte) error {
	var said trailer
	if json.Unmarshal(body, &said) != nil {
		return ErrDamaged
	}
	same := said.Frames == f.got.Frames && said.Chunks == f.got.Chunks && said.Sum == hex.EncodeToString(f.sum.Sum(nil))
	for name, n := range said.Rows {
		same = same && f.got.Rows[name] == n
	}
	if _, err := f.from.ReadByte(); !same || !errors.Is(err, io.EOF) {
		return ErrDamaged
	}
	return io.EOF
}

// broken is what an error while reading means: the end in the middle, or a part that
// age does not believe.
func broken(err error) error {
	if err == nil || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrDamaged, err)
}
