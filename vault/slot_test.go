package vault_test

import (
	"bytes"
	"runtime"
	"testing"

	"stockwerk/vault"
)

var password = []byte("Drei Wörter genügen")

func passwordSlot(t testing.TB, h *vault.House, who *vault.Identity) vault.Slot {
	t.Helper()
	s, err := h.NewPasswordSlot("anna", "slot-1", password, who)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSlotOpensWithItsSecretOnly(t *testing.T) {
	h, who := testHouse(t), newIdentity(t)
	s := passwordSlot(t, h, who)
	got, err := h.OpenSlot(s, password, who.Public())
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "public key", got.Public(), who.Public())
	for _, wrong := range []string{"", "drei Wörter genügen", string(password) + " "} {
		_, err = h.OpenSlot(s, []byte(wrong), who.Public())
		wantErr(t, wrong, err, vault.ErrWrongSecret)
	}
	other, err := vault.OpenHouse(vault.NewHouseKey(), houseID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.OpenSlot(s, password, who.Public())
	wantErr(t, "the right password without the house key", err, vault.ErrWrongSecret)
	_, err = h.NewPasswordSlot("anna", "s", nil, who)
	wantErr(t, "empty password", err, vault.ErrFormat)
}

func TestSlotIsBoundToEveryField(t *testing.T) {
	h, who := testHouse(t), newIdentity(t)
	for name, c := range map[string]struct {
		change func(*vault.Slot)
		want   error
	}{
		"person":           {func(s *vault.Slot) { s.Person = "berta" }, vault.ErrTampered},
		"id":               {func(s *vault.Slot) { s.ID = "slot-2" }, vault.ErrTampered},
		"kind":             {func(s *vault.Slot) { s.Kind = vault.SlotRecovery }, vault.ErrFormat},
		"unknown kind":     {func(s *vault.Slot) { s.Kind = "backdoor" }, vault.ErrFormat},
		"params":           {func(s *vault.Slot) { s.Params[9]++ }, vault.ErrWrongSecret},
		"params version":   {func(s *vault.Slot) { s.Params[0]++ }, vault.ErrFormat},
		"no params":        {func(s *vault.Slot) { s.Params = nil }, vault.ErrFormat},
		"greedy params":    {func(s *vault.Slot) { s.Params[2] = 0xff }, vault.ErrFormat},
		"salt":             {func(s *vault.Slot) { s.Salt[3]++ }, vault.ErrWrongSecret},
		"short salt":       {func(s *vault.Slot) { s.Salt = s.Salt[:8] }, vault.ErrFormat},
		"verify":           {func(s *vault.Slot) { s.Verify[3]++ }, vault.ErrWrongSecret},
		"no verify":        {func(s *vault.Slot) { s.Verify = nil }, vault.ErrFormat},
		"verify cut short": {func(s *vault.Slot) { s.Verify = s.Verify[:1] }, vault.ErrFormat},
	} {
		s := passwordSlot(t, h, who)
		c.change(&s)
		_, err := h.OpenSlot(s, password, who.Public())
		wantErr(t, name, err, c.want)
	}
	s := passwordSlot(t, h, who)
	refusesDamage(t, s.Box, func(b []byte) error {
		s.Box = b
		_, err := h.OpenSlot(s, password, who.Public())
		return err
	})
}

// Whoever writes to the database puts their own public key beside the slot, to
// have rooms wrapped for it.
func TestSwappedPublicKeyIsRefused(t *testing.T) {
	h, who := testHouse(t), newIdentity(t)
	s := passwordSlot(t, h, who)
	_, err := h.OpenSlot(s, password, newIdentity(t).Public())
	wantErr(t, "swapped public key", err, vault.ErrTampered)
	_, err = h.OpenSlot(s, password, nil)
	wantErr(t, "no public key", err, vault.ErrTampered)
}

// A slot that is whole in itself but holds the seed of another key pair.
func TestSlotWithAnotherSeedThanItsPublicKeyIsRefused(t *testing.T) {
	h, anna := testHouse(t), newIdentity(t)
	forged, err := vault.Forged(vault.NewKey(), anna.Public())
	if err != nil {
		t.Fatal(err)
	}
	s := passwordSlot(t, h, forged)
	_, err = h.OpenSlot(s, password, anna.Public())
	wantErr(t, "seed of another key pair", err, vault.ErrTampered)
}

func TestSlotCopiedFromAnotherPersonIsRefused(t *testing.T) {
	h, mallory, anna := testHouse(t), newIdentity(t), newIdentity(t)
	s, err := h.NewPasswordSlot("mallory", "m", password, mallory)
	if err != nil {
		t.Fatal(err)
	}
	s.Person = "anna"
	_, err = h.OpenSlot(s, password, anna.Public())
	wantErr(t, "slot of mallory as anna's", err, vault.ErrTampered)
}

func TestCodeSlotForgivesSpellingOnly(t *testing.T) {
	h, who := testHouse(t), newIdentity(t)
	recovery := vault.NewRecoveryCode()
	back := vault.NewCode()
	for kind, code := range map[vault.SlotKind]string{vault.SlotRecovery: recovery, vault.SlotReturn: back.String()} {
		s, err := h.NewCodeSlot(kind, "anna", "slot-1", code, who)
		if err != nil {
			t.Fatal(err)
		}
		typed := bytes.ToLower(bytes.ReplaceAll([]byte(code), []byte("-"), []byte(" ")))
		got, err := h.OpenSlot(s, typed, who.Public())
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		wantBytes(t, "public key", got.Public(), who.Public())
		for _, wrong := range []string{vault.NewRecoveryCode(), vault.NewCode().String(), "", code[1:]} {
			_, err = h.OpenSlot(s, []byte(wrong), who.Public())
			wantErr(t, "another code", err, vault.ErrWrongSecret)
		}
		_, err = h.OpenSlot(s, []byte("nonsense"), who.Public())
		wantErr(t, "no code at all", err, vault.ErrTypo)
		s.ID = "slot-2"
		_, err = h.OpenSlot(s, []byte(code), who.Public())
		wantErr(t, "another slot", err, vault.ErrTampered)
	}
	_, err := h.NewCodeSlot(vault.SlotPassword, "anna", "s", recovery, who)
	wantErr(t, "password without argon2", err, vault.ErrFormat)
	_, err = h.NewCodeSlot(vault.SlotRecovery, "anna", "s", "hunter2", who)
	wantErr(t, "word as a code", err, vault.ErrTypo)
}

func TestWeakSlotIsRaised(t *testing.T) {
	h, who := testHouse(t), newIdentity(t)
	s := passwordSlot(t, h, who)
	if h.NeedsRaise(s) {
		t.Error("a slot of today needs no raise")
	}
	for _, dearer := range []*vault.House{h.WithCost(128, 1), h.WithCost(64, 2)} {
		if !dearer.NeedsRaise(s) {
			t.Error("a weak slot stays")
		}
		if _, err := dearer.OpenSlot(s, password, who.Public()); err != nil {
			t.Errorf("a weak slot must open once more: %v", err)
		}
	}
	if h.WithCost(32, 1).NeedsRaise(s) {
		t.Error("a stronger slot would be lowered")
	}
	r, err := h.NewCodeSlot(vault.SlotRecovery, "anna", "r", vault.NewRecoveryCode(), who)
	if err != nil {
		t.Fatal(err)
	}
	if h.NeedsRaise(r) {
		t.Error("a code slot has no cost to raise")
	}
}

func TestNewHouseStretchesPasswordsInFull(t *testing.T) {
	h, err := vault.OpenHouse([]byte(houseFile), houseID)
	if err != nil {
		t.Fatal(err)
	}
	who := newIdentity(t)
	s := passwordSlot(t, h, who)
	wantBytes(t, "version, argon2id, 64 MiB, 3 passes, 1 thread", s.Params, []byte{1, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1})
	if _, err := h.OpenSlot(s, password, who.Public()); err != nil {
		t.Error(err)
	}
}

func TestUnknownNameCostsAsMuchMemoryAsAKnownOne(t *testing.T) {
	h, who := testHouse(t).WithCost(4096, 1), newIdentity(t)
	s := passwordSlot(t, h, who)
	a := allocated(func() { _, _ = h.OpenSlot(s, []byte("wrong"), who.Public()) })
	b := allocated(func() { h.DummyPassword([]byte("wrong")) })
	if b < 4<<20 || max(a, b)-min(a, b) > 64<<10 {
		t.Errorf("known name allocates %d bytes, unknown %d", a, b)
	}
}

// allocated is how many bytes f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
