package house_test

// The attacks: deeds of a counselling that meet others halfway, people whose right ended,
// and rows of the database that were changed by hand.

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// accepted is an enquiry of a guest that anna counsels.
func (c *centre) accepted() (string, house.Actor) {
	c.t.Helper()
	out, guest := c.asks("@anna", "Sorgen", "Ich weiß nicht weiter.")
	c.must(only(c.AcceptContact(c.t.Context(), c.team["anna"], out.Place)))
	return out.Place, guest
}

func TestNobodyTakesOverWhatIsClosedMeanwhile(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newHanding(t, target)
		asked := p.offer("berta")
		p.take("berta", asked.ID)
		p.before(func() { p.must(only(p.CloseRoom(t.Context(), p.who["anna"], counselRoom))) })
		_, err := p.AgreeHandover(t.Context(), p.client, counselRoom, true)
		wantKey(t, "the last yes after it was closed", err, "error.room_closed")
		if _, err := p.said(p.in("berta"), counselRoom); house.KindOf(err) != house.NotFound {
			t.Errorf("berta: got %v, want that she did not come in", err)
		}
		if _, err := p.said(p.in("anna"), counselRoom); err != nil {
			t.Errorf("anna: got %v, want to read on", err)
		}
	})
}

func TestNobodyIsCalledInWhatIsClosedMeanwhile(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	p.before(func() { p.must(only(p.CloseRoom(t.Context(), p.in("anna"), counselRoom))) })
	_, err := p.CallColleague(t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: "berta"})
	wantKey(t, "calling after it was closed", err, "error.room_closed")
}

func TestWhoIsAskedIsNotToldWhichMemberAsks(t *testing.T) {
	c := newCentre(t)
	miriam := c.member("miriam")
	out, _, err := c.Contact(t.Context(), miriam, house.ContactSpec{To: "@anna", Subject: "Frage", Text: "Wort"})
	c.must(err)
	c.must(only(c.AcceptContact(t.Context(), c.team["anna"], out.Place)))
	ticket, err := c.ActivationTicket(t.Context(), c.admin, "anna")
	c.must(err)
	c.registerBy(ticket.Code, "anna")
	c.must(only(c.OfferHandover(t.Context(), miriam, out.Place, house.HandoverSpec{Name: "berta"})))
	asked, err := c.HandoversAsked(t.Context(), c.team["berta"])
	c.must(err)
	if len(asked) != 1 || asked[0].By != "" {
		t.Errorf("got %+v, want berta asked by somebody without a name", asked)
	}
	mine, err := c.HandoversAsked(t.Context(), miriam)
	c.must(err)
	if len(mine) != 1 || !mine[0].Mine {
		t.Errorf("got %+v, want her own question", mine)
	}
}

func TestAfterTheEndOfAVisitNobodyNamesACounsellor(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	p.visitor("Quarz", house.TicketSpec{}) // would be asked for a yes
	ticket, err := p.ActivationTicket(t.Context(), p.in("admin"), "anna")
	p.must(err)
	p.registerBy(ticket.Code, "anna")
	p.must(only(p.EndVisit(t.Context(), p.client, true)))
	p.reads(p.client, "Worte der Ratsuchenden", "Antwort von anna")
	_, err = p.OfferHandover(t.Context(), p.client, counselRoom, house.HandoverSpec{Name: "berta", Message: "Worte nach dem Ende"})
	wantKey(t, "an offer after the end", err, "error.read_only")
}

func TestAQuestionThatRanOutTakesNothingOfTheNextOne(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna := p.who["anna"]
	p.must(only(p.AddRecordEntry(t.Context(), anna, counselRoom, house.RecordSpec{Text: "Erstgespräch"})))
	p.must(only(p.OfferHandover(t.Context(), anna, counselRoom, house.HandoverSpec{Name: "berta", Until: p.now().Add(time.Hour)})))
	p.by.Add(int64(2 * time.Hour)) // the house has not come round yet
	anna = p.in("anna")
	c, err := p.OfferHandover(t.Context(), anna, counselRoom, house.HandoverSpec{Name: "berta", Message: "Noch einmal"})
	p.must(err)
	p.Sweep(t.Context())
	if got := p.seen(p.client).Offer; got == nil || got.Message != "Noch einmal" {
		t.Errorf("got %+v, want the question with its words", got)
	}
	p.take("berta", c.Offer.ID)
	p.must(only(p.AgreeHandover(t.Context(), p.client, counselRoom, false)))
	book, err := p.Record(t.Context(), p.in("berta"), counselRoom)
	if err != nil || len(book.Entries) != 1 || book.Shut != 0 {
		t.Errorf("got %+v, %v, want the record to have gone along", book, err)
	}
}

