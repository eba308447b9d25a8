package vault_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"stockwerk/vault"
)

const room = "0190a000-0000-7000-8000-0000000000aa"

func message() vault.Message {
	return vault.Message{
		House: houseID, Room: room, Epoch: 3,
		ID: "0190a000-0000-7000-8000-0000000000bb", Author: "anna", Kind: "text",
		Revision: 2, Created: 1790000000123, ReplyTo: "0190a000-0000-7000-8000-0000000000cc",
	}
}

func TestMessageOpensWithTheSameFieldsOnly(t *testing.T) {
	k := vault.NewRoomKey(room, 3)
	words := []byte("Guten Morgen")
	sealed, err := k.SealMessage(message(), words)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.OpenMessage(message(), sealed)
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "opened", got, words)

	for name, change := range map[string]func(*vault.Message){
		"house":    func(m *vault.Message) { m.House += "x" },
		"room":     func(m *vault.Message) { m.Room += "x" },
		"epoch":    func(m *vault.Message) { m.Epoch++ },
		"id":       func(m *vault.Message) { m.ID = m.ID[1:] },
		"author":   func(m *vault.Message) { m.Author = "berta" },
		"kind":     func(m *vault.Message) { m.Kind = "notice" },
		"revision": func(m *vault.Message) { m.Revision++ },
		"created":  func(m *vault.Message) { m.Created++ },
		"reply to": func(m *vault.Message) { m.ReplyTo = "" },
		"border":   func(m *vault.Message) { m.Author, m.Kind = "annat", "ext" },
	} {
		m := message()
		change(&m)
		_, err := k.OpenMessage(m, sealed)
		wantErr(t, name, err, vault.ErrTampered)
	}
}

func TestMessageOfAnotherRoomIsRefusedByAKeyOfTheSameBytes(t *testing.T) {
	key := vault.NewKey()
	k := vault.RoomKeyOf(room, 3, key)
	m := message()
	m.Room = "elsewhere"
	_, err := k.SealMessage(m, []byte("x"))
	wantErr(t, "seal for another room", err, vault.ErrTampered)
	m = message()
	m.Epoch = 4
	_, err = k.SealMessage(m, []byte("x"))
	wantErr(t, "seal for another epoch", err, vault.ErrTampered)

	sealed, err := k.SealMessage(message(), []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	moved := message()
	moved.Room = "elsewhere"
	_, err = vault.RoomKeyOf("elsewhere", 3, key).OpenMessage(moved, sealed)
	wantErr(t, "message moved to a room of the same key", err, vault.ErrTampered)
}

func TestMessageRefusesDamageAndOtherKeys(t *testing.T) {
	k := vault.NewRoomKey(room, 3)
	sealed, err := k.SealMessage(message(), []byte("vertraulich"))
	if err != nil {
		t.Fatal(err)
	}
	refusesDamage(t, sealed, func(b []byte) error {
		_, err := k.OpenMessage(message(), b)
		return err
	})
	_, err = vault.NewRoomKey(room, 3).OpenMessage(message(), sealed)
	wantErr(t, "another key", err, vault.ErrTampered)
}

func TestSealedWordsNeverShowInTheBytes(t *testing.T) {
	k := vault.NewRoomKey(room, 3)
	words := []byte("ein seltenes Wort")
	sealed, err := k.SealMessage(message(), words)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, words) {
		t.Error("the sealed message holds its words")
	}
	again, err := k.SealMessage(message(), words)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(sealed, again) {
		t.Error("two seals of the same words are the same")
	}
}

