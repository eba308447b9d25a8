package house_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

const parlour = "work/praxis"

// practiceOf is a house with a counsellor and a room for counselling.
func practiceOf(t *testing.T) (*lodge, house.Actor) {
	t.Helper()
	l := newLodge(t)
	anna := l.member("anna")
	l.founder(anna)
	l.room(anna, parlour, house.RoomPractice)
	return l, anna
}

// comeBack redeems a return ticket.
func (l *lodge) comeBack(code string) (house.Redeemed, house.Actor, error) {
	l.t.Helper()
	bearer, err := l.TicketDoor(l.t.Context(), code)
	if err != nil {
		return house.Redeemed{}, house.Actor{}, err
	}
	return l.Redeem(l.t.Context(), bearer, house.Redemption{Accept: true})
}

// sshKey is a key in wire format; n tells them apart.
func sshKey(n byte) []byte {
	field := func(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }
	raw := make([]byte, 32)
	raw[0] = n
	return append(field([]byte("ssh-ed25519")), field(raw)...)
}

func TestAfterTheStayAVisitorReadsAndThenEverythingOfThemGoes(t *testing.T) {
	l, anna := practiceOf(t)
	igel := l.visit(anna, parlour, house.TicketSpec{Pseudonym: "Igel"})
	_, err := l.Say(t.Context(), igel, parlour, "Guten Tag", "")
	l.must(err)
	stay, err := l.Stay(t.Context(), igel)
	l.must(err)
	if got := stay.Gone.Sub(stay.Until); got != 48*time.Hour || stay.Ended || !stay.Write || !stay.Returns || !stay.Ticket {
		t.Errorf("got %+v, want 48 hours between the end and the deletion", stay)
	}
	l.pass(30*24*time.Hour + time.Minute)
	if words, err := l.said(igel, parlour); err != nil || len(words) != 1 {
		t.Errorf("after the stay: got %q, %v, want it read", words, err)
	}
	_, err = l.Say(t.Context(), igel, parlour, "Noch etwas", "")
	wantKey(t, "writing after the stay", err, "error.read_only")
	me, err := l.WhoAmI(t.Context(), igel)
	if l.must(err); !me.Ended || !me.Gone.Equal(stay.Gone) {
		t.Errorf("got %+v, want it over and the time of deletion as it was said", me)
	}
	l.reopen(true) // the end outlives a restart
	back, again, err := l.comeBack(igel.ReturnTicket())
	if l.must(err); !back.Ended || !back.Gone.Equal(stay.Gone) || back.Return == "" {
		t.Errorf("got %+v, want a way back for reading that does not move the end", back)
	}
	if words, err := l.said(again, parlour); err != nil || len(words) != 1 {
		t.Errorf("got %q, %v, want it read by the return ticket", words, err)
	}
	var zip strings.Builder
	l.must(l.ExportRoom(t.Context(), again, parlour, &zip, nil))
	l.pass(48 * time.Hour)
	if _, err := l.said(again, parlour); !house.IsKey(err, "error.no_such_room") {
		t.Errorf("after the deletion: got %v, want no such room", err)
	}
	_, _, err = l.comeBack(back.Return)
	wantKey(t, "a ticket after the deletion", err, "error.ticket_unknown")
	if _, err := l.store.Person(t.Context(), igel.Person()); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want the visitor's row gone", err)
	}
	if slots, _ := l.store.Slots(t.Context(), igel.Person()); len(slots) > 0 {
		t.Errorf("got %d slots, want none", len(slots))
	}
	if left, _ := l.store.TicketsOf(t.Context(), igel.Person(), house.TicketReturn); len(left) > 0 {
		t.Errorf("got %d return tickets, want none", len(left))
	}
	posts, err := l.Read(t.Context(), l.in("anna"), parlour, house.ReadQuery{Kind: house.KindChat})
	if l.must(err); len(posts) != 1 || posts[0].Author != "Igel" {
		t.Errorf("got %+v, want the words to stay under the pseudonym", posts)
	}
}

