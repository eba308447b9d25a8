package house_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

const counselRoom = "stadt/praxis"

// handing is a house in which anna counsels a visitor; berta and carl are counsellors
// of the same floor, too, dora has no card.
type handing struct {
	*lodge
	who    map[string]house.Actor
	client house.Actor
}

func newHanding(t *testing.T, target string) *handing {
	t.Helper()
	p := &handing{lodge: lodgeAt(t, target), who: map[string]house.Actor{}}
	p.floor(p.admin(), "stadt", house.FloorOpen)
	admin := p.in("admin")
	for _, name := range []string{"anna", "berta", "carl", "dora"} {
		p.who[name] = p.member(name)
		_, err := p.JoinFloor(t.Context(), p.who[name], "stadt")
		p.must(err)
		if name == "dora" {
			continue
		}
		floor, offer, public := "stadt", "Beratung", true
		_, err = p.PutCard(t.Context(), p.who[name], house.CardEdit{Floor: &floor, Offer: &offer, Public: &public})
		p.must(err)
	}
	_, err := p.SetFloorCreator(t.Context(), admin, "stadt", "anna", true)
	p.must(err)
	_, err = p.NewRoom(t.Context(), p.who["anna"], house.RoomSpec{Place: counselRoom, Name: "Praxis", Kind: house.RoomPractice, Unlisted: true})
	p.must(err)
	p.say("anna", "vor allem anderen")
	p.client = p.visitor("Kiesel", house.TicketSpec{})
	_, err = p.Say(t.Context(), p.client, counselRoom, "Worte der Ratsuchenden", "")
	p.must(err)
	p.say("anna", "Antwort von anna")
	return p
}

func (p *handing) visitor(name string, spec house.TicketSpec) house.Actor {
	p.t.Helper()
	ticket, err := p.NewTicket(p.t.Context(), p.who["anna"], counselRoom, spec)
	p.must(err)
	b, err := p.TicketDoor(p.t.Context(), ticket.Code)
	p.must(err)
	_, a, err := p.Redeem(p.t.Context(), b, house.Redemption{Accept: true, As: name})
	p.must(err)
	return a
}

func (p *handing) say(who, text string) {
	p.t.Helper()
	_, err := p.Say(p.t.Context(), p.who[who], counselRoom, text, "")
	p.must(err)
}

func (p *handing) seen(a house.Actor) house.Colleagues {
	p.t.Helper()
	c, err := p.Colleagues(p.t.Context(), a, counselRoom)
	p.must(err)
	return c
}

// offer asks somebody to take it over, and gives the question as they see it.
func (p *handing) offer(name string) house.HandoverOffer {
	p.t.Helper()
	_, err := p.OfferHandover(p.t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: name, Message: "Ich ziehe um."})
	p.must(err)
	asked, err := p.HandoversAsked(p.t.Context(), p.who[name])
	p.must(err)
	if len(asked) == 0 || !asked[0].ForMe || asked[0].Place != "" || asked[0].Message != "" || asked[0].By != "anna" {
		p.t.Fatalf("got %+v, want to be asked by anna and told nothing of the counselling", asked)
	}
	return asked[0]
}

func (p *handing) take(name string, id house.HandoverID) {
	p.t.Helper()
	_, err := p.TakeHandover(p.t.Context(), p.who[name], id, true)
	p.must(err)
}

func (p *handing) news(a house.Actor, kind string) bool {
	p.t.Helper()
	items, err := p.News(p.t.Context(), a)
	p.must(err)
	return slices.ContainsFunc(items, func(n house.NewsItem) bool { return n.Kind == kind })
}

func (p *handing) reads(a house.Actor, want ...string) {
	p.t.Helper()
	got, err := p.said(a, counselRoom)
	p.must(err)
	if !slices.Equal(got, want) {
		p.t.Errorf("%s reads %q, want %q", a.Name(), got, want)
	}
}

