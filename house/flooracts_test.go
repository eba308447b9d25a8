package house_test

import (
	"strings"
	"testing"

	"stockwerk/house"
)

// That no method gives a floor's admin a word of a room is tried in blind_test.go.

func TestVisitorsSpeakTheLanguageOfTheFloor(t *testing.T) {
	s := newStage(t)
	lang, privacy := "en", "We keep little."
	_, err := s.EditFloor(t.Context(), s.who["flooradmin"], "work", house.FloorEdit{Language: &lang, Privacy: &privacy})
	s.must(err)
	ticket, err := s.NewTicket(t.Context(), s.who["owner"], "work/desk", house.TicketSpec{})
	if err != nil || ticket.Lang != lang {
		t.Errorf("got %+v, %v, want the slip in English", ticket, err)
	}
	bearer, err := s.TicketDoor(t.Context(), ticket.Code)
	s.must(err)
	d, err := s.Doorway(t.Context(), bearer)
	if err != nil || d.Privacy != privacy || d.FloorName != "Floor work" || bearer.Lang() != lang {
		t.Errorf("got %+v, %v in %q, want the floor's privacy text in English", d, err, bearer.Lang())
	}
	_, visitor, err := s.Redeem(t.Context(), bearer, house.Redemption{Accept: true, As: "Besuch 9"})
	if err != nil || visitor.Lang() != lang {
		t.Errorf("got %q, %v, want English", visitor.Lang(), err)
	}
}

// TestActsOnAFloorAreInTheLog is about who did what; the words of nobody.
func TestActsOnAFloorAreInTheLog(t *testing.T) {
	l := newLodge(t)
	admin := l.admin()
	l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	name, state := "Neuer Name", house.FloorApplication
	for _, do := range []func() error{
		func() error { return only(l.EditFloor(t.Context(), admin, "work", house.FloorEdit{Name: &name})) },
		func() error { return only(l.EditFloor(t.Context(), admin, "work", house.FloorEdit{State: &state})) },
		func() error { return only(l.AdmitToFloor(t.Context(), admin, "work", "mara")) },
		func() error { return only(l.SetFloorAdmin(t.Context(), admin, "work", "mara", true)) },
		func() error { return only(l.SetFloorAdmin(t.Context(), admin, "work", "mara", false)) },
		func() error { return only(l.SetFloorCreator(t.Context(), admin, "work", "mara", true)) },
		func() error { return only(l.SetFloorCreator(t.Context(), admin, "work", "mara", false)) },
		func() error { return only(l.RemoveFromFloor(t.Context(), admin, "work", "mara")) },
		func() error { return only(l.SetTeam(t.Context(), admin, "work", house.TeamEdit{Note: &name})) },
		func() error { return only(l.PutStepTemplate(t.Context(), admin, "work", "eigen", "")) },
	} {
		l.must(do())
	}
	l.room(admin, "work/kreis", house.RoomConference)
	_, err := l.OrderClosing(t.Context(), admin, "work/kreis", house.ClosingOrder{Notice: "geheimer Grund"})
	l.must(err)
	l.must(l.WithdrawClosing(t.Context(), admin, "work/kreis"))
	rows, err := l.store.Audit(t.Context(), floorID(t, l, admin, "work"), 0, 100)
	l.must(err)
	var acts []string
	for _, r := range rows {
		acts = append(acts, r.Act)
	}
	want := "room.closing_withdrawn room.closing floor.course floor.team floor.remove floor.creator_end floor.creator floor.admin_end floor.admin floor.admit floor.state floor.edit floor.new"
	if got := strings.Join(acts, " "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
