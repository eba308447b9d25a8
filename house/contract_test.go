package house_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"stockwerk/house"
)

// counselling is a room of two, opened by hand: a counsellor and a visitor.
type counselling struct {
	*lodge
	counsellor, client house.Actor
}

const quiet = "praxis/gespraech"

func newCounselling(t *testing.T) *counselling {
	t.Helper()
	l := newLodge(t)
	c := &counselling{lodge: l, counsellor: l.admin()}
	l.floor(c.counsellor, "praxis", house.FloorOpen)
	l.room(c.counsellor, quiet, house.RoomPractice)
	c.client = c.visitor("Igel")
	return c
}

// visitor comes by a ticket.
func (c *counselling) visitor(as string) house.Actor {
	c.t.Helper()
	issued, err := c.NewTicket(c.t.Context(), c.counsellor, quiet, house.TicketSpec{})
	c.must(err)
	bearer, err := c.TicketDoor(c.t.Context(), issued.Code)
	c.must(err)
	_, v, err := c.Redeem(c.t.Context(), bearer, house.Redemption{Accept: true, As: as})
	c.must(err)
	return v
}

func (c *counselling) propose(a house.Actor, e house.ContractEdit) house.Contract {
	c.t.Helper()
	made, err := c.ProposeContract(c.t.Context(), a, quiet, e)
	c.must(err)
	return made
}

func (c *counselling) accept(a house.Actor, version int) house.Contract {
	c.t.Helper()
	made, err := c.AcceptContract(c.t.Context(), a, quiet, version)
	c.must(err)
	return made
}

func (c *counselling) contract(a house.Actor, version int) house.Contract {
	c.t.Helper()
	made, err := c.Contract(c.t.Context(), a, quiet, version)
	c.must(err)
	return made
}

// events are the lines of the house in the room, by key.
func (c *counselling) events(key string) (n int) {
	c.t.Helper()
	posts, err := c.Read(c.t.Context(), c.counsellor, quiet, house.ReadQuery{})
	c.must(err)
	for _, p := range posts {
		if p.Event.Key == key {
			n++
		}
	}
	return n
}

func goal(s string) house.ContractEdit { return house.ContractEdit{Goal: &s} }

func number(n int) *int { return &n }

func yes() *bool {
	on := true
	return &on
}

func TestAContractIsAgreedWhenBothSidesAcceptedThisVersion(t *testing.T) {
	c := newCounselling(t)
	first := goal("Besser schlafen")
	first.Letters, first.Answer, first.DeleteDays, first.Review = number(8), number(48), number(30), yes()
	one := c.propose(c.counsellor, first)
	if one.Version != 1 || one.State != house.ContractProposed || one.Mine || !slices.Equal(one.Waiting, []string{"Igel"}) || one.Holds != 0 {
		t.Errorf("got %+v, want version 1 to wait for the client", one)
	}
	if seen := c.contract(c.client, 0); !seen.Mine || seen.Goal != "Besser schlafen" || seen.Letters != 8 || !seen.Review || seen.Own {
		t.Errorf("got %+v, want it as the client's to accept", seen)
	}
	news, err := c.News(t.Context(), c.client)
	c.must(err)
	if !slices.ContainsFunc(news, func(n house.NewsItem) bool { return n.Place == quiet+"/contract" && n.ForMe }) {
		t.Errorf("got %+v, want it as news for the client", news)
	}
	agreed := c.accept(c.client, 1)
	if agreed.State != house.ContractAgreed || agreed.Holds != 1 || len(agreed.Answers) != 2 || len(agreed.Waiting) != 0 {
		t.Errorf("got %+v, want it agreed", agreed)
	}
	c.accept(c.client, 1) // once more changes nothing
	for key, want := range map[string]int{"event.contract_proposed": 1, "event.contract_accepted": 1, "event.contract_agreed": 1} {
		if got := c.events(key); got != want {
			t.Errorf("got %d lines %s, want %d", got, key, want)
		}
	}
	_, err = c.RefuseContract(t.Context(), c.client, quiet, 1, "doch nicht")
	wantKey(t, "refuse what is agreed", err, "error.contract_agreed")

	// The client proposes; the agreed one holds until the other side says yes.
	two := c.propose(c.client, house.ContractEdit{Letters: number(4)})
	if two.Version != 2 || two.Goal != "Besser schlafen" || two.Letters != 4 || two.Holds != 1 || !slices.Equal(two.Waiting, []string{"admin"}) {
		t.Errorf("got %+v, want version 2 made of version 1", two)
	}
	if old := c.contract(c.counsellor, 1); old.State != house.ContractAgreed {
		t.Errorf("got %s, want version 1 to hold", old.State)
	}
	c.accept(c.counsellor, 2)
	if old, now := c.contract(c.client, 1), c.contract(c.client, 0); old.State != house.ContractPast || now.State != house.ContractAgreed || now.Holds != 2 {
		t.Errorf("got %s and %+v, want version 2 in the place of the first", old.State, now)
	}
}

