package backup

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"stockwerk/house"
	"stockwerk/vault"
)

const (
	keysMagic = "stockwerk keys 1\n"
	keysStart = "stockwerk keys "
	maxKeys   = 1 << 30
)

// KeyStore is what opens archives: the house's own keys, the key of every room that
// stood when it was written, and who stood, so that those who are gone do not come
// back. It is all secret.
type KeyStore struct {
	House    string            `json:"house"`
	Created  time.Time         `json:"created"`
	HouseKey []byte            `json:"house_key"`
	HostKey  []byte            `json:"host_key,omitempty"`
	Rooms    map[string][]byte `json:"rooms"`
	People   []string          `json:"people"`
	Ledger   []house.LedgerRow `json:"ledger,omitempty"`  // what the house notes of what it destroyed
	Passing  bool              `json:"passing,omitempty"` // the keys of rooms were made for one archive alone
}

// writeKeys writes a key store as a file of its own.
func writeKeys(to io.Writer, k KeyStore, passphrase string, weak bool) error {
	sealed, err := encrypt(to, passphrase, weak)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	defer clear(raw)
	if _, err := sealed.Write([]byte(keysMagic)); err != nil {
		return err
	}
	if _, err := sealed.Write(raw); err != nil {
		return err
	}
	return sealed.Close()
}

// ReadKeys reads a key store that stands in a file of its own.
func ReadKeys(from io.Reader, passphrase string) (k KeyStore, err error) {
	opened, err := (&opener{passphrase: passphrase}).open(from)
	if err != nil {
		return k, err
	}
	raw, err := io.ReadAll(io.LimitReader(opened, maxKeys))
	if err != nil {
		return k, broken(err)
	}
	defer clear(raw)
	body, ok := bytes.CutPrefix(raw, []byte(keysMagic))
	switch {
	case ok && json.Unmarshal(body, &k) == nil:
		return k, nil
	case ok:
		return k, ErrDamaged
	case bytes.HasPrefix(raw, []byte(keysStart)):
		return k, ErrNewer
	default:
		return k, errors.New("this is no key store of Stockwerk")
	}
}

// encrypt seals what is written under a passphrase; close it.
func encrypt(to io.Writer, passphrase string, weak bool) (io.WriteCloser, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	if weak {
		recipient.SetWorkFactor(4)
	}
	defer debug.FreeOSMemory() // deriving the key takes a quarter of a gigabyte, and there may be a second one
	return age.Encrypt(to, recipient)
}

// opener opens age files. It stretches the passphrase once for a file, however often
// the file is read.
type opener struct {
	passphrase string
	head       []byte // of the file whose key it knows
	key        []byte
}

// Unwrap implements age.Identity.
func (o *opener) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	var head []byte
	for _, s := range stanzas {
		head = append(fmt.Appendf(head, "%q%q", s.Type, s.Args), s.Body...)
	}
	if o.key != nil && bytes.Equal(head, o.head) {
		return bytes.Clone(o.key), nil
	}
	identity, err := age.NewScryptIdentity(o.passphrase)
	if err != nil {
		return nil, err
	}
	defer debug.FreeOSMemory() // see encrypt
	key, err := identity.Unwrap(stanzas)
	if err == nil {
		o.head, o.key = head, bytes.Clone(key)
	}
	return key, err
}

const ageLine = "age-encryption.org/v1\n"

func (o *opener) open(from io.Reader) (io.Reader, error) {
	start := make([]byte, len(ageLine))
	n, err := io.ReadFull(from, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if n == 0 || string(start[:n]) != ageLine[:n] {
		return nil, ErrForeign
	}
	opened, err := age.Decrypt(io.MultiReader(bytes.NewReader(start[:n]), from), o)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none), errors.Is(err, age.ErrIncorrectIdentity):
		return nil, ErrPassphrase
	case err != nil:
		return nil, broken(err)
	}
	return opened, nil
}

// lock seals and opens what hangs on rooms.
type lock struct {
	keys  map[string][]byte
	rooms []string // those of the cipher
	aead  cipher.AEAD
}

// of makes the cipher of rooms, nil where a key of them is gone.
func (l *lock) of(rooms []string) (cipher.AEAD, error) {
	if l.aead != nil && equal(l.rooms, rooms) {
		return l.aead, nil
	}
	h := sha256.New()
	for _, room := range rooms {
		key, ok := l.keys[room]
		if !ok {
			return nil, nil //nolint:nilnil // a room that is gone has no cipher, and that is no error
		}
		h.Write(key)
	}
	key := h.Sum(nil)
	if len(rooms) == 1 {
		key = l.keys[rooms[0]]
	}
	aead, err := chacha20poly1305.NewX(key)
	if err == nil {
		l.aead, l.rooms = aead, append([]string{}, rooms...)
	}
	return aead, err
}

// seal gives nonce and what is sealed, bound to its place in the archive.
func seal(aead cipher.AEAD, place []byte, plain []byte) []byte {
	out := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(out) // never fails: the runtime stops the program instead
	return aead.Seal(out, out, plain, place)
}

func open(aead cipher.AEAD, place []byte, sealed []byte) ([]byte, error) {
	if len(sealed) < aead.NonceSize() {
		return nil, ErrDamaged
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], place)
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// place binds what is sealed to the house, the moment, the table and the frame.
func place(m Manifest, table string, frame int64) []byte {
	b := appendText([]byte(magic), m.House)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Created.UnixMilli()))
	return binary.BigEndian.AppendUint64(appendText(b, table), uint64(frame))
}

func newRoomKey() []byte {
	k := vault.NewKey()
	return k[:]
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
