package house_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// centre is an advice centre: a floor whose team are anna, berta and carla, with cards
// that guests may read.
type centre struct {
	*lodge
	admin house.Actor
	team  map[string]house.Actor
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	return centreAt(t, storetest.SQLitePath(t))
}

func centreAt(t *testing.T, target string) *centre {
	t.Helper()
	c := &centre{lodge: lodgeAt(t, target), team: map[string]house.Actor{}}
	c.admin = c.lodge.admin()
	c.floor(c.admin, "rat", house.FloorOpen)
	for _, name := range []string{"anna", "berta", "carla"} {
		c.counsellor(name, house.CardEdit{})
	}
	rule, within := house.TeamCards, 48*time.Hour
	_, err := c.SetTeam(t.Context(), c.admin, "rat", house.TeamEdit{Who: &rule, Answer: &within})
	c.must(err)
	return c
}

// counsellor is a member of the floor with a card.
func (c *centre) counsellor(name string, e house.CardEdit) house.Actor {
	c.t.Helper()
	a := c.member(name)
	c.team[name] = a
	_, err := c.JoinFloor(c.t.Context(), a, "rat")
	c.must(err)
	floor, offer, public, answer := "rat", "Beratung", true, 24*time.Hour
	e.Floor, e.Offer, e.Public, e.Answer = &floor, &offer, &public, &answer
	_, err = c.PutCard(c.t.Context(), a, e)
	c.must(err)
	return a
}

// asks is an enquiry of a guest.
func (c *centre) asks(to, subject, text string) (house.Contacted, house.Actor) {
	c.t.Helper()
	out, who, err := c.Contact(c.t.Context(), c.Guest(), house.ContactSpec{To: to, Subject: subject, Text: text, Accept: true})
	c.must(err)
	return out, who
}

func (c *centre) reads(a house.Actor, place string) []string {
	c.t.Helper()
	posts, err := c.Read(c.t.Context(), a, place, house.ReadQuery{})
	c.must(err)
	var out []string
	for _, p := range posts {
		if p.Kind != house.KindEvent {
			out = append(out, p.Text)
		}
	}
	return out
}

func TestAGuestAsksOneCounsellor(t *testing.T) {
	c := newCentre(t)
	offer, err := c.ContactOffer(t.Context(), c.Guest(), "@anna")
	c.must(err)
	if offer.Counsellor != "anna" || !slices.Equal(offer.Readers, []string{"anna"}) || offer.Answer != 24*time.Hour || !offer.Guest {
		t.Errorf("got %+v, want to be told who reads and until when an answer comes", offer)
	}
	_, _, err = c.Contact(t.Context(), c.Guest(), house.ContactSpec{To: "@anna", Subject: "x", Text: "y"})
	if !house.IsKey(err, "error.must_accept") {
		t.Errorf("got %v without consent", err)
	}
	out, guest := c.asks("@anna", "Sorgen", "Ich weiß nicht weiter.")
	if out.Return == "" || out.Name == "" || guest.Role() != house.RoleGuestOf {
		t.Fatalf("got %+v as %q, want a visitor with a ticket", out, guest.Role())
	}
	if got := c.reads(c.team["anna"], out.Place); !slices.Equal(got, []string{"Ich weiß nicht weiter."}) {
		t.Errorf("anna reads %q", got)
	}
	_, err = c.Read(t.Context(), c.team["berta"], out.Place, house.ReadQuery{})
	if house.KindOf(err) != house.NotFound {
		t.Errorf("berta: got %v, want to know nothing of it", err)
	}
	_, err = c.Say(t.Context(), c.team["anna"], out.Place, "Guten Tag", "")
	if house.KindOf(err) != house.Forbidden {
		t.Errorf("before accepting: got %v, want no word", err)
	}
	got, err := c.AcceptContact(t.Context(), c.team["anna"], out.Place)
	c.must(err)
	if got.State != house.CaseAccepted || got.Stage != house.StageAccepted || got.Counsellor != "anna" || got.Client != out.Name {
		t.Errorf("got %+v, want it accepted", got)
	}
	_, err = c.Say(t.Context(), c.team["anna"], out.Place, "Guten Tag", "")
	c.must(err)

	// The ticket leads back once, to the same name and words.
	bearer, err := c.TicketDoor(t.Context(), out.Return)
	c.must(err)
	again, back, err := c.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
	c.must(err)
	if again.Name != out.Name || again.Place != out.Place || again.Return == out.Return {
		t.Errorf("got %+v, want the same room and a fresh ticket", again)
	}
	if got := c.reads(back, out.Place); !slices.Equal(got, []string{"Ich weiß nicht weiter.", "Guten Tag"}) {
		t.Errorf("the guest reads %q", got)
	}
	seen, err := c.Case(t.Context(), back, out.Place)
	c.must(err)
	if seen.Stage != house.StageWaitingMe || seen.Mine {
		t.Errorf("got %+v, want it to wait for the client", seen)
	}
	if _, err := c.TicketDoor(t.Context(), out.Return); !house.IsKey(err, "error.ticket_unknown") {
		t.Errorf("the same ticket again: got %v", err)
	}
}

