//go:build linux || darwin || freebsd

package store

import (
	"os"
	"syscall"
)

// diskSpace tells how many bytes of the disk of a file are free for the house, and
// how many it has.
func diskSpace(f *os.File) (free, total uint64, known bool) {
	var s syscall.Statfs_t
	if syscall.Fstatfs(int(f.Fd()), &s) != nil {
		return 0, 0, false
	}
	size := uint64(s.Bsize)
	return uint64(s.Bavail) * size, s.Blocks * size, s.Blocks > 0 //nolint:unconvert // signed on FreeBSD
}
