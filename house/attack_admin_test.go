package house_test

// The attack: a house admin who may issue an activation ticket redeems it
// themselves. They get an empty account with a new key under somebody's name;
// what they must not get is a word that others write believing it goes to whom
// they knew.

import (
	"testing"

	"stockwerk/house"
)

func TestANewKeyIsShownBeforeAnyWordIsWrittenForIt(t *testing.T) {
	t.Parallel()
	eachMeddler(t, func(t *testing.T, m *meddler) {
		admin, anna, berta := m.in("admin"), m.in("anna"), m.in("berta")
		_, err := m.Send(t.Context(), anna, "berta", "before", "")
		m.must(err)
		_, err = m.Send(t.Context(), berta, "anna", "yes?", "")
		m.must(err)
		m.must(m.SaveDraft(t.Context(), berta, house.Draft{Place: "stadt/kreis/chat", Text: "unsaid"}))
		ticket, err := m.ActivationTicket(t.Context(), admin, "berta")
		m.must(err)
		_, impostor := m.registerBy(ticket.Code, "berta")

		_, err = m.Send(t.Context(), impostor, "anna", "it is me", "")
		wantKey(t, "the impostor writes", err, "error.partner_first")
		if drafts, err := m.lodge.Drafts(t.Context(), impostor); err != nil || len(drafts) != 0 {
			t.Errorf("the impostor's drafts: %v, %v, want none", drafts, err)
		}
		m.must(m.SaveDraft(t.Context(), anna, house.Draft{Place: "@berta", Text: "a sec"}))
		_, err = m.Send(t.Context(), anna, "berta", "a secret", "")
		wantKey(t, "anna's next message", err, "error.new_key")
		words, err := m.said(impostor, "@anna")
		if len(words) != 0 {
			t.Errorf("the impostor reads %q, %v", words, err)
		}
		posts, err := m.Read(t.Context(), anna, "@berta", house.ReadQuery{})
		m.must(err)
		last := posts[len(posts)-1]
		if last.Kind != house.KindEvent || last.Event.Key != "event.new_key" {
			t.Errorf("the last line is %+v, want that there is a new key", last)
		}
		// Who has made sure goes on.
		if _, err = m.Send(t.Context(), anna, "berta", "so it is you", ""); err != nil {
			t.Errorf("the second try: %v", err)
		}
		if words, err = m.said(impostor, "@anna"); err != nil || len(words) != 1 || words[0] != "so it is you" {
			t.Errorf("berta reads %q, %v, want what was said after", words, err)
		}
	})
}

// Who is in a room with somebody, and has the database and house.key besides,
// holds the room's key and nothing that opens the other's unfinished words.
func TestADraftIsNotUnderTheRoomsKey(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	admin := l.admin()
	l.floor(admin, "work", house.FloorOpen)
	mara := l.member("mara")
	l.room(admin, "work/desk", house.RoomConference, mara)
	l.must(l.SaveDraft(t.Context(), mara, house.Draft{Place: "work/desk/chat", Text: "unsaid"}))
	rows, err := l.store.Drafts(t.Context(), mara.Person())
	l.must(err)
	if len(rows) != 1 || rows[0].Room == "" || rows[0].Epoch != 0 {
		t.Fatalf("got %+v, want one draft of the room under no epoch", rows)
	}
	d, err := l.Draft(t.Context(), mara, "work/desk/chat")
	l.must(err)
	if d.Text != "unsaid" {
		t.Errorf("got %q", d.Text)
	}
	_, err = l.Remove(t.Context(), admin, "work/desk", "mara")
	l.must(err)
	if list, err := l.Drafts(t.Context(), mara); err != nil || len(list) != 0 {
		t.Errorf("drafts of a room that mara is no longer in: %v, %v", list, err)
	}
}
