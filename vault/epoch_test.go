package vault_test

import (
	"bytes"
	"reflect"
	"testing"

	"stockwerk/vault"
)

func header(next *vault.RoomKey) vault.Header {
	return vault.Header{
		House: houseID, Room: next.Room(), Epoch: next.Epoch(),
		Commitment: next.Commit(), Roster: vault.RosterHash([]string{"anna", "berta"}),
		Reason: "left", By: "anna", At: 1790000000123,
	}
}

func headerChanges() map[string]func(*vault.Header) {
	return map[string]func(*vault.Header){
		"house":      func(h *vault.Header) { h.House += "x" },
		"room":       func(h *vault.Header) { h.Room += "x" },
		"epoch":      func(h *vault.Header) { h.Epoch++ },
		"commitment": func(h *vault.Header) { h.Commitment = vault.NewRoomKey(room, 2).Commit() },
		"roster":     func(h *vault.Header) { h.Roster = vault.RosterHash([]string{"anna", "mallory"}) },
		"reason":     func(h *vault.Header) { h.Reason = "joined" },
		"by":         func(h *vault.Header) { h.By = "mallory" },
		"at":         func(h *vault.Header) { h.At++ },
	}
}

func TestChainAcceptsTheNextEpochAsMadeOnly(t *testing.T) {
	prev, next := vault.NewRoomKey(room, 1), vault.NewRoomKey(room, 2)
	h := header(next)
	chain := prev.Chain(h)
	if err := prev.VerifyChain(h, chain); err != nil {
		t.Fatal(err)
	}
	for name, change := range headerChanges() {
		h := header(next)
		change(&h)
		wantErr(t, name, prev.VerifyChain(h, chain), vault.ErrTampered)
	}
	wantErr(t, "another key before", vault.NewRoomKey(room, 1).VerifyChain(h, chain), vault.ErrTampered)
	wantErr(t, "own key", next.VerifyChain(h, chain), vault.ErrTampered)
	wantErr(t, "no chain", prev.VerifyChain(h, nil), vault.ErrTampered)
	h.Epoch = 3
	if prev.Chain(h) != nil {
		t.Error("an epoch that does not follow was chained")
	}
	wantErr(t, "no chain for an epoch that does not follow", prev.VerifyChain(h, nil), vault.ErrTampered)
}

func TestKeyFitsItsHeaderOnly(t *testing.T) {
	k := vault.NewRoomKey(room, 2)
	h := header(k)
	if err := k.Fits(h); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "another key", vault.NewRoomKey(room, 2).Fits(h), vault.ErrTampered)
	for _, name := range []string{"room", "epoch", "commitment"} {
		h := header(k)
		headerChanges()[name](&h)
		wantErr(t, name, k.Fits(h), vault.ErrTampered)
	}
	h.Commitment = nil
	wantErr(t, "no commitment", k.Fits(h), vault.ErrTampered)
}

func TestHeaderReadsBackExactly(t *testing.T) {
	h := header(vault.NewRoomKey(room, 2))
	b := h.Encode()
	got, err := vault.DecodeHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, h) {
		t.Errorf("got %+v, want %+v", got, h)
	}
	for n := range b {
		_, err := vault.DecodeHeader(b[:n])
		wantErr(t, "cut short", err, vault.ErrFormat)
	}
	_, err = vault.DecodeHeader(append(bytes.Clone(b), 0))
	wantErr(t, "one byte more", err, vault.ErrFormat)
	b[0] = 2
	_, err = vault.DecodeHeader(b)
	wantErr(t, "unknown version", err, vault.ErrFormat)
	h.Epoch = -1
	_, err = vault.DecodeHeader(h.Encode())
	wantErr(t, "epoch below zero", err, vault.ErrFormat)
}

func TestRosterHashIsOfTheSet(t *testing.T) {
	a := vault.RosterHash([]string{"berta", "anna", "anna"})
	wantBytes(t, "another order", vault.RosterHash([]string{"anna", "berta"}), a)
	for _, other := range [][]string{{"anna"}, {"annab", "erta"}, {"annaberta"}, {"anna", "berta", ""}, nil} {
		if bytes.Equal(a, vault.RosterHash(other)) {
			t.Errorf("%q has the same hash", other)
		}
	}
}

func TestBackLinkLeadsOneEpochBack(t *testing.T) {
	first, second, third := vault.NewRoomKey(room, 1), vault.NewRoomKey(room, 2), vault.NewRoomKey(room, 3)
	link3, link2 := third.BackLink(second), second.BackLink(first)
	got, err := third.FollowBack(link3)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = got.FollowBack(link2); err != nil {
		t.Fatal(err)
	}
	wantBytes(t, "first key", got.KeyBytes(), first.KeyBytes())
	if got.Epoch() != 1 || got.Room() != room {
		t.Errorf("got room %s epoch %d", got.Room(), got.Epoch())
	}
	_, err = third.FollowBack(link2)
	wantErr(t, "link of another epoch", err, vault.ErrTampered)
	_, err = first.FollowBack(link3)
	wantErr(t, "an older key does not lead forward", err, vault.ErrTampered)
	_, err = vault.RoomKeyOf("other", 3, vault.Key(third.KeyBytes())).FollowBack(link3)
	wantErr(t, "link of another room", err, vault.ErrTampered)
	if third.BackLink(first) != nil || third.BackLink(vault.NewRoomKey("other", 2)) != nil {
		t.Error("a link to a key that is not the one before")
	}
	refusesDamage(t, link3, func(b []byte) error {
		_, err := third.FollowBack(b)
		return err
	})
}

// A former member holds every key up to the epoch in which they left.
func TestFormerMemberOpensNothingWrittenAfter(t *testing.T) {
	gone, stays := newIdentity(t), newIdentity(t)
	old, fresh := vault.NewRoomKey(room, 2), vault.NewRoomKey(room, 3)
	wrap, err := fresh.Wrap(houseID, stays.Public(), "stays")
	if err != nil {
		t.Fatal(err)
	}
	link := fresh.BackLink(old)
	sealed, err := fresh.SealMessage(message(), []byte("danach"))
	if err != nil {
		t.Fatal(err)
	}
	for _, recipient := range []string{"gone", "stays"} {
		_, err = gone.UnwrapRoom(houseID, room, 3, recipient, wrap)
		wantErr(t, "wrap as "+recipient, err, vault.ErrTampered)
	}
	_, err = old.FollowBack(link)
	wantErr(t, "back link", err, vault.ErrTampered)
	_, err = vault.RoomKeyOf(room, 3, vault.Key(old.KeyBytes())).OpenMessage(message(), sealed)
	wantErr(t, "message with the old key", err, vault.ErrTampered)

	k, err := stays.UnwrapRoom(houseID, room, 3, "stays", wrap) // control: the wrap is good
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.OpenMessage(message(), sealed)
	if err != nil || string(got) != "danach" {
		t.Errorf("member who stays: got %q, %v", got, err)
	}
}
