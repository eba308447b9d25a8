package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
)

// houseKeyLabel begins the file house.key and carries its version.
const houseKeyLabel = "STOCKWERK-HOUSE-KEY-1 "

// lookupLen is the length in bytes of a value to look rows up by.
const lookupLen = 16

// House holds everything derived from house.key: the pepper of every secret
// that a person types, the seal over rows that matter, the key of what is open
// to the whole house. It is safe for concurrent use.
type House struct {
	id       string
	pepper   Key
	ticket   Key // below the pepper
	seal     Key
	lookup   Key
	openRoom Key // below open
	openText Key // below open
	cost     cost
}

// NewHouseKey returns the contents of a new house.key, one line of text. Keep
// it outside the database and outside plain backups.
func NewHouseKey() []byte {
	k := NewKey()
	defer k.Zero()
	return []byte(houseKeyLabel + base64.StdEncoding.EncodeToString(k[:]) + "\n")
}

// OpenHouse derives the keys of the house houseID from the contents of its
// house.key. It returns ErrFormat for a file of another version or shape.
func OpenHouse(file []byte, houseID string) (*House, error) {
	root, err := parseHouseKey(file)
	if err != nil {
		return nil, err
	}
	defer root.Zero()
	h := &House{id: houseID, cost: today()}
	var open Key
	defer open.Zero()
	for _, d := range []struct {
		to      *Key
		from    *Key
		purpose string
	}{
		{&h.pepper, &root, "house/pepper"},
		{&h.seal, &root, "house/seal"},
		{&h.lookup, &root, "house/lookup"},
		{&open, &root, "house/open"},
		{&h.ticket, &h.pepper, "pepper/ticket"},
		{&h.openRoom, &open, "open/room"},
		{&h.openText, &open, "open/text"},
	} {
		if *d.to, err = derive(d.from[:], nil, d.purpose); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func parseHouseKey(file []byte) (Key, error) {
	line := bytes.TrimRight(file, "\r\n")
	encoded, ok := bytes.CutPrefix(line, []byte(houseKeyLabel))
	if !ok || len(encoded) != base64.StdEncoding.EncodedLen(len(Key{})) {
		return Key{}, fmt.Errorf("house key file: %w", ErrFormat)
	}
	raw, err := base64.StdEncoding.Strict().AppendDecode(nil, encoded)
	if err != nil || len(raw) != len(Key{}) {
		return Key{}, fmt.Errorf("house key file: %w", ErrFormat)
	}
	defer clear(raw)
	return Key(raw), nil
}

// ID is the id that the house was opened with.
func (h *House) ID() string { return h.id }

// String hides the keys from logs and formatted errors.
func (h *House) String() string { return "vault.House" }

// Seal returns a MAC of 32 bytes over a row that matters. The tag names the
// kind of row; each field is bound with its length and its place. A tag with a
// zero byte has no seal: the result is nil and Check refuses it.
func (h *House) Seal(tag string, fields ...[]byte) []byte {
	return h.macUnder(h.seal, tag, fields)
}

// Check compares a seal in constant time and returns ErrTampered where the
// row is not the one that was sealed.
func (h *House) Check(mac []byte, tag string, fields ...[]byte) error {
	want := h.Seal(tag, fields...)
	if want == nil || !hmac.Equal(mac, want) {
		return ErrTampered
	}
	return nil
}

// Lookup returns 16 bytes that are always the same for the same fields and say
// nothing without house.key: a column to find a row by.
func (h *House) Lookup(tag string, fields ...[]byte) []byte {
	if m := h.macUnder(h.lookup, tag, fields); m != nil {
		return m[:lookupLen:lookupLen]
	}
	return nil
}

func (h *House) macUnder(key Key, tag string, parts [][]byte) []byte {
	if !validTag(tag) {
		return nil
	}
	ad := associate(tag).text(h.id)
	for _, p := range parts {
		ad = ad.bytes(p)
	}
	return mac(key, ad)
}

// WrapOpen wraps the key of an open room for the whole house. It returns nil
// for a locked key.
func (h *House) WrapOpen(k *RoomKey) []byte { return h.wrapOpen(rand.Reader, k) }

func (h *House) wrapOpen(random io.Reader, k *RoomKey) []byte {
	key, err := k.copyKey()
	if err != nil {
		return nil
	}
	defer key.Zero()
	out, err := sealBox(random, h.openRoom, h.openAD(k.room, k.epoch), key[:])
	if err != nil {
		return nil
	}
	return out
}

// UnwrapOpen opens what WrapOpen wrapped for this room and epoch.
func (h *House) UnwrapOpen(room string, epoch int, b []byte) (*RoomKey, error) {
	raw, err := openBox(h.openRoom, h.openAD(room, epoch), b)
	if err != nil {
		return nil, fmt.Errorf("open room key: %w", err)
	}
	return roomKeyFrom(room, epoch, raw)
}

func (h *House) openAD(room string, epoch int) []byte {
	return associate("wrap-open").text(h.id, room).number(int64(epoch))
}

// SealText seals a text that the whole house may read, such as the name of a
// floor, so that the database alone does not show it. It returns nil for a tag
// with a zero byte.
func (h *House) SealText(tag, object string, revision int, plaintext []byte) []byte {
	return h.sealText(rand.Reader, tag, object, revision, plaintext)
}

func (h *House) sealText(random io.Reader, tag, object string, revision int, plaintext []byte) []byte {
	if !validTag(tag) {
		return nil
	}
	out, err := sealPadded(random, h.openText, h.textAD(tag, object, revision), plaintext)
	if err != nil {
		return nil
	}
	return out
}

// OpenText opens what SealText sealed with the same tag, object and revision.
func (h *House) OpenText(tag, object string, revision int, b []byte) ([]byte, error) {
	if !validTag(tag) {
		return nil, fmt.Errorf("house text: %w", ErrFormat)
	}
	plaintext, err := openPadded(h.openText, h.textAD(tag, object, revision), b)
	if err != nil {
		return nil, fmt.Errorf("house text %s: %w", tag, err)
	}
	return plaintext, nil
}

func (h *House) textAD(tag, object string, revision int) []byte {
	return associate(tag).text(h.id, object).number(int64(revision))
}
