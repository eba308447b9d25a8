package vault

import (
	"crypto/rand"
	"fmt"
	"io"
	"sync"
)

// The purposes for which a room key has an own subkey.
const (
	subMessage = "room/message"
	subFile    = "room/file"
	subMeta    = "room/meta"
	subDraft   = "room/draft"
	subRoster  = "room/roster"
	subChain   = "room/chain"
	subBack    = "room/back"
	subCommit  = "room/commit"
)

// RoomKey is the key of one room in one epoch. It is safe for concurrent use;
// after Zero, and on a nil RoomKey, everything that needs it returns ErrLocked
// or, where there is no error to return, nil.
type RoomKey struct {
	room  string
	epoch int

	mu   sync.Mutex
	key  Key             // guarded by mu
	subs map[string]*Key // guarded by mu, derived at first use; nil when zeroed
}

// NewRoomKey returns a random key for an epoch of a room.
func NewRoomKey(room string, epoch int) *RoomKey { return newRoomKey(room, epoch, NewKey()) }

func newRoomKey(room string, epoch int, key Key) *RoomKey {
	return &RoomKey{room: room, epoch: epoch, key: key, subs: make(map[string]*Key)}
}

// roomKeyFrom takes an unwrapped key and wipes it.
func roomKeyFrom(room string, epoch int, raw []byte) (*RoomKey, error) {
	defer clear(raw)
	if len(raw) != len(Key{}) {
		return nil, fmt.Errorf("room key: %w", ErrFormat)
	}
	return newRoomKey(room, epoch, Key(raw)), nil
}

// Room is the id of the room.
func (k *RoomKey) Room() string { return k.room }

// Epoch is the number of the epoch.
func (k *RoomKey) Epoch() int { return k.epoch }

// String hides the key from logs and formatted errors.
func (k *RoomKey) String() string { return "vault.RoomKey" }

// Zero wipes the key and its subkeys.
func (k *RoomKey) Zero() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key.Zero()
	for _, sub := range k.subs {
		sub.Zero()
	}
	k.subs = nil
}

func (k *RoomKey) copyKey() (Key, error) {
	if k == nil {
		return Key{}, ErrLocked
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.subs == nil {
		return Key{}, ErrLocked
	}
	return k.key, nil
}

// sub returns a copy of a subkey, so that Zero never waits for a seal.
func (k *RoomKey) sub(purpose string) (Key, error) {
	if k == nil {
		return Key{}, ErrLocked
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.subs == nil {
		return Key{}, ErrLocked
	}
	if s, ok := k.subs[purpose]; ok {
		return *s, nil
	}
	s, err := derive(k.key[:], nil, purpose)
	if err != nil {
		return Key{}, err
	}
	k.subs[purpose] = &s
	return s, nil
}

// Wrap wraps the key for one recipient: the id of a person, a visitor or a
// ticket whose public key is to. The wrap opens for that recipient, room and
// epoch only.
func (k *RoomKey) Wrap(house string, to Public, recipient string) ([]byte, error) {
	key, err := k.copyKey()
	if err != nil {
		return nil, err
	}
	defer key.Zero()
	return to.seal(wrapAD(house, k.room, k.epoch, recipient), key[:])
}

// UnwrapRoom opens what Wrap wrapped for this identity. It returns ErrTampered
// for a wrap of another recipient, room or epoch and ErrLocked after Zero.
func (i *Identity) UnwrapRoom(house, room string, epoch int, recipient string, wrap []byte) (*RoomKey, error) {
	raw, err := i.open(wrapAD(house, room, epoch, recipient), wrap)
	if err != nil {
		return nil, fmt.Errorf("room key: %w", err)
	}
	return roomKeyFrom(room, epoch, raw)
}

func wrapAD(house, room string, epoch int, recipient string) []byte {
	return associate("wrap").text(house, room).number(int64(epoch)).text(recipient)
}

// Message says what is bound to the words of a message. Its fields are stored
// in the clear beside the sealed words; a change of any of them breaks the
// seal.
type Message struct {
	House, Room      string
	Epoch            int
	ID, Author, Kind string
	Revision         int
	Created          int64 // unix milliseconds
	ReplyTo          string
}

func (m Message) ad() []byte {
	return associate("message").text(m.House, m.Room).number(int64(m.Epoch)).
		text(m.ID, m.Author, m.Kind).number(int64(m.Revision)).number(m.Created).text(m.ReplyTo)
}

// SealMessage seals the words of a message. It returns ErrTampered for a
// message of another room or epoch than the key's and ErrLocked after Zero.
func (k *RoomKey) SealMessage(m Message, plaintext []byte) ([]byte, error) {
	return k.sealMessage(rand.Reader, m, plaintext)
}

func (k *RoomKey) sealMessage(random io.Reader, m Message, plaintext []byte) ([]byte, error) {
	sub, err := k.messageKey(m)
	if err != nil {
		return nil, err
	}
	defer sub.Zero()
	return sealPadded(random, sub, m.ad(), plaintext)
}

// OpenMessage opens what SealMessage sealed with the same fields.
func (k *RoomKey) OpenMessage(m Message, b []byte) ([]byte, error) {
	sub, err := k.messageKey(m)
	if err != nil {
		return nil, err
	}
	defer sub.Zero()
	plaintext, err := openPadded(sub, m.ad(), b)
	if err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	return plaintext, nil
}

func (k *RoomKey) messageKey(m Message) (Key, error) {
	sub, err := k.sub(subMessage)
	if err != nil {
		return Key{}, err
	}
	if m.Room != k.room || m.Epoch != k.epoch {
		return Key{}, fmt.Errorf("message of another room or epoch: %w", ErrTampered)
	}
	return sub, nil
}

// SealObject seals a text of the room that is no message. The tag says what it
// is ("draft", "file", "filename", "topic", "page", "pin", …); the revision
// counts changes of the object, so that an old text cannot pass for the new.
// It returns ErrFormat for a tag with a zero byte and ErrLocked after Zero.
func (k *RoomKey) SealObject(tag, object string, revision int, plaintext []byte) ([]byte, error) {
	return k.sealObject(rand.Reader, tag, object, revision, plaintext)
}

func (k *RoomKey) sealObject(random io.Reader, tag, object string, revision int, plaintext []byte) ([]byte, error) {
	sub, err := k.objectKey(tag)
	if err != nil {
		return nil, err
	}
	defer sub.Zero()
	return sealPadded(random, sub, k.objectAD(tag, object, revision), plaintext)
}

// OpenObject opens what SealObject sealed with the same tag, object and
// revision.
func (k *RoomKey) OpenObject(tag, object string, revision int, b []byte) ([]byte, error) {
	sub, err := k.objectKey(tag)
	if err != nil {
		return nil, err
	}
	defer sub.Zero()
	plaintext, err := openPadded(sub, k.objectAD(tag, object, revision), b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tag, err)
	}
	return plaintext, nil
}

func (k *RoomKey) objectKey(tag string) (Key, error) {
	if !validTag(tag) {
		return Key{}, fmt.Errorf("object: %w", ErrFormat)
	}
	switch tag {
	case "draft":
		return k.sub(subDraft)
	case "file", "filename":
		return k.sub(subFile)
	case "roster":
		return k.sub(subRoster)
	}
	return k.sub(subMeta)
}

func (k *RoomKey) objectAD(tag, object string, revision int) []byte {
	return associate(tag).text(k.room, object).number(int64(revision))
}