func TestRefusingSaysWhyAndCanBeTakenBack(t *testing.T) {
	c := newCounselling(t)
	c.propose(c.counsellor, goal("Ziel"))
	no, err := c.RefuseContract(t.Context(), c.client, quiet, 1, "zu teuer")
	c.must(err)
	if no.State != house.ContractRefused || no.Answers[1].Reason != "zu teuer" || no.Answers[1].Accepted {
		t.Errorf("got %+v, want it refused with the reason", no)
	}
	if c.events("event.contract_refused") != 1 {
		t.Error("got no line about the refusal")
	}
	if yes := c.accept(c.client, 1); yes.State != house.ContractAgreed {
		t.Errorf("got %s, want it agreed after all", yes.State)
	}
}

func TestNobodyAgreesToWhatTheyDidNotRead(t *testing.T) {
	c := newCounselling(t)
	c.propose(c.counsellor, goal("Ziel"))
	c.propose(c.counsellor, goal("Anderes Ziel"))
	_, err := c.AcceptContract(t.Context(), c.client, quiet, 1)
	wantKey(t, "accept an older version", err, "error.contract_newer")
	_, err = c.AcceptContract(t.Context(), c.client, quiet, 0)
	wantKey(t, "accept no version", err, "error.contract_which")
	_, err = c.AcceptContract(t.Context(), c.client, quiet, 7)
	wantKey(t, "accept a version that is not there", err, "error.contract_no_version")
	stale := goal("Drittes")
	stale.Base = 1
	_, err = c.ProposeContract(t.Context(), c.client, quiet, stale)
	wantKey(t, "propose beside a newer one", err, "error.contract_newer")
}

func TestWhoComesLaterMustAcceptToo(t *testing.T) {
	c := newCounselling(t)
	c.propose(c.counsellor, goal("Ziel"))
	c.accept(c.client, 1)
	late := c.visitor("Dachs")
	if now := c.contract(c.counsellor, 1); now.State == house.ContractAgreed || !slices.Equal(now.Unseen, []string{"Dachs"}) {
		t.Errorf("got %+v, want it not agreed with whoever came later", now)
	}
	_, err := c.Contract(t.Context(), late, quiet, 1)
	wantKey(t, "read what is from before one's time", err, "error.contract_no_version")
	two := c.propose(c.counsellor, house.ContractEdit{})
	if two.Version != 2 || two.Goal != "Ziel" {
		t.Errorf("got %+v, want version 2", two)
	}
	c.accept(c.client, 2)
	if now := c.accept(late, 2); now.State != house.ContractAgreed {
		t.Errorf("got %+v, want it agreed with both", now)
	}
	// Nobody takes the contract away by leaving.
	_, err = c.EndVisit(t.Context(), late, false)
	c.must(err)
	if now := c.contract(c.counsellor, 0); now.State != house.ContractAgreed {
		t.Errorf("got %+v, want it to hold", now)
	}
}

func TestOfManyWhoAcceptAtOnceEachCountsAndOneMakesItAgreed(t *testing.T) {
	c := newCounselling(t)
	clients := []house.Actor{c.client, c.visitor("Dachs"), c.visitor("Fuchs")}
	c.propose(c.counsellor, goal("Ziel"))
	var wait sync.WaitGroup
	for _, who := range clients {
		wait.Go(func() {
			if _, err := c.AcceptContract(t.Context(), who, quiet, 1); err != nil {
				t.Errorf("accept: %v", err)
			}
		})
	}
	wait.Wait()
	if now := c.contract(c.counsellor, 1); now.State != house.ContractAgreed || len(now.Answers) != 4 {
		t.Errorf("got %+v, want it agreed with all", now)
	}
	if n := c.events("event.contract_agreed"); n != 1 {
		t.Errorf("got %d lines, want the agreement told once", n)
	}
}