func TestACounsellingIsHandedOverOnlyWhenEverybodyAgreed(t *testing.T) {
	for _, all := range []bool{false, true} {
		storetest.EachTarget(t, func(t *testing.T, target string) {
			p := newHanding(t, target)
			_, err := p.HandOver(t.Context(), p.who["anna"], counselRoom, "Kiesel")
			wantKey(t, "to a visitor", err, "error.not_heir")
			_, err = p.OfferHandover(t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: "dora"})
			wantKey(t, "to somebody without a card", err, "error.no_colleague")
			_, err = p.NameSuccessor(t.Context(), p.who["anna"], "berta", []string{counselRoom})
			wantKey(t, "by a succession", err, "error.handover_consent")
			spare, err := p.NewTicket(t.Context(), p.who["anna"], counselRoom, house.TicketSpec{})
			p.must(err)
			asked := p.offer("berta")
			_, err = p.OfferHandover(t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: "carl"})
			wantKey(t, "a second one", err, "error.handover_open")
			if !p.news(p.who["berta"], "handover") || p.news(p.client, "handover") {
				t.Error("the colleague is asked first, then the client")
			}
			_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, all)
			wantKey(t, "before the colleague", err, "error.handover_first")
			_, err = p.TakeHandover(t.Context(), p.who["carl"], asked.ID, true)
			wantKey(t, "somebody else", err, "error.no_handover")
			p.take("berta", asked.ID)
			_, err = p.said(p.who["berta"], counselRoom)
			wantKey(t, "before the client agreed", err, "error.no_such_room")
			c := p.seen(p.client)
			if c.Offer == nil || !c.Offer.ForMe || c.Offer.Name != "berta" || c.Offer.Message != "Ich ziehe um." || !p.news(p.client, "handover") {
				t.Fatalf("got %+v, want the client to be asked", c.Offer)
			}
			_, err = p.AgreeHandover(t.Context(), p.who["anna"], counselRoom, all)
			wantKey(t, "the counsellor in the client's place", err, "error.handover_client")
			c, err = p.AgreeHandover(t.Context(), p.client, counselRoom, all)
			p.must(err)
			if c.Counsellor != "berta" || c.Offer != nil {
				t.Errorf("got %+v, want that berta counsels", c)
			}
			_, err = p.said(p.who["anna"], counselRoom)
			wantKey(t, "the former counsellor", err, "error.no_such_room")
			_, err = p.TicketDoor(t.Context(), spare.Code)
			wantKey(t, "a ticket whose code the former counsellor knows", err, "error.ticket_unknown")
			if _, err = p.Say(t.Context(), p.client, counselRoom, "Guten Tag", ""); err != nil {
				t.Fatal(err)
			}
			if all {
				p.reads(p.who["berta"], "Worte der Ratsuchenden", "Antwort von anna", "Guten Tag")
			} else {
				p.reads(p.who["berta"], "Guten Tag")
			}
			if p.news(p.who["berta"], "handover") {
				t.Error("the colleague is still asked")
			}
			code := p.client.ReturnTicket() // issued by anna, who is gone
			b, err := p.TicketDoor(t.Context(), code)
			p.must(err)
			_, again, err := p.Redeem(t.Context(), b, house.Redemption{Accept: true})
			p.must(err)
			p.reads(again, "Worte der Ratsuchenden", "Antwort von anna", "Guten Tag")
		})
	}
}

// The keys of who went open nothing that came later: their wraps are gone, and so is
// every later epoch for them. The control: before they went they did open it.
func TestWhoHandedOverOpensNoLaterKey(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	room, err := p.Room(t.Context(), p.who["anna"], counselRoom)
	p.must(err)
	wraps := func(name string) int {
		rows, err := p.store.Wraps(t.Context(), room.ID, string(p.who[name].Person()))
		p.must(err)
		return len(rows)
	}
	before, err := p.store.Room(t.Context(), room.ID)
	p.must(err)
	if wraps("anna") == 0 || wraps("berta") != 0 {
		t.Fatalf("got %d and %d wraps before, want those of the counsellor alone", wraps("anna"), wraps("berta"))
	}
	asked := p.offer("berta")
	p.take("berta", asked.ID)
	_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, false)
	p.must(err)
	after, err := p.store.Room(t.Context(), room.ID)
	p.must(err)
	if wraps("anna") != 0 || wraps("berta") != 1 || after.Epoch <= before.Epoch {
		t.Errorf("got %d and %d wraps, epoch %d after %d, want the former counsellor's gone and a new epoch", wraps("anna"), wraps("berta"), after.Epoch, before.Epoch)
	}
}

