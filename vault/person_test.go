package vault_test

import (
	"testing"

	"stockwerk/vault"
)

func TestTextForAPersonOpensForThemOnly(t *testing.T) {
	anna, berta := newIdentity(t), newIdentity(t)
	b, err := anna.Public().SealTo("report", "r1", []byte("gemeldet"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := anna.OpenFrom("report", "r1", b)
	if err != nil || string(got) != "gemeldet" {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = berta.OpenFrom("report", "r1", b)
	wantErr(t, "another person", err, vault.ErrTampered)
	_, err = anna.OpenFrom("invite", "r1", b)
	wantErr(t, "another tag", err, vault.ErrTampered)
	_, err = anna.OpenFrom("report", "r2", b)
	wantErr(t, "another object", err, vault.ErrTampered)
	refusesDamage(t, b, func(b []byte) error {
		_, err := anna.OpenFrom("report", "r1", b)
		return err
	})
}

func TestPublicKeyThatIsNoneIsRefused(t *testing.T) {
	p := newIdentity(t).Public()
	other := append(vault.Public{2}, p[1:]...)
	for name, bad := range map[string]vault.Public{"nil": nil, "empty": {}, "version": other, "short": p[:len(p)-1], "long": append(p[:len(p):len(p)], 0)} {
		_, err := bad.SealTo("report", "r", []byte("x"))
		wantErr(t, name, err, vault.ErrFormat)
		_, err = vault.NewRoomKey(room, 1).Wrap(houseID, bad, "anna")
		wantErr(t, name, err, vault.ErrFormat)
	}
}

func TestOwnTextOpensForItsPersonOnly(t *testing.T) {
	anna := newIdentity(t)
	b, err := anna.SealOwn("settings", "s1", 2, []byte("dunkel"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := anna.OpenOwn("settings", "s1", 2, b)
	if err != nil || string(got) != "dunkel" {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = newIdentity(t).OpenOwn("settings", "s1", 2, b)
	wantErr(t, "another person", err, vault.ErrTampered)
	_, err = anna.OpenOwn("notes", "s1", 2, b)
	wantErr(t, "another tag", err, vault.ErrTampered)
	_, err = anna.OpenOwn("settings", "s2", 2, b)
	wantErr(t, "another object", err, vault.ErrTampered)
	_, err = anna.OpenOwn("settings", "s1", 1, b)
	wantErr(t, "another revision", err, vault.ErrTampered)
	refusesDamage(t, b, func(b []byte) error {
		_, err := anna.OpenOwn("settings", "s1", 2, b)
		return err
	})
}

func TestZeroedIdentityIsAnError(t *testing.T) {
	h, anna := testHouse(t), newIdentity(t)
	k := vault.NewRoomKey(room, 1)
	wrap, err := k.Wrap(houseID, anna.Public(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	own := anna.Own()
	if own == nil || *own == (vault.Key{}) {
		t.Error("no own key before")
	}
	public := anna.Public()
	anna.Zero()
	anna.Zero()
	wantBytes(t, "public key", anna.Public(), public)
	for name, i := range map[string]*vault.Identity{"zeroed": anna, "nil": nil} {
		t.Run(name, func(t *testing.T) {
			_, err := i.UnwrapRoom(houseID, room, 1, "anna", wrap)
			wantErr(t, "unwrap", err, vault.ErrLocked)
			_, err = i.OpenFrom("report", "r", wrap)
			wantErr(t, "open from", err, vault.ErrLocked)
			_, err = i.SealOwn("settings", "s", 1, []byte("x"))
			wantErr(t, "seal own", err, vault.ErrLocked)
			_, err = i.OpenOwn("settings", "s", 1, wrap)
			wantErr(t, "open own", err, vault.ErrLocked)
			_, err = h.NewPasswordSlot("anna", "s", []byte("secret"), i)
			wantErr(t, "slot", err, vault.ErrLocked)
			if i.Own() != nil {
				t.Error("an own key after all")
			}
		})
	}
}
