package house_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

func TestSettingsAreKeptAndChecked(t *testing.T) {
	l := newLodge(t)
	a := l.member("mara")
	want := house.Settings{Lang: "de-du", Bell: "mentions", Linear: true, WritersOnly: "shared", AskPassword: true}
	l.must(l.SetSettings(t.Context(), a, want))
	if got, err := l.Settings(t.Context(), l.in("mara")); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if got := l.in("mara").Lang(); got != "de-du" {
		t.Errorf("got language %q, want de-du", got)
	}
	for what, bad := range map[string]house.Settings{"language": {Lang: "tlh"}, "bell": {Bell: "always"}, "writers": {WritersOnly: "nobody"}} {
		if err := l.SetSettings(t.Context(), a, bad); house.KindOf(err) != house.Invalid {
			t.Errorf("%s: got %v, want Invalid", what, err)
		}
	}
	if got, _ := l.Settings(t.Context(), a); got != want {
		t.Errorf("after refusals: got %+v, want %+v", got, want)
	}
}

func TestSSHKeysAreOnesOwnAndBounded(t *testing.T) {
	l := newLodge(t)
	mara, vera := l.member("mara"), l.member("vera")
	k, err := l.AddSSHKey(t.Context(), mara, " lap\x1b[31mtop ", ed25519Key(0))
	if err != nil || k.Name != "lap[31mtop" || !strings.HasPrefix(k.Fingerprint, "SHA256:") || k.Last != "" {
		t.Errorf("got %+v, %v, want a clean name, a fingerprint and no use", k, err)
	}
	_, err = l.AddSSHKey(t.Context(), mara, "again", ed25519Key(0))
	wantKey(t, "twice", err, "error.key_there")
	for n := range byte(19) {
		_, err := l.AddSSHKey(t.Context(), mara, "", ed25519Key(n+1))
		l.must(err)
	}
	_, err = l.AddSSHKey(t.Context(), mara, "", ed25519Key(99))
	wantKey(t, "twenty-first", err, "error.too_many_keys")
	if _, err := l.AddSSHKey(t.Context(), vera, "", ed25519Key(0)); err != nil {
		t.Errorf("the same key for another account: got %v, want it taken", err)
	}
	wantKey(t, "another's key", l.RemoveSSHKey(t.Context(), vera, "SHA256:nothing"), "error.no_such_key")
	l.must(l.RemoveSSHKey(t.Context(), mara, k.Fingerprint))
	if keys, err := l.SSHKeys(t.Context(), mara); err != nil || len(keys) != 19 {
		t.Errorf("got %d keys, %v, want 19", len(keys), err)
	}
	_, err = l.LoginKey(t.Context(), "vera", ed25519Key(0))
	l.must(err)
	if keys, err := l.SSHKeys(t.Context(), vera); err != nil || len(keys) != 1 || keys[0].Last != l.now().UTC().Format("2006-01") {
		t.Errorf("got %+v, %v, want the month of use", keys, err)
	}
	for what, blob := range map[string][]byte{
		"nothing": nil, "text": []byte("ssh-ed25519 AAAA"), "huge": append(ed25519Key(1), make([]byte, 1<<16)...),
		"certificate": []byte("\x00\x00\x00\x20ssh-ed25519-cert-v01@openssh.com\x00\x00\x00\x01x"),
		"dss":         []byte("\x00\x00\x00\x07ssh-dss\x00\x00\x00\x01x"),
		"short rsa":   append([]byte("\x00\x00\x00\x07ssh-rsa"), make([]byte, 140)...),
		"lying size":  []byte("\xff\xff\xff\xffssh-ed25519"),
	} {
		_, err := l.AddSSHKey(t.Context(), vera, "", blob)
		wantKey(t, what, err, "error.key_invalid")
	}
}

func TestChangePasswordEndsTheOldOne(t *testing.T) {
	l := newLodge(t)
	a := l.member("mara")
	const next = "a much better phrase"
	wantKey(t, "wrong old", l.ChangePassword(t.Context(), a, next, next), "error.password_wrong")
	wantKey(t, "common new", l.ChangePassword(t.Context(), a, phrase, "mara-1234567"), "error.password_common")
	l.must(l.ChangePassword(t.Context(), a, phrase, next))
	_, err := l.Login(t.Context(), "mara", phrase)
	wantKey(t, "old password", err, "error.login")
	if _, err := l.Login(t.Context(), "mara", next); err != nil {
		t.Errorf("new password: got %v, want to be in", err)
	}
}