func TestWhatAColleagueEntersWhileAQuestionIsOpenGoesAlong(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna, carl := p.who["anna"], p.who["carl"]
	p.callsIn(anna, counselRoom, carl)
	p.must(only(p.AddRecordEntry(t.Context(), anna, counselRoom, house.RecordSpec{Text: "Erstgespräch"})))
	asked := p.offer("berta")
	p.must(only(p.AddRecordEntry(t.Context(), carl, counselRoom, house.RecordSpec{Text: "Zu dritt gesprochen"})))
	p.take("berta", asked.ID)
	p.must(only(p.AgreeHandover(t.Context(), p.client, counselRoom, false)))
	book, err := p.Record(t.Context(), p.in("berta"), counselRoom)
	if err != nil || len(book.Entries) != 2 || book.Shut != 0 {
		t.Errorf("got %+v, %v, want both entries", book, err)
	}
}

func TestARoomOfACounsellingThatIsClosedIsDeletedLikeOne(t *testing.T) {
	c := newCentre(t)
	place, guest := c.accepted()
	c.must(only(c.CloseRoom(t.Context(), c.team["anna"], place)))
	seen, err := c.Case(t.Context(), guest, place)
	c.must(err)
	if seen.Stage != house.StageArchived || seen.DeleteAt.IsZero() {
		t.Errorf("got %+v, want the end with a day of deletion", seen)
	}
	c.pass(29 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("anna"), place); err != nil {
		t.Errorf("before the day: %v", err)
	}
	c.pass(2 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("anna"), place); house.KindOf(err) != house.NotFound {
		t.Errorf("after the day: got %v, want nothing there", err)
	}
}

func TestTheLastLetterStaysUntilTheAgreedDay(t *testing.T) {
	c := newCentre(t)
	miriam := c.member("miriam")
	out, _, err := c.Contact(t.Context(), miriam, house.ContactSpec{To: "@anna", Subject: "Frage", Text: "Wort"})
	c.must(err)
	anna, keep := c.team["anna"], 10
	c.must(only(c.AcceptContact(t.Context(), anna, out.Place)))
	c.must(only(c.Say(t.Context(), anna, out.Place, "Im Chat", "")))
	c.must(only(c.EditRoom(t.Context(), anna, out.Place, house.RoomEdit{Retention: &keep})))
	c.must(only(c.CloseCase(t.Context(), anna, out.Place, house.CaseEnd{Summary: "Was wir erreicht haben", Delete: c.now().AddDate(0, 0, 60)})))
	c.pass(30 * 24 * time.Hour)
	if got := c.reads(c.in("miriam"), out.Place); !slices.Equal(got, []string{"Wort", "Was wir erreicht haben"}) {
		t.Errorf("got %q, want the letters until the agreed day, and the chat gone by the room's rule", got)
	}
	c.pass(31 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("miriam"), out.Place); house.KindOf(err) != house.NotFound {
		t.Errorf("after the day: got %v, want nothing there", err)
	}
}

