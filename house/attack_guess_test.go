package house_test

// The attack: somebody who came in by a stolen SSH key, or found a terminal that
// was left open, guesses the password by unlocking, by changing the password, by
// asking for a recovery code, by deleting the account; or guesses recovery codes
// so that the password work of others has to wait.

import (
	"context"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
)

func TestGuessingFromInsideIsSlowedDown(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	l.member("mara")
	mara := l.in("mara")
	_, err := l.AddSSHKey(t.Context(), mara, "", ed25519Key(1))
	l.must(err)
	thief, err := l.LoginKey(t.Context(), "mara", ed25519Key(1))
	l.must(err)
	ways := []func(password string) error{
		func(p string) error { return l.Unlock(t.Context(), thief, p) },
		func(p string) error { return l.ChangePassword(t.Context(), thief, p, "a password of the thief's") },
		func(p string) error { _, err := l.NewRecoveryCode(t.Context(), thief, p); return err },
		func(p string) error { _, err := l.DeleteAccount(t.Context(), thief, p); return err },
	}
	for i := range 5 {
		wantKey(t, "a wrong password", ways[i%len(ways)]("a wrong password"), "error.password_wrong")
	}
	for _, way := range ways {
		wantKey(t, "the next one", way("a wrong password"), "error.throttled")
		wantKey(t, "the right one, too soon", way(phrase), "error.throttled")
	}
	checked := 0
	for range 600 { // ten minutes of a guess each second
		l.by.Add(int64(time.Second))
		if err := l.Unlock(t.Context(), thief, "a wrong password"); house.IsKey(err, "error.password_wrong") {
			checked++
		}
	}
	if checked > 30 {
		t.Errorf("%d guesses were checked in ten minutes, want at most 30", checked)
	}
	l.by.Add(int64(time.Minute))
	if err := l.Unlock(t.Context(), mara, phrase); err != nil {
		t.Errorf("the owner, a minute later: %v", err)
	}
	wantKey(t, "one wrong password after the right one", l.Unlock(t.Context(), mara, "typing error"), "error.password_wrong")
}

func TestManyGuessesAtOnceDoNotPassAsOne(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	mara := l.member("mara")
	var wrong sync.Map
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			wrong.Store(i, house.IsKey(l.Unlock(context.WithoutCancel(t.Context()), mara, "a wrong password"), "error.password_wrong"))
		})
	}
	all.Wait()
	checked := 0
	wrong.Range(func(_, was any) bool {
		if was.(bool) {
			checked++
		}
		return true
	})
	if checked != 5 {
		t.Errorf("%d of 40 guesses at once were checked, want 5", checked)
	}
}

// With real costs a hundred wrong recovery codes would keep the machine busy for
// half a minute, and logins waiting.
func TestWrongRecoveryCodesTakeNoPasswordWork(t *testing.T) {
	l := newLodge(t)
	r, _ := l.register(l.Newcomer(), "mara")
	other, _ := l.register(l.Newcomer(), "nora")
	l.reopen(false)
	start := time.Now()
	for range 50 {
		for _, name := range []string{"mara", "nobody"} {
			_, _, err := l.Recover(t.Context(), name, other.Recovery, "an owl before midnight")
			wantKey(t, name, err, "error.recovery")
		}
	}
	wrong := time.Since(start) / 100
	start = time.Now()
	_, _, err := l.Recover(t.Context(), "mara", r.Recovery, "an owl before midnight")
	l.must(err)
	if right := time.Since(start); wrong > right/4 {
		t.Errorf("a wrong code takes %v, a right one %v", wrong, right)
	}
}