func TestOneOfATeamAccepts(t *testing.T) {
	c := newCentre(t)
	out, guest := c.asks("rat", "Frage", "An alle")
	for name, a := range c.team {
		if got := c.reads(a, out.Place); !slices.Equal(got, []string{"An alle"}) {
			t.Errorf("%s reads %q before one accepts", name, got)
		}
	}
	if _, err := c.Case(t.Context(), c.admin, out.Place); house.KindOf(err) != house.NotFound {
		t.Errorf("the floor's admin: got %v, want no such room", err)
	}
	won, told := c.race(out.Place)
	if len(won) != 1 || len(told) != 2 {
		t.Fatalf("got %q accepted and %q told, want one and two", won, told)
	}
	_, err := c.Say(t.Context(), guest, out.Place, "Danke", "")
	c.must(err)
	for name, a := range c.team {
		_, err := c.Read(t.Context(), a, out.Place, house.ReadQuery{})
		if (err == nil) != (name == won[0]) {
			t.Errorf("%s after %s accepted: got %v", name, won[0], err)
		}
	}
	// What the others hold opens nothing after that: their wraps are gone, and no
	// wrap of a later epoch was made for them.
	room, err := c.Case(t.Context(), c.team[won[0]], out.Place)
	c.must(err)
	if len(room.Readers) != 2 {
		t.Errorf("got the readers %q, want the two", room.Readers)
	}
}

// race lets the whole team accept at once.
func (c *centre) race(place string) (won, told []string) {
	c.t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	for name, a := range c.team {
		all.Go(func() {
			_, err := c.AcceptContact(c.t.Context(), a, place)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won = append(won, name)
			case house.IsKey(err, "error.contact_taken"):
				told = append(told, name)
			default:
				c.t.Errorf("%s: got %v, want to be told that a colleague was quicker", name, err)
			}
		})
	}
	all.Wait()
	return won, told
}

func TestDecliningLeavesNobodyAtTheDoor(t *testing.T) {
	c := newCentre(t)
	out, guest := c.asks("rat", "Frage", "An alle")
	c.must(c.DeclineContact(t.Context(), c.team["anna"], out.Place, ""))
	c.must(c.DeclineContact(t.Context(), c.team["berta"], out.Place, ""))
	if err := c.DeclineContact(t.Context(), c.team["carla"], out.Place, " "); !house.IsKey(err, "error.contact_decline_text") {
		t.Errorf("the last one without a word: got %v", err)
	}
	c.must(c.DeclineContact(t.Context(), c.team["carla"], out.Place, "Bitte wenden Sie sich an das Frauenhaus."))
	if got := c.reads(guest, out.Place); !slices.Equal(got, []string{"An alle", "Bitte wenden Sie sich an das Frauenhaus."}) {
		t.Errorf("the guest reads %q", got)
	}
	seen, err := c.Case(t.Context(), guest, out.Place)
	c.must(err)
	if seen.Stage != house.StageDeclined || seen.HintKey() == "" {
		t.Errorf("got %+v, want it declined with what to do next", seen)
	}
	if _, err := c.AcceptContact(t.Context(), c.team["carla"], out.Place); err == nil {
		t.Error("accepted after it was declined")
	}
}

