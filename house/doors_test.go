package house_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

func TestLoginOpensTheRooms(t *testing.T) {
	l := newLodge(t)
	l.member("Mara.K")
	a, err := l.Login(t.Context(), " @mara.k ", phrase)
	if err != nil {
		t.Fatal(err)
	}
	if a.Sealed() || a.Name() != "Mara.K" || a.Role() != house.RoleInside {
		t.Errorf("got %q, %q, sealed %v, want Mara.K as an unsealed member", a.Name(), a.Role(), a.Sealed())
	}
}

func TestLoginTellsNothingAboutNames(t *testing.T) {
	l := newLodge(t)
	l.member("mara")
	gone := l.member("gone")
	_, err := l.DeleteAccount(t.Context(), gone, phrase)
	l.must(err)
	l.pass(49 * time.Hour)
	var first string
	for what, c := range map[string]struct{ name, password string }{
		"wrong password": {"mara", "another phrase of words"},
		"no password":    {"mara", ""},
		"huge password":  {"mara", strings.Repeat("x", 1<<20)},
		"unknown":        {"nobody-here", phrase},
		"deleted":        {"gone", phrase},
		"no name":        {"", phrase},
		"not a name":     {"\x00\x1b[31m", phrase},
		"reserved":       {"admin", phrase},
	} {
		a, err := l.Login(t.Context(), c.name, c.password)
		wantKey(t, what, err, "error.login")
		if house.KindOf(err) != house.Forbidden || a != (house.Actor{}) {
			t.Errorf("%s: got %v and %v, want Forbidden and no actor", what, err, a)
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("%s: got %q, want the same as others: %q", what, err, first)
		}
	}
}

func TestUnlockOpensEveryCopyAndLockShutsThem(t *testing.T) {
	l := newLodge(t)
	a := l.member("mara")
	l.floor(l.admin(), "work", house.FloorOpen)
	other := a
	l.Lock(a)
	if !a.Sealed() || !other.Sealed() {
		t.Fatal("got an open ring after Lock, want it shut")
	}
	wantKey(t, "wrong password", l.Unlock(t.Context(), other, "another phrase of words"), "error.password_wrong")
	if !a.Sealed() {
		t.Fatal("got open rooms by a wrong password")
	}
	if err := l.Unlock(t.Context(), other, phrase); err != nil || a.Sealed() || other.Sealed() {
		t.Errorf("got %v, sealed %v and %v, want both copies open", err, a.Sealed(), other.Sealed())
	}
	for what, who := range map[string]house.Actor{"guest": l.Guest(), "nobody": {}} {
		if err := l.Unlock(t.Context(), who, phrase); house.KindOf(err) != house.Forbidden {
			t.Errorf("%s: got %v, want Forbidden", what, err)
		}
	}
}

// ed25519Key is a well-formed public key in wire format; n tells keys apart.
func ed25519Key(n byte) []byte {
	return append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), bytes.Repeat([]byte{n}, 32)...)
}

func TestLoginKeyOpensTheDoorAndNoRoom(t *testing.T) {
	l := newLodge(t)
	mara, vera := l.member("mara"), l.member("vera")
	_, err := l.AddSSHKey(t.Context(), mara, "laptop", ed25519Key(1))
	l.must(err)
	_, err = l.AddSSHKey(t.Context(), vera, "laptop", ed25519Key(2))
	l.must(err)
	a, err := l.LoginKey(t.Context(), "Mara", ed25519Key(1))
	if err != nil || !a.Sealed() || a.Person() != mara.Person() {
		t.Fatalf("got %v, sealed %v, want mara with her rooms shut", err, a.Sealed())
	}
	if err := l.Unlock(t.Context(), a, phrase); err != nil || a.Sealed() {
		t.Errorf("unlock: got %v, sealed %v, want open rooms", err, a.Sealed())
	}
	for what, c := range map[string]struct {
		name string
		key  []byte
	}{
		"another's key": {"mara", ed25519Key(2)},
		"unknown key":   {"mara", ed25519Key(3)},
		"no key":        {"mara", nil},
		"unknown name":  {"nobody-here", ed25519Key(1)},
		"no name":       {"", ed25519Key(1)},
	} {
		_, err := l.LoginKey(t.Context(), c.name, c.key)
		wantKey(t, what, err, "error.login")
	}
	l.must(l.RemoveSSHKey(t.Context(), mara, firstKey(t, l, mara)))
	_, err = l.LoginKey(t.Context(), "mara", ed25519Key(1))
	wantKey(t, "removed key", err, "error.login")
}

func firstKey(t *testing.T, l *lodge, a house.Actor) string {
	t.Helper()
	keys, err := l.SSHKeys(t.Context(), a)
	if err != nil || len(keys) == 0 {
		t.Fatalf("got %v, %v, want a key", keys, err)
	}
	return keys[0].Fingerprint
}

