package vault

import (
	"bytes"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
)

// encLen is the length of the encapsulated key of MLKEM768-X25519.
const encLen = 1120

// tagLen is the length that ChaCha20-Poly1305 adds.
const tagLen = 16

// Public is the public half of an Identity with its version byte. It may be
// stored and shown to everybody; store it sealed, so that nobody swaps it.
type Public []byte

// Hash is the SHA-256 of the public key: what a slot binds and what people
// may compare.
func (p Public) Hash() [32]byte { return sha256.Sum256(p) }

// SealTo seals a small text that only the owner of p can open. It does not say
// who sealed it. It returns ErrFormat for a public key that is none.
func (p Public) SealTo(tag, object string, plaintext []byte) ([]byte, error) {
	if !validTag(tag) {
		return nil, fmt.Errorf("text for a person: %w", ErrFormat)
	}
	padded := pad(plaintext)
	defer clear(padded)
	return p.seal(toAD(tag, object), padded)
}

func toAD(tag, object string) []byte { return associate(tag).text(object) }

// seal is HPKE in base mode: version ‖ encapsulated key ‖ ciphertext. The
// associated data goes into the key schedule as info.
func (p Public) seal(ad, plaintext []byte) ([]byte, error) {
	if len(p) == 0 || p[0] != version {
		return nil, fmt.Errorf("public key: %w", ErrFormat)
	}
	pk, err := hpke.MLKEM768X25519().NewPublicKey(p[1:])
	if err != nil {
		return nil, fmt.Errorf("public key: %w", ErrFormat)
	}
	enc, sender, err := hpke.NewSender(pk, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), ad)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", ErrFormat)
	}
	sealed, err := sender.Seal(nil, plaintext)
	if err != nil {
		return nil, fmt.Errorf("seal for a public key: %w", err)
	}
	return bytes.Join([][]byte{{version}, enc, sealed}, nil), nil
}

// Identity is what a person, a visitor or a ticket can open things with: a
// random seed and the key pair derived from it. It is safe for concurrent use.
type Identity struct {
	public Public

	mu      sync.Mutex
	seed    Key             // guarded by mu
	own     Key             // guarded by mu
	private hpke.PrivateKey // guarded by mu; nil when zeroed
}

// NewIdentity returns an identity from a random seed.
func NewIdentity() (*Identity, error) {
	seed := NewKey()
	defer seed.Zero()
	return identityFrom(seed)
}

func identityFrom(seed Key) (*Identity, error) {
	own, err := derive(seed[:], nil, "person/own")
	if err != nil {
		return nil, err
	}
	raw, err := derive(seed[:], nil, "person/hpke")
	if err != nil {
		return nil, err
	}
	defer raw.Zero()
	private, err := hpke.MLKEM768X25519().NewPrivateKey(raw[:])
	if err != nil {
		return nil, fmt.Errorf("derive a key pair: %w", err)
	}
	public := append(Public{version}, private.PublicKey().Bytes()...)
	return &Identity{public: public, seed: seed, own: own, private: private}, nil
}

// Public is the public half. It stays readable after Zero.
func (i *Identity) Public() Public { return bytes.Clone(i.public) }

// String hides the keys from logs and formatted errors.
func (i *Identity) String() string { return "vault.Identity" }

// OpenFrom opens what SealTo sealed for this identity with the same tag and
// object. It returns ErrLocked after Zero.
func (i *Identity) OpenFrom(tag, object string, b []byte) ([]byte, error) {
	if !validTag(tag) {
		return nil, fmt.Errorf("text for a person: %w", ErrFormat)
	}
	padded, err := i.open(toAD(tag, object), b)
	if err != nil {
		return nil, fmt.Errorf("text for a person %s: %w", tag, err)
	}
	return unpad(padded)
}

func (i *Identity) open(ad, b []byte) ([]byte, error) {
	if i == nil {
		return nil, ErrLocked
	}
	i.mu.Lock()
	private := i.private
	i.mu.Unlock()
	if private == nil {
		return nil, ErrLocked
	}
	if len(b) < 1+encLen+tagLen || b[0] != version {
		return nil, ErrFormat
	}
	recipient, err := hpke.NewRecipient(b[1:1+encLen], private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), ad)
	if err != nil {
		return nil, ErrTampered
	}
	plaintext, err := recipient.Open(nil, b[1+encLen:])
	if err != nil {
		return nil, ErrTampered
	}
	return plaintext, nil
}

// Own returns a copy of the key for things that only this person reads, or nil
// after Zero. The caller zeroes it.
func (i *Identity) Own() *Key {
	if i == nil {
		return nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.private == nil {
		return nil
	}
	own := i.own
	return &own
}

// SealOwn seals content that only this person reads again. It returns
// ErrLocked after Zero.
func (i *Identity) SealOwn(tag, object string, revision int, plaintext []byte) ([]byte, error) {
	return i.sealOwn(rand.Reader, tag, object, revision, plaintext)
}

func (i *Identity) sealOwn(random io.Reader, tag, object string, revision int, plaintext []byte) ([]byte, error) {
	own := i.Own()
	if own == nil {
		return nil, ErrLocked
	}
	defer own.Zero()
	if !validTag(tag) {
		return nil, fmt.Errorf("own text: %w", ErrFormat)
	}
	return sealPadded(random, *own, ownAD(tag, object, revision), plaintext)
}

// OpenOwn opens what SealOwn sealed with the same tag, object and revision.
func (i *Identity) OpenOwn(tag, object string, revision int, b []byte) ([]byte, error) {
	own := i.Own()
	if own == nil {
		return nil, ErrLocked
	}
	defer own.Zero()
	if !validTag(tag) {
		return nil, fmt.Errorf("own text: %w", ErrFormat)
	}
	plaintext, err := openPadded(*own, ownAD(tag, object, revision), b)
	if err != nil {
		return nil, fmt.Errorf("own text %s: %w", tag, err)
	}
	return plaintext, nil
}

func ownAD(tag, object string, revision int) []byte {
	return associate(tag).text(object).number(int64(revision))
}

// copySeed returns the seed for a new slot.
func (i *Identity) copySeed() (Key, error) {
	if i == nil {
		return Key{}, ErrLocked
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.private == nil {
		return Key{}, ErrLocked
	}
	return i.seed, nil
}

// Zero wipes the seed and the own key and lets go of the key pair, which the
// standard library gives no way to overwrite. Everything that needs a key
// returns ErrLocked from then on.
func (i *Identity) Zero() {
	if i == nil {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seed.Zero()
	i.own.Zero()
	i.private = nil
}