func TestAMissedPromiseIsSeenByBothSides(t *testing.T) {
	c := newCentre(t)
	out, _ := c.asks("@anna", "Frage", "Bitte um Rat")
	ticket := out.Return
	c.pass(23 * time.Hour)
	if got, err := c.Cases(t.Context(), c.in("anna"), false); err != nil || len(got) != 1 || got[0].Stage != house.StageNew {
		t.Fatalf("got %+v, %v, want a new enquiry", got, err)
	}
	c.pass(2 * time.Hour)
	got, err := c.Cases(t.Context(), c.in("anna"), false)
	if err != nil || len(got) != 1 || got[0].Stage != house.StageOverdue || !got[0].Overdue {
		t.Fatalf("got %+v, %v, want it overdue", got, err)
	}
	bearer, err := c.TicketDoor(t.Context(), ticket)
	c.must(err)
	_, guest, err := c.Redeem(t.Context(), bearer, house.Redemption{Accept: true})
	c.must(err)
	seen, err := c.Case(t.Context(), guest, out.Place)
	c.must(err)
	if !seen.Overdue || seen.HintKey() != "contact.hint.overdue" {
		t.Errorf("the guest sees %+v, want the missed promise", seen)
	}
	anna := c.in("anna")
	_, err = c.AcceptContact(t.Context(), anna, out.Place)
	c.must(err)
	_, err = c.Say(t.Context(), anna, out.Place, "Entschuldigung.", "")
	c.must(err)
	if seen, err = c.Case(t.Context(), guest, out.Place); err != nil || seen.Overdue {
		t.Errorf("after the answer: got %+v, %v", seen, err)
	}
}

func TestMembersAskOnceUnderOneKey(t *testing.T) {
	c := newCentre(t)
	miriam := c.member("miriam")
	spec := house.ContactSpec{To: "@anna", Subject: "Frage", Text: "Wort", Key: "k1"}
	first, who, err := c.Contact(t.Context(), miriam, spec)
	c.must(err)
	if who.Role() != house.RoleInside || first.Return != "" {
		t.Errorf("got %+v as %q, want a member as before", first, who.Role())
	}
	again, _, err := c.Contact(t.Context(), miriam, spec)
	c.must(err)
	if again.Place != first.Place {
		t.Errorf("got %s and %s, want one room", first.Place, again.Place)
	}
	c.must(c.Block(t.Context(), c.team["berta"], "miriam"))
	spec.To, spec.Key = "@berta", ""
	if _, _, err := c.Contact(t.Context(), miriam, spec); !house.IsKey(err, "error.contact_blocked") {
		t.Errorf("got %v, want to be refused", err)
	}
	c.must(c.WithdrawContact(t.Context(), miriam, first.Place))
	if _, err := c.Case(t.Context(), c.team["anna"], first.Place); house.KindOf(err) != house.NotFound {
		t.Errorf("after it was taken back: got %v", err)
	}
}

func TestCapacityCountsClients(t *testing.T) {
	c := newCentre(t)
	one := 1
	dora := c.counsellor("dora", house.CardEdit{Capacity: &one})
	out, _ := c.asks("@dora", "Frage", "Eins")
	free := func() bool {
		card, err := c.Card(t.Context(), c.Guest(), "@dora")
		c.must(err)
		return card.Free
	}
	if !free() {
		t.Error("an enquiry takes no place")
	}
	_, err := c.AcceptContact(t.Context(), dora, out.Place)
	c.must(err)
	if free() {
		t.Error("dora has a place left, want none")
	}
	_, err = c.CloseCase(t.Context(), dora, out.Place, house.CaseEnd{})
	c.must(err)
	if !free() {
		t.Error("dora has no place, want one after closing")
	}
}

