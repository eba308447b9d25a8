package sshserver_test

import (
	"slices"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
)

// TestOneSeesAndEndsOnesOwnConnections: by id, all others, and with the key by which
// they came.
func TestOneSeesAndEndsOnesOwnConnections(t *testing.T) {
	f := open(t, nil)
	kept := newSigner(t)
	f.keep(kept)
	ctx := t.Context()
	me := f.admin() // not a connection
	if list, err := f.house.Devices(ctx, me); err != nil || len(list) != 0 {
		t.Fatalf("got %+v, %v, want none", list, err)
	}
	byPassword := f.in(adminName, gossh.Password(adminPass))
	list, err := f.house.Devices(ctx, me)
	if err != nil || len(list) != 1 || list[0].Way != house.WayPassword || list[0].This || list[0].Since.IsZero() {
		t.Fatalf("got %+v, %v, want the one by password", list, err)
	}
	byKey := f.in(adminName, gossh.PublicKeys(kept))
	list, err = f.house.Devices(ctx, me)
	if at := slices.IndexFunc(list, func(d house.Device) bool { return d.Way == house.WayKey }); err != nil || len(list) != 2 || at < 0 || list[at].Key == "" {
		t.Fatalf("got %+v, %v, want the one by key by its name", list, err)
	}
	ends := func(what string, c *gossh.Client) {
		t.Helper()
		if err := c.Wait(); err == nil {
			t.Errorf("%s: ended without an error", what)
		}
	}
	keys, err := f.house.SSHKeys(ctx, me)
	if err != nil || len(keys) != 1 {
		t.Fatalf("got %+v, %v", keys, err)
	}
	if err := f.house.RemoveSSHKey(ctx, me, keys[0].Fingerprint); err != nil {
		t.Fatal(err)
	}
	ends("the key's", byKey)
	if list, err = f.house.Devices(ctx, me); err != nil || len(list) != 1 {
		t.Fatalf("got %+v, %v, want the other one still there", list, err)
	}
	if err := f.house.Kick(ctx, me, list[0].ID); err != nil {
		t.Fatal(err)
	}
	ends("the one by password", byPassword)
	first, second := f.in(adminName, gossh.Password(adminPass)), f.in(adminName, gossh.Password(adminPass))
	if n, err := f.house.KickOthers(ctx, me); err != nil || n != 2 {
		t.Errorf("got %d, %v, want two ended", n, err)
	}
	ends("first", first)
	ends("second", second)
	if err := f.house.Kick(ctx, me, "nothing"); !house.IsKey(err, "error.no_such_device") {
		t.Errorf("got %v, want no such connection", err)
	}
}