func TestAcceptingAndProposingAtOnceLeavesOneTruth(t *testing.T) {
	c := newCounselling(t)
	for round := range 8 {
		v := 2*round + 1
		c.propose(c.counsellor, goal("Ziel"))
		var wait sync.WaitGroup
		var accepted error
		wait.Go(func() { _, accepted = c.AcceptContract(t.Context(), c.client, quiet, v) })
		wait.Go(func() { c.propose(c.counsellor, goal("Neues Ziel")) })
		wait.Wait()
		state := c.contract(c.counsellor, v).State
		switch {
		case accepted == nil && state != house.ContractAgreed:
			t.Errorf("got %s after the yes was taken, want it agreed", state)
		case accepted != nil && (!house.IsKey(accepted, "error.contract_newer") || state == house.ContractAgreed):
			t.Errorf("got %v and %s, want to be told of the newer one", accepted, state)
		}
	}
}

func TestProposalsAtOnceAreNumberedOneAfterTheOther(t *testing.T) {
	c := newCounselling(t)
	var wait sync.WaitGroup
	for range 4 {
		for _, who := range []house.Actor{c.counsellor, c.client} {
			wait.Go(func() { c.propose(who, goal("Ziel")) })
		}
	}
	wait.Wait()
	all, err := c.Contracts(t.Context(), c.client, quiet)
	c.must(err)
	for i, v := range all {
		if v.Version != 8-i {
			t.Errorf("got version %d at %d, want %d", v.Version, i, 8-i)
		}
	}
}

func TestContractsAreNeitherChangedNorDeletedNorForgotten(t *testing.T) {
	c := newCounselling(t)
	one := c.propose(c.counsellor, goal("Ziel"))
	_, err := c.Edit(t.Context(), c.counsellor, one.ID, "Anders")
	wantKey(t, "edit", err, "error.contract_fixed")
	_, err = c.Delete(t.Context(), c.counsellor, one.ID)
	wantKey(t, "delete", err, "error.contract_fixed")
	c.must(only(c.Say(t.Context(), c.counsellor, quiet, "Hallo", "")))
	c.pass(400 * 24 * time.Hour)
	if now := c.contract(c.counsellor, 1); now.Goal != "Ziel" {
		t.Errorf("got %+v, want it to stay beyond the room's retention", now)
	}
	if said, err := c.said(c.counsellor, quiet); err != nil || slices.Contains(said, "Hallo") {
		t.Errorf("got %q, %v, want the rest forgotten", said, err)
	}
}

func TestBadTermsAreRefused(t *testing.T) {
	c := newCounselling(t)
	past, err := house.ParseDue("2020-01-01", time.UTC)
	c.must(err)
	for key, e := range map[string]house.ContractEdit{
		"error.contract_goal":   {},
		"error.contract_number": {Goal: goal("x").Goal, Letters: number(-1)},
		"error.contract_past":   {Goal: goal("x").Goal, Until: &past},
	} {
		_, err := c.ProposeContract(t.Context(), c.counsellor, quiet, e)
		wantKey(t, "propose", err, key)
	}
	_, err = c.Contract(t.Context(), c.counsellor, quiet, 0)
	wantKey(t, "show", err, "error.contract_none")
}

func TestWhoMayOnlyReadAgreesToNothing(t *testing.T) {
	c := newCounselling(t)
	c.propose(c.counsellor, goal("Ziel"))
	c.must(only(c.CloseRoom(t.Context(), c.counsellor, quiet)))
	_, err := c.AcceptContract(t.Context(), c.client, quiet, 1)
	wantKey(t, "accept in a closed room", err, "error.room_closed")
	_, err = c.ProposeContract(t.Context(), c.counsellor, quiet, goal("x"))
	wantKey(t, "propose in a closed room", err, "error.room_closed")
}