func TestRecoverSetsPasswordAndCodeAnew(t *testing.T) {
	l := newLodge(t)
	r, mara := l.register(l.Newcomer(), "mara")
	l.room(l.founder(mara), "work/desk", house.RoomConference)
	_, err := l.Say(t.Context(), mara, "work/desk", "still here", "")
	l.must(err)

	const next = "a much better phrase"
	_, _, err = l.Recover(t.Context(), "mara", "not a code", next)
	wantKey(t, "typing error", err, "error.recovery_typo")
	_, _, err = l.Recover(t.Context(), "vera", r.Recovery, next)
	wantKey(t, "unknown name", err, "error.recovery")
	other, _ := l.register(l.Newcomer(), "vera")
	_, _, err = l.Recover(t.Context(), "mara", other.Recovery, next)
	wantKey(t, "another's code", err, "error.recovery")
	_, _, err = l.Recover(t.Context(), "mara", r.Recovery, "short")
	wantKey(t, "short password", err, "error.password_short")

	again, a, err := l.Recover(t.Context(), "mara", strings.ToLower(r.Recovery), next)
	if err != nil {
		t.Fatal(err)
	}
	if a.Sealed() || again.Recovery == r.Recovery || again.Name != "mara" {
		t.Errorf("got %+v, sealed %v, want open rooms and a new code", again, a.Sealed())
	}
	if said, err := l.said(a, "work/desk"); err != nil || len(said) != 1 || said[0] != "still here" {
		t.Errorf("got %q, %v, want the words from before", said, err)
	}
	_, err = l.Login(t.Context(), "mara", phrase)
	wantKey(t, "old password", err, "error.login")
	_, _, err = l.Recover(t.Context(), "mara", r.Recovery, next)
	wantKey(t, "old code", err, "error.recovery")
	if _, err := l.Login(t.Context(), "mara", next); err != nil {
		t.Errorf("new password: got %v, want to be in", err)
	}
}

// founder makes the floor work with a as its admin, by a house admin who is not
// on it afterwards.
func (l *lodge) founder(a house.Actor) house.Actor {
	l.t.Helper()
	admin := l.admin()
	l.floor(admin, "work", house.FloorOpen)
	_, err := l.SetFloorAdmin(l.t.Context(), admin, "work", a.Name(), true)
	l.must(err)
	_, err = l.LeaveFloor(l.t.Context(), admin, "work")
	l.must(err)
	return a
}

func TestLoginRaisesACheapSlot(t *testing.T) {
	l := newLodge(t)
	a := l.member("mara")
	params := func() []byte {
		slots, err := l.store.Slots(t.Context(), a.Person())
		l.must(err)
		for _, s := range slots {
			if s.ID == "password" {
				return s.Params
			}
		}
		t.Fatal("no password slot")
		return nil
	}
	before := params()
	l.in("mara")
	if !bytes.Equal(params(), before) {
		t.Error("got a new slot although nothing was dearer")
	}
	l.reopen(false)
	l.in("mara")
	if bytes.Equal(params(), before) {
		t.Error("got the cheap slot still, want a raised one")
	}
	l.in("mara")
}

func TestLoginKeepsTheMonthAndNothingFiner(t *testing.T) {
	l := newLodge(t)
	a := l.member("mara")
	row := func() house.PersonRow {
		p, err := l.store.Person(t.Context(), a.Person())
		l.must(err)
		return p
	}
	l.by.Add(int64(40 * 24 * time.Hour))
	l.in("mara")
	if got, want := row().LastMonth, l.now().UTC().Format("2006-01"); got != want {
		t.Errorf("got last month %q, want %q", got, want)
	}
}

// TestEditedRowsAreRefused is about somebody who writes to the database without
// the house's key.
func TestEditedRowsAreRefused(t *testing.T) {
	for what, edit := range map[string]func(tx house.Tx, p house.PersonRow) error{
		"made house admin": func(tx house.Tx, p house.PersonRow) error {
			p.HouseAdmin = true
			return tx.PutPerson(t.Context(), p)
		},
		"another public key": func(tx house.Tx, p house.PersonRow) error {
			p.Public = append([]byte{}, p.Public...)
			p.Public[9] ^= 1
			return tx.PutPerson(t.Context(), p)
		},
		"another salt": func(tx house.Tx, p house.PersonRow) error {
			slots, err := tx.Slots(t.Context(), p.ID)
			if err != nil {
				return err
			}
			for _, s := range slots {
				s.Salt[0] ^= 1
				if err := tx.PutSlot(t.Context(), s); err != nil {
					return err
				}
			}
			return nil
		},
		"nothing": func(house.Tx, house.PersonRow) error { return nil },
	} {
		l := newLodge(t)
		a := l.member("mara")
		p, err := l.store.Person(t.Context(), a.Person())
		l.must(err)
		l.must(l.store.InTx(t.Context(), func(tx house.Tx) error { return edit(tx, p) }))
		_, err = l.Login(t.Context(), "mara", phrase)
		if what == "nothing" {
			if err != nil {
				t.Errorf("%s edited: got %v, want to be in", what, err)
			}
			continue
		}
		wantKey(t, what, err, "error.tampered")
	}
}