func TestAClosedCounsellingIsReadGivenFeedbackAndDestroyed(t *testing.T) {
	c := newCentre(t)
	miriam := c.member("miriam")
	out, _, err := c.Contact(t.Context(), miriam, house.ContactSpec{To: "@anna", Subject: "Frage", Text: "Wort"})
	c.must(err)
	anna := c.team["anna"]
	if _, err := c.GiveFeedback(t.Context(), miriam, out.Place, house.Feedback{Heard: 5}); !house.IsKey(err, "error.feedback_early") {
		t.Errorf("before the end: got %v", err)
	}
	_, err = c.AcceptContact(t.Context(), anna, out.Place)
	c.must(err)
	follow, gone := time.Now().AddDate(0, 0, 14), time.Now().AddDate(0, 0, 20)
	if _, err := c.CloseCase(t.Context(), anna, out.Place, house.CaseEnd{FollowUp: gone.AddDate(0, 0, 1), Delete: gone}); !house.IsKey(err, "error.case_follow_up") {
		t.Errorf("got %v, want the date refused", err)
	}
	closed, err := c.CloseCase(t.Context(), anna, out.Place, house.CaseEnd{Summary: "Was wir erreicht haben", FollowUp: follow, Delete: gone})
	c.must(err)
	if closed.Stage != house.StageArchived || closed.Summary == "" || closed.DeleteAt.Sub(gone).Abs() > time.Second {
		t.Errorf("got %+v, want it closed", closed)
	}
	if got := c.reads(miriam, out.Place); !slices.Equal(got, []string{"Wort", "Was wir erreicht haben"}) {
		t.Errorf("the client reads %q", got)
	}
	if _, err := c.Say(t.Context(), miriam, out.Place, "Noch etwas", ""); !house.IsKey(err, "error.room_closed") {
		t.Errorf("got %v, want read-only", err)
	}
	_, err = c.GiveFeedback(t.Context(), miriam, out.Place, house.Feedback{Heard: 5, Text: "Danke"})
	c.must(err)
	seen, err := c.Case(t.Context(), anna, out.Place)
	c.must(err)
	if len(seen.Feedback) != 1 || seen.Feedback[0].Text != "Danke" || seen.Feedback[0].Name != "miriam" {
		t.Errorf("anna sees the feedback %+v", seen.Feedback)
	}
	if _, err := c.BringDeletionForward(t.Context(), anna, out.Place, gone.AddDate(0, 0, 1)); !house.IsKey(err, "error.case_later") {
		t.Errorf("later: got %v", err)
	}
	c.pass(15 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("miriam"), out.Place); err != nil {
		t.Errorf("before the day: %v", err)
	}
	c.pass(6 * 24 * time.Hour)
	for _, a := range []house.Actor{c.in("miriam"), c.in("anna")} {
		if _, err := c.Case(t.Context(), a, out.Place); house.KindOf(err) != house.NotFound {
			t.Errorf("after the day of deletion: got %v, want nothing there", err)
		}
	}
}

func TestEnquiriesThatNobodyAcceptsGo(t *testing.T) {
	c := newCentre(t)
	out, _ := c.asks("@anna", "Frage", "Wort")
	c.pass(89 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("anna"), out.Place); err != nil {
		t.Errorf("before: %v", err)
	}
	c.pass(2 * 24 * time.Hour)
	if _, err := c.Case(t.Context(), c.in("anna"), out.Place); house.KindOf(err) != house.NotFound {
		t.Errorf("got %v, want it deleted", err)
	}
}

func TestAFloodOfEnquiriesIsBounded(t *testing.T) {
	c := newCentre(t)
	for range 100 {
		c.asks("@anna", "Frage", "Wort")
	}
	_, _, err := c.Contact(t.Context(), c.Guest(), house.ContactSpec{To: "@anna", Subject: "x", Text: "y", Accept: true})
	if !house.IsKey(err, "error.contact_many") {
		t.Errorf("got %v, want to be told that too many wait", err)
	}
	c.asks("@berta", "Frage", "Wort")
}

func TestNamedTeamsAreThoseOnTheFloor(t *testing.T) {
	c := newCentre(t)
	rule := house.TeamNamed
	team, err := c.SetTeam(t.Context(), c.admin, "rat", house.TeamEdit{Who: &rule, Add: []string{"anna", "berta"}})
	c.must(err)
	if !slices.Equal(team.Names, []string{"anna", "berta"}) {
		t.Errorf("got %q", team.Names)
	}
	c.member("fremd")
	if _, err := c.SetTeam(t.Context(), c.admin, "rat", house.TeamEdit{Add: []string{"fremd"}}); !house.IsKey(err, "error.team_not_on_floor") {
		t.Errorf("got %v", err)
	}
	_, err = c.LeaveFloor(t.Context(), c.team["anna"], "rat")
	c.must(err)
	offer, err := c.ContactOffer(t.Context(), c.Guest(), "rat")
	c.must(err)
	if strings.Join(offer.Readers, " ") != "berta" {
		t.Errorf("got the readers %q, want whoever is still on the floor", offer.Readers)
	}
	off := house.TeamOff
	_, err = c.SetTeam(t.Context(), c.admin, "rat", house.TeamEdit{Who: &off})
	c.must(err)
	if _, err := c.ContactOffer(t.Context(), c.Guest(), "rat"); !house.IsKey(err, "error.no_team") {
		t.Errorf("got %v", err)
	}
}

