//go:build linux || darwin || freebsd

package main

import (
	"errors"
	"os"
	"syscall"
)

// lockFile opens a file that one program at a time can have open; the lock ends with
// the program, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
