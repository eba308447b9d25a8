package house_test

// Not an attack but what one leaves behind: whoever has gone is still told apart
// from others who have gone, by the pseudonym that stands sealed in their words,
// and never mistaken for a member.

import (
	"testing"
	"time"

	"stockwerk/house"
)

func TestWordsOfAVisitorWhoHasGoneKeepTheirPseudonym(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		anna := m.in("anna")
		visitor := m.visit(anna, "stadt/kreis", house.TicketSpec{Pseudonym: "Sonnenblume"})
		_, err := m.Say(t.Context(), visitor, "stadt/kreis", "from outside", "")
		m.must(err)
		gone, err := m.Say(t.Context(), visitor, "stadt/kreis", "taken back", "")
		m.must(err)
		_, err = m.Delete(t.Context(), visitor, gone.ID)
		m.must(err)
		_, err = m.Say(t.Context(), anna, "stadt/kreis", "from inside", "")
		m.must(err)
		_, err = m.Remove(t.Context(), anna, "stadt/kreis", string(visitor.Person()))
		m.must(err)
		posts, err := m.Read(t.Context(), anna, "stadt/kreis", house.ReadQuery{Kind: house.KindChat})
		m.must(err)
		for _, p := range posts {
			want, mark := "Sonnenblume", house.RoleVisitor
			if p.Text == "from inside" {
				want, mark = "anna", house.RoleOwner
			}
			if p.Author != want || p.Mark != mark {
				t.Errorf("%q is of %q, %q, want %q, %q", p.Text, p.Author, p.Mark, want, mark)
			}
		}
		if len(posts) != 3 {
			t.Errorf("got %d lines, want 3", len(posts))
		}
	})
}

func TestAConversationWithSomebodyDeletedHasANameInTheInbox(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	l.admin()
	mara, vera := l.member("mara"), l.member("vera")
	_, err := l.Send(t.Context(), mara, "vera", "hello", "")
	l.must(err)
	_, err = l.DeleteAccount(t.Context(), mara, phrase)
	l.must(err)
	if _, err = l.Send(t.Context(), vera, "mara", "stay", ""); err != nil {
		t.Errorf("a message to somebody in their grace: %v", err)
	}
	l.pass(49 * time.Hour)
	inbox, err := l.Inbox(t.Context(), vera)
	l.must(err)
	if len(inbox) != 1 || inbox[0].Name != "–" {
		t.Errorf("got %+v, want one conversation with nobody", inbox)
	}
	_, err = l.Send(t.Context(), vera, "mara", "anybody there?", "")
	wantKey(t, "a message to somebody deleted", err, "error.no_such_person")
}
