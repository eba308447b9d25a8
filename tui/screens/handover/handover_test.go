package handover_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/kit/kittest/fakeroom"
	"stockwerk/tui/screens/handover"
)

// office is a counselling with colleagues.
type office struct {
	*fakeroom.House
	now     house.Colleagues
	asked   []house.HandoverOffer
	reviews []house.Review
}

func (o *office) did(format string, args ...any) (house.Colleagues, error) {
	o.Calls = append(o.Calls, fmt.Sprintf(format, args...))
	return o.now, nil
}

func (o *office) Colleagues(context.Context, house.Actor, string) (house.Colleagues, error) {
	return o.now, nil
}

func (o *office) Reviews(context.Context, house.Actor, string) ([]house.Review, error) {
	return o.reviews, nil
}

func (o *office) HandoversAsked(context.Context, house.Actor) ([]house.HandoverOffer, error) {
	return o.asked, nil
}

func (o *office) TakeHandover(_ context.Context, _ house.Actor, id house.HandoverID, yes bool) ([]house.HandoverOffer, error) {
	_, err := o.did("take %s %v", id, yes)
	return o.asked, err
}

func (o *office) OfferHandover(_ context.Context, _ house.Actor, _ string, s house.HandoverSpec) (house.Colleagues, error) {
	return o.did("offer %s %q %v", s.Name, s.Message, s.Until.IsZero())
}

func (o *office) AgreeHandover(_ context.Context, _ house.Actor, _ string, all bool) (house.Colleagues, error) {
	return o.did("agree %v", all)
}

func (o *office) RefuseHandover(_ context.Context, _ house.Actor, _, reason string) (house.Colleagues, error) {
	return o.did("refuse %q", reason)
}

func (o *office) DismissColleague(_ context.Context, _ house.Actor, _, name string) (house.Colleagues, error) {
	return o.did("dismiss %q", name)
}

func (o *office) SubstituteFor(_ context.Context, _ house.Actor, _ string, s house.HandoverSpec) (house.Colleagues, error) {
	return o.did("substitute %s %s", s.Name, s.Until.Format(time.DateOnly))
}

func (o *office) UseReview(_ context.Context, _ house.Actor, _ string, id house.MessageID) (house.Draft, error) {
	_, err := o.did("use %s", id)
	return house.Draft{}, err
}

// counsellor is the office as the one who counsels sees it.
func counsellor() *office {
	f := fakeroom.New()
	f.Detail.Kind = house.RoomPractice
	return &office{House: f, now: house.Colleagues{
		Place: fakeroom.Place, Me: "counsellor", Counsellor: "mara", MayCall: true, MayOffer: true, Review: true, Contract: 2,
		Others: []string{"ben.oduya", "yuki"},
		People: []house.Colleague{
			{Name: "mara", Me: true},
			{Name: fakeroom.WideOf, Kind: house.Substitutes, Since: fakeroom.At(-60), Until: fakeroom.At(10 * 24 * 60)},
			{Name: fakeroom.Nasty, Kind: house.CalledIn, Invited: true},
		},
		Sides: []house.Side{{Place: "3/side-1", Names: []string{"yuki"}, Version: 2, At: fakeroom.At(-90)}},
	}, reviews: []house.Review{{
		ID: "r1", Side: "3/side-1", Names: []string{"yuki"}, Subject: "Brief " + fakeroom.Nasty, Answers: 1,
		Newest: house.Post{Author: "yuki", At: fakeroom.At(-5)},
	}}}
}

// client is the office as the one who is asked sees it.
func client() *office {
	o := counsellor()
	o.As(house.RoleVisitor, house.DoRead, house.DoSay)
	o.Detail.Me = "Igel"
	o.reviews = nil
	o.now.Me, o.now.MayCall, o.now.MayOffer, o.now.Others = "client", false, false, nil
	o.now.Sides[0].Place = ""
	o.now.People = []house.Colleague{{Name: "mara"}}
	o.now.Offer = &house.HandoverOffer{
		ID: "h1", Kind: house.HandsOver, Name: "ben.oduya", By: "mara", State: house.HandoverTaken, Expires: fakeroom.At(13 * 24 * 60),
		Message: "Ich ziehe um. " + fakeroom.Nasty, Waiting: []string{"Igel"}, ForMe: true,
	}
	return o
}

func TestColleaguesAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			show := func(o *office, golden string) *kittest.Driver {
				env := kittest.Env(o)
				env.Text = text.For(lang)
				d := kittest.New(t, size[0], size[1], handover.New(env, fakeroom.Place))
				d.WantNoEscape()
				d.Golden(golden + "-" + string(lang))
				return d
			}
			d := show(counsellor(), "counsellor")
			d.Press("c")
			d.Golden("offer-" + string(lang))
			show(client(), "client")
			alone := client()
			alone.now.Offer, alone.now.Alone, alone.now.Counsellor, alone.now.People = nil, true, "", nil
			alone.now.MayOffer, alone.now.Others = true, []string{"yuki"}
			show(alone, "alone")
			asked := counsellor()
			asked.asked = []house.HandoverOffer{
				{ID: "h1", Kind: house.HandsOver, Name: "mara", By: "yuki", Floor: "Stadt Hagen", State: house.HandoverAsked, Expires: fakeroom.At(60), ForMe: true},
				{ID: "h2", Kind: house.HandsOver, Name: fakeroom.WideOf, By: "mara", Floor: "Stadt Hagen", State: house.HandoverDone, Mine: true},
			}
			env := kittest.Env(asked)
			env.Text = text.For(lang)
			kittest.New(t, size[0], size[1], handover.NewAsked(env)).Golden("asked-" + string(lang))
		}
	}
}

func open(t *testing.T, o *office) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, handover.New(kittest.Env(o), fakeroom.Place))
}

// answer takes the n-th option of what was asked last.
func answer(t *testing.T, d *kittest.Driver, n int, input string) {
	t.Helper()
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	d.Send(ask.Options[n].Do(input)())
}

func TestTheClientAnswersByRowsAndKeys(t *testing.T) {
	o := client()
	d := open(t, o)
	d.Wants("mara would like to hand this counselling", "Ich ziehe um.", "Yes, with the earlier words")
	d.Press("1")
	answer(t, d, 1, "")
	d.Press("2")
	answer(t, d, 1, "")
	d.Press("n")
	answer(t, d, 0, "Lieber nicht")
	o.WantCalls(t, "agree false", "agree true", `refuse "Lieber nicht"`)
	d.Press("c")
	d.WantAsked(kit.Toast{Key: "handover.key.offer.off"})
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "handover.key.counsellor"})
}

func TestTheCounsellorAsksAndEnds(t *testing.T) {
	o := counsellor()
	d := open(t, o)
	d.Press("c")
	d.Press("tab")
	d.Type("Ich ziehe um.")
	d.Press("tab", "tab", "enter")
	o.WantCalls(t, `offer ben.oduya "Ich ziehe um." true`)
	d.Press("v", "tab")
	d.Type("2026-03-10")
	d.Press("tab", "enter")
	d.Press("e")
	answer(t, d, 1, "")
	o.WantCalls(t, `offer ben.oduya "Ich ziehe um." true`, "substitute ben.oduya 2026-03-10", `dismiss ""`)
	o.now.Others = nil
	d.Send(house.Event{Kind: house.EventResync})
	d.Press("a")
	d.WantAsked(kit.Toast{Key: "handover.nobody"})
}

func TestACounsellingThatIsOfferedIsAnswered(t *testing.T) {
	o := counsellor()
	o.asked = []house.HandoverOffer{{ID: "h1", Kind: house.HandsOver, Name: "mara", By: "yuki", Floor: "Stadt Hagen", State: house.HandoverAsked, ForMe: true}}
	d := kittest.New(t, 80, 24, handover.NewAsked(kittest.Env(o)))
	d.Wants("yuki asks you to take over a counselling")
	d.Press("enter")
	answer(t, d, 0, "")
	d.Press("n")
	o.WantCalls(t, "take h1 true", "take h1 false")
}