// What was changed by hand in a room's row must not get a good seal by the next deed.
func TestAChangedRoomIsNotSealedAgain(t *testing.T) {
	for _, deed := range []struct {
		name string
		act  func(c *centre, place string) error
	}{
		{"accept", func(c *centre, place string) error { return only(c.AcceptContact(t.Context(), c.team["anna"], place)) }},
		{"edit", func(c *centre, place string) error {
			return only(c.EditRoom(t.Context(), c.team["anna"], place, house.RoomEdit{Name: new("Neu")}))
		}},
		{"close", func(c *centre, place string) error { return only(c.CloseRoom(t.Context(), c.team["anna"], place)) }},
		{"files", func(c *centre, place string) error {
			return c.SetFileRules(t.Context(), c.team["anna"], place, house.FileRules{MaxFile: 10})
		}},
		{"remove", func(c *centre, place string) error {
			return only(c.Remove(t.Context(), c.team["anna"], place, "Igel"))
		}},
	} {
		t.Run(deed.name, func(t *testing.T) {
			path := storetest.SQLitePath(t)
			c := centreAt(t, path)
			out, _, err := c.Contact(t.Context(), c.Guest(), house.ContactSpec{To: "@anna", Subject: "Sorgen", Text: "Wort", As: "Igel", Accept: true})
			c.must(err)
			if deed.name != "accept" {
				c.must(only(c.AcceptContact(t.Context(), c.team["anna"], out.Place)))
			}
			c.must(only(c.Case(t.Context(), c.team["anna"], out.Place))) // the room lies in memory
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			if _, err := db.ExecContext(t.Context(), `UPDATE rooms SET access = 'floor' WHERE kind = 'practice'`); err != nil {
				t.Fatal(err)
			}
			if err := deed.act(c, out.Place); !house.IsKey(err, "error.tampered") {
				t.Errorf("got %v, want it refused loudly", err)
			}
		})
	}
}

func TestWhoIsTakenOffTheTeamMeanwhileGetsNoEnquiry(t *testing.T) {
	for _, to := range []string{"rat", "@anna"} {
		c := newCentre(t)
		c.before(func() { c.must(only(c.RemoveFromFloor(t.Context(), c.admin, "rat", "anna"))) })
		_, _, err := c.Contact(t.Context(), c.Guest(), house.ContactSpec{To: to, Subject: "x", Text: "y", Accept: true})
		if house.KindOf(err) != house.Conflict {
			t.Errorf("to %s: got %v, want nothing sent to somebody who is not there any more", to, err)
		}
		if got, err := c.Cases(t.Context(), c.in("anna"), true); err != nil || len(got) != 0 {
			t.Errorf("to %s: got %+v, %v, want no enquiry", to, got, err)
		}
		_, err = c.ContactOffer(t.Context(), c.Guest(), "@anna")
		wantKey(t, "the card of somebody who is not on its floor", err, "error.no_such_card")
	}
}

func TestWhoLeftTheFloorAcceptsNothingOnIt(t *testing.T) {
	c := newCentre(t)
	out, _ := c.asks("rat", "Frage", "An alle")
	own, _ := c.asks("@anna", "Frage", "An dich")
	c.must(only(c.RemoveFromFloor(t.Context(), c.admin, "rat", "anna")))
	_, err := c.AcceptContact(t.Context(), c.team["anna"], own.Place)
	wantKey(t, "anna", err, "error.contact_off_floor")
	_, err = c.AcceptContact(t.Context(), c.team["anna"], out.Place)
	wantKey(t, "anna", err, "error.no_such_room")
	c.must(only(c.AcceptContact(t.Context(), c.team["berta"], out.Place)))
}

func TestTheSubjectOfAnEnquiryIsNotListed(t *testing.T) {
	c := newCentre(t)
	place, _ := c.accepted()
	listed := true
	_, err := c.EditRoom(t.Context(), c.team["anna"], place, house.RoomEdit{Listed: &listed})
	wantKey(t, "listing it", err, "error.case_listed")
}

func TestDestructionBelievesNoChangedRow(t *testing.T) {
	path := storetest.SQLitePath(t)
	c := centreAt(t, path)
	place, _ := c.accepted()
	c.must(only(c.CloseCase(t.Context(), c.team["anna"], place, house.CaseEnd{})))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), `UPDATE roster SET role = 'visitor' WHERE role = 'owner' AND room IN (SELECT room FROM cases)`); err != nil {
		t.Fatal(err)
	}
	c.pass(40 * 24 * time.Hour)
	if _, err := c.Login(t.Context(), "anna", phrase); err != nil {
		t.Errorf("got %v, want the counsellor's account not to go with the room", err)
	}
}
