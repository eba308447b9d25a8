package inbox_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/inbox"
)

// stand is a house with private conversations.
type stand struct {
	kittest.House
	talks []house.InboxEntry
	calls []string
	err   error
}

func (s *stand) Inbox(context.Context, house.Actor) ([]house.InboxEntry, error) {
	return s.talks, s.err
}

func (s *stand) Room(_ context.Context, _ house.Actor, place string) (house.RoomDetail, error) {
	switch place {
	case "@yuki":
		return house.RoomDetail{}, nil
	case "@ben.oduya":
		return house.RoomDetail{}, house.Errorf(house.NotFound, "error.no_such_talk")
	}
	return house.RoomDetail{}, house.Errorf(house.NotFound, "error.no_such_person")
}

func (s *stand) Block(_ context.Context, _ house.Actor, name string) error {
	s.calls = append(s.calls, "block "+name)
	s.talks[0].Blocked = true
	return nil
}

func (s *stand) Unblock(_ context.Context, _ house.Actor, name string) error {
	s.calls = append(s.calls, "unblock "+name)
	s.talks[0].Blocked = false
	return nil
}

func full() *stand {
	return &stand{talks: []house.InboxEntry{
		{Name: "yuki", Unread: 3, LastAt: kittest.Clock.Add(-5 * time.Minute)},
		{Name: "Ölfass_東京_mit_langem_Namen_32ab", LastAt: kittest.Clock.Add(-50 * time.Hour)},
		{Name: "stoerer", LastAt: kittest.Clock.Add(-900 * time.Hour), Blocked: true},
	}}
}

func open(t *testing.T, s *stand) *kittest.Driver {
	t.Helper()
	return kittest.New(t, 80, 24, inbox.New(kittest.Env(s)))
}

// asked is the last request, which must be a question.
func asked(t *testing.T, d *kittest.Driver) kit.Ask {
	t.Helper()
	if len(d.Asked) > 0 {
		if ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask); ok {
			return ask
		}
	}
	t.Fatalf("got %#v, want a question last", d.Asked)
	return kit.Ask{}
}

func run(cmd tea.Cmd) tea.Msg { return cmd() }

func TestInboxAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for name, s := range map[string]*stand{"full": full(), "empty": {}} {
				env := kittest.Env(s)
				env.Text = text.For(lang)
				kittest.New(t, size[0], size[1], inbox.New(env)).Golden(name + "-" + string(lang))
			}
		}
	}
}

func TestEnterAndDigitsOpen(t *testing.T) {
	d := open(t, full())
	d.Press("enter")
	d.WantAsked(kit.GoConversation{Name: "yuki"})
	d.Press("3")
	d.WantAsked(kit.GoConversation{Name: "stoerer"})
	d.Press("4")
	asked(t, d)
}

func TestWritingToSomebodyAsksForTheName(t *testing.T) {
	d := open(t, &stand{})
	d.Press("enter")
	do := asked(t, d).Options[0].Do
	d.Send(run(do(" @ben.oduya ")))
	if msg := run(do("@ben.oduya")); msg != (kit.GoConversation{Name: "ben.oduya"}) {
		t.Errorf("got %#v, want the conversation with ben.oduya", msg)
	}
	if msg, ok := run(do("niemand1")).(kit.Failed); !ok || !house.IsKey(msg.Err, "error.no_such_person") {
		t.Errorf("got %#v, want nobody of that name", msg)
	}
	if do("  ") != nil {
		t.Error("got something done without a name")
	}
}

func TestBlockingAsksAndUnblockingDoesNot(t *testing.T) {
	s := full()
	d := open(t, s)
	d.Press("b")
	ask := asked(t, d)
	if len(s.calls) != 0 {
		t.Fatalf("got %q before the answer", s.calls)
	}
	d.Send(run(ask.Options[1].Do("")))
	d.Wants("blocked")
	d.Press("b")
	if len(s.calls) != 2 || s.calls[0] != "block yuki" || s.calls[1] != "unblock yuki" {
		t.Errorf("got %q, want yuki blocked and unblocked", s.calls)
	}
}

func TestNewMessagesAreCountedByEvent(t *testing.T) {
	s := full()
	d := open(t, s)
	s.talks[1].Unread = 7
	d.Send(house.Event{Kind: house.EventRoom})
	d.Lacks("… 7 │")
	d.Send(house.Event{Kind: house.EventPerson})
	d.Wants("… 7 │")
}

func TestDeletedMembersAreSaidAndDoNotOpen(t *testing.T) {
	s := full()
	s.talks[1].Name = "–" // as the house gives it
	d := open(t, s)
	d.Wants("former member")
	d.Press("2")
	d.WantAsked(kit.Toast{Key: "inbox.gone"})
	d.Press("b")
	d.WantAsked(kit.Toast{Key: "inbox.key.off"})
}

func TestHostileNamesShowNoEscape(t *testing.T) {
	s := full()
	s.talks[0].Name = "a\x1b]0;owned\x07\x1b[2J\u202eb\x9b31m\r\n"
	for _, w := range []int{40, 120} {
		d := kittest.New(t, w, 24, inbox.New(kittest.Env(s)))
		for range 4 {
			d.WantNoEscape()
			d.Press("down")
		}
	}
}

func TestFailureIsSaid(t *testing.T) {
	d := open(t, &stand{err: house.Errorf(house.Unavailable, "error.database")})
	if len(d.Asked) != 1 {
		t.Fatalf("got %#v, want one failure", d.Asked)
	}
}
