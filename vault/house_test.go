package vault_test

import (
	"bytes"
	"strings"
	"testing"

	"stockwerk/vault"
)

func TestHouseKeyFileReadsBack(t *testing.T) {
	file := vault.NewHouseKey()
	if !bytes.HasPrefix(file, []byte("STOCKWERK-HOUSE-KEY-1 ")) || bytes.Count(file, []byte("\n")) != 1 {
		t.Errorf("got %q", file)
	}
	a, err := vault.OpenHouse(file, houseID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := vault.OpenHouse(bytes.TrimSpace(file), houseID) // an editor took the line end
	if err != nil {
		t.Fatal(err)
	}
	if a.ID() != houseID {
		t.Errorf("got id %s", a.ID())
	}
	if err := b.Check(a.Seal("role", []byte("x")), "role", []byte("x")); err != nil {
		t.Error(err)
	}
	if bytes.Equal(file, vault.NewHouseKey()) {
		t.Error("two new house keys are the same")
	}
}

func TestHouseKeyFileOfAnotherShapeIsRefused(t *testing.T) {
	key := strings.TrimSuffix(houseFile, "\n")
	for _, file := range []string{
		"", "\n", strings.Replace(houseFile, "-1 ", "-2 ", 1), key[:len(key)-1], key[:len(key)-4], key + "A", key + "\n" + key,
		" " + key, strings.TrimSuffix(key, "8=") + "9=", strings.Replace(key, "AAEC", "AA\nC", 1), strings.ToLower(key),
	} {
		_, err := vault.OpenHouse([]byte(file), houseID)
		wantErr(t, file, err, vault.ErrFormat)
	}
}

func TestSealBreaksWithEveryField(t *testing.T) {
	h := testHouse(t)
	seal := h.Seal("role", []byte("anna"), []byte("owner"))
	if err := h.Check(seal, "role", []byte("anna"), []byte("owner")); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string][][]byte{
		"another person": {[]byte("berta"), []byte("owner")},
		"another role":   {[]byte("anna"), []byte("admin")},
		"moved border":   {[]byte("annao"), []byte("wner")},
		"joined":         {[]byte("annaowner")},
		"one more":       {[]byte("anna"), []byte("owner"), nil},
		"swapped":        {[]byte("owner"), []byte("anna")},
		"none":           {},
	} {
		wantErr(t, name, h.Check(seal, "role", row...), vault.ErrTampered)
	}
	wantErr(t, "another tag", h.Check(seal, "roster", []byte("anna"), []byte("owner")), vault.ErrTampered)
	wantErr(t, "cut short", h.Check(seal[:31], "role", []byte("anna"), []byte("owner")), vault.ErrTampered)
	wantErr(t, "empty", h.Check(nil, "role", []byte("anna"), []byte("owner")), vault.ErrTampered)

	other, err := vault.OpenHouse(vault.NewHouseKey(), houseID)
	if err != nil {
		t.Fatal(err)
	}
	wantErr(t, "another house key", other.Check(seal, "role", []byte("anna"), []byte("owner")), vault.ErrTampered)
	other, err = vault.OpenHouse([]byte(houseFile), "other")
	if err != nil {
		t.Fatal(err)
	}
	wantErr(t, "another house", other.Check(seal, "role", []byte("anna"), []byte("owner")), vault.ErrTampered)
}

func TestLookupIsStableAndKeyed(t *testing.T) {
	h := testHouse(t)
	a := h.Lookup("email", []byte("anna@example.org"))
	if len(a) != 16 {
		t.Errorf("got %d bytes, want 16", len(a))
	}
	wantBytes(t, "again", h.Lookup("email", []byte("anna@example.org")), a)
	if bytes.HasPrefix(h.Seal("email", []byte("anna@example.org")), a) {
		t.Error("a look-up shows half of a seal")
	}
	if bytes.Equal(h.Lookup("name", []byte("anna@example.org")), a) {
		t.Error("two tags have the same look-up")
	}
}

func TestOpenRoomKeyOpensWithHouseKeyOnly(t *testing.T) {
	h := testHouse(t)
	k := vault.NewRoomKey(room, 3)
	b := h.WrapOpen(k)
	got, err := h.UnwrapOpen(room, 3, b)
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "unwrapped", got.KeyBytes(), k.KeyBytes())
	_, err = h.UnwrapOpen("other", 3, b)
	wantErr(t, "another room", err, vault.ErrTampered)
	_, err = h.UnwrapOpen(room, 2, b)
	wantErr(t, "another epoch", err, vault.ErrTampered)
	_, err = h.OpenText("wrap-open", room, 3, b)
	wantErr(t, "as a text", err, vault.ErrTampered)
	other, err := vault.OpenHouse(vault.NewHouseKey(), houseID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.UnwrapOpen(room, 3, b)
	wantErr(t, "another house key", err, vault.ErrTampered)
	other, err = vault.OpenHouse([]byte(houseFile), "other")
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.UnwrapOpen(room, 3, b)
	wantErr(t, "another house", err, vault.ErrTampered)
	refusesDamage(t, b, func(b []byte) error {
		_, err := h.UnwrapOpen(room, 3, b)
		return err
	})
}

func TestForgedTextIsNoRoomKey(t *testing.T) {
	h := testHouse(t)
	forged := h.SealText("wrap-open", room, 3, bytes.Repeat([]byte{1}, 32))
	_, err := h.UnwrapOpen(room, 3, forged)
	wantErr(t, "text as a room key", err, vault.ErrTampered)
}

func TestHouseTextOpensWithTheSameFieldsOnly(t *testing.T) {
	h := testHouse(t)
	b := h.SealText("floor", "f1", 4, []byte("Erdgeschoss"))
	got, err := h.OpenText("floor", "f1", 4, b)
	if err != nil || string(got) != "Erdgeschoss" {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = h.OpenText("room", "f1", 4, b)
	wantErr(t, "another tag", err, vault.ErrTampered)
	_, err = h.OpenText("floor", "f2", 4, b)
	wantErr(t, "another object", err, vault.ErrTampered)
	_, err = h.OpenText("floor", "f1", 3, b)
	wantErr(t, "another revision", err, vault.ErrTampered)
	other, err := vault.OpenHouse([]byte(houseFile), "other")
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.OpenText("floor", "f1", 4, b)
	wantErr(t, "another house", err, vault.ErrTampered)
	refusesDamage(t, b, func(b []byte) error {
		_, err := h.OpenText("floor", "f1", 4, b)
		return err
	})
}
