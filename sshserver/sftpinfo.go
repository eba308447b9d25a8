package sshserver

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// info is a file or folder as clients are told of it.
type info struct {
	name  string
	size  int64
	mode  fs.FileMode
	mtime time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.mtime.UTC() }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

// Uid and Gid are the same for everything: the house has no numbers for people.
func (info) Uid() uint32 { return sftpOwner }

// Gid is that of everybody.
func (info) Gid() uint32 { return sftpOwner }

const (
	sftpOwner     = 1000
	sftpOwnerName = "house"

	modeFolder   = fs.ModeDir | 0o750
	modeFile     = 0o640
	modeFileRead = 0o440
)

// listing is a list as it was when it was asked for: clients fetch it in parts.
type listing []os.FileInfo

// ListAt gives a part.
func (l listing) ListAt(to []os.FileInfo, from int64) (int, error) {
	if from < 0 || from >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(to, l[from:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}
