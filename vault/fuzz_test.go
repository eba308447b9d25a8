package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"stockwerk/vault"
)

// Every decoder takes whatever bytes come and either refuses them with one of
// the package's errors or reads exactly what was written.

// refused stops where err is none of the two that bytes can cause.
func refused(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, vault.ErrFormat) && !errors.Is(err, vault.ErrTampered) {
		t.Errorf("got error %v, want a refusal", err)
	}
}

// What is opened is sealed with fixed keys and nonces, because a fuzz worker is
// another process and must find the seeds of the first one whole.

func fuzzRoomKey() *vault.RoomKey { return vault.RoomKeyOf(room, 3, vault.Key(filled(0x40, 32))) }

func fuzzNonce() io.Reader { return bytes.NewReader(filled(0, 24)) }

// fuzzHPKE returns the identity and the output of a vector.
func fuzzHPKE(f *testing.F, name string) (*vault.Identity, []byte) {
	f.Helper()
	b, err := os.ReadFile("testdata/hpke.json")
	if err != nil {
		f.Fatal(err)
	}
	var vs []hpkeVector
	if err := json.Unmarshal(b, &vs); err != nil {
		f.Fatal(err)
	}
	for _, v := range vs {
		if v.Name == name {
			who, err := vault.IdentityOf(vault.Key(v.Root))
			if err != nil {
				f.Fatal(err)
			}
			return who, v.Output
		}
	}
	f.Fatalf("no vector %s", name)
	return nil, nil
}

// fuzzOpen feeds an opener with damaged copies of what it opens. It must open
// the very bytes of sealed and no others.
func fuzzOpen(f *testing.F, sealed []byte, open func([]byte) error) {
	for _, seed := range [][]byte{sealed, nil, {1}, {2}, sealed[:len(sealed)-1], sealed[1:], bytes.Repeat([]byte{1}, 41), make([]byte, 2000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := open(b)
		if bytes.Equal(b, sealed) {
			if err != nil {
				t.Errorf("got error %v for what was sealed", err)
			}
			return
		}
		refused(t, err)
	})
}

func FuzzOpenMessage(f *testing.F) {
	k := fuzzRoomKey()
	sealed, err := k.SealMessageFrom(fuzzNonce(), message(), []byte("Wort"))
	if err != nil {
		f.Fatal(err)
	}
	fuzzOpen(f, sealed, func(b []byte) error {
		_, err := k.OpenMessage(message(), b)
		return err
	})
}

func FuzzOpenObject(f *testing.F) {
	k := fuzzRoomKey()
	sealed, err := k.SealObjectFrom(fuzzNonce(), "page", "p", 1, []byte("Seite"))
	if err != nil {
		f.Fatal(err)
	}
	fuzzOpen(f, sealed, func(b []byte) error {
		_, err := k.OpenObject("page", "p", 1, b)
		return err
	})
}

func FuzzOpenText(f *testing.F) {
	h := testHouse(f)
	fuzzOpen(f, h.SealTextFrom(fuzzNonce(), "floor", "f", 1, []byte("Erdgeschoss")), func(b []byte) error {
		_, err := h.OpenText("floor", "f", 1, b)
		return err
	})
}

func FuzzUnwrapOpen(f *testing.F) {
	h := testHouse(f)
	fuzzOpen(f, h.WrapOpenFrom(fuzzNonce(), fuzzRoomKey()), func(b []byte) error {
		_, err := h.UnwrapOpen(room, 3, b)
		return err
	})
}

func FuzzUnwrapRoom(f *testing.F) {
	who, wrap := fuzzHPKE(f, "wrap")
	fuzzOpen(f, wrap, func(b []byte) error {
		_, err := who.UnwrapRoom(houseID, room, 3, "anna", b)
		return err
	})
}

func FuzzOpenFrom(f *testing.F) {
	who, sealed := fuzzHPKE(f, "text for one person")
	fuzzOpen(f, sealed, func(b []byte) error {
		_, err := who.OpenFrom("report", "r1", b)
		return err
	})
}