func TestVisitorEndsTheVisitForGood(t *testing.T) {
	l, anna := practiceOf(t)
	hours := 5
	_, err := l.EditRoom(t.Context(), anna, parlour, house.RoomEdit{Linger: &hours})
	l.must(err)
	igel := l.visit(anna, parlour, house.TicketSpec{})
	bye, err := l.EndVisit(t.Context(), igel, false)
	if l.must(err); bye.Ended || bye.Return == "" || bye.Gone.Sub(bye.Until) != 5*time.Hour {
		t.Errorf("got %+v, want only this visit over", bye)
	}
	bye, err = l.EndVisit(t.Context(), igel, true)
	if l.must(err); !bye.Ended || bye.Gone.Sub(l.now()) > 5*time.Hour || bye.Gone.Sub(l.now()) < 4*time.Hour {
		t.Errorf("got %+v, want five hours left for reading", bye)
	}
	_, err = l.Say(t.Context(), igel, parlour, "x", "")
	wantKey(t, "writing after the end", err, "error.read_only")
	out, _, err := l.comeBack(bye.Return)
	if l.must(err); !out.Ended {
		t.Errorf("got %+v, want to come back for reading only", out)
	}
	l.pass(6 * time.Hour)
	if _, err := l.store.Person(t.Context(), igel.Person()); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want the visitor gone", err)
	}
	none := 0
	_, err = l.EditRoom(t.Context(), anna, parlour, house.RoomEdit{Linger: &none})
	l.must(err)
	once := l.visit(anna, parlour, house.TicketSpec{NoReturn: true})
	bye, err = l.EndVisit(t.Context(), once, false)
	if l.must(err); !bye.Ended || !bye.Gone.IsZero() {
		t.Errorf("got %+v, want everything gone at once", bye)
	}
	if _, err := l.store.Person(t.Context(), once.Person()); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want the visitor gone at once", err)
	}
	far := 10_000
	_, err = l.EditRoom(t.Context(), anna, parlour, house.RoomEdit{Linger: &far})
	wantKey(t, "a year", err, "error.linger")
}

func TestClosedRoomIsReadByReturnTicketOnly(t *testing.T) {
	l, anna := practiceOf(t)
	igel := l.visit(anna, parlour, house.TicketSpec{Wait: true})
	l.must(l.LetIn(t.Context(), anna, parlour, igel.Person()))
	_, err := l.Say(t.Context(), igel, parlour, "Danke", "")
	l.must(err)
	late, err := l.NewTicket(t.Context(), anna, parlour, house.TicketSpec{})
	l.must(err)
	_, err = l.CloseRoom(t.Context(), anna, parlour)
	l.must(err)
	_, _, err = l.comeBack(late.Code)
	wantKey(t, "a first ticket for a closed room", err, "error.room_closed")
	out, again, err := l.comeBack(igel.ReturnTicket())
	if l.must(err); !out.Closed || out.Waiting || out.Ended {
		t.Errorf("got %+v, want to go in and read at once", out)
	}
	if words, err := l.said(again, parlour); err != nil || len(words) != 1 {
		t.Errorf("got %q, %v, want it read", words, err)
	}
	_, err = l.Say(t.Context(), again, parlour, "x", "")
	wantKey(t, "writing in a closed room", err, "error.room_closed")
}

