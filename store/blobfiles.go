package store

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"stockwerk/house"
)

// A blob is a file of slots of the same size, so that a chunk is found by its
// number: four bytes with the length of what is sealed, then that. A slot is a
// whole number of disk pages; what nobody wrote takes no space.
const (
	slotHead = 4
	slotSize = 65 * 4096
)

// The slot must hold the largest sealed chunk.
const _ = uint(slotSize - slotHead - house.MaxSealedChunk)

// blobFiles keeps blobs in files of a folder: one folder a room, one file a blob.
type blobFiles struct {
	dir   string
	space func(*os.File) (free, total uint64, known bool)
}

// place names a room's folder, or refuses what is no id: nothing that came from
// elsewhere may ever name a file.
func (f blobFiles) place(room house.RoomID) (string, error) {
	if !isID(string(room)) {
		return "", house.Errorf(house.NotFound, "error.not_found")
	}
	return filepath.Join(f.dir, string(room)), nil
}

func (f blobFiles) path(room house.RoomID, blob house.BlobID) (string, error) {
	dir, err := f.place(room)
	if err == nil && !isID(string(blob)) {
		err = house.Errorf(house.NotFound, "error.not_found")
	}
	return filepath.Join(dir, string(blob)), err
}

func isID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz-") == ""
}

// Write opens a blob for writing; its folders are durable when it returns.
func (f blobFiles) Write(_ context.Context, room house.RoomID, blob house.BlobID) (house.BlobWriter, error) {
	path, err := f.path(room, blob)
	if err != nil {
		return nil, err
	}
	if err := f.makeDirs(filepath.Dir(path)); err != nil {
		return nil, mappedFile(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, mappedFile(err)
	}
	return &blobFile{file: file, dir: filepath.Dir(path), space: f.space}, nil
}

// makeDirs makes the folder of blobs and the room's in it.
func (f blobFiles) makeDirs(room string) error {
	for _, dir := range []string{f.dir, room} {
		err := os.Mkdir(dir, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := syncDir(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	return nil
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadChunk reads one slot.
func (f blobFiles) ReadChunk(_ context.Context, room house.RoomID, blob house.BlobID, index int) ([]byte, error) {
	path, err := f.path(room, blob)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, mappedFile(err)
	}
	defer file.Close()
	var head [slotHead]byte
	if _, err := file.ReadAt(head[:], int64(index)*slotSize); err != nil {
		return nil, mappedFile(err)
	}
	n := binary.BigEndian.Uint32(head[:])
	if n == 0 || n > slotSize-slotHead {
		return nil, house.Errorf(house.NotFound, "error.not_found") // nobody wrote here
	}
	sealed := make([]byte, n)
	if _, err := file.ReadAt(sealed, int64(index)*slotSize+slotHead); err != nil {
		return nil, mappedFile(err)
	}
	return sealed, nil
}

// Drop removes the file of a blob.
func (f blobFiles) Drop(_ context.Context, room house.RoomID, blob house.BlobID) error {
	path, err := f.path(room, blob)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return mappedFile(err)
	}
	return nil
}

// DropRoom removes the folder of a room.
func (f blobFiles) DropRoom(_ context.Context, room house.RoomID) error {
	dir, err := f.place(room)
	if err != nil {
		return err
	}
	return mappedFile(os.RemoveAll(dir))
}

// blobFile writes one blob.
type blobFile struct {
	file  *os.File
	dir   string
	space func(*os.File) (free, total uint64, known bool)
	named bool // the name is durable
}

// Put writes a slot with one call, so that it is never longer than what it says.
func (b *blobFile) Put(_ context.Context, index int, sealed []byte) error {
	if len(sealed) == 0 || len(sealed) > slotSize-slotHead {
		return house.Errorf(house.Internal, "error.internal", errors.New("a chunk that fits no slot"))
	}
	if free, total, known := b.space(b.file); known && free < leftFree(total)+slotSize {
		return mappedFile(syscall.ENOSPC)
	}
	slot := make([]byte, slotHead+len(sealed))
	binary.BigEndian.PutUint32(slot, uint32(len(sealed)))
	copy(slot[slotHead:], sealed)
	_, err := b.file.WriteAt(slot, int64(index)*slotSize)
	return mappedFile(err)
}

// leftFree is what files leave free of a disk with total bytes: they share it with
// the database, and a house whose database cannot grow stores no word and cannot
// even delete the file that filled it.
func leftFree(total uint64) uint64 { return min(64<<20, total/8) }

// Sync waits for the disk.
func (b *blobFile) Sync(context.Context) error {
	if err := b.file.Sync(); err != nil {
		return mappedFile(err)
	}
	if b.named {
		return nil
	}
	if err := syncDir(b.dir); err != nil {
		return mappedFile(err)
	}
	b.named = true
	return nil
}

// Close closes the file.
func (b *blobFile) Close() error { return mappedFile(b.file.Close()) }

// mappedFile turns what the disk says into the house's words; the causes name
// ids alone.
func mappedFile(err error) error {
	var known *house.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return house.Errorf(house.NotFound, "error.not_found")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EROFS),
		errors.Is(err, syscall.EIO), errors.Is(err, syscall.EFBIG):
		return house.Errorf(house.Unavailable, "error.full_disk", err)
	default:
		return house.Errorf(house.Internal, "error.database", err)
	}
}
