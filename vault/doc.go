// Package vault keeps words shut: it derives keys, wraps them for people and
// seals content, so that whoever holds the database, or every admin right,
// still holds no key.
//
// It knows no SQL, no SSH, no screen and nothing of package house: ids are
// plain strings, rows are byte slices, and it imports the standard library
// and golang.org/x/crypto only. It decides no right; it opens what the given
// key opens and refuses everything else. A missing key is an error, never
// plaintext.
//
// Start reading at room.go (content), then person.go and slot.go (how a
// password becomes a key pair), house.go (house.key) and epoch.go (how a room
// changes its key). seal.go holds the three things all formats share: the
// version byte, the associated data and the padding. The formats are written
// down with test vectors in testdata/README.md.
package vault

import "errors"

var (
	// ErrWrongSecret says that a password, recovery code or return code does
	// not open the slot.
	ErrWrongSecret = errors.New("vault: the secret does not open this slot")
	// ErrTampered says that a seal failed: the bytes, one of the fields bound
	// to them, or the key is not the one that was used to seal.
	ErrTampered = errors.New("vault: the seal does not hold")
	// ErrFormat says that bytes are malformed or of an unknown version.
	ErrFormat = errors.New("vault: malformed or of an unknown version")
	// ErrLocked says that the key is missing: it was never there or was zeroed.
	ErrLocked = errors.New("vault: the key is locked")
	// ErrTypo says that a code cannot be right: wrong length, a character that
	// no code holds, or a check character that does not fit. It says nothing
	// about whether a ticket exists.
	ErrTypo = errors.New("vault: the code has a typing error")
)
