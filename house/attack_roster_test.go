package house_test

// The attack: somebody who is being taken out of a room, or who is losing the
// key to it, is quicker by one statement. A row of the roster that is written
// back after it was deleted gives back the membership, and with the room's next
// epoch its key.

import (
	"testing"

	"stockwerk/house"
)

func TestAnInvitationCannotBeAcceptedAfterItWasWithdrawn(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna, carla := m.in("anna"), m.in("carla")
		_, err := m.Invite(t.Context(), anna, "stadt/kreis", "carla")
		m.must(err)
		var removed error
		ended := m.after("tx.RosterOf", func() { _, removed = m.Remove(t.Context(), m.in("anna"), "stadt/kreis", "carla") })
		_, _ = m.Join(t.Context(), carla, "stadt/kreis")
		<-ended
		m.must(removed)
		if m.isIn(anna, "stadt/kreis", "carla") {
			t.Error("carla is in the room again")
		}
		if _, err := m.Say(t.Context(), anna, "stadt/kreis", "among us", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := m.said(carla, "stadt/kreis"); house.KindOf(err) != house.NotFound {
			t.Errorf("carla reads: got %v, want no such room", err)
		}
	})
}

func TestAWaitingVisitorCannotBeLetInAfterTheyWereRemoved(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		visitor := m.visit(anna, "stadt/kreis", house.TicketSpec{Wait: true})
		var removed error
		ended := m.after("tx.RosterOf", func() {
			_, removed = m.Remove(t.Context(), m.in("anna"), "stadt/kreis", string(visitor.Person()))
		})
		_ = m.LetIn(t.Context(), anna, "stadt/kreis", visitor.Person())
		<-ended
		m.must(removed)
		if _, err := m.said(visitor, "stadt/kreis"); house.KindOf(err) != house.NotFound {
			t.Errorf("the visitor reads: got %v, want no such room", err)
		}
	})
}

func TestARoomHasOneOwnerHoweverManyHandItOver(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna, carla := m.in("anna"), m.in("carla")
		_, err := m.Invite(t.Context(), anna, "stadt/kreis", "carla")
		m.must(err)
		_, err = m.Join(t.Context(), carla, "stadt/kreis")
		m.must(err)
		ended := m.after("tx.RosterOf", func() { _, _ = m.HandOver(t.Context(), m.in("anna"), "stadt/kreis", "carla") })
		_, _ = m.HandOver(t.Context(), anna, "stadt/kreis", "berta")
		<-ended
		if n := m.owners(anna, "stadt/kreis"); n != 1 {
			t.Errorf("got %d owners, want 1", n)
		}
	})
}

func TestAnOwnerCannotBeMadeModeratorOnTheWay(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		ended := m.after("tx.RosterOf", func() { _, _ = m.HandOver(t.Context(), m.in("anna"), "stadt/kreis", "berta") })
		_, _ = m.Appoint(t.Context(), anna, "stadt/kreis", "berta", true)
		<-ended
		if n := m.owners(anna, "stadt/kreis"); n != 1 {
			t.Errorf("got %d owners, want 1", n)
		}
	})
}

// A former owner whose node has not heard yet must not remove, invite or issue
// tickets: the roster is asked again in the transaction.
func TestWhoHandedTheRoomOverRemovesNobody(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		ended := m.after("Roster", func() { _, _ = m.HandOver(t.Context(), m.in("anna"), "stadt/kreis", "berta") })
		_, err := m.Remove(t.Context(), anna, "stadt/kreis", "berta")
		<-ended
		if err == nil || !m.isIn(anna, "stadt/kreis", "berta") {
			t.Errorf("the new owner was removed by the former one: %v", err)
		}
		if n := m.owners(anna, "stadt/kreis"); n != 1 {
			t.Errorf("got %d owners, want 1", n)
		}
	})
}

// Two keys of one name: an invitation that was on its way while the invited
// person got a new key pair must not be wrapped for the old one.
func TestAnInvitationIsNeverForAKeyThatWasGivenUp(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna, thief := m.in("anna"), m.in("carla")
		ticket, err := m.ActivationTicket(t.Context(), m.in("admin"), "carla")
		m.must(err)
		bearer, err := m.TicketDoor(t.Context(), ticket.Code)
		m.must(err)
		var carla house.Actor
		var activated error
		ended := m.after("PersonByName", func() {
			_, carla, activated = m.Register(t.Context(), bearer, house.Registration{Name: "carla", Password: phrase, AcceptTerms: true})
		})
		_, err = m.Invite(t.Context(), anna, "stadt/kreis", "carla")
		<-ended
		m.must(activated)
		if err != nil {
			wantKey(t, "an invitation for the old key", err, "error.conflict")
			_, err = m.Invite(t.Context(), anna, "stadt/kreis", "carla")
			m.must(err)
		}
		_, err = m.Join(t.Context(), carla, "stadt/kreis")
		m.must(err)
		if _, err := m.Say(t.Context(), carla, "stadt/kreis", "here I am", ""); err != nil {
			t.Errorf("the new key opens nothing: %v", err)
		}
		if words, _ := m.said(thief, "stadt/kreis"); len(words) > 0 {
			t.Errorf("the old key reads %q", words)
		}
	})
}

// visit is a visitor who came by a fresh ticket.
func (l *lodge) visit(issuer house.Actor, place string, spec house.TicketSpec) house.Actor {
	l.t.Helper()
	issued, err := l.NewTicket(l.t.Context(), issuer, place, spec)
	l.must(err)
	bearer, err := l.TicketDoor(l.t.Context(), issued.Code)
	l.must(err)
	_, visitor, err := l.Redeem(l.t.Context(), bearer, house.Redemption{Accept: true})
	l.must(err)
	return visitor
}
