package vault_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"stockwerk/vault"
)

func TestZeroedRoomKeyIsAnErrorNeverPlaintext(t *testing.T) {
	i, h := newIdentity(t), testHouse(t)
	live := vault.NewRoomKey(room, 3)
	next := vault.NewRoomKey(room, 4)
	sealed, err := live.SealMessage(message(), []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	header := vault.Header{House: houseID, Room: room, Epoch: 4}
	chain, link := live.Chain(header), next.BackLink(live)
	live.Zero()
	live.Zero()
	for name, k := range map[string]*vault.RoomKey{"zeroed": live, "nil": nil} {
		t.Run(name, func(t *testing.T) {
			out, err := k.SealMessage(message(), []byte("x"))
			wantErr(t, "seal message", err, vault.ErrLocked)
			wantBytes(t, "sealed", out, nil)
			_, err = k.OpenMessage(message(), sealed)
			wantErr(t, "open message", err, vault.ErrLocked)
			out, err = k.SealObject("topic", "o", 1, []byte("x"))
			wantErr(t, "seal object", err, vault.ErrLocked)
			wantBytes(t, "sealed", out, nil)
			_, err = k.OpenObject("topic", "o", 1, sealed)
			wantErr(t, "open object", err, vault.ErrLocked)
			_, err = k.Wrap(houseID, i.Public(), "anna")
			wantErr(t, "wrap", err, vault.ErrLocked)
			_, err = k.FollowBack(link)
			wantErr(t, "follow back", err, vault.ErrLocked)
			wantErr(t, "verify chain", k.VerifyChain(header, chain), vault.ErrLocked)
			wantErr(t, "fits", k.Fits(header), vault.ErrLocked)
			if k.Commit() != nil || k.Chain(header) != nil || h.WrapOpen(k) != nil || next.BackLink(k) != nil {
				t.Error("a locked key made something")
			}
		})
	}
}

func TestRoomKeyServesManyAtOnce(t *testing.T) {
	k := vault.NewRoomKey(room, 3)
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			tag := []string{"draft", "file", "topic", "roster"}[n%4]
			for range 50 {
				sealed, err := k.SealObject(tag, "o", n, []byte("x"))
				if err != nil {
					return // zeroed below
				}
				if _, err = k.OpenObject(tag, "o", n, sealed); err != nil {
					wantErr(t, "open while another zeroes", err, vault.ErrLocked)
				}
			}
			if n == 0 {
				k.Zero()
			}
		})
	}
	wg.Wait()
}

func TestKeysStayOutOfFormattedText(t *testing.T) {
	key := vault.NewKey()
	secret := fmt.Sprintf("%d", key[:4])
	secret = strings.Trim(secret, "[]")
	i, err := vault.IdentityOf(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{key, &key, vault.RoomKeyOf(room, 1, key), i, testHouse(t)} {
		for _, format := range []string{"%v", "%+v", "%s"} {
			if got := fmt.Sprintf(format, v); strings.Contains(got, secret) || !strings.HasPrefix(got, "vault.") {
				t.Errorf("%s of %T shows %s", format, v, got)
			}
		}
	}
}