func TestNewRecoveryCodeEndsTheOldOne(t *testing.T) {
	l := newLodge(t)
	r, a := l.register(l.Newcomer(), "mara")
	_, err := l.NewRecoveryCode(t.Context(), a, "wrong phrase here")
	wantKey(t, "wrong password", err, "error.password_wrong")
	code, err := l.NewRecoveryCode(t.Context(), a, phrase)
	l.must(err)
	_, _, err = l.Recover(t.Context(), "mara", r.Recovery, "a much better phrase")
	wantKey(t, "old code", err, "error.recovery")
	if _, _, err := l.Recover(t.Context(), "mara", code, "a much better phrase"); err != nil {
		t.Errorf("new code: got %v, want to be in", err)
	}
}

func TestDeleteAccountHasAGraceAndThenIsFinal(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		l := lodgeAt(t, target)
		mara, vera := l.member("mara"), l.member("vera")
		l.founder(vera)
		l.room(vera, "work/desk", house.RoomConference, mara)
		for place, who := range map[string]house.Actor{"work/desk": mara, "eg/cafe": mara} {
			_, err := l.Say(t.Context(), who, place, "from mara", "")
			l.must(err)
		}
		_, err := l.Send(t.Context(), mara, "vera", "hello", "")
		l.must(err)

		_, err = l.DeleteAccount(t.Context(), mara, "wrong phrase here")
		wantKey(t, "wrong password", err, "error.password_wrong")
		at, err := l.DeleteAccount(t.Context(), mara, phrase)
		if err != nil || at.Sub(l.now()) < 47*time.Hour || at.Sub(l.now()) > 49*time.Hour {
			t.Fatalf("got %v, %v, want 48 hours from now", at, err)
		}
		if self, err := l.WhoAmI(t.Context(), mara); err != nil || !self.Leaving.Equal(at) {
			t.Errorf("got %+v, %v, want to be told until when", self, err)
		}
		l.pass(47 * time.Hour)
		l.must(l.KeepAccount(t.Context(), l.in("mara")))
		l.pass(5 * time.Hour)
		mara = l.in("mara") // kept

		_, err = l.DeleteAccount(t.Context(), mara, phrase)
		l.must(err)
		l.pass(49 * time.Hour)
		_, err = l.Login(t.Context(), "mara", phrase)
		wantKey(t, "login", err, "error.login")
		_, err = l.Settings(t.Context(), mara)
		wantKey(t, "old session", err, "error.session_over")
		_, err = l.said(mara, "work/desk")
		wantKey(t, "old session", err, "error.session_over")
		_, _, err = l.Register(t.Context(), l.Newcomer(), house.Registration{Name: "Mara", Password: phrase, AcceptTerms: true})
		wantKey(t, "name", err, "error.name_taken")
		posts, err := l.Read(t.Context(), vera, "work/desk", house.ReadQuery{Kind: house.KindChat})
		if err != nil || len(posts) != 1 || posts[0].Author != "–" || posts[0].Text != "from mara" {
			t.Errorf("got %+v, %v, want the words without a name", posts, err)
		}
		if _, err := l.Say(t.Context(), vera, "work/desk", "after", ""); err != nil {
			t.Errorf("room: got %v, want it to go on", err)
		}
		_, err = l.Inbox(t.Context(), vera)
		l.must(err)
		if rows, err := l.store.RostersOf(t.Context(), mara.Person()); err != nil || len(rows) != 0 {
			t.Errorf("got %d places in rooms, %v, want none", len(rows), err)
		}
		if slots, err := l.store.Slots(t.Context(), mara.Person()); err != nil || len(slots) != 0 {
			t.Errorf("got %d slots, %v, want none", len(slots), err)
		}
		row, err := l.store.Person(t.Context(), mara.Person())
		l.must(err)
		if row.Name != "" || len(row.Public) > 0 {
			t.Errorf("got %+v, want neither name nor key", row)
		}
	})
}