func FuzzOpenOwn(f *testing.F) {
	who, _ := fuzzHPKE(f, "wrap")
	sealed, err := who.SealOwnFrom(fuzzNonce(), "settings", "s", 1, []byte("dunkel"))
	if err != nil {
		f.Fatal(err)
	}
	fuzzOpen(f, sealed, func(b []byte) error {
		_, err := who.OpenOwn("settings", "s", 1, b)
		return err
	})
}

func FuzzFollowBack(f *testing.F) {
	k := fuzzRoomKey()
	previous := vault.RoomKeyOf(room, 2, vault.Key(filled(0xc0, 32)))
	fuzzOpen(f, k.BackLinkFrom(fuzzNonce(), previous), func(b []byte) error {
		_, err := k.FollowBack(b)
		return err
	})
}

func FuzzPublic(f *testing.F) {
	f.Add([]byte(newIdentity(f).Public()))
	f.Add([]byte{1})
	f.Add(bytes.Repeat([]byte{1}, 1217))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := vault.Public(b).SealTo("report", "r", nil); err != nil {
			wantErr(t, "public key", err, vault.ErrFormat)
		}
	})
}

func FuzzUnpad(f *testing.F) {
	for _, n := range []int{0, 63, 64, 1023, 1024, 2000} {
		f.Add(vault.Pad(make([]byte, n)))
	}
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := vault.Unpad(b)
		if err != nil {
			wantErr(t, "padding", err, vault.ErrFormat)
			return
		}
		wantBytes(t, "padded again", vault.Pad(out), b)
	})
}

func FuzzDecodeHeader(f *testing.F) {
	b := header(vault.NewRoomKey(room, 2)).Encode()
	for _, seed := range [][]byte{b, nil, {1}, b[:40], append(bytes.Clone(b), 0), bytes.Repeat([]byte{0xff}, 80)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := vault.DecodeHeader(b)
		if err != nil {
			wantErr(t, "header", err, vault.ErrFormat)
			return
		}
		wantBytes(t, "encoded again", h.Encode(), b)
	})
}

func FuzzSlotParams(f *testing.F) {
	f.Add([]byte{1, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1})
	f.Add([]byte{1, 0})
	f.Add([]byte{1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		encoded, err := vault.DecodeParams(b)
		if err != nil {
			wantErr(t, "parameters", err, vault.ErrFormat)
			return
		}
		wantBytes(t, "encoded again", encoded, b)
	})
}

func FuzzHouseKeyFile(f *testing.F) {
	f.Add([]byte(houseFile))
	f.Add([]byte(strings.Replace(houseFile, "-1 ", "-2 ", 1)))
	f.Add([]byte("STOCKWERK-HOUSE-KEY-1 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := vault.OpenHouse(b, houseID); err != nil {
			wantErr(t, "house key", err, vault.ErrFormat)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	c := vault.NewCode()
	for _, seed := range []string{c.String(), string(c), strings.ToLower(string(c)), "", "OIL", "äöü", "\xff", strings.Repeat("0", 20)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := vault.ParseCode(s)
		if err != nil {
			wantErr(t, s, err, vault.ErrTypo)
			return
		}
		if again, err := vault.ParseCode(c.String()); err != nil || again != c {
			t.Errorf("%q shown and typed again: got %q, %v", string(c), string(again), err)
		}
	})
}

func FuzzParseRecoveryCode(f *testing.F) {
	c := vault.NewRecoveryCode()
	for _, seed := range []string{c, strings.ToLower(c), "", "OIL", "\xff", strings.Repeat("0", 32)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := vault.ParseRecoveryCode(s)
		if err != nil {
			wantErr(t, s, err, vault.ErrTypo)
			return
		}
		if again, err := vault.ParseRecoveryCode(c); err != nil || again != c {
			t.Errorf("%q typed again: got %q, %v", c, again, err)
		}
	})
}
