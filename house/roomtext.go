package house

import (
	"context"
	"encoding/binary"
	"encoding/json"

	"stockwerk/vault"
)

// roomText is what the house may know of a room: its address, and for listed
// rooms its name. The name of an unlisted room lies in roomInner.
type roomText struct {
	Slug string   `json:"slug"`
	Name string   `json:"name,omitempty"`
	By   PersonID `json:"by,omitempty"` // of templates: who saved it
}

// roomInner is what only the room's keys open.
type roomInner struct {
	Name  string `json:"name,omitempty"`
	Topic string `json:"topic,omitempty"`
	// Files are the owner's rules for the room's files; nil where the house's hold.
	Files *FileRules `json:"files,omitempty"`
}

// sealRoomText seals the house's part.
func (s *Service) sealRoomText(id RoomID, t roomText) []byte {
	b, _ := json.Marshal(t) // strings cannot fail
	return s.vault.SealText("room", string(id), 0, b)
}

func (s *Service) openRoomText(r RoomRow) (roomText, error) {
	var t roomText
	b, err := s.vault.OpenText("room", string(r.ID), 0, r.Text)
	if err != nil {
		return t, errTampered(err)
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return t, errTampered(err)
	}
	return t, nil
}

// sealAt seals an object of a room and writes the key's epoch in front, so
// that it opens after later rotations too.
func sealAt(k *vault.RoomKey, tag, object string, plaintext []byte) ([]byte, error) {
	b, err := k.SealObject(tag, object, 0, plaintext)
	if err != nil {
		return nil, Errorf(Internal, "error.internal", err)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(k.Epoch())), b...), nil
}

// openAt opens what sealAt sealed. Nothing sealed gives nothing.
func (s *Service) openAt(ctx context.Context, in access, tag, object string, b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) < 4 {
		return nil, errTampered(vault.ErrFormat)
	}
	k, err := s.key(ctx, in, int(binary.BigEndian.Uint32(b)))
	if err != nil {
		return nil, err
	}
	plain, err := k.OpenObject(tag, object, 0, b[4:])
	if err != nil {
		return nil, errTampered(err)
	}
	return plain, nil
}

// inner opens what only the room's keys open. A locked ring, or one without
// that epoch, gives empty texts: lists still work.
func (s *Service) inner(ctx context.Context, in access) (roomInner, error) {
	var t roomInner
	b, err := s.openAt(ctx, in, "topic", string(in.room.ID), in.room.Topic)
	if err != nil {
		if kind := KindOf(err); kind == Forbidden || kind == NotFound {
			return t, nil
		}
		return t, err
	}
	if len(b) > 0 {
		err = json.Unmarshal(b, &t)
	}
	return t, err
}

func sealInner(k *vault.RoomKey, t roomInner) ([]byte, error) {
	if t == (roomInner{}) {
		return nil, nil
	}
	b, _ := json.Marshal(t)
	return sealAt(k, "topic", k.Room(), b)
}