func TestBoundKeyOpensTheVisit(t *testing.T) {
	l, anna := practiceOf(t)
	l.room(anna, "work/zwei", house.RoomPractice)
	igel := l.visit(anna, parlour, house.TicketSpec{Pseudonym: "Igel"})
	_, err := l.VisitByKey(t.Context(), sshKey(1))
	wantKey(t, "a key of nobody", err, "error.login")
	_, err = l.BindKey(t.Context(), igel, []byte("no key"))
	wantKey(t, "no key", err, "error.key_invalid")
	bound, err := l.BindKey(t.Context(), igel, sshKey(1))
	l.must(err)
	by, err := l.VisitByKey(t.Context(), sshKey(1))
	if l.must(err); by.Name() != "Igel" || by.Person() != igel.Person() || by.Sealed() || by.ReturnTicket() != "" {
		t.Errorf("got %v %q, want the visitor with open rooms", by.Person(), by.Name())
	}
	_, err = l.Say(t.Context(), by, parlour, "Mit Schlüssel", "")
	l.must(err)
	if stay, err := l.Stay(t.Context(), by); err != nil || stay.Key == nil || stay.Key.Fingerprint != bound.Fingerprint {
		t.Errorf("got %+v, %v, want the key seen", stay, err)
	}
	_, err = l.VisitByKey(t.Context(), sshKey(2))
	wantKey(t, "another key", err, "error.login")

	// The tickets stay valid beside it, and a new one replaces the last.
	out, second, err := l.comeBack(igel.ReturnTicket())
	l.must(err)
	pass, withCode, err := l.NextTicket(t.Context(), by)
	if house.KindOf(err) == house.NotFound { // the ticket ended the visit that the key had opened
		by, err = l.VisitByKey(t.Context(), sshKey(1))
		l.must(err)
		pass, withCode, err = l.NextTicket(t.Context(), by)
	}
	if l.must(err); !pass.Fresh || pass.Code == out.Return || withCode.ReturnTicket() != pass.Code {
		t.Errorf("got %+v, want a fresh ticket", pass)
	}
	_, _, err = l.comeBack(out.Return)
	wantKey(t, "the ticket from before", err, "error.ticket_unknown")
	_ = second

	// Bound to two rooms, it opens the one that was bound last.
	other := l.visit(anna, "work/zwei", house.TicketSpec{Pseudonym: "Dachs"})
	l.pass(time.Second)
	_, err = l.BindKey(t.Context(), other, sshKey(1))
	l.must(err)
	if a, err := l.VisitByKey(t.Context(), sshKey(1)); err != nil || a.Name() != "Dachs" {
		t.Errorf("got %q, %v, want the latest", a.Name(), err)
	}
	l.must(l.UnbindKey(t.Context(), other))
	wantKey(t, "unbinding twice", l.UnbindKey(t.Context(), other), "error.no_bound_key")
	if a, err := l.VisitByKey(t.Context(), sshKey(1)); err != nil || a.Name() != "Igel" {
		t.Errorf("got %q, %v, want the other one again", a.Name(), err)
	}

	// Revoking the ticket takes the key along.
	tickets, err := l.Tickets(t.Context(), anna, parlour)
	l.must(err)
	l.must(l.RevokeTicket(t.Context(), anna, tickets[0].ID))
	_, err = l.VisitByKey(t.Context(), sshKey(1))
	wantKey(t, "after the revocation", err, "error.login")
}

func TestBoundKeyEndsWithTheStay(t *testing.T) {
	l, anna := practiceOf(t)
	igel := l.visit(anna, parlour, house.TicketSpec{})
	_, err := l.BindKey(t.Context(), igel, sshKey(1))
	l.must(err)
	l.pass(20 * 24 * time.Hour)
	_, err = l.VisitByKey(t.Context(), sshKey(1)) // begins the stay anew, as a ticket does
	l.must(err)
	l.pass(20 * 24 * time.Hour)
	if stay, err := l.Stay(t.Context(), igel); err != nil || stay.Ended {
		t.Errorf("got %+v, %v, want the stay to go on", stay, err)
	}
	l.pass(11 * 24 * time.Hour)
	by, err := l.VisitByKey(t.Context(), sshKey(1))
	l.must(err)
	_, err = l.Say(t.Context(), by, parlour, "x", "")
	wantKey(t, "writing after the end", err, "error.read_only")
	_, err = l.BindKey(t.Context(), by, sshKey(2))
	wantKey(t, "binding after the end", err, "error.visit_over")
	l.pass(49 * time.Hour)
	_, err = l.VisitByKey(t.Context(), sshKey(1))
	wantKey(t, "after the deletion", err, "error.login")

	once := l.visit(anna, parlour, house.TicketSpec{NoReturn: true})
	_, err = l.BindKey(t.Context(), once, sshKey(3))
	wantKey(t, "where there is no coming back", err, "error.no_return")
}

func TestAMovedKeyRowIsRefused(t *testing.T) {
	l, anna := practiceOf(t)
	igel, dachs := l.visit(anna, parlour, house.TicketSpec{}), l.visit(anna, parlour, house.TicketSpec{})
	_, err := l.BindKey(t.Context(), igel, sshKey(1))
	l.must(err)
	_, err = l.BindKey(t.Context(), dachs, sshKey(2))
	l.must(err)
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error {
		his, err := tx.VisitKey(t.Context(), igel.Person())
		if err != nil {
			return err
		}
		mine, err := tx.VisitKey(t.Context(), dachs.Person())
		if err != nil {
			return err
		}
		his.Lookup, his.Salt = mine.Lookup, mine.Salt // my key for his visit
		if err := tx.DeleteVisitKey(t.Context(), dachs.Person()); err != nil {
			return err
		}
		return tx.PutVisitKey(t.Context(), his)
	}))
	_, err = l.VisitByKey(t.Context(), sshKey(2))
	wantKey(t, "a row that was edited", err, "error.tampered")
}