func TestRefusedWithdrawnExpiredChangesNothing(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna := p.who["anna"]
	unchanged := func(state house.HandoverState) {
		t.Helper()
		if c := p.seen(p.client); c.Counsellor != "anna" || c.Offer != nil {
			t.Errorf("got %+v, want that anna counsels and nobody is asked", c)
		}
		asked, err := p.HandoversAsked(t.Context(), p.who["berta"])
		p.must(err)
		if asked[0].State != state || asked[0].ForMe {
			t.Errorf("got %+v, want the colleague to be told %s", asked[0], state)
		}
		p.say("anna", "weiter")
	}
	asked := p.offer("berta")
	p.take("berta", asked.ID)
	_, err := p.RefuseHandover(t.Context(), p.client, counselRoom, "Ich möchte bei Ihnen bleiben.")
	p.must(err)
	unchanged(house.HandoverRefused)
	if !p.news(anna, "handover") {
		t.Error("the counsellor is not told")
	}
	if c := p.seen(anna); c.Offer == nil || c.Offer.State != house.HandoverRefused {
		t.Errorf("got %+v, want what came of it", c.Offer)
	}
	if p.news(anna, "handover") {
		t.Error("the counsellor is told again")
	}
	asked = p.offer("berta")
	_, err = p.TakeHandover(t.Context(), p.who["berta"], asked.ID, false)
	p.must(err)
	unchanged(house.HandoverDeclined)
	p.offer("berta")
	_, err = p.WithdrawHandover(t.Context(), anna, counselRoom)
	p.must(err)
	unchanged(house.HandoverWithdrawn)
	asked = p.offer("berta") // the client does not come any more
	p.take("berta", asked.ID)
	p.pass(days(13))
	if c := p.seen(anna); c.Offer == nil || c.Offer.State != house.HandoverTaken {
		t.Errorf("got %+v, want it to wait", c.Offer)
	}
	p.pass(days(1))
	if c := p.seen(anna); c.Offer == nil || c.Offer.State != house.HandoverExpired {
		t.Errorf("got %+v, want it expired", c.Offer)
	}
	_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, true)
	wantKey(t, "too late", err, "error.no_handover")
	unchanged(house.HandoverExpired)
	p.pass(days(31))
	rows, err := p.HandoversAsked(t.Context(), p.who["berta"])
	if err != nil || len(rows) != 0 {
		t.Errorf("got %+v, %v, want it forgotten", rows, err)
	}
}

func TestOfTwoClientsWhoAgreeAtOnceTheLastDoesIt(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newHanding(t, target)
		second := p.visitor("Quarz", house.TicketSpec{})
		asked := p.offer("berta")
		p.take("berta", asked.ID)
		clients := []house.Actor{p.client, second}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, c := range clients {
			wg.Go(func() { _, errs[i] = p.AgreeHandover(t.Context(), c, counselRoom, i == 0) })
		}
		wg.Wait()
		for _, err := range errs {
			p.must(err)
		}
		if c := p.seen(second); c.Counsellor != "berta" || c.Offer != nil {
			t.Errorf("got %+v, want it handed over once", c)
		}
		p.reads(p.who["berta"]) // one of them said only from now on
		lines, err := p.Read(t.Context(), p.client, counselRoom, house.ReadQuery{})
		p.must(err)
		done := 0
		for _, l := range lines {
			if strings.HasPrefix(l.Event.Key, "event.handover_done") {
				done++
			}
		}
		if done != 1 {
			t.Errorf("got %d lines that it is done, want one", done)
		}
	})
}

func TestOneClientDoesNotAgreeForAnother(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	second := p.visitor("Quarz", house.TicketSpec{})
	asked := p.offer("berta")
	p.take("berta", asked.ID)
	c, err := p.AgreeHandover(t.Context(), p.client, counselRoom, true)
	p.must(err)
	if c.Counsellor != "anna" || c.Offer == nil || !slices.Equal(c.Offer.Waiting, []string{"Quarz"}) || !c.Offer.Agreed {
		t.Errorf("got %+v, want that Quarz is waited for", c.Offer)
	}
	third := p.visitor("Achat", house.TicketSpec{}) // who came after the question is asked, too
	_, err = p.AgreeHandover(t.Context(), second, counselRoom, true)
	p.must(err)
	if c := p.seen(third); c.Counsellor != "anna" || !c.Offer.ForMe {
		t.Errorf("got %+v, want that Achat is asked", c)
	}
	_, err = p.AgreeHandover(t.Context(), third, counselRoom, true)
	p.must(err)
	if c := p.seen(third); c.Counsellor != "berta" {
		t.Errorf("got %+v, want berta", c)
	}
}