func TestEnquiriesAreNewsUntilOneAccepts(t *testing.T) {
	c := newCentre(t)
	out, _ := c.asks("rat", "Frage", "An alle")
	waits := func(name string) bool {
		news, err := c.News(t.Context(), c.team[name])
		c.must(err)
		return slices.ContainsFunc(news, func(n house.NewsItem) bool { return n.Kind == "enquiry" && n.ForMe && n.Place == out.Place+"/case" })
	}
	if !waits("anna") || !waits("berta") {
		t.Error("those who may accept are not told")
	}
	_, err := c.AcceptContact(t.Context(), c.team["anna"], out.Place)
	c.must(err)
	if waits("anna") || waits("berta") {
		t.Error("the enquiry is news after it was accepted")
	}
}

func TestWhoLeavesTheFloorReadsNoEnquiryOfItsTeam(t *testing.T) {
	c := newCentre(t)
	out, guest := c.asks("rat", "Frage", "An alle")
	own, _ := c.asks("@anna", "Frage", "An dich")
	_, err := c.LeaveFloor(t.Context(), c.team["anna"], "rat")
	c.must(err)
	if _, err := c.Read(t.Context(), c.team["anna"], out.Place, house.ReadQuery{}); house.KindOf(err) != house.NotFound {
		t.Errorf("anna: got %v, want no such room", err)
	}
	if got := c.reads(c.team["anna"], own.Place); len(got) != 1 {
		t.Errorf("got %q of what was written to anna herself", got)
	}
	_, err = c.Say(t.Context(), guest, out.Place, "Noch etwas", "")
	c.must(err)
	if got := c.reads(c.team["berta"], out.Place); !slices.Equal(got, []string{"An alle", "Noch etwas"}) {
		t.Errorf("berta reads %q", got)
	}
	if _, err := c.AcceptContact(t.Context(), c.team["berta"], out.Place); err != nil {
		t.Error(err)
	}
}

func TestNobodyReadsOfWhomTheClientWasNotTold(t *testing.T) {
	c := newCentre(t)
	offer, err := c.ContactOffer(t.Context(), c.Guest(), "rat")
	c.must(err)
	c.counsellor("dora", house.CardEdit{})
	spec := house.ContactSpec{To: "rat", Subject: "Frage", Text: "An alle", Accept: true, Readers: offer.Readers}
	if _, _, err := c.Contact(t.Context(), c.Guest(), spec); !house.IsKey(err, "error.contact_readers") {
		t.Errorf("got %v, want to be told that others read", err)
	}
	spec.Readers = append(spec.Readers, "dora")
	_, _, err = c.Contact(t.Context(), c.Guest(), spec)
	c.must(err)
}

// TestACounsellingGoesOnWhateverIsHeldAgainstItsFloor: neither a suspended floor nor a ban
// from it leaves a client without an answer. The control is a conference room.
func TestACounsellingGoesOnWhateverIsHeldAgainstItsFloor(t *testing.T) {
	c := newCentre(t)
	ctx := t.Context()
	kim := c.member("kilian")
	_, err := c.JoinFloor(ctx, kim, "rat")
	c.must(err)
	asked, _, err := c.Contact(ctx, kim, house.ContactSpec{To: "@anna", Subject: "Sorge", Text: "Bitte", Accept: true})
	c.must(err)
	_, err = c.AcceptContact(ctx, c.team["anna"], asked.Place)
	c.must(err)
	_, err = c.SetFloorCreator(ctx, c.admin, "rat", "anna", true)
	c.must(err)
	c.room(c.team["anna"], "rat/kreis", house.RoomConference, kim)

	_, err = c.Sanction(ctx, c.admin, "rat", house.SanctionSpec{Kind: house.SanctionBan, Name: "kilian", For: 24 * time.Hour, Text: "x"})
	c.must(err)
	_, err = c.Say(ctx, kim, "rat/kreis", "hallo", "")
	wantKey(t, "control: the conference while banned", err, "error.floor_banned")
	_, err = c.Say(ctx, kim, asked.Place, "Sind Sie da?", "")
	c.must(err)
	c.must(c.SuspendFloor(ctx, c.admin, "rat", true))
	_, err = c.Say(ctx, c.team["anna"], "rat/kreis", "hallo", "")
	wantKey(t, "control: the conference while suspended", err, "error.floor_suspended_room")
	_, err = c.Say(ctx, c.team["anna"], asked.Place, "Ja, ich bin da.", "")
	c.must(err)
	if got := c.reads(kim, asked.Place); len(got) != 3 {
		t.Errorf("got %q, want the enquiry and both lines", got)
	}
}
