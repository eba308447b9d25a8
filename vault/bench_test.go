package vault_test

import (
	"bytes"
	"testing"

	"stockwerk/vault"
)

func BenchmarkWrap(b *testing.B) {
	k, to := vault.NewRoomKey(room, 3), newIdentity(b).Public()
	for b.Loop() {
		if _, err := k.Wrap(houseID, to, "anna"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	who := newIdentity(b)
	wrap, err := vault.NewRoomKey(room, 3).Wrap(houseID, who.Public(), "anna")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := who.UnwrapRoom(houseID, room, 3, "anna", wrap); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealMessage(b *testing.B) {
	k, words := vault.NewRoomKey(room, 3), bytes.Repeat([]byte("a"), 200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.SealMessage(message(), words); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenMessage(b *testing.B) {
	k := vault.NewRoomKey(room, 3)
	sealed, err := k.SealMessage(message(), bytes.Repeat([]byte("a"), 200))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.OpenMessage(message(), sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenPasswordSlot(b *testing.B) {
	h, err := vault.OpenHouse([]byte(houseFile), houseID)
	if err != nil {
		b.Fatal(err)
	}
	who := newIdentity(b)
	s := passwordSlot(b, h, who)
	for b.Loop() {
		if _, err := h.OpenSlot(s, password, who.Public()); err != nil {
			b.Fatal(err)
		}
	}
}
