package house_test

// The attack: a former member who has SQL, but not house.key. Rows that were
// deleted carried good seals; put back, with the mark that asks for a new key
// wiped, they must not bring back the membership's key for what is written now.

import (
	"testing"

	"stockwerk/house"
)

// keepRows copies what the database says of a person or ticket in rooms.
func (s *scene) keepRows(id string) {
	s.t.Helper()
	for _, q := range []string{
		`CREATE TABLE kept_roster AS SELECT * FROM roster WHERE person = ` + id,
		`CREATE TABLE kept_wraps AS SELECT * FROM wraps WHERE recipient = ` + id,
		`CREATE TABLE kept_tickets AS SELECT * FROM tickets WHERE state = 'issued'`,
	} {
		if _, err := s.db.ExecContext(s.t.Context(), q); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestARemovedMemberIsNotPutBackByOldRows(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.keepRows(rowOf + `berta')`)
	_, err := s.Remove(t.Context(), s.in("anna"), "stadt/kreis", "berta")
	s.must(err)
	_, err = s.Say(t.Context(), s.in("anna"), "stadt/kreis", "without berta", "")
	s.must(err)
	s.edit(`INSERT OR IGNORE INTO roster SELECT * FROM kept_roster`, `INSERT OR IGNORE INTO wraps SELECT * FROM kept_wraps`)
	berta := s.in("berta")
	words, err := s.said(berta, "stadt/kreis")
	for _, w := range words {
		if w == "without berta" {
			t.Errorf("berta reads what was written after her: %q, %v", words, err)
		}
	}
	_, err = s.RemoveAnybody(t)
	wantKey(t, "the next key", err, "error.tampered")
	if _, err = s.Say(t.Context(), berta, "stadt/kreis", "I am back", ""); err == nil {
		t.Error("berta writes again")
	}
}

// RemoveAnybody makes a new epoch in which berta would get the key.
func (s *scene) RemoveAnybody(t *testing.T) (house.Room, error) {
	anna := s.in("anna")
	list, err := s.Members(t.Context(), anna, "stadt/kreis")
	s.must(err)
	for _, m := range list {
		if m.Visitor {
			return s.Remove(t.Context(), anna, "stadt/kreis", string(m.Person))
		}
	}
	t.Fatal("there was to be a visitor")
	return house.Room{}, nil
}

func TestARevokedTicketIsNotPutBackByItsOldRow(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	anna := s.in("anna")
	issued, err := s.NewTicket(t.Context(), anna, "stadt/kreis", house.TicketSpec{})
	s.must(err)
	s.keepRows(`'` + string(issued.ID) + `'`)
	s.must(s.RevokeTicket(t.Context(), anna, issued.ID))
	s.edit(`DELETE FROM tickets WHERE id = '`+string(issued.ID)+`'`, `INSERT OR IGNORE INTO tickets SELECT * FROM kept_tickets`,
		`INSERT OR IGNORE INTO wraps SELECT * FROM kept_wraps`)
	bearer, err := s.TicketDoor(t.Context(), issued.Code)
	if err == nil {
		if _, _, err = s.Redeem(t.Context(), bearer, house.Redemption{Accept: true}); err == nil {
			t.Error("a revoked ticket let somebody in")
		}
	}
	_, err = s.RemoveAnybody(t)
	wantKey(t, "the next key", err, "error.tampered")
}

func TestTheMarkForANewKeyCannotBeWiped(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.must(s.Leave(t.Context(), s.in("berta"), "stadt/kreis"))
	s.edit(`UPDATE rooms SET rotate = 0 WHERE rotate`)
	_, err := s.Say(t.Context(), s.in("anna"), "stadt/kreis", "under the key that berta knows", "")
	wantKey(t, "the next words", err, "error.tampered")
}

// Anybody can seal words to the owner's public key, which lies open in the
// database.
func TestNobodyIsMadeToApply(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	mallory := s.in("mallory")
	_, err := s.Apply(t.Context(), mallory, "stadt/kreis", "let me in")
	s.must(err)
	list, err := s.Applications(t.Context(), s.in("anna"), "stadt/kreis")
	s.must(err)
	if len(list) != 1 || list[0].Text != "let me in" {
		t.Fatalf("control: got %+v, want mallory's application", list)
	}
	s.edit(`UPDATE applications SET room = (SELECT r.room FROM roster r JOIN rooms o ON o.id = r.room
		WHERE o.class = 'closed' AND r.person = ` + rowOf + `berta') AND r.room <> applications.room LIMIT 1)`)
	_, err = s.Applications(t.Context(), s.in("anna"), "stadt/zwei")
	wantKey(t, "moved to a room that was not asked", err, "error.tampered")
	_, err = s.Admit(t.Context(), s.in("anna"), "stadt/zwei", "mallory")
	wantKey(t, "admitting there", err, "error.tampered")
}

func TestTheMarkForANewKeyBringsOne(t *testing.T) {
	t.Parallel()
	s := newScene(t) // the control: nothing is edited
	s.must(s.Leave(t.Context(), s.in("berta"), "stadt/kreis"))
	s.reopen(true)
	_, err := s.Say(t.Context(), s.in("anna"), "stadt/kreis", "under a new key", "")
	s.must(err)
	var epochs int
	row := s.db.QueryRowContext(t.Context(), `SELECT MAX(epoch) FROM epochs`)
	s.must(row.Scan(&epochs))
	if epochs != 2 {
		t.Errorf("got %d epochs, want 2", epochs)
	}
}