func TestAgreeingAndTakingBackAtOnceIsOneOfTheTwo(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newHanding(t, target)
		asked := p.offer("berta")
		p.take("berta", asked.ID)
		var wg sync.WaitGroup
		var yes, back error
		wg.Go(func() { _, yes = p.AgreeHandover(t.Context(), p.client, counselRoom, false) })
		wg.Go(func() { _, back = p.WithdrawHandover(t.Context(), p.who["anna"], counselRoom) })
		wg.Wait()
		if (yes == nil) == (back == nil) {
			t.Fatalf("agreed %v, taken back %v, want one of the two", yes, back)
		}
		want := "anna"
		if yes == nil {
			want = "berta"
		}
		if c := p.seen(p.client); c.Counsellor != want {
			t.Errorf("got %q, want %q", c.Counsellor, want)
		}
	})
}

func TestTheColleaguesAccountEndsInTheMiddle(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	asked := p.offer("berta")
	p.take("berta", asked.ID)
	_, err := p.DeleteAccount(t.Context(), p.who["berta"], phrase)
	p.must(err)
	_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, false)
	wantKey(t, "while the colleague is leaving", err, "error.heir_gone")
	p.pass(days(3))
	_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, false)
	wantKey(t, "when the colleague is gone", err, "error.no_handover")
	if c := p.seen(p.client); c.Counsellor != "anna" || c.Offer != nil {
		t.Errorf("got %+v, want anna", c)
	}
	p.offer("carl") // somebody else can be asked
}

// A counsellor cannot end their account over the heads of clients. When they have lost
// their keys nobody inherits the counselling: not the colleague who was called in, and
// not the client. The client goes on with whom they choose.
func TestWhenTheCounsellorIsGoneTheClientDecides(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newHanding(t, target)
		_, err := p.CallColleague(t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: "carl"})
		p.must(err)
		_, err = p.Join(t.Context(), p.who["carl"], counselRoom)
		p.must(err)
		waits := p.visitor("Quarz", house.TicketSpec{Wait: true})
		p.offer("berta")
		_, err = p.DeleteAccount(t.Context(), p.who["anna"], phrase)
		wantKey(t, "with a client", err, "error.owner_goes")
		ticket, err := p.ActivationTicket(t.Context(), p.in("admin"), "anna")
		p.must(err)
		_, anna := p.registerBy(ticket.Code, "anna")
		c := p.seen(p.client)
		if !c.Alone || c.Counsellor != "" || !slices.Contains(c.Others, "berta") || slices.Contains(c.Others, "carl") || !p.news(p.client, "handover") {
			t.Fatalf("got %+v, want the client to be told", c)
		}
		if d, err := p.Room(t.Context(), p.client, counselRoom); err != nil || !d.Alone || d.Closed {
			t.Errorf("got %+v, %v, want the room open and without a counsellor", d, err)
		}
		if c := p.seen(p.who["carl"]); c.Me != "colleague" || c.MayOffer || c.MayCall {
			t.Errorf("got %+v, want that the colleague inherits nothing", c)
		}
		_, err = p.Invite(t.Context(), p.who["carl"], counselRoom, "dora")
		wantKey(t, "the colleague invites", err, "error.forbidden")
		_, err = p.said(anna, counselRoom)
		wantKey(t, "the counsellor with new keys", err, "error.no_such_room")
		p.reads(waits) // nobody is left to let them in
		_, err = p.OfferHandover(t.Context(), p.who["carl"], counselRoom, house.HandoverSpec{Name: "berta"})
		wantKey(t, "the colleague offers it", err, "error.forbidden")
		if !c.MayOffer {
			_, err = p.WithdrawHandover(t.Context(), p.client, counselRoom)
			p.must(err)
		}
		_, err = p.OfferHandover(t.Context(), p.client, counselRoom, house.HandoverSpec{Name: "berta"})
		p.must(err)
		asked, err := p.HandoversAsked(t.Context(), p.who["berta"])
		p.must(err)
		if !asked[0].ForMe || asked[0].By != "" {
			t.Fatalf("got %+v, want berta to be asked", asked)
		}
		p.take("berta", asked[0].ID)
		for _, a := range []house.Actor{p.client, waits} {
			_, err = p.AgreeHandover(t.Context(), a, counselRoom, true)
			p.must(err)
		}
		if c := p.seen(p.client); c.Counsellor != "berta" || c.Alone || len(c.People) != 1 {
			t.Errorf("got %+v, want berta alone", c)
		}
	})
}

