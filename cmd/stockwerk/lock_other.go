//go:build !linux && !darwin && !freebsd

package main

import "os"

// lockFile only opens the file: there is nothing to lock it with.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