func TestObjectOpensWithTheSameTagObjectAndRevisionOnly(t *testing.T) {
	k := vault.NewRoomKey(room, 1)
	tags := []string{"draft", "file", "filename", "roster", "topic", "page", "pin", "label", "visitor"}
	for _, tag := range tags {
		sealed, err := k.SealObject(tag, "o1", 7, []byte("Inhalt"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := k.OpenObject(tag, "o1", 7, sealed)
		if err != nil || string(got) != "Inhalt" {
			t.Errorf("%s: got %q, %v", tag, got, err)
		}
		_, err = k.OpenObject(tag, "o2", 7, sealed)
		wantErr(t, tag+" of another object", err, vault.ErrTampered)
		_, err = k.OpenObject(tag, "o1", 6, sealed)
		wantErr(t, tag+" of an older revision", err, vault.ErrTampered)
		for _, other := range tags {
			if other != tag {
				_, err = k.OpenObject(other, "o1", 7, sealed)
				wantErr(t, tag+" as "+other, err, vault.ErrTampered)
			}
		}
		_, err = vault.NewRoomKey(room, 1).OpenObject(tag, "o1", 7, sealed)
		wantErr(t, tag+" with another key", err, vault.ErrTampered)
		refusesDamage(t, sealed, func(b []byte) error {
			_, err := k.OpenObject(tag, "o1", 7, b)
			return err
		})
	}
}

func TestObjectIsBoundToItsRoom(t *testing.T) {
	key := vault.NewKey()
	sealed, err := vault.RoomKeyOf("a", 1, key).SealObject("topic", "o", 1, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = vault.RoomKeyOf("b", 1, key).OpenObject("topic", "o", 1, sealed)
	wantErr(t, "topic of another room", err, vault.ErrTampered)
}

func TestTagWithZeroByteIsRefused(t *testing.T) {
	k, h, i := vault.NewRoomKey(room, 1), testHouse(t), newIdentity(t)
	for _, tag := range []string{"", "topic\x00"} {
		_, err := k.SealObject(tag, "o", 1, nil)
		wantErr(t, "object", err, vault.ErrFormat)
		_, err = i.SealOwn(tag, "o", 1, nil)
		wantErr(t, "own", err, vault.ErrFormat)
		_, err = i.Public().SealTo(tag, "o", nil)
		wantErr(t, "to", err, vault.ErrFormat)
		if h.SealText(tag, "o", 1, nil) != nil || h.Seal(tag) != nil || h.Lookup(tag) != nil {
			t.Error("a tag that is none was sealed")
		}
		wantErr(t, "check of no seal", h.Check(nil, tag), vault.ErrTampered)
	}
}

func TestSealedLengthTellsStepsOnly(t *testing.T) {
	k := vault.NewRoomKey(room, 3)
	lengths := map[int]bool{}
	for n := range 3000 {
		sealed, err := k.SealMessage(message(), bytes.Repeat([]byte("a"), n))
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(sealed)-1-24-16] = true
	}
	for n := range lengths {
		if n <= 1024 && n%64 != 0 || n > 1024 && n%256 != 0 {
			t.Errorf("padded to %d bytes", n)
		}
	}
	if want := 16 + 8; len(lengths) != want {
		t.Errorf("got %d different lengths, want %d", len(lengths), want)
	}
}

func TestPaddingReturnsEveryLength(t *testing.T) {
	for n := range 2100 {
		in := bytes.Repeat([]byte{0x80}, n)
		if n%3 == 0 {
			in = make([]byte, n) // zeros look like padding
		}
		out, err := vault.Unpad(vault.Pad(in))
		if err != nil || !bytes.Equal(in, out) {
			t.Fatalf("length %d: got %d bytes, %v", n, len(out), err)
		}
	}
	for _, bad := range []string{"", "a", strings.Repeat("\x00", 64), "\x80", "\x80" + strings.Repeat("\x00", 127)} {
		_, err := vault.Unpad([]byte(bad))
		wantErr(t, fmt.Sprintf("%x", bad), err, vault.ErrFormat)
	}
}

func TestWrapOpensForItsRecipientOnly(t *testing.T) {
	anna, berta := newIdentity(t), newIdentity(t)
	k := vault.NewRoomKey(room, 3)
	wrap, err := k.Wrap(houseID, anna.Public(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	got, err := anna.UnwrapRoom(houseID, room, 3, "anna", wrap)
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "unwrapped", got.KeyBytes(), k.KeyBytes())
	if got.Room() != room || got.Epoch() != 3 {
		t.Errorf("got room %s epoch %d", got.Room(), got.Epoch())
	}
	_, err = berta.UnwrapRoom(houseID, room, 3, "anna", wrap)
	wantErr(t, "another identity", err, vault.ErrTampered)
	_, err = anna.UnwrapRoom("other", room, 3, "anna", wrap)
	wantErr(t, "another house", err, vault.ErrTampered)
	_, err = anna.UnwrapRoom(houseID, "other", 3, "anna", wrap)
	wantErr(t, "another room", err, vault.ErrTampered)
	_, err = anna.UnwrapRoom(houseID, room, 4, "anna", wrap)
	wantErr(t, "another epoch", err, vault.ErrTampered)
	_, err = anna.UnwrapRoom(houseID, room, 3, "berta", wrap)
	wantErr(t, "another recipient", err, vault.ErrTampered)
	_, err = anna.OpenFrom("wrap", room, wrap)
	wantErr(t, "as a text", err, vault.ErrTampered)
	refusesDamage(t, wrap, func(b []byte) error {
		_, err := anna.UnwrapRoom(houseID, room, 3, "anna", b)
		return err
	})
}