// An account that is about to end can still be given a counselling; when it has ended,
// nobody inherits that one either.
func TestACounsellingOfAnAccountThatEnds(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	admin, carl := p.in("admin"), p.who["carl"]
	_, err := p.SetFloorCreator(t.Context(), admin, "stadt", "carl", true)
	p.must(err)
	_, err = p.DeleteAccount(t.Context(), carl, phrase)
	p.must(err)
	_, err = p.NewRoom(t.Context(), carl, house.RoomSpec{Place: "stadt/letzte", Name: "Letzte", Kind: house.RoomPractice})
	p.must(err)
	_, err = p.Invite(t.Context(), carl, "stadt/letzte", "dora")
	p.must(err)
	_, err = p.Join(t.Context(), p.who["dora"], "stadt/letzte")
	p.must(err)
	p.pass(days(3))
	c, err := p.Colleagues(t.Context(), p.who["dora"], "stadt/letzte")
	p.must(err)
	if !c.Alone || c.Me != "client" || !c.MayOffer || len(c.Others) != 2 {
		t.Errorf("got %+v, want that dora is told and chooses", c)
	}
	_, err = p.Invite(t.Context(), p.who["dora"], "stadt/letzte", "berta")
	wantKey(t, "dora as an owner", err, "error.forbidden")
}

func TestASubstituteStaysUntilTheDay(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna, berta := p.who["anna"], p.who["berta"]
	_, err := p.SubstituteFor(t.Context(), anna, counselRoom, house.HandoverSpec{Name: "berta"})
	wantKey(t, "without a day", err, "error.handover_substitute_until")
	until := p.now().Add(days(10))
	_, err = p.SubstituteFor(t.Context(), anna, counselRoom, house.HandoverSpec{Name: "berta", Until: until})
	p.must(err)
	_, err = p.Join(t.Context(), berta, counselRoom)
	wantKey(t, "before the client agreed", err, "error.no_such_room")
	c := p.seen(p.client)
	if c.Offer == nil || !c.Offer.ForMe || c.Offer.Kind != house.Substitutes || c.Offer.Until.IsZero() {
		t.Fatalf("got %+v, want the client to be asked", c.Offer)
	}
	_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, false)
	p.must(err)
	_, err = p.Join(t.Context(), berta, counselRoom)
	p.must(err)
	p.say("berta", "Ich vertrete anna")
	c = p.seen(p.client)
	if len(c.People) != 2 || c.People[1].Kind != house.Substitutes || !c.People[1].Until.After(p.now().Add(days(9))) || c.Counsellor != "anna" {
		t.Errorf("got %+v, want the substitute with the day", c.People)
	}
	p.reads(berta, "Ich vertrete anna")
	p.pass(days(11))
	_, err = p.said(berta, counselRoom)
	wantKey(t, "after the day", err, "error.no_such_room")
	p.say("anna", "wieder da")
	if c := p.seen(p.client); len(c.People) != 1 {
		t.Errorf("got %+v, want anna alone", c.People)
	}
	if _, err := p.WhoAmI(t.Context(), berta); err != nil {
		t.Errorf("the substitute's session: %v", err)
	}
	_, err = p.DismissColleague(t.Context(), anna, counselRoom, "")
	wantKey(t, "a substitute who is gone", err, "error.no_substitute")
}