func TestWaitingVisitorLeavesOneMessageAndHearsTheHours(t *testing.T) {
	l, anna := practiceOf(t)
	now := l.now().UTC()
	hours := []house.ConsultingHour{{Day: now.AddDate(0, 0, 2).Weekday(), From: 9 * 60, To: 12 * 60}}
	offer, zone := "Beratung", "UTC"
	away := house.CardAway{On: true, Text: "Bis Montag im Urlaub."}
	_, err := l.PutCard(t.Context(), anna, house.CardEdit{Offer: &offer, Hours: &hours, Zone: &zone, Away: &away})
	l.must(err)
	igel := l.visit(anna, parlour, house.TicketSpec{Pseudonym: "Igel", Wait: true})
	_, err = l.said(igel, parlour)
	wantKey(t, "reading while waiting", err, "error.waiting")
	stay, err := l.Stay(t.Context(), igel)
	if l.must(err); !stay.Lobby.Waiting || stay.Lobby.Open || !stay.Lobby.Away || stay.Lobby.AwayText != away.Text || stay.By != "anna" {
		t.Errorf("got %+v, want the hours and the absence of who gave the ticket", stay)
	}
	if next := stay.Lobby.Next; next.Weekday() != hours[0].Day || next.Hour() != 9 || !next.After(now) {
		t.Errorf("got %v, want the next hours", next)
	}
	_, err = l.LeaveWord(t.Context(), igel, "Ich brauche einen Termin.")
	l.must(err)
	_, err = l.LeaveWord(t.Context(), igel, "Und noch etwas.")
	wantKey(t, "a second message", err, "error.word_left")
	posts, err := l.Read(t.Context(), anna, parlour, house.ReadQuery{Kind: house.KindLetter})
	if l.must(err); len(posts) != 1 || posts[0].Author != "Igel" || posts[0].Text != "Ich brauche einen Termin." {
		t.Errorf("got %+v, want the counsellor to read it", posts)
	}
	if stay, err = l.Stay(t.Context(), igel); err != nil || stay.Lobby.Word != "Ich brauche einen Termin." {
		t.Errorf("got %+v, %v, want the own message found again", stay.Lobby, err)
	}
	l.must(l.LetIn(t.Context(), anna, parlour, igel.Person()))
	_, err = l.LeaveWord(t.Context(), igel, "x")
	wantKey(t, "a message from inside", err, "error.not_waiting")
	reads := l.visit(anna, parlour, house.TicketSpec{Wait: true, ReadOnly: true})
	_, err = l.LeaveWord(t.Context(), reads, "x")
	wantKey(t, "a message with a ticket for reading", err, "error.read_only")

	// Who was never let in has nothing to read afterwards.
	shy := l.visit(anna, parlour, house.TicketSpec{Wait: true})
	l.pass(31 * 24 * time.Hour)
	if _, err := l.said(shy, parlour); err == nil {
		t.Error("somebody who was never let in reads after the end")
	}
	if _, err := l.store.Person(t.Context(), shy.Person()); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want them gone", err)
	}
}

