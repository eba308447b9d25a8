package contact_test

import (
	"context"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/contact"
)

// centre takes enquiries.
type centre struct {
	kittest.House
	offer house.ContactOffer
	asked house.ContactSpec
	fail  error
	none  error
}

func (c *centre) ContactOffer(context.Context, house.Actor, string) (house.ContactOffer, error) {
	return c.offer, c.none
}

func (c *centre) Contact(_ context.Context, a house.Actor, spec house.ContactSpec) (house.Contacted, house.Actor, error) {
	c.asked = spec
	if c.fail != nil {
		return house.Contacted{}, a, c.fail
	}
	out := house.Contacted{Place: "rat/b-abcdefghjk", Room: spec.Subject, Readers: c.offer.Readers}
	if c.offer.Guest {
		out.Name, out.Return, out.Until = "Gast-1", "ABCDE-FGHJK-MNPQR-STVWX", kittest.Clock.AddDate(0, 0, 30)
	}
	return out, a, nil
}

func offers(guest bool) *centre {
	return &centre{offer: house.ContactOffer{
		Ref: "c1", Floor: "rat", FloorName: "Beratungsstelle", Counsellor: "anna", Readers: []string{"anna"}, Answer: 48 * time.Hour,
		AnswerBy: kittest.Clock.Add(48 * time.Hour), Free: true, Delete: 90 * 24 * time.Hour, Guest: guest,
	}}
}

func as(c *centre, guest bool) *kit.Env {
	env := kittest.Env(c)
	if guest {
		env.Who = func() kit.Who { return kit.Who{Role: house.RoleGuest} }
	}
	return env
}

func TestAFirstContactAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := as(offers(true), true)
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], contact.New(env, "c1"))
			d.WantNoEscape()
			d.Golden("before-" + string(lang))
			d.Press("enter")
			d.Golden("form-" + string(lang))
			d.Press("space", "tab", "tab")
			d.Type("Sorgen")
			d.Press("tab")
			d.Type("Ich weiß nicht weiter.")
			d.Press("tab", "enter")
			d.Golden("ticket-" + string(lang))
		}
	}
}

func TestAGuestAgreesFirst(t *testing.T) {
	c := offers(true)
	d := kittest.New(t, 80, 24, contact.New(as(c, true), "c1"))
	d.Press("enter", "tab", "tab")
	d.Type("Sorgen")
	d.Press("tab")
	d.Type("Wort")
	d.Press("tab", "enter")
	if c.asked.To != "" {
		t.Errorf("got %+v sent without consent", c.asked)
	}
	d.Press("space")
	c.fail = house.Errorf(house.Conflict, "error.name_taken")
	d.Press("tab", "tab", "tab", "tab", "enter")
	d.Wants("Sorgen", "Wort")
	c.fail = nil
	d.Press("tab", "tab", "tab", "enter")
	if c.asked.Subject != "Sorgen" || c.asked.Text != "Wort" || !c.asked.Accept {
		t.Errorf("got %+v", c.asked)
	}
	d.Wants("ABCDE-FGHJK-MNPQR-STVWX")
	d.Press("enter")
	d.WantAsked(kit.Restart{})
}

func TestAMemberIsLedToTheCounselling(t *testing.T) {
	c := offers(false)
	d := kittest.New(t, 80, 24, contact.New(as(c, false), "c1"))
	d.Press("enter")
	d.Type("Frage")
	d.Press("tab")
	d.Type("Wort")
	d.Press("tab", "enter")
	d.WantAsked(kit.Instead{Go: kit.GoTool{Place: "rat/b-abcdefghjk", Tool: "case"}})
	c.none = house.Errorf(house.NotFound, "error.no_team")
	d = kittest.New(t, 40, 16, contact.New(as(c, false), "rat"))
	d.Press("enter")
	d.WantAsked(kit.Toast{Key: "contact.key.write.off"})
}
