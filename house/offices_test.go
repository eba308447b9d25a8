package house_test

import (
	"sync"
	"testing"
	"time"

	"stockwerk/house"
)

func TestSecondAdminConfirms(t *testing.T) {
	l := newLodge(t)
	admin, vera, mara := l.admin(), l.member("vera"), l.member("mara")
	done, err := l.SetHouseAdmin(t.Context(), admin, "vera", true)
	if err != nil || !done || vera.Role() != house.RoleHouseAdmin {
		t.Errorf("got %v, %v, %s, want the only admin's word to be enough", done, err, vera.Role())
	}
	done, err = l.SetHouseAdmin(t.Context(), admin, "mara", true)
	if err != nil || done {
		t.Errorf("got %v, %v, want it to wait", done, err)
	}
	_, err = l.SetHouseAdmin(t.Context(), vera, "mara", true)
	wantKey(t, "asked twice", err, "error.office_asked")
	wantKey(t, "the asker", l.ApproveOffice(t.Context(), admin, "mara"), "error.office_own")
	wantKey(t, "the candidate", l.ApproveOffice(t.Context(), mara, "mara"), "error.forbidden")
	var wg sync.WaitGroup
	won := make([]error, 2)
	wg.Go(func() { won[0] = l.ApproveOffice(t.Context(), vera, "mara") })
	wg.Go(func() { won[1] = l.RefuseOffice(t.Context(), vera, "mara") })
	wg.Wait()
	if (won[0] == nil) == (won[1] == nil) {
		t.Errorf("got %v, want exactly one answer", won)
	}
	if won[0] != nil {
		_, err = l.SetHouseAdmin(t.Context(), admin, "mara", true)
		l.must(err)
		l.must(l.ApproveOffice(t.Context(), vera, "mara"))
	}
	names, waiting, err := l.HouseAdmins(t.Context(), mara)
	if err != nil || len(names) != 3 || len(waiting) != 0 {
		t.Errorf("got %q, %+v, %v, want three and nothing that waits", names, waiting, err)
	}
}

func TestNoAdminThrowsOutTheOthers(t *testing.T) {
	l := newLodge(t)
	admin, vera := l.admin(), l.member("vera")
	_, err := l.SetHouseAdmin(t.Context(), admin, "vera", true)
	l.must(err)
	done, err := l.SetHouseAdmin(t.Context(), admin, "vera", false)
	if err != nil || done {
		t.Errorf("got %v, %v, want it to wait", done, err)
	}
	wantKey(t, "alone", l.ApproveOffice(t.Context(), admin, "vera"), "error.office_own")
	_, err = l.DeleteMember(t.Context(), admin, "vera")
	wantKey(t, "by deleting the account", err, "error.delete_admin")
	l.must(l.ApproveOffice(t.Context(), vera, "vera")) // her own yes
	if vera.Role() != house.RoleInside {
		t.Errorf("got %s, want the office to end at once", vera.Role())
	}
	_, err = l.Accounts(t.Context(), vera)
	wantKey(t, "afterwards", err, "error.forbidden")
	_, err = l.SetHouseAdmin(t.Context(), admin, "admin", false)
	wantKey(t, "the last one", err, "error.last_admin")
}

// An activation ticket for another admin would make its bearer that admin, and the
// second word to whatever they want.
func TestNoAdminBecomesAnother(t *testing.T) {
	l := newLodge(t)
	admin, vera := l.admin(), l.member("vera")
	before, err := l.ActivationTicket(t.Context(), admin, "vera") // while she has no office
	l.must(err)
	_, err = l.SetHouseAdmin(t.Context(), admin, "vera", true)
	l.must(err)
	_, err = l.ActivationTicket(t.Context(), admin, "vera")
	wantKey(t, "a ticket for the other admin", err, "error.activation_admin")
	bearer, err := l.TicketDoor(t.Context(), before.Code)
	l.must(err)
	_, _, err = l.Register(t.Context(), bearer, house.Registration{Password: "a wholly different phrase", AcceptTerms: true})
	wantKey(t, "a ticket from before", err, "error.ticket_unknown")
	if _, err := l.WhoAmI(t.Context(), vera); err != nil {
		t.Errorf("vera: %v, want her account as it was", err)
	}
	if _, err := l.OperatorActivation(t.Context(), "nobody-here"); house.KindOf(err) != house.NotFound {
		t.Errorf("nobody: got %v", err)
	}
	code, err := l.OperatorActivation(t.Context(), "vera")
	l.must(err)
	bearer, err = l.TicketDoor(t.Context(), code)
	l.must(err)
	_, back, err := l.Register(t.Context(), bearer, house.Registration{Password: "a wholly different phrase", AcceptTerms: true})
	if err != nil || back.Role() != house.RoleHouseAdmin {
		t.Errorf("got %v, %v, want the operator to give her the account back", back.Role(), err)
	}
}

