package house_test

import (
	"testing"

	"stockwerk/house"
)

// TestDecliningLeavesNoTrace gives an invitation back: the room sees neither
// coming nor going, and the keys turn before the next words.
func TestDecliningLeavesNoTrace(t *testing.T) {
	t.Parallel()
	l := newLodge(t)
	admin := l.admin()
	l.floor(admin, "stadt", house.FloorOpen)
	berta := l.member("berta")
	l.room(admin, "stadt/kreis", house.RoomConference)
	_, err := l.Invite(t.Context(), admin, "stadt/kreis", "berta")
	l.must(err)
	l.must(l.Leave(t.Context(), berta, "stadt/kreis"))

	posts, err := l.Read(t.Context(), admin, "stadt/kreis", house.ReadQuery{})
	l.must(err)
	if len(posts) != 0 {
		t.Errorf("the room saw %d lines about it, want none", len(posts))
	}
	_, err = l.Read(t.Context(), berta, "stadt/kreis", house.ReadQuery{})
	wantKey(t, "reading after declining", err, "error.no_such_room")
	_, err = l.Say(t.Context(), admin, "stadt/kreis", "without her", "")
	l.must(err)
	_, err = l.Invite(t.Context(), admin, "stadt/kreis", "berta")
	l.must(err)
	if got, err := l.said(berta, "stadt/kreis"); err != nil || len(got) != 1 {
		t.Errorf("invited again: got %q, %v, want the one line", got, err)
	}
}
