package house_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// closers are two nodes of one house whose clock can pass: an admin at the one, mara at
// the other.
func closers(t *testing.T, target string) (near, far *lodge, bells *tower, admin, mara house.Actor) {
	t.Helper()
	l := lodgeAt(t, target)
	l.admin()
	l.member("mara")
	bells = &tower{}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	t.Cleanup(func() { stop(); running.Wait() })
	node := func() *lodge {
		s, err := house.Open(ctx, house.Config{Store: noded{l.store, bells.bell()}, HouseKey: l.key, WeakKDF: true, Clock: l.now})
		l.must(err)
		running.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
		return &lodge{Service: s, t: t, store: l.store, key: l.key, by: l.by}
	}
	near, far = node(), node()
	return near, far, bells, near.in("admin"), far.in("mara")
}

func TestOneNodeClosesTheHouseAndTheOtherActsOnIt(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { t.Helper(); return storetest.SQLitePath(t) }, "postgres": func(t *testing.T) string { t.Helper(); return storetest.PostgresURL(t) },
	} {
		for way, deaf := range map[string]bool{"heard": false, "unheard": true} {
			t.Run(name+" "+way, func(t *testing.T) {
				t.Parallel()
				near, far, bells, admin, mara := closers(t, at(t))
				if deaf {
					bells.loses(func(string) bool { return true })
				}
				ctx := t.Context()
				maras := far.subscribe(mara)

				near.must(near.SetLockdown(ctx, admin, 3, "Angriff"))
				heard(t, maras, house.EventHouse)
				if c := far.Closing(); c.Level != 3 || !c.Shut || c.Over || c.Reason != "Angriff" {
					t.Errorf("got %+v at the other node", c)
				}
				_, err := far.Login(ctx, "mara", phrase)
				wantKey(t, "login at the other node", err, "error.lockdown_closed")
				if _, err := far.WhoAmI(ctx, mara); err != nil {
					t.Errorf("before the minute is over: %v", err)
				}
				near.by.Add(int64(61 * time.Second))
				heard(t, maras, house.EventDrain)
				far.must(far.SaveDraft(ctx, mara, house.Draft{Place: "@admin", Text: "angefangen"}))
				near.by.Add(int64(10 * time.Second))
				heard(t, maras, house.EventRevoked)
				if _, err := far.WhoAmI(ctx, mara); err == nil {
					t.Error("a member is still in at the other node")
				}
				if _, err := near.WhoAmI(ctx, admin); err != nil {
					t.Errorf("the admin was put out: %v", err)
				}
				near.must(near.SetLockdown(ctx, admin, 0, ""))
				mara = far.in("mara") // the doors ask the store
				maras = far.subscribe(mara)

				_, err = near.StartMaintenance(ctx, admin, time.Hour, "")
				near.must(err)
				heard(t, maras, house.EventHouse)
				far.in("mara")
				near.by.Add(int64(51 * time.Minute))
				_, err = far.Login(ctx, "mara", phrase)
				wantKey(t, "login at the other node", err, "error.maintenance")
				_, err = far.Send(ctx, mara, "admin", "noch da", "")
				far.must(err)
				near.by.Add(int64(9*time.Minute + time.Second))
				_, err = far.Send(ctx, mara, "admin", "zu spät", "")
				wantKey(t, "words at the other node", err, "error.maintenance")
				heard(t, maras, house.EventDrain)
				near.by.Add(int64(10 * time.Second))
				heard(t, maras, house.EventRevoked)
				near.must(near.EndMaintenance(ctx, admin))
				mara = far.in("mara")
				if d, err := far.Draft(ctx, mara, "@admin"); err != nil || d.Text != "angefangen" {
					t.Errorf("got %q, %v, want the draft", d.Text, err)
				}
			})
		}
	}
}
