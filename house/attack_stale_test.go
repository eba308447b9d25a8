package house_test

// The attack: somebody keeps what they came in with, an actor in a program of
// theirs, a connection without a session, a second terminal, after the right to
// it has ended. Every copy must be worth nothing, at once, on every node.

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
)

// nothing checks that an actor may nothing that needs an account.
func nothing(t *testing.T, l *lodge, a house.Actor) {
	t.Helper()
	for what, try := range map[string]func() error{
		"reads the café":     func() error { _, err := l.Read(t.Context(), a, "eg/cafe", house.ReadQuery{}); return err },
		"writes in the café": func() error { _, err := l.Say(t.Context(), a, "eg/cafe", "still me", ""); return err },
		"lists rooms":        func() error { _, err := l.Rooms(t.Context(), a, ""); return err },
		"adds a key":         func() error { _, err := l.AddSSHKey(t.Context(), a, "mine", ed25519Key(9)); return err },
		"unlocks":            func() error { return l.Unlock(t.Context(), a, phrase) },
		"asks who they are":  func() error { _, err := l.WhoAmI(t.Context(), a); return err },
		"searches": func() error {
			return l.Search(t.Context(), a, house.SearchQuery{Words: "x"}, func(house.Post) bool { return true })
		},
		"listens": func() error { _, err := l.Subscribe(t.Context(), a); return err },
	} {
		if err := try(); house.KindOf(err) != house.Forbidden && house.KindOf(err) != house.NotFound || err == nil {
			t.Errorf("%s: got %v, want a refusal", what, err)
		}
	}
}

// revoked waits until the actor's end was told.
func revoked(t *testing.T, ended <-chan struct{}) {
	t.Helper()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("nobody was told of the end")
	}
}

func watched(l *lodge, a house.Actor) <-chan struct{} {
	ended := make(chan struct{})
	l.WhenRevoked(a, func() { close(ended) })
	return ended
}

// Whoever stole a password is out when the member gets a new key pair, also
// from the café, and cannot put a key of their own on the account.
func TestANewKeyPairEndsEverySessionOfTheOldOne(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	admin := l.admin()
	l.member("carla")
	thief := l.in("carla")
	_, err := l.Say(t.Context(), thief, "eg/cafe", "control", "")
	l.must(err)
	ended := watched(l, thief)
	ticket, err := l.ActivationTicket(t.Context(), admin, "carla")
	l.must(err)
	_, carla := l.registerBy(ticket.Code, "carla")
	revoked(t, ended)
	nothing(t, l, thief)
	if _, err := l.Say(t.Context(), carla, "eg/cafe", "here I am", ""); err != nil {
		t.Errorf("the new keys: %v", err)
	}
}

func TestADeletedAccountEndsEverySession(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	l.admin()
	carla := l.member("carla")
	other := l.in("carla")
	_, err := l.Say(t.Context(), other, "eg/cafe", "control", "")
	l.must(err)
	_, err = l.DeleteAccount(t.Context(), carla, phrase)
	l.must(err)
	l.pass(49 * time.Hour)
	nothing(t, l, carla)
	nothing(t, l, other)
}

func TestComingBackEndsTheVisitThatWasLeftOpen(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		first := m.visit(anna, "stadt/kreis", house.TicketSpec{})
		ended := watched(m.lodge, first)
		bearer, err := m.TicketDoor(t.Context(), first.ReturnTicket())
		m.must(err)
		_, second, err := m.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
		m.must(err)
		revoked(t, ended)
		if _, err := m.said(first, "stadt/kreis"); house.KindOf(err) != house.NotFound {
			t.Errorf("the first visit reads on: %v", err)
		}
		if _, err := m.Say(t.Context(), second, "stadt/kreis", "back again", ""); err != nil {
			t.Errorf("the second visit: %v", err)
		}
		_, err = m.TicketDoor(t.Context(), first.ReturnTicket())
		wantKey(t, "the return ticket again", err, "error.ticket_unknown")
	})
}

// A login that was under way when the keys were given up is refused.
func TestALoginThatIsOvertakenByANewKeyPairIsRefused(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		ticket, err := m.ActivationTicket(t.Context(), m.in("admin"), "carla")
		m.must(err)
		bearer, err := m.TicketDoor(t.Context(), ticket.Code)
		m.must(err)
		var activated error
		ended := m.after("Slots", func() {
			_, _, activated = m.Register(context.WithoutCancel(t.Context()), bearer, house.Registration{
				Password: "a wholly different phrase", AcceptTerms: true,
			})
		})
		_, err = m.Login(t.Context(), "carla", phrase)
		<-ended
		m.must(activated)
		wantKey(t, "the old password", err, "error.login")
	})
}