func TestVisitorBecomesAMemberAndKeepsTheRoom(t *testing.T) {
	l, anna := practiceOf(t)
	igel := l.visit(anna, parlour, house.TicketSpec{Pseudonym: "Igel"})
	_, err := l.Say(t.Context(), igel, parlour, "Guten Tag", "")
	l.must(err)
	_, err = l.BindKey(t.Context(), igel, sshKey(1))
	l.must(err)
	ask := house.Registration{Name: "anna", Password: phrase, AcceptTerms: true, Lang: "de"}
	_, _, err = l.BecomeMember(t.Context(), igel, ask)
	wantKey(t, "a name that is taken", err, "error.name_taken")
	ask.Name, ask.Password = "igelin", "short"
	_, _, err = l.BecomeMember(t.Context(), igel, ask)
	wantKey(t, "a short password", err, "error.password_short")
	ask.Password = phrase
	done, member, err := l.BecomeMember(t.Context(), igel, ask)
	if l.must(err); done.Name != "igelin" || done.Recovery == "" || member.Person() != igel.Person() || member.Role() != house.RoleInside {
		t.Errorf("got %+v, want the same person as a member", done)
	}
	if words, err := l.said(member, parlour); err != nil || len(words) != 1 {
		t.Errorf("got %q, %v, want what the visitor could read", words, err)
	}
	l.pass(40 * 24 * time.Hour) // no end any more
	again := l.in("igelin")
	posts, err := l.Read(t.Context(), again, parlour, house.ReadQuery{Kind: house.KindChat})
	if l.must(err); len(posts) != 1 || !posts[0].Mine || posts[0].Author != "igelin" {
		t.Errorf("got %+v, want the words to be theirs under the new name", posts)
	}
	_, err = l.Say(t.Context(), again, parlour, "Weiter", "")
	l.must(err)
	_, _, err = l.comeBack(igel.ReturnTicket())
	wantKey(t, "the return ticket", err, "error.ticket_unknown")
	_, err = l.VisitByKey(t.Context(), sshKey(1))
	wantKey(t, "the bound key", err, "error.login")
	recovered, _, err := l.Recover(t.Context(), "igelin", done.Recovery, phrase+"2")
	if l.must(err); recovered.Recovery == "" {
		t.Error("the recovery code gives no new one")
	}
	tickets, err := l.Tickets(t.Context(), anna, parlour)
	l.must(err)
	l.must(l.RevokeTicket(t.Context(), anna, tickets[0].ID))
	if _, err := l.Login(t.Context(), "igelin", phrase+"2"); err != nil {
		t.Errorf("revoking the old ticket ended the member: %v", err)
	}
}

func TestOwnerAllowsMembershipWhereRegistrationIsClosed(t *testing.T) {
	l, anna := practiceOf(t)
	l.must(l.store.InTx(t.Context(), func(tx house.Tx) error {
		return tx.PutSetting(t.Context(), "registration", []byte("invitation"))
	}))
	igel := l.visit(anna, parlour, house.TicketSpec{Pseudonym: "Igel"})
	ask := house.Registration{Name: "igelin", Password: phrase, AcceptTerms: true}
	_, _, err := l.BecomeMember(t.Context(), igel, ask)
	wantKey(t, "without the owner's yes", err, "error.join_ask")
	l.must(l.AllowMember(t.Context(), anna, parlour, "Igel", true))
	l.must(l.AllowMember(t.Context(), anna, parlour, "Igel", false))
	_, _, err = l.BecomeMember(t.Context(), igel, ask)
	wantKey(t, "after the yes was taken back", err, "error.join_ask")
	l.must(l.AllowMember(t.Context(), anna, parlour, "Igel", true))
	if stay, err := l.Stay(t.Context(), igel); err != nil || stay.Join != house.JoinAllowed {
		t.Errorf("got %+v, %v, want the yes seen", stay, err)
	}
	_, _, err = l.BecomeMember(t.Context(), igel, ask)
	l.must(err)
	wantKey(t, "a member", l.AllowMember(t.Context(), anna, parlour, "igelin", true), "error.no_visitor")
}

func TestDeletedRoomTakesItsVisitorsAlong(t *testing.T) {
	l, anna := practiceOf(t)
	igel := l.visit(anna, parlour, house.TicketSpec{})
	_, err := l.BindKey(t.Context(), igel, sshKey(1))
	l.must(err)
	l.must(l.DeleteRoom(t.Context(), anna, parlour))
	_, err = l.VisitByKey(t.Context(), sshKey(1))
	wantKey(t, "the key of a deleted room", err, "error.login")
	if _, err := l.store.Person(t.Context(), igel.Person()); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want the visitor gone", err)
	}
}

func TestClosedCounsellingIsReadUntilItIsDeleted(t *testing.T) {
	c := newCentre(t)
	out, _ := c.asks("@anna", "Sorgen", "Ich weiß nicht weiter.")
	anna := c.team["anna"]
	_, err := c.AcceptContact(t.Context(), anna, out.Place)
	c.must(err)
	_, err = c.CloseCase(t.Context(), anna, out.Place, house.CaseEnd{Delete: c.now().AddDate(0, 0, 60)})
	c.must(err)
	c.pass(50 * 24 * time.Hour)
	back, again, err := c.comeBack(out.Return)
	if c.must(err); !back.Closed || back.Ended {
		t.Errorf("got %+v, want the ticket to lead in although its stay would be over", back)
	}
	if got := c.reads(again, out.Place); len(got) == 0 {
		t.Error("the client reads nothing")
	}
}