func TestACalledColleagueIsSeenAndGoes(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna, carl := p.who["anna"], p.who["carl"]
	_, err := p.CallColleague(t.Context(), anna, counselRoom, house.HandoverSpec{Name: "carl", Message: "Für einen zweiten Blick"})
	p.must(err)
	d, err := p.Room(t.Context(), p.client, counselRoom)
	p.must(err)
	if !slices.Contains(d.CanRead, "carl") {
		t.Errorf("got %q, want carl among those who can read", d.CanRead)
	}
	p.say("anna", "noch unter uns")
	_, err = p.Join(t.Context(), carl, counselRoom)
	p.must(err)
	p.say("anna", "carl ist da")
	p.reads(carl, "carl ist da")
	for _, who := range []house.Actor{carl, p.client} {
		if _, err = p.DismissColleague(t.Context(), who, counselRoom, "carl"); house.KindOf(err) != house.Forbidden {
			t.Errorf("%s dismisses: got %v, want no", who.Name(), err)
		}
	}
	before, err := p.store.Room(t.Context(), d.ID)
	p.must(err)
	_, err = p.DismissColleague(t.Context(), anna, counselRoom, "carl")
	p.must(err)
	after, err := p.store.Room(t.Context(), d.ID)
	p.must(err)
	if after.Epoch <= before.Epoch {
		t.Errorf("got epoch %d after %d, want a new one", after.Epoch, before.Epoch)
	}
	_, err = p.said(carl, counselRoom)
	wantKey(t, "afterwards", err, "error.no_such_room")
	_, err = p.DismissColleague(t.Context(), anna, counselRoom, "Kiesel")
	wantKey(t, "the client", err, "error.not_colleague")
	_, err = p.Appoint(t.Context(), anna, counselRoom, "Kiesel", true)
	wantKey(t, "the client to a moderator", err, "error.not_heir")
}

// agrees makes a contract that both accepted.
func (p *handing) agrees(e house.ContractEdit) {
	p.t.Helper()
	if e.Goal == nil {
		e.Goal = new(string)
		*e.Goal = "Besser schlafen"
	}
	c, err := p.ProposeContract(p.t.Context(), p.who["anna"], counselRoom, e)
	p.must(err)
	_, err = p.AcceptContract(p.t.Context(), p.client, counselRoom, c.Version)
	p.must(err)
}

func TestASideThreadTakesAContractAndIsSeenByTheClient(t *testing.T) {
	storetest.EachTarget(t, func(t *testing.T, target string) {
		p := newHanding(t, target)
		anna, berta := p.who["anna"], p.who["berta"]
		draft := house.ReviewSpec{Name: "berta", Subject: "Ihr Brief", Text: "Entwurf", Room: "Nebenraum"}
		_, err := p.OpenSide(t.Context(), anna, counselRoom, house.SideSpec{Names: []string{"berta"}, Name: "Nebenraum"})
		wantKey(t, "a side room", err, "error.side_not_agreed")
		p.agrees(house.ContractEdit{})
		_, err = p.PutReview(t.Context(), anna, counselRoom, draft)
		wantKey(t, "a draft", err, "error.side_not_agreed")
		p.agrees(house.ContractEdit{Review: yes()})
		sent, err := p.PutReview(t.Context(), anna, counselRoom, draft)
		p.must(err)
		c := p.seen(p.client)
		if len(c.Sides) != 1 || c.Sides[0].Place != "" || !slices.Equal(c.Sides[0].Names, []string{"berta"}) || c.Sides[0].Version != 2 {
			t.Errorf("got %+v, want the client to know who is asked and by which version", c.Sides)
		}
		side := p.seen(anna).Sides[0].Place
		_, err = p.Room(t.Context(), p.client, side)
		wantKey(t, "the client looks", err, "error.no_such_room")
		_, err = p.Room(t.Context(), p.who["carl"], side)
		wantKey(t, "another colleague looks", err, "error.no_such_room")
		for what, err := range map[string]error{
			"invite": only(p.Invite(t.Context(), anna, side, "carl")),
			"ticket": only(p.NewTicket(t.Context(), anna, side, house.TicketSpec{})),
		} {
			wantKey(t, what, err, "error.side_shut")
		}
		_, err = p.Join(t.Context(), berta, side)
		p.must(err)
		if got, err := p.said(berta, side); err != nil || !slices.Equal(got, []string{"Entwurf"}) {
			t.Errorf("berta reads %q, %v, want the draft that was put there for her", got, err)
		}
		_, err = p.Post(t.Context(), berta, side, house.PostSpec{Title: "Antwort", Text: "Entwurf, freundlicher"})
		p.must(err)
		again, err := p.PutReview(t.Context(), anna, counselRoom, house.ReviewSpec{Name: "berta", Subject: "Zweiter Brief", Text: "Noch ein Entwurf", Room: "x"})
		p.must(err)
		_, err = p.Post(t.Context(), berta, side, house.PostSpec{Text: "Noch ein Entwurf, besser", Reply: again.ID})
		p.must(err)
		if got := p.seen(anna).Sides; len(got) != 1 {
			t.Errorf("got %d side rooms, want the one there is", len(got))
		}
		list, err := p.Reviews(t.Context(), anna, counselRoom)
		p.must(err)
		if len(list) != 3 || list[0].Subject != "Zweiter Brief" || list[0].Answers != 1 || list[0].Newest.Author != "berta" || list[2].ID != sent.ID {
			t.Errorf("got %+v, want the drafts, the newest first", list)
		}
		d, err := p.UseReview(t.Context(), anna, counselRoom, again.ID)
		if err != nil || d.Title != "Zweiter Brief" || d.Text != "Noch ein Entwurf, besser" || d.Place != counselRoom+"/letters" {
			t.Errorf("got %+v, %v, want the reviewed text as a draft", d, err)
		}
		_, err = p.UseReview(t.Context(), berta, counselRoom, again.ID)
		wantKey(t, "the colleague in the counselling", err, "error.no_such_room")
		words, err := p.said(p.client, counselRoom)
		if err != nil || strings.Contains(strings.Join(words, " "), "Entwurf") {
			t.Errorf("the client reads %q, %v, want nothing of the drafts", words, err)
		}

		// With the handover the side rooms of who goes are gone.
		asked := p.offer("carl")
		p.take("carl", asked.ID)
		_, err = p.AgreeHandover(t.Context(), p.client, counselRoom, true)
		p.must(err)
		for _, a := range []house.Actor{anna, berta} {
			_, err = p.Room(t.Context(), a, side)
			wantKey(t, a.Name()+" in the side room", err, "error.no_such_room")
		}
		if c := p.seen(p.who["carl"]); len(c.Sides) != 0 || c.Counsellor != "carl" {
			t.Errorf("got %+v, want carl without side rooms", c)
		}
	})
}

