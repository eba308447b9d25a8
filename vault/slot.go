package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
)

// SlotKind is a way to a person's seed.
type SlotKind string

// The kinds of slots.
const (
	SlotPassword SlotKind = "password"
	SlotRecovery SlotKind = "recovery"
	SlotReturn   SlotKind = "return" // a visitor's code to come back with
	SlotKey      SlotKind = "key"    // a visitor's SSH key, by KeyCode
)

const saltLen = 16

// Slot holds a person's seed, sealed under one secret of theirs. All fields
// are stored; Person, ID, Kind, Params, Salt and the hash of the public key
// are bound to Box. Verify is the only check of the secret that exists.
type Slot struct {
	Person, ID string
	Kind       SlotKind
	Params     []byte // how the secret is stretched, versioned
	Salt       []byte
	Verify     []byte
	Box        []byte
}

// NewPasswordSlot seals the seed of who under a password, which the caller has
// normalised. It takes one run of Argon2id: 64 MiB and about 0.15 s of a core.
func (h *House) NewPasswordSlot(person, id string, password []byte, who *Identity) (Slot, error) {
	if len(password) == 0 {
		return Slot{}, fmt.Errorf("empty password: %w", ErrFormat)
	}
	s := Slot{Person: person, ID: id, Kind: SlotPassword, Params: h.cost.encode()}
	return h.fillSlot(rand.Reader, s, password, who)
}

// NewCodeSlot seals the seed of who under a recovery code or a return code, in
// any spelling that ParseRecoveryCode or ParseCode takes. It returns ErrTypo
// for anything else: only a code has enough entropy for a slot without
// Argon2id.
func (h *House) NewCodeSlot(kind SlotKind, person, id, code string, who *Identity) (Slot, error) {
	if kind != SlotRecovery && kind != SlotReturn && kind != SlotKey {
		return Slot{}, fmt.Errorf("slot kind %q: %w", kind, ErrFormat)
	}
	s := Slot{Person: person, ID: id, Kind: kind, Params: plainParams()}
	return h.fillSlot(rand.Reader, s, []byte(code), who)
}

func (h *House) fillSlot(random io.Reader, s Slot, secret []byte, who *Identity) (Slot, error) {
	seed, err := who.copySeed()
	if err != nil {
		return Slot{}, err
	}
	defer seed.Zero()
	s.Salt = make([]byte, saltLen)
	if _, err := io.ReadFull(random, s.Salt); err != nil {
		return Slot{}, fmt.Errorf("read a salt: %w", err)
	}
	verify, box, err := h.slotKeys(s, secret)
	if err != nil {
		return Slot{}, err
	}
	defer box.Zero()
	s.Verify = verify[:]
	s.Box, err = sealBox(random, box, h.slotAD(s, who.public), seed[:])
	if err != nil {
		return Slot{}, err
	}
	return s, nil
}

// OpenSlot opens a slot with its secret and compares the key pair with pub,
// the stored public key of the person. It returns ErrWrongSecret for another
// secret (and ErrTypo too where that cannot be any code), ErrTampered where the
// secret is right and something else is not, and ErrFormat for a slot that
// cannot be read. A changed salt, cost or check value and another house.key
// cannot be told from a wrong secret. For a password it takes the time
// and memory of one run of Argon2id.
func (h *House) OpenSlot(s Slot, secret []byte, pub Public) (*Identity, error) {
	if len(s.Salt) != saltLen || len(s.Verify) != len(Key{}) {
		return nil, fmt.Errorf("slot: %w", ErrFormat)
	}
	verify, box, err := h.slotKeys(s, secret)
	if errors.Is(err, ErrTypo) {
		return nil, fmt.Errorf("%w: %w", ErrWrongSecret, err)
	}
	if err != nil {
		return nil, err
	}
	defer box.Zero()
	if subtle.ConstantTimeCompare(verify[:], s.Verify) != 1 {
		return nil, ErrWrongSecret
	}
	raw, err := openBox(box, h.slotAD(s, pub), s.Box)
	if err != nil {
		return nil, fmt.Errorf("slot: %w", err)
	}
	defer clear(raw)
	if len(raw) != len(Key{}) {
		return nil, fmt.Errorf("slot: %w", ErrFormat)
	}
	who, err := identityFrom(Key(raw))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(who.public, pub) {
		who.Zero()
		return nil, fmt.Errorf("slot of another key pair: %w", ErrTampered)
	}
	return who, nil
}

// slotKeys gives the value to compare and the key of the box.
func (h *House) slotKeys(s Slot, secret []byte) (verify, box Key, err error) {
	stretched, err := stretch(s, secret)
	if err != nil {
		return Key{}, Key{}, err
	}
	defer clear(stretched)
	prk, err := hkdf.Extract(sha256.New, append(stretched, s.Salt...), h.pepper[:])
	if err != nil {
		return Key{}, Key{}, fmt.Errorf("derive a slot key: %w", err)
	}
	defer clear(prk)
	if verify, err = expand(prk, "verify"); err != nil {
		return Key{}, Key{}, err
	}
	box, err = expand(prk, "box")
	return verify, box, err
}

func expand(prk []byte, info string) (Key, error) {
	out, err := hkdf.Expand(sha256.New, prk, info, len(Key{}))
	if err != nil {
		return Key{}, fmt.Errorf("derive a slot key: %w", err)
	}
	defer clear(out)
	return Key(out), nil
}

// stretch turns the secret into key material with room for the salt behind it.
func stretch(s Slot, secret []byte) ([]byte, error) {
	switch s.Kind {
	case SlotPassword:
		c, err := decodeCost(s.Params)
		if err != nil {
			return nil, fmt.Errorf("slot parameters: %w", err)
		}
		key := argon2.IDKey(secret, s.Salt, c.time, c.memory, c.threads, 32)
		defer clear(key)
		return append(make([]byte, 0, len(key)+saltLen), key...), nil
	case SlotRecovery, SlotReturn, SlotKey:
		if !bytes.Equal(s.Params, plainParams()) {
			return nil, fmt.Errorf("slot parameters: %w", ErrFormat)
		}
		return anyCode(string(secret))
	}
	return nil, fmt.Errorf("slot kind %q: %w", s.Kind, ErrFormat)
}

func (h *House) slotAD(s Slot, pub Public) []byte {
	hash := pub.Hash()
	return associate("slot").text(h.id, s.Person, s.ID, string(s.Kind)).bytes(s.Params).bytes(s.Salt).bytes(hash[:])
}

// DummyPassword does the work of OpenSlot for a name that does not exist, so
// that the time of the answer does not tell.
func (h *House) DummyPassword(password []byte) {
	s := Slot{Kind: SlotPassword, Params: h.cost.encode(), Salt: make([]byte, saltLen)}
	_, _, _ = h.slotKeys(s, password)
}
