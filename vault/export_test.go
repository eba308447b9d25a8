package vault

import "io"

// What the test vectors need: fixed keys, and seals with a fixed nonce.

func RoomKeyOf(room string, epoch int, key Key) *RoomKey { return newRoomKey(room, epoch, key) }

func IdentityOf(seed Key) (*Identity, error) { return identityFrom(seed) }

// Forged is an identity that claims another public key than that of its seed.
func Forged(seed Key, claimed Public) (*Identity, error) {
	i, err := identityFrom(seed)
	if err == nil {
		i.public = claimed
	}
	return i, err
}

func (k *RoomKey) SealMessageFrom(r io.Reader, m Message, plaintext []byte) ([]byte, error) {
	return k.sealMessage(r, m, plaintext)
}

func (k *RoomKey) SealObjectFrom(r io.Reader, tag, object string, revision int, plaintext []byte) ([]byte, error) {
	return k.sealObject(r, tag, object, revision, plaintext)
}

func (k *RoomKey) BackLinkFrom(r io.Reader, previous *RoomKey) []byte {
	return k.backLink(r, previous)
}

func (h *House) WrapOpenFrom(r io.Reader, k *RoomKey) []byte { return h.wrapOpen(r, k) }

func (h *House) SealTextFrom(r io.Reader, tag, object string, revision int, plaintext []byte) []byte {
	return h.sealText(r, tag, object, revision, plaintext)
}

func (i *Identity) SealOwnFrom(r io.Reader, tag, object string, revision int, plaintext []byte) ([]byte, error) {
	return i.sealOwn(r, tag, object, revision, plaintext)
}

func (h *House) PasswordSlotFrom(r io.Reader, person, id string, password []byte, who *Identity) (Slot, error) {
	s := Slot{Person: person, ID: id, Kind: SlotPassword, Params: h.cost.encode()}
	return h.fillSlot(r, s, password, who)
}

func (h *House) CodeSlotFrom(r io.Reader, kind SlotKind, person, id, code string, who *Identity) (Slot, error) {
	s := Slot{Person: person, ID: id, Kind: kind, Params: plainParams()}
	return h.fillSlot(r, s, []byte(code), who)
}

// KeyBytes is the key itself, to compare it.
func (k *RoomKey) KeyBytes() []byte {
	key, err := k.copyKey()
	if err != nil {
		return nil
	}
	return key[:]
}

// Check is the check character of a code without it.
func Check(data string) string { return string(check([]byte(data))) }

// Pad and Unpad are the padding of content.
func Pad(b []byte) []byte { return pad(b) }

func Unpad(b []byte) ([]byte, error) { return unpad(b) }

// DecodeParams reads the parameters of a password slot.
func DecodeParams(b []byte) (encoded []byte, err error) {
	c, err := decodeCost(b)
	if err != nil {
		return nil, err
	}
	return c.encode(), nil
}
