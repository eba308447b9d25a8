package house_test

import (
	"testing"

	"stockwerk/house"
)

// TestAPseudonymCannotReadOn tries names that would lie in the sentence that
// says who can read a room.
func TestAPseudonymCannotReadOn(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	admin := l.admin()
	l.floor(admin, "stadt", house.FloorOpen)
	l.room(admin, "stadt/kreis", house.RoomConference)
	issued, err := l.NewTicket(t.Context(), admin, "stadt/kreis", house.TicketSpec{})
	l.must(err)
	bearer, err := l.TicketDoor(t.Context(), issued.Code)
	l.must(err)
	for _, as := range []string{"X. Nicht: Admins", "anna, berta", "[Eigner:in] Vera", "a:b", "x (admin)", "„q“"} {
		_, _, err := l.Redeem(t.Context(), bearer, house.Redemption{Accept: true, As: as})
		wantKey(t, as, err, "error.pseudonym_invalid")
	}
	out, _, err := l.Redeem(t.Context(), bearer, house.Redemption{Accept: true, As: "Jörg-O'Neill 2"})
	l.must(err)
	if out.Name != "Jörg-O'Neill 2" {
		t.Errorf("got the name %q", out.Name)
	}
}
