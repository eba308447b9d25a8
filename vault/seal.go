package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// version is the first byte of every sealed object. Whoever changes a format
// gives it a new number and keeps the old one readable.
const version = 1

// prefix begins every associated data and every derivation.
const prefix = "stockwerk/1/"

const (
	smallStep  = 64   // content is padded to this many bytes…
	largeStep  = 256  // …and to this many
	largeAbove = 1024 // above this padded length
)

// Key is a symmetric key of 32 bytes.
type Key [32]byte

// NewKey returns a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // never fails: the runtime stops the program instead
	return k
}

// Zero wipes the key.
func (k *Key) Zero() {
	if k != nil {
		clear(k[:])
	}
}

// String hides the key from logs and formatted errors.
func (k Key) String() string { return "vault.Key" }

// derive is HKDF-SHA256 with an info that names the purpose.
func derive(secret, salt []byte, purpose string) (Key, error) {
	out, err := hkdf.Key(sha256.New, secret, salt, prefix+purpose, len(Key{}))
	if err != nil {
		return Key{}, fmt.Errorf("derive %s: %w", purpose, err)
	}
	defer clear(out)
	return Key(out), nil
}

// mac is HMAC-SHA256 over bytes that associate has made unambiguous.
func mac(key Key, data []byte) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write(data)
	return h.Sum(nil)
}

// validTag says whether a tag may stand in associated data. A zero byte would
// end the tag early and let two objects look alike.
func validTag(tag string) bool {
	return tag != "" && !strings.ContainsRune(tag, 0)
}

// fields collects associated data: the tag, then each field with its length.
type fields []byte

func associate(tag string) fields {
	return append(fields(prefix+tag), 0)
}

func (f fields) bytes(b []byte) fields {
	f = binary.BigEndian.AppendUint32(f, uint32(len(b)))
	return append(f, b...)
}

func (f fields) text(texts ...string) fields {
	for _, s := range texts {
		f = binary.BigEndian.AppendUint32(f, uint32(len(s)))
		f = append(f, s...)
	}
	return f
}

// number adds a field of eight bytes.
func (f fields) number(n int64) fields {
	f = binary.BigEndian.AppendUint32(f, 8)
	return binary.BigEndian.AppendUint64(f, uint64(n))
}

// sealBox seals under XChaCha20-Poly1305: version ‖ nonce ‖ ciphertext. The
// nonce is read from random, which is rand.Reader except in the test vectors.
func sealBox(random io.Reader, key Key, ad, plaintext []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, 1+aead.NonceSize(), 1+aead.NonceSize()+len(plaintext)+aead.Overhead())
	out[0] = version
	if _, err := io.ReadFull(random, out[1:]); err != nil {
		return nil, fmt.Errorf("read a nonce: %w", err)
	}
	return aead.Seal(out, out[1:], plaintext, ad), nil
}

// openBox opens what sealBox sealed.
func openBox(key Key, ad, box []byte) ([]byte, error) {
	if len(box) < 1+chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead || box[0] != version {
		return nil, ErrFormat
	}
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, err
	}
	nonce, sealed := box[1:1+aead.NonceSize()], box[1+aead.NonceSize():]
	plaintext, err := aead.Open(nil, nonce, sealed, ad)
	if err != nil {
		return nil, ErrTampered
	}
	return plaintext, nil
}

// sealPadded seals content, hiding its exact length.
func sealPadded(random io.Reader, key Key, ad, plaintext []byte) ([]byte, error) {
	padded := pad(plaintext)
	defer clear(padded)
	return sealBox(random, key, ad, padded)
}

// openPadded opens what sealPadded sealed.
func openPadded(key Key, ad, box []byte) ([]byte, error) {
	padded, err := openBox(key, ad, box)
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

// paddedLen is the length of n bytes and the end mark after padding.
func paddedLen(n int) int {
	if small := (n + smallStep) / smallStep * smallStep; small <= largeAbove {
		return small
	}
	return (n + largeStep) / largeStep * largeStep
}

// pad appends the mark 0x80 and zeros up to the next step.
func pad(plaintext []byte) []byte {
	out := make([]byte, paddedLen(len(plaintext)))
	copy(out, plaintext)
	out[len(plaintext)] = 0x80
	return out
}

// unpad removes the padding and accepts only the one that pad makes.
func unpad(padded []byte) ([]byte, error) {
	n := len(padded) - 1
	for n >= 0 && padded[n] == 0 {
		n--
	}
	if n < 0 || padded[n] != 0x80 || paddedLen(n) != len(padded) {
		return nil, ErrFormat
	}
	return padded[:n:n], nil
}
