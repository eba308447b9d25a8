package house_test

// The attack: two people use one thing at the same moment, a recovery code or a
// ticket, or somebody revokes a ticket while it is being redeemed. Whoever comes
// second by a statement must lose.

import (
	"testing"
	"time"

	"stockwerk/house"
)

func TestARecoveryCodeIsUsedOnceHoweverManyTry(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		r, _ := m.register(m.Newcomer(), "dora")
		const first, second = "an owl before midnight", "two owls after midnight"
		var other error
		var outOther house.Registered
		try := func() { outOther, _, other = m.Recover(t.Context(), "dora", r.Recovery, second) }
		ended := m.after("tx.Slots", try)
		out, _, err := m.Recover(t.Context(), "dora", r.Recovery, first)
		m.called("tx.Slots") // where nobody asks for it any more
		<-ended
		if (err == nil) == (other == nil) {
			t.Fatalf("got %v and %v, want one of two to succeed", err, other)
		}
		password := first
		if err != nil {
			password, out = second, outOther
		}
		if _, err := m.Login(t.Context(), "dora", password); err != nil {
			t.Errorf("the winner's password: %v", err)
		}
		if _, _, err := m.Recover(t.Context(), "dora", out.Recovery, "three owls at sunrise"); err != nil {
			t.Errorf("the winner's new code: %v", err)
		}
	})
}

func TestRacingRecoveriesLeaveOneWinner(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		r, _ := m.register(m.Newcomer(), "dora")
		const racers = 8
		errs := make(chan error, racers)
		for range racers {
			go func() {
				_, _, err := m.Recover(t.Context(), "dora", r.Recovery, "an owl before midnight")
				errs <- err
			}()
		}
		won := 0
		for range racers {
			if err := <-errs; err == nil {
				won++
			} else {
				wantKey(t, "a loser", err, "error.recovery")
			}
		}
		if won != 1 {
			t.Errorf("%d recovered with one code, want 1", won)
		}
	})
}

func TestRevokingATicketEndsTheVisitThatIsJustBeginning(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		issued, err := m.NewTicket(t.Context(), anna, "stadt/kreis", house.TicketSpec{})
		m.must(err)
		bearer, err := m.TicketDoor(t.Context(), issued.Code)
		m.must(err)
		var visitor house.Actor
		var redeemed house.Redeemed
		ended := m.after("Tickets", func() {
			redeemed, visitor, _ = m.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
		})
		m.must(m.RevokeTicket(t.Context(), anna, issued.ID))
		<-ended
		if visitor.Person() == "" {
			t.Fatal("the visitor was to come in between")
		}
		if _, err := m.said(visitor, "stadt/kreis"); house.KindOf(err) != house.NotFound {
			t.Errorf("the visitor reads after the ticket was revoked: %v", err)
		}
		_, err = m.TicketDoor(t.Context(), redeemed.Return)
		wantKey(t, "the return ticket", err, "error.ticket_unknown")
	})
}

// Whoever waits before a room is not to hear what is said inside meanwhile.
func TestWordsSaidWhileAVisitorWaitedAreNotTheirs(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		m.room(anna, "stadt/praxis", house.RoomPractice)
		visitor := m.visit(anna, "stadt/praxis", house.TicketSpec{Wait: true})
		_, err := m.said(visitor, "stadt/praxis")
		wantKey(t, "reading while waiting", err, "error.waiting")
		_, err = m.Say(t.Context(), anna, "stadt/praxis", "about somebody else", "")
		m.must(err)
		m.must(m.LetIn(t.Context(), anna, "stadt/praxis", visitor.Person()))
		_, err = m.Say(t.Context(), anna, "stadt/praxis", "come in", "")
		m.must(err)
		words, err := m.said(visitor, "stadt/praxis")
		m.must(err)
		if len(words) != 1 || words[0] != "come in" {
			t.Errorf("the visitor reads %q, want only what was said after they were let in", words)
		}
	})
}

// A row of somebody whose account has ended, left behind by a race, must not
// keep the others from a new key: nobody could write any more.
func TestARowLeftBehindLocksNobodyOut(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna, carla := m.in("anna"), m.in("carla")
		_, err := m.Invite(t.Context(), anna, "stadt/kreis", "carla")
		m.must(err)
		_, err = m.Join(t.Context(), carla, "stadt/kreis")
		m.must(err)
		room, err := m.Service.Room(t.Context(), anna, "stadt/kreis")
		m.must(err)
		left, err := m.store.RosterOf(t.Context(), room.ID, carla.Person())
		m.must(err)
		_, err = m.DeleteAccount(t.Context(), carla, phrase)
		m.must(err)
		m.pass(49 * time.Hour)
		m.must(m.store.InTx(t.Context(), func(tx house.Tx) error { return tx.PutRoster(t.Context(), left) }))
		m.reopen(true)
		anna, berta := m.in("anna"), m.in("berta")
		m.must(m.Leave(t.Context(), berta, "stadt/kreis"))
		if _, err := m.Say(t.Context(), anna, "stadt/kreis", "still here", ""); err != nil {
			t.Errorf("anna is locked out: %v", err)
		}
	})
}
