package sshserver_test

// The attack: connections that cost nothing and never end. Guests from one place
// fill the house; one member does; a connection stays without a session, and
// with the keys it opened, for ever; a connection outlives the account it was
// let in for, since no event reaches one without a session.

import (
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"stockwerk/house"
	"stockwerk/sshserver"
)

// ended waits for the connection to be closed from the other side.
func ended(t *testing.T, what string, c *gossh.Client) {
	t.Helper()
	gone := make(chan struct{})
	go func() {
		_ = c.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Errorf("%s: the connection stays", what)
	}
}

func TestGuestsFromOnePlaceDoNotFillTheHouse(t *testing.T) {
	f := open(t, func(c *sshserver.Config) {
		c.Limits.GuestsPerSource, c.Limits.PerPerson, c.Limits.LoopbackFactor, c.Limits.PerSecond = 3, 2, 1, 100
	})
	guests := []*gossh.Client{f.in("guest"), f.in("new"), f.in("ticket", gossh.Password(f.membershipTicket()))}
	for _, door := range []string{"guest", "new"} {
		if _, err := f.dial(door); err == nil {
			t.Errorf("a fourth stranger was let in at %s", door)
		}
	}
	members := []*gossh.Client{f.in(adminName, gossh.Password(adminPass)), f.in(adminName, gossh.Password(adminPass))}
	if _, err := f.dial(adminName, gossh.Password(adminPass)); err == nil {
		t.Error("a third connection of one member was let in")
	}
	_ = members[0].Close()
	until(t, "the member's place to be free", func() bool {
		c, err := f.dial(adminName, gossh.Password(adminPass))
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	// Whoever becomes a member on the way gives the stranger's place back.
	if _, code := say(t, guests[0], "become"); code != 0 {
		t.Fatal("the guest was to become a member")
	}
	_ = f.in("guest")
	if _, err := f.dial("guest"); err == nil {
		t.Error("a fourth stranger was let in")
	}
}

func TestAConnectionWithoutASessionEnds(t *testing.T) {
	f := open(t, func(c *sshserver.Config) { c.Limits.IdleTime = 2 * time.Second })
	never, member := f.in("guest"), f.in(adminName, gossh.Password(adminPass))
	busy := f.in("guest")
	s, err := busy.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("wait"); err != nil {
		t.Fatal(err)
	}
	if _, code := say(t, member, "whoami"); code != 0 {
		t.Error("the member's session was to run")
	}
	ended(t, "a guest who opened none", never)
	ended(t, "a member whose last one ended", member)
	if _, code := say(t, busy, "whoami"); code != 0 {
		t.Error("the connection with a session was closed as well")
	}
}

func TestAConnectionWithoutASessionEndsWithItsAccount(t *testing.T) {
	f := open(t, nil)
	member := func() *gossh.Client {
		c := f.in(adminName, gossh.Password(adminPass))
		return c
	}
	idle, control := member(), f.in("guest")
	ticket, err := f.house.ActivationTicket(t.Context(), f.admin(), adminName)
	if err != nil {
		t.Fatal(err)
	}
	bearer, err := f.house.TicketDoor(t.Context(), ticket.Code)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = f.house.Register(t.Context(), bearer, house.Registration{Password: "a wholly different phrase", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	ended(t, "let in with the old password", idle)
	if _, code := say(t, control, "whoami"); code != 0 {
		t.Error("somebody else's connection was closed as well")
	}
}
