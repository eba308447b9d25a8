package conversation_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/store/storetest"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/conversation"
	"stockwerk/vault"
)

// person is a member of a real house with the conversation with another open.
type person struct {
	actor house.Actor
	sub   *house.Subscription
	d     *kittest.Driver
}

func realHouse(t *testing.T) *house.Service {
	t.Helper()
	h, err := house.Open(t.Context(), house.Config{
		Store: storetest.Open(t, storetest.SQLitePath(t)), HouseKey: vault.NewHouseKey(), WeakKDF: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func moveIn(t *testing.T, h *house.Service, name string) *person {
	t.Helper()
	_, a, err := h.Register(t.Context(), h.Newcomer(), house.Registration{Name: name, Password: "four words in a row", Lang: "en", AcceptTerms: true})
	if err != nil {
		t.Fatal(err)
	}
	sub, err := h.Subscribe(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sub.Close)
	return &person{actor: a, sub: sub}
}

// writesTo opens the conversation with somebody.
func (p *person) writesTo(t *testing.T, h *house.Service, name string) {
	t.Helper()
	env := kittest.Env(h)
	env.Actor = func() house.Actor { return p.actor }
	env.Who = func() kit.Who { return kit.WhoIs(p.actor) }
	env.Session, env.Sub = t.Context(), p.sub
	p.d = kittest.New(t, 80, 24, conversation.New(env, name))
}

// hears gives the screen the events that have come.
func (p *person) hears() {
	for _, e := range p.sub.Take() {
		p.d.Send(e)
	}
}

func TestTwoPeopleWriteToEachOtherInARealHouse(t *testing.T) {
	h := realHouse(t)
	mara, jonas := moveIn(t, h, "mara"), moveIn(t, h, "jonas")
	mara.writesTo(t, h, "Jonas")
	jonas.writesTo(t, h, "mara")
	mara.d.Type("Guten Abend")
	mara.d.Press("enter")
	mara.hears()
	mara.d.Wants("mara: Guten Abend ✓", "To: jonas. Can read: you, jonas. Not: admins.")
	jonas.hears()
	jonas.d.Wants("mara: Guten Abend")
	jonas.d.Type("Auch so")
	jonas.d.Press("enter")
	mara.hears()
	mara.d.Wants("jonas: Auch so")
	mara.d.Press("up", "up", "e")
	mara.d.Type(", Jonas")
	mara.d.Press("enter")
	mara.hears()
	jonas.hears()
	jonas.d.Wants("mara: Guten Abend, Jonas (edited)")
}

func TestAbsenceIsToldInARealHouse(t *testing.T) {
	h := realHouse(t)
	mara, jonas := moveIn(t, h, "mara"), moveIn(t, h, "jonas")
	const away = "jonas is away at the moment"
	mara.writesTo(t, h, "jonas")
	mara.d.Lacks(away)
	if err := h.SetSettings(t.Context(), jonas.actor, house.Settings{Absence: true}); err != nil {
		t.Fatal(err)
	}
	mara.writesTo(t, h, "jonas")
	mara.d.Wants(away)
	mara.d.Type("Guten Abend")
	mara.d.Press("enter")
	mara.hears()
	mara.d.Wants("mara: Guten Abend ✓", away)
}

func TestBlockedWordsComeBackInARealHouse(t *testing.T) {
	h := realHouse(t)
	mara, jonas := moveIn(t, h, "mara"), moveIn(t, h, "jonas")
	if err := h.Block(context.WithoutCancel(t.Context()), jonas.actor, "mara"); err != nil {
		t.Fatal(err)
	}
	mara.writesTo(t, h, "jonas")
	mara.d.Type("Hallo?")
	mara.d.Press("enter")
	mara.d.Wants("Hallo? (not sent)")
	if d, err := h.Draft(t.Context(), mara.actor, "@jonas"); err != nil || d.Text != "Hallo?" {
		t.Errorf("got the draft %q, %v, want the words kept", d.Text, err)
	}
	jonas.writesTo(t, h, "mara")
	jonas.d.Wants("You have blocked mara")
}

func TestDraftOfTheFirstMessageIsOfferedInARealHouse(t *testing.T) {
	h := realHouse(t)
	mara, _ := moveIn(t, h, "mara"), moveIn(t, h, "jonas")
	mara.writesTo(t, h, "jonas")
	mara.d.Type("Liebe Grüße")
	mara.d.Pass(10 * time.Second)
	mara.writesTo(t, h, "jonas")
	mara.d.Wants("Liebe Grüße")
}