func TestRequestsRunOut(t *testing.T) {
	l := newLodge(t)
	admin, vera := l.admin(), l.member("vera")
	l.member("mara")
	_, err := l.SetHouseAdmin(t.Context(), admin, "vera", true)
	l.must(err)
	_, err = l.SetHouseAdmin(t.Context(), admin, "mara", true)
	l.must(err)
	l.pass(7*24*time.Hour + time.Minute)
	wantKey(t, "too late", l.ApproveOffice(t.Context(), vera, "mara"), "error.no_office_request")
}

func TestRenamingIsSeenEverywhereAndNeverFreesAName(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	l.floor(admin, "work", house.FloorOpen)
	vera := l.member("vera")
	for _, a := range []house.Actor{mara, vera} {
		_, err := l.JoinFloor(t.Context(), a, "work")
		l.must(err)
	}
	l.room(admin, "work/desk", house.RoomConference, mara, vera)
	_, err := l.Say(t.Context(), mara, "work/desk", "Hallo.", "")
	l.must(err)
	if _, err := l.Read(t.Context(), vera, "work/desk", house.ReadQuery{}); err != nil {
		t.Fatal(err) // the name is remembered from here on
	}
	for _, bad := range []string{"vera", "VERA", "vеra", "admin", "x"} {
		if _, err := l.RenameMember(t.Context(), admin, "mara", bad); err == nil {
			t.Errorf("got the name %q, want it refused", bad)
		}
	}
	name, err := l.RenameMember(t.Context(), admin, "@mara", "Marlene")
	if err != nil || name != "Marlene" || mara.Name() != "Marlene" {
		t.Errorf("got %q, %v, %q, want the new name at once", name, err, mara.Name())
	}
	posts, err := l.Read(t.Context(), vera, "work/desk", house.ReadQuery{Kind: house.KindChat})
	if err != nil || len(posts) == 0 || posts[0].Author != "Marlene" {
		t.Errorf("got %+v, %v, want the new name in the room", posts, err)
	}
	for _, taken := range []string{"mara", "rnara", "Mara"} {
		_, _, err := l.Register(t.Context(), l.Newcomer(), house.Registration{Name: taken, Password: phrase, AcceptTerms: true})
		wantKey(t, taken, err, "error.name_taken")
	}
	if _, err := l.RenameMember(t.Context(), admin, "Marlene", "mara"); !house.IsKey(err, "error.name_taken") {
		t.Errorf("got %v, want the old name gone for its owner, too", err)
	}
	again := l.in("mara") // the old name opens the door, and they are told
	me, err := l.WhoAmI(t.Context(), again)
	if err != nil || me.Name != "Marlene" || len(me.Notes) != 1 || me.Notes[0].Args["Was"] != "mara" {
		t.Errorf("got %+v, %v, want them to be told", me, err)
	}
	own, err := l.RenameAccount(t.Context(), vera, "Verena")
	if err != nil || own != "Verena" {
		t.Errorf("got %q, %v, want her own new name", own, err)
	}
	_, err = l.RenameAccount(t.Context(), vera, "Veronika")
	wantKey(t, "twice a month", err, "error.renamed_already")
	posts, err = l.Read(t.Context(), mara, "work/desk", house.ReadQuery{Kind: house.KindChat, Events: true})
	found := false
	for _, p := range posts {
		found = found || p.Event.Key == "event.renamed" && p.Event.Args["Was"] == "vera"
	}
	if err != nil || !found {
		t.Errorf("got %+v, %v, want a line in the room", posts, err)
	}
}

func TestDeletionByAnAdminHasTheSameGrace(t *testing.T) {
	l := newLodge(t)
	admin, mara := l.admin(), l.member("mara")
	toll, err := l.DeleteMemberToll(t.Context(), admin, "mara")
	if err != nil || toll != (house.Toll{People: 1, Untold: true}) {
		t.Errorf("got %+v, %v, want one person and no count of rooms", toll, err)
	}
	_, err = l.DeleteMember(t.Context(), admin, "mara")
	l.must(err)
	me, err := l.WhoAmI(t.Context(), mara)
	if err != nil || !me.LeavingOrdered || len(me.Notes) != 1 {
		t.Errorf("got %+v, %v, want her to be told", me, err)
	}
	wantKey(t, "on her own", l.KeepAccount(t.Context(), mara), "error.leaving_ordered")
	l.must(l.KeepMember(t.Context(), admin, "mara"))
	l.pass(49 * time.Hour)
	mara = l.in("mara")
	_, err = l.DeleteAccount(t.Context(), mara, phrase)
	l.must(err)
	wantKey(t, "her own wish", l.KeepMember(t.Context(), admin, "mara"), "error.not_leaving")
	l.must(l.KeepAccount(t.Context(), mara))
	_, err = l.DeleteMember(t.Context(), admin, "mara")
	l.must(err)
	l.pass(49 * time.Hour)
	if _, err := l.Login(t.Context(), "mara", phrase); err == nil {
		t.Error("the account is still there")
	}
	wantKey(t, "oneself", only(l.DeleteMember(t.Context(), admin, "admin")), "error.own_account")
}