func TestWhoOwnsOrRunsHandsOverFirst(t *testing.T) {
	l := newLodge(t)
	mara, vera := l.member("mara"), l.member("vera")
	l.founder(mara)
	admin := l.in("admin")
	_, err := l.DeleteAccount(t.Context(), admin, phrase)
	wantKey(t, "only admin", err, "error.last_admin")
	l.room(mara, "work/alone", house.RoomConference)
	l.room(mara, "work/desk", house.RoomConference, vera)
	_, err = l.DeleteAccount(t.Context(), mara, phrase)
	wantKey(t, "owner", err, "error.owner_goes")
	_, err = l.HandOver(t.Context(), mara, "work/desk", "vera")
	l.must(err)
	_, err = l.DeleteAccount(t.Context(), mara, phrase)
	l.must(err)
	// What she comes to own in her last hours goes to whoever has been there longest.
	_, err = l.HandOver(t.Context(), vera, "work/desk", "mara")
	l.must(err)
	l.pass(49 * time.Hour)
	room, err := l.Room(t.Context(), vera, "work/desk")
	if err != nil || room.Owner != "vera" {
		t.Errorf("got owner %q, %v, want vera", room.Owner, err)
	}
	if rooms, err := l.store.RoomsOn(t.Context(), floorID(t, l, vera, "work")); err != nil || len(rooms) != 2 {
		t.Errorf("got %d rooms, %v, want work/desk and the floor's board, the one that nobody was in gone", len(rooms), err)
	}
}

func floorID(t *testing.T, l *lodge, a house.Actor, code string) house.FloorID {
	t.Helper()
	f, err := l.Floor(t.Context(), a, code)
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}

func TestExportHoldsOnesOwnWords(t *testing.T) {
	l := newLodge(t)
	mara, vera := l.member("mara"), l.member("vera")
	l.founder(vera)
	l.room(vera, "work/desk", house.RoomConference, mara)
	l.room(vera, "work/invited", house.RoomConference)
	_, err := l.Invite(t.Context(), vera, "work/invited", "mara")
	l.must(err)
	_, err = l.Post(t.Context(), mara, "work/desk", house.PostSpec{Title: "mine", Text: "my post"})
	l.must(err)
	_, err = l.Say(t.Context(), vera, "work/desk", "not mine", "")
	l.must(err)
	_, err = l.Send(t.Context(), mara, "vera", "my letter", "")
	l.must(err)
	out, err := l.takeAlong(mara)
	if err != nil {
		t.Fatal(err)
	}
	if out.Name != "mara" || !slices.Equal(out.Rooms, []string{"@vera", "work/desk"}) {
		t.Errorf("got %q in %q, want mara in her two rooms", out.Name, out.Rooms)
	}
	b, err := json.Marshal(out)
	l.must(err)
	for words, want := range map[string]bool{"my post": true, "my letter": true, "not mine": false} {
		if strings.Contains(string(b), words) != want {
			t.Errorf("%q: got %v, want %v", words, !want, want)
		}
	}
	if room, err := l.Rooms(t.Context(), mara, "work"); err != nil || !slices.ContainsFunc(room, func(r house.Room) bool { return r.Invited }) {
		t.Errorf("got %+v, %v, want the invitation still open", room, err)
	}
	l.Lock(mara)
	_, err = l.takeAlong(mara)
	wantKey(t, "locked", err, "error.locked")
}

func TestBlockedPeopleAreListedByName(t *testing.T) {
	l := newLodge(t)
	mara := l.member("mara")
	l.member("vera")
	l.must(l.Block(t.Context(), mara, "@Vera"))
	if got, err := l.Blocked(t.Context(), mara); err != nil || !slices.Equal(got, []string{"vera"}) {
		t.Errorf("got %q, %v, want vera", got, err)
	}
	wantKey(t, "oneself", l.Block(t.Context(), mara, "mara"), "error.to_oneself")
	wantKey(t, "unknown", l.Block(t.Context(), mara, "nobody-here"), "error.no_such_person")
	l.must(l.Unblock(t.Context(), mara, "vera"))
	if got, err := l.Blocked(t.Context(), mara); err != nil || len(got) != 0 {
		t.Errorf("got %q, %v, want nobody", got, err)
	}
}