func TestASubstituteWhomTheContractAllowsComesAtOnce(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	p.agrees(house.ContractEdit{Substitute: yes()})
	c, err := p.SubstituteFor(t.Context(), p.who["anna"], counselRoom, house.HandoverSpec{Name: "berta", Until: p.now().Add(days(5))})
	p.must(err)
	if len(c.People) != 2 || c.People[1].Kind != house.Substitutes || !c.People[1].Invited || c.Offer != nil {
		t.Errorf("got %+v, want berta invited", c)
	}
	_, err = p.Join(t.Context(), p.who["berta"], counselRoom)
	p.must(err)
	c, err = p.DismissColleague(t.Context(), p.who["anna"], counselRoom, "")
	p.must(err)
	if len(c.People) != 1 {
		t.Errorf("got %+v, want anna alone", c.People)
	}
	_, err = p.said(p.who["berta"], counselRoom)
	wantKey(t, "after it was ended", err, "error.no_such_room")
}

// The record goes along, also what was entered while the question was open; private notes
// do not, and who went reads nothing of either.
func TestTheRecordGoesAlongAndNotesDoNot(t *testing.T) {
	p := newHanding(t, storetest.SQLitePath(t))
	anna := p.who["anna"]
	enter := func(text string) {
		t.Helper()
		_, err := p.AddRecordEntry(t.Context(), anna, counselRoom, house.RecordSpec{Text: text})
		p.must(err)
	}
	enter("Erstgespräch")
	asked := p.offer("berta")
	enter("Nach dem Angebot")
	p.take("berta", asked.ID)
	_, err := p.AgreeHandover(t.Context(), p.client, counselRoom, false)
	p.must(err)
	book, err := p.Record(t.Context(), p.who["berta"], counselRoom)
	p.must(err)
	var texts []string
	for _, e := range book.Entries {
		texts = append(texts, e.Text)
	}
	slices.Sort(texts)
	if !slices.Equal(texts, []string{"Erstgespräch", "Nach dem Angebot"}) {
		t.Errorf("got %q, want the whole record", texts)
	}
	_, err = p.Record(t.Context(), anna, counselRoom)
	wantKey(t, "the former keeper", err, "error.no_such_room")
}
