package vault_test

import (
	"bytes"
	"errors"
	"testing"

	"stockwerk/vault"
)

// houseFile is a house key whose bytes are 0, 1, 2, … 31.
const houseFile = "STOCKWERK-HOUSE-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

const houseID = "0190a000-0000-7000-8000-000000000001"

// testHouse is a house whose passwords cost next to nothing.
func testHouse(t testing.TB) *vault.House {
	t.Helper()
	h, err := vault.OpenHouse([]byte(houseFile), houseID)
	if err != nil {
		t.Fatal(err)
	}
	return h.WithCost(64, 1)
}

func newIdentity(t testing.TB) *vault.Identity {
	t.Helper()
	i, err := vault.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func wantBytes(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got %x, want %x", what, got, want)
	}
}

// refusesDamage opens sealed once, whole, and then every damaged copy of it:
// each bit of interest flipped, cut short, made longer, of another version.
func refusesDamage(t *testing.T, sealed []byte, open func([]byte) error) {
	t.Helper()
	if err := open(sealed); err != nil {
		t.Fatalf("whole: got error %v, want none", err)
	}
	for at := 1; at < len(sealed); at += 1 + len(sealed)/64 {
		b := bytes.Clone(sealed)
		b[at] ^= 0x40
		wantErr(t, "one bit changed", open(b), vault.ErrTampered)
	}
	for n := range sealed {
		if n > 48 && n < len(sealed)-48 {
			continue
		}
		if err := open(sealed[:n]); !errors.Is(err, vault.ErrFormat) && !errors.Is(err, vault.ErrTampered) {
			t.Errorf("cut to %d bytes: got error %v, want a refusal", n, err)
		}
	}
	wantErr(t, "one byte more", open(append(bytes.Clone(sealed), 0)), vault.ErrTampered)
	for _, v := range []byte{0, 2, 255} {
		b := bytes.Clone(sealed)
		b[0] = v
		wantErr(t, "unknown version", open(b), vault.ErrFormat)
	}
	wantErr(t, "nothing", open(nil), vault.ErrFormat)
}
